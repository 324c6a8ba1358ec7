"""One's own words open with one's own key and with nothing else (R2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Task, TaskKind
from participation.care.people.models import Child
from participation.care.requests import service as requests
from participation.care.requests.models import Ask
from participation.guard import keys_of_persons as keys
from participation.guard.audit import AuditEvent
from participation.guard.keys_of_persons import Reading
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.web.respond.conftest import Link
from tests.web.respond.holding_cards import Card, post
from tests.web.respond.walking import Person, Seen

PIN = "271828"
CANARY = "zebrafinch"
LATER = "kingfisher"


def tell(person: Person, token: str, words: str = CANARY) -> Seen:
    """Answer with some words and send."""
    person.begin(token)
    for _ in range(30):
        if "words" in [control.name for control in person.seen.form.controls]:
            person.press(say={"words": words})
            break
        person.press("go=skip")
    person.skip_to_the_end()
    seen = person.press("go=send")
    assert seen.kind == "sent"
    return seen


def go(person: Person, **fields: str) -> Seen:
    """Press something on /mine, with the token of the page at hand."""
    return post(person, fields, "/mine")


def make_pin(person: Person, pin: str = PIN) -> Seen:
    person.look("/mine")
    go(person, kind="pin")
    return go(person, kind="pin", go="make", pin=pin)


def open_with(person: Person, pin: str = PIN) -> Seen:
    person.look("/mine")
    return go(person, kind="pin", go="open", pin=pin)


@pytest.fixture
def told(person: Person, link: Link) -> Person:
    """The child, who has just sent what they said."""
    tell(person, link.token)
    return person


def end_readings() -> None:
    with transaction() as session:
        for row in session.scalars(select(Reading)):
            row.last_seen -= timedelta(minutes=21)


# --- making it ---------------------------------------------------------------------------------


def test_after_sending_a_key_can_be_made_and_opens_what_was_sent(told: Person) -> None:
    assert "Do you want to read answers here later?" in told.look("/mine").words
    seen = make_pin(told)
    assert told.path == "/mine"
    assert "My own words" in seen.words
    assert CANARY in seen.words
    assert seen.headers["Cache-Control"] == "no-store"


def test_own_words_are_what_was_said_without_what_was_left_out(told: Person) -> None:
    seen = make_pin(told)
    assert "You did not answer this" not in seen.words
    assert seen.html.count("<h3>") == 1


def test_own_words_are_not_what_a_helper_wrote(person: Person, make: Make) -> None:
    child = make.child(officer=make.staff(), age=6)
    person.open(make.link(make.invitation(make.review(child), form="child_4_7")))
    person.press("company=helped")
    person.press(say={"helped_by": "carer"})
    person.press("mode=questions")
    person.press(say={"words": CANARY})
    person.skip_until("helper_how")
    person.press(say={"words": LATER})
    person.skip_to_the_end()
    person.press("go=send")
    seen = make_pin(person)
    assert CANARY in seen.words
    assert LATER not in seen.words


def test_a_picture_key_is_three_taps(told: Person) -> None:
    """WCAG 3.3.8: the person chooses either."""
    told.look("/mine")
    assert "Tap picture 1 of 3" in go(told, kind="pictures").words
    go(told, kind="pictures", go="make", picked="", tap="sun")
    assert "Tap picture 2 of 3" in told.seen.words
    go(told, kind="pictures", go="make", picked="sun", tap="fish")
    assert CANARY in go(told, kind="pictures", go="make", picked="sun fish", tap="cup").words
    end_readings()
    told.look("/mine")
    assert "Tap picture 1 of 3" in told.seen.words
    wrong = go(told, go="open", picked="fish sun", tap="cup")
    assert CANARY not in wrong.html
    assert CANARY in go(told, go="open", picked="sun fish", tap="cup").words


@pytest.mark.parametrize("pin", ["123456", "000000", "12345", "pony12"])
def test_a_key_that_is_none_or_easy_is_asked_for_again(told: Person, pin: str) -> None:
    seen = make_pin(told, pin)
    assert seen.status == 422
    assert pin not in seen.html
    assert CANARY not in seen.html


def test_r2_a_link_opened_anew_makes_no_key(told: Person, another: Person, link: Link) -> None:
    """Whoever finds the old phone may write, and may not set themselves up to read."""
    another.open(link.token)
    seen = another.look("/mine")
    assert "A person can tell you" in seen.words
    assert "Six numbers" not in seen.words
    go(another, kind="pin", go="make", pin=PIN)
    with reading() as session:
        assert session.scalar(select(keys.PersonKey)) is None


def test_r2_no_link_replaces_a_key(told: Person, another: Person, link: Link) -> None:
    make_pin(told)
    another.open(link.token)
    another.press(say={"words": "more words"})
    another.look("/mine")
    seen = go(another, kind="pin", go="make", pin="314159")
    assert CANARY not in seen.html
    assert "Type your six numbers" in seen.words
    end_readings()
    assert CANARY in open_with(told).words


def test_t1_a_key_that_a_stranger_makes_opens_only_what_the_stranger_wrote(
    told: Person, another: Person, link: Link
) -> None:
    """The child wrote and made no key; later somebody writes by the same link and makes one."""
    another.open(link.token)
    another.press(say={"words": LATER})
    seen = make_pin(another, "314159")
    assert LATER in seen.words
    assert CANARY not in seen.html


# --- opening -----------------------------------------------------------------------------------


def test_t1_nothing_shows_a_word_without_the_key(told: Person, another: Person, link: Link) -> None:
    make_pin(told)
    another.open(link.token)
    for path in ("/mine", "/q", "/ask", "/help", "/card"):
        assert CANARY not in another.look(path).html
    assert CANARY not in open_with(another, "314159").html


def test_the_key_opens_at_another_browser_too(told: Person, another: Person, link: Link) -> None:
    make_pin(told)
    another.open(link.token)
    assert CANARY in open_with(another).words


def test_r2_five_wrong_tries_shut_it_and_a_person_hears_of_it(
    told: Person, another: Person, link: Link
) -> None:
    make_pin(told)
    another.open(link.token)
    wrong = [open_with(another, f"90909{n}") for n in range(5)]
    shut = open_with(another)
    assert CANARY not in shut.html
    pages = {without_keys(seen.html) for seen in [*wrong, shut]}
    assert len(pages) == 1, "wrong and shut look the same"
    assert {seen.status for seen in [*wrong, shut]} == {422}
    with reading() as session:
        task = session.scalars(select(Task).where(Task.kind == TaskKind.KEY_SHUT)).one()
        assert task.owner_role == "iro"


@pytest.mark.parametrize("typed", ["", "27182", "two seven"])
def test_what_can_be_no_key_spends_no_try(told: Person, typed: str) -> None:
    """A press too early, or a digit short, shuts nobody out."""
    make_pin(told)
    end_readings()
    for _ in range(6):
        seen = open_with(told, typed)
        assert (seen.status, "Type six numbers." in seen.words) == (422, True)
    assert CANARY in open_with(told).words


def test_a_picture_tapped_twice_counts_once(told: Person) -> None:
    told.look("/mine")
    go(told, kind="pictures", go="make", picked="sun fish", tap="cup")
    end_readings()
    told.look("/mine")
    assert "Tap picture 2 of 3" in go(told, go="open", picked="sun", tap="sun").words
    assert CANARY in go(told, go="open", picked="sun fish", tap="cup").words


def test_a_key_made_on_an_arabic_keyboard_opens_from_any(told: Person) -> None:
    make_pin(told, "٢٧١٨٢٨")
    end_readings()
    assert CANARY in open_with(told, "271828").words


def without_keys(html: str) -> str:
    """The page without the values that are new each time."""
    return "\n".join(line for line in html.splitlines() if 'name="page_key"' not in line)


def test_reading_ends_after_twenty_idle_minutes_and_writing_goes_on(told: Person) -> None:
    make_pin(told)
    end_readings()
    assert CANARY not in told.look("/mine").html
    assert told.look("/q").kind == "sent"


def test_closing_ends_reading_and_clears_the_browser(told: Person) -> None:
    """T4."""
    make_pin(told)
    csrf = told.seen.forms[0].offers("csrf_token")[0]
    answer = told.client.post("/mine", data={"csrf_token": csrf, "go": "close"})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert CANARY not in told.look("/mine").html


def test_leaving_ends_reading(told: Person) -> None:
    make_pin(told)
    told.client.post("/leave", headers={"Sec-Fetch-Site": "same-origin"})
    assert told.look("/mine").status == 404
    with reading() as session:
        assert session.scalars(select(Reading)).all() == []


def test_a_forged_press_opens_nothing(told: Person) -> None:
    """B48, T16."""
    make_pin(told)
    end_readings()
    answer = told.client.post("/mine", data={"csrf_token": "x", "go": "open", "pin": PIN})
    assert CANARY not in answer.get_data(as_text=True)


def test_a_key_of_one_child_opens_nothing_of_another(told: Person, link: Link, make: Make) -> None:
    """Two children, one tablet: the reading of the first is not the second's."""
    make_pin(told)
    other = make.invitation(make.review(make.child(officer=make.staff(), age=9)), form="child_8_11")
    told.open(make.link(other))
    assert CANARY not in told.look("/mine").html


