"""The table of typed replies: one TOML file a language, each row with the reading expected.

`questions.toml` holds the questions. A language's file says under [says] how a translator put
their words, by the English text; each other table is a question with its rows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from participation.questionnaire.definition import Form, Question
from participation.questionnaire.files import read_form
from participation.questionnaire.lexicon import Words
from participation.questionnaire.library import load_library, shipped_forms
from participation.questionnaire.matching import Meaning, Reading
from participation.questionnaire.translating import in_language

FOLDER = Path(__file__).parent
LIBRARY = load_library(shipped_forms())


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One reply. `readings` holds all that are right; None among them: it may be asked again."""

    question: Question
    typed: str
    readings: tuple[Reading, ...]
    words: Words
    file: str

    def __repr__(self) -> str:
        return f"{self.file} [{self.question.key}] {self.typed[:60]!r}"


@dataclass(frozen=True, slots=True)
class Says:
    """What a translator made of the English texts."""

    texts: Mapping[str, str]

    def gettext(self, message: str, /) -> str:
        return self.texts.get(message, message)

    def pgettext(self, context: str, message: str, /) -> str:
        return self.texts.get(message, message)


def questions() -> Form:
    """The questions of the table, in English."""
    form, faults = read_form(FOLDER / "questions.toml")
    assert form is not None, faults
    return form


def rows() -> list[Row]:
    """Every row of every language."""
    form = questions()
    return [
        row
        for path in sorted(FOLDER.glob("*.toml"))
        if path.name != "questions.toml"
        for row in _rows_of(path, form)
    ]


def _rows_of(path: Path, form: Form) -> list[Row]:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    language = document.pop("language")
    words = LIBRARY.words(language)
    assert words.language == language, f"{path.name}: there are no words/{language}.toml"
    # What a council wrote into its own word list, over ours.
    own = {name: frozenset(said) for name, said in document.pop("own", {}).items()}
    words = replace(words, **own)
    spoken = in_language(form, Says(document.pop("says", {})))
    found = []
    for key, table in document.items():
        question = spoken.question(key)
        assert question is not None, f"{path.name}: there is no question {key}"
        for typed, expected, *times in table["rows"]:
            readings = tuple(_reading(question, each) for each in expected.split(" or "))
            found.append(Row(question, typed * sum(times or [1]), readings, words, path.stem))
    return found


def _reading(question: Question, expected: str) -> Reading:
    if expected == "ask":
        return None
    if expected.isupper():
        return Meaning[expected]
    values = tuple(expected.split("+"))
    known = {choice.value for choice in question.choices}
    assert all(value in known or value.isdigit() for value in values), (question.key, expected)
    return values
