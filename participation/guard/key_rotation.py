"""New keys for everything that is sealed, a batch at a time, while people go on (D11).

First every data key gets another secret in front, all of it wrapped by the newest master key. Then
every sealed value is sealed again with it. How far that is stands in the database and moves with
each batch in one transaction, so whoever is killed goes on where the last batch ended. A value is
changed only if it still is what was read: of somebody who writes at the same moment the words stay.

Old secrets stay, wrapped by the newest master key, and open what backups of before hold; what is
not needed any more is the old master key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Column,
    LargeBinary,
    Table,
    bindparam,
    case,
    func,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.guard.crypto import ChildKey, Sealed, UnderKey, ring_of
from participation.guard.wrapping import opens_for, under_newest, with_another
from participation.kernel.errors import Unreadable
from participation.kernel.model import Base

KEYS = "child_keys"  # the part that comes first
BATCH = 500


class KeyRotation(Base):
    """How far one rotation has come. `part`: the table that it is at; None once it is over."""

    __tablename__ = "key_rotations"

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    master: Mapped[str]  # the id of the master key that everything is under afterwards
    new_secrets: Mapped[bool]
    part: Mapped[str | None]
    after: Mapped[int] = mapped_column(default=0)  # rows up to this key are done
    keys: Mapped[int] = mapped_column(default=0)
    values: Mapped[int] = mapped_column(default=0)
    unreadable: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True, slots=True)
class SealedTable:
    """One table and its sealed columns."""

    table: Table
    sealed: tuple[Sealed[Any], ...]

    @property
    def columns(self) -> list[Column[Any]]:
        return [self.table.c[one.column] for one in self.sealed]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many values of all stand under a secret that is not their key's newest."""

    values: int
    under_older: int


def sealed_tables() -> Sequence[SealedTable]:
    """Every table that holds something sealed, by name."""
    found = []
    for mapper in Base.registry.mappers:
        if not issubclass(mapper.class_, UnderKey):
            continue
        parts = [one for kind in mapper.class_.__mro__ for one in vars(kind).values()]
        sealed = tuple(one for one in parts if isinstance(one, Sealed))
        if sealed and isinstance(mapper.local_table, Table):
            found.append(SealedTable(mapper.local_table, sealed))
    return sorted(found, key=lambda one: one.table.name)


def unfinished(session: Session) -> KeyRotation | None:
    """The rotation that somebody began and nobody ended."""
    return session.scalar(
        select(KeyRotation).where(KeyRotation.ended_at.is_(None)).order_by(KeyRotation.id).limit(1)
    )


