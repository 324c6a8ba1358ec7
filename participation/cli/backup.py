"""`participation backup`: the whole database in a file that only the backup key opens."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from participation.guard.ledger import Happened, Ledger
from participation.guard.sealed_files import BackupUnusable, Opened
from participation.journeys import backing_up
from participation.journeys.backing_up import BackupNotMade
from participation.journeys.services import Services
from participation.kernel.clock import LONDON, system_now
from participation.kernel.db import db, reading
from participation.kernel.errors import ParticipationError

BESIDE = "child-keys.sealed"
_OURS_ONLY = 0o600
_PUT_ASIDE = (
    "Otherwise move what lies there, the file of keys with its backups, into a folder of its own,"
    " and try again"
)
FILE = click.Path(dir_okay=False, path_type=Path)
KEYS = click.option(
    "--keys", "keys_file", type=FILE, help=f"The file of child keys; {BESIDE} beside FILE."
)


@click.command("backup")
@click.argument("file", type=FILE)
@KEYS
@click.option("--check", "only_check", is_flag=True, help="Read a backup to its end; write none.")
@with_appcontext
def backup(file: Path, keys_file: Path | None, only_check: bool) -> None:
    """Write the whole database to FILE, sealed, while the service runs.

    The children's keys go into a file of their own, which each backup replaces; not where it is
    another database's.
    """
    keys_file = keys_file or file.parent / BESIDE
    with said_plainly():
        if only_check:
            _check(file, keys_file)
        else:
            _write(file, keys_file)


def _write(file: Path, keys_file: Path) -> None:
    house = services()
    key, ledger = _key(house), house.settings.backup.ledger
    if file.exists():
        raise BackupUnusable(f"{file} is there already; each backup has a name of its own")
    with ExitStack() as stack:
        stack.enter_context(_alone_in(keys_file.parent))
        if keys_file.exists():
            _refuse_to_close_others(keys_file, house)
        system = system_now()
        if ledger is not None:  # so that a lost one is missed, and another one told apart
            noted = (Happened.BACKUP_MADE, system.isoformat())
            Ledger(ledger, house.ring.lookup).append([noted], system)
        data = stack.enter_context(_whole_or_not(file))
        keys = stack.enter_context(_whole_or_not(keys_file))  # in its place before the other is
        session = stack.enter_context(reading())
        made = backing_up.back_up(session, data, keys, key=key, system=system, tell=progress())
    size = file.stat().st_size
    click.echo(f"{made.rows} rows of {made.tables} tables in {file}, {size:,} bytes.")
    click.echo(f"The children's keys are in {keys_file}: keep the newest, and only that one.")


def _refuse_to_close_others(keys_file: Path, house: Services) -> None:
    """Each backup replaces the file of keys; but not that of another house, nor one with keys of
    children of whom this database knows nothing."""
    try:
        with opened(keys_file, house) as before, reading() as session:
            lost = backing_up.keys_unknown_here(session, before)
    except BackupUnusable as fault:
        raise BackupNotMade(
            f"{keys_file} would be replaced, and nobody can tell whose it is: {fault.detail}."
            f" {_PUT_ASIDE}"
        ) from None
    if lost:
        raise BackupNotMade(
            f"{keys_file} holds {lost} keys of which this database knows nothing. Replacing it"
            " would close older backups for good. Is PARTICIPATION_DATABASE_URL the right one? If"
            f" the house is to come back from a backup, restore first. {_PUT_ASIDE}"
        )


def _check(file: Path, keys_file: Path) -> None:
    house = services()
    with opened(file, house) as data, opened(keys_file, house) as keys:
        found = backing_up.check(data, keys, house.ring)
    click.echo(
        f"Made {local(found.made_at)}: {found.counted.rows} rows of"
        f" {found.counted.tables} tables, whole."
    )
    click.echo(f"Keys that open: {found.keys}. Destroyed since: {found.forgotten}.")
    if found.broken_at is not None:
        raise BackupUnusable(f"its log is broken at event {found.broken_at} of {found.events}")
    click.echo(f"The log of {found.events} events follows without a gap.")


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Two backups at once would spoil the file of keys, and with it every backup there is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        _take(opened)
        yield
    finally:
        os.close(opened)


def _take(opened: int) -> None:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupUnusable("another one is being written beside it; wait for that") from None
    except OSError:  # a network share that knows no such thing
        return


@contextmanager
def _whole_or_not(file: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name once it is whole and on the disk."""
    part = file.with_name(f"{file.name}.part")
    opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OURS_ONLY)
    try:
        with os.fdopen(opened, "wb") as writing:
            yield writing
            writing.flush()
            os.fsync(writing.fileno())
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def opened(file: Path, house: Services) -> Iterator[Opened]:
    key = _key(house)
    try:
        reading_from = file.open("rb")
    except OSError as fault:
        raise BackupUnusable(f"{file} cannot be read ({fault.strerror})") from None
    with reading_from:
        yield Opened(reading_from, key)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Every fault as one plain line and exit status 1."""
    try:
        yield
    except ParticipationError as problem:
        click.echo(f"{problem.title}: {problem.detail}.", err=True)
        sys.exit(1)
    except OSError as problem:
        click.echo(f"A file cannot be used: {problem.strerror or type(problem).__name__}", err=True)
        sys.exit(1)
    except (SQLAlchemyError, db.engine.dialect.loaded_dbapi.Error) as problem:
        click.echo(
            f"The database refused ({type(problem).__name__}). Is it up to date? participation db"
            " upgrade",
            err=True,
        )
        sys.exit(1)


def progress() -> Callable[[str], None]:
    if not sys.stderr.isatty():
        return lambda _table: None
    return lambda table: click.echo(f"\r\033[K{table}\r", nl=False, err=True)


def _key(house: Services) -> bytes:
    if not house.settings.backup.key:
        raise BackupUnusable("PARTICIPATION_BACKUP_KEY is not set")
    return house.settings.backup.key


def services() -> Services:
    house: Services = current_app.extensions["participation"]
    return house


def local(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%A %d %B %Y at %H:%M}"
