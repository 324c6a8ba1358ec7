"""`participation db`: bring the tables up to date, and check that they are."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url

from participation.guard.crypto import council_key
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
    flask_migrate.upgrade()
    db.engine.dispose()  # a migration may have switched off what connections switch on
    house = current_app.extensions["participation"]
    with transaction() as session:
        council_key(session, house.now())


@group.command("check")
@with_appcontext
def check() -> None:
    """Fail when tables and models differ, or a migration has not run."""
    import flask_migrate  # noqa: PLC0415 - no other command needs it

    flask_migrate.check()
    click.echo("The database matches the models.")


def _make_folder() -> None:
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
