"""The questions of a questionnaire as text messages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from participation.channels.sms.questions import (
    LONGEST_OPENING,
    faults_by_text,
    opening_question,
    question_text,
    understood_as,
)
from participation.channels.sms.segments import count
from participation.questionnaire.definition import (
    AnswerState,
    AsWritten,
    Choice,
    Given,
    Kind,
    Question,
)
from participation.questionnaire.placeholders import WORST_CASE
from tests.questionnaire.walks import LIBRARY, form_of

FORM = LIBRARY.form("parent_text")


@pytest.mark.parametrize("question", FORM.questions, ids=lambda question: question.key)
@pytest.mark.parametrize("attempt", [0, 1, 2])
def test_each_text_is_one_part_with_the_longest_names(question: Question, attempt: int) -> None:
    body = question_text(FORM, question, {}, AsWritten(), attempt=attempt, names=WORST_CASE)
    assert count(body).parts == 1
    assert count(body).encoding == "GSM-7"


def test_the_three_texts_as_a_parent_gets_them() -> None:
    bodies = [question_text(FORM, question, {}, AsWritten()) for question in FORM.questions]
    assert bodies[1].startswith("2 of 3. What worries you")
    assert bodies[1].endswith("Reply SKIP to miss this one.")
    assert "1 I would like to come, 2 phone call with me, 3 in writing, 4 not this" in bodies[2]


def test_the_first_question_fits_into_the_text_that_says_where_words_go() -> None:
    assert opening_question(FORM, AsWritten()) == "First: what is going well?"
    assert len(opening_question(FORM, AsWritten())) <= LONGEST_OPENING


def test_asking_again_says_what_to_send_and_how_to_reach_a_person() -> None:
    question = FORM.questions[2]
    again = question_text(FORM, question, {}, AsWritten(), attempt=1)
    assert "from 1 to 4" in again
    assert "CALL" in again
    last = question_text(FORM, question, {}, AsWritten(), attempt=2)
    assert "1 I would like to come" in last


def test_r17_no_text_names_a_child_or_care() -> None:
    for question in FORM.questions:
        body = question_text(FORM, question, {}, AsWritten()).lower()
        for word in ("child", "care", "court", "review", "foster", "school"):
            assert word not in body.split()


def test_a_text_that_grew_too_long_is_a_fault_of_the_form() -> None:
    long = Question(key="long", kind=Kind.TEXT, text="?", short="very " * 40)
    curly = Question(key="curly", kind=Kind.TEXT, text="?", short="ქ" + "a" * 60)
    texted = form_of(long, curly)
    faults = [str(fault) for fault in faults_by_text(texted, "x.toml")]
    assert faults == []  # this form is for pages
    by_text = replace(texted, by_text=True)
    told = "\n".join(map(str, faults_by_text(by_text, "x.toml")))
    assert "question 'long': As a text it has 229 units, 2 parts." in told
    assert "question 'curly': As a text it has" in told
    assert "because of ქ" in told
    assert "The first question has 200 letters as a text. Keep it to 40." in told


def test_several_choices_are_told_back_as_they_were_read() -> None:
    question = Question(
        key="who",
        kind=Kind.MANY_OF,
        text="Who?",
        choices=(Choice("mum", "Mum"), Choice("dad", "Dad"), Choice("nan", "Nan")),
    )
    form = form_of(question)
    both = Given(AnswerState.ANSWERED, ("mum", "nan"), "13")
    assert understood_as(form, question, both, AsWritten()) == "We noted: Mum, Nan."
    one = Given(AnswerState.ANSWERED, ("mum",), "1")
    assert understood_as(form, question, one, AsWritten()) == ""
    assert "1 Mum, 2 Dad, 3 Nan" in question_text(form, question, {}, AsWritten())
    assert "like 1 3" in question_text(form, question, {}, AsWritten(), attempt=1)
