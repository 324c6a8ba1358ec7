"""Why somebody was not heard, where only a person knows, and what has to have been tried. Pure.

What the service knows by itself stays as it noted it: a decision, a no, the end of somebody's care.
Everything else says only that nothing came, and a person may know why.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from participation.care.consultations.rules import NotHeard

BY_PEOPLE = (
    NotHeard.ASKED_IN_PERSON,
    NotHeard.WANTS_NO_CONTACT,
    NotHeard.UNWELL,
    NotHeard.IN_PRISON,
    NotHeard.WHEREABOUTS_UNKNOWN,
    NotHeard.ABROAD,
    NotHeard.NO_INTERPRETER,
    NotHeard.THROUGH_SOLICITOR,
    NotHeard.TOLD_TOO_LATE,
)
"""What a person chooses from, in the order of the list."""

KNOWN_BY_ITSELF = frozenset(
    {
        *(NotHeard.RECORDED_DECISION, NotHeard.SAID_NO, NotHeard.REVIEW_CANCELLED),
        *(NotHeard.PLACEMENT_ORDER, NotHeard.PLACED_FOR_ADOPTION, NotHeard.FAMILY_ABROAD),
        *(NotHeard.CONTACT_STOPPED, NotHeard.MISSING, NotHeard.LEFT_CARE, NotHeard.OF_AGE),
        *(NotHeard.ADOPTED, NotHeard.DIED, NotHeard.NOT_AROUND),
    }
)

WITHOUT_AN_ATTEMPT = frozenset({NotHeard.TOLD_TOO_LATE})


class TriedBy(StrEnum):
    """What a person tried, as they note it beside a reason; none of them reached anybody."""

    CALL = "call_not_there"
    LETTER = "letter_not_there"
    VISIT = "visit_not_there"
    SOLICITOR = "solicitor_asked"
    TRACED = "traced"


class Refused(StrEnum):
    NO_REASON = "no_reason"
    NO_ATTEMPT = "no_attempt"  # hard to reach is no reason by itself (R7)
    DAY_TO_COME = "day_to_come"


def refused(
    reason: str, attempts: Collection[object], tried_on: date | None, today: date
) -> Refused | None:
    """Why this reason is not taken. Whoever is hard to reach was tried on some day.

    Args:
        attempts: what has been noted before.
        tried_on: the day of an attempt that is noted with the reason.
    """
    if reason not in BY_PEOPLE:
        return Refused.NO_REASON
    if tried_on is not None and tried_on > today:
        return Refused.DAY_TO_COME
    if not attempts and tried_on is None and reason not in WITHOUT_AN_ATTEMPT:
        return Refused.NO_ATTEMPT
    return None
