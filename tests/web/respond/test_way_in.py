"""The way in: who is there, how they want to do it, and talking to a person instead."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Invitation, InvitationState, Task, TaskKind
from participation.care.requests.models import Ask
from participation.guard.sessions import READ_BACK_IDLE, RespondentSitting
from participation.kernel.clock import system_now
from participation.kernel.db import db, transaction
from tests.factories import Make
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person, Seen


@pytest.fixture
def ask_with(app: Flask, make: Make) -> Callable[[str], str]:
    """The token of a child who is asked with this form."""

    def asked(form: str) -> str:
        child = make.child(officer=make.staff())
        return make.link(make.invitation(make.review(child), form=form))

    return asked


def ways(seen: Seen) -> list[str]:
    return [value for value in seen.form.offers("mode") if value]


def tasks() -> list[tuple[str, str]]:
    db.session.remove()
    rows = db.session.scalars(select(Task).where(Task.kind == TaskKind.CALL))
    return [(row.owner_role, row.due_on.isoformat()) for row in rows]


@pytest.mark.parametrize(
    ("form", "offered"),
    [
        ("child_4_7", ["pictures", "questions"]),
        ("child_easy_read", ["pictures", "questions"]),
        ("child_8_11", ["questions", "chat"]),
        ("child_12_15", ["questions", "chat", "write"]),
        ("child_16_17", ["questions", "chat", "write"]),
    ],
)
def test_each_age_is_offered_its_own_ways_and_a_person_always(
    person: Person, ask_with: Callable[[str], str], form: str, offered: list[str]
) -> None:
    person.open(ask_with(form))
    seen = person.press("company=alone")
    assert seen.kind == "how"
    assert ways(seen) == offered
    assert "someone" in seen.form.offers("go")


def test_a_way_that_was_not_offered_changes_nothing(app: Flask, person: Person, link: Link) -> None:
    person.open(link.token)
    person.press("company=alone")
    for forged in ("mode=write", "mode=pictures", "mode=nonsense"):
        assert person.press(forged).kind == "how"
    with app.app_context():
        assert db.session.scalars(select(RespondentSitting)).one().mode == "questions"


def test_somebody_who_comes_back_is_not_asked_how_again(
    person: Person, another: Person, link: Link
) -> None:
    person.begin(link.token)
    person.press(say={"words": "a dog"})
    another.open(link.token)
    seen = another.press("company=alone")
    assert seen.kind == "question"


def test_somebody_who_comes_back_goes_on_in_the_way_they_chose(
    app: Flask, person: Person, another: Person, ask_with: Callable[[str], str]
) -> None:
    """Who only wanted to write one thing is not put through every question, though they pressed
    Leave meanwhile: what they wrote can be sent at once."""
    token = ask_with("child_12_15")
    person.open(token)
    person.press("company=alone")
    person.press("mode=write")
    person.press(say={"words": "a dog"})
    person.client.post("/leave", headers={"Sec-Fetch-Site": "same-origin"})
    another.open(token)
    assert another.press("company=alone").kind == "check"
    with app.app_context():
        assert db.session.scalars(select(RespondentSitting)).one().mode == "write"
    assert another.press("go=send").kind == "sent"


def test_who_changes_the_way_comes_back_to_the_newer_one(
    person: Person, another: Person, link: Link
) -> None:
    person.begin(link.token)
    person.press(say={"words": "a dog"})
    person.press("go=how")
    person.press("mode=chat")
    another.open(link.token)
    assert another.press("company=alone").form.offers("turn")


def test_who_began_by_text_is_asked_how_when_they_open_the_link(
    app: Flask, person: Person, link: Link
) -> None:
    with app.app_context(), transaction() as session:
        invitation = session.get_one(Invitation, link.invitation_id)
        invitation.started_at, invitation.state = system_now(), InvitationState.STARTED
    person.open(link.token)
    assert person.press("company=alone").kind == "how"


def test_the_way_can_be_changed_half_way_and_no_answer_is_lost(
    person: Person, ask_with: Callable[[str], str], kept: Callable[[], Kept]
) -> None:
    person.begin(ask_with("child_12_15"))
    first = person.seen.question
    assert person.press("go=how", say={"words": "my own words"}).kind == "how"
    assert "write" not in ways(person.seen)[:2]
    seen = person.press("mode=questions")
    assert seen.kind == "question"
    assert seen.question != first


# --- before the first question ----------------------------------------------------------------

LONGEST = {"child_4_7": 7, "child_easy_read": 12, "child_8_11": 10, "child_12_15": 14,
           "child_16_17": 18}  # fmt: skip


@pytest.mark.parametrize("form", LONGEST)
def test_r3_a_child_reads_in_a_few_words_of_that_age_who_gets_it_and_the_one_limit(
    app: Flask, person: Person, ask_with: Callable[[str], str], form: str
) -> None:
    html = person.open(ask_with(form)).html
    shown = html.partition("<h1>")[2].partition("<details>")[0]
    blocks = re.findall(r"<(?:p|li)[^>]*>(.*?)</(?:p|li)>", shown)
    sentences = [one for block in blocks for one in re.split(r"(?<=[.?!:]) ", block)]
    assert 5 <= len(sentences) <= 10
    assert max(len(sentence.split()) for sentence in sentences) <= LONGEST[form]
    assert sum(len(sentence.split()) for sentence in sentences) <= 65
    told = " ".join(sentences)
    for fact in ("Sam", "social worker", "send", "safe" if "danger" not in told else "danger"):
        assert fact in told
    library = app.extensions["participation"].library
    intro = " ".join(library.form(form).intro).replace("{officer}", "Sam")
    assert [sentence for sentence in sentences if sentence in intro] == []
    assert intro.partition(".")[0] in html, "and all that the form says stands below, folded up"


def test_a_parent_s_pages_are_not_called_my_review(person: Person, mothers_token: str) -> None:
    seen = person.begin(mothers_token)
    assert seen.kind == "question"
    assert "My review" not in seen.words + seen.title
    assert seen.title.endswith("Your view")


def test_whoever_comes_back_sees_a_short_page(person: Person, another: Person, link: Link) -> None:
    person.begin(link.token)
    person.press(say={"words": "a dog"})
    seen = another.open(link.token)
    assert "Welcome back" in seen.words
    assert "a dog" not in seen.html


def test_a_press_in_another_tab_is_not_taken_for_who_helps(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.open(link.token)
    start_page = dict(person.fields("company=helped", {}))
    person.press("company=alone")
    person.press("mode=questions")
    person.press(say={"words": "a dog"})
    person.skip_to_the_end()
    send = dict(person.fields("go=send", {}))
    person.client.post("/q", data=start_page)  # the other tab stood there since
    person.client.post("/q", data=send)
    assert kept().state == "finished"


# --- just write ------------------------------------------------------------------------------


def test_just_write_is_one_box_then_sent_with_the_other_questions_left_out(
    person: Person, link: Link, ask_with: Callable[[str], str]
) -> None:
    person.open(ask_with("child_12_15"))
    person.press("company=alone")
    box = person.press("mode=write")
    assert box.question == "one_thing"
    seen = person.press(say={"words": "I want to stay where I am"})
    assert seen.kind == "check"
    assert "I want to stay where I am" in seen.words
    assert "questions" in seen.form.offers("mode")
    assert person.press("go=send").kind == "sent"


def test_just_write_can_still_become_questions(
    person: Person, ask_with: Callable[[str], str]
) -> None:
    person.open(ask_with("child_16_17"))
    person.press("company=alone")
    person.press("mode=write")
    person.press(say={"words": "one thing"})
    seen = person.press("mode=questions")
    assert (seen.kind, seen.question == "one_thing") == ("question", False)


def test_nothing_is_sent_early_by_a_forged_press(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": "a dog"})
    assert person.press("go=send").kind == "question"
    assert kept().state == "started"


def test_an_empty_box_says_on_the_check_page_that_nothing_was_answered(
    person: Person, ask_with: Callable[[str], str]
) -> None:
    person.open(ask_with("child_12_15"))
    person.press("company=alone")
    person.press("mode=write")
    seen = person.press("go=skip")
    assert seen.kind == "check"
    assert "You did not answer this" in seen.words


def test_just_write_can_be_sent_after_a_long_pause_without_passing_every_question(
    app: Flask, person: Person, ask_with: Callable[[str], str]
) -> None:
    person.open(ask_with("child_12_15"))
    person.press("company=alone")
    person.press("mode=write")
    person.press(say={"words": "I want to stay where I am"})
    with app.app_context(), transaction() as session:
        session.scalars(select(RespondentSitting)).one().last_seen -= READ_BACK_IDLE * 2
    seen = person.look()
    assert seen.kind == "check"
    assert "We also kept 1 answer from before" in seen.words
    assert "I want to stay where I am" not in seen.html
    assert "questions" in seen.form.offers("mode")
    assert person.press("go=send").kind == "sent"


# --- not now, and talking instead ------------------------------------------------------------


def test_not_now_tells_nobody_who_looks_over_a_shoulder_what_it_is(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.open(link.token)
    seen = person.press("company=later")
    told = set(re.findall(r"[a-z]+", f"{seen.title} {seen.words}".casefold()))
    assert not told & {"review", "sam", "care", "officer", "answer", "answers", "questions"}
    assert kept().state == "sent"


def test_a_child_who_would_rather_talk_is_told_a_day_that_a_task_has(
    app: Flask, person: Person, link: Link
) -> None:
    person.open(link.token)
    person.press("company=later")
    seen = person.press("go=someone")
    assert seen.form.offers("call") == ["officer", "advocate", "other"]
    assert "0800 1111" in seen.words
    seen = person.press("call=officer")
    assert "We have asked Sam to talk to you by Wednesday 25 November" in seen.words
    with app.app_context():
        assert tasks() == [("iro", "2026-11-25")]
    assert "Sam" in person.look("/q").words  # Reload sends nothing again
    with app.app_context():
        assert len(tasks()) == 1


def test_t6_no_page_of_the_way_in_takes_a_number(person: Person, link: Link) -> None:
    person.open(link.token)
    person.press("company=later")
    seen = person.press("go=someone")
    assert not [control for control in seen.form.controls if control.kind in ("tel", "text")]


def test_r26_someone_else_goes_past_the_officer_and_an_advocate_is_asked_for_once(
    app: Flask, person: Person, link: Link
) -> None:
    person.begin(link.token)
    for wanted in ("other", "advocate", "advocate"):
        person.press("go=how")
        person.press("go=someone")
        person.press(f"call={wanted}")
        assert person.press("go=on").kind in ("question", "how")
    with app.app_context():
        asks = db.session.scalars(select(Ask).order_by(Ask.id)).all()
        assert [(ask.kind.value, ask.past_officer, ask.desk) for ask in asks] == [
            ("manager", True, "iro_manager"),
            ("advocate", False, "iro"),
        ]
        assert asks[0].not_shown_to_id is not None
        assert tasks() == []


def test_an_adult_is_not_offered_an_advocate_and_the_office_rings(
    app: Flask, person: Person, mothers_token: str
) -> None:
    person.begin(mothers_token)
    person.press("go=how")
    seen = person.press("go=someone")
    assert seen.form.offers("call") == ["officer", "other"]
    assert person.press("call=advocate").kind == "someone"
    assert "our office to ring you by" in person.press("call=officer").words
    with app.app_context():
        assert [owner for owner, _day in tasks()] == ["business_support"]


def test_from_someone_back_to_the_questions_never_goes_round_who_is_there(
    person: Person, link: Link
) -> None:
    person.open(link.token)
    person.press("company=later")
    person.press("go=someone")
    assert person.press("go=how").kind == "start"
