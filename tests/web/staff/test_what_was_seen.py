"""What a participation assistant saw: the officer reads it under their name, apart.

It is an adult's. So it is in no count of what a child said, in no version for anybody else, and in
nothing from which somebody quotes.
"""

from __future__ import annotations

import html
import json
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation, Task, TaskKind
from participation.care.consultations.observing import Observation
from participation.care.people.models import AssignedAs, Assignment, Role, StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Concern, SourceKind
from participation.care.safeguarding.rules import Level
from participation.journeys.closing import compose_promised
from participation.kernel.db import reading, transaction
from participation.outbox.models import OutboxItem as Outbox
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.api.calling import Get, get, token
from tests.web.staff.asking_in_person import invitation, note, review, type_in
from tests.web.staff.signing_in import press, signed_in

__all__ = ["get", "invitation", "review", "token"]
SAID, SEEN = "I want my brother", "hid under the\ntable <b>& laughed"
ASSISTANT = "Nia Wren"
pytestmark = on_sqlite


@pytest.fixture
def assistant(app: Flask, make: Make) -> FlaskClient:
    staff = make.staff(Role.PARTICIPATION, name=ASSISTANT)
    return signed_in(app.test_client(), make, staff)


@pytest.fixture
def reader(app: Flask, make: Make, officer: StaffMember) -> FlaskClient:
    return signed_in(app.test_client(), make, officer)


def visit(browser: FlaskClient, invitation: Invitation, **fields: str) -> None:
    noted = {"how": "visit", "result": "told", "words": SAID, "seen": SEEN} | fields
    assert note(browser, invitation, **noted).status_code == 303


def path_of(review: Review) -> str:
    return f"/staff/reviews/{review.external_id}/summary"


def take(browser: FlaskClient, review: Review, shape: str, part: str = "whole") -> Any:
    return press(browser, path_of(review), f"{path_of(review)}/take", shape=shape, part=part)


def test_the_officer_reads_it_apart_from_the_words_with_who_and_when(
    assistant: FlaskClient, reader: FlaskClient, review: Review, invitation: Invitation
) -> None:
    visit(assistant, invitation)
    page = reader.get(path_of(review)).get_data(as_text=True)
    said, seen = page.split("What staff saw")
    assert SAID in said
    assert "under the" not in said
    assert f"Seen by {ASSISTANT} at a visit, Tue 24 Nov, 4.30pm" in seen
    assert SEEN in html.unescape(seen)
    assert "<blockquote" not in seen.split("Evidence for")[0], "it is nobody's own words"
    file = take(reader, review, "text").get_data(as_text=True)
    said, seen = file.split("What staff saw")
    assert "under the" not in said
    assert f"Seen by {ASSISTANT} at a visit" in seen
    assert "> table <b>& laughed" in seen
    (child,) = json.loads(take(reader, review, "json").get_data())["respondents"]
    assert [(one["words"], one["by"], one["how"]) for one in child["observations"]] == [
        (SEEN, ASSISTANT, "visit")
    ]
    assert [one["own_words"] for one in child["remarks"]] == [SAID]
    assert take(reader, review, "pdf").data.startswith(b"%PDF")


def test_what_was_seen_is_not_what_was_said(
    assistant: FlaskClient, reader: FlaskClient, review: Review, invitation: Invitation
) -> None:
    """They still wait, nothing has come from them, and there is nothing to choose a point from."""
    visit(assistant, invitation, result="later", words="")
    page = reader.get(path_of(review)).get_data(as_text=True)
    assert "No words yet." in page
    assert "Nothing has come from" in page
    assert "Not heard from" in page
    assert "under the" in page
    after = reader.get(f"/staff/reviews/{review.external_id}/after").get_data(as_text=True)
    assert "under the" not in after


def test_r4_it_is_filed_with_what_was_kept_and_stands_in_no_record(
    assistant: FlaskClient, reader: FlaskClient, review: Review, invitation: Invitation
) -> None:
    visit(assistant, invitation)
    for shape in ("text", "json"):
        kept = take(reader, review, shape, "kept").get_data(as_text=True)
        record = take(reader, review, shape, "record").get_data(as_text=True)
        assert ("under the" in kept, "under the" in record) == (True, False)
        assert "No words yet." not in kept
        assert SAID in record


