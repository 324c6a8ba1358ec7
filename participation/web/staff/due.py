"""What is due, overdue, at risk and not in yet, and who could not be reached and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from participation.care.consultations.going import Awaited, Waiting
from participation.care.reviews.late_list import LateReview
from participation.care.reviews.models import Review
from participation.care.reviews.none_planned import NonePlanned
from participation.guard.access import Action
from participation.journeys import finding_whom_to_ask as asking
from participation.journeys import what_is_due
from participation.web.staff import wording
from participation.web.staff.children_named import Named, named
from participation.web.staff.door import Visitor, staff_page
from participation.web.staff.frame import page
from participation.web.staff.late_wording import none_because, none_stands, officer_of, stands
from participation.web.staff.tried_wording import tried

bp = Blueprint("staff_due", __name__, url_prefix="/staff/due")


@bp.get("")
@staff_page(Action.SEE_REVIEWS)
def show(visitor: Visitor) -> Response:
    """Five lists, each with its number, the nearest day first.

    Overdue and at risk are also those of whom no review is planned at all.
    """
    found = what_is_due.due(visitor.session, visitor.staff, visitor.today)
    waited_for = (*found.outstanding.people, *found.not_reached.people)
    late = (*found.overdue, *found.at_risk)
    called = named(
        visitor,
        [
            *(one.child for one in found.soon),
            *(one.child if isinstance(one, NonePlanned) else one.review.child for one in late),
            *(one.review.child for one in waited_for),
        ],
    )
    asked = asking.may_be_opened(
        visitor.session, visitor.staff, [one.invitation.id for one in waited_for], visitor.now
    )
    return page(
        "due",
        visitor,
        soon=[_review(one, called) for one in found.soon],
        overdue=[_late(one, called) for one in found.overdue],
        at_risk=[_late(one, called) for one in found.at_risk],
        outstanding=_people(found.outstanding, called, asked),
        not_reached=_people(found.not_reached, called, asked),
    )


def _review(one: Review, called: Named) -> dict[str, Any]:
    return {
        "url": _arranged_at(one),
        **called.shown(one.child),
        "kind": wording.worded(wording.REVIEW_TYPES, one.kind),
        "when": wording.day_and_hour(one.day, one.planned_time if one.planned_on else None),
    }


def _arranged_at(one: Review) -> str:
    return f"/staff/reviews/{one.external_id}/meeting"


def _late(one: LateReview | NonePlanned, called: Named) -> dict[str, Any]:
    if isinstance(one, NonePlanned):
        return {
            "url": None,
            **called.shown(one.child),
            "kind": wording.worded(wording.REVIEW_TYPES, one.kind),
            "when": none_stands(one),
            "also": [words for words in (none_because(one), officer_of(one)) if words],
        }
    return {
        "url": _arranged_at(one.review),
        **called.shown(one.review.child),
        "kind": wording.worded(wording.REVIEW_TYPES, one.review.kind),
        "when": stands(one),
    }


def _people(waiting: Waiting, called: Named, asked: Mapping[int, UUID]) -> dict[str, Any]:
    return {
        "rows": [_person(one, called, asked.get(one.invitation.id)) for one in waiting.people],
        "number": waiting.number,
        "more": waiting.number - len(waiting.people),
    }


def _person(one: Awaited, called: Named, asked_at: UUID | None) -> dict[str, Any]:
    """Who they are leads to asking them, the day to the round."""
    invitation = one.invitation
    reason = invitation.not_heard_reason
    return {
        "url": f"/staff/in-person/{asked_at}" if asked_at else None,
        "round_url": f"/staff/reviews/{one.review.external_id}/round",
        **called.shown(one.review.child),
        "who": wording.worded(wording.ROLES, invitation.role),
        "day": wording.day_and_hour(one.review.day, None),
        "state": str(invitation.state),
        "why": wording.worded(wording.REASONS, reason) if reason else None,
        "tried": [tried(each) for each in one.tried],
    }
