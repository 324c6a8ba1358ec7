"""`participation config check`: every fault of the settings at once, secrets covered (B90).

In production the route of a concern is part of it: whether there is one, whether its people work
here, and whether somebody on call has answered a test within 31 days (R22).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from participation.cli.route_checks import route_faults
from participation.guard.crypto import KeyRing
from participation.guard.right_keys import PUT_BACK, WrongKey, wrong_key
from participation.kernel.durability import durability_fault
from participation.settings import NAMES, Settings, SettingsProblem, problems
from participation.settings.addresses import without_password

group = click.Group("config", help="The settings of this installation.")


@group.command("check")
def check() -> None:
    """Name every missing, weak or contradictory setting; exit 1 if there is any."""
    for name, value in shown(os.environ):
        click.echo(f"{name:<40} {value}")
    for name in unknown_names(os.environ):
        click.echo(f"note: {name} is not a setting of ours; is it misspelt?", err=True)
    faults = [str(problem) for problem in problems(os.environ)]
    if not faults and (fault := _database_fault(os.environ)):
        faults.append(f"PARTICIPATION_DATABASE_URL {fault}")
    if not faults and (wrong := _wrong_key(os.environ)):
        faults.append(f"{wrong.setting} {wrong.fault}. {PUT_BACK}")
    if not faults:
        faults += [f"PARTICIPATION_ROUTE {fault}" for fault in route_faults(os.environ)]
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        click.echo(f"{len(faults)} to put right before anybody relies on the service", err=True)
        sys.exit(1)
    click.echo("The settings can be used.")


def shown(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each setting and its value for a person to read; of secrets, only whether they are set."""
    return [
        (name, _shown(environ.get(name, "").strip(), secret=secret))
        for name, secret in NAMES.items()
    ]


def unknown_names(environ: Mapping[str, str]) -> list[str]:
    """Names that look like ours and are not: most likely a slip of the pen."""
    return sorted(
        name for name in environ if name.startswith("PARTICIPATION_") and name not in NAMES
    )


def _shown(value: str, *, secret: bool) -> str:
    if not value:
        return "-"
    return "set, not shown" if secret else without_password(value)


def _wrong_key(environ: Mapping[str, str]) -> WrongKey | None:
    """Which key is not that of the database, where it has tables already."""
    settings = Settings.from_env(environ)
    url = settings.database_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
        return None  # looking would make an empty file
    ring = KeyRing(masters=dict(settings.encryption_keys), lookup=settings.lookup_key)
    engine = create_engine(url, hide_parameters=True)
    try:
        with Session(engine) as session:
            return wrong_key(session, ring)
    except SQLAlchemyError:
        return None  # there are no tables yet
    finally:
        engine.dispose()


def _database_fault(environ: Mapping[str, str]) -> str | None:
    """What the database itself says; it must be there, though it may still be empty."""
    try:
        settings = Settings.from_env(environ)
    except SettingsProblem:
        return None  # already told
    if settings.database_url.startswith("sqlite"):
        return None  # a file of ours: `kernel/db.py` opens it durably, and `db upgrade` makes it
    engine = create_engine(settings.database_url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            fault = durability_fault(connection)
    except SQLAlchemyError as error:
        return f"cannot be reached ({type(error).__name__}). Is the server running, the name right?"
    finally:
        engine.dispose()
    return (
        f"does not keep commits: {fault}. Turn it on in the server's configuration"
        if fault
        else None
    )
