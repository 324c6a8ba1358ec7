"""`participation tokens`: which other systems may call the interface."""

from __future__ import annotations

import re
import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.guard.tokens import SCOPES
from participation.journeys.admitting import issue_token
from participation.journeys.services import Services
from participation.kernel.db import transaction
from participation.kernel.errors import ParticipationError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}\Z")

group = click.Group("tokens", help="Tokens for the council's other systems.")


@group.command("add")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(SCOPES),
    help="What it may read; give it once for each.",
)
@with_appcontext
def add(name: str, scopes: tuple[str, ...]) -> None:
    """Make a token. It is shown once, here, as the last word."""
    if not _NAME.match(name):
        click.echo("Name it with letters, digits, spaces, dots and dashes, at most 60.", err=True)
        sys.exit(1)
    house: Services = current_app.extensions["participation"]
    try:
        with transaction() as session:
            text = issue_token(session, name, scopes, house=house, now=house.now())
    except ParticipationError as problem:
        click.echo(f"{problem.title}: {problem.detail}.", err=True)
        sys.exit(1)
    click.echo(f"Token of {name}, for {', '.join(sorted(set(scopes)))}: {text}")
