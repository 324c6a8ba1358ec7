"""Once a week, whoever leads on safeguarding is told that the week's figures are there: the mail
that every notice is, without a number in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy.orm import Session

from participation.care.people.models import Role
from participation.journeys.notices import Notice, leads, to_lead
from participation.journeys.services import Services
from participation.kernel.clock import LONDON
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

_TO = Role.SAFEGUARDING
KIND = "figures.tell"
MONDAY, NOT_BEFORE = 0, time(9)


def promise(session: Session, now: datetime) -> int:
    """On a Monday from nine, or later in the week where no worker ran then: one mail a person."""
    here = now.astimezone(LONDON)
    if here.weekday() == MONDAY and here.time() < NOT_BEFORE:
        return 0
    year, week, _day = here.isocalendar()
    told = leads(session, _TO, now)
    for lead in told:
        key = f"{KIND}:{year}-{week}:{lead.public_id.hex}"
        outbox.promise(session, KIND, lead.public_id, unique_key=key, due_at=now, now=now)
    return len(told)


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The mail for one person, if that is still their work."""
    return to_lead(session, _TO, work, house=house, now=now, system=system)
