"""`participation import`: the council's extract, from files into the database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.journeys.importing.problems import FileKind, ImportResult, Problem, ProblemKind
from participation.journeys.importing.reading import read
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
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@with_appcontext
def import_command(
    places: tuple[Path, ...], dry_run: bool, allow_skips: bool, as_json: bool
) -> None:
    """Import staff, children, contacts and reviews from CSV files.

    All or nothing in one transaction. The same files twice change nothing. Ends with 1 when any
    row has an error, also where it was skipped.
    """
    house: Services = current_app.extensions["participation"]
    now = house.now()
    progress = _Progress()
    extract = read(
        places,
        today=london_day(now),
        drama_allowed=house.settings.mode is not Mode.PRODUCTION,
        forms=house.library.for_children(),
        progress=progress,
    )
    with reading() if dry_run else transaction() as session:
        result = import_extract(
            session,
            extract,
            today=london_day(now),
            now=now,
            allow_skips=allow_skips,
            progress=progress,
        )
    progress.end()
    if as_json:
        click.echo(json.dumps(_for_programs(result, dry_run=dry_run), ensure_ascii=False))
    else:
        _tell(result, dry_run=dry_run)
    if any(problem.kind is ProblemKind.ERROR for problem in result.problems):
        raise SystemExit(1)


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
            }
            for problem in result.problems
        ],
    }


def _tell(result: ImportResult, *, dry_run: bool) -> None:
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
    if not result.imported:
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
        click.echo(
            f"{kind.value}: {problem.file} row {problem.row}{column}:{value} {problem.remedy}",
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
