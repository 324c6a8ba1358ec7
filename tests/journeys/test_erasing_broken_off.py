"""A purge that is killed leaves all of a child or nothing, and the next run goes on (F13)."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from participation.journeys.erasing import running
from participation.journeys.erasing.in_the_way import near
from participation.kernel.db import db, reading
from tests.factories import Make
from tests.journeys.a_life import WORD, lived
from tests.journeys.going import over, run, words_left


def test_f13_a_purge_that_breaks_off_anywhere_leaves_all_or_nothing_and_is_taken_up(
    make: Make, app: Flask
) -> None:
    """Twenty points, spread over the statements of one child; at each the words are whole after
    it, and the run after the last lets everything go."""
    life = lived(make)
    over(make, life)
    before = words_left()
    statements = _statements_of(make, db.engine)
    assert statements > 40
    for point in range(20):
        with _breaks_at(db.engine, 1 + point * statements // 20):
            ran = run(make)
        assert (ran.forgotten, ran.failed) == (0, 1), point
        assert words_left() == before, point
    assert run(make).forgotten == 1
    assert not [each for each in words_left() if WORD in each and "EDRMS" not in each]


class Broken(Exception):
    pass


class _breaks_at:  # noqa: N801 - used as a word
    """The n-th statement that writes about the child fails, as if the machine had gone."""

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine, self._number, self.seen = engine, number, 0

    def __enter__(self) -> _breaks_at:
        event.listen(self._engine, "before_cursor_execute", self._count)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._count)

    def _count(self, *said: Any) -> None:
        statement = said[2].lstrip()
        if self.seen or statement.startswith("INSERT INTO audit_events"):
            writes = statement[:6] in ("INSERT", "UPDATE", "DELETE")
            self.seen += writes
            if writes and self.seen == self._number:
                raise Broken


def _statements_of(make: Make, engine: Engine) -> int:
    """How many statements write while one child goes: broken off at the very end."""
    db.session.rollback()
    with _breaks_at(engine, 10_000) as counting, reading() as session:
        session.rollback()  # a transaction that may write, and is rolled back all the same
        (due,) = near(session, 12, make.today)
        running.let_go(session, due, months=12, actor="command", now=make.clock.now())
        session.flush()
    return counting.seen
