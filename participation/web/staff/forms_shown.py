"""A form as the person who is asked sees it, in one language.

Everything comes through the same wording as the respondents' pages and texts. Where no checked
translation exists those pages show English; so does this one, and says it. A translation that
reads just as the English does is taken for English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participation.channels.form.pages import PageQuestion
from participation.channels.form.wording import page_more, page_question, paragraphs, title
from participation.channels.sms.questions import question_text
from participation.kernel.languages import ENGLISH, LANGUAGES
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.questionnaire.definition import Form, Known, Question
from participation.questionnaire.lexicon import Words

CONTEXT: Mapping[str, str] = {Known.LAST_TIME.value: "…"}

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A text. `in_english`: its language has none, so whoever reads it is shown English."""

    words: str
    in_english: bool


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """One thing to pick. `sign` is its symbol where no face is drawn."""

    label: Said
    face: str
    sign: str


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """One question as drawn on its page, or as its text message. An empty text is not shown."""

    title: Said
    help: Said
    hint: Said
    control: str
    choices: tuple[ShownChoice, ...]
    passing: tuple[Said, ...]
    more: Said
    low: Said
    high: Said
    minimum: int
    maximum: int
    as_text: Said

    @property
    def in_english(self) -> bool:
        """Whether anything of it lacks a checked translation."""
        lines = (self.title, self.help, self.hint, self.more, self.low, self.high, self.as_text)
        labels = tuple(choice.label for choice in self.choices)
        return any(text.in_english for text in (*lines, *labels, *self.passing))


@dataclass(frozen=True, slots=True)
class Column:
    """One form in one language.

    `tag` and `direction` are those of the page a person gets: English where there is nothing else.
    `lacking` counts the questions with a text that nobody has translated and checked.
    `replies_checked` is None where nobody wrote down how people reply.
    """

    code: str
    name: str
    tag: str
    direction: str
    title: Said
    intro: tuple[Said, ...]
    thanks: tuple[Said, ...]
    questions: tuple[ShownQuestion, ...]
    lacking: int
    nothing_translated: bool
    replies_checked: bool | None


def column(form: Form, code: str, spoken: Texts, words: Words, *, names: Names) -> Column:
    """The form in this language.

    Args:
        spoken: the texts of that language; English ones where it has no catalogue.
        words: how typed replies in it are read.
    """
    side = _Side(code, form, spoken, names)
    questions = tuple(side.question(question) for question in form.questions)
    return Column(
        code=code,
        name=LANGUAGES[code].own,
        tag=spoken.language.replace("_", "-"),
        direction=spoken.direction,
        title=side.said(*(title(form, each, names=names) for each in side.both)),
        intro=side.paragraphs(form.intro),
        thanks=side.paragraphs(form.thanks),
        questions=questions,
        lacking=sum(question.in_english for question in questions),
        nothing_translated=spoken.language != code,
        replies_checked=None if words.shown_only else words.checked,
    )


class _Side:
    """The form in two readings, the language and English, to see what was never translated."""

    def __init__(self, code: str, form: Form, spoken: Texts, names: Names) -> None:
        self._foreign = code != ENGLISH.code
        self._form = form
        self._names = names
        self.both = (spoken, IN_ENGLISH)

    def said(self, words: str, english: str) -> Said:
        return Said(words, self._foreign and bool(words) and words == english)

    def paragraphs(self, which: tuple[str, ...]) -> tuple[Said, ...]:
        spoken, english = (
            paragraphs(self._form, which, each, names=self._names) for each in self.both
        )
        return tuple(map(self.said, spoken, english))

    def question(self, question: Question) -> ShownQuestion:
        page, english = (self._page(question, each) for each in self.both)
        more = [self._more(question, each) for each in self.both]
        return ShownQuestion(
            title=self.said(page.title, english.title),
            help=self.said(page.help, english.help),
            hint=self.said(page.hint, english.hint),
            control=page.control,
            choices=tuple(
                ShownChoice(
                    self.said(mine.label, its.label), mine.face, "" if mine.face else mine.emoji
                )
                for mine, its in zip(page.choices, english.choices, strict=True)
            ),
            passing=tuple(
                self.said(mine.label, its.label)
                for mine, its in zip(page.passing, english.passing, strict=True)
            ),
            more=self.said(*more),
            low=self.said(page.low_label, english.low_label),
            high=self.said(page.high_label, english.high_label),
            minimum=page.minimum,
            maximum=page.maximum,
            as_text=self.said(*(self._text(question, each) for each in self.both)),
        )

    def _page(self, question: Question, texts: Texts) -> PageQuestion:
        return page_question(self._form, question, {}, texts, names=self._names, context=CONTEXT)

    def _more(self, question: Question, texts: Texts) -> str:
        if not question.wants_more or self._form.by_text:
            return ""
        page = page_more(self._form, question, None, texts, names=self._names, context=CONTEXT)
        return page.title

    def _text(self, question: Question, texts: Texts) -> str:
        if not self._form.by_text:
            return ""
        return question_text(self._form, question, {}, texts, names=self._names, context=CONTEXT)