def test_t20_no_other_reader_is_shown_it(
    app: Flask,
    make: Make,
    assistant: FlaskClient,
    get: Get,
    review: Review,
    invitation: Invitation,
) -> None:
    visit(assistant, invitation)
    worker = make.staff(Role.SOCIAL_WORKER)
    with transaction() as session:
        row = Assignment(child_id=review.child_id, staff_id=worker.id,
                         assigned_as=AssignedAs.SOCIAL_WORKER, from_on=make.today)  # fmt: skip
        session.add(row)
    workers = signed_in(app.test_client(), make, worker)
    told = [
        workers.get(path_of(review)).get_data(as_text=True),
        *(take(workers, review, shape).get_data(as_text=True) for shape in ("text", "json")),
        get(f"/reviews/{review.external_id}/summary", "summaries:read").get_data(as_text=True),
    ]
    for one in told:
        assert SAID in one
        assert "under the" not in one
        assert ASSISTANT not in one
        assert "What staff saw" not in one
    whole = get(f"/reviews/{review.external_id}/summary", "summaries:read_all").get_json()
    assert whole["respondents"][0]["observations"][0]["by"] == ASSISTANT


def test_what_is_drawn_on_a_paper_is_described_apart_from_what_stands_on_it(
    assistant: FlaskClient, reader: FlaskClient, review: Review, invitation: Invitation
) -> None:
    type_in(assistant, invitation, seen="a house, crossed out", **{"one_thing.words": SAID})
    page = reader.get(path_of(review)).get_data(as_text=True)
    said, seen = page.split("What staff saw")
    assert SAID in said
    assert f"Seen by {ASSISTANT} in a paper that they typed in" in seen
    assert "a house, crossed out" in seen


def test_what_was_seen_on_a_paper_is_given_back_while_something_must_be_put_right(
    assistant: FlaskClient, invitation: Invitation
) -> None:
    answer = type_in(assistant, invitation, seen="a house", reference="")
    assert answer.status_code == 422
    assert "a house" in answer.get_data(as_text=True)
    long = type_in(assistant, invitation, seen="x" * 2001, **{"one_thing.words": SAID})
    assert "What you see on it: that is too long." in long.get_data(as_text=True)
    with reading() as session:
        assert session.scalars(select(Observation)).all() == []


def test_it_is_sealed_and_stands_in_one_place(
    assistant: FlaskClient, invitation: Invitation
) -> None:
    visit(assistant, invitation, result="later", words="", seen=" ")
    visit(assistant, invitation, result="later", words="", seen="hid")
    with reading() as session:
        (row,) = session.scalars(select(Observation)).all()
        assert (row.words, b"hid" in row.words_sealed) == ("hid", False)
        task = session.scalars(select(Task).where(Task.kind == TaskKind.IN_PERSON)).one()
        assert task.note is None


def test_what_was_seen_alone_brings_the_officer_a_version_and_a_mail_also_after_they_read(
    assistant: FlaskClient, reader: FlaskClient, review: Review, invitation: Invitation, app: Flask
) -> None:
    reader.get(path_of(review))
    visit(assistant, invitation, result="not_there", words="", seen="post lies before the door")
    house = app.extensions["participation"]
    with transaction() as session:
        compose_promised(session, review.public_id, house=house, now=house.clock.now())
    with reading() as session:
        kinds = session.scalars(select(Outbox.kind)).all()
    assert "summary.compose" in kinds
    assert "officer.tell" in kinds
    assert concerns() == []


def test_what_was_seen_is_noted_once_however_often_it_is_pressed(
    assistant: FlaskClient, invitation: Invitation
) -> None:
    for _press in range(2):
        visit(assistant, invitation, result="later")
    visit(assistant, invitation, result="later", seen="and more")
    with reading() as session:
        rows = session.scalars(select(Observation).order_by(Observation.id)).all()
        assert [row.words for row in rows] == [SEEN, "and more"]


@pytest.mark.parametrize("on_paper", [False, True])
def test_a_bruise_that_staff_noted_is_a_concern_at_once_and_stands_there_as_what_staff_saw(
    assistant: FlaskClient, reader: FlaskClient, invitation: Invitation, on_paper: bool
) -> None:
    seen = "he has bruises on him"
    if on_paper:
        type_in(assistant, invitation, seen=seen, **{"one_thing.words": SAID})
    else:
        visit(assistant, invitation, result="not_there", words="", seen=seen)
    ((level, kind, concern),) = concerns()
    assert (level, kind) == (Level.RED, SourceKind.SEEN)
    page = reader.get(f"/staff/concerns/{concern}").get_data(as_text=True)
    assert seen in page
    assert "What staff saw" in page


def concerns() -> list[tuple[Level, SourceKind | None, UUID]]:
    with reading() as session:
        rows = session.scalars(select(Concern)).all()
        return [(row.level, row.source_kind, row.public_id) for row in rows]
