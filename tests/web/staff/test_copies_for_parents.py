"""A parent asks for a child's copy: all but the bare record begins as held back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations import observing, tasks
from participation.care.consultations.models import Invitation, TaskKind
from participation.care.subject_access import around, looks, own, queries
from participation.care.subject_access.models import Desk, SubjectExport
from participation.care.subject_access.rules import Ground
from participation.kernel.db import reading, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.at_the_copies import Desks, Told

# What the council's own record says of the child anyway.
GOES = {"child", "review", "decision", "assignment"}
ADULTS = {"adult"}  # of an adult's own copy, which no parent asks for
NOTED, NOT_WANTED, SAW = "notedbruise", "Nobody from Asmara", "hid under the table"


@pytest.fixture
def desks(app: Flask, make: Make) -> Desks:
    told = Told(make)
    with transaction() as session:
        child = session.merge(told.child)
        child.not_wanted = NOT_WANTED
        tasks.make_task(
            session,
            TaskKind.IN_PERSON,
            about=told.invitation.public_id.hex,
            key=child.key,
            owner_role="participation",
            due_on=make.today,
            now=make.clock.now(),
            child_id=child.id,
            invitation_id=told.invitation.id,
            note=NOTED,
        )
        asked = session.get_one(Invitation, told.invitation.id)
        by, now = told.officer.id, make.clock.now()
        observing.note_seen(session, asked, SAW, how="visit", by_id=by, page_key="1", now=now)
    return Desks(app, make, told)


def grounds(desks: Desks, asked_by: str) -> dict[str, set[Ground | None]]:
    assert desks.ask(asked_by=asked_by).status_code == 303
    found: dict[str, set[Ground | None]] = {}
    with reading() as session:
        part = session.scalars(
            select(SubjectExport)
            .where(SubjectExport.desk == Desk.OFFICER, SubjectExport.asked_by == asked_by)
            .order_by(SubjectExport.id.desc())
        ).first()
        assert part is not None
        for one in queries.weigh(session, part).lines:
            found.setdefault(one.line.what, set()).add(one.line.ground)
    return found


@on_sqlite
def test_p10_what_was_noted_and_how_a_child_was_asked_begins_as_held_back_from_a_parent(
    desks: Desks,
) -> None:
    parents = grounds(desks, "parent")
    for what in ("task", "observation", "invitation", "not_wanted"):
        assert parents[what] == {Ground.EXPECTED_PRIVATE}, what
    assert {what for what, of in parents.items() if None in of} <= GOES | {"answer"}
    own_copy = grounds(desks, "self")
    for what in ("task", "observation", "invitation", "not_wanted"):
        assert own_copy[what] == {None}, what


def test_p10_each_kind_of_line_says_whether_a_parent_may_have_it() -> None:
    unsaid = {
        what
        for what, said in _kinds()
        if not said & {"for_everyone", "safeguarding", "about_others"}
    }
    assert unsaid == GOES | ADULTS


def _kinds() -> Iterator[tuple[str, set[str]]]:
    """Each kind of line in the code that makes them, with what is said beside it."""
    for module in (own, around, looks):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            if call.func.attr != "line":
                continue
            names = [one for one in ast.walk(call.args[1]) if isinstance(one, ast.Constant)]
            assert names, "a kind of line has a name"
            for name in names:
                yield str(name.value), {one.arg for one in call.keywords if one.arg}
