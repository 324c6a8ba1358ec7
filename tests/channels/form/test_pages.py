"""What a child sees on one page, and what a posted page means."""

from __future__ import annotations

import pytest

from participation.channels.form.checking_page import (
    check_lines,
    only_officer_means,
    sharing_label,
)
from participation.channels.form.reading import MOST_VALUES, read_more, read_page
from participation.channels.form.wording import (
    DONT_KNOW,
    RATHER_NOT,
    error_text,
    page_more,
    page_question,
    paragraphs,
)
from participation.questionnaire import engine
from participation.questionnaire.definition import AnswerState, AsWritten, Band, Given, Sharing
from participation.questionnaire.engine import Problem
from participation.questionnaire.placeholders import fill
from participation.questionnaire.reading_level import too_hard
from participation.questionnaire.replies import Decline, DontKnow, Filled, Skip
from tests.questionnaire.walks import LIBRARY, WORDS

CHILD = LIBRARY.form("child_8_11")
HOME = CHILD.question("home")
ONE_THING = CHILD.question("one_thing")
FAMILY = CHILD.question("family_time")
assert HOME is not None
assert ONE_THING is not None
assert FAMILY is not None
NAMES = {"officer": "Sam"}
ALONE = {"company": "alone"}


def test_a_question_with_faces_as_a_page_shows_it() -> None:
    page = page_question(CHILD, HOME, {}, AsWritten(), names=NAMES, context=ALONE)
    assert page.caption == "Question 2 of 8"
    assert page.title == "How is it going where you live?"
    assert [choice.face for choice in page.choices] == [
        "very_happy",
        "happy",
        "ok",
        "sad",
        "very_sad",
    ]
    assert [choice.label for choice in page.passing] == ["I do not know", "I do not want to answer"]
    assert page.control == "radios"
    assert page.has_more
    assert not any(choice.chosen for choice in (*page.choices, *page.passing))


def test_only_what_the_caller_hands_in_is_on_the_page() -> None:
    answers = {"one_thing": Given(AnswerState.ANSWERED, (), "my words")}
    blank = page_question(CHILD, ONE_THING, answers, AsWritten(), names=NAMES, context=ALONE)
    assert blank.given_words == ""
    same_sitting = page_question(
        CHILD, ONE_THING, answers, AsWritten(), names=NAMES, given=answers["one_thing"]
    )
    assert same_sitting.given_words == "my words"


def test_what_was_chosen_or_passed_is_marked() -> None:
    def chosen(given: Given) -> list[str]:
        page = page_question(CHILD, HOME, {}, AsWritten(), names=NAMES, given=given)
        return [choice.value for choice in (*page.choices, *page.passing) if choice.chosen]

    assert chosen(Given(AnswerState.ANSWERED, ("ok",))) == ["ok"]
    assert chosen(Given(AnswerState.DECLINED)) == [RATHER_NOT]
    assert chosen(Given(AnswerState.UNKNOWN)) == [DONT_KNOW]


def test_a_name_is_filled_in_and_where_there_is_none_the_office_is_named() -> None:
    def titled(**names: str) -> str:
        return page_question(CHILD, ONE_THING, {}, AsWritten(), names=names).title

    assert titled(officer="Sam") == "What do you most want Sam to know?"
    assert titled() == "What do you most want your reviewing officer to know?"
    assert titled(officer="{council}") == "What do you most want {council} to know?"  # B13


def test_only_the_names_a_form_may_leave_open_are_filled_in() -> None:
    assert (
        fill("{officer} and {address}", {"officer": "Sam", "address": "x"}) == "Sam and {address}"
    )


def test_r3_a_child_is_told_who_reads_it_when_and_what_it_means_for_safety() -> None:
    for key in ("child_8_11", "child_12_15"):
        form = LIBRARY.form(key)
        told = " ".join(paragraphs(form, form.intro, AsWritten(), names=NAMES))
        for said in ("Nobody else reads", "send", "not", "safe", "file", "talk to you first"):
            assert said in told
        assert "secret" not in told


