"""One alert goes out: looked at once more when it is sent, and never quietly given up.

`prepare` and `settle` are the two database halves of the worker's job. An alert that does not get
through is tried again every minute for as long as nobody has acknowledged, and the moment its
person turns out not to be reachable the next one on the route is told. Staff may get the same
neutral line twice; that does no harm, and silence would.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.care.safeguarding import steps
from participation.care.safeguarding.kept_from import kept_from
from participation.care.safeguarding.models import (
    AlertState,
    Concern,
    ConcernAlert,
    ConcernDid,
    ConcernState,
)
from participation.care.safeguarding.route import Via
from participation.care.safeguarding.rules import Level
from participation.journeys import alerting
from participation.journeys.reaching_staff import (
    NotReached,
    Outgoing,
    Reached,
    Result,
    address_of,
)
from participation.journeys.route_crew import crew_of
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

TRY_AGAIN = timedelta(minutes=1)
UNDELIVERED = "alert.undelivered"  # work: the provider says later that a text did not arrive
_PAGERS = (Via.TEXT, Via.VOICE)


def prepare(
    session: Session,
    work: Claimed,
    *,
    callback_url: str,
    house: Services,
    now: datetime,
    system: datetime,
) -> Outgoing | None:
    """Whom to tell at this moment (I15); None where it is not needed, or not they, any more."""
    alert, concern = _alert(session, UUID(work.subject))
    if alert is None or concern is None:
        outbox.cancelled(session, work, system=system, error="alert_gone")
        return None
    if concern.state is not ConcernState.RAISED:
        alert.state = AlertState.CANCELLED
        outbox.cancelled(session, work, system=system, error="acknowledged")
        return None
    if alert.state is not AlertState.WAITING:
        outbox.done(session, work, system=system)
        return None
    if _is_overtaken(session, alert):
        alert.state, alert.settled_at = AlertState.CANCELLED, now
        outbox.cancelled(session, work, system=system, error="overtaken")
        return None
    row = session.get_one(StaffMember, alert.staff_id)
    if not _is_still_theirs(session, concern, row, house, now):
        alert.state = AlertState.CANCELLED
        outbox.cancelled(session, work, system=system, error="not_theirs_any_more")
        steps.set_clock(session, concern, now, now)  # whoever it is now is told at once
        return None
    route = house.route
    return Outgoing(
        via=alert.via,
        to=address_of(row, alert.via, route) if route is not None else "",
        reference=work.public_id.hex,
        callback_url=callback_url,
        urgent=concern.level is Level.RED,
        test=False,
    )


def settle(
    session: Session,
    work: Claimed,
    result: Result,
    *,
    house: Services,
    now: datetime,
    system: datetime,
) -> None:
    """Write down what the provider said; where it said no, the next person is told at once."""
    alert, concern = _alert(session, UUID(work.subject))
    if alert is None or concern is None:
        outbox.cancelled(session, work, system=system, error="alert_gone")
        return
    match result:
        case Reached(provider_id):
            alert.state, alert.settled_at, alert.error = AlertState.SENT, now, None
            if concern.first_told_at is None:
                concern.first_told_at = now
            _note(session, concern, alert, ConcernDid.TOLD, now)
            outbox.done(session, work, system=system, reference=provider_id or None)
        case NotReached(error, permanent):
            alert.error = error
            if permanent or concern.state is not ConcernState.RAISED:
                alert.state, alert.settled_at = AlertState.FAILED, now
                outbox.failed(session, work, system=system, error=error)
            else:
                outbox.rest(session, work, until=system + TRY_AGAIN, error=error)
            if not alert.failed_once:
                alert.failed_once = True
                _note(session, concern, alert, ConcernDid.NOT_TOLD, now)
                _tell_the_next(session, concern, alert, house, now)


def text_did_not_arrive(
    session: Session, alert_public_id: UUID, *, house: Services, now: datetime
) -> None:
    """The provider took a text and says later that the telephone never got it."""
    alert, concern = _alert(session, alert_public_id)
    if alert is None or concern is None or alert.state is AlertState.FAILED:
        return
    if alert.failed_once and alert.state is not AlertState.SENT:
        return  # an attempt of before; it is being tried again
    alert.state, alert.failed_once, alert.error = AlertState.FAILED, True, "undelivered"
    _note(session, concern, alert, ConcernDid.NOT_TOLD, now)
    _tell_the_next(session, concern, alert, house, now)


def _tell_the_next(
    session: Session, concern: Concern, alert: ConcernAlert, house: Services, now: datetime
) -> None:
    """Only where no other way reached this person, and nobody further up has been told yet."""
    if alert.informed_only or alert.rung < concern.rung:
        return
    others = session.scalars(
        select(ConcernAlert).where(
            ConcernAlert.concern_id == concern.id,
            ConcernAlert.again == alert.again,
            ConcernAlert.staff_id == alert.staff_id,
            ConcernAlert.id != alert.id,
        )
    ).all()
    counting = [
        one for one in others if one.via in _PAGERS or concern.level is not Level.RED
    ]  # a mailbox alone is not somebody reached in time
    if alert.via is Via.MAIL and concern.level is Level.RED and counting:
        return
    if any(not one.failed_once and one.state is not AlertState.CANCELLED for one in counting):
        return
    alerting.step(session, concern.public_id, house=house, now=now, failed=True)


def _is_overtaken(session: Session, alert: ConcernAlert) -> bool:
    """Whether a later one says the same to the same person by the same way: after an outage of an
    hour a telephone rings once, and not for every quarter of it."""
    later = select(ConcernAlert.id).where(
        ConcernAlert.concern_id == alert.concern_id,
        ConcernAlert.staff_id == alert.staff_id,
        ConcernAlert.via == alert.via,
        ConcernAlert.again > alert.again,
    )
    return session.scalar(later.limit(1)) is not None


def _is_still_theirs(
    session: Session, concern: Concern, row: StaffMember, house: Services, now: datetime
) -> bool:
    """Whether they still work here, are not left out, and still hold the place they were told
    for: a fixed contact, or the child's own worker, manager or officer."""
    if house.route is None:
        return False
    out = kept_from(session, concern, london_day(now))
    crew = crew_of(session, concern.child_id, out, house.route, now)
    return crew.people.may_be_told(row.external_id)


def _alert(session: Session, public_id: UUID) -> tuple[ConcernAlert | None, Concern | None]:
    """The alert, with its concern held: two that fail at once must not both climb the ladder."""
    found = session.execute(
        select(ConcernAlert.concern_id).where(ConcernAlert.public_id == public_id)
    ).one_or_none()
    if found is None:
        return None, None
    concern = session.scalar(
        select(Concern)
        .where(Concern.id == found.concern_id)
        .with_for_update(of=Concern)
        .execution_options(populate_existing=True)
    )
    alert = session.scalar(
        select(ConcernAlert)
        .where(ConcernAlert.public_id == public_id)
        .execution_options(populate_existing=True)
    )
    return alert, concern


def _note(
    session: Session, concern: Concern, alert: ConcernAlert, what: ConcernDid, now: datetime
) -> None:
    steps.add_step(
        session,
        concern,
        what,
        about_id=alert.staff_id,
        via=alert.via,
        rung=alert.rung,
        now=now,
    )
