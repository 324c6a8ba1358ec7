"""Tell whoever was given a new way in, and data protection: the mail that says nothing.

An administrator who gives an officer a new password, or ties them to another account of the
council, holds that way in at that moment. So its owner hears of it where they are reached anyway,
and whoever reads the log of who looked finds it there (`who_looked.new_ways`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import Role, StaffMember
from participation.journeys.notices import Notice, leads, to_each
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

KIND, KIND_FIRST = "way_in.tell", "way_in.first"


def promise(session: Session, staff: StaffMember, now: datetime, *, had_one: bool) -> None:
    """Promise the mails about a way in that somebody has been given just now; of their first one
    they alone hear."""
    kind = KIND if had_one else KIND_FIRST
    key = f"{kind}:{staff.public_id.hex}:{now.isoformat()}"
    outbox.promise(session, kind, staff.public_id, unique_key=key, due_at=now, now=now)


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The mails, one for each."""
    staff = session.scalar(select(StaffMember).where(StaffMember.public_id == UUID(work.subject)))
    to_leads = leads(session, Role.DATA_PROTECTION, now) if work.kind == KIND else ()
    told = {one.id: one for one in to_leads}
    if staff is not None and not staff.has_left(london_day(now)):
        told[staff.id] = staff
    addresses = [one.email for one in told.values() if one.email]
    if not addresses:
        outbox.cancelled(session, work, system=system, error="nobody_to_tell")
        return ()
    return to_each(addresses, work, house)
