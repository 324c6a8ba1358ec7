"""No table is forgotten when somebody asks for a copy of what is held on them (Article 15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from participation.care.consultations.asking_models import AskingDecision
from participation.care.interpreting.booking_models import Interpreter, InterpreterNotWanted
from participation.care.people.models import OfficerTold, RelationshipKind
from participation.care.reviews.meeting import (
    CHILD,
    Guest,
    Mailed,
    MailSays,
    Meeting,
    keep_guests,
)
from participation.care.subject_access import queries
from participation.care.subject_access.lines import Line
from participation.care.subject_access.models import AskedBy, Desk, SubjectExport
from participation.care.subject_access.rules import Ground
from participation.care.subject_access.tables import IN_A_COPY, LEFT_OUT
from participation.guard.crypto import council_key
from participation.kernel.db import db, transaction
from participation.kernel.model import Base
from participation.web.staff.copies_words import FACTS, VALUES, WHATS
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.at_the_copies import Told

_READS = re.compile(r'\b(?:FROM|JOIN)\s+"?([a-z_]+)"?')
WHY, AGENDA = "whycurlew", "agendadunlin"


class Arranged(Told):
    """A child of whom something stands in each table that came late."""

    def _beside(self) -> None:
        super()._beside()
        make, now = self.make, self.make.clock.now()
        with transaction() as session:
            child, officer = session.merge(self.child), session.merge(self.officer)
            meeting = Meeting(
                key=child.key, review_id=self.review.id, place="Old Mill", agenda=AGENDA,
                changed_by_id=officer.id, changed_at=now,
            )  # fmt: skip
            session.add(meeting)
            session.flush()
            keep_guests(
                meeting,
                [
                    Guest(CHILD, may_know_place=True),
                    Guest(officer.public_id.hex, may_know_place=False),
                    self._mother(),
                ],
            )
            interpreter = Interpreter(
                key=council_key(session, now), full_name="Ivy Weaver", languages=["ti"],
                added_by_id=officer.id, added_at=now,
            )  # fmt: skip
            session.add(interpreter)
            session.flush()
            session.add_all(
                [
                    InterpreterNotWanted(
                        child_id=child.id, interpreter_id=interpreter.id, at=now
                    ),
                    OfficerTold(
                        child_id=child.id, staff_id=officer.id, told_on=make.today, how="visit",
                        noted_by_id=officer.id, at=now,
                    ),
                    AskingDecision(
                        key=child.key, review_id=self.review.id, relationship_id=self.related.id,
                        asked=False, basis="harm", why=WHY, decided_by="Bea Court",
                        decided_on=make.today, noted_by_id=officer.id, noted_at=now,
                    ),
                ]
            )  # fmt: skip

    def _mother(self) -> Guest:
        today = self.make.today
        mail = Mailed(1, "m@work.example", MailSays.INVITED, today, today, "mark")
        who = self.related.public_id.hex
        return Guest(who, may_know_place=False, mails=(mail,), opened_on=today)


@pytest.fixture
def arranged(make: Make) -> Arranged:
    return Arranged(make)


def lines_of(told: Told, desk: Desk, *, mothers: bool = False) -> list[Line]:
    with transaction() as session:
        part = _part(session, told, desk, mothers=mothers)
        found = [one.line for one in queries.weigh(session, part).lines]
        session.expunge(part)
        session.rollback()
    return found


def _part(session: Session, told: Told, desk: Desk, *, mothers: bool) -> SubjectExport:
    make, now = told.make, told.make.clock.now()
    row = SubjectExport(
        key=session.merge(told.child).key,
        request=told.child.public_id,
        child_id=told.child.id,
        relationship_id=told.related.id if mothers else None,
        desk=desk,
        asked_by=AskedBy.SELF,
        received_on=make.today,
        due_on=make.today,
        why="test",
        started_by_id=told.officer.id,
        started_at=now,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


@contextmanager
def tables_asked() -> Iterator[set[str]]:
    found: set[str] = set()

    def look(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.update(_READS.findall(statement))

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", look)


def test_each_table_is_in_a_copy_or_it_is_said_why_not() -> None:
    every = {table.name for table in Base.metadata.sorted_tables}
    assert every - IN_A_COPY - set(LEFT_OUT) == set(), "a new table: say what becomes of it"
    assert (IN_A_COPY | set(LEFT_OUT)) - every == set()
    assert IN_A_COPY & set(LEFT_OUT) == set()


@on_sqlite
def test_a_copy_asks_each_table_that_is_said_to_be_in_it(arranged: Arranged) -> None:
    with tables_asked() as asked:
        for desk in Desk:
            for mothers in (False, True):
                lines_of(arranged, desk, mothers=mothers)
    assert IN_A_COPY - asked == set()
    to_open_and_to_weigh = {"child_keys", "stored_forms", "export_decisions"}
    assert asked & set(LEFT_OUT) <= to_open_and_to_weigh


@on_sqlite
def test_what_came_late_stands_in_a_childs_copy_each_thing_with_its_ground(
    arranged: Arranged,
) -> None:
    found = {one.what: one for one in lines_of(arranged, Desk.OFFICER)}
    assert (found["asking_decision"].words, found["asking_decision"].ground) == (
        WHY,
        Ground.THIRD_PARTY,
    )
    assert found["meeting"].words == AGENDA
    assert found["meeting"].ground is None
    assert found["meeting_place"].ground is Ground.PLACE, "it may be where somebody lives"
    assert found["meeting_guest"].ground is Ground.THIRD_PARTY
    assert found["officer_told"].ground is None
    assert found["interpreter_not_wanted"].ground is Ground.THIRD_PARTY
    assert "Old Mill" not in "".join(
        one.text for one in found.values() if one.what != "meeting_place"
    )


@on_sqlite
def test_whoever_came_for_the_council_is_named_too(arranged: Arranged) -> None:
    came = [one for one in lines_of(arranged, Desk.OFFICER) if one.what == "meeting_guest"]
    assert [one.ground for one in came] == [None, Ground.THIRD_PARTY, Ground.THIRD_PARTY]
    assert arranged.officer.full_name in [fact.value for fact in came[1].facts]


@on_sqlite
def test_an_adult_hears_that_they_were_to_come_and_neither_where_nor_who_else(
    arranged: Arranged,
) -> None:
    found = lines_of(arranged, Desk.OFFICER, mothers=True)
    guests = [one for one in found if one.what == "meeting_guest"]
    assert [one.ground for one in guests] == [None]
    assert {"written_to_on", "opened_on"} <= {fact.what for fact in guests[0].facts}
    assert "Old Mill" not in "".join(one.text for one in found)
    assert AGENDA not in "".join(one.text for one in found)
    decided = next(one for one in found if one.what == "asking_decision")
    assert decided.ground is Ground.THIRD_PARTY
    assert RelationshipKind.MOTHER not in [fact.value for fact in decided.facts]


@on_sqlite
def test_each_line_and_each_fact_has_words(arranged: Arranged) -> None:
    for mothers in (False, True):
        for one in lines_of(arranged, Desk.OFFICER, mothers=mothers):
            assert one.what in WHATS
            for fact in one.facts:
                assert fact.what in FACTS, one.what
                if fact.what in ("basis", "led_by", "told_how", "verdict"):
                    assert fact.value in VALUES[fact.what]
