"""`participation staff`: who may sign in, and ending somebody's sessions."""

from __future__ import annotations

import re
import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.care.people.models import Role
from participation.journeys.admitting import admit, end_sessions
from participation.journeys.services import Services
from participation.kernel.db import transaction
from participation.kernel.errors import ParticipationError

_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}\Z")

group = click.Group("staff", help="Members of staff who sign in here.")


@group.command("add")
@click.argument("email")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="What they do; give it once for each.",
)
@click.option("--team", help="The team they belong to.")
@with_appcontext
def add(email: str, roles: tuple[str, ...], team: str | None) -> None:
    """Give somebody a way to sign in. The password is shown once, here, and is good until they
    choose their own, before which no other page opens."""
    if not _ADDRESS.match(email.strip()):
        click.echo("That is not an e-mail address.", err=True)
        sys.exit(1)
    house: Services = current_app.extensions["participation"]
    with transaction() as session:
        admitted = admit(session, email, roles, team=team, house=house, now=house.now())
    if not house.settings.local_accounts:
        click.echo("Note: local accounts are off (PARTICIPATION_LOCAL_ACCOUNTS).", err=True)
    known = "Known already; may now sign in" if admitted.known_before else "Added"
    click.echo(f"{known}, with the roles: {', '.join(admitted.roles)}")
    click.echo("At their first sign-in they choose a password of their own.")
    click.echo(f"Secret for the authenticator app: {admitted.code_secret}")
    click.echo(f"One-time password: {admitted.password}")


@group.command("end-sessions")
@click.argument("email")
@with_appcontext
def end(email: str) -> None:
    """Sign somebody out everywhere, from their next click on."""
    house: Services = current_app.extensions["participation"]
    try:
        with transaction() as session:
            ended = end_sessions(session, email, house=house, now=house.now())
    except ParticipationError as problem:
        click.echo(f"{problem.title}: {problem.detail}.", err=True)
        sys.exit(1)
    click.echo(f"{ended} sessions ended.")
