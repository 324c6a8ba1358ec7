"""The button that stands on every page: "I do not feel safe".

A press raises a red concern in a transaction of its own, before anything else is looked at, so
that nothing that goes wrong with what is typed on that page can take it back. Then the page says
what is true and asks nothing about what happened. POST /now answers with the way back to the one
address that all pages have; looking never raises anything (T1, T4, T9).
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from participation.care.safeguarding.models import ConcernState
from participation.care.safeguarding.route import RouteOf
from participation.journeys import telling_at_once
from participation.journeys.services import Services
from participation.journeys.telling_at_once import LONGEST, ToReach
from participation.journeys.watching_route import seen_when
from participation.kernel.clock import LONDON, london_day
from participation.kernel.dates import day_words
from participation.kernel.db import reading, transaction
from participation.web.entry import Who, entry
from participation.web.respond import askers, frame, taking, visits
from participation.web.respond.askers import Asker
from participation.web.respond.card_visits import YOUNG, CardVisit
from participation.web.respond.fields import Posted, cleaned, read_page
from participation.web.respond.going import back_to_q
from participation.web.respond.visits import Visit
from participation.web.services import services

log = structlog.get_logger()

blueprint = Blueprint("respond_not_safe", __name__)

UNSAFE, TOLD, REACHED, MISTAKEN = "unsafe", "told", "reached", "mistaken"
_PAGES = (UNSAFE, TOLD, REACHED, MISTAKEN)
READ_AT_MOST = 1024 * 1024
_KEEPS = "how"  # a button that takes what was typed and leads away from the question


@blueprint.get("/now")
@entry(Who.ANYONE)
def look() -> Response:
    """An address somebody typed, or Reload: nothing is raised. People to ring stand at /help."""
    return back_to_q("/help")


@blueprint.post("/now")
@entry(Who.LINK_HOLDER)
def press() -> Response:
    request.max_content_length = request.max_form_memory_size = READ_AT_MOST
    posted = read_page()
    house = services()
    try:
        response = _first(house, posted)
    except Exception as error:  # noqa: BLE001 - nobody was told, and the page must say so
        log.error("a press of the button failed", error=type(error).__name__)
        return _failed(posted)
    if response is not None and _answers_a_question(posted):
        _keep_what_was_given(house, posted)
    return response or _unknown(house, posted)


def show_here(session: Session, visit: Visit) -> Response | None:
    """The same as `show` for a sitting of a link; asks for nothing on any other page."""
    what, _colon, _which = (visit.sitting.showing or "").partition(":")
    return show(session, askers.with_link_of(session, visit)) if what in _PAGES else None


def show(session: Session, asker: Asker) -> Response | None:
    """The page after a press, or the one with nothing but the button; None for neither.

    After a long pause somebody else may have the phone: nothing is shown any more (D14).
    """
    what, _colon, which = asker.showing.partition(":")
    if what not in _PAGES:
        return None
    council = asker.house.council(session)
    helplines = council.child_helplines if asker.from_child else council.adult_helplines
    if what == UNSAFE:
        return asker.page("not_safe", helplines=helplines, small=_is_small(asker))
    concern = telling_at_once.pressed_by(session, UUID(which), asker.child, asker.named)
    if concern is None:
        return None
    of = RouteOf.CHILD if asker.from_child else RouteOf.ADULT
    seen = seen_when(session, asker.house, child_id=asker.child.id, of=of, now=asker.now)
    by = seen.by.astimezone(LONDON)
    taken_on = concern.state is not ConcernState.RAISED
    return asker.page(
        "told",
        helplines=helplines,
        small=_is_small(asker),
        taken_on=taken_on,
        at_once=seen.at_once,
        nobody=seen.nobody and not taken_on,
        opens=asker.house.route is not None,  # else only the day by which words are read is known
        day=day_words(london_day(seen.by), asker.texts.language),
        hour=f"{by:%H:%M}",
        done=what,
        back_url="/card" if isinstance(asker.at, CardVisit) else "/q",
    )


# --- a press ----------------------------------------------------------------------------------


def _first(house: Services, posted: Posted) -> Response | None:
    """Raise it, or keep what was said after; None where no sitting of this browser was pressed."""
    with transaction() as session:
        asker = askers.pressed(session, house, posted.csrf)
        if asker is None:
            return None
        asker = asker.kept_alive(session)
        asker.show_next(_what_was_pressed(session, asker, posted))
        by_card = isinstance(asker.at, CardVisit)
        return asker.handed_over(back_to_q("/card" if by_card else "/q"))


def _what_was_pressed(session: Session, asker: Asker, posted: Posted) -> str | None:
    """Which page is shown next. Everything but the press itself is said of an earlier press."""
    child, by, which = asker.child, asker.named, _concern_shown(asker)
    match request.form.get("then"):
        case "on":
            return _where_it_was(asker)
        case "mistake" if which is not None:
            telling_at_once.say_it_was_a_mistake(session, which, child, by, now=asker.now)
            return f"{MISTAKEN}:{which.hex}"
        case "mistake":
            return _where_it_was(asker)
        case "reach":
            reach = _to_reach()
            if which is None or (
                reach.says_something and telling_at_once.is_closed(session, which)
            ):
                which = telling_at_once.press(session, child, by, now=asker.now).public_id
            told = telling_at_once.tell_how_to_reach(session, which, child, by, reach)
            return f"{REACHED if told else TOLD}:{which.hex}"
    typed = "" if _answers_a_question(posted) else posted.words
    concern = telling_at_once.press(session, child, by, typed=typed, now=asker.now)
    return f"{TOLD}:{concern.public_id.hex}"


def _where_it_was(asker: Asker) -> str | None:
    """Back to what comes next; whoever has not said who is there begins with that."""
    began = isinstance(asker.at, CardVisit) or asker.at.invitation.company is not None
    return None if began else "start"


def _concern_shown(asker: Asker) -> UUID | None:
    what, _colon, which = (asker.at.sitting.showing or "").partition(":")
    return UUID(which) if which and what in _PAGES else None


def _to_reach() -> ToReach:
    def said(name: str) -> str:
        return cleaned(request.form.get(name, ""))[:LONGEST]

    return ToReach(
        safe=said("safe"), number=said("number"), when=said("when"), not_to=said("not_to")
    )


def _answers_a_question(posted: Posted) -> bool:
    return bool(posted.question) and posted.said_something and "then" not in request.form


def _keep_what_was_given(house: Services, posted: Posted) -> None:
    """What stood on the page is kept as a draft, as any button that leads away keeps it. If that
    fails, the words go where whoever takes on the concern reads them."""
    try:
        with transaction() as session:
            visit = visits.visit_here(session, house, press=True)
            if visit is None:
                return
            showing = visit.sitting.showing
            taking.press(session, visit, replace(posted, go=_KEEPS))
            visit.sitting.showing = showing
    except Exception as error:  # noqa: BLE001 - the concern stands; the words follow it
        log.error("words beside the button were not kept", error=type(error).__name__)
        with transaction() as session:
            asker = askers.pressed(session, house, posted.csrf)
            if asker is not None:
                telling_at_once.press(
                    session, asker.child, asker.named, typed=posted.words, now=asker.now
                )


# --- pages without a press ----------------------------------------------------------------------


def _unknown(house: Services, posted: Posted) -> Response:
    """No sitting, or a page that is not of this sitting. Words are given back; where somebody is
    known to be here, one press on a fresh page tells it."""
    with reading() as session:
        asker = askers.latest(session, house)
        if asker is not None:
            council = house.council(session)
            lines = council.child_helplines if asker.from_child else council.adult_helplines
            return asker.page(
                "not_safe",
                HTTPStatus.FORBIDDEN,
                helplines=lines,
                small=_is_small(asker),
                typed=posted.words,
            )
        return frame.page(
            "not_safe",
            None,
            HTTPStatus.NOT_FOUND,
            helplines=house.council(session).child_helplines,
            typed=posted.words,
        )


def _failed(posted: Posted) -> Response:
    """Nobody was told: 999, a helpline, and one press tries again."""
    return frame.page(
        "not_safe",
        None,
        HTTPStatus.SERVICE_UNAVAILABLE,
        failed=True,
        again=[("csrf_token", posted.csrf), ("page_key", posted.page_key or "")],
        typed=posted.words,
    )


def _is_small(asker: Asker) -> bool:
    """Whether the shortest words are needed."""
    at = asker.at
    return at.band == YOUNG if isinstance(at, CardVisit) else at.pictures
