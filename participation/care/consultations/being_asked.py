"""Whether an adult is asked at this moment, or left out: by a decision, a placement order, how the
child's care stands, or since they are not around the child any more (R7, R13, R16).

Looked at whenever a text is planned and before each next question, so that nothing has to be
written where somebody is left out half-way, nor undone where they are asked after all.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from participation.care.consultations.asking_rules import PEOPLE_DECIDE
from participation.care.consultations.models import Invitation
from participation.care.consultations.rules import PARENTS, NotHeard
from participation.care.people.rules import AskingFacts, NotAsked, may_be_asked
from participation.care.people.what_stops import InCare, Part, Switch, switched

PLACEMENT_ORDER = "E1"  # of the national return: parents are parents still, yet people decide
_NO_QUESTION = PEOPLE_DECIDE | {NotHeard.RECORDED_DECISION}


class Placed(InCare, Protocol):
    """What is known of a child that decides it; `Child` is one."""

    @property
    def legal_status(self) -> str | None: ...
    @property
    def authority_to_place_on(self) -> date | None: ...
    @property
    def placed_for_adoption_on(self) -> date | None: ...


class Related(Protocol):
    """What is known of an adult beside the child; `Relationship` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def may_be_asked(self) -> bool: ...
    @property
    def not_asked_reason(self) -> str | None: ...
    @property
    def not_asked_until(self) -> date | None: ...
    @property
    def ended_on(self) -> date | None: ...


def why_left_out(
    child: Placed, related: Related, decided: bool | None, on: date
) -> NotHeard | None:
    """Why no text of ours goes to them by itself; None where nobody and nothing leaves them out.

    Args:
        decided: what people decided here for this review; None where they decided nothing.
    """
    if decided is False or isinstance(may_be_asked(asking_facts(related), on), NotAsked):
        return NotHeard.RECORDED_DECISION
    first = _people_decide_first(child, related, on)
    return None if decided and first in PEOPLE_DECIDE else first


def asking_facts(related: Related) -> AskingFacts:
    """What the case system says about asking them; a reason is opened only where there is one."""
    return AskingFacts(
        may_be_asked=related.may_be_asked,
        reason=None if related.may_be_asked else related.not_asked_reason,
        until=related.not_asked_until,
    )


def is_asked_on(invitation: Invitation, today: date) -> bool:
    """Whether somebody who is being asked is put the next question. What they say all the same is
    kept and heard. A child is, as long as their own doors are open."""
    related = invitation.asked_through
    if related is None:
        return True
    decided = None
    if related.asked_here is not None:
        before = invitation.round.review.public_id.hex
        decided = related.asked_here if related.asked_here_for == before else None
    return puts_next_question(invitation.child, related, decided, today)


def puts_next_question(child: Placed, related: Related, decided: bool | None, today: date) -> bool:
    """The same, from what is known of the adult and the child.

    Family abroad goes on with the person who began it with them: nobody can decide so here (R12).
    """
    gone = related.ended_on is not None
    if gone or switched(child, Part.NEXT_QUESTION, today) is Switch.STOPPED:
        return False
    return why_left_out(child, related, decided, today) not in _NO_QUESTION


def _people_decide_first(child: Placed, related: Related, on: date) -> NotHeard | None:
    """Parents whom no text of ours may find before people have decided so (R12, R13).

    A placement order is known by its day too, which authority by consent fills as well: a person
    looks which it is, and no text goes by itself.
    """
    if related.kind not in PARENTS:
        return None
    if "unaccompanied" in child.circumstances:
        return NotHeard.FAMILY_ABROAD
    placed = child.placed_for_adoption_on
    if placed is not None and placed <= on:
        return NotHeard.PLACED_FOR_ADOPTION
    authority = child.authority_to_place_on
    if child.legal_status == PLACEMENT_ORDER or (authority is not None and authority <= on):
        return NotHeard.PLACEMENT_ORDER
    return None
