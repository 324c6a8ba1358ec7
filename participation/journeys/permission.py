"""Whether somebody may be asked by text at this moment, and if not, why not.

Looked at when the first text is written and once more when it goes out: days may lie between, and
a number may have become unsafe, changed hands or moved, a decision may have been made (R7, R16).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import ContactPoint
from participation.care.people.what_stops import Course, Switch, asking, course_of, switched
from participation.care.reviews.models import ReviewState
from participation.journeys.planning import plan_adult, plan_child
from participation.kernel.clock import london_day
from participation.questionnaire.definition import Occasion


@dataclass(frozen=True, slots=True)
class MayAsk:
    """By a text to this number. `stale`: in the neutral wording, and with a letter (R9)."""

    point: ContactPoint = field(repr=False)
    stale: bool


@dataclass(frozen=True, slots=True)
class AnotherWay:
    """Not by text: a person asks, except where a decision says that nobody does."""

    reason: NotHeard


@dataclass(frozen=True, slots=True)
class Paused:
    """Not now; every door stays open meanwhile (R16)."""

    reason: NotHeard


@dataclass(frozen=True, slots=True)
class Over:
    """Nobody is asked before this review any more. None: there is no review to be heard at."""

    reason: NotHeard | None


WHY_NOT: Mapping[Course, NotHeard] = {
    Course.MISSING: NotHeard.MISSING,
    Course.CONTACT_STOPPED: NotHeard.CONTACT_STOPPED,
    Course.OF_AGE: NotHeard.OF_AGE,
    Course.LEFT_CARE: NotHeard.LEFT_CARE,
    Course.ADOPTED: NotHeard.ADOPTED,
    Course.DIED: NotHeard.DIED,
}
"""What is written down where somebody is not asked because of how the child's care stands."""

Standing = MayAsk | AnotherWay | Paused | Over


def standing(session: Session, invitation: Invitation, now: datetime) -> Standing:
    """How things stand for one invitation, read afresh."""
    today = london_day(now)
    child = invitation.child
    course = course_of(child, today)
    may_ask = switched(child, asking(invitation.role), today)
    if may_ask is Switch.STOPPED:
        return Over(WHY_NOT[course])
    through = invitation.asked_through
    if through is not None and through.ended_on is not None:
        return Over(NotHeard.NOT_AROUND)
    if (over := _over(invitation, today)) is not None:
        return over
    if may_ask is Switch.PAUSED:
        return Paused(WHY_NOT[course])
    if invitation.asked_through is None:
        plan = plan_child(session, child, invitation.form_key, today)
    else:
        review = invitation.round.review
        afterwards = invitation.round.occasion is Occasion.AFTER
        plan = plan_adult(
            session, child, invitation.asked_through, review, today, afterwards=afterwards
        )
    if plan.point is None and plan.why_not is NotHeard.NUMBER_CHANGED:
        return Paused(plan.why_not)  # for its first day (T24)
    if plan.point is None:
        return AnotherWay(plan.why_not or NotHeard.NO_NUMBER)
    if invitation.round.occasion is Occasion.AFTER:  # the link says what it is about
        if not plan.point.own_and_private:
            return AnotherWay(NotHeard.NOT_OWN_PHONE)
        if plan.stale:
            return AnotherWay(NotHeard.NUMBER_TOO_OLD)
    return MayAsk(plan.point, plan.stale)


def _over(invitation: Invitation, today: date) -> Over | None:
    held = invitation.round
    if held.review.state is ReviewState.CANCELLED:
        return Over(None)
    ended = held.closed_at is not None or today > held.closes_on
    held_already = held.review.state is ReviewState.HELD
    if ended or held_already is not (held.occasion is Occasion.AFTER):
        return Over(NotHeard.NOT_ASKED_IN_TIME)
    return None
