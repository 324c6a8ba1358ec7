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

NOBODY_ASKS_AGAIN = frozenset(
    {NotHeard.ASKED_IN_PERSON, NotHeard.WANTS_NO_CONTACT, NotHeard.THROUGH_SOLICITOR}
)
"""They were asked, or want nobody to ask them. Whoever is only hard to reach, unwell or without an
interpreter is asked on as long as there is time (R7)."""

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
    NO_DAY = "no_day"
    DAY_TO_COME = "day_to_come"
    DAY_LONG_AGO = "day_long_ago"  # before anybody was asked before this review


def refused(
    reason: str,
    attempts: Collection[object],
    tried: TriedBy | None,
    tried_on: date | None,
    *,
    since: date,
    today: date,
) -> Refused | None:
    """Why this reason is not taken. Whoever is hard to reach was tried on some day.

    Args:
        attempts: what has been noted before.
        tried: an attempt that is noted with the reason, and on which day it was.
        since: the first day on which somebody may have tried to ask them before this review.
    """
    if reason not in BY_PEOPLE:
        return Refused.NO_REASON
    if not attempts and (tried is None or tried_on is None) and reason not in WITHOUT_AN_ATTEMPT:
        return Refused.NO_ATTEMPT
    if tried is None:
        return None if tried_on is None else Refused.NO_ATTEMPT
    if tried_on is None:
        return Refused.NO_DAY
    if tried_on > today:
        return Refused.DAY_TO_COME
    return Refused.DAY_LONG_AGO if tried_on < since else None
