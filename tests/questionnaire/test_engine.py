"""The engine, a promise at a time."""

from __future__ import annotations

import pytest

from participation.questionnaire import engine
from participation.questionnaire.conversation import (
    Ask,
    Back,
    Change,
    Finished,
    Ignored,
    Saved,
    State,
    from_text,
    start,
    step,
    to_text,
)
from participation.questionnaire.definition import (
    AnswerState,
    AskIf,
    Choice,
    Concern,
    Form,
    Given,
    How,
    Kind,
    Known,
    Question,
    Voice,
)
from participation.questionnaire.engine import Problem
from participation.questionnaire.progress import Place, place_of
from participation.questionnaire.replies import (
    Decline,
    DontKnow,
    Filled,
    More,
    Reply,
    Skip,
    Typed,
)
from participation.questionnaire.standing import Standing, standing
from tests.questionnaire.walks import (
    WORDS,
    form_of,
)

HOME = Question(
    key="home",
    kind=Kind.ONE_OF,
    text="How is it?",
    choices=(Choice("good", "Good"), Choice("bad", "Bad", concern=Concern.RED)),
)
WHY = Question(key="why", kind=Kind.TEXT, text="Why?", ask_if=AskIf("home", frozenset({"bad"})))
WORRY = Question(
    key="worry",
    kind=Kind.TEXT,
    text="Does anything worry you?",
    company=frozenset({"alone", "outside"}),
    worry=True,
)
LAST = Question(key="last", kind=Kind.TEXT, text="Anything else?")
FORM = form_of(HOME, WHY, WORRY, LAST)


def given_to(
    *posts: tuple[str, Reply],
    form: Form | None = None,
    context: dict[str, str] | None = None,
) -> dict[str, Given]:
    answers: dict[str, Given] = {}
    around = {"company": "alone"} if context is None else context
    for key, reply in posts:
        outcome = engine.submit(form or FORM, answers, key, reply, words=WORDS, context=around)
        assert isinstance(outcome, engine.Accepted), outcome
        answers = outcome.answers
    return answers


def test_skipped_declined_and_unknown_move_on_as_well_as_an_answer() -> None:
    answers = given_to(("home", Decline()), ("worry", DontKnow()), ("last", Skip()))
    assert [given.state for given in answers.values()] == [
        AnswerState.DECLINED,
        AnswerState.UNKNOWN,
        AnswerState.SKIPPED,
    ]
    assert engine.next_question(FORM, answers, {"company": "alone"}) is None


def test_a_changed_mind_keeps_the_old_words_but_does_not_count_them() -> None:
    bad = ("home", Filled(("bad",)))
    answers = given_to(bad, ("why", Filled((), "no space")), ("home", Filled(("good",))))
    assert answers["why"].words == "no space"
    assert "why" not in engine.on_route(FORM, answers, {"company": "alone"})
    again = engine.submit(FORM, answers, *bad, words=WORDS, context={"company": "alone"})
    assert isinstance(again, engine.Accepted)
    assert engine.on_route(FORM, again.answers)["why"].words == "no space"


def test_r24_the_worry_question_is_put_only_without_the_household() -> None:
    def keys(context: dict[str, str]) -> list[str]:
        return [question.key for question in engine.route(FORM, {}, context)]

    assert "worry" in keys({"company": "alone"})
    assert "worry" in keys({"company": "outside"})
    assert "worry" not in keys({"company": "carer"})
    assert "worry" not in keys({})  # not known is not alone
    assert [q.key for q in engine.withheld(FORM, {}, {"company": "carer"})] == ["worry"]
    assert engine.withheld(FORM, {}, {"company": "alone"}) == ()


def test_b49_only_what_is_open_can_be_answered() -> None:
    def problem(key: str) -> object:
        outcome = engine.submit(FORM, {}, key, Filled((), "x"), words=WORDS)
        return getattr(outcome, "problem", None)

    assert problem("last") is Problem.NOT_ASKED  # before its turn
    assert problem("why") is Problem.NOT_ASKED  # a branch not taken
    assert problem("nonsense") is Problem.NOT_ASKED
    assert problem("home") is None  # words where a choice was wanted are kept as words


def test_what_is_not_offered_is_refused_and_nothing_changes() -> None:
    def problem(*values: str, key: str = "home") -> object:
        outcome = engine.submit(FORM, {}, key, Filled(values), words=WORDS)
        return getattr(outcome, "problem", None)

    assert problem("purple") is Problem.NOT_A_CHOICE
    assert problem("good", "bad") is Problem.ONE_ONLY
    assert problem() is Problem.NOTHING_CHOSEN


