"""`participation keys`: what it says, before, while and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask

from participation.guard import key_rotation
from participation.guard.crypto import ChildKey, KeyRing
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from tests.factories import Make


@pytest.fixture
def newer(app: Flask, make: Make) -> Iterator[None]:
    """A second master key in front."""
    house = app.extensions["participation"]
    before = dict(app.extensions["participation.session_info"])
    ring = KeyRing(masters={"k2": b"\x02" * 32, **house.ring.masters}, lookup=house.ring.lookup)
    app.extensions["participation"] = replace(house, ring=ring)
    app.extensions["participation.session_info"] = {"key_ring": ring}
    yield
    app.extensions["participation"] = house
    app.extensions["participation.session_info"] = before


def said(app: Flask, *words: str) -> Result:
    with app.app_context():
        db.session.remove()
    return app.test_cli_runner().invoke(args=["keys", *words])


def run(app: Flask, *words: str) -> str:
    done = said(app, *words)
    assert done.exit_code == 0, done.output
    return done.output


def test_status_says_what_is_in_use_and_what_a_rotation_leaves(
    app: Flask, make: Make, newer: None
) -> None:
    make.child()
    make.adult()
    before = run(app, "status")
    assert "1 data keys are wrapped by k1." in before
    assert "0 under an older secret" in before
    rotated = run(app, "rotate")
    assert "2 data keys are wrapped by k2; 2 values sealed anew" in rotated
    assert "a second" in rotated
    after = run(app, "status")
    assert "wrapped by k1" not in after
    assert "k1 wraps nothing." in after
    assert "0 under an older secret" in after


def test_what_was_broken_off_is_gone_on_with(app: Flask, make: Make, newer: None) -> None:
    make.child()
    make.adult()
    with transaction() as session:
        key_rotation.begin(session, system_now())
        key_rotation.go_on(session, system_now(), batch=1)
    assert "A rotation was begun and is not done" in run(app, "status")
    rotated = run(app, "rotate")
    assert "Going on with the rotation" in rotated
    assert "2 data keys are wrapped by k2; 2 values sealed anew" in rotated
    with reading() as session:
        assert key_rotation.unfinished(session) is None


@pytest.mark.parametrize("begun_with_new_secrets", [True, False])
def test_what_was_begun_is_ended_as_it_was_begun(
    app: Flask, make: Make, newer: None, begun_with_new_secrets: bool
) -> None:
    make.child()
    with transaction() as session:
        key_rotation.begin(session, system_now(), new_secrets=begun_with_new_secrets)
    refused = said(app, "rotate", *(["--wrap-only"] if begun_with_new_secrets else []))
    assert (refused.exit_code, "end it with" in refused.output) == (1, True)
    run(app, "rotate", *([] if begun_with_new_secrets else ["--wrap-only"]))


def test_with_another_master_key_in_front_it_does_not_go_on(
    app: Flask, make: Make, newer: None
) -> None:
    make.child()
    with transaction() as session:
        key_rotation.begin(session, system_now())
    house = app.extensions["participation"]
    ring = KeyRing(masters={"k3": b"\x03" * 32, **house.ring.masters}, lookup=house.ring.lookup)
    app.extensions["participation"] = replace(house, ring=ring)
    app.extensions["participation.session_info"] = {"key_ring": ring}
    refused = said(app, "rotate")
    assert (refused.exit_code, "k3 stands first now" in refused.output) == (1, True)


def test_wrapping_alone_seals_nothing_anew(app: Flask, make: Make, newer: None) -> None:
    make.child()
    assert "1 data keys are wrapped by k2; 0 values" in run(app, "rotate", "--wrap-only")


@pytest.mark.parametrize(
    ("masters", "told"),
    [
        ({"k9": b"\x09" * 32}, "lacks k1. Put back"),
        ({"k1": b"\x09" * 32}, "holds another key under the name k1. Put back"),
    ],
)
def test_a_key_that_is_not_here_is_named(
    app: Flask, make: Make, masters: dict[str, bytes], told: str
) -> None:
    make.child()
    info = app.extensions["participation.session_info"]
    house = app.extensions["participation"]
    ring = KeyRing(masters=masters, lookup=house.ring.lookup)
    app.extensions["participation"] = replace(house, ring=ring)
    app.extensions["participation.session_info"] = {"key_ring": ring}
    try:
        answer = said(app, "status")
    finally:
        app.extensions["participation"] = house
        app.extensions["participation.session_info"] = info
    assert answer.exit_code == 1
    assert "1 data keys are wrapped by k1; 1 of them DO NOT OPEN." in answer.output
    assert f"PARTICIPATION_ENCRYPTION_KEYS {told}" in answer.output


def test_one_key_that_was_altered_is_no_wrong_master(app: Flask, make: Make) -> None:
    make.adult()
    child = make.child()
    with transaction() as session:
        session.get_one(ChildKey, child.key_id).wrapped = b"\x01" * 61
    answer = said(app, "status")
    assert answer.exit_code == 1
    assert "2 data keys are wrapped by k1; 1 of them DO NOT OPEN." in answer.output
    assert "were altered. Take them from a backup" in answer.output
