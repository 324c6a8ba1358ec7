"""Replies to the questions that are really asked: laws over all of them, and a list of cases."""

from __future__ import annotations

import pytest

from participation.questionnaire.definition import Choice, Kind, Question
from participation.questionnaire.lexicon import spellings
from participation.questionnaire.matching import Reading, read
from participation.questionnaire.spelling import says_twice, tokens
from tests.questionnaire.replies.table import LIBRARY

LANGUAGES = sorted(LIBRARY.words_by_language)

ASKED = [
    (f"{holder.key}.{question.key}", question)
    for holder in (*LIBRARY.forms.values(), *LIBRARY.modules.values())
    for question in holder.questions
    if question.choices
]

ASKED_AGAIN: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    # Without its marks, "em sợ" is written like English "so": I am scared.
    "feelings": [
        ("vi", ("em so", "con so", "toi so", "so")),
        ("en", ("so", "so yeah", "i feel so", "just so", "so so", "scarred")),
    ],
    # A yes before a no: whoever says both has not said which.
    "talked_before": [("en", ("yes i wanted to", "yeah i wanted to", "yes i did not want to"))],
    "know_why": [("en", ("yes i want to know", "yeah id like to know"))],
    "pressure": [("en", ("yes nobody", "yes never"))],
    # A number that may count people, or tell the time, is no place in the list.
    "menu_when": [
        ("en", ("12", "14", "15", "one", "two", "four")),
        ("pl", ("dwa", "12")),
        ("vi", ("hai", "12")),
    ],
    # Mum, dad or three, without their marks; "me" is English only where English is typed.
    "menu_chair": [("vi", ("me", "ba", "Ba"))],
    "papers": [("en", ("id and bank", "ill and bank"))],
    # How a choice is stored is shown to nobody.
    "menu_part": [("en", ("its far", "far", "some", "all"))],
    "breaks_better": [("en", ("how often",))],
    "menu_say_it": [("en", ("made",))],
    # With a letter more or less it is another word.
    "menu_where": [("en", ("officer", "the officer"))],
    "work_and_study": [("en", ("scarred",))],
    "ready": [("en", ("monkey",))],
    "too_long": [("en", ("sort", "spot", "spots"))],
    "understood": [("en", ("yes nobody told me",))],
    "last_time_done": [("en", ("yes not yet", "yes it didnt", "party"))],
    # "Oh" and "well" begin what was not said to the end.
    "listened_to": [
        ("vi", ("em so", "so")),
        ("en", ("so", "just so", "oh well", "oh great", "we'll", "we’ll")),
    ],
    "home": [
        ("vi", ("em so", "so")),
        ("en", ("so", "so so", "oh well", "oh great", "oh brilliant", "im well", "well yeah")),
    ],
    "going_on": [("en", ("we'll", "we’ll"))],
    "family_time": [
        ("en", ("we'll", "We’ll see")),
    ],
}
"""What is no answer to any question of this key, by language."""


def _to_every(key: str, language: str, typed: str) -> dict[str, Reading]:
    words = LIBRARY.words(language)
    read_as = {
        name: read(question, typed, words) for name, question in ASKED if question.key == key
    }
    assert read_as, f"no form asks {key}"
    return read_as


@pytest.mark.parametrize(
    ("key", "language", "typed"),
    [
        (key, language, typed)
        for key, cases in ASKED_AGAIN.items()
        for language, many in cases
        for typed in many
    ],
)
def test_what_is_no_answer_is_asked_again(key: str, language: str, typed: str) -> None:
    assert set(_to_every(key, language, typed).values()) == {None}


@pytest.mark.parametrize(("name", "question"), ASKED, ids=[name for name, _ in ASKED])
def test_no_choice_is_known_by_half_of_a_word_said_twice(name: str, question: Question) -> None:
    for choice in question.choices:
        for text in (choice.label, choice.short, *choice.words):
            assert not says_twice(text), (name, text)


def _says_no(question: Question, choice: Choice) -> bool:
    """Whether a choice begins with a no, where another one is a yes."""
    begins = [tokens(each.label)[0] for each in question.choices]
    own = tokens(choice.label)[0] in ("no", "not", "nobody", "never", "nothing")
    return own and ("yes" in begins or question.kind is Kind.YES_NO)


SAYING_NO = [
    (f"{name}={choice.value}", question, choice)
    for name, question in ASKED
    for choice in question.choices
    if _says_no(question, choice)
]


@pytest.mark.parametrize(
    ("question", "choice"),
    [case[1:] for case in SAYING_NO],
    ids=[case[0] for case in SAYING_NO],
)
def test_a_yes_before_a_no_is_never_that_no(question: Question, choice: Choice) -> None:
    for language in LANGUAGES:
        words = LIBRARY.words(language)
        for spelling in spellings(question, choice, words):
            for typed in (f"yes {spelling}", f"yeah {spelling}", f"yes i {spelling}"):
                own = " ".join(tokens(typed)) in spellings(question, choice, words)
                assert own or read(question, typed, words) != (choice.value,), (language, typed)


def test_there_are_noes_enough_to_try() -> None:
    assert len(SAYING_NO) >= 40


@pytest.mark.parametrize(("name", "question"), ASKED, ids=[name for name, _ in ASKED])
def test_no_number_word_is_a_place_where_a_choice_counts(name: str, question: Question) -> None:
    english = LIBRARY.words("en").numbers
    said = [tokens(text) for choice in question.choices for text in (choice.label, *choice.words)]
    if not any(english.get(token, 1) > 1 for text in said for token in text):
        return
    for language in LANGUAGES:
        words = LIBRARY.words(language)
        for number in words.numbers:
            assert read(question, number, words) is None, (name, language, number)


def test_no_choice_of_any_form_is_a_number_word() -> None:
    """Who has one person to ring and types one must not be taken for the first in the list."""
    numbers = LIBRARY.words("en").numbers
    for name, question in ASKED:
        for choice in question.choices:
            for text in (choice.value, choice.label, choice.short, *choice.words):
                assert text not in numbers, (name, text)