def test_b9_numbers_are_plain_digits_in_range() -> None:
    scale = Question(key="scale", kind=Kind.SCALE, text="0 to 10?")
    form = form_of(scale)

    def taken(value: str) -> object:
        outcome = engine.submit(form, {}, "scale", Filled((value,)), words=WORDS)
        return outcome.given.values if isinstance(outcome, engine.Accepted) else outcome.problem

    assert taken("7") == ("7",)
    assert taken("07") == ("7",)
    for odd in ("²", "٧", "-1", "11", "7.0", "1e1", "0x7", "9" * 5000, "", " "):
        assert taken(odd) in (Problem.NOT_A_NUMBER, Problem.NOTHING_CHOSEN), odd


def test_b10_b11_a_long_answer_is_kept_whole_or_refused_whole_and_an_empty_one_is_skipped() -> None:
    form = form_of(LAST)

    def outcome(words: str) -> engine.Accepted | engine.Refused:
        return engine.submit(form, {}, "last", Filled((), words), words=WORDS)

    longest = outcome("x" * 10_000)
    assert isinstance(longest, engine.Accepted)
    assert len(longest.given.words) == 10_000
    assert outcome("x" * 10_001) == engine.Refused("last", Problem.TOO_LONG)
    for empty in ("", "  \n "):
        skipped = outcome(empty)
        assert isinstance(skipped, engine.Accepted)
        assert skipped.given.state is AnswerState.SKIPPED
    for short in ("k", "👍", "👨‍👩‍👧", "ok 👍🏾"):
        kept = outcome(short)
        assert isinstance(kept, engine.Accepted)
        assert kept.given.words == short  # B1: exactly as written


def test_more_words_stand_beside_the_choice() -> None:
    answers = given_to(("home", Filled(("good",))), ("home", More("it is warm")))
    assert answers["home"] == Given(AnswerState.ANSWERED, ("good",), "it is warm")


def test_words_written_after_skipping_are_an_answer() -> None:
    answers = given_to(("home", Skip()), ("home", More("too loud")))
    assert answers["home"] == Given(AnswerState.ANSWERED, (), "too loud", How.RAW)
    assert given_to(("home", Skip()), ("home", More(" ")))["home"].state is AnswerState.SKIPPED
    declined = given_to(("home", Decline()), ("home", More("ask Sam")))["home"]
    assert (declined.state, declined.words) == (AnswerState.DECLINED, "ask Sam")


def test_d5_a_reply_is_asked_for_again_twice_and_then_its_words_stand() -> None:
    state, _ = start(FORM)
    seen: list[object] = []
    for typed in ("dunno really", "well sort of", "it depends"):
        state, outputs = step(FORM, from_text(to_text(state)), Typed(typed), words=WORDS)
        seen.append(outputs)
    kept = Given(AnswerState.ANSWERED, (), "dunno really\nwell sort of\nit depends", How.RAW)
    assert seen == [
        (Ask("home", 1),),
        (Ask("home", 2),),
        (Saved("home", kept), Ask("last")),
    ]


def test_a_miss_is_forgotten_once_the_question_is_answered() -> None:
    state, _ = start(FORM)
    for typed in ("hm", "good"):
        state, _ = step(FORM, state, Typed(typed), words=WORDS)
    assert (state.at, state.misses, state.tried) == ("last", 0, ())
    assert state.answers["home"].values == ("good",)


def test_back_and_change_open_a_question_again_and_lose_nothing() -> None:
    state, _ = start(FORM)
    state, _ = step(FORM, state, Typed("1"), words=WORDS)
    back, outputs = step(FORM, state, Back(), words=WORDS)
    assert outputs == (Ask("home"),)
    assert back.answers == state.answers
    changed, outputs = step(FORM, back, Typed("bad"), words=WORDS)
    assert outputs[-1] == Ask("why")
    there, outputs = step(FORM, changed, Change("home"), words=WORDS)
    assert outputs == (Ask("home"),)
    nowhere, outputs = step(FORM, there, Change("last"), words=WORDS)
    assert isinstance(outputs[0], Ignored)
    assert nowhere == there


def test_going_back_forgets_what_was_not_understood() -> None:
    state, _ = start(FORM)
    for given_input in (Typed("1"), Back(), Typed("hm"), Typed("eh"), Change("home")):
        state, _ = step(FORM, state, given_input, words=WORDS)
    assert (state.at, state.misses, state.tried) == ("home", 0, ())


def test_after_the_end_words_are_left_to_the_host() -> None:
    state, _ = start(FORM)
    for typed in ("1", "nothing"):
        state, outputs = step(FORM, state, Typed(typed), words=WORDS)
    assert outputs[-1] == Finished()
    assert state.at is None
    late, outputs = step(FORM, state, Typed("one more thing"), words=WORDS)
    assert late == state
    assert outputs == (Ignored(Problem.NOT_ASKED),)


def test_carriers_words_are_never_an_answer() -> None:
    state, _ = start(form_of(LAST))
    for typed in ("STOP", "help", "Start", "INFO", "end", "Quit.", "cancel"):
        after, outputs = step(form_of(LAST), state, Typed(typed), words=WORDS)
        assert after == state
        assert outputs == (Ignored(Problem.FOR_THE_HOST),)


