"""New keys for everything sealed, while people go on; and what is left when a key is lost (D11)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select, update
from sqlalchemy.orm import Session

from participation.care.consultations.models import Answer
from participation.care.people.models import Adult, Child, StaffMember
from participation.care.reviews.models import Review
from participation.guard import crypto, key_rotation
from participation.guard.audit import first_break
from participation.guard.crypto import COUNCIL, ChildKey, KeyRing, council_key
from participation.guard.key_rotation import KeyRotation, sealed_tables
from participation.guard.wrapping import pieces_of
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from participation.kernel.errors import Unreadable
from tests.copies import Copies
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import at_work

NAME, WORDS = "Zanzibar-Quince", "kestrel"


@pytest.fixture
def newer(app: Flask, make: Make) -> Iterator[KeyRing]:
    """A second master key in front, for every session of the house."""
    before = dict(app.extensions["participation.session_info"])
    ring = KeyRing(
        masters={"k2": b"\x02" * 32, **make.house.ring.masters}, lookup=make.house.ring.lookup
    )
    app.extensions["participation.session_info"] = {"key_ring": ring}
    yield ring
    app.extensions["participation.session_info"] = before


def rotate(*, new_secrets: bool = True, batch: int = 2) -> KeyRotation:
    with transaction() as session:
        row = key_rotation.begin(session, system_now(), new_secrets=new_secrets)
    while True:
        with transaction() as session:
            found = key_rotation.go_on(session, system_now(), batch=batch)
        if found is None:
            return row
        row = found


def counted() -> tuple[int, int]:
    with reading() as session:
        found = key_rotation.count(session)
        return found.values, found.under_older


def said(make: Make) -> Child:
    child = make.child(name=NAME, officer=make.staff(name="Sam Green"))
    invitation, say = make.invitation(make.review(child), company="alone"), Saying(make)
    say.fill_in(invitation, "one_thing", words=WORDS)
    say.send(invitation)
    make.relationship(child)
    return child


def test_everything_is_under_a_new_secret_and_the_old_master_key_is_not_needed(
    make: Make, newer: KeyRing
) -> None:
    child = said(make)
    values, _ = counted()
    row = rotate()
    assert counted() == (values, 0)
    assert (row.values, row.unreadable, row.part) == (values, 0, None)
    alone = KeyRing(masters={"k2": b"\x02" * 32}, lookup=newer.lookup)
    with reading() as session:
        session.info["key_ring"] = alone
        assert key_rotation.masters_in_use(session) == {"k2": row.keys}
        assert session.get_one(Child, child.id).first_name == NAME
        assert WORDS in [one.words for one in session.scalars(select(Answer))]
        assert {one.full_name for one in session.scalars(select(StaffMember))} == {"Sam Green"}


def test_every_sealed_column_of_the_house_is_found() -> None:
    """A column whose name says that it is sealed, and that nobody would rotate, is a hole."""
    found = {f"{one.table.name}.{column.name}" for one in sealed_tables() for column in one.columns}
    every = {
        f"{table.name}.{column.name}"
        for table in ChildKey.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert found == every


def test_it_goes_on_where_it_was_broken_off(make: Make, newer: KeyRing) -> None:
    for number in range(7):
        make.child(name=f"child {number}")
    with transaction() as session:
        key_rotation.begin(session, system_now())
    for _ in range(3):
        with transaction() as session:
            key_rotation.go_on(session, system_now(), batch=2)
    with contextlib.suppress(ZeroDivisionError), transaction() as session:
        key_rotation.go_on(session, system_now(), batch=2)
        raise ZeroDivisionError  # killed before the batch was committed
    with reading() as session:
        row = key_rotation.unfinished(session)
        assert row is not None
        assert (row.part, row.after > 0) == ("child_keys", True)
    while True:
        with transaction() as session:
            if key_rotation.go_on(session, system_now(), batch=2) is None:
                break
    with reading() as session:
        names = {child.first_name for child in session.scalars(select(Child))}
        assert names == {f"child {number}" for number in range(7)}
        secrets = [len(pieces_of(key.wrapped)) for key in session.scalars(select(ChildKey))]
        assert set(secrets) == {2}, "one new secret each, and not two"
    assert counted()[1] == 0


def test_a_process_that_knows_the_old_key_alone_spoils_nothing(make: Make, newer: KeyRing) -> None:
    """It read the key before, and writes after: what it writes opens, and is swept up later."""
    adult = make.adult("Christopher Brown")
    with reading() as session:
        council_key(session, make.clock.now())
    stale = dict(newer.council_keys)
    rotate()
    newer.council_keys.update(stale)
    with transaction() as session:
        row = Adult(
            key=council_key(session, make.clock.now()), external_id="A9", full_name="Late One"
        )
        session.add(row)
    assert counted()[1] == 1
    newer.council_keys.update(stale)
    with reading() as session:
        held = council_key(session, make.clock.now())
        assert held.newest == 1
        assert session.get_one(Adult, adult.id).full_name == "Christopher Brown"
        assert held.newest == 2
        late = session.scalars(select(Adult).where(Adult.external_id == "A9")).one()
        assert late.full_name == "Late One"
    assert newer.council_keys == {}, "whoever meets a newer secret reads the key anew"
    rotate(new_secrets=False)
    assert counted()[1] == 0


def test_what_somebody_writes_at_the_same_moment_stays(make: Make, newer: KeyRing) -> None:
    """The batch has read the old value; before it writes, somebody else does."""
    adult = make.adult("Christopher Brown")
    with transaction() as session:
        key_rotation.begin(session, system_now())
    written = []

    def somebody_else(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE adults") and not written:
            written.append(statement)
            with Session(bind=connection, join_transaction_mode="create_savepoint") as other:
                other.info["key_ring"] = newer
                key = other.scalars(select(ChildKey).where(ChildKey.owner == COUNCIL)).one()
                said = Adult.full_name.seal(key, adult.public_id, "Somebody Else")
            table = Adult.__table__
            connection.execute(
                update(table).where(table.c.id == adult.id).values(full_name_sealed=said)
            )

    event.listen(db.engine, "before_cursor_execute", somebody_else)
    try:
        while True:
            with transaction() as session:
                if key_rotation.go_on(session, system_now(), batch=50) is None:
                    break
    finally:
        event.remove(db.engine, "before_cursor_execute", somebody_else)
    assert written, "the batch did write"
    with reading() as session:
        assert session.get_one(Adult, adult.id).full_name == "Somebody Else"


def test_rotating_again_and_again_keeps_everything_open(make: Make, newer: KeyRing) -> None:
    child = said(make)
    for _ in range(3):
        rotate(batch=100)
    with reading() as session:
        found = session.get_one(Child, child.id)
        assert found.first_name == NAME
        assert found.key.newest == 4
        assert found.first_name_sealed[0] == 4


def test_a_forgotten_child_stays_forgotten(make: Make, newer: KeyRing) -> None:
    child = make.child(name=NAME)
    with transaction() as session:
        assert crypto.forget(session, child.public_id.hex)
    row = rotate()
    assert row.unreadable == 0
    with reading() as session:
        found = session.get_one(Child, child.id)
        assert found.key.wrapped == b""
        with pytest.raises(Unreadable):
            assert found.first_name


def test_a_value_that_did_not_open_before_is_counted_and_left(make: Make, newer: KeyRing) -> None:
    child = make.child(name=NAME)
    with transaction() as session:
        broken = b"\x01" + bytes(40)
        session.execute(update(Child).values(first_name_sealed=broken))
    assert rotate().unreadable == 1
    with reading() as session:
        assert bytes(session.get_one(Child, child.id).first_name_sealed) == broken


def test_a_backup_of_before_opens_with_the_file_of_keys_of_after(
    app: Flask, make: Make, newer: KeyRing, tmp_path: Any
) -> None:
    """The newest file of keys is the only one that is kept (ADR 36)."""
    house = app.extensions["participation"]
    app.extensions["participation"] = replace(house, ring=newer)
    try:
        child = said(make)
        copies = Copies(app, tmp_path)
        copies.back_up("before", ago=timedelta(hours=1))
        rotate(batch=100)
        copies.back_up("after")
        assert copies.check("before").broken_at is None
        copies.restore("before")
        with reading() as session:
            found = session.scalars(select(Child).where(Child.public_id == child.public_id)).one()
            assert found.first_name == NAME
            assert found.first_name_sealed[0] == 1
    finally:
        app.extensions["participation"] = house


def test_of_two_who_rotate_at_once_the_second_does_the_next_batch(
    app: Flask, make: Make, newer: KeyRing
) -> None:
    for number in range(5):
        make.child(name=f"child {number}")
    with transaction() as session:
        key_rotation.begin(session, system_now())

    def rotate_too() -> None:
        with app.app_context(), transaction() as session:
            key_rotation.go_on(session, system_now(), batch=2)

    other = Thread(target=rotate_too)
    with transaction() as session:
        key_rotation.go_on(session, system_now(), batch=2)
        other.start()
        other.join(0.5)  # as far as anybody can come while this batch is not committed
    other.join()
    with reading() as session:
        row = key_rotation.unfinished(session)
        assert row is not None
        assert row.keys == 4, "not the same batch a second time"
        secrets = [len(pieces_of(key.wrapped)) for key in session.scalars(select(ChildKey))]
        assert sorted(secrets) == [1] * (len(secrets) - 4) + [2] * 4


# --- the drill: a key is lost ----------------------------------------------------------------


@pytest.fixture
def lost(app: Flask, make: Make) -> Iterator[KeyRing]:
    """Somebody started the house with another master key: the old one is in nobody's hands."""
    before = dict(app.extensions["participation.session_info"])
    ring = KeyRing(masters={"k9": b"\x09" * 32}, lookup=make.house.ring.lookup)

    def lose() -> KeyRing:
        app.extensions["participation.session_info"] = {"key_ring": ring}
        db.session.remove()
        return ring

    yield lose
    app.extensions["participation.session_info"] = before
    db.session.remove()


