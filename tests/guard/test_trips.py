"""A state comes back to the browser it was made for, within ten minutes, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from participation.guard.trips import LONGEST_TRIP, Trip, come_back, set_out, spend
from participation.kernel.db import transaction

NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
SECRET = b"ours"


def a_trip(random: str = "random", browser: str = "cookie") -> Trip:
    return set_out(SECRET, browser, random=random, now=NOW)


def test_what_was_worked_out_on_the_way_there_is_worked_out_again_on_the_way_back() -> None:
    trip = a_trip()
    assert come_back(SECRET, "cookie", trip.state, NOW + timedelta(minutes=9)) == trip
    assert len({trip.state, trip.nonce, trip.verifier}) == 3
    assert 43 <= len(trip.verifier) <= 128  # RFC 7636


@pytest.mark.parametrize(
    ("secret", "browser", "state"),
    [
        (b"another", "cookie", None),
        (SECRET, "another browser", None),
        (SECRET, "", None),
        (SECRET, "cookie", ""),
        (SECRET, "cookie", "."),
        (SECRET, "cookie", "1.2.3"),
        (SECRET, "cookie", "9" * 5000),
        (SECRET, "cookie", "é.é.é"),
    ],
    ids=str,
)
def test_a_state_from_anywhere_else_is_nobodys(
    secret: bytes, browser: str, state: str | None
) -> None:
    given = a_trip().state if state is None else state
    assert come_back(secret, browser, given, NOW) is None


def test_a_state_whose_time_was_altered_is_nobodys() -> None:
    began, _, rest = a_trip().state.partition(".")
    assert come_back(SECRET, "cookie", f"{int(began) + 600}.{rest}", NOW) is None


def test_a_state_is_good_for_ten_minutes() -> None:
    state = a_trip().state
    assert come_back(SECRET, "cookie", state, NOW + LONGEST_TRIP) is not None
    late = NOW + LONGEST_TRIP + timedelta(seconds=1)
    assert come_back(SECRET, "cookie", state, late) is None


def test_a_state_is_good_once(app: Flask) -> None:
    with app.app_context():
        for expected in (True, False, False):
            with transaction() as session:
                assert spend(session, a_trip(), NOW) is expected
        with transaction() as session:
            assert spend(session, a_trip("other"), NOW)
