"""`participation staff`: who may sign in, and ending somebody's sessions."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from participation.care.people import queries as people
from participation.care.people.models import Role
from participation.channels.mail.addresses import is_address
from participation.guard.standing import Newcomer
from participation.journeys.admitting import admit, end_sessions
from participation.journeys.letting_in import by_code, tie
from participation.journeys.services import Services
from participation.kernel.db import reading, transaction
from participation.kernel.errors import NotFound, ParticipationError

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
    if not is_address(email.strip()):
        click.echo("That is not an e-mail address.", err=True)
        sys.exit(1)
    house: Services = current_app.extensions["participation"]
    ours = house.settings.imports.staff_domains
    if ours and email.strip().lower().rpartition("@")[2] not in ours:
        click.echo(
            f"Staff have addresses at {', '.join(ours)} here (PARTICIPATION_STAFF_MAIL_DOMAINS).",
            err=True,
        )
        sys.exit(1)
    with transaction() as session:
        admitted = admit(session, email, roles, team=team, house=house, now=house.now())
    if not house.settings.local_accounts:
        click.echo("Note: local accounts are off (PARTICIPATION_LOCAL_ACCOUNTS).", err=True)
    known = "Known already; may now sign in" if admitted.known_before else "Added"
    click.echo(f"{known}, with the roles: {', '.join(admitted.roles)}")
    click.echo("At their first sign-in they choose a password of their own.")
    click.echo(f"Secret for the authenticator app: {admitted.code_secret}")
    click.echo(f"For the day without the app, each good once: {' '.join(admitted.recovery)}")
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


@group.command("waiting")
@with_appcontext
def waiting() -> None:
    """Who signed in with the council's provider and is known to nobody here yet."""
    with reading() as session:
        rows = session.scalars(select(Newcomer).order_by(Newcomer.at)).all()
        for row in rows:
            click.echo(f"{row.code}  {row.at:%d %b %H:%M}  {row.name}  {row.email}")
        if not rows:
            click.echo("Nobody waits.")


@group.command("tie")
@click.argument("code")
@click.argument("email")
@with_appcontext
def tie_to(code: str, email: str) -> None:
    """Say that whoever was told CODE is the member of staff with this address. Make sure of it with
    the person themselves: from then on that is how they come in."""
    house: Services = current_app.extensions["participation"]
    try:
        with transaction() as session:
            staff = people.staff_by_email(session, house.ring, email)
            if staff is None:
                raise NotFound("nobody has this address: import them, or add them first")
            tie(session, by_code(session, code), staff, actor="command", now=house.now())
    except ParticipationError as problem:
        click.echo(f"{problem.title}: {problem.detail}.", err=True)
        sys.exit(1)
    click.echo("From now on they come in with their council account.")
