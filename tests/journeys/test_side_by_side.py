"""Whoever has the audit's chain can go on writing, whatever others are about to do (T3).

A page takes the chain first and then rows; whoever did it the other way round would stop everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from participation.care.people.models import AssignedAs, Assignment, Child, Role, StaffMember
from participation.care.safeguarding.models import Hearing, HearingState, SourceKind
from participation.care.safeguarding.rules import Level
from participation.guard.audit import Deed, record
from participation.guard.glass import BrokenGlass, GlassReason
from participation.journeys import breaking_glass
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from tests.databases import on_postgresql
from tests.factories import Make
from tests.journeys.a_life import lived
from tests.journeys.going import count, over, run

pytestmark = on_postgresql  # SQLite has one writer: nobody holds what another waits for


def with_the_chain_in_hand(
    app: Flask, make: Make, other: Callable[[], Any], write: Callable[[Session], None]
) -> None:
    """Take the chain, let the other come as far as they can, and then write."""

    def beside() -> None:
        with app.app_context():
            other()

    thread = Thread(target=beside)
    with transaction() as session:
        deed = Deed(actor="staff:a", action="summary.read", subject="review:x")
        record(session, deed, make.clock.now())
        thread.start()
        waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        while thread.is_alive() and not session.scalar(waits):
            session.execute(text("SELECT pg_sleep(0.02)"))
        session.execute(text("SET LOCAL lock_timeout = '5s'"))
        write(session)
        session.flush()
    thread.join()


def test_words_come_while_a_child_is_about_to_go_and_the_child_stays(
    app: Flask, make: Make
) -> None:
    life = lived(make)
    over(make, life)
    ran = []

    def words(session: Session) -> None:
        now = make.clock.now()
        session.add(
            Hearing(
                child_id=life.child.id,
                source_kind=next(iter(SourceKind)),
                source_id=uuid4(),
                heard_at=now,
                screened=Level.GREEN,
                state=HearingState.WAITING,
                read_due=now,
            )
        )

    with_the_chain_in_hand(app, make, lambda: ran.append(run(make)), words)
    assert [(each.forgotten, each.failed) for each in ran] == [(0, 0)]
    assert run(make).settled[0].in_the_way == ("words_unread",)


def test_a_reader_writes_in_one_tab_while_they_break_glass_in_another(
    app: Flask, make: Make
) -> None:
    reader, child = make.staff(name="Kit Night"), make.child(officer=make.staff())
    make.staff(Role.IRO_MANAGER)
    make.staff(Role.DATA_PROTECTION)

    def breaks() -> None:
        with transaction() as session:
            opened = breaking_glass.break_glass(
                session,
                session.scalars(select(StaffMember).where(StaffMember.id == reader.id)).one(),
                child.external_id,
                GlassReason.OTHER,
                "Her school rings: she has not come home.",
                now=make.clock.now(),
                system=system_now(),
            )
            assert isinstance(opened, BrokenGlass)

    def writes(session: Session) -> None:
        session.add(
            Assignment(
                child_id=session.get_one(Child, child.id).id,
                staff_id=reader.id,
                assigned_as=AssignedAs.COVER,
                from_on=make.today + timedelta(days=1),
            )
        )

    with_the_chain_in_hand(app, make, breaks, writes)
    assert count(BrokenGlass) == count(Assignment, staff_id=reader.id) == 1
