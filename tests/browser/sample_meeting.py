"""The page of a review's meeting, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_PEOPLE = [
    Row(id="child", who="Aisha", comes=True, place=True, invited="Tuesday 24 November",
        interpreter="Tigrinya", not_asked=False, why="", says_why=False),
    Row(id="m", who="Mother, Christina Brown", comes=True, place=False, invited=None,
        interpreter=None, not_asked=False, why="", says_why=False),
    Row(id="f", who="Father, Peter Brown", comes=False, place=False, invited=None,
        interpreter=None, not_asked=True, why="He drives Aisha there.", says_why=True),
]  # fmt: skip

MEETING: dict[str, tuple[str, dict[str, Any]]] = {
    "meeting": (
        "staff/meeting",
        {
            "child": "Aisha", "day": "Thu 3 Dec, 4.15pm", "people": _PEOPLE, "leads": True,
            "typed": {"place": "Room 2, Town Hall", "link": "", "access": "No steps.",
                      "agenda": "My brother\nSwimming"},
            "led_by": "together", "path": "/x", "interpreters_url": "#",
            "leaders": [("officer", "The reviewing officer"), ("together", "Together"),
                        ("child", "The child")],
            "error": [("A joining link begins with https://", "#link")],
        },
    ),
    "leaflets": (
        "staff/leaflets",
        {
            "kinds": [("rights", "What a review is, and your rights"),
                      ("complaints", "When something is not right: how to complain")],
            "ages": [("young", "Up to 7"), ("older", "12 and over")],
            "languages": [("en", "English"), ("ar", "العربية")], "path": "/x",
        },
    ),
}  # fmt: skip
