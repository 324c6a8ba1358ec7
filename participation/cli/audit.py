"""`participation audit`: is the log whole, and who looked at what."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.guard.anchors import Anchor
from participation.guard.audit import Broken, Misfit
from participation.journeys import watching_audit, who_looked
from participation.journeys.services import Services
from participation.journeys.watching_audit import Verified
from participation.journeys.who_looked import Month, month_of
from participation.kernel.clock import LONDON, london_day
from participation.kernel.db import reading

group = click.Group("audit", help="The log of who looked at what.")

_SAID = {
    Misfit.CHANGED: "it was changed, or written by somebody who has not the key",
    Misfit.MISSING: "one or more rows before it were taken out",
    Misfit.SWAPPED: "it was moved: an earlier row comes after it",
    Misfit.ADDED: "it was put in: the same row stands there already",
    Misfit.OTHER_CHAIN: "it follows another row than the one before it",
}


_THEIRS = {True: "yes", False: "no", None: "gone"}  # the child was forgotten, and who had them


@group.command("verify")
@click.option(
    "--anchors",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="A file of anchors; by default PARTICIPATION_AUDIT_ANCHORS.",
)
@click.option(
    "--anchor",
    "told",
    multiple=True,
    metavar="COUNT:ID",
    help="One anchor as the process's log has it, its count and public_id.",
)
@with_appcontext
def verify(anchors: Path | None, told: tuple[str, ...]) -> None:
    """Follow the log from its first row to its last, and through every anchor.

    Ends with 1 and names the first row that does not fit.
    """
    house: Services = current_app.extensions["participation"]
    more = [_told(one) for one in told]
    with reading() as session:
        found = watching_audit.verify(session, anchors or house.settings.audit.anchors, more)
    _say(found)
    if not found.is_whole:
        raise click.exceptions.Exit(1)


@group.command("who-looked")
@click.option("--month", "typed", metavar="2026-11", help="This month if out.")
@with_appcontext
def who(typed: str | None) -> None:
    """By reader and child, break-glass first: ids of the case system, and no name."""
    house: Services = current_app.extensions["participation"]
    month = _month(typed) if typed else month_of(london_day(house.now()))
    with reading() as session:
        rows = [
            (one.reader.external_id if one.reader else "-", one)
            for one in who_looked.looked(session, month)
        ]
    click.echo(f"{month}: {len(rows)} readers of a child")
    click.echo("reader        child         opened  emergency  refused  theirs  last")
    for reader, one in rows:
        last = one.last.astimezone(LONDON)
        click.echo(
            f"{reader:<13} {one.child:<13} {one.opened:>6}  {one.in_an_emergency:>9}"
            f"  {one.refused:>7}  {_THEIRS[one.theirs]:<6}  {last:%Y-%m-%d %H:%M}"
        )


def _say(found: Verified) -> None:
    click.echo(f"{found.head.place} rows; the last one is {UUID(hex=found.head.hash[:32])}.")
    if found.broken is not None:
        click.echo(_where(found.broken), err=True)
    else:
        click.echo("Each follows from the one before it.")
    held = found.anchors
    if found.missing:
        click.echo(
            "NO ANCHORS where PARTICIPATION_AUDIT_ANCHORS says. In the first hour of a new house"
            " there are none yet; later somebody took them away: take them from where they are"
            " copied to, or compare with `audit anchored` in the worker's log (--anchor).",
            err=True,
        )
    if held is None:
        click.echo("There is no anchor: rows cut off the end would not be noticed.")
    else:
        click.echo(f"It goes through {held.held} anchors.")
        if held.of_lost_days:
            click.echo(f"{held.of_lost_days} are of days that a restored copy does not know.")
        if held.gone is not None:
            click.echo(_gone(held.gone), err=True)
    if found.torn:
        click.echo("note: the last line of the anchors is broken off, as by a power cut", err=True)
    elif found.unreadable:
        lines = ", ".join(map(str, found.unreadable[:5]))
        click.echo(
            f"SPOILT: {len(found.unreadable)} lines of the anchors are not ours (line {lines})."
            " A power cut may leave one: take it out once you know",
            err=True,
        )
    if not found.guarded:
        click.echo("note: the database lets rows be changed; run `participation db upgrade`")


def _where(broken: Broken) -> str:
    return f"BROKEN at row {broken.id}, place {broken.place}: {_SAID[broken.misfit]}."


def _gone(anchor: Anchor) -> str:
    when = f"on {anchor.at.astimezone(LONDON):%d %B %Y at %H:%M}" if anchor.at else "once"
    return (
        f"BROKEN: {when} there were {anchor.place} rows, and the last one of them is not there any"
        " more, or is another one."
    )


def _told(one: str) -> tuple[int, str]:
    count, _colon, public_id = one.partition(":")
    try:
        return int(count), UUID(public_id).hex
    except ValueError:
        raise click.UsageError("Give an anchor as its count, a colon and its id.") from None


def _month(typed: str) -> Month:
    try:
        return month_of(datetime.strptime(typed, "%Y-%m").date())  # noqa: DTZ007 - only a month
    except ValueError:
        raise click.UsageError("Give a month such as 2026-11.") from None
