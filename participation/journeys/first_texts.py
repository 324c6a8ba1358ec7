"""The words of a first text: the warmest that this number may have, in one part if that can be.

In the language that was declared for the person, where all that may follow can be said in it; they
can ask for another in reply. Warm only where it stays in one part, which few languages do.

Apart from sending it, so that a person who lets texts go can see beforehand what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation, Way
from participation.care.people import queries as people
from participation.care.people.models import ContactPoint
from participation.channels.sms import speaking, wording
from participation.channels.sms.segments import count
from participation.channels.sms.wording import TEXTS, Level, TextKey
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.dates import short_day
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.questionnaire.definition import Occasion


@dataclass(frozen=True, slots=True, repr=False)
class FirstText:
    """What is said, and as which of the fixed texts."""

    key: TextKey
    level: Level
    language: str
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
        "link": link,
    }
    after = invitation.round.occasion is Occasion.AFTER
    key = TextKey.AFTER_CHILD if after else TextKey.FIRST_CHILD
    spoken = _declared(invitation, key, house)
    fill["day"] = short_day(invitation.round.closes_on, spoken.language)
    return _worded(key, Level.K, spoken, fill)


def text_to_adult(
    session: Session,
    invitation: Invitation,
    point: ContactPoint,
    *,
    stale: bool,
    closes_on: date,
    link: str = "",
    house: Services,
    now: datetime,
) -> FirstText:
    """The warmest wording this number may have; the neutral one where names would split it.

    Args:
        link: of a carer, and of whoever is asked how the review was for them; nobody else's form
            is on a page alone.
    """
    related = invitation.asked_through
    council = house.council(session)
    officer = people.officer_of(session, invitation.child_id, london_day(now))
    fill = {
        "first_name": first_word(related.adult.full_name if related else None),
        "officer": (officer.full_name if officer else "") or "",
        "council": council.name,
        "check": council.check_phone,
    }
    if invitation.round.occasion is Occasion.AFTER:
        spoken = _declared(invitation, TextKey.AFTER_ADULT, house)
        fill["officer"] = fill["officer"] or council.name
        return _worded(TextKey.AFTER_ADULT, Level.K, spoken, {**fill, "link": link})
    if invitation.way is Way.LINK:
        spoken = _declared(invitation, TextKey.FIRST_BY_LINK, house)
        fill["officer"] = fill["officer"] or council.name
        fill["day"] = short_day(closes_on, spoken.language)
        return _worded(TextKey.FIRST_BY_LINK, Level.K, spoken, {**fill, "link": link})
    key = TextKey.FIRST_ADULT_UNCONFIRMED if stale else TextKey.FIRST_ADULT
    spoken = _declared(invitation, key, house)
    fill["day"] = short_day(closes_on, spoken.language)
    if not stale and point.own_and_private and fill["first_name"] and fill["officer"]:
        warm = _worded(key, Level.K, spoken, fill)
        if count(warm.body).parts == 1:
            return warm
    return _worded(key, Level.N, spoken, fill)


def _worded(key: TextKey, level: Level, spoken: Texts, fill: Mapping[str, str]) -> FirstText:
    return FirstText(key, level, spoken.language, wording.text(key, level, spoken, **fill))


def _declared(invitation: Invitation, key: TextKey, house: Services) -> Texts:
    """The language declared for them if this text, and a conversation about the form, is there."""
    if invitation.language == IN_ENGLISH.language:
        return IN_ENGLISH
    spoken = house.texts(invitation.language)
    if spoken.language != invitation.language or not all(map(spoken.has, TEXTS[key].values())):
        return IN_ENGLISH
    form = house.library.forms.get(invitation.form_key or "")
    held = form is None or not form.by_text or speaking.speaks(spoken, form)
    return spoken if held else IN_ENGLISH


def first_word(full_name: str | None) -> str:
    """The first word of a name: what a person is greeted by where we hold one name only."""
    return (full_name or "").split(" ")[0]
