"""`participation db`: bring the tables up to date, and check that they are."""

from __future__ import annotations

import re
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url

from participation.guard import append_only
from participation.guard.crypto import council_key
from participation.kernel import revision
from participation.kernel.db import db, transaction

group = click.Group("db", help="The database's tables.")


@group.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Make or migrate the tables, and make the council's key if there is none."""
    bring_up_to_date()
    click.echo("The database is up to date.")


def bring_up_to_date() -> None:
    """The same, without a word."""
    import flask_migrate  # noqa: PLC0415 - no other command needs it

    _make_folder()
    _refuse_later_tables()
    flask_migrate.upgrade()
    db.engine.dispose()  # a migration may have switched off what connections switch on
    house = current_app.extensions["participation"]
    with transaction() as session:
        council_key(session, house.now())


@group.command("version")
@with_appcontext
def version() -> None:
    """Print which tables the database has, and which ones this program knows."""
    with db.engine.connect() as connection:
        number = revision.noted(connection)
    click.echo(f"The database has the tables of {number or 'no version yet'}.")
    click.echo(f"This program knows them up to {revision.known()[-1]}.")


@group.command("downgrade")
@click.argument("number")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def downgrade(number: str, yes: bool) -> None:
    """Take the tables back to those of NUMBER, for an earlier version of this program.

    NUMBER is what `db version` of the earlier program says. Stop web and worker, back up, and run
    this with the later program: the earlier one does not know how. What only the later tables can
    hold is lost.
    """
    import flask_migrate  # noqa: PLC0415 - no other command needs it

    _refuse_later_tables()
    with db.engine.connect() as connection:
        now = revision.noted(connection)
    earlier = revision.known()[: revision.known().index(now)] if now else ()
    if number not in earlier:
        raise click.UsageError(
            f"From {now or 'no tables'} the way back leads to {', '.join(earlier) or 'nothing'}."
        )
    if not yes:
        click.confirm("Is there a backup of today, and are web and worker stopped?", abort=True)
    flask_migrate.downgrade(revision=number)
    db.engine.dispose()  # as after an upgrade
    click.echo(f"The database has the tables of {number} again.")


def _refuse_later_tables() -> None:
    """In plain words, before the library says it in its own."""
    with db.engine.connect() as connection:
        fault = revision.newer_than_known(connection)
    if fault:
        raise click.ClickException(f"The database {fault}. Run this with the later program.")


@group.command("check")
@with_appcontext
def check() -> None:
    """Fail when tables and models differ, or a migration has not run."""
    import flask_migrate  # noqa: PLC0415 - no other command needs it

    flask_migrate.check()
    click.echo("The database matches the models.")


@group.command("roles")
@click.argument("role")
@with_appcontext
def roles(role: str) -> None:
    """Print what a PostgreSQL ROLE needs to serve people and work, and no more.

    Run the lines as the owner of the tables, after each upgrade. The owner alone migrates and
    restores; the log of who looked at what can be added to by this role, and not changed.
    """
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", role):
        raise click.UsageError("Name a role of small letters, digits and underscores.")
    if db.engine.dialect.name != "postgresql":
        raise click.UsageError("This database is a file; whoever may write it has every right.")
    click.echo(f"-- CREATE ROLE {role} LOGIN PASSWORD '…';")
    for statement in append_only.service_rights(role):
        click.echo(f"{statement};")


def _make_folder() -> None:
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
