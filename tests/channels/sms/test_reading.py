"""What a text, or several, says to the question that is open."""

from __future__ import annotations

import pytest

from participation.channels.sms.reading import fits, gathers, reply_to
from participation.questionnaire.conversation import Ignored, Saved, start, step
from participation.questionnaire.definition import AnswerState, How
from participation.questionnaire.replies import Typed
from tests.questionnaire.walks import LIBRARY, WORDS

FORM = LIBRARY.form("parent_text")
WELL, WORRIES, TAKING_PART = FORM.questions


def test_b18_texts_of_one_pause_are_one_answer_in_their_order() -> None:
    assert reply_to(["He eats well", "and he sleeps", " "]) == Typed("He eats well\nand he sleeps")
    assert reply_to(["one"]) == Typed("one")
    assert reply_to(["  ", ""]) == Typed("")
    assert reply_to([]) == Typed("")


def test_only_an_open_question_waits_for_more_texts() -> None:
    assert [gathers(question) for question in FORM.questions] == [True, True, False]


@pytest.mark.parametrize("body", ["2", "by phone", "SKIP", "I don't know"])
def test_a_reply_to_a_closed_question_fits_it(body: str) -> None:
    assert fits(TAKING_PART, body, WORDS)


@pytest.mark.parametrize("body", ["and he has a new friend", "oh and school", "  "])
def test_a_second_thought_does_not_fit_the_next_closed_question(body: str) -> None:
    assert not fits(TAKING_PART, body, WORDS)


def test_b18_b19_a_long_text_is_an_answer_in_full() -> None:
    state, _ = start(FORM)
    body = "He tells me about school. " * 190
    state, outputs = step(FORM, state, reply_to([body]), words=WORDS)
    saved = outputs[0]
    assert isinstance(saved, Saved)
    assert saved.given.words == body
    assert saved.given.how is How.RAW


def test_b24_stop_alone_is_no_answer_and_a_sentence_with_it_is() -> None:
    state, _ = start(FORM)
    same, outputs = step(FORM, state, reply_to(["Stop"]), words=WORDS)
    assert same == state
    assert isinstance(outputs[0], Ignored)
    after, _ = step(FORM, state, reply_to(["Stop it he hurts me"]), words=WORDS)
    assert after.answers["going_well"].words == "Stop it he hurts me"


def test_b25_no_word_is_lost_when_it_is_no_choice() -> None:
    state, _ = start(FORM)
    for body in ("skip", "skip", "HELP me please", "START tomorrow", "yes"):
        state, _ = step(FORM, state, reply_to([body]), words=WORDS)
    given = state.answers["taking_part"]
    assert given.state is AnswerState.ANSWERED
    assert given.values == ()
    assert given.words == "HELP me please\nSTART tomorrow\nyes"
