"""The case system gives a child to another officer, while somebody covers (I15)."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.people import handing_over
from participation.care.people import queries as people
from participation.care.people.models import Assignment, Child, StaffMember
from participation.guard.crypto import council_key
from participation.journeys.importing.keeping import Confirmed
from participation.kernel.db import reading, transaction
from tests.journeys.importing.conftest import TODAY, BringIn, Council, HandOver, by_id
from tests.journeys.importing.handing_over import IMPORTED, confirm, rows, undo


def cover_by_s9(app: Flask, council: Council, bring_in: BringIn) -> None:
    """S9 covers for S1, and a task of P1's officer is open."""
    council.staff.append({**council.staff[1], "staff_id": "S9", "full_name": "Alex Hill",
                          "email": "alex@council.example"})  # fmt: skip
    bring_in()
    now = app.extensions["participation"].now()
    with transaction() as session:
        sam, alex = (by_id(session, StaffMember, one) for one in ("S1", "S9"))
        children = [by_id(session, Child, one).id for one in ("P1", "P2")]
        handing_over.cover(session, children, alex.id, TODAY, date(2026, 12, 4))
        session.add(
            Task(
                key=council_key(session, now),
                kind=TaskKind.ASK_ABOUT_WORRIES_ALONE,
                about="talk",
                child_id=children[0],
                owner_id=sam.id,
                owner_role="iro",
                due_on=TODAY,
                made_at=now,
            )
        )


def on_duty(child: str) -> str | None:
    with reading() as session:
        found = people.officer_of(session, by_id(session, Child, child).id, TODAY)
        return found.external_id if found is not None else None


def tasks() -> list[tuple[str, str | None, str]]:
    with reading() as session:
        who = {row.id: row.external_id for row in session.scalars(select(StaffMember))}
        found = session.scalars(select(Task).where(Task.state == TaskState.OPEN).order_by(Task.id))
        return [(one.kind.value, who.get(one.owner_id or 0), one.owner_role) for one in found]


def test_i15_another_officer_by_the_case_system_ends_the_cover_and_undo_brings_it_back(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    cover_by_s9(app, council, bring_in)
    assert (on_duty("P1"), on_duty("P2")) == ("S9", "S9")
    before = rows(*IMPORTED, Assignment, Task)
    council.staff.append({**council.staff[1], "staff_id": "S5", "full_name": "Pat Wood",
                          "email": "pat@council.example"})  # fmt: skip
    council.children[0]["iro_staff_id"] = "S5"
    key = hand_over()
    assert confirm(app, key) is Confirmed.DONE
    assert (on_duty("P1"), on_duty("P2")) == ("S5", "S9")
    assert tasks() == [("ask_about_worries_alone", "S5", "iro"), ("tell_officer", "S5", "iro")]
    assert undo(app, key) == set()
    assert rows(*IMPORTED, Assignment, Task) == before


def test_i15_a_child_whom_the_case_system_gives_to_somebody_away_is_covered(
    app: Flask, council: Council, bring_in: BringIn
) -> None:
    cover_by_s9(app, council, bring_in)
    council.children[2]["iro_staff_id"] = "S1"
    council.children.append({**council.children[2], "pers_person_id": "P4", "first_name": "Zed"})
    bring_in()
    assert (on_duty("P3"), on_duty("P4")) == ("S9", "S9")
