"""Once a month whoever leads on data protection is told that the month's "who looked at what" is
there: the mail that every notice is, with the way to sign in and no number in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy.orm import Session

from participation.care.people.models import Role
from participation.journeys.notices import Notice, leads, to_lead
from participation.journeys.services import Services
from participation.journeys.who_looked import anything_in, month_of
from participation.kernel.clock import LONDON, london_day
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

_TO = Role.DATA_PROTECTION
KIND = "who_looked.tell"
NOT_BEFORE = time(9)


def promise(session: Session, now: datetime) -> int:
    """On the first of a month from nine, or later in it where no worker ran then: one mail each
    about the month before, if anything was opened in it."""
    here = now.astimezone(LONDON)
    if here.day == 1 and here.time() < NOT_BEFORE:
        return 0
    month = month_of(london_day(now)).before
    told = leads(session, _TO, now)
    if not told or not anything_in(session, month):
        return 0
    for lead in told:
        key = f"{KIND}:{month}:{lead.public_id.hex}"
        outbox.promise(session, KIND, lead.public_id, unique_key=key, due_at=now, now=now)
    return len(told)


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The mail for one person, if that is still their work."""
    return to_lead(session, _TO, work, house=house, now=now, system=system)
