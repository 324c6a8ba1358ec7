"""What `config check` says about the route of a concern: the file, the telephone, the people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from participation.care.safeguarding.route import Route
from participation.care.safeguarding.route_file import RouteProblem, load
from participation.journeys.checking_route import faults_of_route
from participation.kernel.clock import clock_from
from participation.settings import Mode, Settings, SettingsProblem
from participation.settings.route import VoiceProvider

NO_TABLES = "cannot be compared with the staff here: there are no tables yet. Run `db upgrade`"


def route_faults(environ: Mapping[str, str]) -> list[str]:
    """Every fault; outside production a missing route, or one that nobody tried, is none."""
    try:
        settings = Settings.from_env(environ)
    except SettingsProblem:
        return []  # already told
    return list(_faults(settings))


def _faults(settings: Settings) -> Iterator[str]:
    real = settings.mode is Mode.PRODUCTION
    if settings.route.file is None:
        if real:
            yield "is not set, so nobody is told of a concern. docs/running.md shows a whole one"
        return
    try:
        route = load(settings.route.file, real=real)
    except RouteProblem as problem:
        yield from problem.faults
        return
    if real:
        yield from _unheard(settings, route)
        yield from _by_the_database(settings, route)


def _unheard(settings: Settings, route: Route) -> Iterator[str]:
    rings = any(contact.call for contact in route.contacts.values())
    if rings and settings.route.voice is not VoiceProvider.TWILIO:
        yield "has numbers to call and PARTICIPATION_VOICE is not twilio, so nobody would be rung"


def _by_the_database(settings: Settings, route: Route) -> Iterator[str]:
    url = settings.database_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
        yield NO_TABLES  # looking would make an empty file
        return
    engine = create_engine(url, hide_parameters=True)
    try:
        with Session(engine) as session:
            yield from faults_of_route(session, route, clock_from(settings.now).now())
    except SQLAlchemyError:
        yield NO_TABLES
    finally:
        engine.dispose()