def test_drill_without_the_master_key_dates_are_readable_and_words_are_not(
    app: Flask, make: Make, lost: Any
) -> None:
    child = said(make)
    with reading() as session:
        review = session.scalars(select(Review)).one()
        officer = session.scalars(select(StaffMember).where(StaffMember.email != "")).first()
        assert officer is not None
        session.expunge_all()
    ring = lost()
    with reading() as session:
        found = session.get_one(Child, child.id)
        assert (found.born_on, found.external_id) == (child.born_on, child.external_id)
        assert first_break(session) is None, "the log does not hang on the lost key"
        with pytest.raises(Unreadable, match="master key is missing"):
            assert found.first_name
        assert set(key_rotation.masters_in_use(session)) == {"k1"}
    browser = at_work(app.test_client(), make, officer)
    for page in ("/staff/reviews", f"/staff/reviews/{review.external_id}/summary"):
        answer = browser.get(page)
        assert answer.status_code >= 500, "it says that something is wrong"
        assert NAME not in answer.get_data(as_text=True)
    with pytest.raises(Unreadable):
        rotate()
    with reading() as session:
        assert set(key_rotation.masters_in_use(session)) == {"k1"}, "nothing was lost by trying"
    assert ring.newest == "k9"


def test_drill_the_sealed_copy_of_the_key_brings_everything_back(make: Make, lost: Any) -> None:
    """Beside the new one, under its old name: nothing is rotated or restored for it."""
    child = said(make)
    ring = lost()
    with pytest.raises(Unreadable), reading() as session:
        assert session.get_one(Child, child.id).first_name
    found = KeyRing(masters={**ring.masters, **make.house.ring.masters}, lookup=ring.lookup)
    with reading() as session:
        session.info["key_ring"] = found
        assert session.get_one(Child, child.id).first_name == NAME
