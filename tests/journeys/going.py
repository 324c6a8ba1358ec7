"""A run of retention in tests, and what is left after it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from participation.guard.crypto import UnderKey
from participation.journeys.erasing import holding, nightly, running
from participation.journeys.erasing.in_the_way import TOLD_BEFORE, near
from participation.journeys.erasing.nightly import Ran
from participation.kernel.db import db, reading, transaction
from participation.kernel.model import Base
from tests.conftest import NOW
from tests.factories import Make
from tests.journeys.a_life import Life

ENDED = date(2026, 12, 1)
THIRTEEN_MONTHS_ON = timedelta(days=410)


def run(make: Make) -> Ran:
    db.session.rollback()
    return nightly.run(make.house, transaction, db.engine, actor="command")


def over(make: Make, life: Life, *, filed: bool = True) -> None:
    """Care ended, everything was filed (or not), and thirteen months went by."""
    life.ends(ENDED)
    if filed:
        life.file_summaries()
        with transaction() as session:
            now = make.clock.now() + timedelta(days=5)  # after the talk on the day of the review
            by, reference = life.officer.external_id, life.child.external_id
            holding.note_rest_filed(session, reference, by, "EDRMS 7", now=now)
    make.clock.moment = NOW + THIRTEEN_MONTHS_ON
    known_in_time(make)


def known_in_time(make: Make, months: int = 12) -> None:
    """A run of four weeks ago saw that the dates say so."""
    before = make.clock.now() - TOLD_BEFORE
    with transaction() as session:
        running.see(session, near(session, months, before.date()), before.date())


def words_left() -> set[str]:
    """Every sealed attribute of every row that still opens, as what it says."""
    found: set[str] = set()
    with reading() as session:
        for mapper in Base.registry.mappers:
            if not issubclass(mapper.class_, UnderKey):
                continue
            names = [c.key[: -len("_sealed")] for c in mapper.columns if c.key.endswith("_sealed")]
            for row in session.scalars(select(mapper.class_)):
                found |= {str(getattr(row, name)) for name in names if getattr(row, name)}
    return found


def one(kind: type[Any], **having: Any) -> Any:
    with reading() as session:
        return session.scalars(select(kind).filter_by(**having)).one()


def count(kind: type[Any], **having: Any) -> int:
    with reading() as session:
        return len(session.scalars(select(kind).filter_by(**having)).all())
