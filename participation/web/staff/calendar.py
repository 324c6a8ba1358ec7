"""Reviews by day: a month as a grid with its list, or a week; of one officer, or of all.

An officer has their own children's, and an address that their calendar program reads. Others see
everybody's, and choose an officer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from flask import Blueprint, request
from flask import Response as Made
from werkzeug.wrappers import Response

from participation.care.interpreting import booking_queries as bookings
from participation.care.interpreting.booking_rules import clock_time
from participation.care.people import officers
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.reviews.by_day import MOST, reviews_between
from participation.care.reviews.models import Review
from participation.guard import calendar_feeds, limits
from participation.guard.access import Action, may
from participation.journeys import keeping_calendars
from participation.journeys.what_is_due import EVERYBODYS
from participation.kernel.clock import system_now
from participation.kernel.dates import hour_words
from participation.kernel.db import transaction
from participation.kernel.months import Span, is_near, month_of, week_of
from participation.web.entry import Who, entry
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.network import asking_network
from participation.web.services import services
from participation.web.staff import wording
from participation.web.staff.children_named import Named, named
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_calendar", __name__, url_prefix="/staff/calendar")
HERE = "/staff/calendar"
_DAY = timedelta(days=1)
# Programs of some colleagues in one building may go on asking for an address that has ended.
WRONG, WRONG_FROM_ONE, WRONG_WITHIN = "calendar_feed", 100, timedelta(minutes=15)


@bp.get("")
@staff_page(Action.SEE_REVIEWS)
def show(visitor: Visitor) -> Response:
    """The month of today, unless a week, a month or an officer is asked for."""
    return _show(visitor)


@bp.post("/feed")
@staff_page(Action.KEEP_CALENDAR)
def make_feed(visitor: Visitor) -> Response:
    """A new address for the officer's own calendar program, shown once; the old one ends."""
    secret = keeping_calendars.make(visitor.session, visitor.staff, visitor.house, visitor.now)
    return _show(visitor, made=f"{visitor.house.settings.staff_url}{HERE}/feed/{secret}")


@bp.post("/feed/end")
@staff_page(Action.KEEP_CALENDAR)
def end_feed(visitor: Visitor) -> Response:
    keeping_calendars.end(visitor.session, visitor.staff, visitor.now)
    return _show(visitor)


@bp.get("/feed/<secret>")
@entry(Who.ANYONE)  # a program that cannot sign in, with an address that nobody can guess
def feed(secret: str) -> Response:
    """Days and hours of one officer's reviews. No name of anybody, and no place."""
    house = services()
    now = house.now()
    with transaction() as session:
        entries = keeping_calendars.entries_behind(
            session,
            secret,
            what=_("Review"),
            page_url=f"{house.settings.staff_url}{HERE}",
            now=now,
        )
    if entries is None:
        return _wrong(asking_network())
    host = urlsplit(house.settings.staff_url).hostname or "participation"
    body = keeping_calendars.as_file(entries, host=host, now=now)
    return Made(body, mimetype="text/calendar")


def _wrong(network: str) -> Response:
    """Nothing is behind this address. A network that many such come from is told to wait; a right
    one opens all the same, whatever others there send."""
    with transaction() as session:
        wrong = limits.count(session, WRONG, network, system_now() - WRONG_WITHIN)
        if wrong < WRONG_FROM_ONE:
            limits.note(session, WRONG, network, system_now())
            return nothing_here()
    wait = {"Retry-After": str(int(WRONG_WITHIN.total_seconds()))}
    return Made(status=HTTPStatus.TOO_MANY_REQUESTS, headers=wait)


def _show(visitor: Visitor, *, made: str | None = None) -> Response:
    span = _span_asked(visitor.today)
    everybodys = not EVERYBODYS.isdisjoint(visitor.staff.roles)
    never = people.children_barred_to(visitor.staff.id)
    staff = officers.all_officers(visitor.session, never, visitor.today) if everybodys else ()
    chosen = _officer_asked(staff)
    reviews, more = _reviews(visitor, span, everybodys=everybodys, chosen=chosen)
    keys = [one.id for one in reviews]
    lacking = bookings.lacking(visitor.session, keys)
    whose: Mapping[int, StaffMember] = {}
    if everybodys:
        children = {one.child_id for one in reviews}
        whose = officers.officers_of(visitor.session, children, visitor.today)
    called = named(visitor, [one.child for one in reviews])
    by_day: dict[date, list[Review]] = {}
    for one in reviews:
        if one.day is not None:
            by_day.setdefault(one.day, []).append(one)
    asked = {"officer": chosen.public_id.hex} if chosen else {}
    return page(
        "calendar",
        visitor,
        title=_title(span),
        here=HERE,
        before_url=_url(span.before, asked),
        after_url=_url(span.after, asked),
        other=(_("Show weeks"), _url(week_of(span.first), asked))
        if span.is_month
        else (_("Show months"), _url(month_of(span.first), asked)),
        grid=_grid(span, by_day, lacking, visitor.today) if span.is_month else None,
        days=[_day(day, by_day[day], whose, lacking, called) for day in sorted(by_day)],
        most=MOST if more else None,
        officers=[
            {"value": one.public_id.hex, "name": one.full_name, "chosen": one is chosen}
            for one in sorted(staff, key=lambda one: one.full_name or "")
        ],
        span=span.asked,
        feed=_feed(visitor, made),
    )


