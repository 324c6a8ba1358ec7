"""Who is asked, and what it takes not to ask somebody (practice rules R7, R11 to R13). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from participation.care.consultations.rules import PARENTS, NotHeard

TO_LOOK_WORKING_DAYS = 10  # so long before its round opens a review is on the social worker's list
PARENTS_KNOWN = 2  # with fewer on the list the page asks whether there is another


class Basis(StrEnum):
    """Why somebody is not asked. Nothing that only makes it hard to reach them is one of these."""

    COURT_ORDER = "court_order"
    HARM = "harm"  # asking would put somebody in danger
    ADOPTION = "adoption"  # R13
    CHILD_NOT_AGREED = "child_not_agreed"  # R12: family abroad of a child who is here alone
    OWN_WISH = "own_wish"  # they have said that they do not want to be asked
    CHILDS_WISH = "childs_wish"  # of people the law does not name
    TO_ASK = "to_ask"  # asked, though people decide first whether to


class Missing(StrEnum):
    """What makes it hard to reach somebody: a task for another way, and no reason to leave them
    out."""

    NO_NUMBER = "no_number"
    NOT_SAFE_TO_TEXT = "not_safe_to_text"
    LANGUAGE_UNKNOWN = "language_unknown"
    IN_PRISON = "in_prison"
    WHEREABOUTS_UNKNOWN = "whereabouts_unknown"


class Fault(StrEnum):
    """What a decision lacks."""

    NO_BASIS = "no_basis"
    NO_WHY = "no_why"
    NO_DECIDER = "no_decider"
    NO_DAY = "no_day"
    DAY_TO_COME = "day_to_come"


def bases_for(kind: str) -> tuple[Basis, ...]:
    """Why this person may be left out. A child's wish alone leaves out nobody whom the law names;
    those are the parents and whoever holds parental responsibility."""
    named = kind in PARENTS
    return tuple(
        one for one in Basis if one is not Basis.TO_ASK and not (named and one is Basis.CHILDS_WISH)
    )


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Decided:
    """A decision as somebody typed it."""

    asked: bool
    basis: Basis | None
    why: str
    decided_by: str
    decided_on: date | None


def faults(decided: Decided, kind: str, today: date) -> tuple[Fault, ...]:
    """Everything that is missing at once: basis, reason, decider and day (R7)."""
    found: list[Fault] = []
    if not decided.asked and decided.basis not in bases_for(kind):
        found.append(Fault.NO_BASIS)
    if not decided.why.strip():
        found.append(Fault.NO_WHY)
    if not decided.decided_by.strip():
        found.append(Fault.NO_DECIDER)
    if decided.decided_on is None:
        found.append(Fault.NO_DAY)
    elif decided.decided_on > today:
        found.append(Fault.DAY_TO_COME)
    return tuple(found)


PEOPLE_DECIDE = frozenset({NotHeard.PLACEMENT_ORDER, NotHeard.PLACED_FOR_ADOPTION})
"""Where officer and social worker may decide together that a text goes all the same (R13)."""
