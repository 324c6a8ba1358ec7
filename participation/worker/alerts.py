"""The worker's work for concerns: look at clocks, tell people, try the route. None of it waits.

Alerts have lanes of their own beside the queue of everything else: a thread for clocks, and one for
each way of telling. So neither five thousand texts that wait their turn nor a provider that hangs
keeps a red concern from somebody's telephone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from participation.care.safeguarding.models import DrillKind
from participation.care.safeguarding.route import Via
from participation.care.safeguarding.steps import STEP
from participation.guard.links import signed_work
from participation.journeys import alerting, drilling, sending_alerts
from participation.journeys.alerting import ALERTS
from participation.journeys.reaching_staff import Outgoing, Result, hand_over, would_ring
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

log = structlog.get_logger()

WATCH: Final = "concerns.watch"  # a standing promise: clocks that nobody looked at, the heartbeat
EVERY = timedelta(seconds=30)
# Shorter than for texts to families: to send these twice does no harm, and a worker that died must
# be followed within a minute.
LEASE = timedelta(seconds=40)
LANES: Final[tuple[tuple[str, ...], ...]] = (
    (STEP, sending_alerts.UNDELIVERED, WATCH),
    *((kind,) for kind in ALERTS.values()),
)
URGENT: Final = frozenset(kind for lane in LANES for kind in lane)


def step(work: Claimed, house: Services) -> None:
    with transaction() as session:
        alerting.step(session, UUID(work.subject), house=house, now=house.now())
        outbox.done(session, work, system=system_now())


def watch(work: Claimed, house: Services) -> None:
    """The net under every promise: whatever clock is overdue is looked at, each by itself."""
    with reading() as session:
        overdue = alerting.overdue(session, house.now())
    for public_id in overdue:
        try:
            with transaction() as session:
                alerting.step(session, public_id, house=house, now=house.now())
        except Exception as fault:  # noqa: BLE001 - the others' clocks and the heartbeat go on
            log.error("a clock could not be looked at", error=type(fault).__name__)
    with transaction() as session:
        drilling.beat(session, house, house.now())
        outbox.rest(session, work, until=system_now() + EVERY)


def alert(work: Claimed, house: Services) -> None:
    with transaction() as session:
        out = sending_alerts.prepare(
            session,
            work,
            callback_url=_callback(work, house),
            house=house,
            now=house.now(),
            system=system_now(),
        )
    if out is None:
        return
    result = hand_over(out, house)
    with transaction() as session:
        sending_alerts.settle(
            session, work, result, house=house, now=house.now(), system=system_now()
        )


def drill(work: Claimed, house: Services) -> None:
    with transaction() as session:
        found = drilling.prepare(
            session, work, callback_url=_callback(work, house), house=house, system=system_now()
        )
    if found is None:
        return
    result = _tried(*found, house)
    with transaction() as session:
        drilling.settle(session, work, result, now=house.now(), system=system_now())


def undelivered(work: Claimed, house: Services) -> None:
    with transaction() as session:
        public_id = UUID(work.subject)
        sending_alerts.text_did_not_arrive(session, public_id, house=house, now=house.now())
        drilling.text_did_not_arrive(session, public_id)
        outbox.done(session, work, system=system_now())


def _tried(out: Outgoing, kind: DrillKind, house: Services) -> Result:
    """A heartbeat rings nobody."""
    if kind is DrillKind.HEARTBEAT and out.via is Via.VOICE:
        return would_ring(house)
    return hand_over(out, house)


def _callback(work: Claimed, house: Services) -> str:
    signed = signed_work(house.settings.secret_key, work.public_id)
    return f"{house.settings.public_url}/hooks/twilio/status/{signed}"


DO: Mapping[str, Callable[[Claimed, Services], None]] = {
    STEP: step,
    WATCH: watch,
    sending_alerts.UNDELIVERED: undelivered,
    drilling.DRILL: drill,
    **dict.fromkeys(ALERTS.values(), alert),
}
