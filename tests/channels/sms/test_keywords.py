"""One word alone is an order; a sentence is somebody speaking (security.md B24, B25)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.channels.sms.keywords import WORDS, Keyword, keyword


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", "Stop", " stop ", "STOP.", "stop!", "\nStop\n", "Stop!!", "end...", '"STOP"',
     "“Stop.”", "stop …"],
)  # fmt: skip
def test_b24_stop_alone_stops(text: str) -> None:
    assert keyword(text) is Keyword.STOP


@pytest.mark.parametrize(
    "text",
    [
        "Stop it he hurts me",
        "please stop",
        "stop please",
        "stop stop",
        "stop all",
        "stopped",
        "i want it to end",
        "end it",
        "can you help",
        "help me",
        "call me",
        "they call me names",
        "wrong number",
        "skip school",
        "don't stop",
        "st op",
        "start again",
        "",
        " ",
        "?",
        "ſtop",  # folds to "stop" in some alphabets; the provider does not think so
    ],
)
def test_b24_words_around_it_make_it_an_answer(text: str) -> None:
    assert keyword(text) is None


@pytest.mark.parametrize(
    "word", ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]
)
def test_every_word_on_which_the_provider_falls_silent_is_a_stop_to_us_too(word: str) -> None:
    assert keyword(word) is Keyword.STOP


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("start", Keyword.START),
        ("UNSTOP", Keyword.START),
        ("help", Keyword.HELP),
        ("help!!!", Keyword.HELP),
        ("'Call'", Keyword.CALL),
        ("Info", Keyword.HELP),
        ("call", Keyword.CALL),
        ("Wrong.", Keyword.WRONG),
        ("SKIP", Keyword.SKIP),
    ],
)
def test_b25_the_other_words_mean_what_they_say(word: str, meant: Keyword) -> None:
    assert keyword(word) is meant


@pytest.mark.parametrize("answer", ["yes", "YES", "no", "No.", "1", "y", "ok"])
def test_b25_yes_and_no_are_answers(answer: str) -> None:
    assert keyword(answer) is None


@given(st.sampled_from(sorted(WORDS)), st.text(min_size=1))
def test_an_order_with_anything_written_after_it_is_no_order(word: str, more: str) -> None:
    said = f"{word} x{more}"
    assert keyword(said) is None
