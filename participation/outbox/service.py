"""Promise work, claim it with a lease, and say what became of it (D7).

A promise is a row in the same transaction as the reason for it. The worker claims a row, does the
work outside any transaction, and reports. A worker that dies leaves a lease that runs out; what
happens then is decided by the kind of work, never by sending blindly again.

`due_at` follows the council's clock; leases follow the machine's own time, because a drill that
moves the clock must not hand the same work to two workers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from participation.kernel.rows import ask, change, jotted, write_once_then
from participation.outbox.holding import may_be_taken_up
from participation.outbox.models import OutboxItem, OutboxState

NOBODY = UUID(int=0)
"""The subject of a standing promise, which is about no row and never done."""

_OPEN = (OutboxState.QUEUED, OutboxState.LEASED)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A piece of work in hand. `attempt` is 1 the first time: above 1, an earlier try may have
    got as far as the provider."""

    id: int
    public_id: UUID
    kind: str
    subject: str
    attempt: int
    lease_until: datetime


def promise(
    session: Session, kind: str, subject: UUID, *, unique_key: str, due_at: datetime, now: datetime
) -> None:
    """Add work to be done once this transaction is committed; the same key twice is one promise.

    Args:
        due_at: by the council's clock.
    """
    item = jotted(
        OutboxItem,
        kind=kind,
        subject=subject.hex,
        unique_key=unique_key,
        state=OutboxState.QUEUED,
        made_at=now,
        due_at=due_at,
        attempts=0,
    )
    due_now: list[int] = session.info.setdefault("promised", [])
    then = due_now.append if due_at <= now else None
    write_once_then(session, item, "unique_key", then)


def due(
    session: Session, *, now: datetime, system: datetime, limit: int, kinds: Collection[str] = ()
) -> Sequence[int]:
    """Keys of work that is due and free, oldest first."""
    wanted = select(OutboxItem.id).where(
        OutboxItem.state.in_(_OPEN), OutboxItem.due_at <= now, _free(system), may_be_taken_up()
    )
    if kinds:
        wanted = wanted.where(OutboxItem.kind.in_(kinds))
    return session.scalars(wanted.order_by(OutboxItem.due_at, OutboxItem.id).limit(limit)).all()


def claim(
    session: Session, item_id: int, *, now: datetime, system: datetime, lease: timedelta
) -> Claimed | None:
    """Take one piece of work, or None when it is done, not due, or in other hands.

    One UPDATE decides: of two workers exactly one finds the row still free.
    """
    lease_until = system + lease
    rows = ask(session, _CLAIM, item_id=item_id, now=now, system=system, until=lease_until)
    if not rows:
        return None
    public_id, kind, subject, attempt = rows[0]
    return Claimed(item_id, public_id, kind, subject, attempt, lease_until)


def renew(session: Session, work: Claimed, *, system: datetime, lease: timedelta) -> Claimed | None:
    """Hold on to a piece of work for a whole lease from now; None when it is in other hands.

    Asked before a provider is called: the lease must outlast the call, or somebody else asks the
    provider while our words are still on their way and sends them again.
    """
    lease_until = system + lease
    held = session.scalar(
        update(OutboxItem)
        .where(*_ours(work))
        .values(lease_until=lease_until)
        .returning(OutboxItem.id)
        .execution_options(synchronize_session=False)
    )
    return None if held is None else replace(work, lease_until=lease_until)


def is_held(session: Session, work: Claimed) -> bool:
    """Whether the work is still in this worker's hands and not in another's."""
    return session.scalar(select(OutboxItem.id).where(*_ours(work))) is not None


def done(
    session: Session, work: Claimed, *, system: datetime, reference: str | None = None
) -> None:
    _finish(session, work.id, OutboxState.DONE, system=system, reference=reference)


def unknown(session: Session, work: Claimed, *, system: datetime, error: str) -> None:
    """It may have happened; nobody repeats it without a person."""
    _finish(session, work.id, OutboxState.UNKNOWN, system=system, error=error)


def failed(session: Session, work: Claimed, *, system: datetime, error: str) -> None:
    """It will never work: a refused number, a cancelled review."""
    _finish(session, work.id, OutboxState.FAILED, system=system, error=error)


