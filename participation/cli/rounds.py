"""`participation rounds`: open what is due, and see how it goes."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.care.summaries.caseload import round_counts
from participation.journeys import asking_afterwards
from participation.journeys.asking_afterwards import reviews_to_ask_about
from participation.journeys.opening import Opened, open_round, reviews_to_open
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.db import reading, transaction
from participation.outbox.holding import hold_of

DAY = click.DateTime(["%Y-%m-%d"])
HOLD = timedelta(minutes=15)

group = click.Group("rounds", help="Rounds of asking before reviews.")


@group.command("open")
@click.option("--on", "moment", type=DAY, help="As if on this day, YYYY-MM-DD; today if left out.")
@click.option("--dry-run", is_flag=True, help="Count, and change nothing.")
@click.option("--hold", is_flag=True, help="Keep first texts for 15 minutes, to undo a mistake.")
@click.option(
    "--afterwards/--not-afterwards",
    default=True,
    help="Ask how it was, five working days after a review; left out, nobody is asked that.",
)
@with_appcontext
def open_rounds(moment: datetime | None, dry_run: bool, hold: bool, afterwards: bool) -> None:
    """Open every round due on or before a day and not yet open. Safe to run twice.

    One transaction a review: what fails for one child stops nobody else, and the command then
    ends with 1.
    """
    house: Services = current_app.extensions["participation"]
    day = moment.date() if moment else london_day(house.now())
    with reading() as session:
        due = reviews_to_open(session, day)
        over = reviews_to_ask_about(session, day) if afterwards else ()
        held = hold_of(session) is not None
    if dry_run:
        click.echo(f"{len(due)} rounds would be opened; {len(over)} reviews were held lately.")
        return
    if held:
        click.echo("A restored copy is held: no round opens before release-hold.", err=True)
        raise SystemExit(1)
    opened: list[Opened] = []
    failed = 0
    with click.progressbar(due, label="Opening rounds", file=sys.stderr) as bar:
        for review_id in bar:
            try:
                with transaction() as session:
                    result = open_round(
                        session,
                        review_id,
                        day,
                        hold=HOLD if hold else timedelta(0),
                        house=house,
                        now=house.now(),
                    )
            except Exception as fault:  # noqa: BLE001 - the next child's round must still open
                failed += 1
                current_app.logger.error("round not opened: %s", type(fault).__name__)
                continue
            if result is not None:
                opened.append(result)
    how_it_was, not_asked = _ask_how_it_was(over, day, hold=hold, house=house)
    failed += not_asked
    click.echo(
        f"{len(opened)} rounds opened: {sum(o.asked_by_text for o in opened)} people asked by"
        f" text, {sum(o.asked_by_card for o in opened)} children by card,"
        f" {sum(o.tasks for o in opened)} tasks for people; {how_it_was} asked how it was."
        f" {failed} failed."
    )
    if failed:
        raise SystemExit(1)


def _ask_how_it_was(
    over: Sequence[int], day: date, *, hold: bool, house: Services
) -> tuple[int, int]:
    """After reviews; how many people are asked, and how many reviews failed."""
    wait, asked, failed = HOLD if hold else timedelta(0), 0, 0
    for review_id in over:
        try:
            with transaction() as session:
                asked += asking_afterwards.open_round(
                    session, review_id, day, hold=wait, house=house, now=house.now()
                )
        except Exception as fault:  # noqa: BLE001 - the others are still asked
            failed += 1
            current_app.logger.error("not asked how it was: %s", type(fault).__name__)
    return asked, failed


@group.command("status")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@with_appcontext
def status(as_json: bool) -> None:
    """How many people are asked, reached, started, sent, and read, over all open rounds."""
    with reading() as session:
        counts = round_counts(session)
    if as_json:
        click.echo(json.dumps(counts))
        return
    for name, number in counts.items():
        click.echo(f"{name.replace('_', ' ')}: {number}")
