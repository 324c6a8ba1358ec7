"""The audit cannot be shortened, altered or skipped without being seen."""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, func, insert, select, text, update

from participation.guard import anchors, append_only, audit
from participation.guard.anchors import Why
from participation.guard.audit import (
    AuditEvent,
    Broken,
    Deed,
    Head,
    Misfit,
    first_break,
    head_of,
    record,
)
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from tests.databases import on_postgresql, on_sqlite
from tests.factories import Make
from tests.texting import Texting, texting
from tests.web.staff.reviewed import reviewed

__all__ = ["texting"]
CHANGED, MISSING, SWAPPED, ADDED = Misfit.CHANGED, Misfit.MISSING, Misfit.SWAPPED, Misfit.ADDED
COLUMNS = [column.name for column in AuditEvent.__table__.columns if column.name != "id"]


def write(make: Make, how_many: int) -> list[int]:
    with transaction() as session:
        for number in range(how_many):
            deed = Deed(actor="staff:a", action="summary.read", subject=f"review:{number}")
            record(session, deed, make.clock.now() + timedelta(minutes=number))
        return list(session.scalars(select(AuditEvent.id).order_by(AuditEvent.id)))


def broken() -> Broken | None:
    with reading() as session:
        return first_break(session)


def run(*statements: Any) -> None:
    """What somebody with the database in their hands could do."""
    with transaction() as session:
        for statement in statements:
            session.execute(statement)


def renumber(old: int, new: int) -> Any:
    return update(AuditEvent).where(AuditEvent.id == old).values(id=new)


def columns_of(row_id: int) -> dict[str, Any]:
    with reading() as session:
        row = session.get_one(AuditEvent, row_id)
        return {name: getattr(row, name) for name in COLUMNS}


def test_an_untouched_chain_has_no_break(make: Make) -> None:
    write(make, 5)
    assert broken() is None
    with reading() as session:
        assert head_of(session).place == 5


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "staff:b"},
        {"action": "summary.mark"},
        {"subject": "review:other"},
        {"child": "c"},
        {"reason": "none"},
        {"outcome": "refused"},
        {"hash": "0" * 64},
        {"previous_hash": "0" * 63 + "1"},
        {"place": 77},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_row_is_named(make: Make, change: dict[str, Any]) -> None:
    ids = write(make, 4)
    run(update(AuditEvent).where(AuditEvent.id == ids[1]).values(**change))
    assert broken() == Broken(ids[1], 2, CHANGED)


def test_a_changed_time_is_named(make: Make) -> None:
    ids = write(make, 3)
    later = make.clock.now() + timedelta(days=1)
    run(update(AuditEvent).where(AuditEvent.id == ids[0]).values(at=later))
    assert broken() == Broken(ids[0], 1, CHANGED)


@pytest.mark.parametrize("gone", [(0,), (1,), (1, 2), (0, 1, 2)])
def test_rows_taken_out_are_noticed_at_the_next_one(make: Make, gone: Sequence[int]) -> None:
    ids = write(make, 4)
    run(delete(AuditEvent).where(AuditEvent.id.in_([ids[one] for one in gone])))
    assert broken() == Broken(ids[gone[-1] + 1], gone[0] + 1, MISSING)


def test_two_rows_that_changed_places_are_noticed(make: Make) -> None:
    ids = write(make, 5)
    run(renumber(ids[1], 9_000), renumber(ids[2], ids[1]), renumber(9_000, ids[2]))
    assert broken() == Broken(ids[1], 2, SWAPPED)


def test_what_two_rows_say_cannot_be_exchanged(make: Make) -> None:
    ids = write(make, 4)
    first, second = columns_of(ids[1])["subject"], columns_of(ids[2])["subject"]
    for row_id, subject in ((ids[1], second), (ids[2], first)):
        run(update(AuditEvent).where(AuditEvent.id == row_id).values(subject=subject))
    assert broken() == Broken(ids[1], 2, CHANGED)


def test_a_row_that_is_there_twice_is_noticed(make: Make) -> None:
    """The database takes no second row in one place; somebody who owns it can see to that."""
    ids = write(make, 4)
    copy = columns_of(ids[1])
    rows = [AuditEvent(id=number, **columns_of(row_id)) for number, row_id in enumerate(ids, 1)]
    rows.insert(3, AuditEvent(id=9, **copy))
    with reading() as session:
        secret = audit.ring_of(session).audit
    assert audit.first_break_among(rows, secret) == Broken(9, 4, ADDED)


@pytest.mark.parametrize("place", [3, 99])
def test_who_cannot_read_the_key_cannot_add_a_row_that_fits(make: Make, place: int) -> None:
    ids = write(make, 2)
    last = columns_of(ids[1])
    forged = {**last, "place": place, "previous_hash": last["hash"], "hash": "f" * 64}
    run(insert(AuditEvent).values(id=ids[1] + 5, **forged))
    assert broken() == Broken(ids[1] + 5, 3, CHANGED)


def test_the_key_of_the_chain_is_its_own(make: Make) -> None:
    """Whoever may look for numbers cannot by that make a row, nor the other way round."""
    ring = make.house.ring
    assert ring.audit != ring.lookup
    ids = write(make, 1)
    row = columns_of(ids[0])
    assert row["hash"] != hmac.new(ring.lookup, b"", sha256).hexdigest()
    with reading() as session:
        rows = session.scalars(select(AuditEvent)).all()
        assert audit.first_break_among(rows, ring.lookup) is not None


# --- anchors: what the chain alone does not show ---------------------------------------------


def kept(make: Make, file: Path, why: Why = Why.HOURLY) -> None:
    with reading() as session:
        anchors.anchor(file, make.house.ring.audit, head_of(session), why, system_now())


