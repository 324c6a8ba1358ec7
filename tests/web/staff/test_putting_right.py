"""What somebody says is wrong is added beside what was recorded, named and dated, everywhere the
words are read; and the first wording stays (Article 16, P10)."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Answer
from participation.care.corrections.models import Correction
from participation.care.outcomes.models import Decision
from participation.care.people.models import Role
from participation.kernel.db import reading, transaction
from participation.questionnaire.definition import Sharing
from tests.factories import Make
from tests.web.staff.at_the_copies import DECIDED, LIST, OPEN, REPLACED, Desks, Told, unpacked
from tests.web.staff.reviewed import reviewed, source_of
from tests.web.staff.signing_in import at_work, press

WRONG = "It is his half-brother, crossbillword, and not his brother."
KEYS = ("0" * 31 + "1", "0" * 31 + "2")


@pytest.fixture
def told(make: Make) -> Told:
    return Told(make)


@pytest.fixture
def officer(app: Flask, make: Make, told: Told) -> FlaskClient:
    return at_work(app.test_client(), make, told.officer)


@pytest.fixture
def for_everyone(told: Told) -> None:
    """What is handed on holds what people let everybody at the review see."""
    with transaction() as session:
        for row in session.scalars(select(Answer)):
            row.sharing = Sharing.EVERYONE if row.words == OPEN else row.sharing


def page_for(told: Told, source: UUID) -> str:
    return f"/staff/reviews/{told.review.external_id}/correct/{source}"


def say(browser: FlaskClient, told: Told, source: UUID, **fields: str) -> Any:
    page = page_for(told, source)
    said = {"words": WRONG, "said_by": "child", "told_how": "call", "page_key": KEYS[0], **fields}
    return press(browser, page, page, **said)


def summary_of(browser: FlaskClient, told: Told) -> str:
    path = f"/staff/reviews/{told.review.external_id}/summary"
    return str(browser.get(path).get_data(as_text=True))


def taken(browser: FlaskClient, told: Told, shape: str, part: str = "whole") -> str:
    path = f"/staff/reviews/{told.review.external_id}/summary"
    return str(press(browser, path, f"{path}/take", shape=shape, part=part).get_data(as_text=True))


def test_every_way_to_it_on_the_officers_pages_leads_there(
    officer: FlaskClient, told: Told
) -> None:
    base = f"/staff/reviews/{told.review.external_id}"
    pages = {path: officer.get(f"{base}/{path}").get_data(as_text=True)
             for path in ("summary", "after")}  # fmt: skip
    ways = {path: re.findall(rf'href="({base}/correct/[^"]+)"', html)
            for path, html in pages.items()}  # fmt: skip
    assert len(ways["summary"]) > 3
    assert len(ways["after"]) > 0
    for way in (*ways["summary"], *ways["after"]):
        assert officer.get(way).status_code == 200, way


def test_what_a_page_is_told_apart_by_is_never_a_word_of_anybody(
    officer: FlaskClient, told: Told
) -> None:
    assert say(officer, told, source_of(OPEN), page_key=WRONG).status_code == 303
    with reading() as session:
        (kept,) = session.scalars(select(Correction.page_key))
    assert WRONG not in kept


def test_a_correction_stands_beside_the_words_named_and_dated_and_they_stay(
    officer: FlaskClient, told: Told
) -> None:
    assert say(officer, told, source_of(OPEN)).status_code == 303
    page = summary_of(officer, told)
    for words in (OPEN, "half-brother", "Child said that this is not right",
                  "Written down by Sam Green, Tue 24 Nov"):  # fmt: skip
        assert words in page, words
    with reading() as session:
        assert [one.words for one in session.scalars(select(Answer)) if one.words == OPEN] == [OPEN]


def test_it_is_in_the_text_the_json_and_what_is_handed_on(
    officer: FlaskClient, told: Told, for_everyone: None
) -> None:
    say(officer, told, source_of(OPEN))
    assert WRONG in taken(officer, told, "text")
    sent = json.loads(taken(officer, told, "json"))
    answers = [one for who in sent["respondents"] for one in who["answers"]]
    corrected = [one["corrections"] for one in answers if one["own_words"] == OPEN]
    assert [(one["words"], one["said_by"]) for one in corrected[0]] == [(WRONG, "child")]
    assert sent["one_thing"]["corrections"][0]["words"] == WRONG

    path = f"/staff/reviews/{told.review.external_id}/hand-on/meeting"
    before = officer.get(path).get_data(as_text=True)
    assert "half-brother" in before
    assert "Written down by" not in before, "nobody is named in what is handed on"
    mark = re.search(r'name="seen" value="([^"]*)"', before)
    assert mark is not None
    for shape in ("json", "text"):
        made = press(officer, path, f"{path}/make", shape=shape, seen=mark[1])
        assert WRONG in made.get_data(as_text=True), shape


def test_what_looks_like_an_address_in_a_correction_stops_what_is_handed_on(
    officer: FlaskClient, told: Told, for_everyone: None
) -> None:
    path = f"/staff/reviews/{told.review.external_id}/hand-on/meeting"
    assert "waits for you to decide" not in officer.get(path).get_data(as_text=True)
    say(officer, told, source_of(OPEN), words="He lives at 12 Elm Road.")
    assert "waits for you to decide" in officer.get(path).get_data(as_text=True)


def test_a_decision_and_a_name_are_put_right_beside_them(officer: FlaskClient, told: Told) -> None:
    with reading() as session:
        decision = session.scalars(select(Decision)).one()
    assert say(officer, told, decision.public_id, said_by="mother").status_code == 303
    after = officer.get(f"/staff/reviews/{told.review.external_id}/after").get_data(as_text=True)
    assert DECIDED in after
    assert "Mother said that this is not right" in after
    name = told.child.public_id
    say(officer, told, name, words="I write it Aysha.", page_key="k2", told_how="writing")
    say(officer, told, told.related.public_id, words="It is Allis.", page_key="k3")
    page = summary_of(officer, told)
    assert "I write it Aysha." in page
    assert "It is Allis." in page
    assert "I write it Aysha." in taken(officer, told, "text")


def test_it_is_in_the_copy_of_whom_it_is_about(
    app: Flask, make: Make, officer: FlaskClient, told: Told
) -> None:
    say(officer, told, source_of(OPEN))
    say(officer, told, told.child.public_id, words="I write it Aysha.", page_key="k2")
    desks = Desks(app, make, told)
    desks.ask()
    path = desks.part()
    assert "half-brother" in desks.looks.get(f"{path}/lines?section=said").get_data(as_text=True)
    desks.decide(path)
    assert desks.let_go(path).status_code == 303
    lines = json.loads(unpacked(desks.take(path))["copy.json"])["lines"]
    corrected = {line["own_words"]: line["corrections"] for line in lines if line["corrections"]}
    assert corrected[OPEN][0]["words"] == WRONG
    assert corrected[None][0]["words"] == "I write it Aysha."
    assert LIST in path


def test_r3_what_was_replaced_cannot_be_looked_at_so_and_nor_can_anothers(
    officer: FlaskClient, told: Told, make: Make
) -> None:
    here = page_for(told, source_of(OPEN))
    elsewhere = Told(make)
    for source in (source_of(REPLACED), elsewhere.child.public_id, UUID(int=7)):
        assert officer.get(page_for(told, source)).status_code == 404
        said = {"words": WRONG, "said_by": "child", "told_how": "call", "page_key": KEYS[0]}
        assert press(officer, here, page_for(told, source), **said).status_code == 404
    with reading() as session:
        assert session.scalars(select(Correction)).all() == []


def test_the_same_page_twice_is_one_and_another_stands_beside_the_first(
    officer: FlaskClient, told: Told
) -> None:
    source = source_of(OPEN)
    for key in (KEYS[0], KEYS[0], KEYS[1]):
        assert say(officer, told, source, page_key=key).status_code == 303
    with reading() as session:
        assert len(session.scalars(select(Correction)).all()) == 2


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("words", "Write what is wrong"),
        ("said_by", "Say who says so"),
        ("told_how", "how they told"),
    ],
)
def test_what_is_missing_is_said(officer: FlaskClient, told: Told, field: str, said: str) -> None:
    answer = say(officer, told, source_of(OPEN), **{field: ""})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_a_social_worker_reads_it_and_writes_none(app: Flask, make: Make, told: Told) -> None:
    worker = at_work(app.test_client(), make, make.staff(Role.SOCIAL_WORKER, name="Jo Work"))
    assert worker.get(page_for(told, source_of(OPEN))).status_code == 403


def test_r2_a_child_reads_with_their_key_what_they_said_later_and_nobody_elses_word(
    app: Flask, make: Make
) -> None:
    story = reviewed(app, make)
    story.says(OPEN)
    story.makes_a_key()
    officer = at_work(app.test_client(), make, story.officer)
    page = f"/staff/reviews/{story.review.external_id}/correct/{source_of(OPEN)}"
    for number, who in enumerate(("child", "staff")):
        said = press(officer, page, page, words=f"{WRONG} {who}", said_by=who, told_how="call",
                     page_key=KEYS[number])  # fmt: skip
        assert said.status_code == 303
    mine = str(story.person.look("/mine").html)
    assert OPEN in mine
    assert f"{WRONG} child" in mine
    assert f"{WRONG} staff" not in mine
