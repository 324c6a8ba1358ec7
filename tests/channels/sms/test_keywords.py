"""One word alone is an order; a sentence is somebody speaking (security.md B24, B25)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.channels.sms.keywords import WORDS, Keyword, keyword, request


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", "Stop", " stop ", "STOP.", "stop!", "\nStop\n", "Stop!!", "end...", '"STOP"',
     "“Stop.”", "stop …", "(stop)", "*STOP*", "stop)", "stop-", "-stop", "stop\u200b",
     "st\u200dop", "\u2066stop\u2069", "\ufeffSTOP\u00a0", "ＳＴＯＰ", "𝗦𝗧𝗢𝗣", "STOP 🙏",
     "🙏🏽 stop ❤️", "STOP™", "¡Stop!", "> stop", "stop\u0301"],
)  # fmt: skip
def test_b24_stop_alone_stops_however_it_is_dressed(text: str) -> None:
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
        "🙏",
        "(stop) it",
        "STOP 🙏 please",
        "STOP 2",
        "s-t-o-p",
        "ｓｔｏｐ it",
        "ѕtop",  # a letter of another alphabet: it only looks like one of ours
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


# What people and phones put around a word: marks, symbols, spaces, and signs that nobody sees.
DRESS = st.text(
    st.characters(
        categories=["Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zs", "Cf", "Cc"]
    ),
    max_size=4,
)
WIDE = {letter: chr(ord(letter) + 0xFEE0) for letter in map(chr, range(ord("!"), ord("~") + 1))}


@given(st.sampled_from(sorted(WORDS)), DRESS, DRESS, st.booleans(), st.booleans())
def test_every_order_is_obeyed_however_it_is_dressed(
    word: str, before: str, after: str, loud: bool, wide: bool
) -> None:
    said = word.upper() if loud else word
    if wide:
        said = "".join(WIDE[letter] for letter in said)
    assert keyword(before + said + after) is WORDS[word]


@given(st.sampled_from(sorted(WORDS)), st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_b24_a_word_beside_it_makes_it_words(word: str, other: str) -> None:
    assert keyword(f"{other} {word}") is None
    assert keyword(f"{word}, {other}!") is None


@pytest.mark.parametrize(
    "text", ["call me 🙏", "(Call me)", "ｃａｌｌ　ｍｅ", "call\u200b me please"]
)
def test_a_request_in_plain_words_is_one_however_it_is_dressed(text: str) -> None:
    assert request(text) is Keyword.CALL
