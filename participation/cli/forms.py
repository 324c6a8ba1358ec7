"""`participation forms …`: list, check and try out questionnaires, without settings or database."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import click

from participation.channels.form.council_files import examine_sounds, examine_symbols
from participation.channels.sms.questions import faults_by_text
from participation.cli.playing import play_form, play_texts
from participation.cli.stories import NoStory, Story
from participation.kernel.languages import known, take_in
from participation.kernel.texts import texts
from participation.questionnaire.composition import as_form
from participation.questionnaire.definition import Company, Form, Kind, Known, Question, Voice
from participation.questionnaire.faults import Fault
from participation.questionnaire.library import (
    SOURCE_LANGUAGE,
    Library,
    examine,
    examine_file,
    shipped_forms,
)
from participation.questionnaire.triggers import CIRCUMSTANCES, REVIEW_TYPES, of_known, of_review
from participation.questionnaire.untranslated import faults_of_translation

group = click.Group("forms", help="Questionnaires: list, check, try out.")


@group.command("list")
def list_forms() -> None:
    """One line a form and a module, its key first."""
    library, _ = _examined()
    for form in sorted(library.forms.values(), key=lambda form: form.key):
        own = [q for q in form.questions if _counts(q) and not q.module]
        way = "text" if form.by_text else "pages"
        for_whom = f"{form.audience} {form.band}"
        told = f"{len(own):>2} questions, {way}, {form.occasion} the review: {form.title}"
        click.echo(f"{form.key:<22} {form.version:<10} {for_whom:<25} {told}")
    for module in sorted(library.modules.values(), key=lambda module: module.key):
        switched = "always" if module.always else f"when {', '.join(sorted(module.when))}"
        for_whom = f"{module.audience} {', '.join(module.bands)}"
        told = f"{len(module.questions):>2} questions, a module, {switched}: {module.title}"
        click.echo(f"{module.key:<22} {module.version:<10} {for_whom:<25} {told}")


def _counts(question: Question) -> bool:
    """Whether it is a question to the person: nothing merely said, nothing for a helper."""
    return question.kind is not Kind.STATEMENT and question.voice is Voice.OWN


@group.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--language", help="List what is not translated into this one, such as ar.")
def check(file: Path | None, language: str | None) -> None:
    """Every fault of a form file, or of all forms and word lists; exit 1 if there is any."""
    library, faults = _examined()
    if file is not None:
        faults = _faults_of(file, library)
        checked = "1 file"
    else:
        for form in library.forms.values():
            faults += faults_by_text(form, f"{form.key}.toml")
        checked = f"{len(library.forms)} forms and {len(library.modules)} modules"
        faults += _faults_in(language, library) if language else []
        faults += _faults_of_council_files(library)
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        click.echo(f"{len(faults)} to put right.", err=True)
        sys.exit(1)
    click.echo(f"{checked} checked, nothing to put right.")
    unread = sorted(code for code, words in library.words_by_language.items() if not words.checked)
    if file is None and unread:
        click.echo(f"Word lists that no speaker has been through yet: {', '.join(unread)}.")


@group.command()
@click.argument("key")
@click.option("--language", default=SOURCE_LANGUAGE, help="A code such as ar or fa_AF.")
@click.option("--channel", type=click.Choice(["form", "chat", "sms"]), default="form")
@click.option(
    "--company",
    type=click.Choice([company.value for company in Company]),
    default=Company.ALONE.value,
    help="Who is with the person; some questions are put only when nobody of the household is.",
)
@click.option("--officer", default="Sam", help="The reviewing officer's name to fill in.")
@click.option(
    "--circumstance",
    "circumstances",
    multiple=True,
    type=click.Choice(sorted(CIRCUMSTANCES)),
    help="What is so for the child; may be given several times. Modules follow it.",
)
@click.option(
    "--review", type=click.Choice(sorted(REVIEW_TYPES)), help="The kind of review. Modules follow."
)
@click.option("--last-time", default="", help="What was asked for at the last review.")
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep the play in this new file as a story that the tests replay.",
)
def play(
    key: str,
    language: str,
    channel: str,
    company: str,
    officer: str,
    circumstances: tuple[str, ...],
    review: str | None,
    last_time: str,
    save: Path | None,
) -> None:
    """Answer a form in the terminal, as on a page, in a chat or by text.

    Nothing is kept, unless --save names a file.
    """
    library, _ = _examined()
    if key not in library.forms:
        there_are = ", ".join(sorted(library.forms)) or "none"
        raise click.UsageError(f"There is no form '{key}'. There are: {there_are}.")
    if save is not None:
        _refuse_to_save(save, language)
    switched = {*circumstances, *([of_review(review)] if review else [])}
    switched |= {of_known(Known.LAST_TIME)} if last_time.strip() else set()
    form, modules = _with_modules(library, key, switched)
    context = {"company": company, Known.LAST_TIME.value: last_time.strip()}
    story = Story(form, modules, library.words(language), context)
    names = {"officer": officer, "council": "North Shire Council"}
    spoken = texts(language)
    try:
        if channel == "form":
            answers = play_form(story, spoken, names)
        else:
            answers = play_texts(story, spoken, names, by_sms=channel == "sms")
        if save is not None:
            _save(story.as_toml(answers), save)
    except NoStory as why:
        raise click.ClickException(f"Nothing was saved. {why}") from None


def _with_modules(
    library: Library, key: str, switched: Collection[str]
) -> tuple[Form, tuple[str, ...]]:
    """The form as such a child meets it, and the modules that joined it."""
    base = library.form(key)
    form = library.composed(
        key, [module.key for module in library.modules.values() if module.when & set(switched)]
    )
    menu = {question.module for question in base.questions}
    joined = dict.fromkeys(question.module for question in form.questions)
    return form, tuple(module for module in joined if module and module not in menu)


def _refuse_to_save(save: Path, language: str) -> None:
    if language != SOURCE_LANGUAGE:
        raise click.UsageError("A story is kept in English: leave --language out.")
    if save.exists():
        raise click.UsageError(f"'{save.name}' is there already. Choose another name.")


def _save(story: str, save: Path) -> None:
    try:
        save.write_text(story, encoding="utf-8", errors="replace")
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise click.ClickException(f"'{save.name}' was not saved: {reason}.") from None
    click.echo(f"Saved as {save.name}. Only made-up people belong in a story.")


def _faults_of(file: Path, library: Library) -> list[Fault]:
    form, faults = examine_file(file, library.words(SOURCE_LANGUAGE))
    if faults or not isinstance(form, Form):
        return faults
    return faults_by_text(form, file.name)


def _faults_in(code: str, library: Library) -> list[Fault]:
    """What is not translated, of every form and every module once."""
    language = known(code)
    if language is None or code == SOURCE_LANGUAGE:
        raise click.UsageError(f"'{code}' is no language to translate into, such as ar or fa_AF.")
    spoken = texts(code)
    alone = [
        replace(form, questions=tuple(q for q in form.questions if not q.module))
        for form in library.forms.values()
    ]
    alone += [as_form(module) for module in library.modules.values()]
    return [
        fault for form in alone for fault in faults_of_translation(form, spoken, language.english)
    ]


def _faults_of_council_files(library: Library) -> list[Fault]:
    """What is wrong with the council's own symbols and recordings, where it names such folders."""
    symbols = examine_symbols(_folder("PARTICIPATION_SYMBOLS_DIR"), library)[1]
    return [*symbols, *examine_sounds(_folder("PARTICIPATION_AUDIO_DIR"), library)[1]]


def _folder(name: str) -> Path | None:
    value = os.environ.get(name, "").strip()
    return Path(value) if value else None


def _examined() -> tuple[Library, list[Fault]]:
    own = _folder("PARTICIPATION_FORMS_DIR")
    take_in(own)
    return examine(shipped_forms(), own)