def test_who_reads_their_own_words_stands_in_the_audit_before_them(told: Person) -> None:
    make_pin(told)
    with reading() as session:
        actions = [row.action for row in session.scalars(select(AuditEvent))]
        assert actions == ["key.made", "own_words.read"]


# --- what else it opens ------------------------------------------------------------------------


def test_r27_what_was_asked_by_card_and_who_has_it(holder: Person, card: Card, make: Make) -> None:
    post(holder, {"about": "solicitor"})
    holder.press(say={"words": LATER})
    seen = make_pin(holder)
    assert "I want to talk to a solicitor" in seen.words
    assert LATER in seen.words
    assert "It is with Sam. Someone tells you by Thursday 26 November who does it." in seen.words
    with transaction() as session:
        ask = session.scalars(select(Ask)).one()
        requests.take_on(ask, by_id=card.officer.id, now=make.clock.now())
    assert "Sam Green has it since Tuesday 24 November." in holder.look("/mine").words
    with transaction() as session:
        ask = session.scalars(select(Ask)).one()
        requests.finish(ask, "Ms Khan rings you", by_id=card.officer.id, now=make.clock.now())
    assert "Ms Khan rings you" in holder.look("/mine").words


def test_without_a_key_a_person_tells(told: Person) -> None:
    """R2: by call, visit or paper."""
    told.look("/mine")
    post(told, {"about": "tell_me"}, "/ask")
    seen = told.press(say={"how": "visit"})
    assert "We have passed it to Sam." in seen.words
    with reading() as session:
        ask = session.scalars(select(Ask)).one()
        assert (ask.kind, ask.how, ask.words) == ("tell_me", "visit", None)


