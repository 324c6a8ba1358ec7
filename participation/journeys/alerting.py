"""From a raised concern to a person who acknowledged it: the clock of the route.

`step` looks at one concern, writes down whom to tell and promises the telling, and sets the clock
for the next look, in one transaction. It quietens nothing: only a person who signs in, opens the
concern and says what they did stops the clock (`care/safeguarding/steps.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.care.safeguarding import route as rules
from participation.care.safeguarding import steps
from participation.care.safeguarding.kept_from import kept_from
from participation.care.safeguarding.models import (
    AlertState,
    Concern,
    ConcernAlert,
    ConcernDid,
    ConcernState,
    ConcernStep,
)
from participation.care.safeguarding.route import Standing, Telling, Via
from participation.care.safeguarding.rules import Level
from participation.journeys.route_crew import crew_of, hours_of
from participation.journeys.services import Services
from participation.journeys.watching_route import next_told as next_told
from participation.journeys.watching_route import route_trouble as route_trouble
from participation.journeys.watching_route import seen_when as seen_when
from participation.kernel.clock import london_day
from participation.outbox import service as outbox

ALERTS: Mapping[Via, str] = {
    Via.MAIL: "alert.mail",
    Via.TEXT: "alert.text",
    Via.VOICE: "alert.voice",
}
MOST_AT_ONCE, JUST_NOW = 5, timedelta(minutes=5)  # the same line to one person by one way
_NOBODY_YET = timedelta(minutes=15)  # how soon a route that is empty is looked at again


def step(
    session: Session, public_id: UUID, *, house: Services, now: datetime, failed: bool = False
) -> None:
    """Look at one concern: tell whoever is due, and set the clock for the next look.

    Args:
        failed: somebody on the last rung could not be reached, and the next is told at once.
    """
    concern = session.scalar(
        select(Concern)
        .where(Concern.public_id == public_id)
        .with_for_update(of=Concern)
        .execution_options(populate_existing=True)
    )
    if concern is None or concern.state is not ConcernState.RAISED:
        return
    if not failed and (concern.next_at is None or concern.next_at > now):
        return  # looked at already; the next look is promised
    route = house.route
    if route is None:
        _nobody(session, concern, hours_of(session, house).changes_next(now), now)
        return
    out = kept_from(session, concern, london_day(now))
    crew = crew_of(session, concern.child_id, out, route, now)
    due = rules.step(
        Standing(concern.level, concern.route, concern.clock_from, concern.rung),
        route,
        crew.people,
        hours_of(session, house),
        now,
        failed=failed,
    )
    if due.nobody:
        _nobody(session, concern, min(due.next_at, now + _NOBODY_YET), now)
        return
    if concern.rung >= 0 and due.rung > concern.rung:
        steps.add_step(session, concern, ConcernDid.ESCALATED, rung=due.rung, now=now)
    concern.rung = due.rung
    concern.again += 1
    for telling in due.tell:
        _promise(session, concern, telling, crew.rows[telling.staff], now)
    if not failed or concern.next_at is None or due.next_at < concern.next_at:
        steps.set_clock(session, concern, due.next_at, now)


def overdue(session: Session, now: datetime) -> Sequence[UUID]:
    """Concerns whose clock has passed and that no promised look has reached yet."""
    return session.scalars(
        select(Concern.public_id)
        .where(Concern.state == ConcernState.RAISED, Concern.next_at <= now)
        .order_by(Concern.level.desc(), Concern.next_at)  # "red" comes after "amber"
    ).all()


def _promise(
    session: Session, concern: Concern, telling: Telling, row: StaffMember, now: datetime
) -> None:
    """One alert for each way. On the page it stands from now on, whatever becomes of the ways."""
    if not _is_on_their_page(session, concern, row):
        steps.add_step(
            session,
            concern,
            ConcernDid.TOLD,
            about_id=row.id,
            via=Via.PAGE,
            rung=telling.rung,
            now=now,
        )
    for via in telling.ways:
        alert = ConcernAlert(
            concern_id=concern.id,
            staff_id=row.id,
            rung=telling.rung,
            again=concern.again,
            via=via,
            informed_only=telling.informed_only,
            made_at=now,
        )
        session.add(alert)
        if _has_just_heard(session, concern, row, via, now):
            alert.state, alert.settled_at = AlertState.JOINED, now
            concern.first_told_at = concern.first_told_at or now
            continue
        outbox.promise(
            session,
            ALERTS[via],
            alert.public_id,
            unique_key=(
                f"{ALERTS[via]}:{concern.public_id.hex}:{telling.rung}:{concern.again}"
                f":{row.public_id.hex}"
            ),
            due_at=now,
            now=now,
        )
    session.flush()


def _has_just_heard(
    session: Session, concern: Concern, row: StaffMember, via: Via, now: datetime
) -> bool:
    """Whether this very line has reached them so often in the last minutes that once more says
    nothing new: whoever floods us with red words must not keep their telephone engaged. Each
    concern stands on their page by itself, and has its own clock. "Something waits today" is
    another line than "something urgent waits": no number of amber ones keeps a red one back."""
    heard = (
        select(func.count())
        .select_from(ConcernAlert)
        .where(
            ConcernAlert.staff_id == row.id,
            ConcernAlert.via == via,
            ConcernAlert.state == AlertState.SENT,
            ConcernAlert.settled_at > now - JUST_NOW,
        )
    )
    if concern.level is Level.RED:  # what went out before it was made red said "today"
        heard = heard.join(Concern, ConcernAlert.concern_id == Concern.id).where(
            Concern.level == Level.RED, ConcernAlert.made_at >= Concern.clock_from
        )
    return (session.scalar(heard) or 0) >= MOST_AT_ONCE


def _is_on_their_page(session: Session, concern: Concern, row: StaffMember) -> bool:
    found = select(ConcernStep.id).where(
        ConcernStep.concern_id == concern.id,
        ConcernStep.about_id == row.id,
        ConcernStep.via == Via.PAGE,
    )
    return session.scalar(found.limit(1)) is not None


def _nobody(session: Session, concern: Concern, look_again: datetime, now: datetime) -> None:
    """Nobody can be told: said once on the concern itself, and looked at again."""
    if concern.again == 0:
        steps.add_step(session, concern, ConcernDid.NOT_TOLD, now=now)
    concern.again += 1
    steps.set_clock(session, concern, look_again, now)
