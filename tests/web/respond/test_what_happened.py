"""What happened with what I said: opens with one's own key, word for word, and can be answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Answer
from participation.care.outcomes.models import Reply
from participation.care.people.models import Child
from participation.care.requests.models import Ask, AskKind
from participation.care.safeguarding.models import Concern, Hearing
from participation.guard.audit import AuditEvent
from participation.guard.keys_of_persons import Reading
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.web.respond.holding_cards import post
from tests.web.respond.walking import Person, Seen
from tests.web.staff.reviewed import CANARY, PIN, TOLD, Reviewed, release, reviewed
from tests.web.staff.signing_in import press, signed_in

HAPPENED = "/mine/happened"


@pytest.fixture
def story(app: Flask, make: Make) -> Reviewed:
    """Said with a key of one's own made in the same sitting, and the review is over."""
    told = reviewed(app, make)
    told.says()
    told.makes_a_key()
    told.is_held()
    return told


@pytest.fixture
def officer(app: Flask, make: Make, story: Reviewed) -> FlaskClient:
    return signed_in(app.test_client(), make, story.officer)


@pytest.fixture
def released(story: Reviewed, officer: FlaskClient) -> Reviewed:
    release(story, officer)
    return story


def end_readings() -> None:
    with transaction() as session:
        for row in session.scalars(select(Reading)):
            row.last_seen -= timedelta(minutes=21)


def say(person: Person, go: str, words: str = "") -> Seen:
    """Press one of the three answers on the page at hand."""
    fields = {name: person.seen.form.offers(name)[0] for name in ("outcome",)}
    return post(person, {**fields, "go": go, "words": words}, HAPPENED)


def asks() -> list[Ask]:
    with reading() as session:
        rows = list(session.scalars(select(Ask).order_by(Ask.id)))
        for row in rows:
            str(row.words)
        session.expunge_all()
        return rows


def replies() -> list[str]:
    with reading() as session:
        return [row.answer.value for row in session.scalars(select(Reply).order_by(Reply.id))]


# --- reading it ----------------------------------------------------------------------------------


def test_r2_it_says_what_i_said_what_happened_who_and_by_when(released: Reviewed) -> None:
    seen = released.person.look(HAPPENED)
    for words in ("You said", CANARY, "What happened", TOLD, "your social worker",
                  "Monday 14 December", "Is that right?"):  # fmt: skip
        assert words in seen.words, words
    assert seen.headers["Cache-Control"] == "no-store"
    assert "I do not feel safe" in seen.words
    assert "Leave this page" in seen.words


def test_t3_reading_it_leaves_a_row_and_the_officer_sees_that_it_was_read(
    released: Reviewed, officer: FlaskClient
) -> None:
    assert "Not read yet." in officer.get(released.path).get_data(as_text=True)
    released.person.look(HAPPENED)
    assert "First read on" in officer.get(released.path).get_data(as_text=True)
    with reading() as session:
        actions = [row.action for row in session.scalars(select(AuditEvent))]
    assert "outcome.read" in actions


def test_r2_without_the_key_the_link_shows_nothing_of_it(
    released: Reviewed, another: Person
) -> None:
    another.open(released.token)
    for place in ("/q", "/mine", HAPPENED, f"{HAPPENED}/1"):
        seen = another.look(place)
        assert TOLD not in seen.html, place
        assert CANARY not in seen.html, place
    assert "Type your six numbers" in seen.words


def test_r2_nothing_is_there_before_it_is_released(story: Reviewed, officer: FlaskClient) -> None:
    page = story.point(officer)
    story.write(officer, page, told=TOLD)
    seen = story.person.look(HAPPENED)
    assert TOLD not in seen.html
    assert "There is nothing new here" in seen.words


def test_r3_a_wording_that_was_replaced_or_taken_back_is_never_shown(
    story: Reviewed, officer: FlaskClient
) -> None:
    page = release(story, officer)
    story.write(officer, page, told="It is different now.")
    assert TOLD not in story.person.look(HAPPENED).html
    press(officer, page, f"{page}/release")
    seen = story.person.look(HAPPENED)
    assert "It is different now." in seen.words
    assert TOLD not in seen.html
    press(officer, page, f"{page}/take-back")
    assert "There is nothing new here" in story.person.look(HAPPENED).words


