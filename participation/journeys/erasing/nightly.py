"""One whole run, for the worker at night and for a person at a terminal.

The door hands over how a unit of work is begun and ended; each step about each child is one of its
own, so that a run that is killed has done what it has done, and the next does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.authority.service import note_files_to_clean
from participation.care.interpreting import booking_service
from participation.care.interpreting import service as interpreting
from participation.journeys.erasing import running, transport
from participation.journeys.erasing.in_the_way import Near, near
from participation.journeys.erasing.running import Changed, Settled
from participation.journeys.erasing.transport import Gone
from participation.journeys.services import Services
from participation.kernel import leftovers
from participation.kernel.clock import london_day, system_now
from participation.kernel.logs import get_logger

Unit = Callable[[], AbstractContextManager[Session]]
log = get_logger(__name__)


class TakenUp(Exception):
    """Another worker is at it by now: this run ends where it is."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run did. `left`: what may still lie in a file of the database; `failed`: children
    about whom something went wrong, and who are looked at again."""

    gone: Gone
    settled: tuple[Settled, ...]
    left: tuple[str, ...]
    failed: int

    @property
    def forgotten(self) -> int:
        return sum(one.forgotten for one in self.settled)


def run(house: Services, unit: Unit, engine: Engine, *, actor: str) -> Ran:
    """Everything that is due now, and then the files of the database.

    Args:
        unit: begins a unit of work, and commits it at its end.

    Raises:
        TakenUp: by `unit`, where somebody else does the same by now.
    """
    now, keep = house.now(), house.settings.keeping
    gone = Gone()
    while True:
        with unit() as session:
            some = transport.purge(session, keep, now=now, system=system_now())
            _note(session, some.from_tables, now)
        gone += some
        if not some.anything:
            break
    with unit() as session:
        due = near(session, keep.months, london_day(now))
        running.see(session, due, london_day(now))
    settled, failed = [], 0
    for one in due:
        try:
            found = _settle(unit, one, months=keep.months, actor=actor, now=now)
        except TakenUp:
            raise
        except Exception as fault:  # noqa: BLE001 - one that fails must not stop the others
            log.error("work failed", kind="retention.look", error=type(fault).__name__)
            failed += 1
            continue
        if found is not None:
            settled.append(found)
    with unit() as session:
        interpreting.forget_retired(session)
        booking_service.forget_retired(session)
    return Ran(gone, tuple(settled), _clean(unit, engine, now=now), failed)


def _settle(unit: Unit, one: Near, *, months: int, actor: str, now: datetime) -> Settled | None:
    with unit() as session:
        running.compose(session, one, now)
    with unit() as session:
        found = running.look(session, one, months=months, now=now)
    if found is None or found.in_the_way or found.goes_on > london_day(now):
        return found
    try:
        with unit() as session:
            return running.let_go(session, one, months=months, actor=actor, now=now)
    except Changed:  # words came, or somebody placed a hold: the next run looks anew
        return None


def _note(session: Session, tables: Collection[str], now: datetime) -> None:
    """In the transaction in which rows go, so that a run that is killed leaves it to the next."""
    noted = authority.files_to_clean(session)
    note_files_to_clean(session, {*noted, *tables}, now)


def _clean(unit: Unit, engine: Engine, *, now: datetime) -> tuple[str, ...]:
    """The files, once what went is committed; again on the nights after, until it is done.
    Rewriting a table keeps people waiting, so none is without need."""
    with unit() as session:
        of_a_child = running.is_to_be_cleaned(session)
        noted = authority.files_to_clean(session)
    tables = running.REWRITTEN if of_a_child else noted

    def say_so() -> None:
        with unit():
            pass

    left = leftovers.clean(engine, tables, before_each=say_so).left if tables else ()
    with unit() as session:
        note_files_to_clean(session, left, now)
        if of_a_child and not left:
            running.note_cleaned(session, london_day(now), london_day(now))
    return left
