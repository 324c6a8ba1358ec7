"""A backup becomes the database, in one transaction, and is held (I20).

A restored copy is a dangerous machine: it would send old texts again, open doors that were shut
since, and bring back what was taken away. So nothing goes out until a person releases it, everybody
signs in anew, no link or code or card or token of before opens anything, and what the ledger notes
is done once more. Whatever fails on the way leaves the database as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.orm import Session

from participation.care.people import legal_holds
from participation.care.people.models import Child
from participation.guard import append_only, backup_files
from participation.guard.audit import Deed, Head, first_break, head_of, record
from participation.guard.backup_files import Counted
from participation.guard.crypto import COUNCIL, ChildKey, opens_for, ring_of
from participation.guard.ledger import Lines
from participation.guard.sealed_files import BackupUnusable, Opened
from participation.journeys.backing_up import COUNCIL_KEY_MISSING
from participation.journeys.doing_again.in_order import TakenBack, take_back
from participation.journeys.erasing import transport
from participation.journeys.erasing.forgetting import forget_child
from participation.journeys.revoking import Revoked, revoke_everything
from participation.kernel import whole_tables
from participation.kernel.errors import Unreadable
from participation.kernel.model import Base
from participation.outbox.holding import hold
from participation.outbox.models import OutboxItem, OutboxState
from participation.outbox.service import NOBODY
from participation.settings.keeping import KeepingSettings

OVERLAP: Final = timedelta(hours=1)  # the ledger is read from a little before the backup on
# A database that was only just made has its council's key, and a worker's standing promises.
_MADE_BY_ITSELF: Final = ("child_keys", "outbox_items")


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands in the database now. `head`: how far its log goes. `broken_at`: the first event
    of the log that does not follow; `forgotten`: keys that were destroyed since, whose words do
    not come back; `held`: children, by the case system's reference, who are under a legal hold
    though the ledger or the file of keys says that they went: nothing of theirs was touched."""

    counted: Counted
    forgotten: int
    broken_at: int | None
    revoked: Revoked
    taken_back: TakenBack
    waiting: int
    head: Head
    held: tuple[str, ...]


def is_empty(session: Session) -> bool:
    """Whether nobody has put anything into this database yet."""
    return not any(
        session.execute(select(1).select_from(table).limit(1)).first()
        for table in whole_tables.tables_of(Base.metadata)
        if table.name not in _MADE_BY_ITSELF
    )


def work_in_hand(session: Session, system: datetime) -> int:
    """Pieces of work that a worker has in its hands at this moment."""
    found = session.scalar(
        select(func.count())
        .select_from(OutboxItem)
        .where(OutboxItem.state == OutboxState.LEASED, OutboxItem.lease_until > system)
    )
    return found or 0


def restore(
    session: Session,
    data: Opened,
    keys: Opened,
    ledger: Lines,
    *,
    now: datetime,
    system: datetime,
    keep: KeepingSettings,
    holds_known: bool,
    tell: Callable[[str], None] = lambda _table: None,
) -> Restored:
    """Put everything into the database in place of what is there, and hold it.

    Args:
        keep: how long what is kept; what is over by now goes again.
        holds_known: whether the ledger is here, which names legal holds of the lost days. Without
            it nothing goes until a person, who places them again, has let the copy go.

    Raises:
        BackupUnusable: it does not belong here, or is not whole; or somebody is at work here.
    """
    connection = session.connection()
    backup_files.fits(data, keys, ring_of(session), connection.dialect.name)
    _keep_workers_out(connection)
    if in_hand := work_in_hand(session, system):
        raise BackupUnusable(f"a worker is at work here ({in_hand} pieces). Stop it, wait a minute")
    session.expunge_all()
    counted = _load(connection, data, tell)
    forgotten = _hand_over_keys(session, keys)
    whole_tables.count_on(connection, whole_tables.tables_of(Base.metadata))
    broken = first_break(session)
    revoked = revoke_everything(session, system)
    taken_back = take_back(session, ledger, now=now, system=system)  # holds are known after it
    held = sorted({*taken_back.held, *_forget_again(session, now)})
    again = keep.by_itself and holds_known
    while again and transport.purge(session, keep, now=now, system=system).anything:
        pass
    _let_go_of_leases(session)
    hold(session, since=system, copy_of=data.made_at)
    made = data.made_at.isoformat()
    record(session, Deed(actor="command", action="backup.restore", subject=f"copy:{made}"), system)
    broken_at = broken.id if broken else None
    waiting = _waiting(session)
    head = head_of(session)
    return Restored(counted, forgotten, broken_at, revoked, taken_back, waiting, head, tuple(held))


