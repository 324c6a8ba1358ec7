"""What went is gone from the files too, and does not come back with an old backup (P8, D11).

Words are sealed, so looking for them in a file finds nothing before or after. What is looked for
are the sealed bytes themselves: all of them must be there first, or the search shows nothing.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Engine, make_url, or_, select

from participation.care.consultations.models import Answer, Round
from participation.care.people.models import Child, ContactPoint
from participation.care.reviews.models import Review
from participation.guard.crypto import ChildKey, UnderKey
from participation.kernel.db import db, reading, transaction
from participation.kernel.model import Base
from tests.conftest import NOW, MovableClock
from tests.copies import Copies, copies, everything
from tests.databases import on_postgresql, on_sqlite
from tests.factories import Make
from tests.journeys.a_life import WORD, Life, lived
from tests.journeys.going import over, run, words_left
from tests.saying import Saying

__all__ = ["copies"]
PIECE = slice(1, 25)  # a nonce and a little more: no two sealed values share it


def sealed_for(child: Child) -> set[bytes]:
    """A piece of everything that is sealed under this child's key, and of the key itself."""
    found: set[bytes] = set()
    with reading() as session:
        key = session.scalars(select(ChildKey).where(ChildKey.id == child.key_id)).one()
        found.add(key.wrapped[PIECE])
        for mapper in Base.registry.mappers:
            if issubclass(mapper.class_, UnderKey):
                names = [c.key for c in mapper.columns if c.key.endswith("_sealed")]
                for row in session.scalars(
                    select(mapper.class_).where(mapper.class_.key_id == key.id)
                ):
                    found |= {getattr(row, name)[PIECE] for name in names if getattr(row, name)}
    return found


def referred_to(life: Life) -> set[bytes]:
    """The case system's references of a child and of their review, and the keyed hashes of their
    own and their mother's numbers; the references are made such as no other test has."""
    with transaction() as session:
        child = session.get_one(Child, life.child.id)
        review = session.get_one(Review, life.review.id)
        child.external_id, review.external_id = f"P{uuid4().hex}", f"R{uuid4().hex}"
        life.child.external_id = child.external_id
        theirs = or_(ContactPoint.child_id == child.id, ContactPoint.adult_id == life.mother.id)
        numbers = session.scalars(select(ContactPoint.value_hash).where(theirs)).all()
        assert len(numbers) > 1
        named = {child.external_id, review.external_id, *numbers}
    return {one.encode() for one in named}


def files_of(engine: Engine) -> list[Path]:
    """The database's own files, as they are on the disk now."""
    if engine.dialect.name == "sqlite":
        main = Path(str(engine.url.database))
        return [path for path in (main, Path(f"{main}-wal")) if path.exists()]
    with superuser(engine) as connection:
        connection.execute("CHECKPOINT")
        folder = connection.execute("SHOW data_directory").fetchone()
        number = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert folder is not None
    assert number is not None
    return list((Path(str(folder[0])) / "base" / str(number[0])).iterdir())


def superuser(engine: Engine) -> psycopg.Connection[tuple[object, ...]]:
    url = make_url(engine.url).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def found_in(files: list[Path], pieces: set[bytes]) -> set[bytes]:
    held = [path.read_bytes() for path in files if path.exists()]
    return {piece for piece in pieces if any(piece in each for each in held)}


def in_a_dump(pieces: set[bytes]) -> set[bytes]:
    """The same in every value of every row."""
    values = [
        value
        for rows in everything().values()
        for row in rows
        for value in row
        if isinstance(value, bytes | memoryview)
    ]
    return {piece for piece in pieces if any(piece in bytes(value) for value in values)}


def cleaned(make: Make) -> None:
    """The nights after: another test on this server may have been in the middle of something."""
    for _night in range(6):
        if run(make).left == ():
            return
    pytest.fail("the files were never cleaned")


def test_p8_what_went_is_in_no_file_of_the_database(make: Make, app: Flask) -> None:
    gone, stays = lived(make), lived(make, name="Pflaumenmus")
    references = referred_to(gone)
    over(make, gone)
    db.session.remove()
    theirs = sealed_for(gone.child)
    assert len(theirs) > 20
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            "ANALYZE"
        )  # a server does so by itself, and samples what is there
    assert found_in(files_of(db.engine), theirs) == theirs, "the search can find"
    assert found_in(files_of(db.engine), references) == references
    assert run(make).forgotten == 1
    cleaned(make)
    files = files_of(db.engine)
    assert found_in(files, theirs) == set()
    assert found_in(files, references) == set(), "no sample of a column kept them"
    assert in_a_dump(theirs) == set()
    others = sealed_for(stays.child)
    assert found_in(files, others) == others, "and nobody else's is missing"
    assert found_in(files, {WORD.encode(), WORD.encode().hex().encode()}) == set()