def begin(session: Session, now: datetime, *, new_secrets: bool = True) -> KeyRotation:
    """Another one. Without new secrets it wraps anew, and sweeps up what is under older ones."""
    row = KeyRotation(
        began_at=now, master=ring_of(session).newest, new_secrets=new_secrets, part=KEYS, after=0,
        keys=0, values=0, unreadable=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def go_on(session: Session, now: datetime, *, batch: int = BATCH) -> KeyRotation | None:
    """One batch, in the transaction of the caller; None where nothing is left to do."""
    row = session.scalar(
        select(KeyRotation)
        .where(KeyRotation.ended_at.is_(None))
        .order_by(KeyRotation.id)
        .limit(1)
        .with_for_update()  # of two who rotate at once the second waits for the batch
    )
    if row is None:
        return None
    if row.part == KEYS:
        _rotate_keys(session, row, batch)
    else:
        _seal_again(session, row, batch)
    if row.part is None:
        row.ended_at = now
    session.flush()
    return row


def count(session: Session) -> Counted:
    """Every sealed value, looked at by its first byte alone."""
    total = older = 0
    for one in sealed_tables():
        first = func.substr(ChildKey.wrapped, 1, 1)
        newest = case(
            (first == literal(b"\x02", LargeBinary), func.substr(ChildKey.wrapped, 2, 1)),
            else_=literal(b"\x01", LargeBinary),
        )
        for column in one.columns:
            is_older = type_coerce(func.substr(column, 1, 1), LargeBinary) != newest
            row = session.execute(
                select(func.count(), func.sum(case((is_older, 1), else_=0)))
                .select_from(one.table)
                .join(ChildKey, ChildKey.id == one.table.c.key_id)
                .where(column.is_not(None), func.length(ChildKey.wrapped) > 0)
            ).one()
            total, older = total + row[0], older + (row[1] or 0)
    return Counted(total, older)


def masters_in_use(session: Session) -> dict[str, int]:
    """How many data keys are wrapped by each master key; destroyed ones are by none."""
    rows = session.execute(
        select(ChildKey.wrapped_by, func.count())
        .where(func.length(ChildKey.wrapped) > 0)
        .group_by(ChildKey.wrapped_by)
    )
    return dict(sorted((name, number) for name, number in rows))


def closed_by_master(session: Session) -> dict[str, int]:
    """How many data keys do not open, by the master key that they are wrapped by: it is not here,
    it is another one of that name, or they were altered."""
    ring, closed = ring_of(session), Counter[str]()
    rows = session.execute(
        select(ChildKey.owner, ChildKey.wrapped_by, ChildKey.wrapped)
        .where(func.length(ChildKey.wrapped) > 0)
        .execution_options(yield_per=BATCH)
    )
    for owner, name, wrapped in rows:
        try:
            opens_for(ring, owner, name, wrapped)
        except Unreadable:
            closed[name] += 1
    return dict(sorted(closed.items()))


def _rotate_keys(session: Session, row: KeyRotation, batch: int) -> None:
    ring = ring_of(session)
    table = cast("Table", ChildKey.__table__)
    found = session.execute(
        select(ChildKey.id, ChildKey.owner, ChildKey.wrapped, ChildKey.wrapped_by)
        .where(ChildKey.id > row.after)
        .order_by(ChildKey.id)
        .limit(batch)
    ).all()
    changed = []
    for one in found:
        if one.wrapped:  # a destroyed one stays destroyed
            anew = with_another if row.new_secrets else under_newest
            by, wrapped = anew(ring, one.owner, one.wrapped_by, one.wrapped)
            changed.append({"row": one.id, "was": one.wrapped, "by": by, "new": wrapped})
    if changed:
        session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("row"), table.c.wrapped == bindparam("was"))
            .values(wrapped=bindparam("new"), wrapped_by=bindparam("by")),
            changed,
        )
    ring.council_keys.clear()
    row.keys += len(changed)
    _move(row, [one.id for one in found], batch)


def _seal_again(session: Session, row: KeyRotation, batch: int) -> None:
    one = next(one for one in sealed_tables() if one.table.name == row.part)
    found = session.execute(
        select(one.table.c.id, one.table.c.public_id, one.table.c.key_id, *one.columns)
        .where(one.table.c.id > row.after)
        .order_by(one.table.c.id)
        .limit(batch)
    ).all()
    wanted = {each.key_id for each in found}
    keys = {
        key.id: key
        for key in session.scalars(
            select(ChildKey)
            .where(ChildKey.id.in_(wanted), func.length(ChildKey.wrapped) > 0)
            .execution_options(populate_existing=True)
        )
    }
    for sealed in one.sealed:
        changed = list(_changed(row, sealed, found, keys))
        if changed:
            column = one.table.c[sealed.column]
            session.connection().execute(
                update(one.table)
                .where(one.table.c.id == bindparam("row"), column == bindparam("was"))
                .values({column: bindparam("new")}),
                changed,
            )
            row.values += len(changed)
    _move(row, [each.id for each in found], batch)


def _changed(
    row: KeyRotation, sealed: Sealed[Any], found: Sequence[Any], keys: dict[int, ChildKey]
) -> Iterator[dict[str, Any]]:
    for each in found:
        was = each._mapping[sealed.column]
        key = keys.get(each.key_id)
        if was is None or key is None:
            continue
        try:
            new = sealed.seal_again(key, each.public_id, bytes(was))
        except Unreadable:
            row.unreadable += 1  # it was that before, and stays as it is
            continue
        if new is not None:
            yield {"row": each.id, "was": bytes(was), "new": new}


def _move(row: KeyRotation, done: Sequence[int], batch: int) -> None:
    """On to the next rows, or to the next table."""
    if len(done) == batch:
        row.after = done[-1]
        return
    names = [KEYS, *(one.table.name for one in sealed_tables())]
    place = names.index(row.part or "") + 1
    row.part, row.after = (names[place], 0) if place < len(names) else (None, 0)
