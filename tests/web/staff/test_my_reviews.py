"""An officer's own reviews: filters, what waits, what came since they looked, the print pack."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.people.models import RelationshipKind, Role, StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Hearing, HearingState
from participation.guard.audit import AuditEvent
from participation.journeys.asking_for_a_call import ask_for_call
from participation.kernel.db import reading, transaction
from participation.web.staff import pack
from tests.conftest import MovableClock
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.reviewed import words_on
from tests.web.staff.signing_in import press, signed_in

LIST = "/staff/reviews"


def shown(browser: FlaskClient, which: str = "") -> str:
    return words_on(browser, f"{LIST}?show={which}" if which else LIST)


def names(browser: FlaskClient, which: str) -> set[str]:
    page = shown(browser, which)
    return {name for name in ("Ama", "Bola", "Cleo", "Dara") if f" {name} ," in f" {page} "}


def call(make: Make, invitation: Invitation) -> None:
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        ask_for_call(session, row, make.house, make.clock.now())


def ask(make: Make, officer: StaffMember, name: str, in_days: int, **child: object) -> Invitation:
    return make.invitation(
        make.review(make.child(officer=officer, name=name, **child), in_days=in_days)
    )


def test_the_list_is_sifted_by_day_by_what_waits_and_by_language(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    say = Saying(make)
    ama = ask(make, officer, "Ama", 3)
    bola = ask(make, officer, "Bola", 5, spoken_language="ti", interpreter_needed=True)
    ask(make, officer, "Cleo", 40)
    dara = ask(make, officer, "Dara", 41)
    say.send(ama)
    call(make, dara)
    say.fill_in(bola, "one_thing", words="hello")
    say.send(bola)
    assert names(browser, "") == {"Ama", "Bola", "Cleo", "Dara"}
    assert names(browser, "week") == {"Ama", "Bola"}
    assert names(browser, "month") == {"Ama", "Bola"}
    assert names(browser, "silent") == {"Cleo", "Dara"}
    assert names(browser, "language") == {"Bola"}
    assert "Dara" in names(browser, "needs")
    assert "Cleo" not in names(browser, "before")
    assert names(browser, "before") >= {"Ama", "Bola"}  # no talk alone, words to read
    assert "The next seven days (2)" in shown(browser)


@pytest.mark.parametrize("asked", ["nobody", "week&show=month", "%00", "<b>"])
def test_b64_a_filter_that_is_none_shows_everybody(
    browser: FlaskClient, make: Make, officer: StaffMember, asked: str
) -> None:
    ask(make, officer, "Cleo", 40)
    assert names(browser, asked) == {"Cleo"}


def test_each_person_stands_there_with_how_far_they_are_and_what_they_asked_for(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    two_days_ago = make.clock.now() - timedelta(days=2)
    child = make.child(officer=officer)
    own = make.invitation(make.review(child), sent_at=two_days_ago)
    for kind, language in ((RelationshipKind.MOTHER, "pl"), (RelationshipKind.FATHER, "en")):
        related = make.relationship(child, kind=kind)
        asked = make.invitation(round=own.round, related=related, form="parent_text",
                                language=language, sent_at=two_days_ago)  # fmt: skip
        if kind is RelationshipKind.FATHER:
            call(make, asked)
    page = shown(browser)
    assert re.search(r"Child: \S* ?asked 2 days ago, not opened", page)
    assert re.search(r"Mother: \S* ?asked 2 days ago, no reply, Polish", page)
    assert re.search(r"Father: \S* ?asked 2 days ago, no reply, asked for a call", page)
    assert "Before the review: Father asked for a call" in page


def test_a_child_who_wants_to_be_rung_needs_a_person_today(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    call(make, ask(make, officer, "Ama", 30))
    page = shown(browser)
    assert "Today: asked for a call" in page
    assert "1 needs you now." in page


def test_the_list_says_what_came_since_the_officer_last_looked(
    browser: FlaskClient, make: Make, officer: StaffMember, clock: MovableClock
) -> None:
    asked = ask(make, officer, "Ama", 30)
    say = Saying(make)
    say.fill_in(asked, "one_thing", words="i want my brother")
    say.send(asked)
    assert "not opened yet" in shown(browser)
    with reading() as session:
        review = session.scalars(select(Review.external_id)).one()
    clock.moment += timedelta(minutes=1)
    browser.get(f"{LIST}/{review}/summary")
    assert "not opened yet" not in shown(browser)
    assert "new words" not in shown(browser)
    clock.moment += timedelta(minutes=1)
    say.add(asked, "and he hits me")
    page = shown(browser)
    assert "a concern" in page[page.index("Since you looked") :]
    clock.moment += timedelta(minutes=1)
    browser.get(f"{LIST}/{review}/summary")
    clock.moment += timedelta(minutes=1)
    say.add(asked, "and a dog")
    assert "new words" in shown(browser)


def test_new_words_are_new_until_somebody_has_read_them_wherever_that_was(
    browser: FlaskClient, make: Make, officer: StaffMember, clock: MovableClock
) -> None:
    """A message on the card makes no version of a summary, so no look at that takes it away."""
    asked = ask(make, officer, "Ama", 30)
    say = Saying(make)
    say.fill_in(asked, "one_thing", words="i want my brother")
    say.send(asked)
    with reading() as session:
        review = session.scalars(select(Review.external_id)).one()
    clock.moment += timedelta(minutes=1)
    browser.get(f"{LIST}/{review}/summary")
    clock.moment += timedelta(minutes=1)
    with transaction() as session:
        words = session.scalars(select(Hearing)).first()
        assert words is not None
        words.heard_at = clock.now()  # the same piece stands in for a message
    assert "new words" in shown(browser)
    with transaction() as session:
        for row in session.scalars(select(Hearing)):
            row.state = HearingState.READ
    assert "new words" not in shown(browser)


def test_what_was_typed_before_the_look_and_sent_after_it_is_new(
    browser: FlaskClient, make: Make, officer: StaffMember, clock: MovableClock
) -> None:
    asked = ask(make, officer, "Ama", 30)
    say = Saying(make)
    say.fill_in(asked, "one_thing", words="i want my brother")
    with reading() as session:
        review = session.scalars(select(Review.external_id)).one()
    clock.moment += timedelta(minutes=1)
    browser.get(f"{LIST}/{review}/summary")
    assert "Child answered" not in shown(browser)
    clock.moment += timedelta(minutes=1)
    say.send(asked)
    assert "Child answered" in shown(browser)


def test_a_review_that_nobody_is_asked_about_yet_has_nothing_to_open(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    """Though the child said something before an earlier one."""
    child = make.child(officer=officer, name="Ama")
    before = make.invitation(make.review(child, in_days=3))
    say = Saying(make)
    say.fill_in(before, "one_thing", words="i want my brother")
    say.send(before)
    make.review(child, in_days=80)
    assert shown(browser).count("not opened yet") == 1


def test_who_reads_no_words_has_no_filter_and_no_pack(
    app: Flask, make: Make, officer: StaffMember
) -> None:
    ask(make, officer, "Ama", 3)
    business = signed_in(app.test_client(), make, make.staff(Role.BUSINESS_SUPPORT))
    page = shown(business)
    assert "Print pack" not in page
    assert "Since you looked" not in page
    assert press(business, LIST, f"{LIST}/pack").status_code == 403


def test_the_print_pack_holds_the_weeks_summaries_and_each_is_noted(
    browser: FlaskClient, make: Make, officer: StaffMember, tmp_path: Path
) -> None:
    say = Saying(make)
    for name, days in (("Ama", 2), ("Bola", 5), ("Cleo", 40)):
        asked = ask(make, officer, name, days)
        say.fill_in(asked, "one_thing", words=f"{name} wants a dog")
        say.send(asked)
    ask(make, make.staff(Role.IRO), "Dara", 3)
    assert "2 summaries" in shown(browser)
    answer = press(browser, LIST, f"{LIST}/pack")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="pack.pdf"'
    printed = answer.get_data()
    assert printed.startswith(b"%PDF-")
    with reading() as session:
        taken = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "summary.taken.officer")
        ).all()
        assert [row.reason for row in taken] == ["pdf.pack"] * 2
        assert len({row.child for row in taken}) == 2
    tool = shutil.which("pdftotext")
    if tool is not None:
        file = tmp_path / "pack.pdf"
        file.write_bytes(printed)
        said = subprocess.run([tool, str(file), "-"], capture_output=True, check=True)
        text = said.stdout.decode()
        assert "Ama wants a dog" in text
        assert "Bola wants a dog" in text
        assert "Cleo" not in text
        assert "Dara" not in text
        assert text.count("Side 1 of 1") == 2  # each has a count of its own


def test_the_page_says_how_many_are_not_in_the_pack(
    browser: FlaskClient, make: Make, officer: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "AT_MOST", 1)
    for name, days in (("Ama", 2), ("Bola", 5)):
        ask(make, officer, name, days)
    page = shown(browser)
    assert "seven days: 1 summary" in page
    assert "1 more is not in the pack" in page


def test_where_there_is_nothing_for_the_week_there_is_no_pack(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    ask(make, officer, "Cleo", 40)
    assert "Print pack" not in shown(browser)
    assert press(browser, LIST, f"{LIST}/pack").status_code == 303
