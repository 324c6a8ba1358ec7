"""The officer makes a version for the review or for a parent, and what looks like a place stops."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, text

from participation.care.consultations.models import Answer
from participation.care.people.models import RelationshipKind, Role
from participation.care.summaries.models import SharingChoice
from participation.channels.paper.pdf import pdf_of_all
from participation.channels.paper.sheet import Sheet
from participation.kernel.db import db, reading, transaction
from participation.outbox.models import OutboxItem
from participation.web.staff import files
from tests.at_the_database import statements
from tests.factories import Make
from tests.web.staff.a_version import CANARY, Story, audited
from tests.web.staff.signing_in import press, signed_in


@pytest.fixture
def story(app: Flask, make: Make) -> Story:
    return Story(app, make)


# --- what goes out --------------------------------------------------------------------------------


def test_t20_withheld_and_never_said_are_equal_byte_for_byte(app: Flask, make: Make) -> None:
    told, never = Story(app, make, withheld=True), Story(app, make, withheld=False)
    for one in (told, never):
        one.says()
    for readers in ("meeting", "parent"):
        for shape in ("page", "pdf", "text", "json"):
            answers = [one.make_it(shape, readers) for one in (told, never)]
            assert [answer.status_code for answer in answers] == [200, 200]
            made = [
                normal(answer.get_data(), one)
                for answer, one in zip(answers, (told, never), strict=True)
            ]
            assert made[0] == made[1], (readers, shape)
            assert CANARY.encode() not in made[0]
            assert shape == "pdf" or b"football on Saturdays" in made[0]


def normal(body: bytes, told: Story) -> bytes:
    """After date and id: the review's id in addresses, and this sign-in's token."""
    plain = body.replace(told.review.external_id.encode(), b"R")
    return re.sub(rb'name="csrf_token" value="[^"]+"', b"", plain)


def test_a_file_has_a_name_without_a_name_and_is_not_kept(story: Story) -> None:
    story.says()
    for shape, kind, ending in (
        ("pdf", "application/pdf", "pdf"),
        ("text", "text/plain", "txt"),
        ("json", "application/json", "json"),
    ):
        answer = story.make_it(shape)
        assert answer.mimetype == kind
        assert answer.headers["Content-Disposition"] == f'attachment; filename="summary.{ending}"'
        assert answer.headers["Cache-Control"] == "no-store"
    assert story.make_it("pdf").get_data()[:5] == b"%PDF-"
    assert json.loads(story.make_it("json").get_data())["called"] == "Aisha"


def test_nobody_waits_while_a_pdf_is_made(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit row, for which everybody else's waits, is kept before printing begins."""
    story.says()
    kept: list[bool] = []

    def watched(sheets: Sequence[Sheet], at: datetime) -> bytes:
        kept.append(not db.session().in_transaction())
        return pdf_of_all(sheets, at)

    monkeypatch.setattr(files, "pdf_of_all", watched)
    made = story.make_it("pdf")
    assert made.get_data()[:5] == b"%PDF-"
    assert made.headers["Content-Length"] == str(len(made.get_data()))
    summary = f"/staff/reviews/{story.review.external_id}/summary"
    assert press(story.browser, summary, f"{summary}/take", shape="pdf").status_code == 200
    assert kept == [True, True]


def test_the_foot_names_who_made_it_and_when(story: Story) -> None:
    story.says()
    made = story.make_it("text").get_data(as_text=True)
    assert made.rstrip().endswith("Made by Sam Green, 24 November 2026, 4.30pm.")


def test_a_drawing_and_awkward_words_are_in_every_shape(story: Story) -> None:
    words = "#panic(1) *x* \\ @b $c$ 💚\r\nأريد z\u0300\u0301"
    story.says(words)
    text_made = story.make_it("text").get_data(as_text=True)
    assert "> #panic(1) *x* \\ @b $c$ 💚\n> أريد z\u0300\u0301" in text_made
    assert (
        json.loads(story.make_it("json").get_data())["respondents"][0]["answers"][0]["own_words"]
        == words
    )
    assert story.make_it("pdf").status_code == 200


# --- what stops -----------------------------------------------------------------------------------


