"""`participation rounds`: open what is due, and see how it goes."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from participation.care.authority.timetable import OF_ONE_ROUND, remedy
from participation.care.summaries.caseload import round_counts
from participation.journeys import asking_afterwards, previewing_rounds
from participation.journeys.asking_afterwards import reviews_to_ask_about
from participation.journeys.choosing_timetables import choose_for_round
from participation.journeys.opening import Opened, open_round, reviews_to_open
from participation.journeys.services import Services
from participation.journeys.timing_rounds import days_of
from participation.kernel.clock import london_day
from participation.kernel.db import reading, transaction
from participation.kernel.errors import Invalid, NotFound
from participation.outbox.holding import hold_of

T = TypeVar("T")
DAY = click.DateTime(["%Y-%m-%d"])
HOLD = timedelta(minutes=15)
ALL = 1_000_000
_COUNTED = ("texts", "links", "cards", "by_person", "not_asked", "later", "parts")

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
        _tell_what_would_be(day, house)
        return
    if held:
        click.echo("A restored copy is held: no round opens before release-hold.", err=True)
        raise SystemExit(1)
    wait = HOLD if hold else timedelta(0)

    def before(session: Session, review_id: int) -> Opened | None:
        return open_round(session, review_id, day, hold=wait, house=house, now=house.now())

    def after(session: Session, review_id: int) -> int:
        return asking_afterwards.open_round(
            session, review_id, day, hold=wait, house=house, now=house.now()
        )

    opened, not_opened = _each(due, before, "Opening rounds")
    how_it_was, not_asked = _each(over, after, "Asking how it was")
    failed = not_opened + not_asked
    click.echo(
        f"{len(opened)} rounds opened: {sum(o.asked_by_text for o in opened)} people asked by"
        f" text, {sum(o.asked_by_card for o in opened)} children by card,"
        f" {sum(o.tasks for o in opened)} tasks for people; {sum(how_it_was)} asked how it was."
        f" {failed} failed."
    )
    if failed:
        raise SystemExit(1)


def _tell_what_would_be(day: date, house: Services) -> None:
    """Who would be asked what, in which language and at what cost; numbers, and nobody's name."""
    with transaction() as session:
        seen = previewing_rounds.preview(session, day, house=house, most=ALL)
        session.rollback()
    for one in seen.asked:
        numbers = asdict(one)
        told = [f"{numbers[name]} {_words(name)}" for name in _COUNTED if numbers[name]]
        click.echo(f"{one.role}, {one.language}: {', '.join(told)}")
    click.echo(f"{seen.parts} parts, about £{seen.pounds:.2f}.")
    if seen.not_looked_at:
        click.echo(f"{seen.not_looked_at} rounds could not be looked at.", err=True)
    for spoken in seen.languages:
        lacks = ["nobody has checked it"] if not spoken.checked else []
        lacks += ["the questions are not all there"] if not spoken.said else []
        click.echo(f"{spoken.language}, {spoken.people} people: {', '.join(lacks)}", err=True)
    waiting = Counter((one.reason, one.owner_role) for one in seen.not_yet)
    for (reason, owner), number in sorted(waiting.items()):
        click.echo(f"not by text: {number} {reason}, a task of {owner}", err=True)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _days_of_a_round(command: Callable[..., None]) -> Callable[..., None]:
    """One option for each day that one round may have otherwise."""
    for key in reversed(OF_ONE_ROUND):
        option = "--" + key.removesuffix("_before").replace("_", "-")
        command = click.option(option, key, type=int, help=remedy(key))(command)
    return command


@group.command("timetable")
@click.argument("review")
@_days_of_a_round
@with_appcontext
def timetable(review: str, **days: int | None) -> None:
    """Give one open round other days than the council's; what is left out is as usual.

    REVIEW is its number in the case system. The council's own days: `participation texts choose`.
    """
    house: Services = current_app.extensions["participation"]
    chosen = {key: number for key, number in days.items() if number is not None}
    try:
        with transaction() as session:
            held = choose_for_round(session, review, chosen, now=house.now())
            due = days_of(session, held)
    except NotFound as problem:
        click.echo(str(problem), err=True)
        raise SystemExit(1) from None
    except Invalid as problem:
        for key, said in problem.fields.items():
            click.echo(f"{key}: {' '.join(said)}", err=True)
        raise SystemExit(1) from None
    for name, day in asdict(due).items():
        click.echo(f"{_words(name)}: {day}")
    click.echo("Whoever was invited or reminded already is not a second time.")


def _each(
    reviews: Sequence[int], deed: Callable[[Session, int], T | None], label: str
) -> tuple[list[T], int]:
    """What became of each review, in a transaction of its own, and how many failed."""
    came_to: list[T] = []
    failed = 0
    with click.progressbar(reviews, label=label, file=sys.stderr) as bar:
        for review_id in bar:
            try:
                with transaction() as session:
                    result = deed(session, review_id)
            except Exception as fault:  # noqa: BLE001 - the next child's round must still open
                failed += 1
                current_app.logger.error("%s: %s", label, type(fault).__name__)
                continue
            if result is not None:
                came_to.append(result)
    return came_to, failed


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
        click.echo(f"{_words(name)}: {number}")