@on_postgresql
def test_p8_postgresqls_own_log_lets_go_once_its_old_segments_are_deleted(
    make: Make, app: Flask
) -> None:
    """With `wal_recycle = off`, as docs/retention.md asks for; else old bytes lie there longer."""
    with superuser(db.engine) as connection:
        connection.execute("ALTER SYSTEM SET wal_recycle = off")
        connection.execute("SELECT pg_reload_conf()")
        folder = connection.execute("SHOW data_directory").fetchone()
    assert folder is not None
    try:
        gone = lived(make)
        over(make, gone)
        db.session.remove()
        theirs = sealed_for(gone.child)
        log = Path(str(folder[0])) / "pg_wal"
        there = found_in(sorted(log.glob("0*")), theirs)
        assert 2 * len(there) > len(theirs), "but for what the edge of a page of the log cuts"
        assert run(make).forgotten == 1
        cleaned(make)
        with superuser(db.engine) as connection:
            for _turn in range(2):
                connection.execute("SELECT pg_switch_wal()")
                connection.execute("CHECKPOINT")
        assert found_in(sorted(log.glob("0*")), theirs) == set()
    finally:
        with superuser(db.engine) as connection:
            connection.execute("ALTER SYSTEM RESET wal_recycle")
            connection.execute("SELECT pg_reload_conf()")


@pytest.mark.parametrize("keys", ["newest", "old"])
def test_i20_an_old_backup_brings_back_no_word_that_went(
    make: Make, copies: Copies, keys: str
) -> None:
    """With the newest file of keys nobody could open them; with the one of that day the ledger
    has them go again."""
    gone = lived(make)
    over(make, gone)
    copies.back_up("old", ago=timedelta(days=3))
    theirs = sealed_for(gone.child)
    assert run(make).forgotten == 1
    if keys == "newest":
        copies.back_up("new")
    done = copies.restore("old")
    assert done.forgotten == (1 if keys == "newest" else 0)
    assert [each for each in words_left() if WORD in each and "EDRMS" not in each] == []
    assert in_a_dump(theirs) == set()
    with reading() as session:
        child = session.get_one(Child, gone.child.id)
        assert (child.called, child.forgotten_on) == ("", make.today)
        key = session.scalars(select(ChildKey).where(ChildKey.owner == child.public_id.hex)).one()
        assert key.wrapped == b""


@pytest.mark.parametrize("by_itself", [True, False])
def test_i20_drafts_that_went_go_again_by_their_dates_where_things_go_by_themselves(
    make: Make, copies: Copies, clock: MovableClock, by_itself: bool
) -> None:
    invitation = make.invitation(make.review(in_days=3), company="alone")
    say = Saying(make)
    say.skip_to(invitation, "worries")
    say.fill_in(invitation, "worries", words=WORD)
    with transaction() as session:
        invitation = session.merge(invitation)
        invitation.round.closed_at = NOW
    copies.back_up("old", ago=timedelta(days=3))
    clock.moment = NOW + timedelta(days=30)
    assert run(make).gone.drafts > 0
    copies.restore("old", by_itself=by_itself)
    with reading() as session:
        assert (session.scalars(select(Answer)).all() == []) is by_itself


@on_sqlite
def test_files_that_could_not_be_cleaned_after_drafts_alone_are_cleaned_the_next_night(
    make: Make, app: Flask, clock: MovableClock
) -> None:
    invitation = make.invitation(make.review(in_days=3), company="alone")
    say = Saying(make)
    say.skip_to(invitation, "worries")
    say.fill_in(invitation, "worries", words=WORD)
    with transaction() as session:
        session.get_one(Round, invitation.round_id).closed_at = NOW
        answers = session.scalars(select(Answer)).all()
        typed = {one.words_sealed[PIECE] for one in answers if one.words_sealed}
    clock.moment = NOW + timedelta(days=30)
    db.session.remove()
    with db.engine.connect().execution_options(sqlite_begin="BEGIN") as reader:
        reader.execute(select(Child.id)).all()
        assert run(make).left == ("write-ahead log",)
    assert found_in(files_of(db.engine), typed) == typed
    again = run(make)
    assert (again.gone.drafts, again.left) == (0, ())
    assert found_in(files_of(db.engine), typed) == set()


@on_sqlite
def test_a_checkpoint_that_somebody_keeps_from_ending_is_said(make: Make, app: Flask) -> None:
    life = lived(make)
    over(make, life)
    with reading() as session:
        name = session.get_one(Child, life.child.id).first_name_sealed
    db.session.remove()
    with db.engine.connect().execution_options(sqlite_begin="BEGIN") as reader:
        reader.execute(select(Child.id)).all()
        db.session.remove()
        ran = run(make)
    assert ran.forgotten == 1
    assert ran.left == ("write-ahead log",)
    assert run(make).left == (), "the next night it is done"
    files = [Path(f"{db.engine.url.database}{end}") for end in ("", "-wal")]
    assert not [file for file in files if file.exists() and name in file.read_bytes()]
