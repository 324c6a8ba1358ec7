"""A child's own card: it opens when pressed, writes, asks people for things, and shows nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.care.people.models import Child, Role
from participation.care.requests.models import Ask, AskKind, AskState
from participation.care.safeguarding.models import Concern, Hearing, SourceKind
from participation.guard import cards
from participation.guard.cards import CardSitting
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.web.respond.holding_cards import Card, post
from tests.web.respond.walking import Person, Seen

CANARY = "zebrafinch"


def asks() -> list[Ask]:
    with reading() as session:
        rows = list(session.scalars(select(Ask).order_by(Ask.id)))
        for row in rows:
            str(row.words)
        session.expunge_all()
        return rows


# --- the way in --------------------------------------------------------------------------------


def test_looking_at_a_card_s_link_does_nothing_and_is_the_same_for_every_link(
    person: Person, card: Card, app: Flask
) -> None:
    """T9: a preview robot opens nothing and learns nothing."""
    right = person.look(f"/m/{card.token}")
    wrong = person.look("/m/never-made")
    link = person.look("/l/never-made")
    assert right.html == wrong.html == link.html
    assert "Set-Cookie" not in right.headers
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(CardSitting)) == 0


def test_pressing_opens_the_card_in_this_browser_only(
    person: Person, another: Person, card: Card
) -> None:
    person.look(f"/m/{card.token}")
    assert "What do you want to do?" in person.press().words
    assert "Write to Sam" in person.seen.words
    assert another.look("/card").status == 404


def test_the_code_opens_the_same_card(person: Person, card: Card) -> None:
    person.look("/code")
    assert "What do you want to do?" in person.press(say={"code": card.code.upper()}).words


@pytest.mark.parametrize("case", ["unknown", "no token at all", "revoked", "left care", "stopped"])
def test_t1_a_card_that_opens_nothing_always_looks_the_same(
    person: Person, card: Card, make: Make, clock: MovableClock, case: str
) -> None:
    """R1: ended, unknown and out of use cannot be told apart."""
    dead = Seen.of(person.client.post("/l/" + "x" * 22)).html
    token = card.token
    with transaction() as session:
        child = session.get_one(Child, card.child.id)
        match case:
            case "unknown":
                token = "x" * 22
            case "no token at all":
                token = "é/../x"
            case "revoked":
                cards.revoke_cards(session, child.public_id, system_now())
            case "left care":
                child.ceased_on = make.today
            case "stopped":
                child.contact_stopped_on = make.today
    answer = Seen.of(person.client.post(f"/m/{token}"))
    assert answer.status == 404
    assert answer.html == dead
    assert "Set-Cookie" not in answer.headers


def test_a_child_who_leaves_care_tomorrow_still_has_the_card(
    person: Person, card: Card, make: Make
) -> None:
    """R16, R27: good as long as looked after."""
    with transaction() as session:
        session.get_one(Child, card.child.id).ceased_on = make.today + timedelta(days=1)
    person.look(f"/m/{card.token}")
    assert person.press().status == 200


def test_t1_a_card_that_is_cut_off_refuses_the_next_press(holder: Person, card: Card) -> None:
    page = holder.seen
    with transaction() as session:
        cards.revoke_cards(session, card.child.public_id, system_now())
    holder.seen = page
    seen = post(holder, {"about": "message", "go": "send", "words": CANARY})
    assert seen.status == 404
    assert CANARY in seen.html, "what was typed is given back"
    assert asks() == []


def test_a_new_card_ends_the_one_before(person: Person, card: Card, make: Make) -> None:
    make.card(card.child)
    assert Seen.of(person.client.post(f"/m/{card.token}")).status == 404


def test_leaving_ends_the_card_s_sitting(holder: Person, app: Flask) -> None:
    """T4: Back shows nothing, whoever takes up the phone next."""
    csrf = holder.seen.form.offers("csrf_token")[0]
    holder.client.post("/leave", data={"csrf_token": csrf})
    assert holder.look("/card").status == 404
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(CardSitting)) == 0


def test_leaving_needs_a_page_of_this_browser(holder: Person) -> None:
    holder.client.post("/leave", data={"csrf_token": "somebody else's"})
    assert holder.look("/card").status == 200


def test_opening_a_card_is_a_sign_of_life_of_a_missing_child(person: Person, card: Card) -> None:
    """R16: every door stays open, and any sign of life is red."""
    with transaction() as session:
        session.get_one(Child, card.child.id).circumstances = ["missing"]
    person.look(f"/m/{card.token}")
    assert person.press().status == 200
    with reading() as session:
        concern = session.scalars(select(Concern)).one()
        assert (concern.level, concern.cause) == ("red", "sign_of_life")


# --- asking ------------------------------------------------------------------------------------


def test_r27_a_message_goes_to_the_officer_and_says_once_by_when_it_is_read(
    holder: Person, card: Card
) -> None:
    seen = holder.press(say={"words": f"{CANARY} please ring me"})
    assert "We have passed it to Sam." in seen.words
    assert "who does it" not in seen.words  # there is nothing to do but to read it
    assert seen.words.count("25 November") == 1
    (ask,) = asks()
    assert (ask.kind, ask.desk, ask.state, ask.past_officer) == (
        AskKind.MESSAGE, "iro", AskState.ASKED, False,
    )  # fmt: skip
    assert ask.words == f"{CANARY} please ring me"
    assert ask.words_sealed is not None
    assert CANARY.encode() not in ask.words_sealed


def test_r20_the_reply_is_the_same_whether_or_not_the_words_worry(
    holder: Person, card: Card
) -> None:
    def reply_to(words: str) -> str:
        holder.look("/card")
        if holder.seen.kind != "card":
            post(holder, {})
        return holder.press(say={"words": words}).words

    assert reply_to("he hits me") == reply_to("i like my new school")
    assert "Thank you for telling me. I am not a person. Sam reads this by" in holder.seen.words
    with reading() as session:
        assert [row.level for row in session.scalars(select(Concern))] == ["red"]


def test_every_word_asked_waits_to_be_read(holder: Person) -> None:
    holder.press(say={"words": "can i have a bike"})
    with reading() as session:
        heard = session.scalars(select(Hearing)).one()
        assert (heard.source_kind, heard.state) == (SourceKind.ASK, "waiting")


@pytest.mark.parametrize(
    ("kind", "desk", "due"),
    [
        ("advocate", "iro", date(2026, 11, 26)),
        ("review_sooner", "iro", date(2026, 11, 26)),
        ("solicitor", "iro", date(2026, 11, 26)),
        ("visitor", "iro", date(2026, 12, 1)),
        ("language", "iro", date(2026, 11, 26)),
    ],
)
def test_r27_asking_needs_no_words(holder: Person, kind: str, desk: str, due: date) -> None:
    post(holder, {"about": kind})
    assert holder.seen.kind == "ask"
    seen = holder.press()
    assert seen.kind == "sent"
    (ask,) = asks()
    assert (ask.kind, ask.desk, ask.due_on, ask.words) == (kind, desk, due, None)


def test_r27_a_complaint_goes_straight_to_the_complaints_manager_with_its_date(
    holder: Person,
) -> None:
    post(holder, {"about": "complaint"})
    assert "It goes to the complaints manager." in holder.seen.words
    seen = holder.press(say={"words": "nobody asked me"})
    assert "We have passed it to the complaints manager." in seen.words
    assert "Your complaint has the date Tuesday 24 November." in seen.words
    (ask,) = asks()
    assert (ask.desk, ask.past_officer) == ("complaints", True)


def test_r26_somebody_else_than_the_officer_is_offered_and_the_officer_is_left_out(
    holder: Person, card: Card
) -> None:
    post(holder, {"go": "else"})
    assert "Not Sam: someone else" in holder.seen.words
    offered = [form.offers("about")[0] for form in holder.seen.forms if form.offers("about")]
    assert offered == ["manager", "advocate", "complaint"]
    post(holder, {"about": "advocate", "past": "1"})
    assert "It does not go to Sam." in holder.seen.words
    holder.press(say={"words": "sam does not listen"})
    (ask,) = asks()
    assert (ask.kind, ask.desk, ask.past_officer) == (AskKind.ADVOCATE, "iro_manager", True)
    assert ask.not_shown_to_id == card.officer.id


def test_an_empty_message_is_asked_for_again(holder: Person) -> None:
    assert "Write something in the box first." in holder.press(say={"words": "  "}).words
    assert asks() == []


def test_too_long_a_message_is_given_back_and_not_lost(holder: Person) -> None:
    seen = holder.press(say={"words": CANARY + "x" * 300_000})
    assert seen.status == 413
    assert CANARY in seen.html
    assert asks() == []


def test_the_same_page_pressed_twice_is_one_ask(holder: Person) -> None:
    """I13."""
    fields = holder.fields(None, {"words": "once"})
    form = holder.seen
    holder.send(fields)
    holder.seen = form
    holder.send(fields)
    assert len(asks()) == 1


def test_a_press_from_elsewhere_does_nothing_and_gives_the_words_back(holder: Person) -> None:
    """B48."""
    fields = [*holder.fields(None, {"words": CANARY})]
    forged = [(n, "forged" if n == "csrf_token" else v) for n, v in fields]
    seen = holder.send(forged)
    assert seen.status == 403
    assert CANARY in seen.html
    assert asks() == []


def test_an_ask_for_a_child_without_an_officer_is_the_manager_s(person: Person, make: Make) -> None:
    token, _code = make.card(make.child(age=13))
    person.look(f"/m/{token}")
    person.press()
    seen = person.press(say={"words": "hello"})
    assert "We have passed it to the person in charge of reviewing officers." in seen.words
    assert asks()[0].desk == "iro_manager"


# --- it never reads back -----------------------------------------------------------------------


def test_t1_nothing_that_a_card_opens_shows_a_word_that_was_written(
    holder: Person, another: Person, card: Card, make: Make
) -> None:
    """R1: not in this sitting's pages after sending, not in another sitting, not by the code."""
    holder.press(say={"words": CANARY})
    for path in ("/card", "/mine", "/help", "/ask", "/q", "/code", f"/m/{card.token}"):
        assert CANARY not in holder.look(path).html, path
    another.look(f"/m/{card.token}")
    another.press()
    for say in ({}, {"go": "else"}, {"about": "message"}, {"about": "advocate"}, {"go": "review"}):
        another.look("/card")
        post(another, say)
        assert CANARY not in another.seen.html
    for path in ("/card", "/mine", "/q"):
        assert CANARY not in another.look(path).html


