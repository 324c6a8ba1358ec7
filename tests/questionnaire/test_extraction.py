"""Every text of a form reaches the translators, with its context, and comes back in its place."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.extract import extract as babel_extract

from participation.questionnaire.definition import Texts
from participation.questionnaire.extraction import extract_toml
from participation.questionnaire.library import shipped_forms
from participation.questionnaire.matching import read
from participation.questionnaire.translating import in_language
from tests.questionnaire.walks import LIBRARY, WORDS

KEYWORDS = {"pgettext": ((1, "c"), 2)}


class Shouted:
    """A language in which every text is shouted, with its context in front."""

    def gettext(self, message: str, /) -> str:
        return message.upper()

    def pgettext(self, context: str, message: str, /) -> str:
        return f"{context}: {message}".upper()


@pytest.mark.parametrize("key", sorted({**LIBRARY.forms, **LIBRARY.modules}))
def test_every_text_is_extracted_with_its_context_and_line(key: str) -> None:
    folder = "modules/" if key in LIBRARY.modules else ""
    path = shipped_forms() / f"{folder}{key}.toml"
    lines = path.read_text(encoding="utf-8").split("\n")
    with path.open("rb") as file:
        found = list(babel_extract(extract_toml, file, keywords=KEYWORDS))
    texts = {(context, message) for _, message, _, context in found}
    written = {**LIBRARY.forms, **LIBRARY.modules}[key]
    assert (key, written.title) in texts
    # A form holds the menu of choice as well, which has a file and a context of its own.
    for question in (q for q in written.questions if not q.module):
        context = f"{key}.{question.key}"
        shown = [question.text, question.help, question.more_text, question.short]
        shown += [choice.label for choice in question.choices]
        for text in filter(None, shown):
            assert (context, text) in texts
    for line, message, comments, context in found:
        assert comments
        if context != key:  # paragraphs of the head share one line number
            assert message in lines[line - 1]


def test_a_faulty_form_is_not_given_to_translators() -> None:
    with pytest.raises(ValueError, match="'key' is missing"):
        list(extract_toml(BytesIO(b"x = 1"), {}, (), {}))


def test_a_form_in_another_language_reads_that_language_and_english_too() -> None:
    spoken: Texts = Shouted()
    form = LIBRARY.form("parent_text")
    other = in_language(form, spoken)
    assert other.source_hash == form.source_hash
    assert other.questions[0].text == "PARENT_TEXT.GOING_WELL: WHAT IS GOING WELL FOR YOUR CHILD?"
    question = other.questions[2]
    assert read(question, "PARENT_TEXT.TAKING_PART: IN WRITING", WORDS) == ("writing",)
    assert read(question, "in writing", WORDS) == ("writing",)
    assert read(question, "3", WORDS) == ("writing",)
