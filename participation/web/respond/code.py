"""Nine characters from a card or a paper form (D17).

Whatever is wrong with a code, the answer is the same gentle line, and a right one opens at once,
whatever anybody else sends (B46). So every code is looked up, and only wrong ones are slowed: where
a network, or everybody together, has sent many, each is held up for a moment, one of a network at a
time, and told to come back later where that is not its turn. A thousand cards among 31^9 codes,
tried two hundred times a second, are four years of guessing for one; the log says long before that
many are wrong.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from threading import Lock

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from participation.care.consultations import service as consultations
from participation.care.consultations.models import Invitation
from participation.care.safeguarding import service as safeguarding
from participation.guard import cards, limits, links
from participation.journeys.services import Services
from participation.kernel.clock import london_day, system_now
from participation.kernel.db import reading, transaction
from participation.web.entry import Who, entry
from participation.web.locale import gettext as _
from participation.web.network import asking_network
from participation.web.respond import card, frame, visits
from participation.web.respond.fields import cleaned
from participation.web.respond.going import back_to_q, first_page
from participation.web.services import services

log = structlog.get_logger()

WINDOW = timedelta(minutes=15)
FREE_PER_NETWORK = 20  # a school class with one card each mistypes less than that
FREE_FOR_ALL = 300
HELD_UP_SECONDS = 0.5
WHAT = "code"
EVERYBODY = "everybody"


class HeldUp:
    """Which networks a wrong code of is held up just now: one each, and few threads in all."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._networks: set[str] = set()
        self._lock = Lock()

    @contextmanager
    def turn(self, network: str) -> Iterator[bool]:
        """Whether it is this network's turn; it is nobody else's while the block runs."""
        with self._lock:
            free = network not in self._networks and len(self._networks) < self._at_most
            if free:
                self._networks.add(network)
        try:
            yield free
        finally:
            if free:
                with self._lock:
                    self._networks.discard(network)


_held_up = HeldUp(at_most=2)  # threads of a process

blueprint = Blueprint("respond_code", __name__)


@blueprint.get("/code")
@entry(Who.ANYONE)
def ask_for_code() -> Response:
    return _page()


@blueprint.post("/code")
@entry(Who.ANYONE)
def open_code() -> Response:
    return _try(cleaned(request.form.get("code", "")))


@blueprint.get("/c/<path:_code>")
@entry(Who.ANYONE)
def look(_code: str) -> Response:
    """A square on a card was pointed at. The same bytes whatever it holds; nothing is read (T9)."""
    return frame.page("enter", None)


@blueprint.post("/c/<path:code>")
@entry(Who.ANYONE)
def open_square(code: str) -> Response:
    return _try(code)


def _try(typed: str) -> Response:
    typed = typed[:60]
    if not visits.comes_from_here():
        return _page(typed, HTTPStatus.FORBIDDEN)
    house = services()
    network = asking_network()
    opened = _open(house, typed)
    if opened is not None:
        return opened
    if not _many_wrong(network):
        _count(network)
        return _wrong(typed)
    with _held_up.turn(network) as has_turn:
        if not has_turn:
            return _wrong(typed, HTTPStatus.TOO_MANY_REQUESTS)
        _count(network)
        time.sleep(HELD_UP_SECONDS)
    return _wrong(typed)


def _many_wrong(network: str) -> bool:
    since = system_now() - WINDOW
    with reading() as session:
        if limits.count(session, WHAT, EVERYBODY, since) >= FREE_FOR_ALL:
            log.warning("many wrong codes, from many networks")
            return True
        if limits.count(session, WHAT, network, since) >= FREE_PER_NETWORK:
            log.warning("many wrong codes, from one network")
            return True
    return False


def _count(network: str) -> None:
    """One more wrong code."""
    with transaction() as session:
        limits.note(session, WHAT, network, system_now())
        limits.note(session, WHAT, EVERYBODY, system_now())


def _open(house: Services, typed: str) -> Response | None:
    """Begin a sitting; None where the code opens nothing."""
    code_hash = links.hash_of_code(house.ring, typed)
    if code_hash is None:
        return None
    with transaction() as session:
        invitation = _asked(session, house, code_hash)
        if invitation is None:
            return card.opened_by(session, house, cards.card_by_code(session, code_hash))
        if not visits.is_live(invitation, london_day(house.now())):
            return None
        if invitation.respondent == "child":
            safeguarding.note_sign_of_life(session, invitation.child, now=house.now())
        cookie = visits.begin(session, house, invitation, first_page("start"))
    return visits.hand_over(back_to_q(), house, cookie)


def _asked(session: Session, house: Services, code_hash: str) -> Invitation | None:
    """Whose code this is: on their card, or of a device that was handed to them."""
    found = consultations.invitation_by_code(session, code_hash)
    if found is not None:
        return found
    handed = consultations.invitation_by_handed_code(session, code_hash, system_now())
    if handed is not None and visits.was_left_here(session, house, handed):
        consultations.end_handed_code(session, handed.public_id)
        return None
    return handed


def _wrong(typed: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> Response:
    response = _page(typed, status, wrong=True)
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = "2"
    return response


def _page(typed: str = "", status: HTTPStatus = HTTPStatus.OK, *, wrong: bool = False) -> Response:
    error = (
        _("That did not open anything. Look at each letter, wait a moment and try again.")
        if wrong
        else None
    )
    return frame.page("code", None, status, error=error, typed_code=typed)
