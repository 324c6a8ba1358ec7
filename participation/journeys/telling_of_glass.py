"""Tell others at once that a child's record was opened by break-glass: the mail that says nothing.

The child's officer, the reader's manager and whoever leads on data protection; never the reader,
and nobody whom the child's never-list names. Who somebody's manager is the case system does not
tell us: the officers' managers of the reader's team, or all of them where none is of that team.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people import queries as people
from participation.care.people.models import Child, NeverList, Role, StaffMember
from participation.guard.glass import BrokenGlass, glass_named
from participation.journeys.notices import Notice, to_each
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

KIND, KIND_GOES_ON = "glass.tell", "glass.goes_on"
LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, repr=False)
class Hear:
    """Who is told. `looks_it_over`: the role whose task it becomes; None where nobody could."""

    officer: StaffMember | None
    managers: Sequence[StaffMember]
    data_protection: Sequence[StaffMember]

    @property
    def looks_it_over(self) -> Role | None:
        if self.managers:
            return Role.IRO_MANAGER
        return Role.DATA_PROTECTION if self.data_protection else None

    @property
    def everybody(self) -> Sequence[StaffMember]:
        officer = [self.officer] if self.officer is not None else []
        found = {one.id: one for one in (*officer, *self.managers, *self.data_protection)}
        return list(found.values())


def who_hears(session: Session, reader: StaffMember, child: Child, now: datetime) -> Hear:
    """Whoever is to know at this moment that this reader opened this child's record."""
    today = london_day(now)
    never = select(NeverList.staff_id).where(NeverList.child_id == child.id)
    barred = {*session.scalars(never), reader.id}
    staff = [one for one in people.staff_here(session, today) if one.id not in barred]
    managers = [one for one in staff if Role.IRO_MANAGER in one.roles]
    of_the_team = [one for one in managers if one.team and one.team == reader.team]
    officer = people.officer_of(session, child.id, today)
    return Hear(
        officer=officer if officer is not None and officer.id not in barred else None,
        managers=of_the_team or managers,
        data_protection=[one for one in staff if Role.DATA_PROTECTION in one.roles],
    )


def promise(session: Session, row: BrokenGlass, now: datetime) -> None:
    """Promise the mails about a record that was opened just now."""
    key = f"{KIND}:{row.public_id.hex}"
    outbox.promise(session, KIND, row.public_id, unique_key=key, due_at=now, now=now)


def promise_it_goes_on(session: Session, row: BrokenGlass, now: datetime) -> None:
    """Somebody found that it was not right, and data protection has it now."""
    key = f"{KIND_GOES_ON}:{row.public_id.hex}"
    outbox.promise(session, KIND_GOES_ON, row.public_id, unique_key=key, due_at=now, now=now)


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The mails, one for each; each of them the notice that every notice is."""
    row = glass_named(session, UUID(work.subject))
    child = session.scalar(select(Child).where(Child.public_id == row.child)) if row else None
    reader = (
        session.scalar(select(StaffMember).where(StaffMember.public_id == row.staff))
        if row
        else None
    )
    if child is None or reader is None:
        outbox.cancelled(session, work, system=system, error="glass_gone")
        return ()
    hear = who_hears(session, reader, child, now)
    told = hear.everybody if work.kind == KIND else hear.data_protection
    addresses = [one.email for one in told if one.email]
    if not addresses:
        outbox.later(session, work, due_at=now + LOOK_AGAIN, error="nobody_to_tell")
        return ()
    return to_each(addresses, work, house)
