"""A drawing is drawn again from numbers alone, and what was written beside it is kept exactly."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from participation.channels.form.drawing import INKS, picture_in, picture_of, words_beside
from participation.questionnaire.definition import AnswerState, Given
from participation.questionnaire.drawings import COLOURS, SIDE, drawing_text, strokes_in

places = st.integers(0, SIDE)
strokes = st.lists(
    st.tuples(st.integers(0, len(COLOURS) - 1), st.lists(st.tuples(places, places), min_size=1)),
    min_size=1,
    max_size=6,
)


def test_every_colour_has_an_ink() -> None:
    assert set(INKS) == set(COLOURS)


def test_lines_come_in_order_with_their_colours() -> None:
    picture = picture_in("[[1,10,20,30,40],[[5,6]]]\nmy dog")
    assert picture is not None
    assert [(line.ink, line.path) for line in picture.lines] == [
        (INKS["red"], "M10 20L30 40"),
        (INKS["black"], "M5 6L6 6"),  # only touched: a dot
    ]
    assert picture.strokes == "[[1,10,20,30,40],[0,5,6]]"  # as the script draws them on


@given(strokes, st.text())
def test_a_picture_holds_colours_and_whole_numbers_only_and_words_stay_as_written(
    drawn: list[tuple[int, list[tuple[int, int]]]], words: str
) -> None:
    sent = str(
        [[colour, *(part for point in points for part in point)] for colour, points in drawn]
    )
    text = drawing_text(sent, words)
    picture = picture_in(text)
    assert picture is not None
    assert len(picture.lines) == len(drawn)
    for line in picture.lines:
        assert line.ink in INKS.values()
        assert re.fullmatch(r"M\d+ \d+L\d+ \d+( \d+ \d+)*", line.path)
    assert words_beside(text) == (words if words.strip() else "")
    assert strokes_in(picture.strokes) is not None


@given(st.text(max_size=60))
def test_what_is_no_drawing_gives_no_picture_and_stays_words(text: str) -> None:
    if strokes_in(text.partition("\n")[0]) is None:
        assert picture_in(text) is None
        assert words_beside(text) == text


def test_an_empty_sheet_and_words_that_look_like_strokes_are_no_picture() -> None:
    assert picture_in("[]") is None
    assert picture_of(Given(AnswerState.ANSWERED, (), "[[[1,2]]]")) is None
