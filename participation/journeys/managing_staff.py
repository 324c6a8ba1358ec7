"""Who signs in here: seen, tied, shut out and let in again by an administrator; and by time.

An administrator sees who may come in and when they last did, and nothing of any child. Whoever has
not come in for thirty days is shut out; those whom the route of a concern names are not, since
somebody may need them tonight: a person is told instead.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.consultations.tasks import end_task, make_task
from participation.care.people import queries as people
from participation.care.people.models import Role, StaffMember
from participation.guard import calendar_feeds, ledger, sessions, standing
from participation.guard.audit import Deed, record
from participation.guard.crypto import council_key
from participation.guard.ledger import Happened
from participation.guard.passwords import LocalAccount
from participation.guard.standing import UNUSED_FOR, Newcomer, Shut, StaffStanding
from participation.journeys.letting_in import tie
from participation.journeys.services import Services
from participation.kernel.clock import london_day

TASK_DAYS = timedelta(days=7)


class NotTied(StrEnum):
    """Why a newcomer is still one."""

    NOBODY = "nobody"  # there is no such person, nobody has this address, or it is one's own
    SHUT_OUT = "shut_out"


@dataclass(frozen=True, slots=True, repr=False)
class Colleague:
    """One member of staff as an administrator sees them."""

    staff: StaffMember
    standing: StaffStanding | None
    has_account: bool  # of our own, closed or not
    has_password: bool  # and one that counts
    sessions: int
    left: bool

    @property
    def may_come_in(self) -> bool:
        tied = self.standing is not None and self.standing.identity_hash is not None
        return tied or self.has_password


def colleagues(session: Session, *, house: Services, system: datetime) -> Sequence[Colleague]:
    """Whoever may come in, or did, by name. A council's thousand social workers are not listed."""
    open_sessions = sessions.open_sign_ins(session, system)
    rows = session.execute(
        select(StaffMember, StaffStanding, LocalAccount.id, LocalAccount.disabled_at)
        .outerjoin(StaffStanding, StaffStanding.staff == StaffMember.public_id)
        .outerjoin(LocalAccount, LocalAccount.staff == StaffMember.public_id)
        .where(StaffStanding.id.is_not(None) | LocalAccount.id.is_not(None))
    ).all()
    today = london_day(house.now())
    found = [
        Colleague(
            staff,
            stands,
            has_account=account is not None,
            has_password=house.settings.local_accounts and account is not None and closed is None,
            sessions=open_sessions[staff.public_id],
            left=staff.has_left(today),
        )
        for staff, stands, account, closed in rows
    ]
    return sorted(found, key=lambda one: (one.staff.full_name or "", one.staff.id))


def newcomers(session: Session) -> Sequence[Newcomer]:
    return session.scalars(select(Newcomer).order_by(Newcomer.at, Newcomer.id)).all()


def tie_newcomer(
    session: Session, newcomer: UUID, email: str, by: StaffMember, *, house: Services, now: datetime
) -> StaffMember | NotTied:
    """The member of staff who comes in that way from now on."""
    waiting = session.scalar(select(Newcomer).where(Newcomer.public_id == newcomer))
    staff = people.staff_by_email(session, house.ring, email)
    if waiting is None or staff is None or staff.id == by.id:
        return NotTied.NOBODY
    if is_shut_by_person(session, staff):
        return NotTied.SHUT_OUT
    tie(session, waiting, staff, actor=_actor(by), now=now)
    return staff


def is_shut_by_person(session: Session, staff: StaffMember) -> bool:
    """Whether a person shut them out: a new way in opens nothing until they are let in again."""
    stands = session.scalar(select(StaffStanding).where(StaffStanding.staff == staff.public_id))
    shut_out = stands is not None and stands.disabled_at is not None
    return shut_out and stands is not None and stands.disabled_why == Shut.BY_PERSON


def turn_away(session: Session, newcomer: UUID, by: StaffMember, now: datetime) -> bool:
    """Somebody who has no work here. They may knock again."""
    waiting = session.scalar(select(Newcomer).where(Newcomer.public_id == newcomer))
    if waiting is None:
        return False
    session.delete(waiting)
    _note(session, by, "staff.turn_away", f"newcomer:{newcomer.hex}", now)
    return True


def colleague(session: Session, public_id: UUID, by: StaffMember) -> StaffMember | None:
    """Somebody else: nobody shuts themselves out, or makes themselves a new way in."""
    found = session.scalar(select(StaffMember).where(StaffMember.public_id == public_id))
    return found if found is not None and found.id != by.id else None


