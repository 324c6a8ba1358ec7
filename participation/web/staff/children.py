"""The social worker's children whose round is coming; for an officer what waits for them (R7)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from participation.care.consultations.asking_models import AskingDecision
from participation.guard.access import Action
from participation.journeys import listing_who_is_asked as listing
from participation.journeys.listing_who_is_asked import Coming
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.asked_shown import by_whom, who
from participation.web.staff.door import Visitor, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_children", __name__, url_prefix="/staff")


@bp.get("/children")
@staff_page(Action.SAY_WHO_IS_ASKED)
def mine(visitor: Visitor) -> Response:
    """My children whose round is coming; for an officer also what waits for their agreement."""
    session, staff, now = visitor.session, visitor.staff, visitor.now
    coming = listing.list_coming(session, staff, now)
    return page(
        "children",
        visitor,
        rows=[_row(one) for one in coming],
        left=sum(one.check is None for one in coming),
        to_agree=[_waits(one) for one in listing.list_to_agree(session, staff, now)],
    )


def _row(one: Coming) -> dict[str, Any]:
    review = one.review
    return {
        "child": review.child.called,
        "kind": wording.worded(wording.REVIEW_TYPES, review.kind),
        "day": wording.full_day(review.day),
        "opens": _("open") if one.is_open else wording.full_day(one.opens_on),
        "checked": by_whom(one.check),
        "url": f"/staff/reviews/{review.external_id}/asked",
    }


def _waits(one: AskingDecision) -> dict[str, Any]:
    base = f"/staff/reviews/{one.review.external_id}/asked"
    return {
        "child": one.review.child.called,
        "who": who(one.related.kind, one.related.adult.full_name),
        "what": _("to be asked") if one.asked else _("not to be asked"),
        "day": wording.full_day(one.review.day),
        "url": f"{base}/{one.related.public_id}",
    }
