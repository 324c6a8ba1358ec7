"""What people type, and what we may take it for. A wrong reading is worse than none."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.languages import LANGUAGES
from participation.questionnaire.definition import Question
from participation.questionnaire.faults import Fault
from participation.questionnaire.lexicon import Words
from participation.questionnaire.matching import Meaning, read
from participation.questionnaire.spelling import bare, one_slip, tokens
from participation.questionnaire.word_files import beside, read_words
from tests.questionnaire.replies.table import LIBRARY, questions
from tests.questionnaire.walks import stories

WORDS = LIBRARY.words("en")

QUESTIONS = questions()


def test_b9_digits_without_end_are_no_number() -> None:
    assert WORDS.number("9" * 5_000) is None
    assert WORDS.number("²") is None
    assert WORDS.number("12") == 12


@pytest.mark.parametrize("form", LIBRARY.forms.values(), ids=lambda form: form.key)
def test_every_choice_is_understood_by_its_number_label_and_spellings(form) -> None:
    for question in form.questions:
        for number, choice in enumerate(question.choices, 1):
            for typed in (str(number), choice.label, choice.short, *choice.words):
                if typed:
                    assert read(question, typed, WORDS) == (choice.value,), (question.key, typed)


@pytest.mark.parametrize("language", sorted(LIBRARY.words_by_language))
def test_no_language_takes_a_choice_for_another(language: str) -> None:
    """In a language whose words are its own, a label may be asked again, and never misread."""
    words = LIBRARY.words(language)
    asked_again = 0
    for form in LIBRARY.forms.values():
        for question in form.questions:
            for number, choice in enumerate(question.choices, 1):
                assert read(question, str(number), words) == (choice.value,)
                for typed in (choice.label, choice.short, *choice.words):
                    if typed:
                        reading = read(question, typed, words)
                        assert reading in (None, (choice.value,)), (question.key, typed)
                        asked_again += reading is None
    assert asked_again <= 40


def test_no_language_misreads_what_was_typed_in_english() -> None:
    """What people of the golden stories type may be asked again, and is never another answer."""
    asked_again = []
    for story in stories():
        for turn in story.document["turn"]:
            question = story.form.question(turn["question"])
            assert question is not None
            for typed in turn["typed"]:
                english = read(question, typed, WORDS)
                for language, words in LIBRARY.words_by_language.items():
                    reading = read(question, typed, words)
                    if reading != english:
                        assert reading in (None, Meaning.WORDS), (language, question.key, typed)
                        asked_again.append((language, typed))
    assert len(asked_again) <= 20, asked_again


MANY = 200_000
HEAVY = {
    "letters": "a" * MANY,
    "numbers": "1 " * MANY,
    "choices": "happy " * MANY,
    "signs": "-" * MANY,
    "invisible": "\u200d" * MANY,
    "accents": "é" * MANY,
    "marks": "e" + "\u0301" * 5_000,
    "brackets": "( " * MANY,
    "noes": "no " * MANY,
    "digits": "9" * MANY,
}


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
@pytest.mark.parametrize("question", QUESTIONS.questions, ids=lambda question: question.key)
@pytest.mark.parametrize("language", ["en", "vi", "ar"])
def test_b17_no_text_makes_reading_slow(question: Question, language: str, text: str) -> None:
    """The quickest of a few: a machine that is busy is slow now and then, a bad pattern always."""
    words = LIBRARY.words(language)
    took = []
    while len(took) < 5 and min(took, default=1) >= 0.25:
        began = time.process_time()
        read(question, text, words)
        read(question, text[:320], words)
        took.append(time.process_time() - began)
    assert min(took) < 0.25


@given(
    st.sampled_from(QUESTIONS.questions),
    st.sampled_from(sorted(LIBRARY.words_by_language)),
    st.text(max_size=80) | st.text(alphabet="12 ,.و؟7/10yesnotaknie👍🏽\u200d\ufe0f", max_size=20),
)
def test_whatever_is_typed_is_read_as_a_choice_there_is_or_not_at_all(
    question: Question, language: str, text: str
) -> None:
    reading = read(question, text, LIBRARY.words(language))
    if isinstance(reading, tuple):
        known = [choice.value for choice in question.choices]
        assert reading
        assert set(reading) <= set(known) or (not known and reading[0].isdigit())
        assert len(set(reading)) == len(reading)


# --- the words of a language ------------------------------------------------------------------


def read_text(tmp_path: Path, text: str) -> tuple[Words | None, list[Fault]]:
    file = tmp_path / "xx.toml"
    file.write_text(f'language = "xx"\n{text}', encoding="utf-8")
    return read_words(file)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('checked = "no"', "'checked' is neither true nor false. Write it without quotes."),
        ('dont_know = ["dno"]\nno = ["dno"]', "'dno' stands in dont_know and in no."),
        ('yes = ["naw"]\n[numbers]\nnaw = 9', "'naw' has another meaning in this file."),
        ('no = ["no"]\nfalse_friends = ["no"]', "'no' has another meaning in this file."),
        ('skip = ["End"]', "'End' is a word that phone companies act on."),
        ('yes = ["start"]', "'start' is a word that phone companies act on."),
        ("[numbers]\nquit = 1", "'quit' is a word that phone companies act on."),
        ('[means]\nhappy = ["help"]', "'help' is a word that phone companies act on."),
        ('polite = ["call"]', "'call' is a word that phone companies act on."),
        ("means = 1", "'means' is not a table."),
        ('[means]\nhappy = "tak"', "'means' is not a list of words."),
        ('skip = ["..."]', "'...' in skip can never be met."),
    ],
)
def test_a_word_list_that_would_mislead_is_refused(tmp_path: Path, text: str, told: str) -> None:
    words, faults = read_text(tmp_path, text)
    assert words is None
    assert told in "\n".join(map(str, faults))


def test_letters_may_be_written_as_the_language_writes_them(tmp_path: Path) -> None:
    words, faults = read_text(tmp_path, 'checked = true\nskip = ["لا أعرف"]\npolite = ["من فضلك"]')
    assert faults == []
    assert words is not None
    assert words.checked
    assert words.skip == {"لا اعرف"}
    assert words.courtesies == (("من", "فضلک"),)


def test_a_language_of_its_own_is_read_beside_english_and_english_beside_none() -> None:
    assert all(
        words.second is (None if language == "en" else WORDS)
        for language, words in LIBRARY.words_by_language.items()
    )
    assert beside({"pl": LIBRARY.words("pl")}, "en")["pl"] is LIBRARY.words("pl")


UNWRITTEN = ("om", "syl")


@pytest.mark.parametrize("language", UNWRITTEN)
def test_where_nobody_wrote_a_word_list_only_what_was_shown_is_read(language: str) -> None:
    words = LIBRARY.words(language)
    assert words.language == language
    yes_no, feel, safe = (QUESTIONS.question(key) for key in ("yes_no", "feel", "safe"))
    assert yes_no is not None
    assert feel is not None
    assert safe is not None
    # "Aye" is no in Amharic. Nobody has looked what the others may be.
    for typed in ("aye", "y", "n", "na", "nah", "ok then", "definitely", "naw"):
        assert read(yes_no, typed, words) is None, typed
    assert read(yes_no, "1", words) == read(yes_no, "Yes", words) == ("yes",)
    assert read(yes_no, "👎", words) == ("no",)
    assert read(feel, "২", words) == read(feel, "Happy!", words) == ("happy",)
    assert read(feel, "🙂", words) == ("happy",)
    for typed in ("so so", "fine", "i am happy", "hapy", "two", "idk", "pass"):
        assert read(feel, typed, words) is None, typed
    assert read(safe, "7", words) == read(safe, "7/10", words) == ("7",)
    assert read(safe, "seven", words) is None
    assert read(feel, "SKIP", words) is Meaning.SKIP
    assert read(feel, "stop", words) is Meaning.RESERVED


def test_a_word_list_is_missing_for_as_many_languages_as_are_named_here() -> None:
    assert set(LANGUAGES) - set(LIBRARY.words_by_language) == set(UNWRITTEN)


def test_one_slip_is_one_slip_and_no_other_word() -> None:
    rows = WORDS.keyboard
    for typed in ("schol", "schoool", "schooll", "shcool", "schopl"):
        assert one_slip(typed, "school", rows), typed
    for typed in ("school", "schoo", "chool", "xchool", "scgokl", "sxxool", "schools!!", "", "s"):
        assert not one_slip(typed, "school", rows), typed
    for typed in ("scchool", "scool", "sschool"):
        assert not one_slip(typed, "school", rows), typed
    for typed, meant in (("hapy", "happy"), ("happpy", "happy"), ("techers", "teachers")):
        assert one_slip(typed, meant, rows), typed
    for typed, meant in (
        *(("party", "partly"), ("sort", "sport"), ("spot", "sport"), ("sports", "spots")),
        *(("monkey", "money"), ("officer", "office"), ("scarred", "scared")),
    ):
        assert not one_slip(typed, meant, rows), typed
    assert not one_slip("shared", "scared", rows)
    assert not one_slip("care", "carer", rows)


def test_one_spelling_for_what_is_written_alike() -> None:
    assert tokens("لَا أَعْرِفُ") == tokens("لا اعرف") == tokens("ﻻ أعرف")
    assert tokens("ኣይፋል") == tokens("አይፋል")
    assert tokens("nu ştiu") == tokens("nu știu")
    assert tokens("e\u0302") == ("ê",)
    assert tokens("नहीं, नहीं!") == ("नहीं",)
    assert tokens("২ ٢ ۲ २ ２ 𝟐 ๒") == ("2",) * 7
    assert "2" not in tokens("² ② Ⅱ ½ ፪")
    assert bare("źle đầu łódź") == "zle dau lodz"
    assert bare("नहीं") == "नहीं"  # these marks are vowels, not accents
