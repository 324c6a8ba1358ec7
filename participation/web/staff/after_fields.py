"""What is typed into the forms of staff. All of it is untrusted."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import request

from participation.web.locale import gettext as _

LONGEST, LONGEST_LINE = 2000, 200
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)


def field(name: str, longest: int = LONGEST) -> str:
    """What stands in a box, without the spaces around it."""
    typed = request.form.get(name, "").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return typed.replace("\r\n", "\n").strip()[:longest]


def line(name: str, longest: int = LONGEST_LINE) -> str:
    """… on one line."""
    return " ".join(field(name, longest).split())


def day(name: str) -> date | None:
    """A day as a date box sends it, 2026-11-24; None for anything else."""
    typed = field(name, 20)
    try:
        found = date.fromisoformat(typed) if len(typed) == len("2026-11-24") else None
    except ValueError:
        return None
    return found if found is not None and _EARLIEST <= found < _LATEST else None


def without_day(words: str, *names: str) -> str:
    """What is said where a day is missing: that what was typed is none, or these words. For a day
    that the calendar does not have, most browsers send nothing at all."""
    if any(field(name, 20) and day(name) is None for name in names):
        return _("That is no day of the calendar. Check day, month and year.")
    more = _("A day that the calendar does not have, such as 31 February, counts as none.")
    return f"{words} {more}"


def too_long(box: str, most: int) -> str:
    """What is said where a box holds too much, by the name that stands over it."""
    return _("%(box)s: that is too long. At most %(most)s letters.", box=box, most=most)


def uuid_in(text: str) -> UUID | None:
    try:
        return UUID(text[:40])
    except ValueError:
        return None


def typed(which: str) -> dict[str, Any]:
    """What was typed into the form that was refused, and which one it was."""
    return {**request.form.to_dict(), "open": which}
