"""Which form suits whom, in which way somebody is asked, and why somebody is not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NotHeard(StrEnum):
    """Why somebody was not asked, or was not heard from. Shown in words on the officer's page."""

    NO_FORM_YET = "no_form_yet"  # this service has no form for this person; a person asks them
    RECORDED_DECISION = "recorded_decision"  # R7: basis, decider and end are on the relationship
    NEVER_SPOKEN_WITH = "never_spoken_with"  # R11: a task for a person before it is a text
    NO_NUMBER = "no_number"
    NOT_SAFE_TO_TEXT = "not_safe_to_text"
    NUMBER_TOO_OLD = "number_too_old"  # R9
    NUMBER_SUSPENDED = "number_suspended"
    STOPPED = "stopped"
    NOT_DELIVERED = "not_delivered"  # the provider could not bring the first text
    SHARED_NUMBER = "shared_number"  # held for different people: never guess
    CONTACT_STOPPED = "contact_stopped"  # R16
    MISSING = "missing"  # R16: nobody is written to while the child is missing
    LEFT_CARE = "left_care"  # R16
    PHONE_TAKEN = "phone_taken"  # another person answers on this phone
    NOT_ASKED_IN_TIME = "not_asked_in_time"  # the round ended before the first text could go
    COULD_NOT_SEND = "could_not_send"  # our own fault, five times over
    PLACED_FOR_ADOPTION = "placed_for_adoption"  # R13: asked by a recorded decision only
    FAMILY_ABROAD = "family_abroad"  # R12: the child agrees first, and advice is taken
    NO_REPLY = "no_reply"
    SAID_NO = "said_no"


PARENTS = frozenset({"mother", "father", "parental_responsibility"})

YOUNGEST_WITH_A_FORM = 8
FROM_TWELVE = 12


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What decides a child's form. `age` is on the review day."""

    age: int
    form_override: str | None


def form_for_child(child: ChildFacts) -> str | None:
    """The key of the form a child is asked with; None where only a person can ask.

    The band is worked out on the review day and may be overridden for one child. Under eight
    there is no form yet: somebody who knows the child visits.
    """
    if child.form_override:
        return child.form_override
    if child.age < YOUNGEST_WITH_A_FORM:
        return None
    return "child_12_15" if child.age >= FROM_TWELVE else "child_8_11"


def form_for_adult(role: str, *, by_text: bool) -> str | None:
    """The key of the form an adult is asked with; None where this service has none yet."""
    if role not in PARENTS:
        return None
    return "parent_text" if by_text else "parent_web"
