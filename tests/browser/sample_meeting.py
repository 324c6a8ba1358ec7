"""The page of a review's meeting, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_PEOPLE = [
    Row(id="child", who="Aisha", comes=True, place=True, invited="Tuesday 24 November",
        interpreter="Tigrinya", not_asked=False, why="", says_why=False, let_know=False),
    Row(id="m", who="Mother, Christina Brown", comes=True, place=False, invited=None,
        interpreter=None, not_asked=False, why="", says_why=False, let_know=False),
    Row(id="f", who="Father, Peter Brown", comes=False, place=False, invited=None,
        interpreter=None, not_asked=True, why="He drives Aisha there.", says_why=True,
        let_know=True),
]  # fmt: skip

_MAILS = [
    Row(id="t", who="School, Tess Teacher", at="school.example", paper=None, told=False, comes=True,
        mails=[], opened=None),
    Row(id="h", who="Health, Dr Priya Nair", at="health.example", paper=None, told=False,
        comes=True, mails=["Invited, Mon 23 Nov, 9.12am: refused, it did not arrive"],
        opened=None),
    Row(id="g", who="Children’s guardian, Guy Ward", at="guardian.example", paper=None, told=True,
        comes=True, mails=["Invited, Fri 20 Nov, 2.05pm: the mail server has it",
                           "Told of a change, Mon 23 Nov, 9.12am: it waits to be sent"],
        opened="23 November 2026"),
    Row(id="m", who="Mother, Christina Brown", at=None, told=False, comes=True, mails=[],
        paper="on paper: mail is for those who come for their work", opened=None),
]  # fmt: skip
_PARTS = [("school", "School"), ("advocate", "Advocate")]
_NOBODY_ELSE = {"other_name": "", "other_part": ""}
_OUTSIDE = {"signed_in_as": None}

MEETING: dict[str, tuple[str, dict[str, Any]]] = {
    "meeting": (
        "staff/meeting",
        {
            "child": "Aisha", "day": "Thu 3 Dec, 4.15pm", "people": _PEOPLE, "leads": True,
            "parts": _PARTS,
            "typed": {**_NOBODY_ELSE,
                      "place": "Room 2, Town Hall", "link": "", "access": "No steps.",
                      "agenda": "My brother\nSwimming", "led_by": "together"},
            "to_print": [("child", "Aisha"), ("m", "Mother, Christina Brown")],
            "path": "/x", "interpreters_url": "#", "child_url": "#c",
            "leaders": [("officer", "The reviewing officer"), ("together", "Together"),
                        ("child", "The child")],
            "error": [("A joining link begins with https://", "#link")],
            "mails": _MAILS, "mail_to_come": True, "seen": {"arranged": "a", "led": "b"},
            "stands": None,
        },
    ),
    "meeting-mailed": (
        "staff/meeting",
        {
            "child": "Aisha", "day": "Thu 3 Dec, 4.15pm", "people": _PEOPLE, "leads": False,
            "parts": _PARTS,
            "typed": {**_NOBODY_ELSE,
                      "place": "", "link": "", "access": "", "agenda": "", "led_by": "officer"},
            "to_print": [], "path": "/x", "interpreters_url": "#", "leaders": [],
            "error": None, "mails": _MAILS[1:], "mail_to_come": False,
            "seen": {"arranged": "", "led": ""}, "stands": None,
        },
    ),
    "meeting-changed": (
        "staff/meeting",
        {
            "child": "Aisha", "day": "Thu 3 Dec, 4.15pm", "people": _PEOPLE, "leads": False,
            "parts": _PARTS,
            "typed": {**_NOBODY_ELSE,
                      "place": "Room 2, Town Hall", "link": "", "access": "", "agenda": "",
                      "led_by": "officer"},
            "to_print": [], "path": "/x", "interpreters_url": "#", "leaders": [],
            "error": [("Last changed by Jo Field, Tue 24 Nov, 9.12am, while this page was open.",
                       "#place")],
            "mails": [], "mail_to_come": False, "seen": {"arranged": "a", "led": ""},
            "stands": {"box": "place", "rows": [("Place", "14 Elm Road"), ("Joining link", "–"),
                                                ("Mother, Christina Brown", "Comes.")]},
        },
    ),
    "guest-before": ("guests/before", _OUTSIDE),
    "guest-nothing": ("guests/nothing", _OUTSIDE),
    "guest-meeting": (
        "guests/meeting",
        {
            **_OUTSIDE, "is_off": False, "was_held": False, "changed": True,
            "when": "Thursday 3 December, 4.15pm", "place": "Room 2, Town Hall",
            "link": "https://meet.example/a-long-room-name-1234",
            "access": "No steps.", "interpreter": True, "officer": "Sam Green",
            "phone": "03069 990100",
        },
    ),
    "guest-off": (
        "guests/meeting",
        {
            **_OUTSIDE, "is_off": True, "was_held": False, "changed": True,
            "when": "Thursday 3 December", "place": None, "link": None, "access": None,
            "interpreter": False, "officer": "", "phone": "03069 990100",
        },
    ),
    "guest-held": (
        "guests/meeting",
        {
            **_OUTSIDE, "is_off": True, "was_held": True, "changed": True,
            "when": "Thursday 3 December", "place": None, "link": None, "access": None,
            "interpreter": False, "officer": "Sam Green", "phone": "03069 990100",
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
