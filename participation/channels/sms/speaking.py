"""In which languages we hold a conversation by text, and the list to choose one from.

A language is offered once everything that may be said in such a conversation is there: half an
Arabic conversation with the other half in English helps nobody. Which translations are looked at,
checked ones or drafts as well, is in the `Texts` that are handed in.
"""

from __future__ import annotations

from collections.abc import Sequence

from participation.channels.sms import questions
from participation.channels.sms.wording import TEXTS, Level, TextKey, text, wording
from participation.kernel.languages import Language
from participation.kernel.texts import Texts
from participation.questionnaire.definition import Form

ATTEMPTS = (0, 1, 2)
SAID = (
    TextKey.WHERE_WORDS_GO,
    TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS,
    TextKey.HALF_WAY_ADULT,
    TextKey.RECEIPT_ADULT,
    TextKey.ONE_CHILD,
    TextKey.NOT_UNDERSTOOD,
    TextKey.NOT_HERE,
    TextKey.CALL_ME,
    TextKey.HELP,
    TextKey.START_AGAIN,
    TextKey.WRONG_NUMBER,
)
"""What an adult may be told from the moment a language is chosen."""


def speaks(texts: Texts, form: Form) -> bool:
    """Whether a conversation about this form can be held in this language, to its end."""
    fixed = (wording(key, level) for key in SAID for level in TEXTS[key])
    if any(texts.gettext(line) == line for line in fixed):
        return False
    noting = _Noting(texts)
    for question in form.questions:
        for attempt in ATTEMPTS:
            questions.question_text(form, question, {}, noting, attempt=attempt)
    return not noting.missing


def menu(languages: Sequence[Language], texts: Texts) -> str:
    """Each in its own name and script, numbered; last the way to a person.

    A line for each: on one line, a number after a name in Arabic letters jumps before it.
    """
    names = [f"{number} {language.own}" for number, language in enumerate(languages, 1)]
    last = text(TextKey.LANGUAGE_MENU, Level.N, texts, last=str(len(names) + 1))
    return "\n".join([*names, last])


class _Noting:
    """The texts of a language that note whether something was not there in it."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.missing = False

    def gettext(self, message: str) -> str:
        return self._noted(message, self._texts.gettext(message))

    def pgettext(self, context: str, message: str) -> str:
        return self._noted(message, self._texts.pgettext(context, message))

    def _noted(self, message: str, said: str) -> str:
        self.missing = self.missing or (bool(message) and said == message)
        return said
