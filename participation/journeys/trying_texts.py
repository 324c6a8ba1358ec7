"""A member of staff sends a text of a round to their own phone, to see it as people will.

Made of invented initials, never of anybody of ours, with a link that leads nowhere; it says that it
is a test. It goes the way of every text: written down, promised, looked at once more in the moment
of sending (STOP, a mobile, the hours of adults, the number of one hour). So many a day for each
member of staff, and never to a number that we hold for somebody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from participation.care.consultations.models import Round
from participation.care.consultations.rules import CARERS, PARENTS
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.channels.sms import wording
from participation.channels.sms.numbers import NumberRefused, mobile
from participation.channels.sms.wording import TEXTS, Level, TextKey
from participation.guard import limits
from participation.guard.audit import Deed, record
from participation.guard.crypto import council_key
from participation.journeys.first_texts import first_word
from participation.journeys.reading import actor
from participation.journeys.releasing import any_link
from participation.journeys.services import Services
from participation.journeys.texting import Outgoing, put_out
from participation.kernel.dates import short_day
from participation.kernel.languages import ENGLISH
from participation.kernel.texts import IN_ENGLISH, Texts

TEMPLATE = "test"
A_DAY_AT_MOST, WITHIN = 5, timedelta(hours=24)
LONGEST_TYPED = 40
_COUNTED = "test_text"
_SAYS_SO = "Test: "
_CHILD, _ADULT = "A", "B"


class Refused(StrEnum):
    """Why no test goes."""

    NUMBER = "number"
    OURS = "ours"  # held for somebody whom we ask: a test never finds a parent or a child
    ENOUGH = "enough"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Trial:
    """One text of a round: as which of the fixed ones, and in whose language."""

    key: TextKey
    level: Level
    language: str

    @property
    def name(self) -> str:
        return f"{self.key}.{self.level}.{self.language}"


def texts_of(held: Round, house: Services) -> Sequence[Trial]:
    """First texts and reminders to whoever is in this round, in the languages they read.

    A language in which a text is not there is left out: it goes in English then.
    """
    found: dict[str, Trial] = {}
    for invitation in held.invitations:
        for key, level in _kinds(invitation.role):
            spoken = _spoken(house, invitation.language, key)
            trial = Trial(key, level, spoken.language)
            found[trial.name] = trial
    return [found[name] for name in sorted(found)]


def try_text(
    session: Session,
    staff: StaffMember,
    held: Round,
    name: str,
    typed: str,
    *,
    house: Services,
    now: datetime,
    system: datetime,
) -> Refused | None:
    """Promise one test; None when it is on its way. The number stands in no log and no audit."""
    trial = next((one for one in texts_of(held, house) if one.name == name), None)
    if trial is None:
        return Refused.TEXT
    who = staff.public_id.hex
    if limits.count(session, _COUNTED, who, system - WITHIN) >= A_DAY_AT_MOST:
        return Refused.ENOUGH
    try:
        number = mobile(typed[:LONGEST_TYPED], drama_allowed=house.settings.drama_numbers_allowed)
    except NumberRefused:
        return Refused.NUMBER
    limits.note(session, _COUNTED, who, system)  # also a try that we refuse: it asks about a number
    number_hash = people.number_hash(house.ring, number)
    deed = Deed(actor=actor(staff), action="texts.test", subject=f"round:{held.public_id.hex}")
    record(session, deed, now)
    if not people.people_of_number(session, number_hash).nobody:
        return Refused.OURS
    put_out(
        session,
        Outgoing(
            number=number,
            number_hash=number_hash,
            body=_SAYS_SO + _said(session, staff, held, trial, house),
            template=TEMPLATE,
            language=trial.language,
            begun_by_us=True,
            to_child=False,
        ),
        key=council_key(session, now),
        house=house,
        now=now,
    )
    return None


def _kinds(role: str) -> Sequence[tuple[TextKey, Level]]:
    if role == "child":
        return ((TextKey.FIRST_CHILD, Level.K), (TextKey.REMINDER_CHILD, Level.K))
    if role in PARENTS:
        return (
            (TextKey.FIRST_ADULT, Level.N),
            (TextKey.FIRST_ADULT, Level.K),
            (TextKey.REMINDER_ADULT, Level.N),
        )
    if role in CARERS:
        return ((TextKey.FIRST_BY_LINK, Level.K), (TextKey.REMINDER_BY_LINK, Level.K))
    return ()


def _spoken(house: Services, language: str, key: TextKey) -> Texts:
    spoken = IN_ENGLISH if language == ENGLISH.code else house.texts(language)
    return spoken if all(map(spoken.has, TEXTS[key].values())) else IN_ENGLISH


def _said(session: Session, staff: StaffMember, held: Round, trial: Trial, house: Services) -> str:
    spoken = _spoken(house, trial.language, trial.key)
    return wording.text(trial.key, trial.level, spoken, **_fill(session, staff, held, trial, house))


def _fill(
    session: Session, staff: StaffMember, held: Round, trial: Trial, house: Services
) -> Mapping[str, str]:
    """Whoever tries it stands in the officer's place."""
    council, name = house.council(session), staff.full_name or ""
    child = trial.key in (TextKey.FIRST_CHILD, TextKey.REMINDER_CHILD)
    return {
        "first_name": _CHILD if child else _ADULT,
        "officer": name or council.name,
        "officer_first_name": first_word(name) or council.name,
        "council": council.name,
        "check": council.check_phone,
        "day": short_day(held.closes_on, trial.language),
        "link": any_link(house),
    }
