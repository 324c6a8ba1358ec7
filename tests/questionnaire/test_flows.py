"""Golden stories: the same person on pages, in a chat and by text ends with the same answers."""

from __future__ import annotations

import pytest

from participation.channels.form.reading import read_more, read_page
from participation.channels.sms.reading import reply_to
from participation.questionnaire import engine
from participation.questionnaire.conversation import (
    Back,
    Change,
    Finished,
    from_text,
    start,
    step,
    to_text,
)
from participation.questionnaire.definition import IN_WORDS, Answers, AnswerState, Given
from tests.questionnaire.walks import LIBRARY, WORDS, Story, stories

STORIES = stories()


def on_pages(story: Story) -> Answers:
    form, context = story.form, story.context
    answers: dict[str, Given] = {}
    for turn in story.document["turn"]:
        page = turn["page"]
        reply = read_page(
            page.get("values", []), page.get("words", ""), button=page.get("button", "")
        )
        replies = [reply, read_more(page["more"])] if "more" in page else [reply]
        if "back" not in turn and "change" not in turn:
            following = engine.next_question(form, answers, context)
            assert following is not None
            assert following.key == turn["question"]
        for each in replies:
            outcome = engine.submit(
                form, answers, turn["question"], each, words=WORDS, context=context
            )
            assert isinstance(outcome, engine.Accepted), (turn, outcome)
            answers = outcome.answers
    assert engine.next_question(form, answers, context) is None
    return engine.on_route(form, answers, context)


def by_text(story: Story) -> Answers:
    form, context = story.form, story.context
    state, outputs = start(form, context=context)
    for turn in story.document["turn"]:
        if turn.get("back"):
            state, _ = step(form, state, Back(), words=WORDS, context=context)
        if "change" in turn:
            state, _ = step(form, state, Change(turn["change"]), words=WORDS, context=context)
        assert state.at == turn["question"]
        for body in turn["typed"]:
            state, outputs = step(
                form, from_text(to_text(state)), reply_to([body]), words=WORDS, context=context
            )
    assert outputs[-1] == Finished()
    return engine.on_route(form, state.answers, context)


def in_chat(story: Story) -> Answers:
    """Quick replies are pressed, turn by turn; words beside a choice come with it."""
    form, context = story.form, story.context
    state, outputs = start(form, context=context)
    for turn in story.document["turn"]:
        if turn.get("back"):
            state, _ = step(form, state, Back(), words=WORDS, context=context)
        if "change" in turn:
            state, _ = step(form, state, Change(turn["change"]), words=WORDS, context=context)
        assert state.at == turn["question"]
        page = turn["page"]
        pressed = read_page(
            page.get("values", []),
            page.get("more", page.get("words", "")),
            button=page.get("button", ""),
        )
        state, outputs = step(
            form, from_text(to_text(state)), pressed, words=WORDS, context=context
        )
    assert outputs[-1] == Finished()
    return engine.on_route(form, state.answers, context)


def told(story: Story, answers: Answers) -> dict[str, tuple[str, list[str], str]]:
    """State, values, and the words where they are the answer."""
    found = {}
    for key, given in answers.items():
        question = story.form.question(key)
        assert question is not None
        free = given.state is AnswerState.ANSWERED and not given.values
        words = given.words if free or question.kind in IN_WORDS else ""
        if given.state is not AnswerState.ANSWERED:
            words = ""
        found[key] = (given.state.value, list(given.values), words)
    return found


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_ends_the_same_on_pages_in_a_chat_and_by_text(story: Story) -> None:
    expected = {
        key: (held.get("state", "answered"), held.get("values", []), held.get("words", ""))
        for key, held in story.document["expect"].items()
    }
    assert told(story, on_pages(story)) == expected
    assert told(story, in_chat(story)) == expected
    assert told(story, by_text(story)) == expected


def test_every_form_and_every_module_has_a_story() -> None:
    assert {story.form.key for story in STORIES} == set(LIBRARY.forms)
    asked = [
        story.form.question(turn["question"])
        for story in STORIES
        for turn in story.document["turn"]
    ]
    told = {question.module for question in asked if question is not None}
    assert told - {""} == set(LIBRARY.modules)
