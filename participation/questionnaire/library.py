"""All forms and words of an installation: what is shipped, and what a council put over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from participation.kernel.shipped import shipped
from participation.questionnaire.checking import check
from participation.questionnaire.definition import Form
from participation.questionnaire.documents import read_bytes
from participation.questionnaire.faults import Fault
from participation.questionnaire.files import draft_form
from participation.questionnaire.lexicon import Words
from participation.questionnaire.word_files import read_words

SOURCE_LANGUAGE = "en"


class FormsAreFaulty(Exception):
    """Forms that must not be used. `faults` says why, one line each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Library:
    """Forms by key, words by language."""

    forms: Mapping[str, Form]
    words_by_language: Mapping[str, Words]

    def form(self, key: str) -> Form:
        """The current version of a form.

        Raises:
            KeyError: there is no such form.
        """
        return self.forms[key]

    def words(self, language: str) -> Words:
        """How typed replies in this language are read; where nobody wrote it down, as English."""
        return self.words_by_language.get(language) or self.words_by_language[SOURCE_LANGUAGE]


def load_library(folder: Path, override: Path | None = None) -> Library:
    """Every form and word list of a folder; those of `override` win, by key and language.

    Raises:
        FormsAreFaulty: anything in either folder is wrong.
    """
    library, faults = examine(folder, override)
    if faults:
        raise FormsAreFaulty(faults)
    return library


def examine(folder: Path, override: Path | None = None) -> tuple[Library, list[Fault]]:
    """The same, with the faults as a list beside whatever could be read."""
    faults: list[Fault] = []
    forms: dict[str, Form] = {}
    words: dict[str, Words] = {}
    for place in [folder] if override is None else [folder, override]:
        if not place.is_dir():
            faults.append(Fault(place.name, "The folder is missing.", "Check its name."))
        words |= _words_in(place, faults)
        forms |= _forms_in(place, words, faults, local=place is override)
    if SOURCE_LANGUAGE not in words and not faults:
        missing = f"words/{SOURCE_LANGUAGE}.toml"
        faults.append(Fault(missing, "The file is missing.", "Copy it from the shipped forms."))
    return Library(forms, words), faults


def examine_file(path: Path, words: Words | None) -> tuple[Form | None, list[Fault]]:
    """A form as far as it can be made out, and all its faults, of writing and of meaning, at once.

    Args:
        words: of the source language; without them, meaning is not judged.
    """
    data, faults = read_bytes(path)
    if faults:
        return None, faults
    form, faults = draft_form(data, path.name)
    if form is None or words is None:
        return form, faults
    unclear = frozenset(fault.question for fault in faults if fault.question)
    return form, faults + check(form, words, path.name, unclear=unclear)


def shipped_forms() -> Path:
    """The folder of the forms that come with the service, in a wheel or in a checkout."""
    return shipped("consultation_forms")


def _words_in(folder: Path, faults: list[Fault]) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for path in sorted(folder.glob("words/*.toml")):
        words, wrong = read_words(path)
        faults += wrong
        if words:
            found[words.language] = words
    return found


def _forms_in(
    folder: Path, words: Mapping[str, Words], faults: list[Fault], *, local: bool
) -> dict[str, Form]:
    found: dict[str, Form] = {}
    for path in sorted(folder.glob("*.toml")):
        form, wrong = examine_file(path, words.get(SOURCE_LANGUAGE))
        faults += wrong
        if form is None:
            continue
        if form.key in found:
            what = f"The key '{form.key}' is used by another file too."
            faults.append(Fault(path.name, what, "Give each form its own."))
        if local != ("+local." in form.version):
            what = f"The version '{form.version}' is not one for this folder."
            remedy = "Versions of a council's own folder end in +local.N, shipped ones do not."
            faults.append(Fault(path.name, what, remedy))
        found[form.key] = form
    return found
