"""Who is at this browser with a child's own card, and what its pages are drawn with.

Beside the sittings of links: a cookie of its own, so that answering the questions of a review and
writing by the card go on side by side. A card opens as long as the child is looked after (R16);
whatever does not open looks the same as a link that does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from flask import Response, g, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.rules import age_for_forms
from participation.care.people import queries as people
from participation.care.people.models import Child
from participation.care.people.what_stops import Part, Switch, switched
from participation.guard import cards, sessions
from participation.guard.cards import CardSitting, PersonalCard
from participation.journeys.services import Services
from participation.kernel.clock import london_day, system_now
from participation.kernel.languages import choose
from participation.kernel.texts import Texts
from participation.web.respond import visits
from participation.web.respond.beside import LEFT, card_cookie, cookie_in, end_all
from participation.web.respond.going import first_page
from participation.web.respond.naming import officer_in
from participation.web.services import services

YOUNG, MIDDLE, OLDER = "young", "middle", "older"
_TEENAGE = 12


@dataclass(frozen=True, slots=True, repr=False)
class CardVisit:
    """A live sitting that a card opened. `now` is the council's clock, `system` the machine's."""

    sitting: CardSitting
    child: Child
    house: Services
    now: datetime
    system: datetime

    @property
    def texts(self) -> Texts:
        return self.house.texts(choose(self.child.reading_language, self.house.languages))

    @property
    def band(self) -> str:
        """How old the words are: young (to 7, and easy words), middle (to 11), older."""
        born, estimated = self.child.born_on, self.child.born_estimated
        age = age_for_forms(born, london_day(self.now), estimated=estimated)
        if age < 8 or "easy" in (self.child.form_override or ""):
            return YOUNG
        return MIDDLE if age < _TEENAGE else OLDER

    def page_key(self, posted: str | None) -> str:
        """What is stored beside the words: whose sitting, and which page of it."""
        key = posted or self.house.randomness.token()
        return self.sitting.mark + sha256(key.encode()).hexdigest()[:32]


def opens_for(child: Child | None, today: date) -> bool:
    """As long as the child is looked after; nothing more once somebody has stopped all contact."""
    return child is not None and switched(child, Part.CARD, today) is Switch.OPEN


def child_of(session: Session, card: PersonalCard | None) -> Child | None:
    if card is None:
        return None
    return session.scalar(select(Child).where(Child.public_id == card.child))


def card_visit_here(session: Session, house: Services) -> CardVisit | None:
    """The visit behind this request's cookie; None also when the card was ended."""
    system = system_now()
    found = cards.card_sitting_of(session, cookie_in(card_cookie(house)), system)
    if found is None:
        return None
    sitting, card = found
    child, now = child_of(session, card), house.now()
    if child is None or not opens_for(child, london_day(now)):
        return None
    visit = CardVisit(sitting, child, house, now, system)
    g.language = visit.texts.language
    return visit


def begin(session: Session, house: Services, card: PersonalCard) -> str:
    """Open a fresh sitting and end the one this browser had; the new cookie's value."""
    cards.end_card_sitting(session, request.cookies.get(card_cookie(house)))
    if LEFT in request.cookies:  # it was left without signal: nothing of that time opens again
        sessions.end_sitting(session, request.cookies.get(visits.cookie_name(house)))
        end_all(session, house)
    cookie = house.randomness.token()
    cards.begin_card_sitting(
        session, cookie=cookie, csrf=house.randomness.token(), card=card, now=system_now()
    ).showing = first_page()
    return cookie


def kept_alive(session: Session, visit: CardVisit) -> CardVisit:
    """Note that somebody is there; after a long pause it is a sitting of its own, which no later
    key opens the earlier one with (D14).

    It goes on behind the same cookie: the same page pressed twice, or sent again because its answer
    was lost, finds the sitting that took it.
    """
    old = visit.sitting
    if old.is_fresh(visit.system):
        if visit.system - old.last_seen > visits.SEEN_STEP:
            old.last_seen = visit.system
        return visit
    sitting = CardSitting(
        cookie_hash=old.cookie_hash,
        card=old.card,
        began_at=visit.system,
        last_seen=visit.system,
        csrf=old.csrf,
    )
    session.delete(old)
    session.flush()  # the cookie is free before it is taken
    session.add(sitting)
    session.flush()
    return replace(visit, sitting=sitting)


def officer_for(session: Session, visit: CardVisit) -> str:
    """The officer as a child knows them: by first name (R17)."""
    officer = people.officer_of(session, visit.child.id, london_day(visit.now))
    full = (officer.full_name or "").strip() if officer is not None else ""
    return officer_in({"officer": full.split()[0]} if full else {})


def card_page(
    template: str, visit: CardVisit, status: HTTPStatus = HTTPStatus.OK, **values: Any
) -> Response:
    """One page of templates/respond/ for a sitting of a card."""
    house, spoken = services(), visit.texts
    g.language = spoken.language
    common: dict[str, Any] = {
        "lang": spoken.language.replace("_", "-"),
        "text_direction": spoken.direction,
        "away_url": house.settings.leave_url,
        "draft": not house.is_checked(spoken.language),
        "large": visit.band != OLDER,
        "csrf_token": visit.sitting.csrf,
        "page_key": house.randomness.token(),
    }
    body = render_template(f"respond/{template}.html", **(common | values))
    return Response(body, status, mimetype="text/html")
