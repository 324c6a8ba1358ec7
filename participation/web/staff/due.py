"""What is due, overdue, at risk and not in yet, and who could not be reached and why."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from participation.care.consultations.going import Awaited, Waiting
from participation.care.reviews.late_list import LateReview
from participation.care.reviews.models import Review
from participation.care.reviews.none_planned import NonePlanned
from participation.guard.access import Action
from participation.journeys import what_is_due
from participation.web.staff import wording
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
    return page(
        "due",
        visitor,
        soon=[_review(one) for one in found.soon],
        overdue=[_late(one) for one in found.overdue],
        at_risk=[_late(one) for one in found.at_risk],
        outstanding=_people(found.outstanding),
        not_reached=_people(found.not_reached),
    )


def _review(one: Review) -> dict[str, Any]:
    return {
        "child": one.child.called,
        "kind": wording.worded(wording.REVIEW_TYPES, one.kind),
        "when": wording.day_and_hour(one.day, one.planned_time if one.planned_on else None),
    }


def _late(one: LateReview | NonePlanned) -> dict[str, Any]:
    if isinstance(one, NonePlanned):
        return {
            "child": one.child.called,
            "kind": wording.worded(wording.REVIEW_TYPES, one.kind),
            "when": none_stands(one),
            "also": [words for words in (none_because(one), officer_of(one)) if words],
        }
    return {
        "child": one.review.child.called,
        "kind": wording.worded(wording.REVIEW_TYPES, one.review.kind),
        "when": stands(one),
    }


def _people(waiting: Waiting) -> dict[str, Any]:
    return {
        "rows": [_person(one) for one in waiting.people],
        "number": waiting.number,
        "more": waiting.number - len(waiting.people),
    }


def _person(one: Awaited) -> dict[str, Any]:
    invitation = one.invitation
    reason = invitation.not_heard_reason
    return {
        "url": f"/staff/reviews/{one.review.external_id}/round",
        "child": one.review.child.called,
        "who": wording.worded(wording.ROLES, invitation.role),
        "day": wording.day_and_hour(one.review.day, None),
        "state": str(invitation.state),
        "why": wording.worded(wording.REASONS, reason) if reason else None,
        "tried": [tried(each) for each in one.tried],
    }
