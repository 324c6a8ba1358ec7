"""The weekly figures for whoever leads on safeguarding: counts and times, nobody's name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from participation.care.people import queries as people
from participation.care.safeguarding import figures, who_may_open
from participation.care.safeguarding.figures import Times, Week
from participation.guard.access import Action
from participation.kernel.dates import short_day
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff.door import Visitor, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_figures", __name__, url_prefix="/staff/figures")
_AN_HOUR, _A_DAY = 60, 24 * 60


@bp.get("")
@staff_page(Action.SEE_FIGURES)
def show(visitor: Visitor) -> Response:
    """The last weeks, this one first."""
    mine = visitor.staff.id
    may = who_may_open.may_open(mine, None, people.children_barred_to(mine))
    answered = figures.raised_lately(visitor.session, visitor.today, may)
    weeks = figures.weeks(answered, visitor.today)
    return page("figures", visitor, weeks=[_row(week) for week in weeks])


def _row(week: Week) -> dict[str, Any]:
    return {
        "from": short_day(week.starts_on),
        "red": _times(week.red),
        "amber": _times(week.amber),
        "unacknowledged": week.unacknowledged,
        "found_on_reading": week.found_on_reading,
        "no_concern": _("%(num)s%%", num=week.no_concern) if week.no_concern is not None else "–",
    }


def _times(times: Times) -> dict[str, Any]:
    return {
        "raised": times.raised,
        "median": long_for(times.median),
        "slowest": long_for(times.slowest),
    }


def long_for(took: timedelta | None) -> str:
    """A length of time in the largest units that still say enough; up, never down."""
    if took is None:
        return "–"
    minutes = -int(-took.total_seconds() // 60)
    if minutes < _AN_HOUR:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < _A_DAY:
        return _("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)
    return _("%(days)s d %(hours)s h", days=minutes // _A_DAY, hours=minutes % _A_DAY // 60)