def test_t19_it_stops_for_a_person_and_says_what_was_found(story: Story) -> None:
    story.says("i live at s w 1 a 1 a a, ring ٠٧٧٠٠٩٠٠١٢٣, mrs okonkwo is nice")
    page = story.look()
    assert "a postcode: “s w 1 a 1 a a”" in page
    assert "a telephone number: “٠٧٧٠٠٩٠٠١٢٣”" in page
    assert "the surname of a carer: “okonkwo”" in page
    assert "1 answer waits for you to decide." in page
    stopped = story.make_it("pdf", seen="anything")
    assert stopped.status_code == 409
    assert stopped.mimetype == "text/html"
    assert [(row.outcome, row.reason) for row in audited("summary.hand_on")] == [("stopped", "pdf")]


def test_left_out_it_is_as_if_never_said_and_that_is_noted_with_the_reason(
    app: Flask, make: Make
) -> None:
    silent, told = Story(app, make), Story(app, make)
    silent.say.skip(silent.child, "one_thing")
    silent.say.send(silent.child)
    told.says("we live at 42 Acacia Avenue")
    assert told.choose("leave_out", why="place").status_code == 303
    made = [normal(one.make_it("text").get_data(), one) for one in (silent, told)]
    assert made[0] == made[1]
    (row,) = audited("summary.choose")
    assert (row.action, row.reason, row.outcome) == (
        "summary.choose.meeting.leave_out",
        "place",
        "done",
    )
    assert told.choose("put_back").status_code == 303
    assert "1 answer waits for you to decide." in told.look()


def test_what_may_be_shared_goes_out_and_only_there(story: Story) -> None:
    story.says("i live near elm road")
    assert story.choose("may_go").status_code == 303
    assert "elm road" in story.make_it("text").get_data(as_text=True)
    assert "waits for you to decide" in story.look("parent"), (
        "a decision for one version is its own"
    )


def test_other_words_bring_the_question_anew(story: Story) -> None:
    story.says("i live near elm road")
    story.choose("may_go")
    with transaction() as session:
        row = session.scalars(
            select(Answer).where(
                Answer.invitation_id == story.child.id, Answer.question_key == "one_thing"
            )
        ).one()
        row.words = "i live near oak road"
    assert "waits for you to decide" in story.look()


def test_what_is_found_later_in_the_same_words_brings_the_question_anew(
    make: Make, story: Story
) -> None:
    story.says("i live near elm road with the Ncubes")
    story.choose("may_go")
    assert "waits for you to decide" not in story.look()
    make.relationship(
        story.review.child,
        make.adult("Tom Ncube"),
        RelationshipKind.FOSTER_CARER,
        parental_responsibility=False,
    )
    page = story.look()
    assert "the surname of a carer: “Ncubes”" in page
    assert "1 answer waits for you to decide." in page
    story.choose("may_go")
    assert "waits for you to decide" not in story.look()
    story.choose("put_back")
    assert "1 answer waits for you to decide." in story.look()


def test_a_decision_is_about_the_words_that_were_looked_at(story: Story) -> None:
    story.says("i live near elm road")
    page = story.look()
    looked = re.search(r'name="looked" value="([^"]+)"', page)
    assert looked is not None
    with transaction() as session:
        row = session.scalars(
            select(Answer).where(
                Answer.invitation_id == story.child.id, Answer.question_key == "one_thing"
            )
        ).one()
        row.words = "i live near elm road, ring 07700 900123"
    answer = story.choose("may_go", looked=looked[1])
    assert answer.status_code == 409
    assert "It changed since you looked." in answer.get_data(as_text=True)
    assert "07700 900123" in answer.get_data(as_text=True)
    with reading() as session:
        assert session.scalars(select(SharingChoice)).all() == []


def test_what_was_asked_because_of_a_left_out_answer_is_not_said_to_be_in_it(story: Story) -> None:
    story.say.skip_to(story.child, "review_wishes")
    story.say.fill_in(story.child, "review_wishes", "helper")
    story.say.fill_in(story.child, "menu_advocate", "yes", words="ring 07700 900123")
    story.say.send(story.child)
    story.everyone_may_see("review_wishes", "menu_advocate")
    assert "1 answer waits for you to decide." in story.look()
    assert story.choose("leave_out", why="asked").status_code == 303
    page = story.look()
    assert "Not in it either" in page
    assert "waits for you to decide" not in page
    assert "900123" not in story.make_it("text").get_data(as_text=True)


