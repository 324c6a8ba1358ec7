"""Bookings of interpreters: the list of what is to do, one booking, and a file for a calendar.

Who needs one and how far it is; no word of anybody stands on these pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, redirect
from flask import Response as Made
from werkzeug.wrappers import Response

from participation.care.interpreting import booking_queries as bookings
from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_rules import (
    NOT_CONFIRMED,
    BookingState,
    clock_time,
    is_not_ready,
)
from participation.care.reviews.models import TO_COME
from participation.channels.calendar.wording import Entry, calendar
from participation.guard.access import Action, may
from participation.journeys import booking_interpreters as booking_them
from participation.journeys import telling_agencies, words_to_translate
from participation.kernel.dates import LondonTime, from_london
from participation.web.locale import gettext as _
from participation.web.staff import interpreter_wording as words
from participation.web.staff import wording
from participation.web.staff.children_named import named
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_interpreters", __name__, url_prefix="/staff/interpreters")
LIST = "/staff/interpreters"
STATUS = {
    BookingState.NEEDED: "TENTATIVE",
    BookingState.REQUESTED: "TENTATIVE",
    BookingState.CONFIRMED: "CONFIRMED",
    BookingState.FAILED: "CANCELLED",
    BookingState.CANCELLED: "CANCELLED",
}


@bp.get("")
@staff_page(Action.BOOK_INTERPRETERS)
def show(visitor: Visitor) -> Response:
    """What is not confirmed, the earliest day first; then what is."""
    roles = visitor.staff.roles
    to_do = _listed(visitor, NOT_CONFIRMED)
    confirmed = _listed(visitor, (BookingState.CONFIRMED,))
    called = named(visitor, [one.child for one in (*to_do, *confirmed)])
    return page(
        "interpreters",
        visitor,
        to_do=[row(one, visitor) | called.shown(one.child) for one in to_do],
        confirmed=[row(one, visitor) | called.shown(one.child) for one in confirmed],
        people_url=f"{LIST}/people" if may(roles, Action.KEEP_INTERPRETERS) else None,
        figures_url=f"{LIST}/figures" if may(roles, Action.SEE_BOOKING_FIGURES) else None,
        calendar_url=f"{LIST}/calendar",
    )


@bp.get("/calendar")
@staff_page(Action.BOOK_INTERPRETERS)
def all_dates(visitor: Visitor) -> Response:
    """Every booking to come, for a calendar."""
    states = (BookingState.REQUESTED, BookingState.CONFIRMED)
    return _file([one for one in _listed(visitor, states) if one.on_day is not None], visitor)


@bp.get("/<uuid:booking>/calendar")
@staff_page(Action.BOOK_INTERPRETERS)
def one_date(visitor: Visitor, booking: UUID) -> Response:
    """One booking, to send on to whoever has to be there."""
    found = booking_them.open_booking(
        visitor.session, visitor.staff, booking, "booking.calendar", visitor.now
    )
    if found is None:
        return nothing_here()
    if found.on_day is None:
        return redirect(f"{LIST}/{booking}", HTTPStatus.SEE_OTHER)
    return _file([found], visitor)


def row(one: Booking, visitor: Visitor) -> dict[str, Any]:
    """One line of a list."""
    return {
        "url": f"{LIST}/{one.public_id}",
        "review_url": f"/staff/reviews/{one.review.external_id}/interpreters",
        "child": one.child.called,
        "who": wording.worded(wording.ROLES, one.role).capitalize(),
        "occasion": wording.worded(words.OCCASIONS, one.occasion),
        "language": words.with_dialect(one),
        "gender": wording.worded(words.GENDERS, one.gender) if one.gender else None,
        "when": words.when(one),
        "presence": wording.worded(words.PRESENCE, one.presence),
        "state": wording.worded(words.STATES, one.state),
        "is_confirmed": one.state is BookingState.CONFIRMED,
        "why": wording.worded(words.WHY, one.reason) if one.reason else None,
        "by": one.interpreter.called if one.interpreter is not None else one.agency,
        "reference": one.reference,
        "not_ready": is_late(one, visitor),
    }


def is_late(one: Booking, visitor: Visitor) -> bool:
    """Ten working days before the review or fewer, and nobody is confirmed."""
    holidays = visitor.house.calendar(visitor.session).bank_holidays
    waits = one.state in NOT_CONFIRMED and one.review.state in TO_COME
    return waits and is_not_ready(one.review.day, visitor.today, holidays)


def _listed(visitor: Visitor, states: Sequence[BookingState]) -> Sequence[Booking]:
    children = words_to_translate.handled_by(visitor.staff, visitor.now)
    return bookings.of_children(visitor.session, children, states, visitor.today)


def _file(rows: Sequence[Booking], visitor: Visitor) -> Response:
    host = urlsplit(visitor.house.settings.staff_url).hostname or "participation"
    entries = [_entry(one, visitor) for one in rows]
    body = calendar(entries, host=host, now=visitor.now)
    answer = Made(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="interpreters.ics"'
    return answer


def _entry(one: Booking, visitor: Visitor) -> Entry:
    begins, ends = _from_to(one)
    dialect = telling_agencies.dialect_of(visitor.session, one)
    more = [
        wording.worded(words.PRESENCE, one.presence),
        wording.worded(words.GENDERS, one.gender) if one.gender else "",
        _("Dialect: %(name)s", name=dialect) if dialect else "",
    ]
    return Entry(
        reference=one.reference,
        what=_("Interpreter, %(language)s", language=words.interpreted(one.means, one.language)),
        more=[line for line in more if line],
        day=one.on_day or visitor.today,
        begins=begins,
        ends=ends,
        status=STATUS[one.state],
        sequence=one.asked_times,
    )


def _from_to(one: Booking) -> tuple[datetime | None, datetime | None]:
    at = clock_time(one.at_time)
    if at is None or one.on_day is None:
        return None, None
    starts = from_london(one.on_day, at)
    if not isinstance(starts, LondonTime):
        return None, None
    moment = starts.at
    before = timedelta(minutes=one.pre_brief_minutes)
    return moment - before, moment + timedelta(minutes=one.minutes)
