"""Reviews that were late or may become so, with the reason that somebody chose."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from participation.care.people.models import Child
from participation.care.reviews.late_list import LateReview
from participation.care.reviews.lateness import AT_RISK, LateReason, Timeliness, worst_first
from participation.care.reviews.none_planned import NonePlanned
from participation.guard.access import Action
from participation.journeys import explaining_lateness
from participation.kernel.dates import short_day
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.children_named import Named, named
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.late_wording import (
    LATE_REASONS,
    none_because,
    none_stands,
    officer_of,
    stands,
)
from participation.web.staff.saved import saved

bp = Blueprint("staff_late", __name__, url_prefix="/staff/reviews")
HERE = "/staff/reviews/late"


@bp.get("/late")
@staff_page(Action.SEE_REVIEWS)
def show(visitor: Visitor) -> Response:
    """Overdue first, then what is at risk, then what was held late since April."""
    return _show(visitor)


@bp.post("/late/<uuid:review>")
@staff_page(Action.SEE_REVIEWS)
def explain(visitor: Visitor, review: UUID) -> Response:
    """One reason for one review; choosing again changes it."""
    chosen = request.form.get("reason", "")[:40]
    if chosen not in set(LateReason):
        return _show(visitor, wrong=review)
    done = explaining_lateness.explain(
        visitor.session, visitor.staff, review, LateReason(chosen), visitor.now
    )
    return saved(HERE) if done else nothing_here()


def _show(visitor: Visitor, *, wrong: UUID | None = None) -> Response:
    listed = explaining_lateness.listed(visitor.session, visitor.staff, visitor.now)
    rows: list[LateReview | NonePlanned] = [
        *listed,
        *explaining_lateness.owed(visitor.session, visitor.staff, visitor.now),
    ]
    rows.sort(key=lambda one: worst_first(one.late))
    groups = (
        (_("Overdue"), [one for one in rows if one.late.what is Timeliness.OVERDUE]),
        (_("At risk"), [one for one in rows if one.late.what in AT_RISK]),
        (_("Held late"), [one for one in listed if one.late.what in _HELD]),
    )
    called = named(visitor, [_child(one) for one in rows])
    error = None
    if wrong is not None:
        error = [(_("Choose a reason."), f"#reason-{wrong.hex}")]
    return page(
        "late",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        groups=[(title, [_row(one, called) for one in group]) for title, group in groups],
        unexplained=sum(
            one.review.late_reason is None and one.late.what not in AT_RISK for one in listed
        ),
        reasons=[(code.value, wording.worded(LATE_REASONS, code)) for code in LateReason],
        error=error,
    )


_HELD = (Timeliness.HELD_LATE, Timeliness.COMPLETED_LATE)


def _child(one: LateReview | NonePlanned) -> Child:
    return one.child if isinstance(one, NonePlanned) else one.review.child


def _row(one: LateReview | NonePlanned, called: Named) -> dict[str, Any]:
    if isinstance(one, NonePlanned):
        return {
            **called.shown(one.child),
            "kind": wording.worded(wording.REVIEW_TYPES, one.kind),
            "due": wording.full_day(one.late.due_on),
            "because": none_because(one),
            "stands": none_stands(one),
            "officer": officer_of(one),
            "path": None,
        }
    review = one.review
    return {
        "id": review.public_id.hex,
        **called.shown(review.child),
        "kind": wording.worded(wording.REVIEW_TYPES, review.kind),
        "due": wording.full_day(one.late.due_on),
        "stands": stands(one),
        "reason": review.late_reason,
        "noted": _noted(one),
        "path": f"{HERE}/{review.public_id}",
    }


def _noted(one: LateReview) -> str | None:
    by, on = one.noted_by, one.review.late_reason_on
    if by is None or on is None:
        return None
    return _("%(name)s, %(day)s", name=by.full_name or "", day=short_day(on))
