"""Pages for asking in person, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

from participation.questionnaire.library import load_library, shipped_forms
from participation.web.staff.paper_shown import shown
from participation.web.staff.ways_in import square_on_page

_WAITS = Row(
    url="#", child="Aisha, 12", child_url="#c", who="Child", day="Thu 3 Dec",
    state="not_possible",
    needs=["Makaton", "an interpreter"], language="Tigrinya",
    tasks=[Row(what="Hand over a card with a code", why="no mobile number", by="24 November 2026")],
)  # fmt: skip
_LATER = Row(url="#", child="ኣስቴር", who="Mother", day="Thu 3 Dec", state="sent", needs=[],
             language="English", tasks=[])  # fmt: skip
_ONE: dict[str, Any] = {
    "who": "Aisha", "child": "Aisha", "age": 12, "day": "Thu 3 Dec", "language": "Tigrinya",
    "needs": ["Makaton"], "mode": None,
    "tried": ["19 November 2026: a visit: nobody was there"],
    "hows": [("visit", "I visited them"), ("call", "I rang them")],
    "results": [("told", "They said what they want to say: all of it is below"),
                ("said_no", "They do not want to take part")],
    "typed": {}, "over": False, "said_no": True, "begun": True,
    "hand_over_path": "/x", "print_path": "/x", "note_path": "/x",
    "paper_url": "#", "back_url": "#",
}  # fmt: skip


def _paper() -> dict[str, Any]:
    form = load_library(shipped_forms()).form("child_8_11")
    questions = shown(form, {}, {})
    questions[1]["error"] = "Choose one answer, the one that fits best."
    return {
        "who": "Aisha", "questions": questions, "language": "ti", "language_name": "Tigrinya",
        "company": "", "reference": "", "over": True, "begun": False,
        "paper_reference": "1a2b3c4d",
        "path": "/x", "back_url": "#",
        "error": [("Write the reference of the scan.", "#reference"),
                  ("Choose one answer, the one that fits best.", f"#{questions[1]['id']}")],
    }  # fmt: skip


IN_PERSON: dict[str, tuple[str, dict[str, Any]]] = {
    "in-person": (
        "staff/in_person", {"today": [_WAITS], "others": [_LATER], "more": 3, "over": [_LATER],
                            "looked_for": "P100001"}
    ),
    "in-person-nobody": (
        "staff/in_person", {"today": [], "others": [], "more": 0, "over": [], "looked_for": "",
                            "saved": "You noted this today already. It is there once."}
    ),
    "in-person-one": (
        "staff/in_person_one",
        _ONE | {"error": [("Say how you asked them.", "#how")]},
    ),
    "in-person-over": ("staff/in_person_one", _ONE | {"over": True}),
    "in-person-paper": ("staff/in_person_paper", _paper()),
    "hand-over": (
        "staff/hand_over",
        {
            "address": "#", "signed_in_as": None,
            "picture": square_on_page("https://example.org/c/x"),
        },
    ),
}  # fmt: skip