def test_what_was_asked_is_not_on_the_page_of_whoever_takes_up_the_phone_later(
    holder: Person, app: Flask
) -> None:
    """D14: after twenty idle minutes the page starts at the front."""
    post(holder, {"about": "solicitor"})
    holder.press()
    assert "We have passed it" in holder.look("/card").words
    with transaction() as session:
        sitting = session.scalars(select(CardSitting)).one()
        sitting.last_seen -= timedelta(minutes=21)
    assert holder.look("/card").kind == "card"


# --- from the card to the questions ------------------------------------------------------------


def test_a_card_begins_the_questions_that_are_open_and_shows_nothing_given_before(
    holder: Person, card: Card, make: Make
) -> None:
    assert "Answer the questions for my review" not in holder.seen.words
    make.invitation(make.review(card.child), form="child_12_15")
    holder.look("/card")
    assert "Answer the questions for my review" in holder.seen.words
    seen = post(holder, {"go": "review"})
    assert holder.path == "/q"
    assert seen.kind == "start"


def test_review_pressed_with_no_open_questions_changes_nothing(holder: Person) -> None:
    assert post(holder, {"go": "review"}).kind == "card"


@pytest.mark.parametrize(
    ("age", "says"),
    [(6, "A review is about you."), (10, "It is about your plan."),
     (15, "A review looks at your care plan")],
)  # fmt: skip
def test_r28_what_a_review_is_in_the_words_of_the_age(
    person: Person, make: Make, age: int, says: str
) -> None:
    token, _code = make.card(make.child(officer=make.staff(), age=age))
    person.look(f"/m/{token}")
    assert says in person.press().words


