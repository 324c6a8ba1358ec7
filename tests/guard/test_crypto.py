"""What is sealed opens only where it was put, with the key it was sealed under (T11, D11)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from participation.care.people.models import Child
from participation.guard.crypto import ChildKey, KeyRing, council_key
from participation.kernel.db import reading, transaction
from participation.kernel.errors import Unreadable
from tests.conftest import NOW
from tests.factories import Make

NAME = "Zanzibar-Quince"


def test_a_name_is_not_in_the_database(make: Make) -> None:
    make.child(name=NAME)
    with reading() as session:
        stored = session.execute(text("SELECT first_name_sealed FROM children")).scalar_one()
        assert NAME.encode() not in bytes(stored)
        assert session.scalars(select(Child)).one().first_name == NAME


def test_t11_a_value_moved_to_another_child_does_not_open(make: Make) -> None:
    one, other = make.child(name="One"), make.child(name="Other")
    with transaction() as session:
        rows = {row.id: row for row in session.scalars(select(Child))}
        rows[other.id].first_name_sealed = rows[one.id].first_name_sealed
    with reading() as session:
        moved = session.get_one(Child, other.id)
        with pytest.raises(Unreadable):
            assert moved.first_name


def test_an_altered_value_does_not_open(make: Make) -> None:
    child = make.child(name=NAME)
    with transaction() as session:
        row = session.get_one(Child, child.id)
        row.first_name_sealed = row.first_name_sealed[:-1] + bytes([row.first_name_sealed[-1] ^ 1])
    with reading() as session, pytest.raises(Unreadable):
        assert session.get_one(Child, child.id).first_name


def test_forgetting_a_key_forgets_the_child(make: Make) -> None:
    """Destroying the wrapped key is destroying the words, in backups too (P13)."""
    child = make.child(name=NAME)
    with transaction() as session:
        session.get_one(ChildKey, child.key_id).wrapped = b"\x01" + bytes(60)
    with reading() as session, pytest.raises(Unreadable):
        assert session.get_one(Child, child.id).first_name


def test_a_new_master_key_in_front_still_opens_what_the_old_one_wrapped(make: Make) -> None:
    ring = make.house.ring
    child = make.child(name=NAME)
    newer = KeyRing(masters={"k2": b"\x02" * 32, **ring.masters}, lookup=ring.lookup)
    with reading() as session:
        session.info["key_ring"] = newer
        assert session.get_one(Child, child.id).first_name == NAME
    assert newer.newest == "k2"


def test_without_the_master_key_nothing_opens(make: Make) -> None:
    child = make.child(name=NAME)
    stranger = KeyRing(masters={"k9": b"\x09" * 32}, lookup=b"x" * 32)
    with reading() as session:
        session.info["key_ring"] = stranger
        with pytest.raises(Unreadable, match="master key"):
            assert session.get_one(Child, child.id).first_name


def test_the_same_words_are_never_sealed_alike(make: Make) -> None:
    make.child(name=NAME)
    make.child(name=NAME)
    with reading() as session:
        first, second = session.execute(text("SELECT first_name_sealed FROM children")).scalars()
    assert bytes(first) != bytes(second)


def test_equal_numbers_are_found_and_nothing_else_is_told(make: Make) -> None:
    ring = make.house.ring
    assert ring.lookup_hash("mobile", "+447700900001") == ring.lookup_hash(
        "mobile", "+447700900001"
    )
    assert ring.lookup_hash("mobile", "+447700900001") != ring.lookup_hash("email", "+447700900001")
    other = replace(ring, lookup=b"another lookup key, long enough too")
    assert ring.lookup_hash("mobile", "+447700900001") != other.lookup_hash(
        "mobile", "+447700900001"
    )
    assert "7700900001" not in ring.lookup_hash("mobile", "+447700900001")


def test_the_councils_key_is_made_once(make: Make) -> None:
    with transaction() as session:
        first = council_key(session, NOW).id
    with transaction() as session:
        assert council_key(session, NOW).id == first
    with reading() as session:
        owners = session.scalars(select(ChildKey.owner)).all()
    assert owners.count("council") == 1


def test_a_key_ring_shows_no_key() -> None:
    ring = KeyRing(masters={"k1": b"secret-secret-secret-secret-1234"}, lookup=b"lookup-secret")
    assert "secret" not in repr(ring)
