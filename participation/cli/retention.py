"""`participation retention`: what is over goes, and what keeps it (docs/retention.md)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.care.people import legal_holds
from participation.care.people.models import Child
from participation.journeys.erasing import holding, nightly
from participation.journeys.erasing.in_the_way import in_the_way, near, reviews_not_filed
from participation.journeys.services import Services
from participation.kernel.clock import LONDON, london_day
from participation.kernel.db import db, reading, transaction
from participation.kernel.errors import ParticipationError

group = click.Group("retention", help="What is kept, for how long, and what goes.")
BY = click.option("--by", required=True, metavar="STAFF_ID", help="Who decided it.")


@group.command("run")
@with_appcontext
def run() -> None:
    """Let go of everything that is due, as the worker does each night.

    Ends with 1 where something could not be done. What stands in the way of a child's words is a
    task of a person, and no fault.
    """
    house = _services()
    ran = nightly.run(house, transaction, db.engine, actor="command")
    gone = ran.gone
    click.echo(
        f"Gone: {gone.drafts} answers never sent, words of {gone.sent_texts} texts of ours,"
        f" {gone.strangers} texts of strangers, {gone.links} links, {gone.sittings} sittings,"
        f" {gone.copies} finished copies."
    )
    for one in ran.settled:
        if one.forgotten:
            click.echo(f"{one.child}: everything went; the key is destroyed.")
        else:
            why = ", ".join(one.in_the_way) or "nothing in the way"
            click.echo(f"{one.child}: goes on {one.goes_on:%d %B %Y}; {why}.")
    for what in ran.left:
        click.echo(f"note: old pages of {what} may still lie in a file; run it again", err=True)
    if ran.failed:
        click.echo(f"{ran.failed} children could not be settled; see the log", err=True)
    if ran.failed or ran.left:
        sys.exit(1)


@group.command("show")
@with_appcontext
def show() -> None:
    """What is due within four weeks, and what stands in the way. Changes nothing."""
    house = _services()
    today = london_day(house.now())
    with reading() as session:
        due = near(session, house.settings.keeping.months, today)
        for one in due:
            child = session.get_one(Child, one.child_id)
            found = in_the_way(session, child)
            click.echo(
                f"{child.external_id}  {one.goes_on:%Y-%m-%d}  {', '.join(found) or 'may go'}"
            )
            for review in reviews_not_filed(session, child.id):
                click.echo(f"    review {review}: the newest summary has no receipt")
    if not due:
        click.echo("Nothing is due within four weeks.")


@group.command("hold")
@click.argument("child")
@BY
@click.option("--why", required=True, help="Kept sealed; who may read it is decided by the key.")
@with_appcontext
def hold(child: str, by: str, why: str) -> None:
    """Keep everything of CHILD, by the case system's reference, until the hold is lifted."""
    with _said_plainly(), transaction() as session:
        holding.place_hold(session, child, by, why, now=_services().now())
    click.echo(f"Held: nothing of {child} goes until the hold is lifted.")


@group.command("lift")
@click.argument("child")
@BY
@with_appcontext
def lift(child: str, by: str) -> None:
    """End the hold on CHILD. What is due goes with the next run."""
    with _said_plainly(), transaction() as session:
        lifted = holding.lift_hold(session, child, by, now=_services().now())
    click.echo(f"{lifted} holds lifted.")


@group.command("holds")
@with_appcontext
def holds() -> None:
    """Who is held, since when, by whom and why."""
    with reading() as session:
        rows = legal_holds.standing_holds(session)
        for row, child, staff in rows:
            since = row.since.astimezone(LONDON)
            click.echo(f"{child.external_id}  {since:%Y-%m-%d}  {staff.external_id}  {row.why}")
    if not rows:
        click.echo("Nobody is held.")


@group.command("filed")
@click.argument("child")
@click.argument("reference")
@BY
@with_appcontext
def filed(child: str, reference: str, by: str) -> None:
    """Everything of CHILD beside the summaries is in the case record, under REFERENCE.

    That is what was asked between reviews, concerns, decisions and letters, what became of what was
    said, participation codes, notes of tasks and texts, talks alone, and what was written where
    somebody opened the record in an emergency. A summary has its receipt on its own page.
    """
    with _said_plainly(), transaction() as session:
        holding.note_rest_filed(session, child, by, reference, now=_services().now())
    click.echo("Noted.")


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except ParticipationError as problem:
        click.echo(f"{problem.title}: {problem.detail}.", err=True)
        sys.exit(1)


def _services() -> Services:
    house: Services = current_app.extensions["participation"]
    return house