def test_nothing_is_shown_that_was_never_sent(person: Person, link: Link, make: Make) -> None:
    """R3: a draft is nobody's to read yet."""
    person.begin(link.token)
    for _ in range(30):
        if "words" in [control.name for control in person.seen.form.controls]:
            person.press(say={"words": CANARY})
            break
        person.press("go=skip")
    assert "A person can tell you" in person.look("/mine").words


def test_a_parent_reads_only_their_own(
    person: Person, mothers_token: str, app: Flask, make: Make
) -> None:
    tell(person, mothers_token, LATER)
    seen = make_pin(person)
    assert LATER in seen.words
    with reading() as session:
        key = session.scalars(select(keys.PersonKey)).one()
        assert session.scalar(select(Child.id).where(Child.public_id == key.person)) is None


def test_a_double_tap_on_a_wrong_key_spends_one_try(told: Person) -> None:
    make_pin(told)
    end_readings()
    told.look("/mine")
    page = told.seen
    for _ in range(3):
        told.seen = page
        go(told, kind="pin", go="open", pin="161803")
    assert "That did not open it" in told.seen.words
    with reading() as session:
        (key,) = session.scalars(select(keys.PersonKey))
        assert key.tries_left == keys.TRIES - 1


def test_r26_who_wants_nobody_but_not_the_officer_to_tell_them_finds_the_way(told: Person) -> None:
    assert "Not Sam: someone else" in told.look("/mine").words
    make_pin(told)
    end_readings()
    assert "Not Sam: someone else" in told.look("/mine").words
    post(told, {"go": "else"}, "/ask")
    assert told.path == "/ask"
    assert "Write to the person in charge of reviewing officers" in told.seen.words


def test_a_plain_message_among_my_own_words_is_with_somebody_and_nobody_does_it(
    holder: Person,
) -> None:
    holder.press(say={"words": LATER})
    seen = make_pin(holder)
    assert LATER in seen.words
    assert "We have passed it to Sam." in seen.words
    assert "who does it" not in seen.words