def test_words_that_proved_to_be_somebody_elses_take_the_point_with_them(
    released: Reviewed,
) -> None:
    with transaction() as session:
        for row in session.scalars(select(Answer)):
            row.withdrawn_at = released.make.clock.now()
    seen = released.person.look(HAPPENED)
    assert CANARY not in seen.html
    assert TOLD not in seen.html


def test_adr_31_a_strangers_key_opens_what_the_stranger_typed_and_nothing_of_the_child(
    app: Flask, make: Make, another: Person
) -> None:
    """The child answers and makes no key; whoever finds the link adds words and makes one."""
    story = reviewed(app, make)
    story.says()
    another.open(story.token)
    another.press("go=add", say={"words": "from somebody else"})
    another.look("/mine")
    post(another, {"kind": "pin"}, "/mine")
    post(another, {"kind": "pin", "go": "make", "pin": PIN}, "/mine")
    staff = signed_in(app.test_client(), make, story.officer)
    page = story.point(staff)
    story.write(staff, page, told=TOLD)
    assert press(staff, page, f"{page}/release").status_code == 422
    assert TOLD not in another.look(HAPPENED).html


def test_r16_whoever_left_care_is_still_told_and_nobody_whose_contact_was_stopped(
    released: Reviewed,
) -> None:
    with transaction() as session:
        session.get_one(Child, released.child.id).ceased_on = released.make.today
    assert TOLD in released.person.look(HAPPENED).words
    with transaction() as session:
        child = session.get_one(Child, released.child.id)
        child.ceased_on, child.contact_stopped_on = None, released.make.today
    assert TOLD not in released.person.look(HAPPENED).html


def test_the_key_leads_straight_to_it_and_closing_shuts_it(released: Reviewed) -> None:
    end_readings()
    released.opens()
    assert released.person.path == HAPPENED
    post(released.person, {"go": "close"}, "/mine")
    assert TOLD not in released.person.look(HAPPENED).html


def test_weeks_later_the_same_link_leads_to_the_key_and_then_it_is_over(
    released: Reviewed, another: Person, clock: MovableClock
) -> None:
    clock.moment += timedelta(days=30)
    seen = another.open(released.token)
    assert "There is something new for you to read." in seen.words
    assert "It opens with your own key." in seen.words
    another.look("/mine")
    post(another, {"kind": "pin", "go": "open", "pin": PIN}, "/mine")
    assert TOLD in another.seen.words
    clock.moment += timedelta(days=13)
    assert another.open(released.token).kind == "dead"


def test_what_was_kept_for_the_officer_is_not_among_it_unless_marked_safe(
    app: Flask, make: Make
) -> None:
    story = reviewed(app, make)
    story.says(private=True)
    story.makes_a_key()
    staff = signed_in(app.test_client(), make, story.officer)
    page = story.point(staff)
    story.write(staff, page, told=TOLD)
    press(staff, page, f"{page}/release")
    assert TOLD not in story.person.look(HAPPENED).html
    story.write(staff, page, told=TOLD, safe_to_show="yes")
    press(staff, page, f"{page}/release")
    assert TOLD in story.person.look(HAPPENED).words


# --- answering it --------------------------------------------------------------------------------


def test_yes_is_kept_and_asks_nothing_of_anybody(released: Reviewed, officer: FlaskClient) -> None:
    released.person.look(HAPPENED)
    seen = say(released.person, "yes")
    assert "That is all for now" in seen.words
    assert replies() == ["yes"]
    assert asks() == []
    assert "Yes, that is right." in officer.get(released.path).get_data(as_text=True)


@pytest.mark.parametrize(
    ("go", "words"), [("no", "No, that is not right."), ("talk", "I want to talk about it.")]
)
def test_no_and_talk_go_to_the_officer_as_something_with_a_day_and_an_owner(
    released: Reviewed, officer: FlaskClient, go: str, words: str
) -> None:
    released.person.look(HAPPENED)
    seen = say(released.person, go, "it was Sunday")
    assert "Thank you for telling me. I am not a person. Sam reads this by" in seen.words
    (ask,) = asks()
    assert (ask.kind, ask.words, ask.asker) == (AskKind.HAPPENED, "it was Sunday", "child")
    after = officer.get(released.path).get_data(as_text=True)
    assert words in after
    assert f"/staff/requests/{ask.public_id}" in after
    assert "Nobody has it yet. Due 26 November 2026." in after
    assert "it was Sunday" in officer.get(f"/staff/requests/{ask.public_id}").get_data(as_text=True)
    press(officer, f"/staff/requests/{ask.public_id}", f"/staff/requests/{ask.public_id}/take")
    assert "Sam Green has it." in officer.get(released.path).get_data(as_text=True)
    assert "it was Sunday" in released.person.look("/mine").words


