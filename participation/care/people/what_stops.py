"""What stops and what stays open when a child's time in care takes another course (R16). Pure.

One table, one switch for each thing. Whoever asks, reminds, opens a door or tells what happened
looks here; what a change of course ends at once is done by `journeys.following_care`. The same
table in words is docs/what-stops.md, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

from participation.kernel.dates import turns

OF_AGE = 18
FAMILY = frozenset({"mother", "father", "parental_responsibility"})


class CeasedReason(StrEnum):
    """Why somebody is no longer looked after, as far as it changes what we do."""

    ADOPTED = "adopted"
    DIED = "died"
    OTHER = "other"


class Course(StrEnum):
    """How a child's time in care stands."""

    IN_CARE = "in_care"
    MISSING = "missing"
    CONTACT_STOPPED = "contact_stopped"  # by a person: nothing of ours goes out any more
    OF_AGE = "of_age"
    LEFT_CARE = "left_care"
    ADOPTED = "adopted"
    DIED = "died"


class Part(StrEnum):
    """What is switched. A door is a link, a code, and a text that answers ours."""

    ASK_CHILD = "ask_child"
    ASK_FAMILY = "ask_family"
    ASK_OTHERS = "ask_others"
    REMIND = "remind"
    NEXT_QUESTION = "next_question"  # to an adult who has begun; a child goes by their own doors
    CHILDS_DOORS = "childs_doors"
    FAMILYS_DOORS = "familys_doors"
    OTHERS_DOORS = "others_doors"
    CARD = "card"  # good as long as the child is looked after (R27)
    RECEIPTS = "receipts"  # replies to what people write
    WHAT_HAPPENED = "what_happened"  # the child is told what became of what they said


class Switch(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    STOPPED = "stopped"


_ASKING = (Part.ASK_CHILD, Part.ASK_FAMILY, Part.ASK_OTHERS, Part.REMIND)

_CLOSED: Mapping[Course, Mapping[Part, Switch]] = {
    Course.IN_CARE: {},
    Course.MISSING: dict.fromkeys(_ASKING, Switch.PAUSED),
    Course.CONTACT_STOPPED: dict.fromkeys(
        (*_ASKING, Part.NEXT_QUESTION, Part.CARD, Part.RECEIPTS, Part.WHAT_HAPPENED),
        Switch.STOPPED,
    ),
    Course.OF_AGE: dict.fromkeys(
        (*_ASKING, Part.NEXT_QUESTION, Part.FAMILYS_DOORS, Part.CARD), Switch.STOPPED
    ),
    Course.LEFT_CARE: dict.fromkeys((*_ASKING, Part.CARD), Switch.STOPPED),
    Course.ADOPTED: dict.fromkeys(
        (*_ASKING, Part.NEXT_QUESTION, Part.FAMILYS_DOORS, Part.CARD), Switch.STOPPED
    ),
    Course.DIED: dict.fromkeys(Part, Switch.STOPPED),
}

_OVER = frozenset({Course.OF_AGE, Course.LEFT_CARE, Course.ADOPTED, Course.DIED})


class InCare(Protocol):
    """What is known of a child that decides it; `Child` is one."""

    @property
    def born_on(self) -> date: ...
    @property
    def born_estimated(self) -> bool: ...
    @property
    def ceased_on(self) -> date | None: ...
    @property
    def ceased_reason(self) -> str | None: ...
    @property
    def contact_stopped_on(self) -> date | None: ...
    @property
    def circumstances(self) -> Sequence[str]: ...


def switch(course: Course, part: Part) -> Switch:
    """One field of the table."""
    return _CLOSED[course].get(part, Switch.OPEN)


def switched(child: InCare, part: Part, today: date) -> Switch:
    """How this is switched for a child on that day: by everything that is so, what stops most.

    Somebody who left care at sixteen still turns eighteen, and a person may have stopped all
    contact before the case system said that care had ended.
    """
    found = {switch(course, part) for course in _courses(child, today)}
    return next((one for one in (Switch.STOPPED, Switch.PAUSED) if one in found), Switch.OPEN)


def course_of(child: InCare, today: date) -> Course:
    """How things stand on that day, in one word for people; of several, the first of these.

    A birthday that somebody estimated makes nobody eighteen: the case system says when care has
    ended, and until then a person is asked to look (`is_of_age_by_estimate`).
    """
    return _courses(child, today)[0]


def care_is_over(child: InCare, today: date) -> bool:
    """Whether no review of theirs can be held any more."""
    return not _OVER.isdisjoint(_courses(child, today))


def care_ended_on(child: InCare) -> date | None:
    """The day from which it is counted how long what was said is kept (R30); None while they are
    looked after. A birthday that somebody estimated ends nothing."""
    of_age = None if child.born_estimated else turns(child.born_on, OF_AGE)
    ended = [day for day in (child.ceased_on, of_age) if day is not None]
    return min(ended) if ended else None


def _courses(child: InCare, today: date) -> Sequence[Course]:
    found = []
    if child.ceased_reason == CeasedReason.DIED:
        found.append(Course.DIED)
    if child.ceased_on is not None and child.ceased_on <= today:
        adopted = child.ceased_reason == CeasedReason.ADOPTED
        found.append(Course.ADOPTED if adopted else Course.LEFT_CARE)
    if child.contact_stopped_on is not None:
        found.append(Course.CONTACT_STOPPED)
    if turns(child.born_on, OF_AGE) <= today and not child.born_estimated:
        found.append(Course.OF_AGE)
    if not found and "missing" in child.circumstances:
        found.append(Course.MISSING)
    return found or [Course.IN_CARE]


def is_of_age_by_estimate(child: InCare, today: date) -> bool:
    """Whether only an estimated birthday says that they are eighteen."""
    in_care = course_of(child, today) in (Course.IN_CARE, Course.MISSING)
    return child.born_estimated and in_care and turns(child.born_on, OF_AGE) <= today


def asking(role: str) -> Part:
    """What decides whether somebody is asked; `role` is "child" or a RelationshipKind."""
    if role == "child":
        return Part.ASK_CHILD
    return Part.ASK_FAMILY if role in FAMILY else Part.ASK_OTHERS


def door(role: str) -> Part:
    """What decides whether what they were given still opens something."""
    if role == "child":
        return Part.CHILDS_DOORS
    return Part.FAMILYS_DOORS if role in FAMILY else Part.OTHERS_DOORS
