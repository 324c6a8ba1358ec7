"""Replies to the questions that are really asked: laws over all of them, and a list of cases."""

from __future__ import annotations

import pytest

from participation.questionnaire.matching import Reading, read
from participation.questionnaire.spelling import says_twice
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
        ("en", ("so", "so yeah", "i feel so", "just so", "so so")),
    ],
    "listened_to": [("vi", ("em so", "so")), ("en", ("so", "just so"))],
    "home": [("vi", ("em so", "so")), ("en", ("so", "so so"))],
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
def test_no_choice_is_known_by_half_of_a_word_said_twice(name: str, question) -> None:
    for choice in question.choices:
        for text in (choice.label, choice.short, *choice.words):
            assert not says_twice(text), (name, text)
