"""What a questionnaire is: frozen values, read from a file, known to every channel.

A form is a list of questions in order. A condition may only look back, so a walk
through a form always ends. Values are stored, labels are shown: an answer survives
a change of language or of wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

MAX_CHARS = 10_000
"""Code points that one answer may hold (B10). Nothing is ever cut: longer is refused whole."""


class Kind(StrEnum):
    """What sort of answer a question takes."""

    ONE_OF = "one_of"
    MANY_OF = "many_of"
    SCALE = "scale"
    YES_NO = "yes_no"
    NUMBER = "number"
    TEXT = "text"
    PEOPLE = "people"  # names the person gives, one on a line; nobody is looked up
    DRAWING = "drawing"  # strokes, or words in their place
    STATEMENT = "statement"


IN_WORDS = frozenset({Kind.TEXT, Kind.PEOPLE, Kind.DRAWING})
"""Kinds that any words answer. Words lead nowhere, so no condition looks at them."""


class Look(StrEnum):
    """How the choices of a question are drawn where pictures can be shown."""

    LIST = "list"
    FACES5 = "faces5"
    FACES3 = "faces3"


class Audience(StrEnum):
    """Who is asked."""

    CHILD = "child"
    OBSERVER = "observer"  # somebody who knows a child under 4 and tells what they see
    PARENT = "parent"  # and anyone else with parental responsibility
    CARER = "carer"
    SCHOOL = "school"
    HEALTH = "health"
    SOCIAL_WORKER = "social_worker"
    ADOPTER = "adopter"
    GUARDIAN = "guardian"
    ADVISER = "adviser"
    ADVOCATE = "advocate"
    VISITOR = "visitor"


class Band(StrEnum):
    """The age group whose reading limits the words keep to."""

    FOUR_TO_SEVEN = "4-7"
    EIGHT_TO_ELEVEN = "8-11"
    TWELVE_TO_FIFTEEN = "12-15"
    SIXTEEN_TO_SEVENTEEN = "16-17"
    EASY = "easy"  # symbols and easy read, for any age
    ADULT = "adult"


class Occasion(StrEnum):
    """When a form is put: what is wanted of a review, or how it was."""

    BEFORE = "before"
    AFTER = "after"


class Voice(StrEnum):
    """Whose words an answer holds. A helper's are never mixed with the person's own."""

    OWN = "own"
    HELPER = "helper"


class Known(StrEnum):
    """What may be known from before, and is asked about only where it is."""

    LAST_TIME = "last_time"  # what the person asked for at the last review


class Sharing(StrEnum):
    """Who sees an answer, widest first (practice R4 and R5)."""

    EVERYONE = "everyone"
    OFFICER_AND_WORKER = "officer_and_worker"
    ONLY_OFFICER = "only_officer"


class Topic(StrEnum):
    """What a question is about. The summary sorts by it, and sharing starts from it."""

    ONE_THING = "one_thing"
    GOING_WELL = "going_well"
    HOME = "home"
    PEOPLE_AT_HOME = "people_at_home"
    FAMILY_TIME = "family_time"
    FRIENDS = "friends"
    SCHOOL = "school"
    HEALTH = "health"
    FEELINGS = "feelings"
    SAFETY = "safety"
    SAY = "say"
    PLAN = "plan"
    CHANGES = "changes"
    OWN_LIFE = "own_life"
    MEETING = "meeting"
    TAKING_PART = "taking_part"
    ANYTHING_ELSE = "anything_else"


class Company(StrEnum):
    """Who is with the person while they answer; the entry page asks."""

    ALONE = "alone"
    CARER = "carer"  # anyone of the household
    OUTSIDE = "outside"  # someone from outside the household


class AnswerState(StrEnum):
    """Skipped is not "no", and "I do not know" is an answer too."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    DECLINED = "declined"
    UNKNOWN = "unknown"


class How(StrEnum):
    """How we came to an answer: pressed, read from typed words, or only words kept as typed."""

    BUTTON = "button"
    MATCHED = "matched"
    RAW = "raw"


