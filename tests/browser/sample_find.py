"""Finding a child and a child's page, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_WHY: dict[str, Any] = {
    "contact_path": "/x", "typed": {},
    "reasons": [("court", "a court says so"), ("other", "something else")],
}  # fmt: skip
_ASKED = [
    Row(who="Child", name="", state="finished", why=None, tried=[]),
    Row(who="Father", name="Peter Brown", state="not_possible", why="no mobile number",
        tried=["19 November 2026: a letter"]),
]  # fmt: skip

FIND: dict[str, tuple[str, dict[str, Any]]] = {
    "find": (
        "staff/find",
        {
            "looked_for": "Ai", "path": "/x",
            "found": [Row(url="#", child="Aisha", number="P100001"),
                      Row(url="#", child="ኣስቴር", number="P100002")],
        },
    ),
    "find-too-many": (
        "staff/find",
        {
            "looked_for": "x", "path": "/x", "found": None,
            "error": [("Too many names for one day. Look by number.", "#who")],
        },
    ),
    "find-nobody": ("staff/find", {"looked_for": "x", "path": "/x", "found": []}),
    "child": (
        "staff/child",
        {
            "child": "Aisha", "number": "P100001", "back_url": "#", "card_path": "/x",
            "facts": [("Speaks", "Tigrinya"), ("Needs", "Makaton")],
            "people": [
                Row(who="Aisha", role="Child", asked=None, reach=[]),
                Row(who="Peter Brown", role="Father", asked="not asked, until 3 December 2026",
                    reach=["mobile: safe to text, theirs alone, confirmed 1 November 2026"]),
            ],
            "staff": [Row(who="Sam Green", role="Reviewing officer", since="1 March 2026",
                          until=None, change_url="#o")],
            "reviews": [
                Row(kind="Second review", day="3 December 2026", state="to come",
                    links=[("#a", "The meeting"), ("#b", "Interpreters")], asked=_ASKED),
                Row(kind="First review", day="1 August 2026", state="held", links=[], asked=[]),
            ],
            "tasks": [Row(what="Find another way", by="24 November 2026", owner="the officer",
                          url="#t", who="Father", name="Peter Brown")],
            "stopped": None, "error": [("Choose why.", "#why")], **_WHY,
        },
    ),
    "child-stopped": (
        "staff/child",
        {
            "child": "Aisha", "number": "P100001", "back_url": "#", "card_path": None,
            "facts": [("Speaks", "Tigrinya")], "people": [], "staff": [], "reviews": [],
            "tasks": [], "stopped": "Stopped on 24 November 2026: a court says so.", **_WHY,
        },
    ),
}  # fmt: skip
