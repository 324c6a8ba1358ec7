"""The words of a first text: the warmest that this number may have, in one part if that can be.

Apart from sending it, so that a person who lets texts go can see beforehand what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation
from participation.care.people import queries as people
from participation.care.people.models import ContactPoint
from participation.channels.sms import wording
from participation.channels.sms.segments import count
from participation.channels.sms.wording import Level, TextKey
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.dates import short_day
from participation.kernel.texts import IN_ENGLISH


@dataclass(frozen=True, slots=True, repr=False)
class FirstText:
    """What is said, and as which of the fixed texts."""

    key: TextKey
    level: Level
    body: str


def text_to_child(
    session: Session, invitation: Invitation, link: str, *, house: Services, now: datetime
) -> FirstText:
    """To a young person's own phone; other numbers of children get a card and no text."""
    officer = people.officer_of(session, invitation.child_id, london_day(now))
    council = house.council(session)
    fill = {
        "first_name": invitation.child.called,
        "officer_first_name": first_word(officer.full_name if officer else None) or council.name,
        "council": council.name,
        "check": council.check_phone,
        "day": short_day(invitation.round.closes_on),
        "link": link,
    }
    key = TextKey.FIRST_CHILD
    return FirstText(key, Level.K, wording.text(key, Level.K, IN_ENGLISH, **fill))


def text_to_adult(
    session: Session,
    invitation: Invitation,
    point: ContactPoint,
    *,
    stale: bool,
    closes_on: date,
    house: Services,
    now: datetime,
) -> FirstText:
    """The warmest wording this number may have; the neutral one where names would split it."""
    related = invitation.asked_through
    council = house.council(session)
    officer = people.officer_of(session, invitation.child_id, london_day(now))
    fill = {
        "first_name": first_word(related.adult.full_name if related else None),
        "officer": (officer.full_name if officer else "") or "",
        "council": council.name,
        "check": council.check_phone,
        "day": short_day(closes_on),
    }
    if stale:
        key = TextKey.FIRST_ADULT_UNCONFIRMED
        return FirstText(key, Level.N, wording.text(key, Level.N, IN_ENGLISH, **fill))
    key = TextKey.FIRST_ADULT
    if point.own_and_private and fill["first_name"] and fill["officer"]:
        body = wording.text(key, Level.K, IN_ENGLISH, **fill)
        if count(body).parts == 1:
            return FirstText(key, Level.K, body)
    return FirstText(key, Level.N, wording.text(key, Level.N, IN_ENGLISH, **fill))


def first_word(full_name: str | None) -> str:
    """The first word of a name: what a person is greeted by where we hold one name only."""
    return (full_name or "").split(" ")[0]
