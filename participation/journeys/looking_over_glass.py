"""Somebody else looks over what was opened by break-glass: who, why, what was looked at.

The officers' manager or whoever leads on data protection, never the reader; a child's own officer
sees it and decides nothing. "Right" ends it. "Not right" goes on: to data protection, who have it
as a task in their turn, or to somebody outside this service who is named in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import TaskKind
from participation.care.consultations.tasks import end_task, make_task
from participation.care.people import queries as people
from participation.care.people.models import Child, Role, StaffMember
from participation.guard import glass as guard
from participation.guard.access import Action, may
from participation.guard.audit import AuditEvent, Deed, record
from participation.guard.crypto import council_key
from participation.guard.glass import BrokenGlass, GlassVerdict, GoesTo, Verdict
from participation.journeys import telling_of_glass
from participation.journeys.breaking_glass import due_on
from participation.journeys.reading import actor, note_refusal
from participation.kernel.clock import london_day

SHOWN_FOR = timedelta(days=56)
LONGEST_LIST = 100


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """One opening in a list. `child` is what the case system calls them; no name."""

    glass: BrokenGlass
    reader: StaffMember | None
    child: str
    waits: bool


@dataclass(frozen=True, slots=True, repr=False)
class Thought:
    """One verdict, and whose."""

    verdict: GlassVerdict
    by: StaffMember | None


@dataclass(frozen=True, slots=True, repr=False)
class LookedOver:
    """Everything about one opening. `decides`: this member of staff may say what they think;
    `ways_on`: where it can go if it was not right."""

    listed: Listed
    looked_at: Sequence[AuditEvent]
    thought: Sequence[Thought]
    decides: bool
    ways_on: Sequence[GoesTo]


def listed(session: Session, staff: StaffMember, now: datetime) -> Sequence[Listed]:
    """Openings of the last eight weeks that this member of staff may look over, or of records that
    are theirs as the child's officer; the newest first."""
    rows = session.execute(
        select(BrokenGlass, Child.external_id, StaffMember)
        .join(Child, Child.public_id == BrokenGlass.child)
        .outerjoin(StaffMember, StaffMember.public_id == BrokenGlass.staff)
        .where(
            BrokenGlass.at > now - SHOWN_FOR,
            BrokenGlass.staff != staff.public_id,
            Child.id.in_(_children(staff, now)),
        )
        .order_by(BrokenGlass.id.desc())
        .limit(LONGEST_LIST)
    ).all()
    last = _last_verdicts(session, [row.id for row, _child, _reader in rows])
    return [Listed(row, reader, child, _waits(last.get(row.id))) for row, child, reader in rows]


def look_over(
    session: Session, staff: StaffMember, glass_id: UUID, now: datetime
) -> LookedOver | None:
    """One opening, the audit row first; None for what must not be known to exist."""
    found = _allowed(session, staff, glass_id, now)
    row = found[0] if found else None
    child = row.child.hex if row else None
    if found is None or row is None:
        note_refusal(session, staff, "glass.look_over", f"glass:{glass_id.hex}", now)
        return None
    deed = Deed(
        actor=actor(staff), action="glass.look_over", subject=f"glass:{glass_id.hex}", child=child
    )
    record(session, deed, now)
    looked_at = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.child == child, AuditEvent.reason == f"glass:{glass_id.hex}")
        .order_by(AuditEvent.id)
    ).all()
    thought = [
        Thought(one, _staff(session, one.staff)) for one in guard.verdicts_of(session, row.id)
    ]
    waits = _waits(thought[-1].verdict if thought else None)
    return LookedOver(
        listed=Listed(row, _staff(session, row.staff), found[1].external_id, waits),
        looked_at=looked_at,
        thought=thought,
        decides=waits and _may_decide(staff, thought[-1].verdict if thought else None),
        ways_on=_ways_on(session, staff, found[1], first=not thought, now=now),
    )


