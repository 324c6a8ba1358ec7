"""Who looked at what, for somebody outside the team: by reader and child, month by month (T3).

Nothing of any child stands in it but what the case system calls them. Break-glass comes first,
then whoever opened records that are not theirs, then whoever opened most. Whoever leads on data
protection reads it; that they did is in the audit as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from participation.care.people import queries as people
from participation.care.people.models import Assignment, Child, StaffMember
from participation.guard.audit import AuditEvent, Deed, record
from participation.journeys.reading import actor
from participation.kernel.clock import LONDON

_STAFF, _GLASS, _REFUSED = "staff:", "glass.", "refused"
_NEW_WAYS = ("staff.enrol_anew", "staff.tied_anew")
_OVER_GLASS, _CHANGED = "glass.look_over", "officer."


@dataclass(frozen=True, slots=True, repr=False)
class Looked:
    """What one reader did with one child's record in a month."""

    reader: StaffMember | None
    child: str  # what the case system calls them
    opened: int
    in_an_emergency: int
    refused: int
    # Assigned to them at some time in that month; None where the child was forgotten since, and who
    # worked with them went with everything else.
    theirs: bool | None
    last: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """One month on the London calendar."""

    first: date

    @property
    def next(self) -> Month:
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def before(self) -> Month:
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), LONDON)

    @property
    def ends(self) -> datetime:
        return self.next.begins

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def month_of(day: date) -> Month:
    return Month(day.replace(day=1))


def looked(
    session: Session, month: Month, *, not_seen_by: StaffMember | None = None
) -> Sequence[Looked]:
    """Everybody and every child of one month.

    Args:
        not_seen_by: children whose never-list names this reader are left out; None at a terminal.
    """
    emergency = AuditEvent.action.startswith(_GLASS) & (AuditEvent.action != _OVER_GLASS)
    done = AuditEvent.outcome != _REFUSED
    rows = session.execute(
        select(
            AuditEvent.actor,
            AuditEvent.child,
            func.sum(case((done, 1), else_=0)),
            func.sum(case((done & emergency, 1), else_=0)),
            func.sum(case((done, 0), else_=1)),
            func.max(AuditEvent.at),
        )
        .where(
            AuditEvent.at >= month.begins,
            AuditEvent.at < month.ends,
            AuditEvent.child.is_not(None),
            AuditEvent.actor.startswith(_STAFF),
            # Nobody opens anything by giving a child to somebody.
            ~(done & AuditEvent.action.startswith(_CHANGED)),
        )
        .group_by(AuditEvent.actor, AuditEvent.child)
    ).all()
    children = _children(session, {row[1] for row in rows}, not_seen_by)
    readers = {f"{_STAFF}{one.public_id.hex}": one for one in session.scalars(select(StaffMember))}
    theirs = _assigned(session, month)
    found = []
    for who, child, opened, in_an_emergency, refused, last in rows:
        known = children.get(child)
        if known is None:
            continue
        reader = readers.get(who)
        found.append(
            Looked(
                reader=reader,
                child=known.reference,
                opened=opened,
                in_an_emergency=in_an_emergency,
                refused=refused,
                theirs=None
                if known.is_forgotten
                else reader is not None and (reader.id, known.id) in theirs,
                last=last,
            )
        )
    return sorted(found, key=_in_order)


def look(session: Session, staff: StaffMember, month: Month, now: datetime) -> Sequence[Looked]:
    """The same on a page; that somebody looked is written down first."""
    subject = f"month:{month}"
    record(session, Deed(actor=actor(staff), action="audit.look", subject=subject), now)
    return looked(session, month, not_seen_by=staff)


@dataclass(frozen=True, slots=True, repr=False)
class NewWay:
    """Somebody who had a way in was given another. `by`: None at a terminal."""

    staff: StaffMember | None
    by: StaffMember | None
    at: datetime


def new_ways(session: Session, month: Month) -> Sequence[NewWay]:
    """Whoever was given a new password and code app, or was tied to another account: whoever did
    that held their way in at that moment."""
    rows = session.execute(
        select(AuditEvent.subject, AuditEvent.actor, AuditEvent.at)
        .where(
            AuditEvent.at >= month.begins,
            AuditEvent.at < month.ends,
            AuditEvent.action.in_(_NEW_WAYS),
            AuditEvent.outcome == "done",
        )
        .order_by(AuditEvent.id)
    ).all()
    known = {f"{_STAFF}{one.public_id.hex}": one for one in session.scalars(select(StaffMember))}
    return [NewWay(known.get(subject), known.get(by), at) for subject, by, at in rows]


def anything_in(session: Session, month: Month) -> bool:
    """Whether anybody did anything at all in that month."""
    wanted = select(AuditEvent.id).where(
        AuditEvent.at >= month.begins,
        AuditEvent.at < month.ends,
        or_(AuditEvent.child.is_not(None), AuditEvent.action.in_(_NEW_WAYS)),
    )
    return session.scalar(wanted.limit(1)) is not None


def _in_order(one: Looked) -> tuple[bool, bool, int, str]:
    not_theirs = one.theirs is False
    return (not one.in_an_emergency, not not_theirs, -(one.opened + one.refused), one.child)


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    reference: str
    is_forgotten: bool


def _children(
    session: Session, wanted: set[str], not_seen_by: StaffMember | None
) -> dict[str, _Known]:
    """Every child that may stand there, by public id in hex."""
    known = select(Child.public_id, Child.id, Child.external_id, Child.forgotten_on)
    if not_seen_by is not None:
        known = known.where(Child.id.not_in(people.children_barred_to(not_seen_by.id)))
    return {
        public_id.hex: _Known(row_id, reference, forgotten_on is not None)
        for public_id, row_id, reference, forgotten_on in session.execute(known)
        if public_id.hex in wanted
    }


def _assigned(session: Session, month: Month) -> set[tuple[int, int]]:
    """Which reader had which child at some time in that month. What was ended on the day on which
    it began does not make a child theirs."""
    rows = session.execute(
        select(Assignment.staff_id, Assignment.child_id).where(
            Assignment.from_on < month.next.first,
            or_(
                Assignment.until_on.is_(None),
                and_(
                    Assignment.until_on >= month.first,
                    Assignment.until_on >= Assignment.from_on,
                ),
            ),
        )
    )
    return {(staff, child) for staff, child in rows}
