"""Each night, where a council has switched it on: what is over goes (R30, P8). A run that broke off
is taken up again soon.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import structlog

from participation.journeys.erasing import nightly
from participation.journeys.erasing.nightly import Ran
from participation.journeys.services import Services
from participation.kernel.clock import LONDON, system_now
from participation.kernel.db import db, transaction
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

AT_NIGHT = time(1, 30)  # before the backup, so that its file of keys lacks those that went
log = structlog.get_logger()


def look(work: Claimed, house: Services) -> None:
    ran = None
    if house.settings.keeping.by_itself:
        ran = nightly.run(house, transaction, db.engine, actor="system")
    with transaction() as session:
        outbox.rest(session, work, until=next_night(system_now()))
    if ran is not None:
        log.info("retention ran", count=ran.forgotten, state=_state(ran))


def _state(ran: Ran) -> str:
    """In one word for the log; old pages left in a file are tried again the next night."""
    if ran.failed:
        return "failed"
    return "old_pages_left" if ran.left else "done"


def next_night(system: datetime) -> datetime:
    """The next time it is that late in London."""
    here = system.astimezone(LONDON)
    tonight = datetime.combine(here.date(), AT_NIGHT, LONDON)
    return tonight if tonight > here else tonight + timedelta(days=1)
