"""Whether somebody may be asked by text at this moment, and if not, why not.

Looked at when the first text is written and once more when it goes out: days may lie between, and
a number may have become unsafe, changed hands or moved, a decision may have been made (R7, R16).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import ContactPoint
from participation.care.reviews.models import ReviewState
from participation.journeys.planning import plan_adult, plan_child
from participation.kernel.clock import london_day


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


Standing = MayAsk | AnotherWay | Paused | Over


def standing(session: Session, invitation: Invitation, now: datetime) -> Standing:
    """How things stand for one invitation, read afresh."""
    today = london_day(now)
    child = invitation.child
    if (over := _over(invitation, today)) is not None:
        return over
    if "missing" in child.circumstances:
        return Paused(NotHeard.MISSING)
    if invitation.asked_through is None:
        plan = plan_child(session, child, invitation.form_key, today)
    else:
        plan = plan_adult(session, child, invitation.asked_through, today)
    if plan.point is None and plan.why_not is NotHeard.NUMBER_CHANGED:
        return Paused(plan.why_not)  # for its first day (T24)
    if plan.point is None:
        return AnotherWay(plan.why_not or NotHeard.NO_NUMBER)
    return MayAsk(plan.point, plan.stale)


def _over(invitation: Invitation, today: date) -> Over | None:
    child, held = invitation.child, invitation.round
    if child.contact_stopped_on is not None:
        return Over(NotHeard.CONTACT_STOPPED)
    if child.ceased_on is not None and child.ceased_on <= today:
        return Over(NotHeard.LEFT_CARE)
    if held.review.state is ReviewState.CANCELLED:
        return Over(None)
    ended = held.closed_at is not None or today > held.closes_on
    if ended or held.review.state is ReviewState.HELD:
        return Over(NotHeard.NOT_ASKED_IN_TIME)
    return None
