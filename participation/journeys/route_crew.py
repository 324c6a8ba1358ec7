"""Whom the council's route means at one moment: people by place, and who of them is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.people import around
from participation.care.people import queries as people
from participation.care.people.models import AssignedAs, StaffMember
from participation.care.safeguarding import route as rules
from participation.care.safeguarding.route import People, Route
from participation.care.safeguarding.staffed_hours import StaffedHours
from participation.journeys.services import Services
from participation.kernel.clock import london_day


@dataclass(frozen=True, slots=True, repr=False)
class Crew:
    """Who may be told, as the rules know them and as rows, by staff id."""

    people: People
    rows: Mapping[str, StaffMember]


def crew_of(
    session: Session, child_id: int | None, out: frozenset[int], route: Route, now: datetime
) -> Crew:
    """Who is around the child and on the route at this moment.

    Args:
        out: keys of the members of staff who must not know.
    """
    today = london_day(now)
    rows = dict(around.here(session, route.named, today))
    places: dict[str, str] = {}
    if child_id is not None:
        officer = people.officer_of(session, child_id, today)
        social = around.working_with(session, child_id, [AssignedAs.SOCIAL_WORKER], today)
        worker = social[0] if social else None
        manager = rows.get(route.team_managers.get(worker.team or "", "")) if worker else None
        for place, row in (
            (rules.REVIEWING_OFFICER, officer),
            (rules.SOCIAL_WORKER, worker),
            (rules.TEAM_MANAGER, manager),
        ):
            if row is not None:
                places[place] = row.external_id
                rows[row.external_id] = row
    excluded = frozenset(who for who, row in rows.items() if row.id in out)
    return Crew(People(around=places, here=frozenset(rows), excluded=excluded), rows)


def hours_of(session: Session, house: Services) -> StaffedHours:
    """When the council's offices are staffed."""
    council = house.council(session)
    return StaffedHours(council.office_opens, council.office_closes, council.closed_days)
