"""Pages of what is due, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_SOON = [
    Row(
        child="Aisha, 9", child_url="#a", url="#m", kind="Second review", when="Thu 26 Nov, 4.15pm"
    ),
    Row(child="ኣስቴር", kind="First review", when="Fri 27 Nov"),
]
_ASKED = [
    Row(
        url="#",
        child="Aisha, 9",
        child_url="#a",
        who="Mother",
        day="Thu 26 Nov",
        round_url="#r",
        state="sent",
        why=None,
        tried=[],
    ),
    Row(
        url=None,
        child="Aisha",
        who="Child",
        day="Thu 26 Nov",
        round_url="#r",
        state="started",
        why=None,
        tried=[],
    ),
]
_NOT_REACHED = [
    Row(url="#", child="Ben", who="Father", day="Thu 3 Dec", round_url="#r", state="not_possible",
        why="the number was last confirmed too long ago", tried=["2026-11-19 letter"]),
]  # fmt: skip

DUE: dict[str, tuple[str, dict[str, Any]]] = {
    "due": (
        "staff/due",
        {
            "soon": _SOON,
            "overdue": [Row(child="Ben", kind="Later review", when="Not held yet, 3 days late")],
            "at_risk": [
                Row(child="Cy", kind="Later review", when="No day yet, due in 9 days"),
                Row(child="Callum", kind="later review",
                    when="Due by 17 December 2026, none planned",
                    also=["within 6 months of the review before",
                          "Reviewing officer: Christopher Featherstonehaugh-Brown"]),
            ],
            "outstanding": {"rows": _ASKED, "number": 102, "more": 100},
            "not_reached": {"rows": _NOT_REACHED, "number": 1, "more": 0},
        },
    ),
    "due-nothing": (
        "staff/due",
        {
            "soon": [], "overdue": [], "at_risk": [],
            "outstanding": {"rows": [], "number": 0, "more": 0},
            "not_reached": {"rows": [], "number": 0, "more": 0},
        },
    ),
}  # fmt: skip
