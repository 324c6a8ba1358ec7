"""All forms and words of an installation: what is shipped, and what a council put over it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from participation.kernel.shipped import shipped
from participation.questionnaire.checking import WISHES, check, check_module, check_together
from participation.questionnaire.composition import composed
from participation.questionnaire.definition import Audience, Form, Module, Occasion
from participation.questionnaire.documents import read_bytes
from participation.questionnaire.faults import Fault
from participation.questionnaire.files import draft
from participation.questionnaire.lexicon import Words
from participation.questionnaire.places import Places, with_lines
from participation.questionnaire.word_files import beside, read_words, unwritten

SOURCE_LANGUAGE = "en"
MODULES = "modules"

Kept = TypeVar("Kept", Form, Module)


class FormsAreFaulty(Exception):
    """Forms that must not be used. `faults` says why, one line each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Library:
    """Forms and modules by key, words by language. The menu of choice is in its forms already."""

    forms: Mapping[str, Form]
    words_by_language: Mapping[str, Words]
    modules: Mapping[str, Module] = field(default_factory=dict)
    _composed: dict[tuple[str, frozenset[str]], Form] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def form(self, key: str) -> Form:
        """The current version of a form.

        Raises:
            KeyError: there is no such form.
        """
        return self.forms[key]

    def composed(self, key: str, modules: Iterable[str]) -> Form:
        """A form with those of the named modules that go with it.

        Raises:
            KeyError: there is no such form or module.
        """
        named = frozenset(modules)
        if (key, named) not in self._composed:
            form = self.forms[key]
            chosen = [self.modules[name] for name in sorted(named)]
            fitting = [m for m in chosen if not m.always and goes_with(m, form)]
            self._composed[key, named] = composed(form, fitting)
        return self._composed[key, named]

    def for_children(self) -> frozenset[str]:
        """Forms that somebody may choose for one child in place of the one for the age."""
        asked = (Audience.CHILD, Audience.OBSERVER)
        return frozenset(
            key
            for key, form in self.forms.items()
            if form.audience in asked and form.occasion is Occasion.BEFORE
        )

    def switched_on(self, triggers: Collection[str]) -> tuple[str, ...]:
        """The modules that any of these switches on."""
        return tuple(
            key for key, module in self.modules.items() if not module.when.isdisjoint(triggers)
        )

    def words(self, language: str) -> Words:
        """How typed replies in this language are read.

        Where nobody wrote it down, only numbers, labels and pictures are.
        """
        known = self.words_by_language.get(language)
        return known or unwritten(language, self.words_by_language[SOURCE_LANGUAGE])


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
    unsound: set[str] = set()
    forms: dict[str, Form] = {}
    modules: dict[str, Module] = {}
    words: dict[str, Words] = {}
    for place in [folder] if override is None else [folder, override]:
        if not place.is_dir():
            faults.append(Fault(place.name, "The folder is missing.", "Check its name."))
        words |= _words_in(place, faults)
        own = place is override
        forms |= _in_folder(place, Form, words, faults, unsound, local=own)
        modules |= _in_folder(place / MODULES, Module, words, faults, unsound, local=own)
    if SOURCE_LANGUAGE not in words and not faults:
        missing = f"words/{SOURCE_LANGUAGE}.toml"
        faults.append(Fault(missing, "The file is missing.", "Copy it from the shipped forms."))
    faults += _faults_together(
        [form for key, form in forms.items() if key not in unsound],
        [module for key, module in modules.items() if key not in unsound],
    )
    menus = [module for module in modules.values() if module.always]
    for form in forms.values() if not faults else ():
        forms[form.key] = composed(form, [menu for menu in menus if goes_with(menu, form)])
    return Library(forms, beside(words, SOURCE_LANGUAGE), modules), faults


def goes_with(module: Module, form: Form) -> bool:
    """Whether a module may stand in a form. The menu of choice needs the question that opens it."""
    return (
        form.audience is module.audience
        and form.band in module.bands
        and form.occasion is Occasion.BEFORE
        and not form.by_text
        and (not module.always or form.question(WISHES) is not None)
    )


def _faults_together(forms: Iterable[Form], modules: Sequence[Module]) -> list[Fault]:
    """Faults of each module in each of its forms; where there is none, of all of them at once."""
    faults: list[Fault] = []
    for form in forms:
        fitting = [module for module in modules if goes_with(module, form)]
        found: list[Fault] = []
        for module in fitting:
            found += check_together(composed(form, [module]), f"{module.key} in {form.key}")
        if not found:
            # No child is asked all of it; but any two modules may meet in one form.
            every = [question for module in fitting for question in module.questions]
            crowded = replace(form, questions=(*form.questions, *every))
            found += check_together(crowded, f"all modules in {form.key}")
        faults += found
    return faults


def examine_file(path: Path, words: Words | None) -> tuple[Form | Module | None, list[Fault]]:
    """A form or module as far as it can be made out, and all its faults at once.

    Args:
        words: of the source language; without them, meaning is not judged.
    """
    data, faults = read_bytes(path)
    if faults:
        return None, faults
    drafted, faults = draft(data, path.name)
    if drafted is None or words is None:
        return drafted, faults
    unclear = frozenset(fault.question for fault in faults if fault.question)
    if isinstance(drafted, Module):
        found = check_module(drafted, words, path.name, unclear=unclear)
    else:
        found = check(drafted, words, path.name, unclear=unclear)
    return drafted, faults + with_lines(found, Places(data.decode("utf-8-sig")))


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


def _in_folder(
    folder: Path,
    wanted: type[Kept],
    words: Mapping[str, Words],
    faults: list[Fault],
    unsound: set[str],
    *,
    local: bool,
) -> dict[str, Kept]:
    """Forms or modules by key; `unsound` notes the keys of those with faults of their own."""
    found: dict[str, Kept] = {}
    for path in sorted(folder.glob("*.toml")):
        drafted, wrong = examine_file(path, words.get(SOURCE_LANGUAGE))
        faults += wrong
        if drafted is None:
            continue
        if wrong:
            unsound.add(drafted.key)
        if not isinstance(drafted, wanted):
            what = f"A {type(drafted).__name__.lower()} does not belong here."
            remedy = f"Modules stand in the folder '{MODULES}', forms beside it."
            faults.append(Fault(path.name, what, remedy))
            continue
        if drafted.key in found:
            what = f"The key '{drafted.key}' is used by another file too."
            faults.append(Fault(path.name, what, "Give each its own."))
        if local != ("+local." in drafted.version):
            what = f"The version '{drafted.version}' is not one for this folder."
            remedy = "Versions of a council's own folder end in +local.N, shipped ones do not."
            faults.append(Fault(path.name, what, remedy))
        found[drafted.key] = drafted
    return found