class Concern(StrEnum):
    """How soon a person looks when a choice is picked: within minutes, or within hours (R22)."""

    RED = "red"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be picked.

    `words` are further spellings of the label for typed replies. `concern` marks a
    choice that brings a person to look before the review. `exclusive` ("none of these") goes
    with no other choice. `short` is the label in a text message.
    """

    value: str
    label: str
    short: str = ""
    words: tuple[str, ...] = ()
    emoji: str = ""
    concern: Concern | None = None
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class AskIf:
    """Ask only if an earlier question was answered with one of these values."""

    question: str
    any_of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, on every channel.

    `short` is its text message. `company`, if not empty, names with whom a person may be
    while it is asked (R24); unknown company counts as the wrong one. `wants_more` offers
    a page of its own for words beside a choice, headed `more_text` if given. `worry`
    marks the question about being worried or scared. `minimum` and `maximum` bound a scale
    or number, both included. `voice` is whose words the answer holds. `known` names what must
    be known from before. `module` is the key of the module the question was written in.
    """

    key: str
    kind: Kind
    text: str
    help: str = ""
    short: str = ""
    look: Look = Look.LIST
    choices: tuple[Choice, ...] = ()
    ask_if: AskIf | None = None
    company: frozenset[str] = frozenset()
    topic: Topic = Topic.ANYTHING_ELSE
    sharing: Sharing = Sharing.OFFICER_AND_WORKER
    max_chars: int = MAX_CHARS
    minimum: int = 0
    maximum: int = 10
    low_label: str = ""
    high_label: str = ""
    wants_more: bool = False
    more_text: str = ""
    worry: bool = False
    voice: Voice = Voice.OWN
    known: Known | None = None
    module: str = ""

    def __hash__(self) -> int:
        # Cheap on purpose: reading a typed reply looks a question up on every turn.
        return hash((self.key, self.text))

    @property
    def of_the_menu(self) -> bool:
        """Whether it is of the menu of choice: only there a module's question has a condition."""
        return bool(self.module) and self.ask_if is not None

    def choice(self, value: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)


@dataclass(frozen=True, slots=True)
class Form:
    """One version of one questionnaire. Once published it never changes (D4).

    `version` is a whole number as text, with "+local.N" where a council changed the form.
    `intro` and `thanks` are paragraphs. `by_text`: its questions are put by text message.
    `source` is the definition as canonical JSON and `source_hash` its SHA-256 in
    hexadecimal: what an invitation pins. Questions of modules are part of both.
    """

    key: str
    version: str
    audience: Audience
    band: Band
    title: str
    questions: tuple[Question, ...]
    intro: tuple[str, ...] = ()
    thanks: tuple[str, ...] = ()
    by_text: bool = False
    occasion: Occasion = Occasion.BEFORE
    source: str = field(default="", repr=False)
    source_hash: str = ""

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)


@dataclass(frozen=True, slots=True)
class Module:
    """A few questions that join every form of some bands, where something is so for a child.

    `when` names what switches it on, any of them; a module with `always` is the menu of choice,
    which stands in every form. `place` orders modules, lowest first.
    """

    key: str
    version: str
    audience: Audience
    bands: tuple[Band, ...]
    title: str
    questions: tuple[Question, ...]
    place: int = 0
    when: frozenset[str] = frozenset()
    always: bool = False
    source: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """What a person gave to one question.

    `values` holds chosen values (digits for numbers), `words` what they wrote themselves,
    exactly as written. A text answer has words and no values. Its `repr` shows neither.
    """

    state: AnswerState
    values: tuple[str, ...] = ()
    words: str = ""
    how: How = How.BUTTON

    def __repr__(self) -> str:
        return f"Given({self.state.value}, {self.how.value})"


Answers = Mapping[str, Given]
"""Everything given so far by question key, answers off the route included."""

Context = Mapping[str, str]
"""What the engine is told: {"company": one of Company}, and what is known by name of Known."""


class Texts(Protocol):
    """Words in one language; `kernel.languages` provides one without any web framework."""

    def gettext(self, message: str, /) -> str: ...

    def pgettext(self, context: str, message: str, /) -> str: ...


class AsWritten:
    """The source language: every text is its own translation."""

    def gettext(self, message: str, /) -> str:
        return message

    def pgettext(self, context: str, message: str, /) -> str:
        return message


def context_of(form: Form, question: Question | None = None) -> str:
    """The gettext context of a form's texts: form key, then question key if there is one.

    A module's question keeps the module's key, so that it is translated once for all forms.
    """
    return f"{question.module or form.key}.{question.key}" if question else form.key
