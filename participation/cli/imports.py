"""`participation import`: the council's extract, from files into the database."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.care.imports.models import ImportWay
from participation.journeys.importing import keeping, matching
from participation.journeys.importing.files import in_folder
from participation.journeys.importing.given import on_disk
from participation.journeys.importing.headings import AS_DOCUMENTED, Headings
from participation.journeys.importing.previewing import look
from participation.journeys.importing.problems import (
    Asked,
    FileKind,
    ImportResult,
    Problem,
    ProblemKind,
)
from participation.journeys.importing.reading import Extract, read
from participation.journeys.importing.writing import import_extract
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.db import reading, transaction
from participation.settings import Mode

MOST_SHOWN = 200  # of each kind on a terminal; --json has them all
_LONGEST_SHOWN = 60


@click.command("import")
@click.argument(
    "places",
    nargs=-1,
    required=True,
    metavar="DIRECTORY-OR-FILES...",
    type=click.Path(exists=True, path_type=Path),
)
@click.option("--dry-run", is_flag=True, help="Compare and report, and change nothing.")
@click.option("--allow-skips", is_flag=True, help="Leave bad rows out, and what hangs on them.")
@click.option(
    "--yes-to",
    "yes_to",
    multiple=True,
    type=click.Choice([*(one.value for one in Asked), "none"]),
    help="Answer yes to every question of this kind; any other question then stops the import.",
)
@click.option("--columns", default="", help="The name under which the columns were matched.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@with_appcontext
def import_command(
    places: tuple[Path, ...],
    dry_run: bool,
    allow_skips: bool,
    yes_to: tuple[str, ...],
    columns: str,
    as_json: bool,
) -> None:
    """Import staff, children, contacts and reviews from CSV files or Excel workbooks.

    All or nothing in one transaction. The same files twice change nothing. Questions are listed and
    the rows taken as they stand, unless --yes-to is given. Ends with 1 when any row has an error,
    also where it was skipped.
    """
    house: Services = current_app.extensions["participation"]
    now = house.now()
    progress = _Progress()

    def extract() -> Extract:
        return read(
            places,
            today=london_day(now),
            drama_allowed=house.settings.mode is not Mode.PRODUCTION,
            forms=house.library.for_children(),
            staff_domains=house.settings.imports.staff_domains,
            headings=_headings(columns),
            progress=progress,
        )

    kinds = {Asked(one) for one in yes_to if one != "none"}
    answers = _answers(extract(), kinds, allow_skips=allow_skips, now=now) if kinds else {}
    said = extract()
    if dry_run:
        with reading() as session:
            result = import_extract(
                session,
                said,
                today=london_day(now),
                now=now,
                allow_skips=allow_skips,
                answers=answers,
                progress=progress,
            )
        asked = 0
    else:
        with transaction() as session:
            done, _written = keeping.straight(
                session,
                [on_disk(path) for path in _files(places)],
                said,
                way=ImportWay.COMMAND,
                answers=answers,
                ask=bool(yes_to),
                allow_skips=allow_skips,
                house=house,
                now=now,
                progress=progress,
            )
        result = done.result
        asked = keeping.waiting(done.preview, answers) if yes_to else 0
        result.imported = _written
    progress.end()
    if as_json:
        click.echo(json.dumps(_for_programs(result, dry_run=dry_run), ensure_ascii=False))
    else:
        _tell(result, dry_run=dry_run, asked=asked)
    if asked or any(problem.kind is ProblemKind.ERROR for problem in result.problems):
        raise SystemExit(1)


def _headings(called: str) -> Headings:
    if not called:
        return AS_DOCUMENTED
    with reading() as session:
        found = matching.kept(session, called)
        known = matching.names(session)
    if found is None:
        kept = f"Kept are: {', '.join(known)}." if known else "None are kept yet."
        raise click.ClickException(f"No columns are matched under this name. {kept}")
    return found


def _answers(
    extract: Extract, kinds: Collection[Asked], *, allow_skips: bool, now: datetime
) -> dict[str, bool]:
    """Yes to every question of these kinds."""
    with reading() as session:
        found = look(
            session,
            extract,
            today=london_day(now),
            now=now,
            answers={},
            allow_skips=allow_skips,
        )
    return {one.key: True for one in found.questions if one.asks in kinds}


def _files(places: Sequence[Path]) -> list[Path]:
    return [path for place in places for path in (in_folder(place) if place.is_dir() else [place])]


class _Progress:
    """One line on a terminal that says what is being done; silent elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._wrote = False

    def __call__(self, step: str, done: int) -> None:
        if self._shown:
            click.echo(f"\r{step}: {done:,}".ljust(50), err=True, nl=False)
            self._wrote = True

    def end(self) -> None:
        if self._wrote:
            click.echo("\r" + " " * 50 + "\r", err=True, nl=False)


def _for_programs(result: ImportResult, *, dry_run: bool) -> dict[str, Any]:
    return {
        "imported": result.imported and not dry_run,
        "dry_run": dry_run,
        "counts": asdict(result.total),
        "files": {kind.value: asdict(tally) for kind, tally in result.files.items()},
        "moved_reviews": len(result.moved_reviews),
        "due_differences": result.due_differences,
        "problems": [
            {
                "file": problem.file,
                "row": problem.row,
                "column": problem.column,
                "value": problem.value,
                "remedy": problem.remedy,
                "kind": problem.kind.value,
                "question": problem.asks.value if problem.asks else None,
            }
            for problem in result.problems
        ],
    }


def _tell(result: ImportResult, *, dry_run: bool, asked: int) -> None:
    for kind in ProblemKind:
        _list(kind, [problem for problem in result.problems if problem.kind is kind])
    for file in FileKind:
        if (tally := result.files.get(file)) is not None:
            click.echo(
                f"{file.value}: {tally.new} new, {tally.changed} changed, {tally.same} same,"
                f" {tally.cancelled} cancelled, {tally.skipped} skipped,"
                f" {tally.problems} problems"
            )
    if result.due_differences:
        click.echo(
            f"{result.due_differences} reviews have another due date here than in the case system."
        )
    if asked:
        click.echo(
            f"Nothing was imported: {asked} questions have no answer. Answer them on the page for"
            " imports, or with --yes-to and the word behind each.",
            err=True,
        )
    elif not result.imported:
        click.echo(
            "Nothing was imported. Put the errors right, or leave those rows out with"
            " --allow-skips.",
            err=True,
        )
    elif dry_run:
        click.echo("A dry run: nothing was changed.")
    else:
        click.echo("Imported." if result.changed_anything else "Nothing to change.")


def _list(kind: ProblemKind, problems: list[Problem]) -> None:
    to_stderr = kind is ProblemKind.ERROR
    for problem in problems[:MOST_SHOWN]:
        column = f", {problem.column}" if problem.column else ""
        value = f" “{_printable(problem.value)}”:" if problem.value else ""
        word = f" (--yes-to {problem.asks})" if problem.asks else ""
        click.echo(
            f"{kind.value}: {problem.file} row {problem.row}{column}:{value}"
            f" {problem.remedy}{word}",
            err=to_stderr,
        )
    if len(problems) > MOST_SHOWN:
        click.echo(
            f"… and {len(problems) - MOST_SHOWN} more {kind.value}s; --json lists all.",
            err=to_stderr,
        )


def _printable(value: str) -> str:
    """A cell as one short line that cannot steer a terminal."""
    shown = "".join(letter if letter.isprintable() else "·" for letter in value)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
