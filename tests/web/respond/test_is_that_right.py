"""Is that right? What a child answers to what happened goes to the officer, and no word is lost."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.requests.models import Ask, AskKind
from participation.care.safeguarding.models import Concern, Hearing
from participation.kernel.db import reading
from tests.factories import Make
from tests.web.respond.holding_cards import post
from tests.web.respond.told_back import HAPPENED, end_readings, officer, released, replies, story
from tests.web.respond.walking import Person, Seen
from tests.web.staff.reviewed import CANARY, TOLD, Reviewed, release, reviewed
from tests.web.staff.signing_in import press, signed_in

__all__ = ["officer", "released", "story"]


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
    assert "We have passed it to Sam." in story.person.seen.words
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


def test_words_typed_for_longer_than_the_key_is_open_are_kept_and_heard(
    released: Reviewed,
) -> None:
    """A link only writes, and it still does (R1)."""
    released.person.look(HAPPENED)
    end_readings()
    page = released.person.seen
    seen = say(released.person, "no", "he hits me")
    assert "We have passed it to Sam." in seen.words
    assert "Sam reads this by" in seen.words
    assert TOLD not in seen.html
    released.person.seen = page
    say(released.person, "no", "he hits me")
    assert [(row.kind, row.words) for row in asks()] == [(AskKind.HAPPENED, "he hits me")]
    assert replies() == [], "whoever has no key has not answered"
    with reading() as session:
        assert [row.level.value for row in session.scalars(select(Concern))] == ["red"]


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
