"""Every row of the table is read as it says, or asked again where it says so."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from click.testing import CliRunner

from participation.cli.forms import group
from participation.kernel.languages import LANGUAGES
from participation.questionnaire.lexicon import ORDERS, RESERVED
from participation.questionnaire.matching import Meaning, read
from tests.questionnaire.replies.table import LIBRARY, Row, questions, rows

ROWS = rows()
# Oromo is spoken by some and waits; Sylheti is hardly written.
WRITTEN = {code for code, one in LANGUAGES.items() if code != "om" and not one.spoken_only}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_reply_is_read_rightly_or_not_at_all(row: Row) -> None:
    reading = read(row.question, row.typed, row.words)
    assert reading in row.readings


def test_there_are_enough_rows_to_trust() -> None:
    assert len(ROWS) >= 400
    counted = Counter(row.file for row in ROWS)
    assert set(counted) >= WRITTEN
    assert all(count >= 20 for name, count in counted.items() if name in WRITTEN), counted
    assert len({(row.file, row.question.key, row.typed) for row in ROWS}) == len(ROWS)


OTHER_ENGINES = {
    "feel": ("lol", "there", "o", "finty", "1-2", "1 or 2", "not bad", "good and bad"),
    "yes_no": ("know", "snow", "yesterday", "yes but only mondays", "not yes"),
    "safe": ("1-15", "two or three", "seven out of five", "lol", "there", "fixty", "6 or 7"),
    "people": ("all apart from mum", "1 and second item, id3", "1..3", "mum not dad", "1-3"),
}
"""What engines that others wrote take for an answer, by the question that shows it."""


def test_what_other_engines_misread_is_asked_again() -> None:
    expected = {(row.question.key, row.typed): row.readings for row in ROWS if row.file == "en"}
    for key, many in OTHER_ENGINES.items():
        for typed in many:
            assert expected[key, typed] == (None,), (key, typed)
    assert expected["safe", "seven out of ten"] == (("7",),)  # elsewhere 17
    assert expected["feel", "very very happy"] == (("very_happy",),)  # elsewhere missed
    assert expected["people", "13"] == (("mum", "parent"),)  # elsewhere one number, or none


def test_no_row_leaves_everything_open() -> None:
    """A row that takes a wrong answer for right, or says nothing, is none."""
    for row in ROWS:
        assert row.readings
        assert len(row.readings) == 1 or row.readings[0] is None, str(row)
        assert len(row.readings) <= 2, str(row)


def test_a_word_that_carriers_act_on_is_no_answer_in_any_language() -> None:
    for language, words in LIBRARY.words_by_language.items():
        told = words.yes | words.no | words.skip | words.back | words.decline | words.dont_know
        assert not told & ORDERS, language
        assert not words.numbers.keys() & ORDERS, language
        assert not words.means.keys() & ORDERS, language
    for question, words in product(questions().questions, LIBRARY.words_by_language.values()):
        for word in sorted(RESERVED):
            for typed in (word, word.upper(), f" {word.title()}. "):
                assert read(question, typed, words) is Meaning.RESERVED, (words.language, typed)


def test_yes_opens_nothing_but_an_answer() -> None:
    """START and YES bring texts back after a STOP; as an order, no list of ours may use them."""
    for words in LIBRARY.words_by_language.values():
        assert not {"yes", "y"} & (words.skip | words.back | words.decline | words.dont_know)


def test_a_language_that_nobody_has_checked_can_be_told() -> None:
    assert {words.checked for words in LIBRARY.words_by_language.values()} == {False}
    told = CliRunner().invoke(group, ["check"]).output
    assert f"no speaker has been through yet: {', '.join(sorted(WRITTEN))}." in told
