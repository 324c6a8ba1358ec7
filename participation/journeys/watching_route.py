"""What pages may truthfully say about the route: when a person sees something, and what is broken.

"A person is being told now" is said only where somebody with a telephone is on duty at this moment;
out of hours only where one of them answered a test within the last 31 days (R22).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.people.around import barred_from
from participation.care.people.models import StaffMember
from participation.care.safeguarding import route as rules
from participation.care.safeguarding.kept_from import kept_from
from participation.care.safeguarding.models import (
    Concern,
    ConcernState,
    DrillKind,
    RouteDrill,
)
from participation.care.safeguarding.route import Route, RouteOf, Standing, Step, Via
from participation.care.safeguarding.route_times import RED_RUNGS
from participation.care.safeguarding.rules import Level
from participation.journeys.route_crew import Crew, crew_of, hours_of
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.outbox.holding import hold_of

DRILLED_WITHIN = timedelta(days=31)
HEARTBEAT_WITHIN = timedelta(hours=26)  # once a day, and two hours for a worker that was down
_PAGED = (Via.TEXT, Via.VOICE)
_LAST_RUNG = RED_RUNGS[-1]


@dataclass(frozen=True, slots=True)
class SeenWhen:
    """Whether somebody is told at this moment; if not, from when on a person sees it (UTC).

    `nobody`: everybody on the route is left out or gone, so that no time can be kept.
    """

    at_once: bool
    by: datetime
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class RouteTrouble:
    """What a red banner on staff pages says; `bool` of it is whether there is one.

    `overdue`: red concerns that nobody has acknowledged although the last rung was told.
    """

    no_route: bool
    heartbeat_failed: tuple[Via, ...]
    heartbeat_missing: bool
    overdue: int
    not_drilled: bool

    def __bool__(self) -> bool:
        return bool(
            self.no_route
            or self.heartbeat_failed
            or self.heartbeat_missing
            or self.overdue
            or self.not_drilled
        )


@dataclass(frozen=True, slots=True)
class NextStep:
    """Who is told next if nobody acknowledges, and when."""

    at: datetime | None
    staff_ids: tuple[int, ...]


def seen_when(
    session: Session,
    house: Services,
    *,
    now: datetime,
    level: Level = Level.RED,
    child_id: int | None = None,
    of: RouteOf = RouteOf.CHILD,
) -> SeenWhen:
    """What a child, or whoever pressed the button, is told about time. Never better than true."""
    if hold_of(session) is not None:  # nobody can be told before somebody releases it
        return SeenWhen(at_once=False, by=now, nobody=True)
    route, hours = house.route, hours_of(session, house)
    open_now = hours.is_open(now)
    if route is None:
        by = house.council(session).reading_deadline(now, from_child=of is RouteOf.CHILD)
        return SeenWhen(at_once=False, by=by)
    out = barred_from(session, child_id) if child_id is not None else frozenset[int]()
    crew = crew_of(session, child_id, out, route, now)
    due = rules.step(Standing(level, of, now), route, crew.people, hours, now)
    paged = {
        one.staff
        for one in due.tell
        if not one.informed_only and any(way in _PAGED for way in one.ways)
    }
    if paged and not open_now:
        paged &= drilled_contacts(session, route, of, now)
    later = due.next_at if open_now else hours.opens_next(now)
    return SeenWhen(at_once=bool(paged), by=now if paged else later, nobody=due.nobody)


def route_trouble(session: Session, house: Services, now: datetime) -> RouteTrouble:
    """What is wrong with the route at this moment, for whoever looks after it."""
    overdue = session.scalar(
        select(func.count())
        .select_from(Concern)
        .where(
            Concern.state == ConcernState.RAISED,
            Concern.level == Level.RED,
            Concern.clock_from <= now - _LAST_RUNG,
        )
    )
    beats = _last_heartbeats(session)
    failed = {one.via for one in beats if one.failed}
    route = house.route
    return RouteTrouble(
        no_route=route is None,
        heartbeat_failed=tuple(via for via in Via if via in failed),
        heartbeat_missing=route is not None
        and not any(one.made_at >= now - HEARTBEAT_WITHIN for one in beats),
        overdue=overdue or 0,
        not_drilled=route is not None and not drilled_contacts(session, route, RouteOf.CHILD, now),
    )


def next_told(session: Session, concern: Concern, house: Services, now: datetime) -> NextStep:
    """Whom the next look at a concern will tell, as things stand."""
    route = house.route
    if route is None or concern.next_at is None:
        return NextStep(concern.next_at, ())
    at = max(concern.next_at, now)
    crew = crew_of(
        session, concern.child_id, kept_from(session, concern, london_day(now)), route, at
    )
    due = rules.step(
        Standing(concern.level, concern.route, concern.clock_from, concern.rung),
        route,
        crew.people,
        hours_of(session, house),
        at,
    )
    return NextStep(at, _acting(due, crew))


def _acting(due: Step, crew: Crew) -> tuple[int, ...]:
    return tuple(crew.rows[one.staff].id for one in due.tell if not one.informed_only)


def drilled_contacts(session: Session, route: Route, of: RouteOf, now: datetime) -> frozenset[str]:
    """Who of those on call answered a text or call that was a test within the last 31 days, by
    staff id."""
    on_call = {who for rung in route.on_call[of].tell for who in rung}
    return frozenset(
        session.scalars(
            select(StaffMember.external_id)
            .join(RouteDrill, RouteDrill.staff_id == StaffMember.id)
            .where(
                StaffMember.external_id.in_(on_call),
                RouteDrill.answered_at >= now - DRILLED_WITHIN,
                RouteDrill.failed.is_(False),
                RouteDrill.via.in_(_PAGED),
            )
        )
    )


def _last_heartbeats(session: Session) -> Sequence[RouteDrill]:
    """The newest heartbeat that was settled, for each person and way of the last one: that it
    reached one ladder's first says nothing of another's. Who is no longer tried drops out."""
    settled = (
        RouteDrill.kind == DrillKind.HEARTBEAT,
        RouteDrill.failed.is_(True) | RouteDrill.sent_at.is_not(None),
    )
    last = session.scalar(select(func.max(RouteDrill.made_at)).where(*settled))
    if last is None:
        return ()
    newest = (
        select(func.max(RouteDrill.id))
        .where(*settled, RouteDrill.made_at >= last - HEARTBEAT_WITHIN)
        .group_by(RouteDrill.staff_id, RouteDrill.via)
    )
    return session.scalars(select(RouteDrill).where(RouteDrill.id.in_(newest))).all()
