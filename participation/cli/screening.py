"""`participation screening`: what the phrase lists find, before they go live."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from participation.care.safeguarding import lists as phrase_lists
from participation.care.safeguarding import trying_lists
from participation.kernel.shipped import shipped

group = click.Group("screening", help="The lists of phrases that make a person look sooner.")
SHIPPED = shipped("consultation_forms") / "screening"


@group.command("try")
@click.argument("messages", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--lists",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Lists to try; else the ones in use here come from the package.",
)
@click.option("--missed", is_flag=True, help="Also show each message that was judged otherwise.")
def try_lists(messages: Path | None, folder: Path | None, *, missed: bool) -> None:
    """Try the lists on invented messages (a file or folder; else the ones that are shipped).

    Whatever the figures say, every message is read by a named person in the same time.
    """
    try:
        held = phrase_lists.load(SHIPPED)
        if folder is not None:
            held = {**held, **phrase_lists.load(folder)}
        results = trying_lists.tried(trying_lists.messages_in(messages or SHIPPED / "corpus"), held)
    except ValueError as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
    for line in trying_lists.figures(results, held):
        click.echo(line)
    click.echo("Nothing here makes reading slower or faster: a person reads every word in time.")
    if missed:
        for line in trying_lists.differing(results):
            click.echo(line)
