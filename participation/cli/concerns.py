"""`participation concerns`: try the route on a quiet day, and see what is open. Names nobody."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Sequence
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.care.safeguarding.models import Concern, ConcernState, RouteDrill
from participation.journeys.alerting import route_trouble
from participation.journeys.drilling import latest, send_test
from participation.journeys.services import Services
from participation.kernel.clock import LONDON
from participation.kernel.db import reading, transaction

group = click.Group("concerns", help="The route that a concern takes to a person.")


@group.command("test")
@click.option("--wait", default=90, show_default=True, help="Seconds to wait for the worker.")
@with_appcontext
def test(wait: int) -> None:
    """Send a marked test down every configured route; exit 1 if one did not go."""
    house: Services = current_app.extensions["participation"]
    if house.route is None:
        click.echo("PARTICIPATION_ROUTE is not set: there is nobody to send a test to.", err=True)
        sys.exit(1)
    with transaction() as session:
        sent = [drill.id for drill in send_test(session, house, house.now())]
    click.echo(f"{len(sent)} tests promised; the worker sends them.")
    waiting = _waiting(sent)
    until = time.monotonic() + wait
    while waiting and time.monotonic() < until:
        time.sleep(0.5)
        waiting = _waiting(sent)
    wrong = _told(sent)
    if waiting:
        click.echo(f"{len(waiting)} have not gone yet. Is the worker running?", err=True)
    if waiting or wrong or not sent:
        sys.exit(1)
    click.echo("All went. Each of them signs in and presses “I got it”.")


@group.command("overview")
@with_appcontext
def overview() -> None:
    """What is open, whether the route is whole, and who answered a test when."""
    house: Services = current_app.extensions["participation"]
    with reading() as session:
        rows = session.execute(
            select(Concern.level, Concern.state, Concern.raised_at, Concern.next_at)
            .where(Concern.state != ConcernState.CLOSED)
            .order_by(Concern.raised_at)
        ).all()
        trouble = route_trouble(session, house, house.now())
        drills = _lines(session, latest(session))
    for row in rows:
        ahead = f"looked at again {_said(row.next_at)}" if row.next_at else "with a person"
        click.echo(f"{row.level:<6} {row.state:<13} raised {_said(row.raised_at)}  {ahead}")
    click.echo(f"{len(rows)} open.")
    for line in drills:
        click.echo(line)
    for fault, is_so in (
        ("No route is set: nobody is told of anything.", trouble.no_route),
        (
            f"The last heartbeat failed: {', '.join(trouble.heartbeat_failed)}.",
            bool(trouble.heartbeat_failed),
        ),
        ("No heartbeat went within a day.", trouble.heartbeat_missing),
        ("Nobody on call has answered a test within 31 days.", trouble.not_drilled),
        (f"{trouble.overdue} red and acknowledged by nobody within the hour.", trouble.overdue > 0),
    ):
        if is_so:
            click.echo(fault, err=True)
    if trouble:
        sys.exit(1)


def _waiting(sent: Collection[int]) -> Sequence[int]:
    with reading() as session:
        return session.scalars(
            select(RouteDrill.id).where(
                RouteDrill.id.in_(sent), RouteDrill.sent_at.is_(None), RouteDrill.failed.is_(False)
            )
        ).all()


def _told(sent: Collection[int]) -> int:
    """Print each; how many failed."""
    with reading() as session:
        rows = session.execute(
            select(StaffMember.external_id, RouteDrill.via, RouteDrill.failed, RouteDrill.error)
            .join(RouteDrill, RouteDrill.staff_id == StaffMember.id)
            .where(RouteDrill.id.in_(sent))
            .order_by(StaffMember.external_id, RouteDrill.id)
        ).all()
    for row in rows:
        click.echo(f"{row.external_id:<12} {row.via:<6} {row.error or 'went'}", err=row.failed)
    return sum(row.failed for row in rows)


def _lines(session: Session, drills: Sequence[RouteDrill]) -> list[str]:
    wanted = select(StaffMember.id, StaffMember.external_id).where(
        StaffMember.id.in_([one.staff_id for one in drills])
    )
    ids = {row.id: row.external_id for row in session.execute(wanted)}
    return [
        f"{ids.get(one.staff_id, '?'):<12} {one.via:<6} {one.kind:<10} {_said(one.made_at)}  "
        f"{_became(one)}"
        for one in drills
    ]


def _became(drill: RouteDrill) -> str:
    if drill.failed:
        return f"failed: {drill.error}"
    if drill.answered_at is not None:
        return f"answered {_said(drill.answered_at)}"
    return "went" if drill.sent_at is not None else "waiting"


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%d %b %H:%M}"
