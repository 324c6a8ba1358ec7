"""`participation restore` and `release-hold`: the way back from a backup, in two steps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import inspect

from participation.cli.backup import BESIDE, KEYS, local, opened, progress, said_plainly, services
from participation.cli.database import bring_up_to_date
from participation.guard.anchors import Why
from participation.guard.kept_aside import KeptAside
from participation.guard.ledger import Happened, Ledger, Lines, together
from participation.guard.sealed_files import BackupUnusable
from participation.journeys import backing_up, letting_go, restoring, watching_audit
from participation.journeys.erasing.running import REWRITTEN
from participation.journeys.letting_go import Waiting
from participation.journeys.restoring import Restored
from participation.journeys.services import Services
from participation.kernel import leftovers
from participation.kernel.clock import parse_moment, system_now
from participation.kernel.db import db, reading, transaction
from participation.outbox.holding import hold_of

THERE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("restore")
@click.argument("file", type=THERE)
@KEYS
@click.option("--replace", is_flag=True, help="Also where the database holds something already.")
@click.option("--ledger", "ledgers", type=THERE, multiple=True, help="Once for each ledger file.")
@click.option("--without-ledger", is_flag=True, help="It is lost: STOPs come back, holds do not.")
@with_appcontext
def restore(
    file: Path,
    keys_file: Path | None,
    replace: bool,
    ledgers: tuple[Path, ...],
    without_ledger: bool,
) -> None:
    """Put a backup in place of the database, and hold it: nothing goes out until `release-hold`.

    Stop web and worker first. Whatever fails on the way leaves everything as it was.
    """
    house = services()
    keys_file = keys_file or file.parent / BESIDE
    with said_plainly():
        with opened(file, house) as data, opened(keys_file, house) as keys:
            seen = backing_up.check(data, keys, house.ring, into=db.engine.dialect.name)
        lines = _lines(house, ledgers, seen.made_at, without=without_ledger)
        if not inspect(db.engine).has_table("children"):
            bring_up_to_date()
        with (
            opened(file, house) as data,
            opened(keys_file, house) as keys,
            transaction() as session,
        ):
            if not replace and not restoring.is_empty(session):
                raise BackupUnusable("the database holds something; --replace takes its place")
            done = restoring.restore(
                session,
                data,
                keys,
                lines,
                now=house.now(),
                system=system_now(),
                keep=house.settings.keeping,
                holds_known=not without_ledger,
                tell=progress(),
            )
    left = leftovers.clean(db.engine, REWRITTEN).left  # what went again, out of the files too
    # So that whoever looks finds where the story of the log begins anew.
    place = house.settings.audit.anchors
    watching_audit.anchor(done.head, house.ring, place, Why.RESTORED, system_now())
    _say(done, seen.made_at)
    if aside := house.settings.backup.kept_aside:
        found = KeptAside(aside, house.ring).find()
        click.echo(f"{len(found.words)} texts are kept aside in {aside}, blanked at the provider.")
        if found.unreadable:
            click.echo(
                f"note: {found.unreadable} lines or files there do not open. Their encryption key"
                " is not in PARTICIPATION_ENCRYPTION_KEYS, or they may not be read by this user",
                err=True,
            )
    for what in left:
        click.echo(f"note: old pages of {what} may still lie in a file", err=True)


@click.command("release-hold")
@click.option("--stopped-at", "stopped", help="When the lost house did its last work; now if out.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def release_hold(stopped: str | None, yes: bool) -> None:
    """Show what a restored copy would send, and let it go."""
    house = services()
    now = house.now()
    try:
        stopped_at = parse_moment(stopped) if stopped else now
    except ValueError:
        raise click.UsageError("Give a moment such as 2026-11-24T10:30.") from None
    if stopped_at > now:  # a slip in the year would cancel all that is still to go out
        raise click.UsageError(
            f"{local(stopped_at)} has not come yet. Give the moment at which the old house stopped."
        )
    with reading() as session:
        held = hold_of(session)
        if held is None:
            click.echo("Nothing is held.")
            return
        waits = letting_go.what_waits(session, held, stopped_at=stopped_at, now=now)
        click.echo(f"Held since {local(held.since)}, a copy of {local(held.copy_of)}.")
    _show(waits)
    if not yes:
        click.confirm("Let it go?", abort=True)
    with transaction() as session:
        held = hold_of(session)
        if held is None:
            click.echo("Somebody else has released it.")
            return
        cancelled = letting_go.release(session, held, stopped_at=stopped_at, now=now)
    click.echo(f"Released. {cancelled} cancelled; workers take up the rest.")


def _lines(
    house: Services, ledgers: tuple[Path, ...], made_at: datetime, *, without: bool
) -> Lines:
    usual = house.settings.backup.ledger
    places = list(ledgers) or ([usual] if usual is not None and usual.exists() else [])
    if not places and not without:
        raise BackupUnusable(
            f"there is no ledger at {usual}. Name it with --ledger; where it is lost, say"
            " --without-ledger: then STOPs and people kept away since the backup come back, and"
            " legal holds placed since are not known: place them again before release-hold"
        )
    since = made_at - restoring.OVERLAP
    lines = together([Ledger(place, house.ring.lookup).read(since) for place in places])
    if not without and not lines.knows_backup(made_at):
        raise BackupUnusable(
            "the ledger does not know of this backup: it is of another house, or was begun later."
            " Name the one that was kept with --ledger"
        )
    return lines


def _say(done: Restored, made_at: datetime) -> None:
    gone = done.revoked
    click.echo(f"{done.counted.rows} rows of {done.counted.tables} tables, as of {local(made_at)}.")
    click.echo(
        f"Ended: {gone.sessions} sessions of staff, {gone.sittings} sittings, {gone.links} links"
        f" and codes, {gone.cards} cards, {gone.tokens} tokens of other systems."
    )
    for what, number in sorted(done.taken_back.done.items()):
        click.echo(f"Done again by the ledger: {what}, {number}.")
    if Happened.OFFICER_ENDED in done.taken_back.done:
        click.echo(
            "note: officers and cover were ended again. A child may be without an officer until the"
            " newest extract is imported: do that before you start web",
            err=True,
        )
    if Happened.TEXT_TAKEN_BACK in done.taken_back.done:
        click.echo(
            "note: words that were taken back are out of the answers and on the desk again. A"
            " summary made before the backup shows them until release-hold makes a new one",
            err=True,
        )
    if done.taken_back.not_here:
        click.echo(f"{done.taken_back.not_here} lines are about somebody this copy does not know.")
    if done.forgotten:
        click.echo(f"{done.forgotten} keys were destroyed since; their words do not come back.")
    for reference in done.held:
        click.echo(
            f"note: {reference} is under a legal hold, though the ledger or the file of keys says"
            " that everything of theirs went. Nothing was touched: look before you let the copy go",
            err=True,
        )
    if done.taken_back.unreadable:
        click.echo(f"note: {done.taken_back.unreadable} lines cannot be read", err=True)
    if done.broken_at is not None:
        click.echo(f"note: the log is broken at event {done.broken_at}", err=True)
    click.echo(
        f"HELD: {done.waiting} promises wait and nothing goes out. Import the newest extract,"
        " start web and worker, look at docs/running.md, then: participation release-hold"
    )


def _show(waits: Waiting) -> None:
    for said, counts in (
        ("goes out now", waits.now),
        ("goes out later", waits.later),
        ("is out of date and will be cancelled", waits.cancelled),
    ):
        for kind, number in sorted(counts.items()):
            click.echo(f"{number:>6}  {kind:<20} {said}")
    if not (waits.now or waits.later or waits.cancelled):
        click.echo("Nothing waits.")
