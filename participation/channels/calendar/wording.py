"""Bookings of interpreters, and an officer's reviews, as a file for a calendar (RFC 5545). No name
of anybody, and no place.

Calendars are shared, shown on walls and sent on by whoever keeps them: an entry says that an
interpreter comes, of which language, and our reference; or that there is a review.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LONGEST = 75  # bytes of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One booking, or one review.

    Args:
        reference: names it for ever; shown as well where `shows_reference`.
        begins, ends: with the short talk before it; None where only the day is known.
        sequence: goes up when the booking is asked for anew, so that a calendar moves it.
    """

    reference: str
    what: str
    more: Sequence[str]
    day: date
    begins: datetime | None
    ends: datetime | None
    status: str  # TENTATIVE | CONFIRMED | CANCELLED
    sequence: int
    shows_reference: bool = True


def calendar(entries: Sequence[Entry], *, host: str, now: datetime) -> str:
    """All of them as one file.

    Args:
        host: of our own address: with the reference it names an entry for ever.
        now: aware.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Participation//Calendar//EN"]
    for entry in entries:
        lines += _event(entry, host, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(entry: Entry, host: str, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.reference.lower()}@{host}"
    yield f"DTSTAMP:{_moment(now)}"
    yield f"SEQUENCE:{entry.sequence}"
    if entry.begins is not None and entry.ends is not None:
        yield f"DTSTART:{_moment(entry.begins)}"
        yield f"DTEND:{_moment(entry.ends)}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    shown = f"{entry.what}, {entry.reference}" if entry.shows_reference else entry.what
    yield f"SUMMARY:{_text(shown)}"
    if entry.more:
        yield f"DESCRIPTION:{_text(chr(10).join(entry.more))}"
    yield f"STATUS:{entry.status}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        words = words.replace(sign, escaped)
    return words.replace("\r", "")


def _folded(line: str) -> Iterator[str]:
    """Long lines in several, none of which cuts a letter in two."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > _LONGEST:
            yield part
            part = " "
        part += letter
    yield part
