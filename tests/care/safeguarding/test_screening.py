"""What the machine makes of words before a person reads them: upward only, and never "harmless"
of what it cannot read."""

from __future__ import annotations

import time

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


HOME = phrase_list("en", 1, ["hits me", "kill myself", "want to die"], ["scared", "💊"])
TYPED: ScreeningLists = {
    "en": HOME,
    "ar": phrase_list("ar", 1, ["يضربني"], ["خائف*"], before=["و"]),
    "ckb": phrase_list("ckb", 1, ["لێم دەدات"], []),
    "ti": phrase_list("ti", 1, ["ክመውት ኣደሊ"], []),
    "vi": phrase_list("vi", 1, ["muốn chết"], []),
    "pl": phrase_list("pl", 1, ["mnie bij*"], []),
}


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("he HITS me!!", "en"),
        ("he hitsss me", "en"),
        ("he h1t5 me", "en"),
        ("i k i l l m y s e l f", "en"),
        ("killmyself", "en"),
        ("k\u200bill my\u00adself", "en"),
        ("i w a n t t o d i e", "en"),
        ("ＫＩＬＬ ｍｙｓｅｌｆ", "en"),
        ("هو يَضْرِبُني", "ar"),  # with vowel signs
        ("ويضربني كل يوم", "ar"),  # "and" written together with it
        ("يـضـربـنـي", "ar"),  # drawn out
        ("ليم دەدات", "ckb"),  # without the mark on the letter
        ("لیم دهدات", "ckb"),  # with the letters of another keyboard
        ("ክመውት አደሊ", "ti"),  # the letter that sounds alike
        ("muon chet", "vi"),
        ("Muốn  CHẾT", "vi"),
        ("oni mnie biją", "pl"),
    ],
)
def test_a_phrase_is_met_however_it_was_typed(words: str, language: str) -> None:
    assert screen(words, language, TYPED).level is Level.RED


@pytest.mark.parametrize(
    "words",
    [
        "white mess",
        "this meat",
        "skill myself up",
        "the mess hit",
        "want today",
        "a1 b2",
        "k i l n",
    ],
)
def test_parts_of_other_words_are_no_phrase(words: str) -> None:
    assert screen(words, "en", TYPED).level is Level.GREEN


def test_a_sign_counts_and_breaks_no_phrase() -> None:
    assert screen("I have 💊", "en", TYPED).level is Level.AMBER
    assert screen("he hits 😭 me 💊", "en", TYPED).level is Level.RED


def test_red_of_one_list_beats_amber_of_another() -> None:
    assert screen("خائفة he hits me", "ar", TYPED).level is Level.RED


@pytest.mark.parametrize(
    "piece",
    [
        "a", "k ", "a1", "hits ", "want to ", "aaa ", "é", "\u0301\u0316", "ﷺ", "ي", "و", "ً",
        "want to want to die ", "💊", "\u200b", "ክ", "\u1100\u1161",
    ],
)  # fmt: skip
def test_twenty_times_the_text_takes_about_twenty_times_as_long(piece: str) -> None:
    """No pattern is worse than linear: one that squares would take four hundred times as long.
    What is compared is processor time on the same machine, so that a busy one makes no difference.
    """

    def best(length: int) -> float:
        text = (piece * length)[:length]
        took = []
        for _ in range(5):
            before = time.thread_time()
            screen(text, "ar", TYPED)
            took.append(time.thread_time() - before)
        return min(took)

    screen(piece, "ar", TYPED)  # tables are made once
    assert best(40_000) < 80 * best(2_000) + 0.005