def test_what_changed_since_they_looked_does_not_go_out(story: Story) -> None:
    story.says()
    answer = story.make_it("pdf", seen="another mark")
    assert answer.status_code == 409
    assert "It changed since you looked." in answer.get_data(as_text=True)


# --- the officer hears of it, and no two wait for each other --------------------------------------


def test_words_that_are_not_on_this_page_are_told_to_the_officer_all_the_same(story: Story) -> None:
    story.says()
    story.look()
    with reading() as session:
        kinds = list(session.scalars(select(OutboxItem.kind)))
    assert kinds.count("officer.tell") == 1


def test_the_audit_comes_before_the_round_at_every_press(app: Flask, story: Story) -> None:
    """On PostgreSQL both are locks: taken the other way round, two browsers stop each other."""
    story.says("i live near elm road")
    page = story.look()
    fields = {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]
        for name in ("csrf_token", "source")
    }
    for path, more in (("choose", {"choice": "may_go"}), ("make", {"seen": "x", "shape": "text"})):
        with statements(app) as seen:
            story.browser.post(f"{story.path('meeting')}/{path}", data=fields | more)
        audit = next(n for n, one in enumerate(seen) if "INSERT INTO audit_events" in one)
        held = next(n for n, one in enumerate(seen) if "FROM rounds" in one)
        assert audit < held, path


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.IRO_MANAGER])
def test_no_other_role_makes_a_version(app: Flask, make: Make, story: Story, role: Role) -> None:
    story.says()
    browser = signed_in(app.test_client(), make, make.staff(role))
    assert browser.get(story.path("meeting")).status_code == 403
    assert press(browser, "/staff/forms", f"{story.path('meeting')}/make",
                 shape="text", seen="x").status_code == 403  # fmt: skip


def test_t15_another_officer_finds_nothing_and_the_try_is_noted(
    app: Flask, make: Make, story: Story
) -> None:
    story.says()
    browser = signed_in(app.test_client(), make, make.staff(Role.IRO))
    assert browser.get(story.path("meeting")).status_code == 404
    for path in ("choose", "make"):
        answer = press(browser, "/staff/reviews", f"{story.path('meeting')}/{path}",
                       shape="text", choice="may_go", source="a" * 32)  # fmt: skip
        assert answer.status_code == 404
    assert {row.outcome for row in audited("summary.")} == {"refused"}


def test_d19_the_never_list_beats_the_officer(make: Make, story: Story) -> None:
    story.says()
    make.never(story.review.child, story.officer)
    assert story.browser.get(story.path("parent")).status_code == 404


def test_only_what_goes_out_has_such_a_page(story: Story) -> None:
    story.says()
    for readers in ("officer", "shared", "all", "Meeting"):
        assert story.browser.get(story.path(readers)).status_code == 404


def test_t3_without_the_audit_row_nothing_is_shown_and_nothing_goes_out(story: Story) -> None:
    story.says()
    page = story.look()
    mark = re.search(r'name="seen" value="([^"]+)"', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert mark
    assert token
    with transaction() as session:
        session.execute(text("ALTER TABLE audit_events RENAME TO audit_taken_away"))
    try:
        shown = story.browser.get(story.path("meeting"))
        made = story.browser.post(
            f"{story.path('meeting')}/make",
            data={"csrf_token": token[1], "seen": mark[1], "shape": "text"},
        )
    finally:
        with transaction() as session:
            session.execute(text("ALTER TABLE audit_taken_away RENAME TO audit_events"))
    for answer in (shown, made):
        assert answer.status_code == 503
        assert "football" not in answer.get_data(as_text=True)


def test_a_choice_about_nothing_there_is_refused(story: Story) -> None:
    story.says()
    path = story.path("meeting")
    for choice in ("", "delete", "may_go"):
        answer = press(story.browser, path, f"{path}/choose", choice=choice, source="f" * 32)
        assert answer.status_code == 404
    with reading() as session:
        assert session.scalars(select(SharingChoice)).all() == []


def test_the_table_says_who_may_see_which_version(story: Story) -> None:
    story.says()
    page = story.look()
    for name in ("For the reviewing officer", "For the social worker", "For the review",
                 "For a parent"):  # fmt: skip
        assert name in page
