"""Pages of numbers for managers, for `sample_site`."""

from __future__ import annotations

from typing import Any

from participation.web.staff.charts import bars

_COUNTS = [
    ("Invited", 148),
    ("Reached by us, or came by themselves", 121),
    ("Have begun", 77),
    ("Have sent it", 58),
    ("Said no", 6),
    ("Asked by a person, not by us", 27),
]
_FEW = "not shown"
_HEARD = [("Very well", 19), ("Quite well", None), ("Poorly", None)]
_TALKED = [
    ("Yes, on our own", 12),
    ("Yes, with other people there", 5),
    ("No, and I wanted to", 0),
    ("No, and I did not want to", 3),
]


def _question(key: str, text: str, rows: list[tuple[str, int | None]]) -> dict[str, Any]:
    told = [_FEW if number is None else str(number) for _label, number in rows]
    return {
        "id": key,
        "text": text,
        "quarters": ["July to September 2026", "April to June 2026"],
        "rows": [(label, [now, "–"]) for (label, _), now in zip(rows, told, strict=True)],
        "chart": bars(rows, _FEW, "July to September 2026"),
        "title": f"{text} July to September 2026",
    }


ROUNDS: dict[str, tuple[str, dict[str, Any]]] = {
    "rounds": (
        "staff/rounds",
        {
            "rounds": 41, "read": 23, "rows": _COUNTS, "chart": bars(list(_COUNTS), ""),
            "feedback_url": "#", "since": "1 April 2026",
            "reasons": [("Heard", [88, 40, 19, 12]), ("Asked, no reply yet", [9, 14, 21, 3]),
                        ("In prison: write, ring there, visit, or ask their solicitor",
                         [0, 1, 4, 0])],
        },
    ),
    "afterwards": (
        "staff/afterwards",
        {
            "fewest": 5, "small": 3,
            "people": [
                {"id": "young", "who": "Young people of 12 to 17",
                 "asked": ["July to September 2026: 48 asked, 21 answered."],
                 "questions": [_question("talked", "Did your reviewing officer talk with you before"
                                         " the review?", list(_TALKED))]},
                {"id": "parents", "who": "Parents",
                 "asked": ["July to September 2026: 60 asked, 26 answered.",
                           "April to June 2026: fewer than 5 asked."],
                 "questions": [_question("heard", "How well did people listen to you?", _HEARD)]},
            ],
        },
    ),
    "afterwards-nobody": ("staff/afterwards", {"fewest": 5, "small": 3, "people": []}),
}  # fmt: skip
