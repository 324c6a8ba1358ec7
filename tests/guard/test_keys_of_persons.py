"""A person's own key: what can be one, who may set it, five tries, and what it opens (R2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from participation.guard import keys_of_persons as keys
from participation.guard.keys_of_persons import KeyKind, PersonKey
from participation.kernel.db import reading, transaction
from participation.kernel.ids import new_public_id

NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
PERSON = new_public_id()
PIN = "271828"


@pytest.fixture
def key(app: Flask) -> Flask:
    """PERSON has a key, made in the sitting "first."."""
    with app.app_context(), transaction() as session:
        assert keys.make_key(session, PERSON, KeyKind.PIN, PIN, mark="first.", now=NOW)
    return app


def tried(app: Flask, secret: str | None, page: str | None = None) -> bool:
    with app.app_context(), transaction() as session:
        return keys.opens(session, PERSON, secret, page=page)


def left(app: Flask) -> int:
    with app.app_context(), reading() as session:
        found = keys.key_of(session, PERSON)
        assert found is not None
        return found.tries_left


@pytest.mark.parametrize(
    "typed", ["271828", " 271 828 ", "27 18 28", "٢٧١٨٢٨", "۲۷۱۸۲۸", "２７１８２８"]
)
def test_b9_six_digits_of_any_keyboard_are_a_pin_however_they_are_spaced(typed: str) -> None:
    assert keys.pin_in(typed) == "271828"


@pytest.mark.parametrize("typed", ["", "27182", "2718281", "27182a", "२७१८२८", "²71828", "-27182"])
def test_anything_else_is_none(typed: str) -> None:
    assert keys.pin_in(typed) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_six_ascii_digits_or_nothing(typed: str) -> None:
    pin = keys.pin_in(typed)
    assert pin is None or (len(pin) == 6 and set(pin) <= set("0123456789"))


@pytest.mark.parametrize(
    "pin",
    ["000000", "111111", "123456", "234567", "654321", "098765", "121212", "123123", "890123"],
)
def test_what_everybody_tries_first_is_refused(pin: str) -> None:
    assert keys.is_easy(pin)


@pytest.mark.parametrize("pin", ["271828", "112358", "100000", "135790"])
def test_other_digits_are_taken(pin: str) -> None:
    assert not keys.is_easy(pin)


def test_three_different_pictures_in_their_order_are_a_key() -> None:
    assert keys.pictures_in(["sun", "fish", "cup"]) == "sun fish cup"
    assert keys.pictures_in(["fish", "sun", "cup"]) != keys.pictures_in(["sun", "fish", "cup"])


@pytest.mark.parametrize(
    "picked",
    [[], ["sun"], ["sun", "fish"], ["sun", "sun", "fish"], ["sun", "fish", "dog"],
     ["sun", "fish", "cup", "star"]],
)  # fmt: skip
def test_other_pictures_are_none(picked: list[str]) -> None:
    assert keys.pictures_in(picked) is None


def test_the_key_opens_and_nothing_else_does(key: Flask) -> None:
    assert tried(key, PIN)
    assert not tried(key, "271829")
    assert not tried(key, None)


def test_r2_five_wrong_tries_shut_it_and_then_the_right_one_opens_nothing(key: Flask) -> None:
    assert [tried(key, "999999") for _ in range(5)] == [False] * 5
    assert not tried(key, PIN)
    assert left(key) == 0


def test_the_fifth_try_may_still_be_right_and_gives_all_of_them_back(key: Flask) -> None:
    for _ in range(4):
        assert not tried(key, "999999")
    assert tried(key, PIN)
    assert left(key) == 5


def test_trying_where_there_is_no_key_opens_nothing(app: Flask) -> None:
    assert not tried(app, PIN)


def test_r2_no_second_key_takes_the_place_of_the_first(key: Flask) -> None:
    with key.app_context(), transaction() as session:
        assert keys.make_key(session, PERSON, KeyKind.PIN, "314159", mark="x.", now=NOW) is None
    assert not tried(key, "314159")
    assert tried(key, PIN)


def test_a_key_knows_the_sittings_in_which_it_was_in_hand(key: Flask) -> None:
    with key.app_context(), transaction() as session:
        found = keys.key_of(session, PERSON)
        assert found is not None
        keys.had_in_hand(session, found, "second.")
        keys.had_in_hand(session, found, "second.")
        assert keys.marks_of(session, PERSON) == ["first.", "second."]
        assert keys.marks_of(session, new_public_id()) == []


def test_a_key_that_is_set_free_is_gone_with_all_it_opened(key: Flask) -> None:
    with key.app_context(), transaction() as session:
        keys.begin_reading(session, cookie="c", csrf="t", person=PERSON, now=NOW)
    with key.app_context(), transaction() as session:
        assert keys.forget_key(session, PERSON)
        assert not keys.forget_key(session, PERSON)
        assert keys.reading_of(session, "c", NOW) is None
        assert keys.make_key(session, PERSON, KeyKind.PIN, "314159", mark="new.", now=NOW)
        assert keys.marks_of(session, PERSON) == ["new."]


def test_reading_ends_after_twenty_idle_minutes(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        keys.begin_reading(session, cookie="c", csrf="t", person=PERSON, now=NOW)
        session.flush()
        assert keys.reading_of(session, "c", NOW + timedelta(minutes=20))
        assert keys.reading_of(session, "c", NOW + timedelta(minutes=20, seconds=1)) is None
        assert keys.reading_of(session, "d", NOW) is None


def test_neither_the_key_nor_its_hash_is_in_a_repr(key: Flask) -> None:
    with key.app_context(), reading() as session:
        found = keys.key_of(session, PERSON)
        assert isinstance(found, PersonKey)
        assert PIN not in found.secret_hash
        assert found.secret_hash not in repr(found)


def test_a_double_tap_on_a_wrong_key_is_one_try(key: Flask) -> None:
    assert not tried(key, "271829", "page 1")
    assert not tried(key, "271829", "page 1")
    assert left(key) == 4
    assert not tried(key, "271829", "page 2")
    assert left(key) == 3


def test_one_page_never_tries_two_keys(key: Flask) -> None:
    """Or a guesser would send one page over and over and spend a single try."""
    assert not tried(key, "271829", "page 1")
    assert not tried(key, PIN, "page 1")
    assert tried(key, PIN, "page 2")
    assert left(key) == 5


def test_a_double_tap_on_the_right_key_opens_both_times(key: Flask) -> None:
    assert tried(key, PIN, "page 1")
    assert tried(key, PIN, "page 1")


def test_tries_without_a_page_all_count(key: Flask) -> None:
    assert not tried(key, "271829")
    assert not tried(key, "271829")
    assert left(key) == 3
