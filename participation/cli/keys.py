"""`participation keys`: which keys are in use, and new ones for everything that is sealed."""

from __future__ import annotations

import sys
import time

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.guard import key_rotation
from participation.guard.audit import Deed, record
from participation.guard.crypto import ring_of
from participation.guard.key_rotation import KeyRotation
from participation.guard.right_keys import MASTERS, PUT_BACK
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction

group = click.Group("keys", help="The keys that words, names and numbers are sealed with.")


@group.command("status")
@with_appcontext
def status() -> None:
    """Say which master keys are in use, whether they open what they wrap, and whether anything is
    under an older secret; exit 1 where one does not open."""
    house: Services = current_app.extensions["participation"]
    with reading() as session:
        in_use = key_rotation.masters_in_use(session)
        counted = key_rotation.count(session)
        begun = key_rotation.unfinished(session)
        closed = key_rotation.closed_by_master(session)
        for name, number in in_use.items():
            click.echo(f"{number} data keys are wrapped by {name}{_how_many(closed.get(name, 0))}.")
        for name in house.ring.masters:
            if name not in in_use:
                click.echo(f"{name} wraps nothing.")
        click.echo(f"{counted.values} sealed values, {counted.under_older} under an older secret.")
        if begun is not None:
            click.echo("A rotation was begun and is not done: participation keys rotate")
    for name, number in closed.items():
        here, every = name in house.ring.masters, number == in_use[name]
        click.echo(_why(name, here=here, every=every), err=True)
    if closed:
        sys.exit(1)


@group.command("rotate")
@click.option(
    "--wrap-only",
    is_flag=True,
    help="No new secrets: wrap by the newest master key, and sweep up what is under older secrets.",
)
@click.option("--batch", type=click.IntRange(1, 10_000), default=key_rotation.BATCH, hidden=True)
@with_appcontext
def rotate(wrap_only: bool, batch: int) -> None:
    """Seal everything anew, while the service runs; broken off, it goes on where it was.

    The newest master key stands first in PARTICIPATION_ENCRYPTION_KEYS, of every process, before
    this begins.
    """
    with transaction() as session:
        row = key_rotation.unfinished(session)
        if row is not None:
            _is_the_same(row, wrap_only=wrap_only, newest=ring_of(session).newest)
            click.echo(f"Going on with the rotation that was begun on {row.began_at:%Y-%m-%d}.")
        else:
            row = key_rotation.begin(session, system_now(), new_secrets=not wrap_only)
            subject = f"master:{row.master}"
            deed = Deed(actor="command", action="keys.rotate", subject=subject)
            record(session, deed, system_now())
        before = row.values
    began = time.monotonic()
    row = _all_of_it(batch) or row
    _say(row, (row.values - before) / max(time.monotonic() - began, 0.001))


def _how_many(closed: int) -> str:
    return f"; {closed} of them DO NOT OPEN" if closed else ""


def _why(name: str, *, here: bool, every: bool) -> str:
    if not here:
        return f"{MASTERS} lacks {name}. {PUT_BACK}"
    if every:
        return f"{MASTERS} holds another key under the name {name}. {PUT_BACK}"
    return f"Some that {name} wraps were altered. Take them from a backup (docs/running.md)"


def _is_the_same(row: KeyRotation, *, wrap_only: bool, newest: str) -> None:
    """What was begun is ended as it was begun: it would say one thing and have done another."""
    if row.master != newest:
        raise click.ClickException(
            f"a rotation to {row.master} was begun and is not done, and {newest} stands first now."
            f" Put {row.master} first, end it, and then rotate to {newest}"
        )
    if row.new_secrets is wrap_only:
        how = "without --wrap-only" if row.new_secrets else "with --wrap-only"
        raise click.ClickException(f"a rotation {how} was begun and is not done: end it {how}")


def _all_of_it(batch: int) -> KeyRotation | None:
    """Batch by batch, each a transaction of its own; how it stood after the last one."""
    last = None
    while True:
        with transaction() as session:
            row = key_rotation.go_on(session, system_now(), batch=batch)
        if row is None:
            return last
        last = row


def _say(row: KeyRotation, pace: float) -> None:
    click.echo(
        f"{row.keys} data keys are wrapped by {row.master}; {row.values} values sealed anew,"
        f" {round(pace):,} a second."
    )
    if row.unreadable:
        click.echo(f"{row.unreadable} values did not open before, and were left as they are.")
    click.echo(
        "Now restart web and worker, run: participation keys rotate --wrap-only, and make a backup."
    )
