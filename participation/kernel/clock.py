"""What people mean by "now": due dates, hours, ages and the dates on pages.

Production uses the system's clock. A demo or a drill may set another one with
`PARTICIPATION_NOW`: an ISO moment that stands still, or `@FILE`, read at each call, so that a
test can move time under a running server and worker. Leases, time-outs, throttles, sittings and
one-time codes do not use this clock: they call `system_now`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StandingClock:
    """A clock that shows one moment for ever."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True, slots=True)
class FileClock:
    """A clock whose moment is written in a file, so that several processes share it."""

    path: Path

    def now(self) -> datetime:
        return parse_moment(self.path.read_text(encoding="utf-8").strip())


def system_now() -> datetime:
    """The machine's own time, for leases and time-outs; aware, UTC."""
    return datetime.now(UTC)


def parse_moment(text: str) -> datetime:
    """An ISO 8601 moment as aware UTC; one without an offset is meant in Europe/London.

    Raises:
        ValueError: the text is not an ISO moment.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LONDON)
    return moment.astimezone(UTC)


def clock_from(setting: str | None) -> Clock:
    """The clock that `PARTICIPATION_NOW` asks for; the system's when it is empty."""
    if not setting:
        return SystemClock()
    if setting.startswith("@"):
        return FileClock(Path(setting[1:]))
    return StandingClock(parse_moment(setting))


def london_day(moment: datetime) -> date:
    """The calendar day in Europe/London at an aware moment."""
    return moment.astimezone(LONDON).date()
