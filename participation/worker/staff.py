"""Once an hour: whoever has not come in for thirty days is shut out, and an administrator told; and
sign-ins that ran out are forgotten."""

from __future__ import annotations

from datetime import timedelta

from participation.guard import sessions
from participation.journeys import (
    managing_staff,
)
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

EVERY = timedelta(hours=1)


def look(work: Claimed, house: Services) -> None:
    with transaction() as session:
        sessions.forget_run_out(session, system_now())
        managing_staff.shut_the_unused(session, house=house, now=house.now())
        outbox.rest(session, work, until=system_now() + EVERY)