def gone(make: Make, file: Path) -> int | None:
    """Of how many rows the first anchor speaks that does not hold."""
    found = anchors.read(file, make.house.ring.audit)
    with reading() as session:
        held = anchors.compare(found.anchors, lambda place: audit.hash_at(session, place))
    return held.gone.place if held.gone else None


def test_rows_cut_off_the_end_are_found_by_an_anchor_and_by_nothing_else(
    make: Make, tmp_path: Path
) -> None:
    file = tmp_path / "anchors.jsonl"
    kept(make, file)
    ids = write(make, 3)
    kept(make, file)
    write(make, 2)
    kept(make, file)
    assert gone(make, file) is None
    run(delete(AuditEvent).where(AuditEvent.id > ids[1]))
    assert broken() is None
    assert gone(make, file) == 3


def test_a_chain_made_anew_with_the_key_is_found_by_an_anchor(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "anchors.jsonl"
    write(make, 3)
    kept(make, file)
    run(delete(AuditEvent))
    for subject in ("review:x", "review:y", "review:z", "review:w"):
        with transaction() as session:
            deed = Deed(actor="staff:nobody", action="summary.read", subject=subject)
            record(session, deed, make.clock.now())
    assert broken() is None
    assert gone(make, file) == 3


def test_anchors_of_days_that_a_restored_copy_does_not_know_are_no_alarm(
    make: Make, tmp_path: Path
) -> None:
    file = tmp_path / "anchors.jsonl"
    ids = write(make, 2)
    kept(make, file)
    write(make, 3)
    kept(make, file)
    run(delete(AuditEvent).where(AuditEvent.id > ids[1]))
    write(make, 1)
    assert gone(make, file) == 5
    kept(make, file, Why.RESTORED)
    assert gone(make, file) is None
    run(delete(AuditEvent).where(AuditEvent.id == ids[1]))
    assert gone(make, file) == 2, "what was there before the copy still must be"


def test_nobody_without_the_key_says_that_a_copy_was_restored(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "anchors.jsonl"
    write(make, 3)
    kept(make, file)
    run(delete(AuditEvent).where(AuditEvent.place > 1))
    anchors.anchor(file, b"another key", Head(1, "0" * 64), Why.RESTORED, system_now())
    assert anchors.read(file, make.house.ring.audit).unreadable == (2,)
    assert gone(make, file) == 3


# --- the database itself ---------------------------------------------------------------------


def _in_place_of_another() -> Any:
    """What each database knows for "this row, whatever stood there"."""
    names = [column.name for column in AuditEvent.__table__.columns]
    said = ", ".join("'somebody'" if name == "actor" else f'"{name}"' for name in names)
    row = f"SELECT {said} FROM audit_events WHERE place = 1"  # noqa: S608 - our own names
    if db.engine.dialect.name == "sqlite":
        return text(f"INSERT OR REPLACE INTO audit_events {row}")
    meets = "ON CONFLICT (place) DO UPDATE SET actor = excluded.actor"
    return text(f"INSERT INTO audit_events {row} {meets}")


@pytest.fixture
def guarded(app: Flask, make: Make) -> Any:
    """As `db upgrade` leaves it."""
    with db.engine.begin() as connection:
        append_only.put_on(connection)
        append_only.put_on(connection)
    yield
    db.session.remove()
    with db.engine.begin() as connection:
        append_only.take_off(connection)


@pytest.mark.parametrize(
    "statement",
    [
        lambda: update(AuditEvent).values(outcome="done"),
        lambda: delete(AuditEvent),
        lambda: text("DELETE FROM audit_events WHERE place = 1"),
        _in_place_of_another,
    ],
    ids=["change", "take out", "take one out", "put another in its place"],
)
def test_the_database_refuses_to_change_or_take_out_a_row(
    make: Make, guarded: None, statement: Callable[[], Any]
) -> None:
    write(make, 2)
    with pytest.raises(Exception, match="only added to"):
        run(statement())
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 2
        assert first_break(session) is None
        assert append_only.are_on(session.connection())


@on_sqlite
def test_sqlite_refuses_it_to_another_program_too(make: Make, guarded: None) -> None:
    """Which does not say, as we do, that replacing a row asks the triggers."""
    write(make, 1)
    statement = str(_in_place_of_another())
    with closing(sqlite3.connect(str(db.engine.url.database))) as other:
        assert other.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            other.execute(statement)


@on_postgresql
def test_postgresql_refuses_to_empty_the_log(make: Make, guarded: None) -> None:
    write(make, 2)
    with pytest.raises(Exception, match="only added to"):
        run(text("TRUNCATE audit_events"))


# --- and nobody who answers waits for it -----------------------------------------------------


def test_a_child_who_answers_and_a_parent_who_texts_do_not_wait_for_the_chain(
    app: Flask, make: Make, texting: Texting
) -> None:
    """Links are made as rows are written, one writer at a time; so the pages that many people have
    open at once write none, and go on while somebody holds it."""
    story, parent = reviewed(app, make), texting.asked_parent()
    with reading() as session:
        before = head_of(session).place
    with _held_by_somebody():
        story.says()
        texting.say(parent.number, "1")
    with reading() as session:
        assert head_of(session).place == before


@contextmanager
def _held_by_somebody() -> Iterator[None]:
    """The chain, by another connection; whoever waits for anything gives up soon. SQLite has one
    writer, and nobody could write at all."""
    if db.engine.dialect.name == "sqlite":
        yield
        return

    def impatient(connection: Any, *_rest: object) -> None:
        connection.execute("SET lock_timeout = '5s'")

    db.session.remove()
    event.listen(db.engine, "checkout", impatient)
    try:
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": audit._CHAIN_LOCK})
            yield
    finally:
        event.remove(db.engine, "checkout", impatient)
        db.session.remove()
        db.engine.dispose()
