"""Pages on who is asked before a review, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_MOTHER = Row(
    who="Mother, Dana Carter", responsible=True, languages="English", way="asked by text",
    look=False, last="answered", decided=[], url="#m",
)  # fmt: skip
_FATHER = Row(
    who="Father, Omar Carter", responsible=True, languages="Arabic, interpreter needed",
    way="not asked", look=False, last="not asked, by a decision", url="#f",
    decided=["Asking would put somebody in danger. “He has threatened her.”",
             "Decided by Pat Manager on 20 November 2026.", "Runs out at this review.",
             "The officer has not agreed yet."],
)  # fmt: skip
_AUNT = Row(
    who="Holds parental responsibility, Rose Field", responsible=True, languages="English",
    way="Not asked so far. Decide again: it has run out, or is not complete.", look=True,
    last=None, decided=["The case system: “order of 2024”", "No end is written there."], url="#a",
)  # fmt: skip
_AFTER_A_DEATH = Row(
    who="Father, Omar Carter", responsible=True, languages="English",
    way="Not asked so far. Decide again: it has run out, or is not complete.", look=True,
    last=None, decided=["The case system: “Died of cancer in 2021”", "Until 20 November 2026."],
    url="#u",
)  # fmt: skip
_SCHOOL = Row(
    who="School, Mr Bell", responsible=False, languages="English",
    way="somebody asks them in person", look=False, last=None, decided=[], url="#s",
)  # fmt: skip
_WISH = {
    "question": "Who would you like to be there?", "label": None, "face": None, "drawing": None,
    "words": "My aunt Rose\nMiss Bell, just for a bit", "language": "en", "translation": None,
    "translated": [], "machine": (), "corrected": [],
}  # fmt: skip
_ASKED: dict[str, Any] = {
    "child": "Aisha", "day": "Tue 29 Dec, 4.15pm", "checked": None, "over": False,
    "opens": "The round is open: everybody known is being asked.",
    "asked": [_MOTHER, _FATHER, _AUNT], "others": [_SCHOOL], "one_parent": True,
    "wishes": [_WISH], "kinds": [("mother", "mother"), ("father", "father")], "typed": {},
    "error": None, "path": "/x", "people_path": "/y", "back_url": "#",
}  # fmt: skip
_PERSON: dict[str, Any] = {
    "child": "Aisha", "review_day": "29 December 2026", "person": _MOTHER, "over": False,
    "bases": [("court_order", "an order of a court says so"),
              ("harm", "asking would put somebody in danger")],
    "missing": [("no_number", "no number, or it does not work"), ("in_prison", "in prison")],
    "known": {"basis": "", "why": "", "decided_by": "Jo Field", "decided_on": "2026-11-24"},
    "may_agree": False, "may_ask_again": False, "may_decide_to_ask": False,
    "after_a_death": False, "typed": {},
    "decision": "", "noted": None,
    "error": None, "path": "/x", "back_url": "#",
}  # fmt: skip

CHILDREN: dict[str, tuple[str, dict[str, Any]]] = {
    "children": (
        "staff/children",
        {
            "rows": [
                Row(child="Aisha", kind="later review", day="29 December 2026", opens="open",
                    checked=None, url="#1"),
                Row(child="Noor", kind="first review", day="7 January 2027", opens="open",
                    checked="Jo Field, 24 November 2026", url="#2"),
            ],
            "left": 1,
            "to_agree": [Row(child="Aisha", who="Father, Omar Carter", what="not to be asked",
                             day="29 December 2026", url="#3")],
        },
    ),
    "children-none": ("staff/children", {"rows": [], "left": 0, "to_agree": []}),
    "asked": ("staff/asked", _ASKED),
    "asked-refused": (
        "staff/asked",
        _ASKED | {"error": [("Decide first about whoever is marked below.", "#people")]},
    ),
    "asked-over": (
        "staff/asked",
        _ASKED | {"over": True, "opens": "Nobody is asked before this review any more.",
                  "wishes": [], "others": [], "one_parent": False,
                  "checked": "Jo Field, 24 November 2026"},
    ),
    "asked-person": ("staff/asked_person", _PERSON),
    "asked-person-refused": (
        "staff/asked_person",
        _PERSON | {"error": [("Choose on which basis they are not asked.", "#basis"),
                             ("Write the reason in a sentence.", "#why")],
                   "typed": {"decided_by": "Pat Manager", "decided_on": "2026-11-20"}},
    ),
    "asked-person-to-agree": (
        "staff/asked_person",
        _PERSON | {"person": _FATHER, "may_agree": True, "may_ask_again": True,
                   "decision": "d" * 32,
                   "noted": "Written down by Jo Field, Tue 24 Nov, 10.15am."},
    ),
    "asked-person-placement-order": (
        "staff/asked_person",
        _PERSON | {"may_decide_to_ask": True},
    ),
    "asked-person-after-a-death": (
        "staff/asked_person",
        _PERSON | {"person": _AFTER_A_DEATH, "may_decide_to_ask": True, "after_a_death": True},
    ),
}  # fmt: skip
