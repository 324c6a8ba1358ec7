"""Read the questions of a form or module from the tables of its file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from participation.questionnaire.definition import (
    MAX_CHARS,
    AskIf,
    Audience,
    Choice,
    Company,
    Concern,
    Kind,
    Known,
    Look,
    Question,
    Sharing,
    Topic,
    Voice,
)
from participation.questionnaire.faults import Fault
from participation.questionnaire.fields import LONGEST_KEY, Fields
from participation.questionnaire.places import Places

MAX_QUESTIONS = 40
MOST_STORED = 400
MAX_CHOICES = 20
MAX_WORDS = 40
LONGEST_TEXT = 600
LONGEST_LABEL = 120
LARGEST_NUMBER = 999_999

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))

_SHARING_BY_TOPIC = {
    Topic.SAFETY: Sharing.ONLY_OFFICER,
    Topic.GOING_WELL: Sharing.EVERYONE,
    Topic.SCHOOL: Sharing.EVERYONE,
    Topic.FRIENDS: Sharing.EVERYONE,
    Topic.MEETING: Sharing.EVERYONE,
    Topic.SAY: Sharing.EVERYONE,
}


@dataclass(frozen=True, slots=True)
class QuestionReader:
    """One pass through the questions of one file.

    `stored` documents are composed ones, where a question may say which module it is from.
    """

    file: str
    places: Places
    stored: bool
    faults: list[Fault] = field(default_factory=list)

    def head(self, document: dict[str, Any]) -> Fields:
        """The fields above the first question."""
        return Fields(
            document, self.file, None, lambda name: self.places.field(0, name), self.faults
        )

    def questions(self, head: Fields, audience: Audience | None) -> tuple[Question, ...]:
        """Every question below this head, in order."""
        # What was accepted once is read for ever, however long a form its modules made.
        tables = head.tables("question", most=MOST_STORED if self.stored else MAX_QUESTIONS)
        return tuple(self.question(table, n, audience) for n, table in enumerate(tables, 1))

    def question(self, table: dict[str, Any], number: int, audience: Audience | None) -> Question:
        key = table.get("key")
        shown = key[:LONGEST_KEY] if isinstance(key, str) and key else f"number {number}"
        fields = Fields(
            table, self.file, shown, lambda name: self.places.field(number, name), self.faults
        )
        kind = fields.word("kind", Kind, None) or Kind.TEXT
        topic = fields.word("topic", Topic, Topic.ANYTHING_ELSE) or Topic.ANYTHING_ELSE
        usual = usual_sharing(topic, audience)
        question = Question(
            key=fields.key("key"),
            kind=kind,
            text=fields.text("text", longest=LONGEST_TEXT, needed=True),
            help=fields.text("help", longest=LONGEST_TEXT),
            short=fields.text("short", longest=LONGEST_TEXT),
            look=fields.word("look", Look, Look.LIST) or Look.LIST,
            choices=self.choices(fields, kind, number, shown),
            ask_if=self.ask_if(fields, number, shown),
            company=_company(fields),
            topic=topic,
            sharing=fields.word("sharing", Sharing, usual) or usual,
            max_chars=fields.whole("max_chars", default=MAX_CHARS, least=1, most=MAX_CHARS),
            minimum=fields.whole("minimum", default=0, least=0, most=LARGEST_NUMBER),
            maximum=fields.whole("maximum", default=10, least=0, most=LARGEST_NUMBER),
            low_label=fields.text("low_label", longest=LONGEST_LABEL),
            high_label=fields.text("high_label", longest=LONGEST_LABEL),
            wants_more=fields.flag("wants_more"),
            more_text=fields.text("more_text", longest=LONGEST_TEXT),
            worry=fields.flag("worry"),
            voice=fields.word("voice", Voice, Voice.OWN) or Voice.OWN,
            known=_known(fields),
            module=fields.text("module", longest=LONGEST_KEY) if self.stored else "",
        )
        fields.refuse_unknown()
        return question

    def choices(self, fields: Fields, kind: Kind, number: int, question: str) -> tuple[Choice, ...]:
        tables = fields.tables("choices", most=MAX_CHOICES)
        found = tuple(
            self.choice(table, self.places.choice(number, index), question, index)
            for index, table in enumerate(tables)
        )
        return YES_NO if kind is Kind.YES_NO and not found else found

    def choice(self, table: dict[str, Any], line: int, question: str, index: int) -> Choice:
        inside = f"choice {index + 1}"
        fields = Fields(table, self.file, question, lambda _: line, self.faults, inside)
        choice = Choice(
            value=fields.key("value"),
            label=fields.text("label", longest=LONGEST_LABEL, needed=True),
            short=fields.text("short", longest=LONGEST_LABEL),
            words=fields.texts("words", most=MAX_WORDS, longest=LONGEST_LABEL),
            emoji=fields.text("emoji", longest=20),
            concern=_concern(fields, table),
            exclusive=fields.flag("exclusive"),
        )
        fields.refuse_unknown()
        return choice

    def ask_if(self, outer: Fields, number: int, question: str) -> AskIf | None:
        table = outer.table("ask_if")
        if table is None:
            return None
        line = self.places.field(number, "ask_if")
        fields = Fields(table, self.file, question, lambda _: line, self.faults, "ask_if")
        on = fields.text("question", longest=LONGEST_KEY, needed=True)
        any_of = fields.texts("any_of", most=MAX_CHOICES, longest=LONGEST_KEY)
        fields.refuse_unknown()
        if not any_of:
            fields.wrong("any_of", "'any_of' in ask_if is empty.", "Name the values.")
        return AskIf(on, frozenset(any_of))


def usual_sharing(topic: Topic, audience: Audience | None) -> Sharing:
    """Who sees an answer when the file does not say (practice R5)."""
    if audience is not Audience.CHILD:
        return Sharing.OFFICER_AND_WORKER
    return _SHARING_BY_TOPIC.get(topic, Sharing.OFFICER_AND_WORKER)


def _known(fields: Fields) -> Known | None:
    named = fields.text("ask_if_known", longest=LONGEST_LABEL)
    if named and named not in list(Known):
        known = ", ".join(Known)
        fields.wrong("ask_if_known", f"'{named}' is never known.", f"Choose from: {known}.")
        return None
    return Known(named) if named else None


def _concern(fields: Fields, table: dict[str, Any]) -> Concern | None:
    """Stored copies and councils' files from before there were two levels say true: at once."""
    if isinstance(table.get("concern"), bool):
        return Concern.RED if fields.flag("concern") else None
    return fields.maybe_word("concern", Concern)


def _company(fields: Fields) -> frozenset[str]:
    named = fields.texts("ask_if_company", most=len(Company), longest=LONGEST_LABEL)
    known = {company.value for company in Company}
    for value in named:
        if value not in known:
            fields.wrong(
                "ask_if_company",
                f"'{value}' is not a company.",
                f"Choose from: {', '.join(sorted(known))}.",
            )
    return frozenset(named)
