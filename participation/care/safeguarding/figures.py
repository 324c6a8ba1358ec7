"""How concerns were answered, week by week, in numbers: for whoever leads on safeguarding.

Counts and times only. A week runs from Monday to Sunday on the London calendar and holds what was
raised in it, however late it was acknowledged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from participation.care.safeguarding.models import Concern, ConcernOutcome
from participation.care.safeguarding.rules import Level
from participation.kernel.clock import LONDON, london_day

PERSON_WORRIED = "person_worried"
WEEKS_SHOWN = 8
_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Answered:
    """One concern as the figures see it."""

    level: Level
    cause: str
    raised_at: datetime
    acknowledged_at: datetime | None
    outcome: ConcernOutcome | None
    clock_from: datetime | None = None  # where a person made it graver, when that was


@dataclass(frozen=True, slots=True)
class Times:
    """How many there were of one level, and how long people took to acknowledge them."""

    raised: int
    median: timedelta | None
    slowest: timedelta | None  # the 95th percentile: nineteen in twenty were quicker or equal


@dataclass(frozen=True, slots=True)
class Week:
    """`no_concern` is a share, in percent, of those with an outcome; None where there is none."""

    starts_on: date
    red: Times
    amber: Times
    unacknowledged: int
    found_on_reading: int  # no machine and no button: somebody who read it was worried
    no_concern: int | None


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks(concerns: Sequence[Answered], today: date, *, shown: int = WEEKS_SHOWN) -> list[Week]:
    """The last weeks, this one first; a week without any concern is there too."""
    mondays = [week_of(today) - _DAYS * back for back in range(shown)]
    return [
        _week(monday, [one for one in concerns if week_of(london_day(one.raised_at)) == monday])
        for monday in mondays
    ]


def raised_lately(
    session: Session, today: date, may: ColumnElement[bool], *, shown: int = WEEKS_SHOWN
) -> list[Answered]:
    """Every concern of the weeks that are shown, as far as this reader may open them: a count must
    not tell of a child they must not know of (T3).

    Args:
        may: a condition on `Concern`, from `who_may_open.may_open`.
    """
    first = week_of(today) - _DAYS * (shown - 1)
    since = datetime(first.year, first.month, first.day, tzinfo=LONDON)
    rows = session.execute(
        select(
            Concern.level,
            Concern.cause,
            Concern.raised_at,
            Concern.acknowledged_at,
            Concern.outcome,
            Concern.clock_from,
        ).where(Concern.raised_at >= since, may)
    )
    return [Answered(*row) for row in rows]


def percentile(times: Sequence[timedelta], percent: int) -> timedelta | None:
    """By nearest rank: a time that somebody really took, never one in between."""
    if not times:
        return None
    return sorted(times)[max(0, ceil(len(times) * percent / 100) - 1)]


def _week(monday: date, concerns: Sequence[Answered]) -> Week:
    decided = [one for one in concerns if one.outcome is not None]
    harmless = sum(one.outcome is ConcernOutcome.NO_CONCERN for one in decided)
    return Week(
        starts_on=monday,
        red=_times([one for one in concerns if one.level is Level.RED]),
        amber=_times([one for one in concerns if one.level is not Level.RED]),
        unacknowledged=sum(one.acknowledged_at is None for one in concerns),
        found_on_reading=sum(one.cause == PERSON_WORRIED for one in concerns),
        no_concern=round(100 * harmless / len(decided)) if decided else None,
    )


def _times(concerns: Sequence[Answered]) -> Times:
    took = [
        one.acknowledged_at - (one.clock_from or one.raised_at)
        for one in concerns
        if one.acknowledged_at is not None
    ]
    return Times(len(concerns), percentile(took, 50), percentile(took, 95))
