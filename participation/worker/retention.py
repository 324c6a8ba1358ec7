"""Each night, where a council has switched it on: what is over goes (R30, P8). A run that broke off
is taken up again soon; one that takes long stays in the hands of whoever is at it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import structlog
from sqlalchemy.orm import Session

from participation.journeys.erasing import nightly
from participation.journeys.erasing.nightly import Ran, TakenUp
from participation.journeys.services import Services
from participation.kernel.clock import LONDON, system_now
from participation.kernel.db import db, transaction
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

AT_NIGHT = time(1, 30)  # before the backup, so that its file of keys lacks those that went
log = structlog.get_logger()


@dataclass
class Held:
    """The night's work, with time left on its lease before each step: else a second worker would
    begin the same run beside it."""

    work: Claimed
    lease: timedelta

    def step(self) -> AbstractContextManager[Session]:
        """A unit of work.

        Raises:
            TakenUp: the lease ran out, and somebody else has it in hand.
        """
        if self.work.lease_until - system_now() <= self.lease / 2:
            with transaction() as session:
                ours = outbox.renew(session, self.work, system=system_now(), lease=self.lease)
            if ours is None:
                raise TakenUp
            self.work = ours
        return transaction()


def look(work: Claimed, house: Services) -> None:
    ran = None
    held = Held(work, timedelta(seconds=house.settings.lease_seconds))
    if house.settings.keeping.by_itself:
        try:
            ran = nightly.run(house, held.step, db.engine, actor="system")
        except TakenUp:
            log.warning("retention taken up by another worker")
            return
    with transaction() as session:
        outbox.rest(session, held.work, until=next_night(system_now()))
    if ran is not None:
        log.info("retention ran", count=ran.forgotten, state=_state(ran))


def _state(ran: Ran) -> str:
    """In one word for the log; old pages left in a file are tried again the next night."""
    if ran.failed:
        return "failed"
    return "old_pages_left" if ran.left else "done"


def next_night(system: datetime) -> datetime:
    """The next time it is that late in London; once also where the clocks show it twice."""
    today = system.astimezone(LONDON).date()
    tonight = datetime.combine(today, AT_NIGHT, LONDON).astimezone(UTC)
    if tonight > system:  # by the hour that passes: clocks that went back say less than it is
        return tonight
    return datetime.combine(today + timedelta(days=1), AT_NIGHT, LONDON).astimezone(UTC)
