"""Pages for emergencies filled with made-up people, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_LEFT = "You opened this in an emergency. It closes in 43 minutes. Every page is written down."
_ONE = Row(
    who="Kit Night",
    child="P100203",
    when="Fri 20 Nov, 11.05pm",
    waits=True,
    url="#",
    why="Somebody may not be safe now",
    words="Her school rings: she has not come home.",
)
_REASONS = [("not_safe", "Somebody may not be safe now"), ("other", "Something else")]

GLASS: dict[str, tuple[str, dict[str, Any]]] = {
    "break-glass": (
        "staff/break_glass",
        {
            "may_open": True, "switched_off": False, "open": None, "reasons": _REASONS,
            "least": 20, "listed": [_ONE], "typed": {"reference": "P1", "words": "urgent"},
            "error": [("Say in your own words why.", "#words")],
        },
    ),
    "break-glass-open": (
        "staff/break_glass",
        {
            "may_open": True, "switched_off": False, "reasons": _REASONS, "least": 20,
            "open": Row(child="Aisha", left=_LEFT, url="#", end_path="/x"), "listed": [],
            "typed": {},
        },
    ),
    "who-looked": (
        "staff/who_looked",
        {
            "month": "November 2026", "more": 3, "before_url": "#", "after_url": "#",
            "new_ways": [Row(who="Sam Green", by="Jo Hall", when="Fri 20 Nov, 9am")],
            "rows": [
                Row(who="Kit Night", child="P100203", opened=2, emergency=2, refused=0,
                    theirs=False, last="Fri 20 Nov, 11.06pm"),
                Row(who="Sam Green", child="P100203", opened=9, emergency=0, refused=1,
                    theirs=True, last="Mon 23 Nov, 9am"),
            ],
        },
    ),
    "glass-opened": (
        "staff/glass_opened",
        {
            "child": "Aisha", "left": _LEFT, "end_path": "/x",
            "glass": Row(words=_LEFT, url="#"),
            "reviews": [Row(url="#", kind="second review", day="Thursday 3 December 2026")],
        },
    ),
    "glass-review": (
        "staff/glass_review",
        {
            "one": _ONE,
            "looked_at": [Row(when="Fri 20 Nov, 11.05pm", what="Opened the record"),
                          Row(when="Fri 20 Nov, 11.06pm", what="Read what was said")],
            "thought": [Row(what="It was not right; goes on", who="Mo Manager",
                            when="Mon 23 Nov, 9am", words="There was no reason.")],
            "decides": True, "path": "/x", "typed": {},
            "verdicts": [("right", "It was right"), ("not_right", "It was not right")],
            "goes_to": [("outside", "is dealt with outside this service")],
        },
    ),
}  # fmt: skip
