"""`participation translations`: how far each language is, and what was checked here put into use.

`coverage` and `compile` need neither settings nor a database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from flask import current_app
from flask.cli import with_appcontext

from participation.journeys import putting_in_use
from participation.journeys.services import Services
from participation.kernel.coverage import (
    Covered,
    Part,
    compile_catalogue,
    coverage,
    laid_over,
    read_catalogue,
)
from participation.kernel.db import transaction
from participation.kernel.languages import ENGLISH, LANGUAGES, Language, take_in
from participation.kernel.shipped import shipped

SHIPPED = shipped("translations")
_STATES = ("drafted", "checked", "stale", "missing")

group = click.Group("translations", help="What is translated, and what a person has checked.")


@group.command("coverage")
@click.argument("language", required=False)
@click.option(
    "--show",
    type=click.Choice(_STATES),
    help="Also print the English of every text in this state, part by part.",
)
def show_coverage(language: str | None, show: str | None) -> None:
    """How many texts of each part are drafted, checked and stale, language by language.

    A draft is shown in the demo alone. A language opens for writing once all its opening lines
    are checked.
    """
    own = os.environ.get("PARTICIPATION_FORMS_DIR", "").strip()
    folders = [SHIPPED, *([Path(own)] if own else [])]
    try:
        take_in(folders[-1] if own else None)
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None
    if language is not None and (language not in LANGUAGES or language == ENGLISH.code):
        others = ", ".join(code for code in LANGUAGES if code != ENGLISH.code)
        raise click.UsageError(f"'{language}' is no language to translate into. Write {others}.")
    source = read_catalogue(SHIPPED / "messages.pot", ENGLISH.code)
    click.echo(f"{'language':<22}{'part':<18}" + "".join(f"{state:>9}" for state in _STATES))
    for one in LANGUAGES.values():
        if one is ENGLISH or language not in (None, one.code):
            continue
        held = _catalogue(one.code, folders)
        if held is None:
            click.echo(f"{_named(one):<22}not begun")
            continue
        found = coverage(source, held)
        for line in _lines(one, found):
            click.echo(line)
        for part, text in _in_state(found, show):
            click.echo(f"    {part}: {text}")


@group.command("compile")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def compile_folder(folder: Path) -> None:
    """Make what is read at run time of every messages.po in a folder.

    Drafts are written apart, and only the demo reads those.
    """
    files = sorted(folder.glob("*/LC_MESSAGES/messages.po"))
    for file in files:
        compile_catalogue(file)
        click.echo(f"{file.parts[-3]} compiled.")
    if not files:
        raise click.ClickException("There is no <language>/LC_MESSAGES/messages.po in it.")


@group.command("use")
@click.argument("language", required=False)
@with_appcontext
def use(language: str | None) -> None:
    """Put what was checked here into use: all languages, or one.

    Writes PARTICIPATION_FORMS_DIR/<language>/LC_MESSAGES/messages.po and compiles it. The web and
    the worker read catalogues when they start: start them again afterwards.
    """
    house: Services = current_app.extensions["participation"]
    own = house.settings.forms_dir
    if own is None:
        raise click.ClickException("Set PARTICIPATION_FORMS_DIR: the words are written there.")
    with transaction() as session:
        checked = putting_in_use.languages_checked(session)
        if language is not None and language not in checked:
            raise click.ClickException(f"Nothing of '{language}' was checked here.")
        for code in [language] if language is not None else checked:
            done = putting_in_use.put_in_use(session, house, own, code, house.now())
            older = f", {done.older} checked for an older English left out" if done.older else ""
            click.echo(f"{code}: {done.written} checked texts written{older}.")
    click.echo("Start the web and the worker again to say them.")


def _catalogue(code: str, folders: list[Path]) -> Catalog | None:
    """What is said in a language: a council's own texts laid over ours."""
    files = [folder / code / "LC_MESSAGES" / "messages.po" for folder in folders]
    held = [read_catalogue(file, code) for file in files if file.is_file()]
    return laid_over(*held) if held else None


def _lines(language: Language, found: Mapping[Part, Covered]) -> Iterator[str]:
    for part, held in found.items():
        if held.there or held.stale:
            counts = (len(getattr(held, state)) for state in _STATES)
            yield f"{_named(language):<22}{part:<18}" + "".join(f"{count:>9}" for count in counts)
    lines = found[Part.OPENING]
    checked = f"{len(lines.checked)} of {lines.there} opening lines are checked"
    state = "open for writing" if len(lines.checked) == lines.there else "not open: the demo only"
    yield f"{_named(language):<22}{state}; {checked}"


def _in_state(found: Mapping[Part, Covered], state: str | None) -> Iterator[tuple[Part, str]]:
    for part, held in found.items() if state else ():
        for text in getattr(held, str(state)):
            yield part, text


def _named(language: Language) -> str:
    return f"{language.code} {language.english}"
