"""The summary taken away: own words in every shape, who took it, and the note that it was filed."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from participation.care.consultations.models import Invitation
from participation.care.people.models import (
    AssignedAs,
    Assignment,
    RelationshipKind,
    Role,
    StaffMember,
)
from participation.care.reviews.models import Review
from participation.care.summaries.models import Filing
from participation.channels.paper.letters import printable
from participation.guard.audit import AuditEvent
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.samples.consultations import SayingIn
from tests.saying import Saying
from tests.web.staff.signing_in import press, signed_in

CANARY = "zebrafinch"
TYPED = (
    "  i wnt Mia 💚👨‍👩‍👧 #x *y* \\ $z$\r\n<b>two  spaces</b>",
    "أريد أن أرى أخي 42 z\u0300\u0301\u0302",
    "ንሓብተይ ክርእያ እደሊ & \"quoted\" 'so'",
)


@pytest.fixture
def review(make: Make, officer: StaffMember) -> Review:
    return make.review(make.child(officer=officer))


def path_of(review: Review) -> str:
    return f"/staff/reviews/{review.external_id}/summary"


def take(browser: FlaskClient, review: Review, shape: str) -> Any:
    return press(browser, path_of(review), f"{path_of(review)}/take", shape=shape)


def speak(make: Make, review: Review) -> Invitation:
    """A child and a mother, each with awkward words; one answer is kept for the officer."""
    say = Saying(make)
    child = make.invitation(review, company="alone")
    say.fill_in(child, "one_thing", words=TYPED[0])
    say.fill_in(child, "going_well", words=f"{TYPED[1]} {CANARY}", only_officer=True)
    say.send(child)
    related = make.relationship(review.child, kind=RelationshipKind.MOTHER)
    mother = make.invitation(round=child.round, related=related, form="parent_text")
    say.text(mother, "going_well", TYPED[2])
    return child


def audited() -> list[tuple[str, str | None, str]]:
    with reading() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.action, row.reason, row.outcome) for row in rows]


def test_own_words_are_in_page_text_json_and_pdf_whole_and_in_order(
    browser: FlaskClient, make: Make, review: Review, tmp_path: Path
) -> None:
    speak(make, review)
    page = html.unescape(browser.get(path_of(review)).get_data(as_text=True))
    told = json.loads(take(browser, review, "json").get_data())
    file = take(browser, review, "text").get_data(as_text=True)
    words = (TYPED[0], f"{TYPED[1]} {CANARY}", TYPED[2])
    in_json = [
        answer["own_words"]
        for one in told["respondents"]
        for answer in one["answers"]
        if answer["own_words"]
    ]
    assert in_json == list(words)
    lines = file.splitlines()
    own = [line[2:] for line in lines if line.startswith("> ")]
    wanted = [line for each in words for line in each.split("\r\n")]
    assert own[-len(wanted) :] == wanted
    places = [page.rindex(each) for each in words]
    assert places == sorted(places)
    _in_the_pdf(take(browser, review, "pdf").get_data(), words, tmp_path)


def _in_the_pdf(printed: bytes, words: tuple[str, ...], folder: Path) -> None:
    assert printed[:5] == b"%PDF-"
    tool = shutil.which("pdftotext")
    if tool is None:
        return
    file = folder / "a.pdf"
    file.write_bytes(printed)
    done = subprocess.run([tool, str(file), "-"], capture_output=True, check=True)
    said = _bare(done.stdout.decode())
    for each in words:
        for word in printable(each.replace("\r\n", "\n")).split():
            assert _bare(word) in said, word


def _bare(words: str) -> str:
    """Without what cannot be seen, and in one way of writing accents."""
    plain = unicodedata.normalize("NFC", "".join(words.split()))
    return re.sub("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufe0f]", "", plain)


def test_it_names_reader_and_time_and_its_name_is_nobodys(
    browser: FlaskClient, make: Make, review: Review
) -> None:
    speak(make, review)
    answer = take(browser, review, "text")
    assert "For \u2068Sam Green\u2069, opened 24 November 2026, 4.30pm." in answer.get_data(
        as_text=True
    )
    assert answer.headers["Content-Disposition"] == 'attachment; filename="summary.txt"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("summary.taken.officer", "text", "done") in audited()


def test_t3_without_the_audit_row_nothing_leaves(
    browser: FlaskClient, make: Make, review: Review
) -> None:
    speak(make, review)
    page = browser.get(path_of(review)).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    with transaction() as session:
        session.execute(text("ALTER TABLE audit_events RENAME TO audit_taken_away"))
    try:
        answer = browser.post(
            f"{path_of(review)}/take", data={"csrf_token": token[1], "shape": "text"}
        )
    finally:
        with transaction() as session:
            session.execute(text("ALTER TABLE audit_taken_away RENAME TO audit_events"))
    assert answer.status_code == 503
    assert CANARY not in answer.get_data(as_text=True)


def test_r4_the_social_worker_takes_what_may_be_shared_and_no_number_of_a_version(
    app: Flask, make: Make, review: Review
) -> None:
    child = speak(make, review)
    worker = make.staff(Role.SOCIAL_WORKER)
    with transaction() as session:
        session.add(
            Assignment(
                child_id=review.child_id,
                staff_id=worker.id,
                assigned_as=AssignedAs.SOCIAL_WORKER,
                from_on=make.today,
            )
        )
    browser = signed_in(app.test_client(), make, worker)
    page = browser.get(path_of(review)).get_data(as_text=True)
    assert "Version" not in page
    assert "Nothing was flagged" not in page, "nothing is said of what this reader does not see"
    assert "not recorded yet" not in page
    for shape in ("text", "json"):
        taken = take(browser, review, shape).get_data(as_text=True)
        assert CANARY not in taken
        assert "Mia" in taken
        assert '"version"' not in taken
        assert "Version" not in taken
    kept = press(browser, path_of(review), f"{path_of(review)}/take", shape="text", part="kept")
    assert CANARY not in kept.get_data(as_text=True)
    assert ("summary.taken.shared", "json", "done") in audited()
    assert browser.post(f"{path_of(review)}/filed").status_code == 403
    Saying(make).add(child, CANARY, only_officer=True)
    browser.get(path_of(review))
    Saying(make).add(child, "and my dog")
    page = browser.get(path_of(review)).get_data(as_text=True)
    assert "New: 1 piece of words that was not there when you looked last." in page
    assert "ersion" not in page, "its number counts versions in which they see nothing new (T20)"


def test_r4_what_was_kept_for_the_officer_is_a_document_of_its_own(
    browser: FlaskClient, make: Make, review: Review
) -> None:
    speak(make, review)
    path = path_of(review)
    for shape in ("text", "json", "pdf"):
        record, kept = (
            press(browser, path, f"{path}/take", shape=shape, part=part)
            for part in ("record", "kept")
        )
        assert (record.status_code, kept.status_code) == (200, 200)
        if shape == "pdf":
            continue
        there, apart = record.get_data(as_text=True), kept.get_data(as_text=True)
        assert ("Mia" in there, CANARY in there) == (True, False)
        assert ("Mia" in apart, CANARY in apart) == (False, True)
        assert ("File it apart" in apart, "File it apart" in there) == (shape == "text", False)
    assert ("summary.taken.officer", "json.kept", "done") in audited()
    assert press(browser, path, f"{path}/take", shape="text", part="all").status_code == 404


def test_what_came_since_the_reader_looked_is_marked_new(
    browser: FlaskClient, make: Make, review: Review
) -> None:
    say = Saying(make)
    child = make.invitation(review)
    say.fill_in(child, "one_thing", words="first")
    say.send(child)
    first = browser.get(path_of(review)).get_data(as_text=True)
    assert "New: " not in first
    say.add(child, "second", only_officer=True)
    page = browser.get(path_of(review)).get_data(as_text=True)
    assert '<span class="only">Only for you</span> · Added after sending' in page
    assert "(Only for you · Added after sending" in take(browser, review, "text").get_data(
        as_text=True
    )
    page = browser.get(path_of(review)).get_data(as_text=True)
    assert "New: 1 piece of words that was not in version 1, which you opened last." in page
    assert page.count('<strong class="only">New</strong>') == 1


def test_a_version_is_filed_once_under_its_reference_and_says_who_and_when(
    browser: FlaskClient, make: Make, review: Review
) -> None:
    speak(make, review)
    path = path_of(review)
    assert "Not filed yet." in browser.get(path).get_data(as_text=True)
    for _ in range(2):
        pressed = press(browser, path, f"{path}/filed", version="1", reference="  LCS 7 7 ")
        assert pressed.status_code == 303
    page = browser.get(path).get_data(as_text=True)
    assert "Version 1, reference LCS 7 7, by Sam Green, Tue 24 Nov, 4.30pm." in page
    with reading() as session:
        (row,) = session.scalars(select(Filing)).all()
        assert b"LCS" not in row.reference_sealed
    assert ("summary.file", None, "done") in audited()


def test_without_a_reference_or_a_version_nothing_is_filed(
    browser: FlaskClient, make: Make, review: Review
) -> None:
    speak(make, review)
    path = path_of(review)
    empty = press(browser, path, f"{path}/filed", version="1", reference=" ")
    page = browser.get(empty.headers["Location"]).get_data(as_text=True)
    assert "Write the reference that the case system gave it." in page
    for version in ("", "7", "-1"):
        answer = press(browser, path, f"{path}/filed", version=version, reference="LCS")
        assert answer.status_code == 404
    with reading() as session:
        assert session.scalars(select(Filing)).all() == []


def test_words_that_nobody_has_translated_say_so(
    browser: FlaskClient, make: Make, review: Review
) -> None:
    related = make.relationship(review.child, kind=RelationshipKind.MOTHER)
    mother = make.invitation(review, related=related, form="parent_text", language="pl")
    SayingIn(make, "pl").text(mother, "going_well", "Ola lubi szkołę")
    SayingIn(make, "pl").text(mother, "worries", "nic")
    SayingIn(make, "pl").text(mother, "taking_part", "1")
    note = "In Polish. Not translated yet."
    assert browser.get(path_of(review)).get_data(as_text=True).count(note) == 2
    assert take(browser, review, "text").get_data(as_text=True).count(note) == 2


def test_the_one_thing_says_in_a_text_that_it_is_drawn_or_not_in_english(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    drawn, written = (make.review(make.child(officer=officer)) for _ in range(2))
    child = make.invitation(drawn, form="child_4_7", company="alone")
    Saying(make).fill_in(child, "one_thing", "drawing", words="[[1,100,100,500,500]]")
    Saying(make).send(child)
    child = make.invitation(written, company="alone", language="pl")
    SayingIn(make, "pl").fill_in(child, "one_thing", words="chcę do domu")
    SayingIn(make, "pl").send(child)
    for review, told in ((drawn, "A drawing"), (written, "In Polish. Not translated yet.")):
        file = take(browser, review, "text").get_data(as_text=True)
        first = file.split("The one thing", 1)[1]
        assert told in first[:200]


def test_no_other_shape_is_given(browser: FlaskClient, make: Make, review: Review) -> None:
    speak(make, review)
    for shape in ("", "xml", "page"):
        assert take(browser, review, shape).status_code == 404
    assert browser.get(f"{path_of(review)}/take").status_code == 405