def end_everywhere(session: Session, staff: StaffMember, by: StaffMember, now: datetime) -> int:
    """End every session of somebody, from their next click on; how many. What their calendar's
    address gives ends as well: whoever copied it from them has it still."""
    ended = sessions.end_all_sign_ins(session, staff.public_id)
    calendar_feeds.end_feeds(session, staff.public_id, now)
    _note(session, by, "staff.end_sessions", _subject(staff), now)
    return ended


def shut(session: Session, staff: StaffMember, by: StaffMember, now: datetime) -> None:
    """Nobody comes in as them until a person lets them in again."""
    standing.shut_out(standing.standing_of(session, staff.public_id, now), Shut.BY_PERSON, now)
    sessions.end_all_sign_ins(session, staff.public_id)
    calendar_feeds.end_feeds(session, staff.public_id, now)
    end_task(session, TaskKind.STAFF_UNUSED, staff.public_id.hex)
    ledger.note(session, Happened.ACCOUNT_CHANGED, staff.public_id.hex)
    _note(session, by, "staff.shut", _subject(staff), now)


def let_in_again(session: Session, staff: StaffMember, by: StaffMember, now: datetime) -> None:
    standing.let_in_again(standing.standing_of(session, staff.public_id, now), now)
    end_task(session, TaskKind.STAFF_UNUSED, staff.public_id.hex)
    _note(session, by, "staff.let_in_again", _subject(staff), now)


def shut_the_unused(session: Session, *, house: Services, now: datetime) -> int:
    """Whoever has not come in for thirty days (T21); how many were shut out now. Newcomers whom
    nobody let in for as long are forgotten."""
    standing.forget_newcomers(session, now)
    _stand_whoever_has_a_password(session, now)
    unused = session.execute(
        select(StaffStanding, StaffMember)
        .join(StaffMember, StaffMember.public_id == StaffStanding.staff)
        .where(
            StaffStanding.disabled_at.is_(None),
            StaffStanding.since < now - UNUSED_FOR,
            (StaffStanding.used_at.is_(None)) | (StaffStanding.used_at < now - UNUSED_FOR),
        )
        .with_for_update(of=StaffStanding)  # whoever is coming in at this moment is not shut out
    ).all()
    on_the_route: Collection[str] = house.route.named if house.route is not None else ()
    shut_out = 0
    for stands, staff in unused:
        needed = staff.external_id in on_the_route
        if not needed:
            standing.shut_out(stands, Shut.UNUSED, now)
            sessions.end_all_sign_ins(session, staff.public_id)
            calendar_feeds.end_feeds(session, staff.public_id, now)
            deed = Deed(
                actor="system", action="staff.shut", subject=_subject(staff), reason="unused"
            )
            record(session, deed, now)
            shut_out += 1
        make_task(
            session,
            TaskKind.STAFF_UNUSED,
            about=staff.public_id.hex,
            key=council_key(session, now),
            owner_role=Role.ADMIN,
            due_on=london_day(now + TASK_DAYS),
            reason="on_the_route" if needed else "unused",
            now=now,
        )
    _end_tasks_of_whoever_came(session, {stands.staff.hex for stands, _staff in unused})
    return shut_out


def _end_tasks_of_whoever_came(session: Session, unused: Collection[str]) -> None:
    still_shut = select(StaffStanding.staff).where(StaffStanding.disabled_why == Shut.UNUSED)
    waiting = {staff.hex for staff in session.scalars(still_shut)} | set(unused)
    for task in session.scalars(
        select(Task).where(Task.kind == TaskKind.STAFF_UNUSED, Task.state == TaskState.OPEN)
    ):
        if task.about not in waiting:
            task.state = TaskState.DONE


def _stand_whoever_has_a_password(session: Session, now: datetime) -> None:
    """From when days are counted for somebody who was given a password and never came."""
    without = session.scalars(
        select(LocalAccount.staff)
        .outerjoin(StaffStanding, StaffStanding.staff == LocalAccount.staff)
        .where(StaffStanding.id.is_(None))
    ).all()
    for staff in without:
        standing.standing_of(session, staff, now)


def _note(session: Session, by: StaffMember, action: str, subject: str, now: datetime) -> None:
    record(session, Deed(actor=_actor(by), action=action, subject=subject), now)


def _actor(by: StaffMember) -> str:
    return f"staff:{by.public_id.hex}"


def _subject(staff: StaffMember) -> str:
    return f"staff:{staff.public_id.hex}"
