"""A year of a council run through a set clock, day by day, and what it kept.

    python -m tests.drills --year

The house runs as PARTICIPATION_MODE=drill, the one mode besides the demo whose clock may be set
from outside. Every morning the extract comes in and rounds open; the worker works some times a day;
people look at their phones. Nothing is skipped and nothing is made up of what the house does.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from sqlalchemy import func, select

from participation.care.consultations.models import Invitation, Round, Task
from participation.kernel.clock import LONDON
from participation.kernel.db import reading
from tests.care.reviews import regulation
from tests.drills.a_house import Drill, a_house
from tests.drills.keeping_promises import Promises
from tests.drills.made_up_year import MadeUpYear
from tests.drills.people_at_their_phones import Phones

BEGINS = date(2026, 9, 1)
COUNCIL, DAYS = 432, 365
AT_MOST_SECONDS = 300  # for that many children and days, on a machine with nothing else to do


@dataclass
class Told:
    """The figures of one drill; `faults` is empty where every promise was kept."""

    faults: list[str]
    counts: dict[str, int] = field(default_factory=dict)
    happened: dict[str, int] = field(default_factory=dict)
    ends: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def run(kind: str, folder: Path, *, children: int, days: int, seed: int) -> Told:
    """Live through so many days, and look at everything on the way."""
    began = time.perf_counter()
    with a_house(kind, folder, _at(BEGINS, "06:30")) as drill:
        year = MadeUpYear.begin(folder / "council", children=children, today=BEGINS, seed=seed)
        phones = Phones(drill, random.Random(seed + 1))
        promises = Promises(drill, year, phones)
        for day in range(days):
            _one_day(drill, year, phones, promises, BEGINS + timedelta(days=day))
        ends = promises.every_end_has_a_reason()
        told = Told(promises.faults, _counts(drill, promises, phones), year.happened, ends)
    told.seconds = time.perf_counter() - began
    return told


def _one_day(
    drill: Drill, year: MadeUpYear, phones: Phones, promises: Promises, today: date
) -> None:
    _work(drill, promises, today, "00:10", look=True)
    drill.clock.moment = _at(today, "06:30")
    if today != BEGINS:
        year.day(today)
    changed = year.changed()
    if today == BEGINS:
        drill.bring_in(staff=year.staff, **changed)
    elif changed:
        drill.bring_in(**changed)
    if today.isoweekday() <= 5 and today not in regulation.BANK_HOLIDAYS:
        drill.clock.moment = _at(today, "07:30")
        promises.rounds_opened(drill.open_rounds(), today)
    for at, look in (("09:10", True), ("12:30", False), ("16:05", False), ("18:10", False)):
        _work(drill, promises, today, at, look=look)
        phones.look()
        _work(drill, promises, today, at, look=False)
    _work(drill, promises, today, "20:30", look=False)


def _work(drill: Drill, promises: Promises, today: date, at: str, *, look: bool) -> None:
    drill.clock.moment = max(drill.clock.moment, _at(today, at))
    drill.work(look=look)
    promises.texts_went()


def _counts(drill: Drill, promises: Promises, phones: Phones) -> dict[str, int]:
    with reading() as session:
        counts = {
            "rounds": session.scalar(select(func.count(Round.id))) or 0,
            "people asked, or a task": session.scalar(select(func.count(Invitation.id))) or 0,
            "tasks": session.scalar(select(func.count(Task.id))) or 0,
        }
    return counts | {
        "texts": len(drill.edges.texts),
        **promises.kinds,
        "most begun in an hour": promises.most_in_an_hour,
        "texts in": sum(map(len, phones.inbound.values())),
        "sent by link": phones.sent_by_link,
        "mails": len(drill.edges.mails),
    }


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, clock_time.fromisoformat(hour), tzinfo=LONDON).astimezone(UTC)
