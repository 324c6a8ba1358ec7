"""Tell whoever lost or got a child, or whose children somebody covers: the mail that says nothing.

Nobody is told what they did themselves. Who covers, and until when, the officer sees on the page
of their own children.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.journeys.notices import Notice, to_each
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

KIND = "cover.tell"


def promise(session: Session, told: Collection[int], by: StaffMember, now: datetime) -> None:
    """Promise one mail to each of these, by key, however many children it is about."""
    wanted = select(StaffMember).where(StaffMember.id.in_(set(told) - {by.id}))
    for one in session.scalars(wanted.order_by(StaffMember.id)).all():
        key = f"{KIND}:{one.public_id.hex}:{now.isoformat()}"
        outbox.promise(session, KIND, one.public_id, unique_key=key, due_at=now, now=now)


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The mail, if they work here still."""
    staff = session.scalar(select(StaffMember).where(StaffMember.public_id == UUID(work.subject)))
    if staff is None or staff.has_left(london_day(now)) or not staff.email:
        outbox.cancelled(session, work, system=system, error="not_here")
        return ()
    return to_each([staff.email], work, house)
