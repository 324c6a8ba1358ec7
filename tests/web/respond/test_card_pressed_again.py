"""A card's page pressed again: twice, after a pause, with other words, with a bad byte."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from participation.care.requests.models import Ask
from participation.guard.cards import CardSitting
from participation.kernel.db import reading, transaction
from tests.web.respond.holding_cards import post
from tests.web.respond.test_mine import make_pin
from tests.web.respond.walking import Person

CANARY = "zebrafinch"


def kept() -> list[str]:
    with reading() as session:
        return [row.words or "" for row in session.scalars(select(Ask).order_by(Ask.id))]


def a_long_pause() -> None:
    with transaction() as session:
        for row in session.scalars(select(CardSitting)):
            row.last_seen -= timedelta(minutes=21)


def test_d14_a_key_made_after_a_long_pause_opens_nothing_written_before_it(holder: Person) -> None:
    """The child wrote; somebody else takes up the phone later and makes the key."""
    holder.press(say={"words": CANARY})
    a_long_pause()
    seen = make_pin(holder)
    assert "There is nothing yet." in seen.words
    assert CANARY not in seen.html


def test_i13_a_page_written_for_a_long_time_and_pressed_twice_is_kept_once_and_said_so(
    holder: Person,
) -> None:
    """The answer to the first press never arrived: the browser has only what it had before."""
    page, fields = holder.seen, holder.fields(None, {"words": CANARY})
    cookie = holder.client.get_cookie("card")
    assert cookie is not None
    a_long_pause()
    holder.send(fields)
    holder.client.set_cookie("card", cookie.value)
    holder.seen = page
    assert "We have passed it to Sam." in holder.send(fields).words
    assert kept() == [CANARY]


def test_other_words_on_the_same_page_are_kept_as_well(holder: Person) -> None:
    """Back, and written anew: nobody is told "passed on" of words that were dropped."""
    page = holder.seen
    holder.send(holder.fields(None, {"words": "my first try"}))
    holder.seen = page
    assert "We have passed it to Sam." in holder.send(holder.fields(None, {"words": CANARY})).words
    assert kept() == ["my first try", CANARY]


def test_b7_a_byte_that_is_no_utf_8_costs_one_sign_and_not_the_words(holder: Person) -> None:
    sent = "&".join(f"{name}={said}" for name, said in holder.fields(None, {"words": CANARY}))
    holder.client.post(
        "/card",
        data=sent.replace(CANARY, f"{CANARY}%FF"),
        content_type="application/x-www-form-urlencoded",
    )
    assert kept() == [f"{CANARY}\N{REPLACEMENT CHARACTER}"]


def test_a_sentence_about_whoever_reads_it_begins_like_a_sentence(holder: Person) -> None:
    post(holder, {"about": "complaint"})
    seen = holder.press(say={"words": "nobody asked me"})
    assert "I am not a person. The complaints manager reads this by" in seen.words