def test_r6_a_parent_is_told_where_the_words_go_before_the_first_answer() -> None:
    for key in ("parent_web", "parent_text"):
        told = " ".join(LIBRARY.form(key).intro)
        for said in ("goes on your child's file", "people in the case", "a court", "solicitor"):
            assert said in told.replace("People", "people")


@pytest.mark.parametrize("problem", Problem)
def test_an_error_says_what_to_do_and_never_blames(problem: Problem) -> None:
    for form in LIBRARY.forms.values():
        for question in form.questions:
            told = error_text(question, problem, AsWritten())
            assert told.endswith(".")
            assert too_hard(told, Band.EIGHT_TO_ELEVEN) == []
            for word in ("required", "invalid", "error", "must"):
                assert word not in told.lower()


def test_a_face_is_asked_for_where_there_are_faces() -> None:
    assert "face" in error_text(HOME, Problem.NOTHING_CHOSEN, AsWritten())
    assert "face" not in error_text(FAMILY, Problem.NOTHING_CHOSEN, AsWritten())


def test_the_page_for_more_words_has_its_own_heading() -> None:
    given = Given(AnswerState.ANSWERED, ("more",), "Kofi")
    page = page_more(CHILD, FAMILY, given, AsWritten(), names=NAMES)
    assert page.title == "Who is it, and what would you like?"
    assert page.said == "I want to see someone more"
    assert page.given_words == "Kofi"


def test_the_check_page_shows_every_answer_with_who_will_see_it() -> None:
    answers: dict[str, Given] = {}
    posts = [
        ("one_thing", Filled((), "see Kofi")),
        ("home", Skip()),
        ("listened_to", Decline()),
        ("family_time", Filled(("more",), "every week")),
    ]
    for key, reply in posts:
        outcome = engine.submit(CHILD, answers, key, reply, words=WORDS, context=ALONE)
        assert isinstance(outcome, engine.Accepted)
        answers = outcome.answers
    lines = check_lines(
        CHILD,
        answers,
        AsWritten(),
        names=NAMES,
        sharing={"family_time": Sharing.ONLY_OFFICER},
        context=ALONE,
    )
    assert [(line.key, line.said, line.words) for line in lines] == [
        ("one_thing", "", "see Kofi"),
        ("home", "You did not answer this", ""),
        ("listened_to", "I do not want to answer", ""),
        ("family_time", "I want to see someone more", "every week"),
    ]
    assert lines[3].sharing_label == "Only Sam"
    assert lines[0].sharing is Sharing.OFFICER_AND_WORKER


def test_r4_only_my_officer_is_said_truthfully() -> None:
    told = only_officer_means(AsWritten(), names=NAMES)
    assert too_hard(told, Band.EIGHT_TO_ELEVEN) == []
    for said in ("Only Sam", "that job", "not safe", "judge", "your file"):
        assert said in told
    assert sharing_label(Sharing.ONLY_OFFICER, AsWritten(), names=NAMES) == "Only Sam"


def test_a_posted_page_becomes_one_reply_and_words_are_never_dropped() -> None:
    assert read_page(["good"], "warm") == Filled(("good",), "warm")
    assert read_page([RATHER_NOT], "typed before") == Decline("typed before")
    assert read_page([DONT_KNOW]) == DontKnow()
    assert read_page(["good"], "typed before", button="skip") == Skip("typed before")
    assert read_page([], "one\r\ntwo\rthree") == Filled((), "one\ntwo\nthree")
    assert read_more("a\r\n").words == "a\n"
    assert len(read_page(["x"] * 5_000).values) == MOST_VALUES


ODD_WORDS = (
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 👍🏽 🇸🇴",
    "<script>alert(1)</script>",
    "{{7*7}} {officer} %s%n",
    "\u202eabc",
    "e\u0301",
)


def test_b1_b12_b13_words_come_back_exactly_as_written() -> None:
    for words in ODD_WORDS:
        given = engine.take(ONE_THING, read_page([], words), WORDS)
        assert isinstance(given, Given)
        assert given.words == words
        page = page_question(CHILD, ONE_THING, {}, AsWritten(), names=NAMES, given=given)
        assert page.given_words == words
