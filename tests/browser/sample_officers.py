"""Pages on who is whose officer, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_CHOICES = [("1", "Sam Green"), ("2", "Alex Hill")]
_NEW = Row(
    id="c1", child="Noor", since="9 November 2026", officer="Sam Green",
    days="after 3 working days", late=False, told="12 November 2026, on a visit",
    give_path="/g", told_path="/t",
)  # fmt: skip
_LATE = Row(**vars(_NEW) | {
    "id": "c2", "child": "Aisha", "days": "after 9 working days", "late": True, "told": None,
})  # fmt: skip
_WITHOUT = Row(**vars(_LATE) | {"id": "c3", "child": "Isaac", "officer": None, "days": None})
_SAM = Row(
    name="Sam Green", children="65 children", has_children=True, is_officer=True, url="#s",
    covered=["Alex Hill covers from 24 November 2026 until 4 December 2026"],
)  # fmt: skip
_ALEX = Row(**vars(_SAM) | {
    "name": "Alex Hill", "children": "0 children", "has_children": False, "covered": [],
})  # fmt: skip
_NO_OFFICER = Row(**vars(_ALEX) | {
    "name": "Kim Fletcher-Moss", "children": "1 child", "has_children": True, "is_officer": False,
})  # fmt: skip
_ONE: dict[str, Any] = {
    "officer": _SAM, "choices": _CHOICES[1:], "today": "2026-11-24", "typed": {}, "error": None,
    "cover_path": "/c", "hand_over_path": "/h", "back_url": "#", "leaves_path": "/l",
    "hand_over_one_path": "/o",
    "children": [("c1", "Aisha, P100007"), ("c2", "Oluwaseun-Christopher, P100014")],
    "last_day": None, "has_left": False,
    "blocks": ["65 children are theirs: give them to another officer first",
               "they cover for somebody until 4 December 2026: choose somebody else"],
}  # fmt: skip
_MINE: dict[str, Any] = {
    "rows": [_LATE, _NEW], "left": 1, "today": "2026-11-24", "error": None,
    "typed": {}, "typed_for": None,
    "ways": [("visit", "on a visit"), ("letter", "by letter")],
    "covered": _SAM.covered,
}  # fmt: skip

OFFICERS: dict[str, tuple[str, dict[str, Any]]] = {
    "officers": (
        "staff/officers",
        {
            "without": [_WITHOUT], "new": [_LATE, _NEW], "officers": [_SAM, _ALEX, _NO_OFFICER],
            "choices": _CHOICES, "error": None,
        },
    ),
    "officers-refused": (
        "staff/officers",
        {
            "without": [_WITHOUT], "new": [], "officers": [_SAM], "choices": _CHOICES,
            "error": [("Choose an officer.", "#to-c3")],
        },
    ),
    "officer": ("staff/officer", _ONE),
    "officer-refused": (
        "staff/officer",
        _ONE | {"error": [("Write both days: from today on, and the last day.", "#from_on")],
                "typed": {"to": "2", "from_on": "2026-11-20", "until_on": ""}},
    ),
    "officer-leaves": (
        "staff/officer",
        _ONE
        | {"officer": _ALEX, "last_day": "30 November 2026", "blocks": [], "children": []},
    ),
    "officer-no-officer": (
        "staff/officer",
        _ONE
        | {"officer": _NO_OFFICER, "blocks": [], "typed": {"to": "2"},
           "error": [("Choose one of this officer’s children.", "#child")]},
    ),
    "my-name": ("staff/my_name", _MINE),
    "my-name-refused": (
        "staff/my_name",
        _MINE | {"error": [("That day is still to come.", "#on-c2")], "typed_for": "c2",
                 "typed": {"on": "2026-12-24", "how": "letter"}},
    ),
    "my-name-nobody": ("staff/my_name", _MINE | {"rows": [], "left": 0}),
}  # fmt: skip
