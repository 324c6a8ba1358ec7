"""The whole database into one sealed file, and the children's keys into another (P14, D11).

Both are read in one transaction, so they show one moment however much is written meanwhile. Each
backup replaces the file of keys. So a child whose key is destroyed is forgotten in every older
backup as well, once the next one has been made; and so the file of keys that lies there is looked
at first: in place of another house's it would close every backup that house has.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.imports.models import Import
from participation.guard import backup_files
from participation.guard.audit import AuditEvent, first_break_among
from participation.guard.backup_files import ROWS, Counted, KeptKey, TableRows, Writing
from participation.guard.crypto import COUNCIL, ChildKey, KeyRing, opens_for, ring_of
from participation.guard.sealed_files import BackupUnusable, Opened
from participation.kernel import whole_tables
from participation.kernel.model import Base

_WITHOUT: Final = {ChildKey.__tablename__: frozenset({"wrapped"})}
_WHOLE: Final = frozenset[str]()
COUNCIL_KEY_MISSING: Final = "the file of child keys lacks the council's own key"


class BackupNotMade(BackupUnusable):
    """A backup that is not written, because of what it would take the place of."""

    code, title = "backup-not-made", "No backup was made"


def keys_unknown_here(session: Session, before: Opened) -> int:
    """How many keys of the file that lies there this database has never heard of: not even as a
    forgotten child's, whose row stays. Without them older backups are closed for good.

    Raises:
        BackupUnusable: the file does not open, or is not whole.
    """
    if before.heading.get("holds") != backup_files.KEYS:
        raise BackupUnusable("it is no file of child keys")
    kept = {*backup_files.keys_in(before)}
    lost = kept - {*session.scalars(select(ChildKey.public_id)).all()}
    if lost and _undone_since(session, before.made_at) and _is_this_house(session, kept):
        return 0
    return len(lost)


def _undone_since(session: Session, moment: datetime) -> bool:
    """Whether an import was taken back: the children it had brought are gone, and their keys."""
    return session.scalar(select(Import.id).where(Import.undone_at >= moment).limit(1)) is not None


def _is_this_house(session: Session, kept: Collection[UUID]) -> bool:
    mine = session.scalar(select(ChildKey.public_id).where(ChildKey.owner == COUNCIL))
    return mine in kept


def back_up(
    session: Session,
    data: BinaryIO,
    keys: BinaryIO,
    *,
    key: bytes,
    system: datetime,
    tell: Callable[[str], None] = lambda _table: None,
) -> Counted:
    """Write both files. Nothing may have been read in this transaction yet.

    Args:
        key: the backup key.
        system: the machine's own time.
        tell: is told of each table when its turn comes.
    """
    connection = session.connection()
    whole_tables.hold_still(connection)
    kept = [
        KeptKey(public_id, wrapped, wrapped_by)
        for public_id, wrapped, wrapped_by in session.execute(
            select(ChildKey.public_id, ChildKey.wrapped, ChildKey.wrapped_by).order_by(ChildKey.id)
        )
        if wrapped  # a destroyed one is not kept
    ]
    said = backup_files.heading(
        ring_of(session),
        database=connection.dialect.name,
        master_keys=[one.wrapped_by for one in kept],
        made_at=system,
    )
    backup_files.write_keys(keys, key, said, kept)
    writing = Writing(data, key, said, ROWS)
    for table in whole_tables.tables_of(Base.metadata):
        tell(table.name)
        writing.table(table.name, whole_tables.columns_of(table))
        without = _WITHOUT.get(table.name, _WHOLE)
        for line in whole_tables.read_out(connection, table, without=without):
            writing.row(line)
    return writing.finish()


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that opens. `forgotten`: keys that are in the file of keys no more. `broken_at`:
    the first event of its log that does not follow from the one before it."""

    made_at: datetime
    counted: Counted
    keys: int
    forgotten: int
    events: int
    broken_at: int | None


def check(data: Opened, keys: Opened, ring: KeyRing, *, into: str | None = None) -> Checked:
    """Read both files to their ends, open every child's key, and follow the log.

    Args:
        into: the kind of database it shall become; any will do to look at it.

    Raises:
        BackupUnusable: something is wrong with either, or `restore` would refuse them together.
        Unreadable: a key in it does not open.
    """
    database = str(data.heading["database"])
    backup_files.fits(data, keys, ring, into or database)
    kept = backup_files.keys_in(keys)
    tables = rows = opened = forgotten = events = 0
    broken_at: int | None = None
    for table in backup_files.tables_in(data):
        tables += 1
        lines = _Counting(table.rows)
        cells = _cells(table, lines, database)
        match table.name:
            case ChildKey.__tablename__:
                for row in cells:
                    one = kept.get(UUID(str(row["public_id"])))
                    forgotten += one is None
                    if one is None and row["owner"] == COUNCIL:
                        raise BackupUnusable(COUNCIL_KEY_MISSING)
                    if one is not None:
                        opens_for(ring, str(row["owner"]), one.wrapped_by, one.wrapped)
                        opened += 1
            case AuditEvent.__tablename__:
                broken = first_break_among(map(_event, cells), ring.audit)
                broken_at = broken.id if broken else None
                events = lines.rest()
        rows += lines.rest()
    return Checked(
        made_at=data.made_at,
        counted=Counted(tables, rows),
        keys=opened,
        forgotten=forgotten,
        events=events,
        broken_at=broken_at,
    )


class _Counting:
    """Lines, and how many there were."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._number = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self._number += 1
            yield line

    def rest(self) -> int:
        """All of them, once what nobody wanted is read as well."""
        deque(self, maxlen=0)
        return self._number


def _cells(table: TableRows, lines: Iterable[bytes], database: str) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield dict(zip(table.columns, whole_tables.cells_of(line, database), strict=True))


def _event(row: dict[str, Any]) -> AuditEvent:
    at = datetime.fromisoformat(str(row["at"]))
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    numbers = {name: int(row[name]) for name in ("id", "place")}
    return AuditEvent(**row | numbers | {"at": at})
