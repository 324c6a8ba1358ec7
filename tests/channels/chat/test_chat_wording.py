"""What the chat says by itself is fixed, short enough for each age, and promises nothing."""

from __future__ import annotations

import pytest

from participation.channels.chat.wording import Line, line
from participation.kernel.texts import IN_ENGLISH
from participation.questionnaire.definition import Band
from participation.questionnaire.reading_level import too_hard

CASES = [(which, band) for which in Line for band in Band]


def said(which: Line, band: Band) -> str:
    return line(which, band, IN_ENGLISH, officer="Sam", day="Wednesday 25 November")


@pytest.mark.parametrize(("which", "band"), CASES)
def test_every_line_is_short_enough_for_its_age(which: Line, band: Band) -> None:
    assert too_hard(said(which, band), band) == []


@pytest.mark.parametrize(("which", "band"), CASES)
def test_no_line_promises_secrecy_asks_after_words_or_leaves_a_gap(which: Line, band: Band) -> None:
    words = said(which, band)
    assert "?" not in words
    assert "{" not in words
    lowered = words.casefold()
    for never in ("secret", "confidential", "private", "sorry to hear", "i understand", "feel"):
        assert never not in lowered


@pytest.mark.parametrize("band", Band)
def test_r33_it_says_that_it_is_not_a_person_and_where_the_words_go(band: Band) -> None:
    for which in (Line.HELLO, Line.HEARD):
        assert "Sam" in said(which, band)
        assert "person" in said(which, band)
