"""What a summary says of earlier reviews, filled with made-up people, for `sample_staff`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

from participation.web.staff.charts import steps

_DAYS = ["9 March 2025", "10 September 2025", "3 March 2026", "4 September 2026",
         "3 December 2026"]  # fmt: skip
_FACES = {
    "Where they live": [(0.5, "ok", "OK"), (0.75, "happy", "Good"), None,
                        (0.25, "sad", "Not good"), (0.5, "ok", "OK")],
    "Feelings": [None, (0.0, "very_sad", "Very sad or scared"), (0.25, "sad", "Sad"),
                 (0.5, "ok", "In the middle"), (1.0, "very_happy", "Really good")],
    "School or work": [(1.0, "very_happy", "Really good")] * 5,
}  # fmt: skip
_FINDING = "Was “Not good” on 4 September 2026, now “OK”."
_OVER: dict[str, Any] = {
    "days": _DAYS,
    "rows": [
        Row(
            what=what,
            question="How is it going?",
            finding=_FINDING,
            cells=[
                Row(day=day, face=cell[1] if cell else None, word=cell[2] if cell else None)
                for day, cell in zip(_DAYS, cells, strict=True)
            ],
        )
        for what, cells in _FACES.items()
    ],
    "chart": steps(
        ["09/03/25", "10/09/25", "03/03/26", "04/09/26", "03/12/26"], list(_FACES.items())
    ),
}
BACK: dict[str, Any] = {
    "since": Row(
        day="4 September 2026",
        silent=None,
        counts="New: 1. Said then and now: 1. Not said this time: 1.",
        raised=[
            Row(question="What is the one thing you want your reviewing officer to know?",
                label=None, words="i want my brother to visit", language="en",
                promised=["Promised: yes. Jo Hall, by 4 October 2026.",
                          "That day has gone by: find out whether it happened.",
                          "Aisha said: that is not right."],
                now="in words of their own, below."),
            Row(question="How is school?", label="Not good", words="أريد أن أرى أخي", language="ar",
                promised=[], now="Not said this time."),
        ],
        new=[Row(question="Does anything make you worried or scared?",
                 now="in words of their own, below.")],
    ),
    "over_time": _OVER,
}  # fmt: skip
NOTHING_BACK: dict[str, Any] = {"since": None, "over_time": None}
