"""`participation forms …`: list, check and try out questionnaires, without settings or database."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from participation.channels.sms.questions import faults_by_text
from participation.cli.playing import play_form, play_texts
from participation.kernel.texts import texts
from participation.questionnaire.definition import Company, Form, Kind
from participation.questionnaire.faults import Fault
from participation.questionnaire.library import (
    SOURCE_LANGUAGE,
    Library,
    examine,
    examine_file,
    shipped_forms,
)

group = click.Group("forms", help="Questionnaires: list, check, try out.")


@group.command("list")
def list_forms() -> None:
    """One line a form, its key first."""
    library, _ = _examined()
    for form in sorted(library.forms.values(), key=lambda form: form.key):
        count = sum(question.kind is not Kind.STATEMENT for question in form.questions)
        way = "text" if form.by_text else "pages"
        audience = f"{form.audience} {form.band}"
        click.echo(
            f"{form.key:<16} {form.version:<10} {audience:<14} {count:>2} questions, {way}: "
            f"{form.title}"
        )


@group.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def check(file: Path | None) -> None:
    """Every fault of a form file, or of all forms and word lists; exit 1 if there is any."""
    library, faults = _examined()
    if file is not None:
        faults = _faults_of(file, library)
        count = 1
    else:
        for form in library.forms.values():
            faults += faults_by_text(form, f"{form.key}.toml")
        count = len(library.forms)
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        click.echo(f"{len(faults)} to put right.", err=True)
        sys.exit(1)
    click.echo(f"{count} form{'s' if count > 1 else ''} checked, nothing to put right.")


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
def play(key: str, language: str, channel: str, company: str, officer: str) -> None:
    """Answer a form in the terminal, as on a page, in a chat or by text. Nothing is kept."""
    library, _ = _examined()
    if key not in library.forms:
        known = ", ".join(sorted(library.forms)) or "none"
        raise click.UsageError(f"There is no form '{key}'. There are: {known}.")
    spoken = texts(language)
    names = {"officer": officer, "council": "North Shire Council"}
    form, words = library.form(key), library.words(language)
    if channel == "form":
        play_form(form, words, spoken, names, {"company": company})
    else:
        play_texts(form, words, spoken, names, {"company": company}, by_sms=channel == "sms")


def _faults_of(file: Path, library: Library) -> list[Fault]:
    form, faults = examine_file(file, library.words(SOURCE_LANGUAGE))
    if faults or not isinstance(form, Form):
        return faults
    return faults_by_text(form, file.name)


def _examined() -> tuple[Library, list[Fault]]:
    override = os.environ.get("PARTICIPATION_FORMS_DIR", "").strip()
    return examine(shipped_forms(), Path(override) if override else None)