def test_words_with_an_answer_are_heard_like_all_words(released: Reviewed) -> None:
    released.person.look(HAPPENED)
    say(released.person, "yes", "he hits me")
    with reading() as session:
        assert [row.level.value for row in session.scalars(select(Concern))] == ["red"]
        sources = {row.source_id for row in session.scalars(select(Hearing))}
    assert asks()[0].public_id in sources


def test_r20_the_page_after_words_is_the_same_whether_or_not_anything_was_noticed(
    released: Reviewed, story: Reviewed
) -> None:
    seen = []
    for words in ("a calm word", "he hits me"):
        released.person.look(f"{HAPPENED}/1")
        seen.append(say(released.person, "no", words).words)
    assert seen[0] == seen[1]


def test_i13_the_same_page_pressed_twice_is_one_answer(released: Reviewed) -> None:
    released.person.look(HAPPENED)
    page = released.person.seen
    say(released.person, "no", "it was Sunday")
    released.person.seen = page
    say(released.person, "no", "it was Sunday")
    assert replies() == ["no"]
    assert len(asks()) == 1


def test_an_answer_may_be_changed_and_the_last_one_counts(
    released: Reviewed, officer: FlaskClient
) -> None:
    released.person.look(HAPPENED)
    say(released.person, "yes")
    assert "You told us: Yes, that is right." in released.person.look(f"{HAPPENED}/1").words
    say(released.person, "talk")
    assert replies() == ["yes", "talk"]
    assert "I want to talk about it." in officer.get(released.path).get_data(as_text=True)


def test_b48_a_press_from_another_page_or_another_child_is_no_answer(
    app: Flask, make: Make, released: Reviewed
) -> None:
    other = reviewed(app, make)
    other.says()
    other.makes_a_key()
    released.person.look(HAPPENED)
    theirs = released.person.seen.form.offers("outcome")[0]
    other.person.look("/ask")
    post(other.person, {"outcome": theirs, "go": "no", "words": "my own words"}, HAPPENED)
    keys = {"csrf_token": "x" * 43, "page_key": "k" * 22}
    released.person.client.post(HAPPENED, data={**keys, "outcome": theirs, "go": "no"})
    assert replies() == []
    assert [(row.child_id, row.words) for row in asks()] == [(other.child.id, "my own words")]


def test_words_about_what_was_taken_back_meanwhile_are_not_lost(
    story: Reviewed, officer: FlaskClient
) -> None:
    page = release(story, officer)
    story.person.look(HAPPENED)
    press(officer, page, f"{page}/take-back")
    say(story.person, "no", "it was Sunday")
    assert replies() == []
    assert [row.words for row in asks()] == ["it was Sunday"]


def test_d14_after_twenty_idle_minutes_nothing_is_taken_as_the_childs_own_answer(
    released: Reviewed,
) -> None:
    released.person.look(HAPPENED)
    end_readings()
    seen = say(released.person, "no")
    assert "Type your six numbers" in seen.words
    assert replies() == []


def test_too_many_words_come_back(released: Reviewed) -> None:
    released.person.look(HAPPENED)
    seen = say(released.person, "no", "x" * 100_000)
    assert seen.status == 413
    assert "x" * 100_000 in seen.html
    assert replies() == []


def test_several_points_come_one_a_page_the_one_thing_first(app: Flask, make: Make) -> None:
    story = reviewed(app, make)
    story.says()
    story.person.press("go=add", say={"words": "and a cat"})
    story.makes_a_key()
    staff = signed_in(app.test_client(), make, story.officer)
    for words, told in ((CANARY, TOLD), ("and a cat", "Not yet. The vet is asked.")):
        page = story.point(staff, words)
        story.write(staff, page, told=told)
        press(staff, page, f"{page}/release")
    seen = story.person.look(HAPPENED)
    assert "1 of 2" in seen.words
    assert TOLD in seen.words
    assert "The vet is asked" not in seen.words
    seen = say(story.person, "yes")
    assert "2 of 2" in seen.words
    assert "The vet is asked" in seen.words
    assert "That is all for now" in say(story.person, "yes").words