def test_a_conversation_stays_on_the_version_it_began_with() -> None:
    state, _ = start(FORM)
    newer = form_of(HOME, LAST, key="other_form")
    after, outputs = step(newer, state, Typed("1"), words=WORDS)
    assert after == state
    assert isinstance(outputs[0], Ignored)


def test_a_statement_is_said_and_needs_no_reply() -> None:
    told = Question(key="told", kind=Kind.STATEMENT, text="Thank you for that.")
    form = form_of(HOME, told, LAST)
    state, _ = start(form)
    state, outputs = step(form, state, Typed("good"), words=WORDS)
    assert [type(output).__name__ for output in outputs] == ["Saved", "Say", "Ask"]
    back, outputs = step(form, state, Back(), words=WORDS)
    assert outputs == (Ask("home"),)
    assert back.at == "home"


def test_the_number_of_questions_is_said_only_when_it_is_certain() -> None:
    alone = {"company": "alone"}
    assert place_of(FORM, HOME, {}, alone) == Place(1, None)
    good = given_to(("home", Filled(("good",))))
    assert place_of(FORM, WORRY, good, alone) == Place(2, 3)
    bad = given_to(("home", Filled(("bad",))))
    assert place_of(FORM, WHY, bad, alone) == Place(2, 4)
    assert place_of(FORM, LAST, good, {"company": "carer"}) == Place(2, 2)


def test_nothing_that_a_person_wrote_is_in_a_repr() -> None:
    marker = "secret words"
    answers = given_to(("home", Filled((), marker)))
    state = State("any_form", "1", "0" * 64, "home", tried=(marker,), answers=answers)
    shown = [
        repr(answers),
        repr(state),
        repr(Typed(marker)),
        repr(Skip(marker)),
        repr(More(marker)),
    ]
    assert marker not in " ".join(shown)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"form": "secret"', "[" * 100_000, '{"answers": 7}']
)
def test_a_state_that_is_not_ours_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        from_text(text)
    assert str(caught.value) == "not the state of a conversation"


def test_what_became_of_a_question_is_told_apart_six_ways() -> None:
    six = [
        Question(key=f"q{n}", kind=Kind.TEXT, text="?")
        for n, _ in enumerate(("answered", "skipped", "declined", "unknown"))
    ]
    more = [
        Question(
            key="asked",
            kind=Kind.YES_NO,
            text="?",
            choices=(Choice("yes", "Yes"), Choice("no", "No")),
        ),
        Question(key="after", kind=Kind.TEXT, text="?", ask_if=AskIf("asked", frozenset({"yes"}))),
        Question(key="before", kind=Kind.TEXT, text="?", known=Known.LAST_TIME),
    ]
    form = form_of(*six, WORRY, *more)
    answers = given_to(
        ("q0", Filled((), "hello")),
        ("q1", Skip()),
        ("q2", Decline()),
        ("q3", DontKnow()),
        form=form,
        context={"company": "carer"},
    )
    told = {key: stands.value for key, stands in standing(form, answers).items()}
    assert told == {
        "q0": "answered",
        "q1": "skipped",
        "q2": "declined",
        "q3": "unknown",
        "worry": "not_shown",
        "asked": "not_reached",
        "after": "not_reached",  # nobody can say yet whether it would have been put
        "before": "not_shown",
    }
    no = {**answers, "asked": Given(AnswerState.ANSWERED, ("no",))}
    assert standing(form, no)["after"] is Standing.NOT_SHOWN
    alone = standing(form, answers, {"company": "alone", "last_time": "a bike"})
    assert (alone["worry"], alone["before"]) == (Standing.NOT_REACHED, Standing.NOT_REACHED)


def test_what_was_asked_last_time_is_put_only_where_it_is_known() -> None:
    did_it = Question(key="did_it", kind=Kind.TEXT, text="{last_time}?", known=Known.LAST_TIME)
    form = form_of(did_it, LAST)
    for nothing in ({}, {"last_time": ""}, {"last_time": "  "}):
        assert engine.route(form, {}, nothing) == (LAST,)
        refused = engine.submit(form, {}, "did_it", Skip(), words=WORDS, context=nothing)
        assert refused == engine.Refused("did_it", Problem.NOT_ASKED)
    known = {"last_time": "a bike"}
    assert engine.route(form, {}, known) == (did_it, LAST)
    said = given_to(("did_it", Filled((), "yes")), form=form, context=known)
    assert engine.said_route(form, said, {}) == (did_it, LAST)  # what was said is still read


def test_what_is_asked_of_the_helper_has_no_number_among_the_child_s_questions() -> None:
    helper = Question(key="helper", kind=Kind.TEXT, text="What did you see?", voice=Voice.HELPER)
    form = form_of(HOME, helper, LAST)
    assert place_of(form, HOME, {}) == Place(1, 2)
    assert place_of(form, LAST, {}) == Place(2, 2)
