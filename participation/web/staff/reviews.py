"""The list of reviews: an officer's own, or everybody's without a way to the words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from participation.care.interpreting.booking_rules import READY_WORKING_DAYS
from participation.care.outcomes import queries as outcomes
from participation.care.people import queries as people
from participation.care.summaries.caseload import Listed, council_list, officers_list
from participation.guard.access import Action, may
from participation.kernel.working_days import last_day_within
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.caseload_shown import (
    ALL,
    SHOWN,
    child_answered,
    needs_person,
    row,
    sifted,
)
from participation.web.staff.door import Visitor, staff_page
from participation.web.staff.frame import page
from participation.web.staff.pack import for_the_pack

bp = Blueprint("staff_reviews", __name__, url_prefix="/staff/reviews")
LAST_PAGE = 10_000
HELD_SINCE = timedelta(days=56)


@bp.get("")
@staff_page(Action.SEE_REVIEWS)
def show(visitor: Visitor) -> Response:
    """Reviews by day. Nothing that waits elsewhere blocks this list (R35)."""
    reads = may(visitor.staff.roles, Action.READ_SUMMARY)
    more = False
    number = _page_number()
    if reads:
        children = people.children_open_to(
            visitor.staff.id, visitor.today, assigned_as=people.OFFICERS
        )
        listed = officers_list(visitor.session, children, visitor.today, reader_id=visitor.staff.id)
    else:
        never = people.children_barred_to(visitor.staff.id)
        listed, more = council_list(visitor.session, never, visitor.today, page=number)
    which = _filter_asked() if reads else ALL
    shown = sifted(listed, which, visitor.today)
    packed, not_packed = for_the_pack(listed, visitor.today) if reads else ((), 0)
    needs = sum(needs_person(one) is not None for one in listed) if reads else 0
    near = _near(visitor) if any(one.lacks_interpreter for one in shown) else visitor.today
    return page(
        "caseload",
        visitor,
        rows=[row(one, visitor.today, reads=reads, near=near) for one in shown],
        counts={
            "reviews": len(listed),
            "answered": sum(map(child_answered, listed)),
            "needs": needs,
        },
        filters=_filters(listed, which, visitor.today) if reads and listed else [],
        pack=len(packed),
        not_packed=not_packed,
        title=_("My reviews") if reads else _("Reviews"),
        next_url=f"/staff/reviews?page={number + 1}" if more else None,
        held=_held(visitor) if may(visitor.staff.roles, Action.SEE_OUTCOMES) else [],
    )


def _near(visitor: Visitor) -> date:
    """The last day of which ten working days before is today or past."""
    holidays = visitor.house.calendar(visitor.session).bank_holidays
    return last_day_within(visitor.today, READY_WORKING_DAYS, holidays)


def _held(visitor: Visitor) -> list[dict[str, Any]]:
    """Reviews that are over, with the way to what became of them; no words."""
    session, staff = visitor.session, visitor.staff
    if may(staff.roles, Action.WRITE_OUTCOMES):
        children = people.children_open_to(staff.id, visitor.today, assigned_as=people.OFFICERS)
    else:
        children = people.children_not_barred(staff.id)
    reviews = outcomes.reviews_held_since(session, children, visitor.today - HELD_SINCE)
    told = outcomes.how_far_told(session, [review.id for review in reviews])
    return [
        {
            "url": f"/staff/reviews/{review.external_id}/after",
            "child": review.child.called,
            "day": wording.full_day(review.held_on or review.part_one_on),
            "part": review.held_on is None,
            "points": told.get(review.id, (0, 0))[0],
            "told": told.get(review.id, (0, 0))[1],
        }
        for review in reviews
    ]


def _filters(listed: Sequence[Listed], which: str, today: date) -> list[dict[str, Any]]:
    """Each filter with how many reviews it shows."""
    return [
        {
            "url": "/staff/reviews" if code == ALL else f"/staff/reviews?show={code}",
            "label": _(label),
            "count": len(sifted(listed, code, today)),
            "current": code == which,
        }
        for code, label in SHOWN.items()
    ]


def _filter_asked() -> str:
    """The filter asked for; the whole list for whatever is none (B64)."""
    asked = request.args.getlist("show")
    return asked[0] if len(asked) == 1 and asked[0] in SHOWN else ALL


def _page_number() -> int:
    """The page asked for; the first one for whatever is not a page (B64)."""
    asked = request.args.getlist("page")
    if len(asked) != 1 or not (asked[0].isascii() and asked[0].isdigit() and len(asked[0]) < 6):
        return 1
    return min(max(int(asked[0]), 1), LAST_PAGE)
