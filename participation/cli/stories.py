"""A play at the terminal, kept as a golden story: what was given, on a page and typed.

The file is the one that `tests/questionnaire/flows/` holds. Each turn says what a page would post
and what a phone would send, and both must end with the same answers; where no typed reply says what
was given on a page, there is no story.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from participation.channels.form.reading import SKIP
from participation.channels.form.wording import DONT_KNOW, RATHER_NOT
from participation.questionnaire import engine
from participation.questionnaire.definition import (
    Answers,
    AnswerState,
    Context,
    Form,
    Given,
    Kind,
    Question,
)
from participation.questionnaire.lexicon import Words
from participation.questionnaire.replies import Typed


class NoStory(Exception):
    """What was played cannot be told as a story. The message says why, without anybody's words."""


@dataclass(frozen=True, slots=True, repr=False)
class Turn:
    """One answer. `changed`: the person came back to this question. `typed` may be empty."""

    question: Question
    given: Given
    more: str
    typed: tuple[str, ...]
    changed: bool


@dataclass(frozen=True, slots=True, repr=False)
class Story:
    """A play in the making. `modules` are the keys of those that were switched on."""

    form: Form
    modules: tuple[str, ...]
    words: Words
    context: Context
    turns: list[Turn] = field(default_factory=list)

    def pressed(self, question: Question, given: Given, *, more: str, changed: bool) -> None:
        """An answer given on a page, with what was written on the page for more."""
        self.turns.append(Turn(question, given, more, (), changed))

    def typed(
        self, question: Question, given: Given, bodies: Iterable[str], *, changed: bool
    ) -> None:
        """An answer read from these texts."""
        self.turns.append(Turn(question, given, "", tuple(bodies), changed))

    def as_toml(self, answers: Answers) -> str:
        """The whole story, with the answers that count as what must come out.

        Raises:
            NoStory: something is left to ask, or cannot be typed.
        """
        if engine.next_question(self.form, answers, self.context) is not None:
            raise NoStory("It was not played to its end.")
        turns = ("\n".join(self._turn(turn)) for turn in self.turns)
        blocks = ["\n".join(self._head()), *turns]
        counting = engine.on_route(self.form, answers, self.context)
        expect = [f"{key} = {_table(_expected(given))}" for key, given in counting.items()]
        return "\n\n".join([*blocks, "\n".join(["[expect]", *expect])]) + "\n"

    def _head(self) -> Iterator[str]:
        yield "# Played at a terminal. Say here who this is, and what is special about the story."
        yield f"form = {_text(self.form.key)}"
        yield f"company = {_text(self.context.get('company', ''))}"
        if self.modules:
            yield f"modules = [{', '.join(map(_text, self.modules))}]"
        if known := self.context.get("last_time", ""):
            yield f"last_time = {_text(known)}"

    def _turn(self, turn: Turn) -> Iterator[str]:
        page = _page(turn.given) | ({"more": turn.more} if turn.more else {})
        typed = turn.typed or (_typed(turn.question, turn.given, self.words),)
        yield "[[turn]]"
        if turn.changed:
            yield f"change = {_text(turn.question.key)}"
        yield f"question = {_text(turn.question.key)}"
        yield f"page = {_table(page)}"
        yield f"typed = [{', '.join(map(_text, typed))}]"


def _page(given: Given) -> dict[str, str | list[str]]:
    match given.state:
        case AnswerState.SKIPPED:
            return {"button": SKIP}
        case AnswerState.DECLINED:
            return {"values": [RATHER_NOT]}
        case AnswerState.UNKNOWN:
            return {"values": [DONT_KNOW]}
    return {"values": list(given.values)} if given.values else {"words": given.words}


def _typed(question: Question, given: Given, words: Words) -> str:
    """A reply that is read as just this answer.

    Raises:
        NoStory: there is none.
    """
    for text in _ways_to_say(question, given, words):
        read = engine.take(question, Typed(text), words)
        if isinstance(read, Given) and _expected(read) == _expected(given):
            return text
    raise NoStory(f"No typed reply to '{question.key}' says what was given on the page.")


def _ways_to_say(question: Question, given: Given, words: Words) -> list[str]:
    match given.state:
        case AnswerState.SKIPPED:
            return _usual(SKIP, words.skip)
        case AnswerState.DECLINED:
            return _usual("rather not say", words.decline)
        case AnswerState.UNKNOWN:
            return _usual("i dont know", words.dont_know)
    if not given.values:
        return [given.words]
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        return list(given.values)
    places = {choice.value: n for n, choice in enumerate(question.choices, 1)}
    labels = [choice.label for choice in question.choices if choice.value in given.values]
    numbers = [str(places[value]) for value in given.values if value in places]
    return [*(labels if len(labels) == 1 else []), ", ".join(numbers)]


def _usual(first: str, words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (word != first, word))


def _expected(given: Given) -> dict[str, str | list[str]]:
    if given.state is not AnswerState.ANSWERED:
        return {"state": given.state.value}
    return {"values": list(given.values)} if given.values else {"words": given.words}


def _table(fields: Mapping[str, str | list[str]]) -> str:
    told = (
        f"{name} = [{', '.join(map(_text, value))}]"
        if isinstance(value, list)
        else f"{name} = {_text(value)}"
        for name, value in fields.items()
    )
    return f"{{ {', '.join(told)} }}"


def _text(value: str) -> str:
    """A TOML string: JSON's, but for the one character that only JSON lets stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
