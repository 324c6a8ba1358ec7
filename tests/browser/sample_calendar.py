"""Pages of the calendar, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_NONE = {"number": None}


def _cell(number: int, count: int = 0, without: int = 0) -> dict[str, Any]:
    return {
        "number": number,
        "is_today": number == 24,
        "url": "#d20261126" if count else None,
        "count": f"{count} reviews" if count else None,
        "without": f"{without} lacks an interpreter" if without else None,
    }


_DAYS = [
    Row(id="d20261126", label="26 November 2026", rows=[
        Row(url="#", child="Aisha, 9", child_url="#a", kind="Second review", at="4.15pm",
            no_day=False, held=False, officer="Sam Green", lacks=True),
        Row(url="#", child="ኣስቴር", kind="First review", at=None, no_day=True, held=False,
            officer=None, lacks=False),
    ]),
    Row(id="d20261119", label="19 November 2026", rows=[
        Row(url="#", child="Ben", kind="Later review", at="10am", no_day=False, held=True,
            officer="Sam Green", lacks=False),
    ]),
]  # fmt: skip
_COMMON: dict[str, Any] = {
    "title": "November 2026", "before_url": "#", "after_url": "#", "here": "/staff/calendar",
    "other": ("Show weeks", "#"), "most": None, "span": "2026-11",
}  # fmt: skip
_GRID = [
    [_NONE] * 6 + [_cell(1)],
    *([_cell(first + day, 2 * (day == 3), int(first == 23)) for day in range(7)]
      for first in (2, 9, 16, 23)),
    [_cell(30), *[_NONE] * 6],
]  # fmt: skip

CALENDAR: dict[str, tuple[str, dict[str, Any]]] = {
    "calendar": (
        "staff/calendar",
        _COMMON | {
            "grid": _GRID, "days": _DAYS, "officers": [],
            "feed": {"made": "https://staff.council.example/staff/calendar/feed/" + "a" * 43,
                     "since": "Tue 24 Nov, 4pm", "read_on": None, "make_path": "/x",
                     "end_path": "/x"},
        },
    ),
    "calendar-week": (
        "staff/calendar",
        _COMMON | {
            "title": "Week of 23 November 2026", "grid": None, "days": [], "most": 500,
            "officers": [Row(value="1", name="Sam Green", chosen=True)], "feed": None,
        },
    ),
}  # fmt: skip