def decide(
    session: Session,
    staff: StaffMember,
    glass_id: UUID,
    verdict: Verdict,
    goes_to: GoesTo | None,
    words: str,
    *,
    now: datetime,
) -> bool | None:
    """Write down what somebody thinks of it; False where it was settled meanwhile, or is not theirs
    to settle; None for what must not be known to exist."""
    found = _allowed(session, staff, glass_id, now)
    if found is None or not may(staff.roles, Action.LOOK_OVER_GLASS):
        note_refusal(session, staff, "glass.decide", f"glass:{glass_id.hex}", now)
        return None
    row, child = found
    before = guard.verdicts_of(session, row.id)
    last = before[-1] if before else None
    if not _waits(last) or not _may_decide(staff, last):
        return False
    goes_to = goes_to if verdict is Verdict.NOT_RIGHT else None
    if goes_to not in (None, *_ways_on(session, staff, child, first=last is None, now=now)):
        return False
    deed = Deed(
        actor=actor(staff),
        action=f"glass.{verdict}",
        subject=f"glass:{glass_id.hex}",
        child=child.public_id.hex,
        reason=goes_to,
    )
    record(session, deed, now)
    said = GlassVerdict(
        key=row.key,
        glass_id=row.id,
        staff=staff.public_id,
        at=now,
        verdict=verdict,
        goes_to=goes_to,
        words=words,
    )
    session.add(said)
    for kind in (TaskKind.GLASS, TaskKind.GLASS_NOT_RIGHT):
        end_task(session, kind, row.public_id.hex)
    if not said.settles_it:
        _hand_on(session, row, now)
    return True


def _ways_on(
    session: Session, staff: StaffMember, child: Child, *, first: bool, now: datetime
) -> Sequence[GoesTo]:
    """To data protection once, from somebody else, and where there is somebody."""
    hear = telling_of_glass.who_hears(session, staff, child, now)
    if first and hear.data_protection and Role.DATA_PROTECTION not in staff.roles:
        return (GoesTo.DATA_PROTECTION, GoesTo.OUTSIDE)
    return (GoesTo.OUTSIDE,)


def _hand_on(session: Session, row: BrokenGlass, now: datetime) -> None:
    """Data protection has it now, as a task of its own, and is told."""
    make_task(
        session,
        TaskKind.GLASS_NOT_RIGHT,
        about=row.public_id.hex,
        key=council_key(session, now),
        owner_role=Role.DATA_PROTECTION,
        due_on=due_on(session, now),
        now=now,
    )
    telling_of_glass.promise_it_goes_on(session, row, now)


def _children(staff: StaffMember, now: datetime) -> Select[int]:
    """Of whose records' opening this member of staff may know."""
    if may(staff.roles, Action.LOOK_OVER_GLASS):
        return people.children_not_barred(staff.id)
    return people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)


def _allowed(
    session: Session, staff: StaffMember, glass_id: UUID, now: datetime
) -> tuple[BrokenGlass, Child] | None:
    row = guard.glass_named(session, glass_id)
    if row is None or row.staff == staff.public_id:
        return None
    child = session.scalar(
        select(Child).where(Child.public_id == row.child, Child.id.in_(_children(staff, now)))
    )
    return (row, child) if child is not None else None


def _may_decide(staff: StaffMember, last: GlassVerdict | None) -> bool:
    """A manager or data protection first; what went on to data protection is theirs alone."""
    if last is None:
        return may(staff.roles, Action.LOOK_OVER_GLASS)
    return Role.DATA_PROTECTION in staff.roles


def _waits(last: GlassVerdict | None) -> bool:
    return last is None or not last.settles_it


def _last_verdicts(session: Session, glasses: Sequence[int]) -> dict[int, GlassVerdict]:
    rows = session.scalars(
        select(GlassVerdict).where(GlassVerdict.glass_id.in_(glasses)).order_by(GlassVerdict.id)
    )
    return {row.glass_id: row for row in rows}


def _staff(session: Session, public_id: UUID) -> StaffMember | None:
    return session.scalar(select(StaffMember).where(StaffMember.public_id == public_id))
