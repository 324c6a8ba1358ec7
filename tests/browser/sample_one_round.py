"""The page of one round, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any


def _text(what: str, when: str, became: str, *, trouble: bool = False) -> Row:
    return Row(what=what, when=when, became=became, trouble=trouble)


_PEOPLE = [
    Row(who="Child", name="", way="by link", reads="English", state="opened",
        when="asked Tue 24 Nov, 4pm", held=False, why=None, tried=[], tasks=[],
        texts=[_text("first text", "Tue 24 Nov, 4pm", "arrived on the phone"),
               _text("reminder", "Thu 26 Nov, 4pm", "did not arrive", trouble=True)]),
    Row(who="Mother", name="ኣስቴር Tesfay", way="by text", reads="Tigrinya", state="to_send",
        when="waits until somebody lets it go", held=True, why=None, tried=[], tasks=[], texts=[]),
    Row(who="Father", name="Peter Brown", way="by phone", reads="English", state="not_possible",
        when=None, held=False, why="nobody has spoken with this person yet; ring first",
        tried=["19 November 2026: a letter"], texts=[],
        tasks=["speak with this person before any text: business support, by 1 December 2026"]),
]  # fmt: skip
_DAYS = [
    Row(key="remind_child_before", label="The child is reminded", value="40",
        hint="Usually 5; 1 to 20."),
    Row(key="close_before", label="The round ends", value="0", hint="Usually 0; 0 to 2."),
]  # fmt: skip

ONE_ROUND: dict[str, tuple[str, dict[str, Any]]] = {
    "round": (
        "staff/round",
        {
            "child": "Aisha", "child_url": "#", "kind": "later review",
            "day": "3 December 2026", "opened": "Tue 24 Nov, 7am", "over": False,
            "called_off": None,
            "people": _PEOPLE,
            "due": [Row(day="26 November 2026", what="the child is reminded, once"),
                    Row(day="3 December 2026", what="the round ends with this day")],
            "to_hold": 1, "lets_go": True, "chosen": _DAYS, "tested": True, "path": "/x",
            "tests": [("first_child.K.en", "First text to the child, English"),
                      ("first_adult.N.ti", "First text to a parent, Tigrinya")],
            "which": "first_adult.N.ti", "seen": "20-5-5-24-24-3-0",
            "stands": [("The officer has a summary", "4"), ("The round ends", "1")],
            "error": [("Last changed by Jo Field, Tue 24 Nov, 9.12am.", "#days"),
                      ("The child is reminded: Give working days before the review.",
                       "#remind_child_before")],
        },
    ),
    "round-over": (
        "staff/round",
        {
            "child": "Ben", "kind": "first review", "day": None, "opened": "Mon 2 Nov, 7am",
            "over": True, "people": _PEOPLE[2:],
            "called_off": "Cancelled: nobody is asked or reminded any more."
            " It was planned for 3 December 2026.", "due": [], "to_hold": 0, "lets_go": False,
            "chosen": [], "seen": "", "stands": [], "tested": False, "path": "/x", "tests": [],
            "which": None,
            "error": [],
        },
    ),
}  # fmt: skip
