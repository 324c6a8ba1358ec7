"""`participation texts`: what we say by text, and whether we may."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.care.authority import service as council
from participation.care.authority.timetable import RANGES
from participation.channels.sms.linting import every_text, faults, longest
from participation.channels.sms.wording import template_name
from participation.guard.audit import Deed, record
from participation.journeys.services import Services
from participation.kernel.db import transaction
from participation.kernel.errors import Invalid
from participation.kernel.texts import IN_ENGLISH, texts, translated

READ: Mapping[str, Callable[[str], object]] = {
    "texts_an_hour": int,
    "hold_first_texts": {"yes": True, "no": False}.__getitem__,
    "pence_per_part": float,
    **dict.fromkeys(RANGES, int),
}

group = click.Group("texts", help="The fixed texts that are sent.")


@group.command("check")
def check() -> None:
    """Look at every text, at its longest, in every language that is open; exit 1 at a fault."""
    spoken = [texts(code) for code in translated()]
    found = [fault for language in spoken for fault in faults(language)]
    for fault in found:
        click.echo(str(fault), err=True)
    if found:
        click.echo(f"{len(found)} to put right.", err=True)
        sys.exit(1)
    click.echo(f"{len(list(every_text()))} texts in {len(spoken)} languages may go.")


@group.command("show")
def show() -> None:
    """Print every text at its longest, with the parts it is billed as."""
    for key, level in every_text():
        said, counted = longest(key, level, IN_ENGLISH)
        click.echo(f"{template_name(key, level):<34} {counted.units:>3} {counted.parts}  {said}")


@group.command("choose")
@click.argument("key", type=click.Choice(tuple(READ)))
@click.argument("value")
@with_appcontext
def choose(key: str, value: str) -> None:
    """Set how many texts may begin in an hour, whether a person lets first texts of a round go
    (yes or no), what one part of a text costs in pence, or the days of every round: how many
    working days before a review people are invited and reminded, the officer has a summary and
    the round ends; after how many hours whoever stopped half-way is nudged, once."""
    house: Services = current_app.extensions["participation"]
    try:
        chosen = READ[key](value)
    except (KeyError, ValueError):
        chosen = value  # refused below, with a remedy
    try:
        with transaction() as session:
            now = house.now()
            council.choose(session, key, chosen, now)
            deed = Deed(actor="command", action="settings.choose", subject=f"setting:{key}")
            record(session, deed, now)
    except Invalid as problem:
        click.echo(" ".join(problem.fields[key]), err=True)
        sys.exit(1)
    click.echo(f"{key} is {value} now.")
