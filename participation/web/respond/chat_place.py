"""Where a chat stands: which question is open and what is said beside it, as `showing` keeps it.

Nothing that anybody typed is in here. Which question comes next is worked out from the answers, as
everywhere; a key stands here only where a person opened a question again or was not understood.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from participation.questionnaire import engine
from participation.questionnaire.definition import AnswerState, Given, Kind, Question
from participation.web.respond.talk import Talk

_CHAT, _Q, _MORE = "chat", "q", "more"


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say once, on the page that follows a press. `day` is that of a call."""

    what: str = ""
    day: date | None = None

    STALE: ClassVar = "stale"
    STALE_WORDS: ClassVar = "stale_words"
    NOTHING: ClassVar = "nothing"
    CALLED: ClassVar = "called"

    @classmethod
    def of(cls, text: str) -> Note:
        what, _dot, day = text.partition(".")
        return cls(what, date.fromisoformat(day) if day else None)

    def __str__(self) -> str:
        return f"{self.what}.{self.day.isoformat()}" if self.day else self.what


NOTHING_TO_SAY = Note()


@dataclass(frozen=True, slots=True)
class Place:
    """`more` is for words beside the answer of `key`; `misses` is how often the reply to the open
    question was not understood."""

    key: str = ""
    more: bool = False
    misses: int = 0
    note: Note = NOTHING_TO_SAY

    @classmethod
    def of(cls, showing: str | None) -> Place:
        """The place that `showing` names; what other pages keep there is none of ours."""
        match (showing or "").split(":"):
            case ["q", key]:
                return cls(key)
            case ["more", key]:
                return cls(key, more=True)
            case ["chat", kind, key, misses, note]:
                return cls(key, kind == _MORE, int(misses), Note.of(note))
        return cls()

    @property
    def showing(self) -> str | None:
        kind = _MORE if self.more else _Q
        if self.misses or self.note.what:
            return f"{_CHAT}:{kind}:{self.key}:{self.misses}:{self.note}"
        return f"{kind}:{self.key}" if self.key else None


@dataclass(frozen=True, slots=True)
class Due:
    """What a chat says next: statements that need no reply, then at most one question."""

    said: tuple[Question, ...]
    asked: Question | None


def due_now(talk: Talk, place: Place) -> tuple[Place, Due]:
    """The question that is open, and the place with what no longer holds of it left out.

    It is the one that somebody opened again, if this sitting may show what was said to it, else
    whatever comes next.
    """
    opened = talk.open_question(place.key) if place.key in talk.mine else None
    if opened is not None:
        return place, Due((), opened)
    due = _next(talk)
    if due.asked is None or due.asked.key != place.key:
        place = Place(note=place.note)
    return replace(place, more=False), due


def _next(talk: Talk) -> Due:
    given = dict(talk.given)
    said: list[Question] = []
    following = talk.next
    while following is not None and following.kind is Kind.STATEMENT:
        said.append(following)
        given[following.key] = Given(AnswerState.ANSWERED)
        following = engine.next_question(talk.form, given, talk.context)
    if following is None and said:  # nobody can answer past it, so it has a button of its own
        return Due(tuple(said[:-1]), said[-1])
    return Due(tuple(said), following)
