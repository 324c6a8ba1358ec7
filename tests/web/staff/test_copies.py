"""A copy of everything that is held on somebody: asked by one, looked through and let go by
another, and nothing in it that was held back (Article 15, P10, R4, R31)."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.people.models import AssignedAs, Assignment, Role, StaffMember
from participation.care.safeguarding.models import Concern, ConcernExclusion, ExcludedAs
from participation.care.subject_access.models import Desk, ExportDecision, SubjectExport
from participation.guard.audit import AuditEvent
from participation.journeys.erasing import transport
from participation.journeys.erasing.in_the_way import InTheWay, in_the_way
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.web.staff.at_the_copies import (
    COMPLAINED,
    DECIDED,
    HELD_BACK,
    KEPT,
    LIST,
    MOTHERS,
    OPEN,
    REPLACED,
    WORRIED,
    Desks,
    Told,
    unpacked,
    words_of_pdf,
)
from tests.web.staff.signing_in import at_work, press


@pytest.fixture
def desks(app: Flask, make: Make) -> Desks:
    return Desks(app, make, Told(make))


def page_of(desks: Desks, path: str, section: str) -> str:
    return str(desks.looks.get(f"{path}/lines?section={section}").get_data(as_text=True))


def test_p10_a_child_gets_what_is_held_and_not_one_word_that_was_held_back(
    desks: Desks, tmp_path: Path
) -> None:
    assert desks.ask().status_code == 303
    path = desks.part()
    assert KEPT in page_of(desks, path, "said")
    assert DECIDED in page_of(desks, path, "after"), "the reviewer reads what they decide about"
    desks.decide(path)  # everything as it begins
    assert desks.let_go(path).status_code == 303
    files = unpacked(desks.take(path))
    assert set(files) == {
        "copy.pdf", "copy.json", "typed-and-not-sent.pdf", "typed-and-not-sent.json",
    }  # fmt: skip
    whole = b"".join(files.values()).decode("latin-1")
    if shutil.which("pdftotext"):
        whole += "".join(
            words_of_pdf(body, tmp_path) for name, body in files.items() if name.endswith(".pdf")
        )
        assert OPEN in words_of_pdf(files["copy.pdf"], tmp_path)
    assert [word for word in HELD_BACK if word in whole] == []
    lines = json.loads(files["copy.json"])["lines"]
    assert OPEN in [line["own_words"] for line in lines]
    assert {line["section"] for line in lines} >= {"about", "around", "asked", "said", "after"}
    assert files["copy.pdf"].startswith(b"%PDF")


def test_r31_who_looked_is_in_a_childs_own_copy_and_never_in_what_a_parent_gets(
    desks: Desks,
) -> None:
    desks.ask()
    path = desks.part()
    desks.decide(path)
    desks.let_go(path)
    lines = json.loads(unpacked(desks.take(path))["copy.json"])["lines"]
    looked = [line["facts"] for line in lines if line["section"] == "looked"]
    assert [(one["name"], one["looked_at"], one["times"]) for one in looked] == [
        ("Sam Green", "summary", 1)
    ]

    assert desks.ask(asked_by="parent").status_code == 303
    page = desks.looks.get(desks.part()).get_data(as_text=True)
    assert "section=said" in page
    assert "section=looked" not in page
    said = page_of(desks, desks.part(), "said")
    assert KEPT in said
    assert "never sent" not in said, "what nobody reads goes to the child alone"


def test_r3_what_was_replaced_is_on_no_page_and_in_a_document_of_its_own(
    desks: Desks, tmp_path: Path
) -> None:
    desks.ask()
    path = desks.part()
    assert REPLACED not in page_of(desks, path, "said")
    desks.decide(path)
    desks.let_go(path)
    files = unpacked(desks.take(path))
    assert REPLACED in files["typed-and-not-sent.json"].decode()
    assert REPLACED not in files["copy.json"].decode()


def test_r4_what_was_kept_for_the_officer_goes_with_a_reason_and_in_a_document_of_its_own(
    desks: Desks,
) -> None:
    desks.ask()
    path = desks.part()
    desks.decide(path, lambda key, begins: ("given", ""))
    assert "decide about every line" in desks.let_go(path).get_data(as_text=True).lower()
    desks.decide(path, lambda key, begins: ("given", "It is her own, and she is alone here."))
    assert desks.let_go(path).status_code == 303
    files = unpacked(desks.take(path))
    assert KEPT in files["kept-for-your-officer.json"].decode()
    assert KEPT not in files["copy.json"].decode()
    with reading() as session:
        made = session.scalars(select(ExportDecision)).all()
        assert {one.by_id for one in made} == {desks.told.officer.id}
        assert all(one.at == desks.make.clock.now() for one in made)


def test_a12_who_asks_and_who_lets_it_go_are_two_people(desks: Desks, make: Make) -> None:
    with transaction() as session:
        session.get_one(StaffMember, desks.told.officer.id).roles = ["iro", "data_protection"]
    assert desks.ask(desks.looks).status_code == 303
    path = desks.part()
    desks.decide(path)
    answer = desks.let_go(path)
    assert answer.status_code == 409
    assert "somebody else has to let it go" in answer.get_data(as_text=True)
    assert desks.take(path).status_code == 409, "there is no file"
    cover = make.staff(name="Kim Cover")
    with transaction() as session:
        session.add(
            Assignment(child_id=desks.told.child.id, staff_id=cover.id,
                       assigned_as=AssignedAs.COVER, from_on=make.today)
        )  # fmt: skip
    second = at_work(desks.app.test_client(), make, cover)
    desks.decide(path, browser=second)  # a line is new: who stands in
    assert desks.let_go(path, second).status_code == 303


def test_nothing_goes_undecided_and_a_decision_is_about_the_line_as_it_stood(
    desks: Desks, make: Make
) -> None:
    desks.ask()
    path = desks.part()
    assert desks.let_go(path).status_code == 409
    desks.decide(path)
    with transaction() as session:
        session.merge(desks.told.child).known_as = "Ash"
    answer = desks.let_go(path)
    assert answer.status_code == 409
    assert "1 line waits" in answer.get_data(as_text=True)


def test_whoever_asks_sees_nothing_of_what_is_held(desks: Desks) -> None:
    desks.ask()
    assert desks.asks.get(desks.part()).status_code == 403
    page = desks.asks.get(LIST).get_data(as_text=True)
    assert desks.told.child.external_id in page
    assert "Aisha" not in page


def test_the_day_it_is_due_is_a_month_on_and_a_task_of_the_officers(
    desks: Desks, make: Make
) -> None:
    desks.ask(received_on="2026-11-20")
    page = desks.looks.get(desks.part()).get_data(as_text=True)
    assert "Due by 21 December 2026" in page, "the 20th is a Sunday"
    with reading() as session:
        task = session.scalars(select(Task).where(Task.kind == TaskKind.SUBJECT_EXPORT)).one()
        assert (task.state, task.due_on.isoformat()) == (TaskState.OPEN, "2026-12-14")
    assert "look a copy through" in desks.looks.get("/staff/tasks").get_data(as_text=True).lower()


def test_r26_what_went_past_the_officer_is_on_another_desk_and_on_no_page_of_theirs(
    desks: Desks, make: Make
) -> None:
    desks.ask()
    past = desks.part(Desk.COMPLAINTS)
    assert desks.looks.get(past).status_code == 404
    assert past not in desks.looks.get(LIST).get_data(as_text=True)
    assert COMPLAINED not in page_of(desks, desks.part(), "asks")
    handler = at_work(desks.app.test_client(), make, make.staff(Role.COMPLAINTS, name="Cam"))
    assert COMPLAINED in handler.get(f"{past}/lines?section=asks").get_data(as_text=True)
    desks.decide(past, browser=handler)
    assert desks.let_go(past, handler).status_code == 303
    assert COMPLAINED in unpacked(desks.take(past, handler))["copy.json"].decode()


def test_s6_concerns_are_on_the_safeguarding_desk_and_closed_to_whom_one_is_about(
    desks: Desks, make: Make
) -> None:
    desks.ask()
    part = desks.part(Desk.SAFEGUARDING)
    lead = make.staff(Role.SAFEGUARDING, name="Safe Guard")
    browser = at_work(desks.app.test_client(), make, lead)
    assert WORRIED in browser.get(f"{part}/lines?section=concerns").get_data(as_text=True)
    desks.decide(part, browser=browser)
    assert desks.let_go(part, browser).status_code == 303
    lines = json.loads(unpacked(desks.take(part, browser))["copy.json"])["lines"]
    assert [line["what"] for line in lines] == [], "held back until a person says otherwise"
    with transaction() as session:
        concern = session.scalars(select(Concern)).first()
        assert concern is not None
        session.add(
            ConcernExclusion(concern_id=concern.id, staff_id=lead.id, why=ExcludedAs.SUBJECT,
                             since=make.clock.now())
        )  # fmt: skip
    assert browser.get(part).status_code == 404


def test_a_mother_gets_her_own_words_in_a_part_for_each_child_and_nothing_of_the_childs(
    desks: Desks, make: Make
) -> None:
    sibling = make.child(officer=desks.told.officer, name="Bilal")
    make.relationship(sibling, desks.told.mother)
    answer = desks.ask(whose="adult", reference=desks.told.mother.external_id)
    assert answer.status_code == 303
    with reading() as session:
        parts = session.scalars(select(SubjectExport).order_by(SubjectExport.id)).all()
        officers = [one for one in parts if one.desk is Desk.OFFICER]
        assert len({one.child_id for one in officers}) == 2
        assert len({one.request for one in parts}) == 1
        path = f"{LIST}/{officers[0].public_id}"
    desks.decide(path, lambda key, begins: ("given", "She is who she says."))
    assert desks.let_go(path).status_code == 303
    whole = b"".join(unpacked(desks.take(path)).values()).decode("latin-1")
    assert MOTHERS in whole
    assert [word for word in (OPEN, KEPT, REPLACED, COMPLAINED, DECIDED) if word in whole] == []


def test_t15_unknown_and_barred_get_one_answer_and_after_ten_nobody_asks(
    desks: Desks, make: Make
) -> None:
    make.never(desks.told.child, desks.lead)
    barred = desks.ask().get_data(as_text=True)
    unknown = desks.ask(reference="P000000").get_data(as_text=True)
    assert barred.replace(desks.told.child.external_id, "P000000") == unknown
    for _ in range(8):
        desks.ask(reference="P000000")
    assert "Too many references" in desks.ask(reference="P1").get_data(as_text=True)
    with reading() as session:
        assert session.scalars(select(SubjectExport)).all() == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("received_on", "2026-11-25", "not later than today"),
        ("received_on", "2025-11-24", "not later than today"),
        ("why", "short", "Say what was asked"),
        ("whose", "", "a child or an adult"),
        ("asked_by", "x", "Say who asks"),
    ],
)
def test_what_is_missing_is_said_and_nothing_starts(
    desks: Desks, field: str, value: str, said: str
) -> None:
    answer = desks.ask(**{field: value})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_asking_twice_makes_no_second_copy_and_who_wants_it_no_more_ends_it(
    desks: Desks,
) -> None:
    desks.ask()
    assert "being made already" in desks.ask().get_data(as_text=True)
    path = desks.part()
    assert press(desks.asks, LIST, f"{path}/withdraw").status_code == 303
    assert desks.looks.get(path).status_code == 404
    assert desks.ask().status_code == 303


def test_r30_an_open_copy_stands_in_the_way_and_the_file_goes_after_thirty_days(
    desks: Desks, make: Make
) -> None:
    desks.ask()
    path = desks.part()

    def stands() -> bool:
        with reading() as session:
            return InTheWay.COPY_OPEN in in_the_way(session, session.merge(desks.told.child))

    assert stands()
    desks.decide(path)
    desks.let_go(path)
    for desk in (Desk.COMPLAINTS, Desk.SAFEGUARDING):
        press(desks.asks, LIST, f"{desks.part(desk)}/withdraw")
    assert not stands()
    for days, gone in ((29, 0), (2, 1)):
        make.clock.moment += timedelta(days=days)
        with transaction() as session:
            keep = make.house.settings.keeping
            found = transport.purge(session, keep, now=make.clock.now(), system=system_now())
        assert found.copies == gone
    assert desks.take(path).status_code == 409
    with reading() as session:
        row = session.scalars(select(SubjectExport).where(SubjectExport.desk == Desk.OFFICER)).one()
        assert (row.file_sealed, row.file_gone_on) == (None, make.today)


def test_every_look_and_every_press_is_in_the_audit_without_a_word(desks: Desks) -> None:
    desks.ask()
    path = desks.part()
    desks.looks.get(path)
    desks.decide(path)
    desks.let_go(path)
    desks.take(path)
    with reading() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.action.startswith("export."))
        ).all()
        assert {row.action for row in rows} == {
            "export.ask", "export.look", "export.decide", "export.let_go", "export.take",
        }  # fmt: skip
        assert {row.child for row in rows} == {desks.told.child.public_id.hex}
