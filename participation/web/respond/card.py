"""A child's own card: looking does nothing, pressing opens a sitting that writes and never reads.

GET /m/<anything> gives the bytes that every link gives. /card is the one address of all its pages,
and /ask of the same pages for somebody who came by a link.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from participation.care.consultations import after_a_no, own_words
from participation.care.consultations.models import Invitation
from participation.care.requests.rules import AskKind
from participation.care.safeguarding import service as safeguarding
from participation.guard import cards, links
from participation.guard.cards import PersonalCard
from participation.journeys.pinning import pinned_form
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.db import reading, transaction
from participation.web.entry import Who, entry
from participation.web.respond import asks, beside, card_visits, frame, not_safe, visits
from participation.web.respond.askers import Asker, with_card, with_link
from participation.web.respond.asks import PostedAsk, read_ask
from participation.web.respond.card_visits import CardVisit
from participation.web.respond.going import back_to_q
from participation.web.services import services

log = structlog.get_logger()

MOST_BYTES = 1024 * 1024  # what is too long is still given back on the page
FRONT_ASKS = (
    AskKind.ADVOCATE,
    AskKind.REVIEW_SOONER,
    AskKind.LANGUAGE,
    AskKind.SOLICITOR,
    AskKind.VISITOR,
    AskKind.COMPLAINT,
)

blueprint = Blueprint("respond_card", __name__)


@blueprint.get("/m/<path:_token>")
@entry(Who.ANYONE)
def look(_token: str) -> Response:
    """A page with one button; the token is not even read (T9)."""
    return frame.page("enter", None)


@blueprint.post("/m/<path:token>")
@entry(Who.ANYONE)
def open_card(token: str) -> Response:
    """Open a sitting of the card in this browser. The card stays as good as it was."""
    if not visits.comes_from_here():
        return frame.page("enter", None, HTTPStatus.FORBIDDEN)
    token_hash = links.hash_of_token(token)
    house = services()
    with transaction() as session:
        card = cards.card_by_token(session, token_hash) if token_hash else None
        opened = opened_by(session, house, card)
    return opened or frame.dead()


def opened_by(session: Session, house: Services, card: PersonalCard | None) -> Response | None:
    """Begin a sitting of this card, by its link or its code; None for a card that opens nothing."""
    child = card_visits.child_of(session, card)
    if card is None or child is None:
        return None
    if not card_visits.opens_for(child, london_day(house.now())):
        return None
    safeguarding.note_sign_of_life(session, child, now=house.now())
    cookie = card_visits.begin(session, house, card)
    return beside.hand_over(_to("/card"), house, beside.card_cookie(house), cookie)


@blueprint.get("/card")
@entry(Who.LINK_HOLDER)
def show_card() -> Response:
    return _show(with_card)


@blueprint.post("/card")
@entry(Who.LINK_HOLDER)
def press_card() -> Response:
    return _press(with_card)


@blueprint.get("/ask")
@entry(Who.LINK_HOLDER)
def show_ask() -> Response:
    return _show(with_link)


@blueprint.post("/ask")
@entry(Who.LINK_HOLDER)
def press_ask() -> Response:
    return _press(with_link)


Found = Callable[[Session, Services], Asker | None]


def _show(found: Found) -> Response:
    with reading() as session:
        asker = found(session, services())
        if asker is None:
            return frame.gone()
        return not_safe.show(session, asker) or asks.show(session, asker) or _front(session, asker)


def _press(found: Found) -> Response:
    """One press. What breaks is tried once more; then the words are given back, said not kept."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    posted = read_ask()
    for last in (False, True):
        try:
            return _one_press(found, posted)
        except HTTPException:
            raise
        except IntegrityError:  # the same page twice at one moment: the other one kept it
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, the words come back
            log.error("an ask was not kept", error=type(error).__name__)
            if last:
                break
    return _not_kept(posted, HTTPStatus.SERVICE_UNAVAILABLE, reason="ours", path=request.path)


def _one_press(found: Found, posted: PostedAsk) -> Response:
    with transaction() as session:
        asker = found(session, services())
        if asker is None:
            return _gone(posted)
        if not asker.pressed_here(posted.csrf):
            return _old_page(asker, posted)
        if isinstance(asker.at, CardVisit) and posted.go == "review":
            return _begin_review(session, asker.at) or _front(session, asker)
        asker = asker.kept_alive(session)
        response = asks.press(session, asker, posted) or _to(asker.path)
        return asker.handed_over(response)


def _front(session: Session, asker: Asker) -> Response:
    """Where asking begins: by a link at once, on a card from what else it is for (R27, R28)."""
    at = asker.at
    if not isinstance(at, CardVisit):
        return asks.someone_else(asker)
    council = at.house.council(session)
    return asker.page(
        "card",
        band=at.band,
        asks=[(kind.value, asks.label(kind, asker)) for kind in FRONT_ASKS],
        questions_open=_open_invitation(session, at) is not None,
        helplines=council.child_helplines,
    )


def _begin_review(session: Session, at: CardVisit) -> Response | None:
    """Begin answering for the review: what the link of the invitation does, and no more (R1)."""
    invitation = _open_invitation(session, at)
    if invitation is None:
        return None
    cookie = visits.begin(session, at.house, invitation)
    return visits.hand_over(back_to_q(), at.house, cookie)


def _open_invitation(session: Session, at: CardVisit) -> Invitation | None:
    today = london_day(at.now)
    for invitation in own_words.invitations_of(session, child_id=at.child.id):
        begun = invitation.asked_from <= today and visits.is_live(invitation, today)
        asked = after_a_no.may_answer(invitation, today)
        if begun and asked and pinned_form(session, invitation, at.house.library) is not None:
            return invitation
    return None


def _to(path: str) -> Response:
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": path})


def _gone(posted: PostedAsk) -> Response:
    """The sitting is over. What was being typed is given back, and said not to be kept."""
    if not posted.words.strip():
        return frame.gone()
    return _not_kept(posted, HTTPStatus.NOT_FOUND, reason="ended", path=None)


def _old_page(asker: Asker, posted: PostedAsk) -> Response:
    """The page was not made for this sitting: nothing is taken, and one press sends it (B48)."""
    return asker.page(
        "problem",
        HTTPStatus.FORBIDDEN,
        reason="old_page",
        saved=False,
        fields=_to_try_again(posted),
        typed=posted.words,
        try_path=asker.path,
    )


def _not_kept(posted: PostedAsk, status: HTTPStatus, *, reason: str, path: str | None) -> Response:
    """No sitting can be read: the words stay on the page, with the keys they came with."""
    keys = [("csrf_token", posted.csrf), ("page_key", posted.page_key or "")]
    return frame.page(
        "problem",
        None,
        status,
        reason=reason,
        saved=False,
        fields=[*_to_try_again(posted), *keys],
        typed=posted.words,
        try_path=path,
    )


def _to_try_again(posted: PostedAsk) -> list[tuple[str, str]]:
    again = (
        ("about", posted.about.value if posted.about else ""),
        ("go", posted.go),
        ("past", "1" if posted.past else ""),
        ("how", posted.how.value if posted.how else ""),
    )
    return [(name, value) for name, value in again if value]
