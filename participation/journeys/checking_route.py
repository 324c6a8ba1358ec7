"""What a council must have done about its route before children rely on it (`config check`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.people import around
from participation.care.safeguarding.route import Route, RouteOf
from participation.journeys.watching_route import DRILLED_WITHIN, drilled_contacts
from participation.kernel.clock import london_day


def faults_of_route(session: Session, route: Route, now: datetime) -> Iterator[str]:
    """Plain sentences, each with what to do. Staff are named by their staff id only."""
    here = around.works_here(session, route.named, london_day(now))
    for who in route.named:
        if who not in here:
            yield f"names {who}, who does not work here. Import staff, or name somebody else"
    for of in RouteOf:
        if not drilled_contacts(session, route, of, now):
            yield (
                f"has nobody on call for the {of}'s route who answered a test within"
                f" {DRILLED_WITHIN.days} days. Run `participation concerns test`, and have them"
                " sign in and press “I got it”"
            )
