"""The route is tried on quiet days: a heartbeat every day, a test that people answer every month.

A test takes the very way a real alert takes and says that it is one; it tells nobody of any concern
and quietens none. Whoever gets a test signs in and presses "I got it"; without somebody on call who
did so within 31 days the children's doors say honestly when words will be seen (R22).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.people import around
from participation.care.people.models import StaffMember
from participation.care.safeguarding.models import DrillKind, RouteDrill
from participation.care.safeguarding.route import PLACES, Route, Via
from participation.journeys.reaching_staff import (
    NotReached,
    Outgoing,
    Reached,
    Result,
    address_of,
)
from participation.journeys.services import Services
from participation.kernel.clock import LONDON, london_day
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

DRILL = "drill.send"
TRY_AT_MOST = 3
TRY_AGAIN = timedelta(minutes=1)
HEARTBEAT_AT = time(10)  # London: not in anybody's sleep
OPEN_FOR = timedelta(days=31)


def send_test(session: Session, house: Services, now: datetime) -> Sequence[RouteDrill]:
    """Promise a test to every contact of the route by every way it has for them."""
    route = house.route
    if route is None:
        return ()
    rows = around.here(session, tuple(route.contacts), london_day(now))
    sent = [
        _promise(session, row, via, DrillKind.TEST, now)
        for row in rows.values()
        for via in (Via.MAIL, Via.TEXT, Via.VOICE)
        if address_of(row, via, route)
    ]
    session.flush()
    return sent


def beat(session: Session, house: Services, now: datetime) -> int:
    """Promise today's heartbeat if it is time and there was none: one of each way to the first
    person of each ladder. Nobody is rung for it; the telephone service is asked whether it would.
    """
    route, here = house.route, now.astimezone(LONDON)
    if route is None or here.time() < HEARTBEAT_AT or _has_beaten(session, now):
        return 0
    rows = around.here(session, route.named, london_day(now))
    first = [rows[who] for who in _firsts(route) if who in rows]
    ways = [(row, via) for row in first for via in (Via.MAIL, Via.TEXT)]
    ways += [(row, Via.VOICE) for row in first if address_of(row, Via.VOICE, route)][:1]
    due = [(row, via) for row, via in ways if address_of(row, via, route)]
    for row, via in due:
        _promise(session, row, via, DrillKind.HEARTBEAT, now)
    return len(due)


def prepare(
    session: Session, work: Claimed, *, callback_url: str, house: Services, system: datetime
) -> tuple[Outgoing, DrillKind] | None:
    """The test as it goes out; None where it is settled already."""
    drill = _drill(session, UUID(work.subject))
    if drill is None or drill.sent_at is not None or drill.failed:
        outbox.done(session, work, system=system)
        return None
    row, route = session.get_one(StaffMember, drill.staff_id), house.route
    out = Outgoing(
        via=drill.via,
        to=address_of(row, drill.via, route) if route is not None else "",
        reference=work.public_id.hex,
        callback_url=callback_url,
        urgent=False,
        test=True,
        daily=drill.kind is DrillKind.HEARTBEAT,
    )
    return out, drill.kind


def settle(
    session: Session, work: Claimed, result: Result, *, now: datetime, system: datetime
) -> None:
    """Write down whether it went. A failed one shows as a red banner until the next one goes."""
    drill = _drill(session, UUID(work.subject))
    if drill is None:
        outbox.cancelled(session, work, system=system, error="drill_gone")
        return
    match result:
        case Reached(provider_id):
            drill.sent_at, drill.error = now, None
            outbox.done(session, work, system=system, reference=provider_id or None)
        case NotReached(error, permanent):
            drill.error = error
            if not permanent and work.attempt < TRY_AT_MOST:
                outbox.rest(session, work, until=system + TRY_AGAIN, error=error)
                return
            drill.failed = True
            outbox.failed(session, work, system=system, error=error)


def text_did_not_arrive(session: Session, drill_public_id: UUID) -> None:
    """The provider says later that the telephone never got it."""
    drill = _drill(session, drill_public_id)
    if drill is not None:
        drill.failed, drill.error = True, "undelivered"


def answer(session: Session, staff: StaffMember, drill_public_id: UUID, now: datetime) -> bool:
    """ "I got it", pressed by whom it was sent to and nobody else; not of one that got lost."""
    drill = _drill(session, drill_public_id)
    if drill is None or drill.staff_id != staff.id or drill.failed:
        return False
    if drill.answered_at is None:
        drill.answered_at = now
    return True


def open_drills(session: Session, staff: StaffMember, now: datetime) -> Sequence[RouteDrill]:
    """Tests that went to this person and wait for "I got it", newest first."""
    return session.scalars(
        select(RouteDrill)
        .where(
            RouteDrill.staff_id == staff.id,
            RouteDrill.kind == DrillKind.TEST,
            RouteDrill.answered_at.is_(None),
            RouteDrill.failed.is_(False),
            RouteDrill.sent_at >= now - OPEN_FOR,
        )
        .order_by(RouteDrill.id.desc())
    ).all()


def latest(session: Session) -> Sequence[RouteDrill]:
    """The newest test and the newest heartbeat for each person and way, newest first."""
    newest = select(func.max(RouteDrill.id)).group_by(
        RouteDrill.staff_id, RouteDrill.via, RouteDrill.kind
    )
    return session.scalars(
        select(RouteDrill).where(RouteDrill.id.in_(newest)).order_by(RouteDrill.id.desc())
    ).all()


def _promise(
    session: Session, row: StaffMember, via: Via, kind: DrillKind, now: datetime
) -> RouteDrill:
    drill = RouteDrill(staff_id=row.id, via=via, kind=kind, made_at=now, failed=False)
    session.add(drill)
    outbox.promise(
        session,
        DRILL,
        drill.public_id,
        unique_key=f"{DRILL}:{drill.public_id.hex}",
        due_at=now,
        now=now,
    )
    return drill


def _has_beaten(session: Session, now: datetime) -> bool:
    last = session.scalar(
        select(func.max(RouteDrill.made_at)).where(RouteDrill.kind == DrillKind.HEARTBEAT)
    )
    return last is not None and london_day(last) >= london_day(now)


def _firsts(route: Route) -> Iterator[str]:
    """The first person, by name, on each ladder; each once."""
    found: list[str] = []
    for ladder in (*route.in_hours.values(), *route.on_call.values()):
        named = (who for rung in ladder.tell for who in rung if who not in PLACES)
        found += [who for who in (next(named, ""),) if who]
    yield from dict.fromkeys(found)


def _drill(session: Session, public_id: UUID) -> RouteDrill | None:
    return session.scalar(select(RouteDrill).where(RouteDrill.public_id == public_id))
