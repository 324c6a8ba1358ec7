"""What a summary says, as values and as plain JSON, in which it is sealed and kept.

Codes and moments, no sentences: a page and the interface put them into words. None of the values
shows a name or a word in `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

from participation.care.corrections.rules import Corrected
from participation.care.summaries.facts import (
    AboutChild,
    AboutReview,
    Attempt,
    LeftToTry,
    OpenConcern,
    Seen,
    Talk,
    Translated,
    Wording,
)
from participation.care.summaries.looking_back import (
    OverTime,
    SinceLast,
    corrections_from,
    over_time_from,
    since_from,
)
from participation.care.summaries.who_may_see import Readers as Readers

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Said:
    """One answer in the order of the questions.

    `state` is an AnswerState, or `not_reached` (nobody asked it yet, or nobody replied) or
    `not_asked` (held back because of who was there, R24); of these two there is no `source`.
    `typed`: kept as it was typed, because it matched no choice. `by_helper`: asked of whoever
    helped, whose words these are, and nobody else's. `drawing`: the strokes of what was drawn, as
    text (questionnaire.drawings); the words beside it are `own_words`. `more`: the public ids of
    further texts whose words are in `own_words`, each on a line of its own. `translated`: what
    people made of these texts, in the same order, of as many as there are.
    """

    question_key: str
    question: str
    topic: str
    state: str
    values: tuple[str, ...] = ()
    label: str | None = None
    face: str | None = None
    own_words: str | None = None
    drawing: str | None = None
    typed: bool = False
    by_helper: bool = False
    language: str | None = None
    sharing: str | None = None
    channel: str | None = None
    given_at: datetime | None = None
    source: str | None = None
    more: tuple[str, ...] = ()
    translated: tuple[Translated, ...] = ()
    corrected: tuple[Corrected, ...] = ()

    @property
    def in_english(self) -> str | None:
        """What people made of it, where they did so with every text that is in it."""
        whole = sum(one.is_read for one in self.translated) > len(self.more)
        return "\n".join(one.words for one in self.translated) if whole else None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class AlsoSaid:
    """Words that are no answer: refused, late, added, rescued; exactly as they came."""

    kind: str
    question_key: str | None
    question: str | None
    own_words: str
    language: str
    sharing: str
    channel: str
    received_at: datetime
    source: str
    drawing: str | None = None
    translated: tuple[Translated, ...] = ()
    corrected: tuple[Corrected, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Voice:
    """One person's part, apart from everybody else's."""

    respondent: str
    role: str
    name: str
    state: str
    way: str
    language: str
    interpreter_needed: bool
    company: str | None
    helped_by: str | None
    finished_at: datetime | None
    answers: tuple[Said, ...]
    remarks: tuple[AlsoSaid, ...]
    sent_for_them: bool = False  # not pressed: sent because they had asked us to
    corrected: tuple[Corrected, ...] = ()  # the name
    seen: tuple[Seen, ...] = ()  # by staff, for the officer alone; none of it is this person's


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class OneThing:
    """What the child most wants known: words, a drawing, or both."""

    own_words: str
    language: str
    drawing: str | None = None
    translated: tuple[Translated, ...] = ()
    corrected: tuple[Corrected, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Ask:
    """Something somebody asked for that cannot wait for the meeting."""

    role: str
    name: str
    question: str
    label: str | None
    own_words: str | None
    language: str
    asked_at: datetime
    translated: tuple[Translated, ...] = ()
    corrected: tuple[Corrected, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Unheard:
    """Somebody whose words are not here, why, and what is left to try (R7)."""

    role: str
    name: str
    reason: str
    decision: str | None
    decision_until: date | None
    sent_at: datetime | None
    left: tuple[LeftToTry, ...]
    tried: tuple[Attempt, ...] = ()  # with the day of each, as it was noted when the round closed


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Content:
    """A whole summary for one kind of reader."""

    readers: Readers
    review: AboutReview
    child: AboutChild
    safety: tuple[OpenConcern, ...]
    one_thing: OneThing | None
    asks: tuple[Ask, ...]
    unheard: tuple[Unheard, ...]
    talk: Talk | None
    voices: tuple[Voice, ...]
    over_time: tuple[OverTime, ...] = ()
    since_last: SinceLast | None = None

    def sources(self) -> tuple[str, ...]:
        """Public ids, in hex, of every piece of words in here."""
        answers = (
            source
            for voice in self.voices
            for said in voice.answers
            if said.own_words or said.drawing
            for source in (said.source, *said.more)
        )
        remarks = (also for voice in self.voices for also in voice.remarks)
        return tuple(source for source in (*answers, *(also.source for also in remarks)) if source)


def to_json(content: Content) -> Json:
    """Plain JSON; equal contents give equal JSON."""
    return cast("Json", plain(content))


def words_of(content: Content) -> list[Json]:
    """What people said, what staff saw of them apart, and nothing else: when this is equal, there
    is nothing new to read."""
    return [
        {
            "respondent": voice.respondent,
            "said": plain((*voice.answers, *voice.remarks)),
            "seen": plain(voice.seen),
        }
        for voice in content.voices
    ]


def from_json(raw: Json) -> Content:
    """What `to_json` made, as a value again."""
    return Content(
        readers=Readers(raw["readers"]),
        review=AboutReview(
            **_moments(raw["review"], "opened_at", days=("day", "due_on", "due_imported"))
            | {"closes_on": date.fromisoformat(raw["review"]["closes_on"])}
        ),
        child=AboutChild(
            **raw["child"]
            | {"communication": tuple(raw["child"]["communication"])}
            | _corrected(raw["child"]),
        ),
        safety=tuple(OpenConcern(**_moments(one, "raised_at")) for one in raw["safety"]),
        one_thing=OneThing(**raw["one_thing"] | _beside(raw["one_thing"]))
        if raw["one_thing"]
        else None,
        asks=tuple(Ask(**_moments(one, "asked_at") | _beside(one)) for one in raw["asks"]),
        unheard=tuple(_unheard(one) for one in raw["unheard"]),
        talk=Talk(**_moments(raw["talk"], days=("on",))) if raw["talk"] else None,
        voices=tuple(_voice(one) for one in raw["voices"]),
        over_time=over_time_from(raw.get("over_time", [])),
        since_last=since_from(raw.get("since_last")),
    )


def _voice(raw: Json) -> Voice:
    return Voice(
        **_moments(raw, "finished_at")
        | _corrected(raw)
        | {
            "answers": tuple(
                Said(
                    **_moments(one, "given_at")
                    | {"values": tuple(one["values"]), "more": tuple(one.get("more", ()))}
                    | _beside(one)
                )
                for one in raw["answers"]
            ),
            "remarks": tuple(
                AlsoSaid(**_moments(one, "received_at") | _beside(one)) for one in raw["remarks"]
            ),
            "seen": tuple(Seen(**_moments(one, "at")) for one in raw.get("seen", ())),
        }
    )


def _beside(raw: Json) -> Json:
    """What stands beside words: what people made of them, and what somebody says is wrong."""
    return _translated(raw) | _corrected(raw)


def _corrected(raw: Json) -> Json:
    return {"corrected": corrections_from(raw.get("corrected", ()))}


def _translated(raw: Json) -> Json:
    made = (
        Translated(
            **_moments(one, "at")
            | {"before": tuple(Wording(**_moments(each, "at")) for each in one["before"])}
        )
        for one in raw.get("translated", ())
    )
    return {"translated": tuple(made)}


def _unheard(raw: Json) -> Unheard:
    left = tuple(
        LeftToTry(
            **_moments(one, days=("due_on",))
            | {"attempts": tuple(Attempt(**attempt) for attempt in one["attempts"])}
        )
        for one in raw["left"]
    )
    tried = tuple(Attempt(**one) for one in raw.get("tried", ()))
    read = _moments(raw, "sent_at", days=("decision_until",))
    return Unheard(**read | {"left": left, "tried": tried})


def _moments(raw: Json, *moments: str, days: tuple[str, ...] = ()) -> Json:
    """A copy in which these fields are moments and days again."""
    read = dict(raw)
    for name in moments:
        read[name] = datetime.fromisoformat(raw[name]) if raw[name] else None
    for name in days:
        read[name] = date.fromisoformat(raw[name]) if raw[name] else None
    return read


def plain(value: object) -> object:
    """A value of these rooms as plain JSON."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value
