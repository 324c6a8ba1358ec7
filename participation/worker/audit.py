"""Once an hour: where the audit log stands is told to the world outside; once a month whoever leads
on data protection is told that they can look who looked."""

from __future__ import annotations

from datetime import timedelta

from participation.guard.anchors import Why
from participation.guard.audit import head_of
from participation.journeys import telling_who_looked, watching_audit
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

EVERY = timedelta(hours=1)


def look(work: Claimed, house: Services) -> None:
    """The anchor is told once what it speaks of is committed, and stays."""
    with transaction() as session:
        telling_who_looked.promise(session, house.now())
        head = head_of(session)
        outbox.rest(session, work, until=system_now() + EVERY)
    watching_audit.anchor(head, house.ring, house.settings.audit.anchors, Why.HOURLY, system_now())