def _keep_workers_out(connection: Connection) -> None:
    """From here on whoever wants work waits, and then finds the hold; SQLite has one writer."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE outbox_items IN ACCESS EXCLUSIVE MODE"))


def _load(connection: Connection, data: Opened, tell: Callable[[str], None]) -> Counted:
    ours = {table.name: table for table in whole_tables.tables_of(Base.metadata)}
    guarded = append_only.take_off(connection)
    whole_tables.empty(connection, list(ours.values()))
    tables = rows = 0
    for table in backup_files.tables_in(data):
        tell(table.name)
        rows += whole_tables.write_in(connection, ours[table.name], table.columns, table.rows)
        tables += 1
    if guarded:
        append_only.put_on(connection)
    return Counted(tables, rows)


def _hand_over_keys(session: Session, keys: Opened) -> int:
    """Each key back in its row; how many are not kept any more."""
    ring = ring_of(session)
    ring.council_keys.clear()  # of the database that was here
    kept = backup_files.keys_in(keys)
    rows = session.execute(select(ChildKey.id, ChildKey.public_id, ChildKey.owner)).all()
    found = [
        {"id": row.id, "wrapped": one.wrapped, "wrapped_by": one.wrapped_by}
        for row in rows
        if (one := kept.get(row.public_id)) is not None
    ]
    council = next((row.public_id for row in rows if row.owner == COUNCIL), None)
    if council is not None:
        if council not in kept:
            raise BackupUnusable(COUNCIL_KEY_MISSING)
        try:
            opens_for(ring, COUNCIL, kept[council].wrapped_by, kept[council].wrapped)
        except Unreadable:
            wrong = kept[council].wrapped_by
            raise BackupUnusable(f"the encryption key called {wrong} is another one") from None
    if found:
        session.execute(update(ChildKey), found)
    return len(rows) - len(found)


def _forget_again(session: Session, now: datetime) -> Sequence[str]:
    """Children whose key the newest file lacks: their rows go once more, whether or not a ledger
    says so. Nobody could open them, and a list that meets one would fail. But of one who is held
    the sealed bytes stay, in case another file of keys opens them: their references."""
    gone = session.scalars(
        select(Child)
        .join(ChildKey, Child.key_id == ChildKey.id)
        .where(func.length(ChildKey.wrapped) == 0, Child.forgotten_on.is_(None))
    ).all()
    held = []
    for child in gone:
        if legal_holds.holds_of(session, child.id):
            held.append(child.external_id)
        else:
            forget_child(session, child, now)
    return held


def _let_go_of_leases(session: Session) -> None:
    """Nobody has any of it in hand, and nothing rests: the provider's list is read at once."""
    session.execute(
        update(OutboxItem)
        .where(OutboxItem.state.in_((OutboxState.LEASED, OutboxState.QUEUED)))
        .values(state=OutboxState.QUEUED, lease_until=None)
    )


def _waiting(session: Session) -> int:
    found = session.scalar(
        select(func.count())
        .select_from(OutboxItem)
        .where(OutboxItem.state == OutboxState.QUEUED, OutboxItem.subject != NOBODY.hex)
    )
    return found or 0
