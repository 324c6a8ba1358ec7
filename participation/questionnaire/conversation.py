"""Talk a form through turn by turn: what a text or chat conversation remembers between turns.

State is data and small: which form, which question is open, how often a reply was not
understood, and the answers. It is written to JSON after each turn and read back for the
next, so nothing that matters can hide in memory. Nothing here sends, waits or knows time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

from participation.questionnaire.definition import (
    Answers,
    AnswerState,
    Context,
    Form,
    Given,
    How,
    Kind,
    Question,
)
from participation.questionnaire.engine import (
    NO_CONTEXT,
    Accepted,
    Problem,
    Refused,
    may_answer,
    next_question,
    previous_question,
    submit,
)
from participation.questionnaire.lexicon import Words
from participation.questionnaire.matching import Meaning, read
from participation.questionnaire.replies import Reply, Typed

ASK_AGAIN = 2
"""How often a reply that is not understood brings the question back; then the words stand (D5)."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a conversation stands. `at` is None when nothing is open.

    `turn` grows with every change, so a timer or button of an older turn can be told.
    `tried` holds the replies to the open question that were not understood.
    """

    form: str
    version: str
    source_hash: str
    at: str | None
    turn: int = 1
    misses: int = 0
    tried: tuple[str, ...] = field(default=(), repr=False)
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """Put this question. `attempt` is 0, or how often the reply was not understood."""

    key: str
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Say:
    """Say this statement; it needs no reply."""

    key: str


@dataclass(frozen=True, slots=True)
class Saved:
    """This answer was taken, new or changed."""

    key: str
    given: Given


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left to ask."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing changed. Whoever called keeps the words, if there were any."""

    why: Problem


Output = Ask | Say | Saved | Finished | Ignored


@dataclass(frozen=True, slots=True)
class Back:
    """Open the question before this one again."""


@dataclass(frozen=True, slots=True)
class Change:
    """Open an answered question again."""

    key: str


Input = Reply | Back | Change


def start(form: Form, *, context: Context = NO_CONTEXT) -> tuple[State, tuple[Output, ...]]:
    """Open a conversation at the form's first question."""
    state = State(form.key, form.version, form.source_hash, None)
    return _go_on(form, state, {}, (), context)


def resume(
    form: Form, answers: Answers, *, turn: int = 1, context: Context = NO_CONTEXT
) -> tuple[State, tuple[Output, ...]]:
    """Carry on in a conversation what was begun elsewhere, say on a page."""
    state = State(form.key, form.version, form.source_hash, None, turn)
    return _go_on(form, state, dict(answers), (), context)


def step(
    form: Form, state: State, given: Input, *, words: Words, context: Context = NO_CONTEXT
) -> tuple[State, tuple[Output, ...]]:
    """One turn. The state comes back unchanged with `Ignored` when the input fits nothing.

    A state made with another version of the form is left alone: open conversations finish
    on the version they began with.
    """
    if (state.form, state.source_hash) != (form.key, form.source_hash):
        return state, (Ignored(Problem.NOT_ASKED),)
    match given:
        case Change(key):
            return _open(form, state, may_answer(form, state.answers, key, context))
        case Back():
            return _back(form, state, context)
        case _ if state.at is None:
            return state, (Ignored(Problem.NOT_ASKED),)
        case reply:
            return _reply(form, state, state.at, reply, words, context)


def _reply(
    form: Form, state: State, at: str, reply: Reply, words: Words, context: Context
) -> tuple[State, tuple[Output, ...]]:
    outcome = submit(form, state.answers, at, reply, words=words, context=context)
    match outcome, reply:
        case Accepted(key, taken, answers, _), _:
            return _go_on(form, state, answers, (Saved(key, taken),), context)
        case Refused(_, Problem.NOT_UNDERSTOOD), Typed(text):
            return _missed(form, state, at, text, words, context)
        case Refused(_, Problem.NOT_ASKED), _:  # the company changed and took the question away
            return _go_on(form, state, state.answers, (), context)
        case Refused(_, problem), _:
            return state, (Ignored(problem),)


def _missed(
    form: Form, state: State, at: str, text: str, words: Words, context: Context
) -> tuple[State, tuple[Output, ...]]:
    """Ask again with more help, twice at most; then everything tried stands as the answer."""
    question = form.question(at)
    meaning = read(question, text, words) if question else None
    if meaning is Meaning.BACK:
        return _back(form, state, context)
    if meaning is Meaning.EMPTY:
        return replace(state, turn=state.turn + 1), (Ask(at, state.misses),)
    tried = (*state.tried, text)
    if state.misses < ASK_AGAIN:
        missed = replace(state, turn=state.turn + 1, misses=state.misses + 1, tried=tried)
        return missed, (Ask(at, missed.misses),)
    kept = Given(AnswerState.ANSWERED, (), "\n".join(tried), How.RAW)
    return _go_on(form, state, {**state.answers, at: kept}, (Saved(at, kept),), context)


def _back(form: Form, state: State, context: Context) -> tuple[State, tuple[Output, ...]]:
    before = previous_question(form, state.answers, state.at, context)
    while before is not None and before.kind is Kind.STATEMENT:
        before = previous_question(form, state.answers, before.key, context)
    return _open(form, state, before)


def _open(form: Form, state: State, question: Question | None) -> tuple[State, tuple[Output, ...]]:
    if question is None or question.kind is Kind.STATEMENT:
        again = (Ask(state.at, state.misses),) if state.at else ()
        return state, (Ignored(Problem.NOT_ASKED), *again)
    moved = replace(state, at=question.key, turn=state.turn + 1, misses=0, tried=())
    return moved, (Ask(question.key),)


def _go_on(
    form: Form,
    state: State,
    answers: Answers,
    outputs: tuple[Output, ...],
    context: Context,
) -> tuple[State, tuple[Output, ...]]:
    following = next_question(form, answers, context)
    while following is not None and following.kind is Kind.STATEMENT:
        outputs = (*outputs, Say(following.key))
        answers = {**answers, following.key: Given(AnswerState.ANSWERED)}
        following = next_question(form, answers, context)
    at = following.key if following else None
    last = Ask(at) if at else Finished()
    moved = replace(state, at=at, turn=state.turn + 1, misses=0, tried=(), answers=answers)
    return moved, (*outputs, last)


def to_text(state: State) -> str:
    """The state as one line of JSON."""
    return json.dumps(
        {
            "form": state.form,
            "version": state.version,
            "hash": state.source_hash,
            "at": state.at,
            "turn": state.turn,
            "misses": state.misses,
            "tried": state.tried,
            "answers": {
                key: [given.state, given.values, given.words, given.how]
                for key, given in state.answers.items()
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_text(text: str) -> State:
    """The state that `to_text` wrote.

    Raises:
        ValueError: the text is not a state of ours.
    """
    try:
        held = json.loads(text)
        return State(
            form=held["form"],
            version=held["version"],
            source_hash=held["hash"],
            at=held["at"],
            turn=held["turn"],
            misses=held["misses"],
            tried=tuple(held["tried"]),
            answers={
                key: Given(AnswerState(state), tuple(values), words, How(how))
                for key, (state, values, words, how) in held["answers"].items()
            },
        )
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        # The parser's own message would quote the text, and the text holds people's words.
        raise ValueError("not the state of a conversation") from None
