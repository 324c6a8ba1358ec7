"""Who looked at what in a month, for somebody outside the team: numbers, and no word of anybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from participation.guard.access import Action
from participation.journeys import who_looked
from participation.journeys.who_looked import Looked, Month, NewWay, month_of
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_who_looked", __name__, url_prefix="/staff/who-looked")
HERE = "/staff/who-looked"
ON_A_PAGE = 500
_EARLIEST = date(2020, 1, 1)


@bp.get("")
@staff_page(Action.SEE_WHO_LOOKED)
def show(visitor: Visitor) -> Response:
    """One month, the present one unless another is asked for."""
    month = _month(visitor.today)
    rows = who_looked.look(visitor.session, visitor.staff, month, visitor.now)
    before = month.before
    return page(
        "who_looked",
        visitor,
        month=f"{month.first:%B %Y}",
        rows=[_row(one) for one in rows[:ON_A_PAGE]],
        new_ways=[_new_way(one) for one in who_looked.new_ways(visitor.session, month)],
        more=max(0, len(rows) - ON_A_PAGE),
        before_url=f"{HERE}?month={before}" if before.first >= _EARLIEST else None,
        after_url=f"{HERE}?month={month.next}" if month.next.first <= visitor.today else None,
    )


def _month(today: date) -> Month:
    """The month asked for; the present one for whatever is none, or is still to come."""
    typed = request.args.get("month", "")[:7]
    try:
        asked = datetime.strptime(typed, "%Y-%m").date()  # noqa: DTZ007 - only a month
    except ValueError:
        return month_of(today)
    return month_of(asked) if _EARLIEST <= asked <= today else month_of(today)


def _row(one: Looked) -> dict[str, Any]:
    return {
        "who": one.reader.full_name if one.reader is not None else _("somebody who has left"),
        "child": one.child,
        "opened": one.opened,
        "emergency": one.in_an_emergency,
        "refused": one.refused,
        "theirs": one.theirs,
        "last": wording.moment(one.last),
    }


def _new_way(one: NewWay) -> dict[str, str]:
    gone = _("somebody who has left")
    return {
        "who": (one.staff.full_name or "") if one.staff is not None else gone,
        "by": (one.by.full_name or "") if one.by is not None else _("whoever runs this service"),
        "when": wording.moment(one.at),
    }
