"""What the machine makes of words before a person reads them: upward only, and never "harmless"
of what it cannot read."""

from __future__ import annotations

import pytest

from participation.care.safeguarding.rules import Level, ScreeningLists, phrase_list, screen

LISTS: ScreeningLists = {"en": phrase_list("en", 1, ["hits me"], ["scared"])}
WITH_ARABIC: ScreeningLists = {**LISTS, "ar": phrase_list("ar", 1, ["يضربني"], ["خائف"])}


@pytest.mark.parametrize(
    "words",
    ["ኣብ ገዛ የፍርሓኒ", "أنا خائف", "میترسم", "Мені страшно", "আমি ভয় পাই", "我很害怕", "أنا خائف ok"],
)
@pytest.mark.parametrize("language", ["en", "ti"])
def test_words_in_letters_that_no_list_is_written_in_are_not_screened(
    words: str, language: str
) -> None:
    assert screen(words, language, LISTS).level is Level.NOT_SCREENED


@pytest.mark.parametrize(
    "words", ["I like my café in Łódź", "Ich heiße Jürgen", "hello 💛💛💛", "123", ""]
)
def test_latin_letters_with_marks_emoji_and_numbers_are_read_with_the_english_list(
    words: str,
) -> None:
    assert screen(words, "en", LISTS).level is Level.GREEN


def test_a_name_in_other_letters_leaves_an_english_sentence_english() -> None:
    assert screen("my brother is called يوسف and I miss him", "en", LISTS).level is Level.GREEN


def test_a_phrase_of_the_list_beside_other_letters_is_still_found() -> None:
    assert screen("أنا خائف في البيت he hits me", "en", LISTS).level is Level.RED


def test_where_there_is_a_list_in_these_letters_it_counts_as_read() -> None:
    assert screen("أحب المدرسة", "ar", WITH_ARABIC).level is Level.GREEN
    assert screen("أنا خائف", "ar", WITH_ARABIC).level is Level.AMBER
    assert screen("أحب المدرسة", "en", WITH_ARABIC).level is Level.NOT_SCREENED
