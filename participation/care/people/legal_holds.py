"""A legal hold: somebody decided that nothing of a child goes, however old it is (P8, P11).

An inquiry, a claim, a court. The words to it are sealed under the child's own key. A hold is never
changed: it is lifted, by somebody, on a day. Both are noted outside the database, so that a copy of
before does not let go of what was held since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from participation.care.people.models import Child, LegalHold, StaffMember
from participation.guard import ledger
from participation.guard.crypto import council_key
from participation.guard.ledger import Happened


def hold(session: Session, child: Child, by: StaffMember, why: str, now: datetime) -> LegalHold:
    """From now on nothing of this child goes."""
    row = LegalHold(key=child.key, child_id=child.id, since=now, by_id=by.id, why=why)
    session.add(row)
    session.flush()
    who = (row.public_id.hex, child.public_id.hex, by.public_id.hex)
    ledger.note(session, Happened.HOLD_PLACED, *who)
    return row


def hold_again(
    session: Session,
    child: Child,
    by: StaffMember,
    *,
    public_id: UUID,
    since: datetime,
    now: datetime,
) -> LegalHold | None:
    """A hold that a restored copy does not know; its words are lost. None where it knows it."""
    if _named(session, public_id) is not None:
        return None
    # The child's own key may be one that this copy cannot open.
    row = LegalHold(
        public_id=public_id,
        key=council_key(session, now),
        child_id=child.id,
        since=since,
        by_id=by.id,
        why="",
    )
    session.add(row)
    session.flush()
    return row


def lift_again(session: Session, by: StaffMember, *, public_id: UUID, at: datetime) -> bool | None:
    """What a restored copy does not know of an end; None where there is no such hold."""
    row = _named(session, public_id)
    if row is None:
        return None
    if row.lifted_at is not None:
        return False
    row.lifted_at, row.lifted_by_id = at, by.id
    return True


def lift(session: Session, child: Child, by: StaffMember, now: datetime) -> int:
    """End every hold that stands for this child; how many there were."""
    standing = holds_of(session, child.id)
    for row in standing:
        row.lifted_at, row.lifted_by_id = now, by.id
        ledger.note(session, Happened.HOLD_LIFTED, row.public_id.hex, by.public_id.hex)
    return len(standing)


def holds_of(session: Session, child_id: int) -> Sequence[LegalHold]:
    """The holds that stand, the oldest first."""
    return session.scalars(
        select(LegalHold)
        .where(LegalHold.child_id == child_id, LegalHold.lifted_at.is_(None))
        .order_by(LegalHold.id)
    ).all()


def _named(session: Session, public_id: UUID) -> LegalHold | None:
    return session.scalar(select(LegalHold).where(LegalHold.public_id == public_id))


def held_children() -> Select[int]:
    """Keys of the children of whom nothing goes, for a list to leave out."""
    return select(LegalHold.child_id).where(LegalHold.lifted_at.is_(None))


def standing_holds(session: Session) -> Sequence[tuple[LegalHold, Child, StaffMember]]:
    """Every hold that stands, with whose it is and who decided it."""
    rows = session.execute(
        select(LegalHold, Child, StaffMember)
        .join(Child, LegalHold.child_id == Child.id)
        .join(StaffMember, LegalHold.by_id == StaffMember.id)
        .where(LegalHold.lifted_at.is_(None))
        .order_by(LegalHold.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]
