"""Consultations played through in a language, as they are kept in `golden/`.

What people say in them comes from the invented messages and the word lists of that language, so
that a reply is one which somebody might send.
"""

from __future__ import annotations

import sys
import tomllib
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

from participation.channels.sms.questions import opening_question, question_text
from participation.channels.sms.segments import count
from participation.channels.sms.wording import Level, TextKey, text
from participation.cli.playing import play_form
from participation.cli.stories import Story
from participation.kernel.dates import read_by
from participation.kernel.languages import LANGUAGES
from participation.kernel.working_days import BankHolidays
from participation.questionnaire.definition import AnswerState, Given
from tests.conftest import NOW
from tests.questionnaire.walks import LIBRARY
from tests.translations.reading import FOLDER, drafts

GOLDEN = Path(__file__).parent / "golden"
CORPUS = FOLDER.parent / "consultation_forms" / "screening" / "corpus"
_DIGITS = {
    "Arab": "٠١٢٣٤٥٦٧٨٩",
    "Beng": "০১২৩৪৫৬৭৮৯",
    "Guru": "੦੧੨੩੪੫੬੭੮੯",
}
_MOST_TURNS = 60
_SAID = Given(AnswerState.ANSWERED, (), "said")
_FAR = "۰۱۲۳۴۵۶۷۸۹"  # as Persian, Pashto, Urdu and Sorani keyboards have them


@cache
def _messages(code: str) -> list[str]:
    held = tomllib.loads((CORPUS / f"{code}.toml").read_text(encoding="utf-8"))
    return list(held["green"])


def said_in(code: str) -> list[str]:
    """What a parent sends in the end: words, no idea, what fits no choice, a number, an order."""
    no_idea = min(LIBRARY.words(code).dont_know, key=lambda said: (said.isascii(), said))
    return [_messages(code)[1], no_idea, _messages(code)[8], number(code, 2), "CALL", "STOP"]


def number(code: str, n: int) -> str:
    """A number in the digits of the language's own keyboard."""
    script = LANGUAGES[code].script
    if script == "Arab" and code != "ar":
        return _FAR[n]
    return _DIGITS.get(script, "0123456789")[n]


def billed(body: str) -> str:
    parts = count(body)
    return f"{body}\n  [{parts.parts} of {parts.units} {parts.encoding}]"


def texts_of_a_talk(code: str) -> list[str]:
    """What a parent who says these things is told, from the wording alone."""
    spoken, form = drafts(code), LIBRARY.form("parent_text")
    names = {"officer": "Sam Green", "council": "North Shire Council"}

    def put(key: TextKey, **fill: str) -> str:
        by = read_by(NOW, BankHolidays(), from_child=False, language=code)
        return text(key, Level.N, spoken, read_by=by, page="localhost/help", **fill)

    def question(place: int, attempt: int = 0) -> str:
        answers = {each.key: _SAID for each in form.questions[:place]}
        return question_text(
            form, form.questions[place], answers, spoken, attempt=attempt, names=names
        )

    opening = opening_question(form, spoken, names=names)
    return [
        put(TextKey.WHERE_WORDS_GO, question=opening),
        *(question(1), question(2), question(2, attempt=1)),
        *(put(TextKey.RECEIPT_ADULT), put(TextKey.CALL_ME)),
    ]


class _Child(StringIO):
    """Answers what was shown last: where there are choices a number, else some words."""

    def __init__(self, code: str, shown: StringIO) -> None:
        super().__init__()
        self._code, self._shown, self._seen, self._turn = code, shown, 0, 0

    def readline(self, _size: int | None = -1, /) -> str:
        page = self._shown.getvalue()[self._seen :]
        self._turn += 1
        assert self._turn < _MOST_TURNS, page
        choose = "\n  1 " in page
        line = str(self._turn % 2 + 1) if choose else _messages(self._code)[self._turn % 6]
        self._shown.write(f"{line}\n")
        self._seen = self._shown.tell()
        return f"{line}\n"


def child_at_the_pages(code: str) -> str:
    """A child of nine on the pages of `forms play`, to the end."""
    story = Story(LIBRARY.form("child_8_11"), (), LIBRARY.words(code), {"company": "alone"})
    shown = StringIO()
    before, sys.stdin = sys.stdin, _Child(code, shown)
    try:
        with redirect_stdout(shown):
            play_form(story, drafts(code), {"officer": "Sam", "council": "North Shire Council"})
    finally:
        sys.stdin = before
    return shown.getvalue()
