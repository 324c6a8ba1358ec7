"""When a copy is due, who looks it through, and what is held back until a person says otherwise.

Pure. The time is that of Article 12(3) of the UK GDPR, counted as the Information Commissioner
counts it: from the day on which the request came, whatever day that is, to the same day of the next
month; where that month has no such day, its last; where it falls on a weekend or a bank holiday,
the next working day (ico.org.uk, "How long do we have to comply?").

What may be held back is in the Data Protection Act 2018: Schedule 2, paragraph 16 (somebody else's
information) and 19 (legal advice); Schedule 3, paragraph 10 (social work: what a child expected
that it would not be told to whoever has parental responsibility) and 11 (serious harm).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Container
from datetime import date, timedelta
from enum import StrEnum

from participation.kernel.working_days import is_working_day

_DECEMBER = 12
LOOKED_THROUGH_BEFORE = timedelta(days=7)  # so that whatever it asks can still be asked


class AskedBy(StrEnum):
    """Who asked for the copy."""

    SELF = "self"
    PARENT = "parent"  # somebody with parental responsibility, for the child
    REPRESENTATIVE = "representative"  # a solicitor or an advocate, with the person's authority


class Desk(StrEnum):
    """Who looks a part through, by the value of the role: whoever may read those words anyway."""

    OFFICER = "iro"
    MANAGER = "iro_manager"  # what was said past the officer, who never learns of it (R26)
    COMPLAINTS = "complaints"
    SAFEGUARDING = "safeguarding"  # concerns, and words that are kept from somebody


class Part(StrEnum):
    """In which document of the copy a line stands."""

    OPEN = "open"
    KEPT = "kept"  # said for the officer alone: a document of its own (R4)
    UNSENT = "unsent"  # typed and changed, or never sent: nobody here reads it (R3)


class Ground(StrEnum):
    """Why a line is held back."""

    THIRD_PARTY = "third_party"  # from somebody else, or about them
    PLACE = "place"  # an address or a number stands in it
    KEPT_FOR_OFFICER = "kept_for_officer"
    EXPECTED_PRIVATE = "expected_private"  # not said for whoever asks on the child's behalf
    SAFEGUARDING = "safeguarding"
    SERIOUS_HARM = "serious_harm"
    LEGAL = "legal"


NEEDS_WORDS = frozenset({Ground.SERIOUS_HARM, Ground.LEGAL})
"""What nobody holds back without saying why in their own words."""


def due_on(received_on: date, holidays: Container[date]) -> date:
    """The last day on which the copy is in time."""
    year = received_on.year + received_on.month // _DECEMBER
    month = received_on.month % _DECEMBER + 1
    day = received_on.replace(
        year=year, month=month, day=min(received_on.day, monthrange(year, month)[1])
    )
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def held_back(
    *,
    asked_by: AskedBy,
    part: Part,
    safeguarding: bool = False,
    about_others: bool = False,
    names: bool = False,
    places: bool = False,
    for_everyone: bool = True,
) -> Ground | None:
    """The ground that a line begins with; None where nothing speaks against it.

    Args:
        about_others: it came from somebody else, or is about them.
        names: somebody else's name was found in the words; `places`: an address or a number.
        for_everyone: whoever said it let everybody at the review see it.
    """
    for_parent = asked_by is AskedBy.PARENT
    reasons: Collection[tuple[bool, Ground]] = (
        (safeguarding, Ground.SAFEGUARDING),
        (part is Part.KEPT, Ground.KEPT_FOR_OFFICER),
        (for_parent and not for_everyone, Ground.EXPECTED_PRIVATE),
        (about_others or names, Ground.THIRD_PARTY),
        (places, Ground.PLACE),
    )
    return next((ground for speaks, ground in reasons if speaks), None)