def _reviews(
    visitor: Visitor, span: Span, *, everybodys: bool, chosen: StaffMember | None
) -> tuple[Sequence[Review], bool]:
    whose = chosen if everybodys else visitor.staff
    children = (
        people.children_open_to(whose.id, visitor.today, assigned_as=people.OFFICERS)
        if whose is not None
        else None
    )
    return reviews_between(
        visitor.session,
        children,
        people.children_barred_to(visitor.staff.id),
        span.first,
        span.last,
        today=visitor.today,
    )


def _span_asked(today: date) -> Span:
    """The week or the month asked for; the month of today for whatever is neither (B64)."""
    week, month = request.args.get("week", "")[:10], request.args.get("month", "")[:7]
    try:
        day = date.fromisoformat(week or f"{month}-01")
    except ValueError:
        return month_of(today)
    if not is_near(day, today):
        return month_of(today)
    return week_of(day) if week else month_of(day)


def _officer_asked(staff: Sequence[StaffMember]) -> StaffMember | None:
    asked = request.args.get("officer", "")[:40]
    try:
        wanted = UUID(asked)
    except ValueError:
        return None
    return next((one for one in staff if one.public_id == wanted), None)


def _url(span: Span, asked: Mapping[str, str]) -> str:
    return f"{HERE}?{urlencode({span.kind: span.asked, **asked})}"


def _title(span: Span) -> str:
    if span.is_month:
        return f"{span.first:%B %Y}"
    return _("Week of %(day)s", day=wording.full_day(span.first))


def _grid(
    span: Span, by_day: Mapping[date, Sequence[Review]], lacking: set[int], today: date
) -> list[list[dict[str, Any]]]:
    """Weeks from Monday to Sunday; a day of another month has no number."""
    begins = span.first - timedelta(days=span.first.weekday())
    weeks = []
    while begins <= span.last:
        week = [begins + number * _DAY for number in range(7)]
        weeks.append([_cell(day, span, by_day.get(day, ()), lacking, today) for day in week])
        begins += 7 * _DAY
    return weeks


def _cell(
    day: date, span: Span, reviews: Sequence[Review], lacking: set[int], today: date
) -> dict[str, Any]:
    if not span.first <= day <= span.last:
        return {"number": None}
    without = sum(one.id in lacking for one in reviews)
    return {
        "number": day.day,
        "is_today": day == today,
        "url": f"#d{day:%Y%m%d}" if reviews else None,
        "count": ngettext("%(num)s review", "%(num)s reviews", len(reviews)) if reviews else None,
        "without": ngettext("%(num)s lacks an interpreter", "%(num)s lack an interpreter", without)
        if without
        else None,
    }


def _day(
    day: date,
    reviews: Sequence[Review],
    whose: Mapping[int, StaffMember],
    lacking: set[int],
    called: Named,
) -> dict[str, Any]:
    return {"id": f"d{day:%Y%m%d}", "label": wording.full_day(day),
            "rows": [_row(one, whose, lacking, called) for one in reviews]}  # fmt: skip


def _row(
    one: Review, whose: Mapping[int, StaffMember], lacking: set[int], called: Named
) -> dict[str, Any]:
    officer = whose.get(one.child_id)
    return {
        "url": f"/staff/reviews/{one.external_id}/meeting",
        **called.shown(one.child),
        "kind": wording.worded(wording.REVIEW_TYPES, one.kind),
        "at": _hour(one),
        "no_day": one.planned_on is None,
        "held": one.held_on is not None,
        "officer": officer.full_name if officer else None,
        "lacks": one.id in lacking,
    }


def _hour(one: Review) -> str | None:
    at = clock_time(one.hour) if one.planned_on else None
    return hour_words(at) if at else None


def _feed(visitor: Visitor, made: str | None) -> dict[str, Any] | None:
    if not may(visitor.staff.roles, Action.KEEP_CALENDAR):
        return None
    visitor.session.flush()
    live = calendar_feeds.live_feed(visitor.session, visitor.staff.public_id)
    return {
        "made": made,
        "since": wording.moment(live.made_at) if live else None,
        "read_on": wording.full_day(live.read_on) if live and live.read_on else None,
        "make_path": f"{HERE}/feed",
        "end_path": f"{HERE}/feed/end",
    }
