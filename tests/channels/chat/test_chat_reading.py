"""What a turn of a chat means: a press is a press, and typed words are read as a text would be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.channels.chat.reading import Aside, read_turn
from participation.questionnaire import engine
from participation.questionnaire.conversation import ASK_AGAIN
from participation.questionnaire.definition import AnswerState, Given, How
from participation.questionnaire.replies import Decline, DontKnow, Filled, Skip, Typed
from tests.questionnaire.walks import LIBRARY, WORDS

CHILD = LIBRARY.form("child_8_11")
HOME = CHILD.question("home")
ONE_THING = CHILD.question("one_thing")
assert HOME is not None
assert ONE_THING is not None


def test_a_press_is_taken_with_what_stood_in_the_box() -> None:
    assert read_turn(HOME, ["ok"], "", words=WORDS) == Filled(("ok",))
    assert read_turn(HOME, ["ok"], "mostly", words=WORDS) == Filled(("ok",), "mostly")
    assert read_turn(HOME, ["_dont_know"], "", words=WORDS) == DontKnow()
    assert read_turn(HOME, ["_rather_not"], "hm", words=WORDS) == Decline("hm")
    assert read_turn(HOME, [], "hm", button="skip", words=WORDS) == Skip("hm")


def test_typed_words_are_matched_where_they_can_be() -> None:
    assert read_turn(HOME, [], "really good!!", words=WORDS) == Typed("really good!!")
    assert read_turn(ONE_THING, [], "my dog", words=WORDS) == Typed("my dog")


@pytest.mark.parametrize("typed", ["he is loud", "good but not really", "?", "STOP", "help"])
def test_d5_what_is_not_clear_is_asked_again_twice_and_then_kept_as_it_is(typed: str) -> None:
    tried: list[str] = []
    for _ in range(ASK_AGAIN):
        assert read_turn(HOME, [], typed, tried=tried, words=WORDS) is Aside.UNCLEAR
        tried.append(typed)
    kept = read_turn(HOME, [], typed, tried=tried, words=WORDS)
    assert kept == Filled((), "\n".join([typed] * 3))
    taken = engine.take(HOME, kept, WORDS)
    assert taken == Given(AnswerState.ANSWERED, (), "\n".join([typed] * 3), How.RAW)


@pytest.mark.parametrize("typed", ["stop", "HELP", "help!"])
def test_help_and_stop_are_words_where_words_are_asked_for(typed: str) -> None:
    reply = read_turn(ONE_THING, [], typed, words=WORDS)
    taken = engine.take(ONE_THING, reply, WORDS)
    assert isinstance(taken, Given)
    assert (taken.state, taken.words) == (AnswerState.ANSWERED, typed)


def test_back_goes_back_where_there_is_something_to_choose_and_is_a_word_elsewhere() -> None:
    assert read_turn(HOME, [], "back", words=WORDS) is Aside.BACK
    assert read_turn(ONE_THING, [], "back", words=WORDS) == Typed("back")


def test_b10_three_long_tries_that_do_not_fit_together_leave_the_last_one() -> None:
    long = "why " * 2_400
    reply = read_turn(HOME, [], long, tried=[long, long], words=WORDS)
    assert reply == Filled((), long)


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=20), max_size=2))
def test_whatever_is_typed_is_an_answer_or_asked_again_but_never_for_ever(
    typed: str, tried: list[str]
) -> None:
    for question in CHILD.questions:
        reply = read_turn(question, [], typed, tried=tried, words=WORDS)
        if isinstance(reply, Aside):
            assert reply is Aside.BACK or len(tried) < ASK_AGAIN
        elif typed.strip():
            assert isinstance(engine.take(question, reply, WORDS), Given)
