"""The route and its tests: who was tried when, who answered, and "I got it"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from participation.care.safeguarding.models import DrillKind, RouteDrill
from participation.guard.access import Action, may
from participation.guard.audit import Deed, record
from participation.journeys import drilling, reading_concerns
from participation.journeys.reading import actor
from participation.journeys.watching_route import DRILLED_WITHIN, route_trouble
from participation.web.locale import gettext as _
from participation.web.staff import notices, wording
from participation.web.staff.concern_words import VIAS
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_route", __name__, url_prefix="/staff/route")
PAGE = "/staff/route"
TESTS_APART = timedelta(minutes=10)  # a second press sends nobody a second call


@bp.get("")
@staff_page(Action.ANSWER_CONCERNS)
def show(visitor: Visitor) -> Response:
    """One's own tests for everybody; the whole route for those who look after it."""
    return _show(visitor)


@bp.post("/test")
@staff_page(Action.SEE_ROUTE)
def test(visitor: Visitor) -> Response:
    """A message that says it is a test goes to every contact by every way they have."""
    session, now = visitor.session, visitor.now
    if any(_is_fresh(drill, now) for drill in drilling.latest(session)):
        return _show(visitor, problem=_("A test went out in the last 10 minutes. Wait for it."))
    sent = drilling.send_test(session, visitor.house, now)
    if not sent:
        return _show(visitor, problem=_("Nobody on the route can be reached: nothing was sent."))
    deed = Deed(actor=actor(visitor.staff), action="route.test", subject="route")
    record(session, deed, now)
    return redirect(PAGE, HTTPStatus.SEE_OTHER)


@bp.post("/tests/<uuid:drill>/got-it")
@staff_page(Action.ANSWER_CONCERNS)
def got_it(visitor: Visitor, drill: UUID) -> Response:
    """Pressed by whom it was sent to: signed in, and so able to act at that hour."""
    answered = drilling.answer(visitor.session, visitor.staff, drill, visitor.now)
    return redirect(PAGE, HTTPStatus.SEE_OTHER) if answered else nothing_here()


def _show(visitor: Visitor, *, problem: str | None = None) -> Response:
    session, house, now = visitor.session, visitor.house, visitor.now
    looks_after = may(visitor.staff.roles, Action.SEE_ROUTE)
    status = HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY
    mine = drilling.open_drills(session, visitor.staff, now)
    return page(
        "route",
        visitor,
        status,
        error=problem,
        mine=[
            {
                "when": wording.moment(one.sent_at),
                "way": wording.worded(VIAS, one.via),
                "path": f"{PAGE}/tests/{one.public_id}/got-it",
            }
            for one in mine
        ],
        looks_after=looks_after,
        broken=list(notices.broken(route_trouble(session, house, now))) if looks_after else [],
        rows=_rows(visitor, drilling.latest(session)) if looks_after else [],
        test_path=f"{PAGE}/test" if looks_after and house.route is not None else None,
    )


def _rows(visitor: Visitor, drills: Sequence[RouteDrill]) -> list[dict[str, Any]]:
    """Each person and way on one line: the last test, whether it was answered, the daily one."""
    people = reading_concerns.staff_named(visitor.session, {one.staff_id for one in drills})
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in drills:
        person = people.get(one.staff_id)
        name = (person.full_name or "") if person else "–"
        row = found.setdefault((name, one.via), {"test": None, "answered": None, "daily": None})
        if one.kind is DrillKind.HEARTBEAT:
            row["daily"] = _went(one)
        else:
            row["test"] = _went(one)
            row["answered"] = wording.moment(one.answered_at) or None
            answered = one.answered_at
            row["old"] = answered is None or answered < visitor.now - DRILLED_WITHIN
    return [
        {"who": who, "way": wording.worded(VIAS, via), "old": row.get("old", True), **row}
        for (who, via), row in sorted(found.items())
    ]


def _went(one: RouteDrill) -> dict[str, Any]:
    return {
        "when": wording.moment(one.sent_at or one.made_at),
        "failed": one.failed,
        "waits": one.sent_at is None and not one.failed,
    }


def _is_fresh(drill: RouteDrill, now: datetime) -> bool:
    return drill.kind is DrillKind.TEST and drill.made_at > now - TESTS_APART
