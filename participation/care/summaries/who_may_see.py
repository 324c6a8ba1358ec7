"""Who may see which version of a summary, and what is in it: one table, and nothing else decides.

A version holds what its row names. It is built from that, never cut out of a fuller one, so it has
no gap, no number that jumps and no count of what is not in it (T20).

* **officer**: opened by the reviewing officer and cover; every answer of everybody.
* **shared**: opened by the child's social worker; what people let the worker or everyone see.
* **meeting**: made by the officer for the room; what people let everyone at the review see, by what
  they are to the child and without their names.
* **parent**: made by the officer for one parent; what the child, and nobody else, lets everyone
  see, and nothing about where the child lives.

The last two leave the service. So a person looks through them first, and says of whatever looks
like an address, a number or a carer's name whether it may go (P7, T19).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from participation.guard.access import Action
from participation.questionnaire.definition import Sharing, Topic


class Readers(StrEnum):
    """Whom a version is for."""

    OFFICER = "officer"
    SHARED = "shared"  # the child's social worker, and systems of the council
    MEETING = "meeting"  # whoever sits at the review; may be read out
    PARENT = "parent"  # a mother, a father, somebody with parental responsibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """One row. `assigned_as`: what one has to be to the child, by values of people.AssignedAs.

    Attributes:
        adults: what adults said as well, each apart.
        without: topics that are not in it, whoever may see the answer.
        working: what the officer has to know and nobody else: safety, the talk alone, questions
            not reached or held back, why it was decided not to ask somebody, what staff saw.
        about_asking: what is not an answer: who asked whom and how, who helped, who was not heard
            and why, what came late, names of adults.
        about_review: its kind and day, and the child's age.
        looks_back: what the child said at earlier reviews, beside what they say now, with what was
            promised. Never in what leaves: who "everyone at the review" is was another question
            then, and nobody was asked it anew.
        leaves: it goes out of the service, so a person looks it through first.
    """

    opened_by: Action
    assigned_as: frozenset[str]
    sharing: frozenset[Sharing]
    adults: bool
    without: frozenset[Topic] = frozenset()
    working: bool = False
    about_asking: bool = False
    about_review: bool = False
    looks_back: bool = False
    leaves: bool = False


_OFFICERS = frozenset({"reviewing_officer", "cover"})
_WITH_WORKER = frozenset({Sharing.EVERYONE, Sharing.OFFICER_AND_WORKER})
_READ_OUT = frozenset({Sharing.EVERYONE})

# Safety has its own route, whoever was meant to see the answer.
_NEVER_READ_OUT = frozenset({Topic.SAFETY})
# What tells where a child lives, with whom, and where they can be met on a day of the week.
_TELLS_A_PLACE = frozenset({Topic.HOME, Topic.PEOPLE_AT_HOME, Topic.SCHOOL, Topic.OWN_LIFE})

WHO_MAY_SEE: Mapping[Readers, Holds] = {
    Readers.OFFICER: Holds(
        opened_by=Action.READ_SUMMARY,
        assigned_as=_OFFICERS,
        sharing=frozenset(Sharing),
        adults=True,
        working=True,
        about_asking=True,
        about_review=True,
        looks_back=True,
    ),
    Readers.SHARED: Holds(
        opened_by=Action.READ_SHARED_SUMMARY,
        assigned_as=frozenset({"social_worker"}),
        sharing=_WITH_WORKER,
        adults=True,
        about_asking=True,
        about_review=True,
        looks_back=True,
    ),
    Readers.MEETING: Holds(
        opened_by=Action.HAND_ON_SUMMARY,
        assigned_as=_OFFICERS,
        sharing=_READ_OUT,
        adults=True,
        without=_NEVER_READ_OUT,
        about_review=True,
        leaves=True,
    ),
    Readers.PARENT: Holds(
        opened_by=Action.HAND_ON_SUMMARY,
        assigned_as=_OFFICERS,
        sharing=_READ_OUT,
        adults=False,
        without=_NEVER_READ_OUT | _TELLS_A_PLACE,
        leaves=True,
    ),
}