# --- for somebody with a link ------------------------------------------------------------------


def test_r26_the_page_after_sending_offers_somebody_else_to_a_parent(
    person: Person, mothers_token: str, work_off: Callable[[], int]
) -> None:
    person.begin(mothers_token)
    person.look("/ask")
    offered = [form.offers("about")[0] for form in person.seen.forms if form.offers("about")]
    assert offered == ["manager", "complaint"]
    post(person, {"about": "complaint"}, "/ask")
    seen = person.press(say={"words": "nobody rang me"})
    assert "We have passed it to the complaints manager." in seen.words
    assert "/mine" not in seen.html, "no key is offered to somebody who cannot make one yet"
    (ask,) = asks()
    assert (ask.asker == "child", ask.past_officer) == (False, True)


def test_whoever_can_make_a_key_is_offered_one_after_asking(holder: Person) -> None:
    post(holder, {"about": "advocate", "go": "send"})
    assert 'href="/mine"' in holder.seen.html


def test_a_parent_asks_for_nothing_that_is_a_child_s_right(
    person: Person, mothers_token: str
) -> None:
    person.begin(mothers_token)
    person.look("/ask")
    post(person, {"about": "visitor", "go": "send"}, "/ask")
    assert asks() == []


def test_the_roles_of_the_lists_exist() -> None:
    assert {role.value for role in Role} >= {"iro", "iro_manager", "complaints"}
