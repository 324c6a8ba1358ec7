"""What names of people and drawings are to the engine: words, and strokes or words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from participation.questionnaire import engine
from participation.questionnaire.definition import (
    AnswerState,
    Given,
    How,
    Kind,
    Question,
)
from participation.questionnaire.drawings import (
    LONGEST_DRAWING,
    MOST_POINTS,
    MOST_STROKES,
    Drawing,
    Stroke,
    drawing_in,
    drawing_text,
    strokes_in,
)
from participation.questionnaire.engine import Problem
from participation.questionnaire.replies import (
    Filled,
    More,
    Typed,
)
from tests.questionnaire.walks import (
    STROKES,
    WORDS,
    form_of,
)


def test_names_of_people_are_words_and_nothing_else() -> None:
    who = Question(key="who", kind=Kind.PEOPLE, text="Who?")
    form = form_of(who)
    names = "Kofi\nMiss Ray, my aunt"
    outcome = engine.submit(form, {}, "who", Filled((), names), words=WORDS)
    assert isinstance(outcome, engine.Accepted)
    assert outcome.given == Given(AnswerState.ANSWERED, (), names, How.RAW)
    typed = engine.submit(form, {}, "who", Typed("Kofi and 2 others"), words=WORDS)
    assert isinstance(typed, engine.Accepted)
    assert typed.given.words == "Kofi and 2 others"
    empty = engine.submit(form, {}, "who", Filled((), " \n"), words=WORDS)
    assert isinstance(empty, engine.Accepted)
    assert empty.given.state is AnswerState.SKIPPED


DRAW = Question(key="draw", kind=Kind.DRAWING, text="Draw it.")


def test_a_drawing_is_strokes_and_words_may_stand_in_its_place() -> None:
    form = form_of(DRAW)
    drawn = engine.submit(form, {}, "draw", Filled(("drawing",), STROKES), words=WORDS)
    assert isinstance(drawn, engine.Accepted)
    assert drawn.given == Given(AnswerState.ANSWERED, ("drawing",), STROKES)
    empty = engine.submit(form, {}, "draw", Filled(("drawing",), "[]"), words=WORDS)
    assert isinstance(empty, engine.Accepted)
    assert empty.given == Given(AnswerState.SKIPPED)
    said = engine.submit(form, {}, "draw", Filled((), "a dog"), words=WORDS)
    assert isinstance(said, engine.Accepted)
    assert said.given == Given(AnswerState.ANSWERED, (), "a dog", How.RAW)
    beside = engine.submit(form, drawn.answers, "draw", More("it is a dog"), words=WORDS)
    assert beside == engine.Refused("draw", Problem.NOT_TOGETHER)  # it would push the strokes out


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a dog",
        "{}",
        "[[1, 2]]",
        "[[[1, 2, 3]]]",
        "[[[1, 2.5]]]",
        "[[[1, true]]]",
        "[[[-1, 2]]]",
        "[[[1, 1001]]]",
        '[[["1", 2]]]',
        "[[[NaN, 2]]]",
        "[" * 50_000,
        json.dumps([[[1, 2]]] * (MOST_STROKES + 1)),
        json.dumps([[[1, 2]] * (MOST_POINTS + 1)]),
        "[" + " " * LONGEST_DRAWING + "]",
        "[[6, 1, 2]]",
        "[[-1, 1, 2]]",
        "[[1]]",
        "[[1, 2, 3, 4]]",
        "[[1, 2, 1001]]",
        "[[true, 1, 2]]",
        "[[1, 2, [3]]]",
        "my dog\n[[1, 2, 3]]",
    ],
    ids=lambda text: text[:20],
)
def test_what_is_not_exactly_strokes_is_no_drawing(text: str) -> None:
    assert strokes_in(text) is None
    refused = engine.submit(form_of(DRAW), {}, "draw", Filled(("drawing",), text), words=WORDS)
    assert refused == engine.Refused("draw", Problem.NOT_A_DRAWING)


def test_the_largest_drawing_is_kept_and_read_back_whole() -> None:
    largest = json.dumps([[[1000, 1000]] * 12] * MOST_STROKES, separators=(",", ":"))
    assert len(largest) <= LONGEST_DRAWING
    strokes = strokes_in(largest)
    assert strokes is not None
    assert sum(len(stroke.points) for stroke in strokes) == MOST_POINTS
    outcome = engine.submit(form_of(DRAW), {}, "draw", Filled(("drawing",), largest), words=WORDS)
    assert isinstance(outcome, engine.Accepted)


def test_words_may_stand_below_a_drawing_and_keep_their_own_limit() -> None:
    form = form_of(replace(DRAW, max_chars=10))

    def draw(text: str) -> engine.Accepted | engine.Refused:
        return engine.submit(form, {}, "draw", Filled(("drawing",), text), words=WORDS)

    both = draw("[[2,0,0,9,9]]\nmy dog\n")
    assert isinstance(both, engine.Accepted)
    assert both.given == Given(AnswerState.ANSWERED, ("drawing",), "[[2,0,0,9,9]]\nmy dog\n")
    only_words = draw("[]\nmy dog")
    assert isinstance(only_words, engine.Accepted)
    assert only_words.given == Given(AnswerState.ANSWERED, (), "my dog", How.RAW)
    assert draw("[[2,0,0,9,9]]\n" + "x" * 11) == engine.Refused("draw", Problem.TOO_LONG)


def test_a_stroke_has_its_colour_and_an_old_one_is_black() -> None:
    assert drawing_in("[[2,0,0,9,8],[[1,2],[3,4]]]\nhi") == Drawing(
        (Stroke(2, ((0, 0), (9, 8))), Stroke(0, ((1, 2), (3, 4)))), "hi"
    )
    assert drawing_in(drawing_text("[[2,0,0]]", "  ")) == Drawing((Stroke(2, ((0, 0),)),), "")
    assert drawing_in(drawing_text("[[2,0,0]]", "a\nb")) == Drawing((Stroke(2, ((0, 0),)),), "a\nb")
