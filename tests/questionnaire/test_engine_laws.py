"""Laws of the engine, each for any form and any order of doing things."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from participation.questionnaire import engine
from participation.questionnaire.conversation import (
    Change,
    Ignored,
    Saved,
    State,
    from_text,
    resume,
    start,
    step,
    to_text,
)
from participation.questionnaire.definition import (
    AnswerState,
    AsWritten,
    Form,
    Given,
    Kind,
    Question,
    Texts,
)
from participation.questionnaire.progress import place_of
from participation.questionnaire.replies import (
    Decline,
    DontKnow,
    Filled,
    Reply,
    Skip,
    Typed,
)
from participation.questionnaire.standing import Standing, standing
from participation.questionnaire.translating import in_language
from tests.questionnaire.walks import (
    WORDS,
    OtherLanguage,
    contexts,
    forms,
    inputs,
    replies,
)


@given(forms(), contexts, st.lists(inputs, max_size=25))
def test_no_input_raises_and_the_state_survives_json_each_turn(
    form: Form, context: dict[str, str], typed: list[object]
) -> None:
    state, _ = start(form, context=context)
    for given_input in typed:
        read_back = from_text(to_text(state))
        assert read_back == state
        after, outputs = step(form, read_back, given_input, words=WORDS, context=context)
        assert outputs
        assert after.turn >= state.turn
        if isinstance(outputs[0], Ignored):
            assert after == state
        state = after


@given(forms(), contexts, st.lists(st.tuples(st.integers(0, 8), replies), max_size=25))
def test_answers_that_count_never_hold_what_is_not_asked(
    form: Form, context: dict[str, str], posts: list[tuple[int, Reply]]
) -> None:
    answers: dict[str, Given] = {}
    for number, reply in posts:
        outcome = engine.submit(form, answers, f"q{number}", reply, words=WORDS, context=context)
        if isinstance(outcome, engine.Accepted):
            assert answers.keys() <= outcome.answers.keys()  # nothing given is ever lost
            answers = outcome.answers
        asked = {question.key for question in engine.route(form, answers, context)}
        assert engine.on_route(form, answers, context).keys() <= asked
        following = engine.next_question(form, answers, context)
        assert following is None or (following.key in asked and following.key not in answers)


@given(forms(), contexts, st.data())
def test_every_walk_ends_and_asks_nothing_twice(
    form: Form, context: dict[str, str], data: st.DataObject
) -> None:
    answers: dict[str, Given] = {}
    asked: list[str] = []
    while (question := engine.next_question(form, answers, context)) is not None:
        asked.append(question.key)
        reply = data.draw(st.sampled_from([Skip(), Decline(), DontKnow(), _filled(question, 0)]))
        outcome = engine.submit(form, answers, question.key, reply, words=WORDS, context=context)
        assert isinstance(outcome, engine.Accepted)
        answers = outcome.answers
    assert len(asked) == len(set(asked)) <= len(form.questions)


TONGUES: tuple[Texts, ...] = (AsWritten(), OtherLanguage())
ways = st.tuples(st.sampled_from(["page", "label", "number"]), st.sampled_from(TONGUES))


@settings(max_examples=60)
@given(forms(), contexts, st.lists(st.integers(0, 2), min_size=8, max_size=8), st.data())
def test_back_change_skip_channel_and_language_in_any_order_end_as_if_answered_straight(
    form: Form, context: dict[str, str], picks: list[int], data: st.DataObject
) -> None:
    wanted = {f"q{n}": pick for n, pick in enumerate(picks)}

    def answer(state: State, key: str) -> State:
        question = form.question(key)
        assert question is not None
        way, tongue = data.draw(ways)
        return _give(form, state, question, wanted[key], way, tongue, context)

    def walk(state: State) -> State:
        while state.at is not None:
            state = answer(state, state.at)
        return state

    straight, _ = start(form, context=context)
    while straight.at is not None:
        question = form.question(straight.at)
        assert question is not None
        reply = _filled(question, wanted[question.key])
        straight, _ = step(form, straight, reply, words=WORDS, context=context)
    wandering, _ = start(form, context=context)
    for move in data.draw(st.lists(inputs, max_size=15)):
        spoken = in_language(form, data.draw(st.sampled_from(TONGUES)))
        wandering, _ = step(spoken, wandering, move, words=WORDS, context=context)
    wandering = walk(wandering)
    for _ in form.questions:  # then put right whatever the wandering left different
        for key in [q.key for q in engine.route(form, wandering.answers, context)]:
            question = form.question(key)
            if question is None or question.kind is Kind.STATEMENT:
                continue
            if question not in engine.route(form, wandering.answers, context):
                continue  # what was just put right has taken it away
            wandering, _ = step(form, wandering, Change(key), words=WORDS, context=context)
            wandering = walk(answer(wandering, key))
    assert _summary(form, wandering, context) == _summary(form, straight, context)


@given(forms(), contexts, st.lists(inputs, max_size=20), st.data())
def test_another_language_half_way_keeps_the_place_and_every_answer(
    form: Form, context: dict[str, str], moves: list[object], data: st.DataObject
) -> None:
    state, _ = start(form, context=context)
    for move in moves:
        spoken = in_language(form, data.draw(st.sampled_from(TONGUES)))
        read_back = from_text(to_text(state))
        following = engine.next_question(spoken, read_back.answers, context)
        same = engine.next_question(form, state.answers, context)
        assert (following and following.key) == (same and same.key)
        assert place_of(spoken, spoken.questions[0], state.answers, context) == place_of(
            form, form.questions[0], state.answers, context
        )
        after, outputs = step(spoken, read_back, move, words=WORDS, context=context)
        assert (after.form, after.source_hash) == (form.key, form.source_hash)
        assert set(state.answers) <= set(after.answers)
        assert outputs
        state = after


def _give(
    form: Form,
    state: State,
    question: Question,
    pick: int,
    way: str,
    tongue: Texts,
    context: dict[str, str],
) -> State:
    """One answer on a page or typed, in a language; whoever changes channel carries on there."""
    if way == "page":
        outcome = engine.submit(
            form,
            state.answers,
            question.key,
            _filled(question, pick),
            words=WORDS,
            context=context,
        )
        assert isinstance(outcome, engine.Accepted)
        return resume(form, outcome.answers, turn=state.turn, context=context)[0]
    spoken = in_language(form, tongue)
    here = spoken.question(question.key)
    assert here is not None
    after, outputs = step(
        spoken, state, _typed(here, pick, by_number=way == "number"), words=WORDS, context=context
    )
    assert isinstance(outputs[0], Saved)
    return after


def _summary(
    form: Form, state: State, context: dict[str, str]
) -> dict[str, tuple[str, tuple[str, ...], str]]:
    """What an officer reads: the words only where they are the answer."""
    return {
        key: (given.state, given.values, "" if given.values else given.words)
        for key, given in engine.on_route(form, state.answers, context).items()
    }


def _filled(question: Question, pick: int) -> Reply:
    match question.kind:
        case Kind.TEXT | Kind.PEOPLE | Kind.DRAWING:
            return Filled((), ("nice", "so so", "bad")[pick])
        case Kind.SCALE | Kind.NUMBER:
            return Filled((str(pick),))
        case Kind.STATEMENT:
            return Filled()
        case _:
            return Filled((question.choices[pick % len(question.choices)].value,))


def _typed(question: Question, pick: int, *, by_number: bool) -> Reply:
    match question.kind:
        case Kind.TEXT | Kind.PEOPLE | Kind.DRAWING:
            return Typed(("nice", "so so", "bad")[pick])
        case Kind.SCALE | Kind.NUMBER:
            return Typed(str(pick))
        case Kind.STATEMENT:
            return Filled()
        case _:
            place = pick % len(question.choices)
            return Typed(str(place + 1) if by_number else question.choices[place].label)


@given(forms(), contexts, st.lists(st.tuples(st.integers(0, 8), replies), max_size=25))
def test_every_question_has_one_standing_and_it_agrees_with_the_route(
    form: Form, context: dict[str, str], posts: list[tuple[int, Reply]]
) -> None:
    answers: dict[str, Given] = {}
    for number, reply in posts:
        outcome = engine.submit(form, answers, f"q{number}", reply, words=WORDS, context=context)
        if isinstance(outcome, engine.Accepted):
            answers = outcome.answers
    found = standing(form, answers, context)
    assert list(found) == [question.key for question in form.questions]
    asked = {question.key for question in engine.said_route(form, answers, context)}
    passed = {Standing(state) for state in AnswerState}
    for key, stands in found.items():
        assert (stands in passed) == (key in asked and key in answers)
        if key not in asked:
            assert stands in (Standing.NOT_SHOWN, Standing.NOT_REACHED)
