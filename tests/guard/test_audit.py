"""The audit cannot be shortened, altered or skipped without being seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from participation.guard.audit import AuditEvent, Deed, first_break, record
from participation.kernel.db import transaction
from tests.factories import Make


def write(make: Make, how_many: int) -> list[int]:
    for number in range(how_many):
        with transaction() as session:
            deed = Deed(actor="staff:a", action="summary.read", subject=f"review:{number}")
            record(session, deed, make.clock.now() + timedelta(minutes=number))
    with transaction() as session:
        return list(session.scalars(select(AuditEvent.id).order_by(AuditEvent.id)))


def broken_at() -> int | None:
    with transaction() as session:
        return first_break(session)


def test_an_untouched_chain_has_no_break(make: Make) -> None:
    write(make, 5)
    assert broken_at() is None


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
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_altered_row_is_found(make: Make, change: dict[str, str]) -> None:
    ids = write(make, 4)
    with transaction() as session:
        session.execute(update(AuditEvent).where(AuditEvent.id == ids[1]).values(**change))
    assert broken_at() == ids[1]


def test_an_altered_time_is_found(make: Make) -> None:
    ids = write(make, 3)
    with transaction() as session:
        later = make.clock.now() + timedelta(days=1)
        session.execute(update(AuditEvent).where(AuditEvent.id == ids[0]).values(at=later))
    assert broken_at() == ids[0]


def test_a_row_taken_out_is_found_at_the_next_one(make: Make) -> None:
    ids = write(make, 4)
    with transaction() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.id == ids[1]))
    assert broken_at() == ids[2]


def test_who_cannot_read_the_key_cannot_write_a_row_that_fits(make: Make) -> None:
    ids = write(make, 2)
    with transaction() as session:
        last = session.get_one(AuditEvent, ids[1])
        forged = AuditEvent(
            at=last.at,
            actor="staff:b",
            action="summary.read",
            subject="review:9",
            outcome="done",
            previous_hash=last.hash,
            hash="f" * 64,
        )
        session.add(forged)
    assert broken_at() is not None
