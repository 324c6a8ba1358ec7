"""What a child was told is saved is there, once, whatever became of the database meanwhile.

At full size by hand: python -m tests.faults.saving, also with --trouble locked and dropped.
"""

from __future__ import annotations

import pytest

from tests.faults.saving import Plan, run


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        request.getfixturevalue("postgres_url")  # says so where there is none
    return str(request.param)


def test_f14_saves_at_the_same_moment_with_answers_sent_again_are_each_kept_once(
    database: str,
) -> None:
    told = run(Plan(database, saves=200, children=12))
    assert told.acknowledged.total() == 200
    assert (told.missing, told.twice, told.unknown) == ([], [], [])


def test_f6_a_lock_and_cut_connections_lose_nothing_that_was_acknowledged(database: str) -> None:
    trouble = "locked" if database == "sqlite" else "dropped"
    told = run(Plan(database, saves=200, children=12, trouble=trouble, times=8, seconds=1))
    assert told.troubles > 0
    assert told.acknowledged.total() == 200
    assert (told.missing, told.twice, told.unknown, told.given_up) == ([], [], [], 0)


def test_f14_a_save_that_is_lost_or_doubled_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run above would be worth nothing if it could not fail: marks are told apart at random."""
    marks = iter(f"another-mark-{number:06d}" for number in range(10**6))
    monkeypatch.setattr("tests.faults.saving.mark_of", lambda _words: next(marks))
    assert run(Plan("sqlite", saves=100, children=4)).twice
