"""What a summary is made from: plain values, read from the database by `queries.py`.

None of them shows a name or a word in `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from participation.care.corrections.rules import Corrected
from participation.questionnaire.definition import AnswerState, Form, How, Sharing


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Wording:
    """What one person made of words in another language, and when they sent it."""

    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Translated:
    """Words put into English by people, to stand beside the words themselves.

    `second`: another person has compared it. `second_wanted`: one is to. `before`: every wording
    before this one, the newest first; none is ever thrown away. `unreadable`: it could not be read,
    as a whole or in part.
    """

    source: str
    words: str
    by: str
    at: datetime
    second: bool = False
    second_wanted: bool = False
    unreadable: bool = False
    note: str | None = None
    before: tuple[Wording, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether anything of it is in English; else it waits for another translator."""
        return bool(self.words.strip())


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Revision:
    """One revision of one answer. `draft_channel`: it counts only once the person pressed Send."""

    source: str  # public id of the answer, hex
    question_key: str
    revision: int
    state: AnswerState
    values: tuple[str, ...]
    words: str
    how: How
    sharing: Sharing
    channel: str
    draft_channel: bool
    language: str
    given_at: datetime
    translated: Translated | None = None
    corrected: tuple[Corrected, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class OtherWords:
    """A remark. `draft`: typed while a page was asking; it counts once that is sent."""

    source: str
    kind: str
    question_key: str | None
    words: str
    sharing: Sharing
    channel: str
    draft: bool
    language: str
    received_at: datetime
    translated: Translated | None = None
    corrected: tuple[Corrected, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Attempt:
    """One more way that was tried, as people noted it."""

    on: str
    what: str


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Seen:
    """What a member of staff saw of somebody, by their name: an adult's, and nobody's own words.

    `how`: visit | call | letter | paper.
    """

    words: str
    by: str
    how: str
    at: datetime


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class LeftToTry:
    """An open task about one person; codes of TaskKind."""

    kind: str
    due_on: date
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Asked:
    """One person who was asked, or whom the service could not ask.

    `name` is the adult's; empty for the child. `state` is an InvitationState, `reason` a NotHeard
    code. `form` is the version this person began with; None where there is none.
    """

    respondent: str
    role: str
    name: str
    state: str
    way: str
    language: str
    interpreter_needed: bool = False
    reason: str | None = None
    form: Form | None = None
    company: str | None = None
    helped_by: str | None = None
    sent_at: datetime | None = None
    finished_at: datetime | None = None
    sent_for_them: bool = False
    corrected: tuple[Corrected, ...] = ()  # the name
    answers: tuple[Revision, ...] = ()
    remarks: tuple[OtherWords, ...] = ()
    seen: tuple[Seen, ...] = ()  # by staff, and no words of this person
    left: tuple[LeftToTry, ...] = ()
    tried: tuple[Attempt, ...] = ()  # as it was noted when the round closed
    decision: str | None = None  # why this person is not asked, as people wrote it (R7)
    decision_until: date | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class AboutReview:
    """`due_on` is the day the service goes by; `due_rule` a DueRule."""

    external_id: str
    kind: str
    day: date | None
    at: str | None  # "16:15", Europe/London
    due_on: date | None
    due_rule: str | None
    due_imported: date | None
    opened_at: datetime
    closes_on: date
    held_as: str


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class AboutChild:
    """`age` in whole years on the day of the review."""

    external_id: str
    called: str
    age: int
    spoken_language: str
    reading_language: str
    reads: str
    interpreter_needed: bool
    dialect: str | None = None
    interpreter_gender: str | None = None
    communication: tuple[str, ...] = ()
    corrected: tuple[Corrected, ...] = ()  # the name


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class OpenConcern:
    level: str
    cause: str
    state: str
    raised_at: datetime
    source: str = ""  # public id of the concern, hex


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Talk:
    """The officer's talk with the child alone (R29)."""

    outcome: str  # talked | refused | not_appropriate
    on: date | None = None
    alone: bool | None = None
    how: str | None = None  # visit | video | call
    interpreter: bool | None = None
    why: str | None = None  # where there was no talk, in the officer's words


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Promised:
    """What the officer wrote after an earlier review about something the child said there.

    `kind` is an OutcomeKind; None where nothing was written. `told`: the child has read it, or a
    person told them. `said_back`: what they said to "Is that right?", a Verdict.
    """

    source: str  # public id of the child's words, in hex
    one_thing: bool
    kind: str | None
    who: str | None
    by_on: date | None
    because: str | None
    told: bool
    said_back: str | None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Before:
    """An earlier review before which the child was asked: what they said, what was promised."""

    day: date
    asked: Asked
    promised: tuple[Promised, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class SummaryFacts:
    """`before`: earlier reviews, the newest first. `waiting`: public ids, in hex, of words that
    nobody has read yet; no version says so."""

    review: AboutReview
    child: AboutChild
    asked: tuple[Asked, ...]
    concerns: tuple[OpenConcern, ...] = ()
    talk: Talk | None = None
    before: tuple[Before, ...] = ()
    waiting: frozenset[str] = frozenset()