def cancelled(session: Session, work: Claimed, *, system: datetime, error: str) -> None:
    _finish(session, work.id, OutboxState.CANCELLED, system=system, error=error)


def later(session: Session, work: Claimed, *, due_at: datetime, error: str | None = None) -> None:
    """Put it back until a moment of the council's clock: it is not the hour for it."""
    session.execute(
        update(OutboxItem)
        .where(*_ours(work))
        .values(state=OutboxState.QUEUED, lease_until=None, due_at=due_at, last_error=error)
        .execution_options(synchronize_session=False)
    )


def rest(session: Session, work: Claimed, *, until: datetime, error: str | None = None) -> None:
    """Put it back for a while by the machine's own time: the provider is away, the phone busy.

    A clock that a drill holds still must not hold a retry back for ever. Work that another worker
    has by now is left alone.
    """
    session.execute(
        update(OutboxItem)
        .where(*_ours(work))
        .values(state=OutboxState.QUEUED, lease_until=until, last_error=error)
        .execution_options(synchronize_session=False)
    )


def put_off(session: Session, unique_key: str, *, until: datetime) -> None:
    """What was promised and nobody has in hand yet is due at this later moment."""
    session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.unique_key == unique_key,
            OutboxItem.state == OutboxState.QUEUED,
            OutboxItem.due_at < until,
        )
        .values(due_at=until)
        .execution_options(synchronize_session=False)
    )


def state_of(session: Session, unique_key: str) -> OutboxState | None:
    """What became of a promise so far."""
    return session.scalar(select(OutboxItem.state).where(OutboxItem.unique_key == unique_key))


def promised(session: Session, unique_keys: Collection[str]) -> frozenset[str]:
    """Which of these were ever promised."""
    known = select(OutboxItem.unique_key).where(OutboxItem.unique_key.in_(unique_keys))
    return frozenset(session.scalars(known))


def backoff(attempt: int) -> timedelta:
    """How long to wait after the n-th failed attempt: 5, 10, 15 … minutes, at most an hour."""
    return timedelta(minutes=min(5 * attempt, 60))


def _finish(
    session: Session,
    item_id: int,
    state: OutboxState,
    *,
    system: datetime,
    reference: str | None = None,
    error: str | None = None,
) -> None:
    change(
        session,
        _FINISH,
        item_id=item_id,
        ended=state,
        system=system,
        reference=reference,
        error=error,
    )


def _ours(work: Claimed) -> tuple[ColumnElement[bool], ...]:
    """This worker's hold on the work: nobody else writes the same end of a lease."""
    return (
        OutboxItem.id == work.id,
        OutboxItem.state == OutboxState.LEASED,
        OutboxItem.lease_until == work.lease_until,
    )


def _free(system: datetime) -> ColumnElement[bool]:
    return or_(OutboxItem.lease_until.is_(None), OutboxItem.lease_until < system)


# The two changes that every piece of work goes through, built once.
_ITEMS = cast("Table", OutboxItem.__table__)
_ITEM = _ITEMS.c
_IS_OPEN = or_(*(_ITEM.state == state for state in _OPEN))
_CLAIM = (
    update(_ITEMS)
    .where(
        _ITEM.id == bindparam("item_id"),
        _IS_OPEN,
        _ITEM.due_at <= bindparam("now"),
        or_(_ITEM.lease_until.is_(None), _ITEM.lease_until < bindparam("system")),
        may_be_taken_up(),
    )
    .values(state=OutboxState.LEASED, lease_until=bindparam("until"), attempts=_ITEM.attempts + 1)
    .returning(_ITEM.public_id, _ITEM.kind, _ITEM.subject, _ITEM.attempts)
)
_FINISH = (
    update(_ITEMS)
    .where(_ITEM.id == bindparam("item_id"), _IS_OPEN)
    .values(
        state=bindparam("ended"),
        lease_until=None,
        done_at=bindparam("system"),
        provider_reference=bindparam("reference"),
        last_error=bindparam("error"),
    )
)
