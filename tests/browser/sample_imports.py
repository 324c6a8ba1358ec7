"""Sample pages for importing an extract. Everybody is invented."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

from participation.web.staff import import_shown, import_words

_ROWS = [
    Row(file="Staff", new=0, changed=0, same=41, cancelled=0, skipped=0, problems=0),
    Row(file="Children", new=3, changed=7, same=420, cancelled=0, skipped=2, problems=4),
    Row(file="People around them", new=8, changed=2, same=1203, cancelled=0, skipped=1, problems=3),
    Row(file="Reviews", new=3, changed=5, same=422, cancelled=2, skipped=0, problems=2),
]
_LINE = Row(url="/staff/imports/x", when="24/11/2026, 07:12", by="Bo Hart, on this page",
            state="Waits for somebody",
            counts="14 new, 14 changed, 2086 same, 2 cancelled")  # fmt: skip
_CELLS = [
    Row(name="cell:children.csv:18:pers_dob", id="cell-1", file="Children", row=18,
        column="Date of birth (pers_dob)", value="29/02/2027",
        remedy="29 February 2027 is not a real date. Check the day and month."),
    Row(name="cell:contacts.csv:40:mobile", id="cell-2", file="People around them", row=40,
        column="Mobile", value="07700 90012",
        remedy="One digit short. A UK mobile has 11 digits and begins 07."),
]  # fmt: skip


def _group(kind: str, *rows: Row, count: int | None = None) -> Row:
    title, yes, no = import_words.QUESTIONS[kind]
    return Row(kind=kind, title=title, yes=yes, no=no, count=count or len(rows),
               several=len(rows) > 1, more=0, rows=list(rows))  # fmt: skip


def _asked(number: int, **more: Any) -> Row:
    plain: dict[str, Any] = {
        "name": f"answer:{number}", "id": f"q-{number}", "file": "Reviews", "row": 12 + number,
        "about": f"R7000{number}", "column": "", "value": "9 March 2027", "said": None,
        "remedy": "Moved by 56 days, from Tuesday 12 January 2027. Is that right?",
    }  # fmt: skip
    return Row(**{**plain, **more})


_NOTHING: dict[str, Any] = {
    **import_shown.NOTHING,
    "path": "/staff/imports/x", "url": "/staff/imports/x", "when": "24/11/2026, 07:12",
    "by": "Bo Hart, on this page", "counts": "", "barred": False, "undone": None, "error": None,
    "is_waiting": True, "is_done": False, "until": "25/11/2026, 07:12", "rows": _ROWS,
    "compared": True, "state": "Waits for somebody", "hindrances": [],
}  # fmt: skip
_WAITING: dict[str, Any] = {
    **_NOTHING,
    "cells": _CELLS, "more_errors": 3, "downloads": [Row(kind="children", file="Children")],
    "whole_errors": [Row(file="Reviews", row=7, column="", remedy="This row has 10 cells and the"
                         " header 11. A comma in a cell needs quotation marks round the cell.")],
    "compared": False, "can_skip": True, "open_questions": 3, "due_differences": 1,
    "questions": [
        _group("child_gone", _asked(1, file="Children", row=None, about="P100021", value="",
               remedy="Looked after here, and not in the extract any more. Has care ended?")),
        _group("far_move", _asked(2), _asked(3, said="yes")),
        _group("shared_phone", _asked(4, file="People around them", about="C000042",
               value="07700 900123", remedy="Also given for somebody else (contacts.csv row 9)."
               " If that is one person, give both the same person_ref; if not, find out whose phone"
               " it is. Until then texts from it wait for a person.")),
    ],
    "changed": [
        Row(file="Children", identity="P100007", who="Aisha",
            fields=[("Reviewing officer", "S0001", "S0003"), ("Called", "", "Ash")]),
        Row(file="People around them", identity="A000012", who="Aleksandra Wójcik-Featherstone",
            fields=[("Mobile", "+447700900101", "+447700900177")]),
        Row(file="Reviews", identity="R500021", who="Yusuf",
            fields=[("Due by, says the case system", "20 December 2026", "21 December 2026"),
                    ("Day of the review", "10 December 2026", "11 December 2026")]),
    ],
    "named": [
        Row(title="What is new", files=[
            Row(file="Children", ids=["P100021", "P100022", "P100023"], more=0),
            Row(file="Reviews", ids=[f"R7000{number}" for number in range(10, 40)], more=12)]),
        Row(title="What is left out", files=[Row(file="Reviews", ids=["R70002"], more=0)]),
    ],
    "more_changed": 12, "remarks": ["Children: favourite_food"],
    "error": [("An error or a question is still open. Look at the list.", "#open")],
}  # fmt: skip
_COLUMNS = ["pers_dob", "looked_after_since", "iro_staff_id"]
IMPORTS: dict[str, tuple[str, dict[str, Any]]] = {
    "imports": ("staff/imports", {
        "waiting": [_LINE], "folder": "The watched folder waits for reviews.csv.",
        "history": [Row(**{**vars(_LINE), "state": "Imported", "by": "from the watched folder"}),
                    Row(**{**vars(_LINE), "state": "Imported, then undone"})],
        "names": ["Our export"], "most_mb": 10, "most_rows": "20,000", "error": None}),
    "imports-none": ("staff/imports", {
        "waiting": [], "history": [], "folder": None, "names": [], "most_mb": 10,
        "most_rows": "20,000", "error": [("Choose at least one file.", "#children")]}),
    "import": ("staff/import", _WAITING),
    "import-columns": ("staff/import", {
        **_NOTHING, "rows": [],
        "headings": [
            Row(name="column:children.csv:date of birth", id="column-1", file="Children",
                heading="date of birth", columns=_COLUMNS, chosen="pers_dob", is_guess=True),
            Row(name="column:children.csv:favourite food", id="column-2", file="Children",
                heading="favourite food", columns=_COLUMNS, chosen="", is_guess=False)],
        "broken": True,
        "whole_errors": [Row(file="Children", row=None, column="pers_dob",
                             remedy="This column is missing. Add it.")]}),
    "import-ready": ("staff/import", {**_NOTHING, "ready": True, "changed": _WAITING["changed"],
                                      "named": _WAITING["named"]}),
    "import-barred": ("staff/import", {**_NOTHING, "barred": True}),
    "import-done": ("staff/import", {**_NOTHING, "is_waiting": False, "is_done": True,
                                     "state": "Imported"}),
    "import-stands": ("staff/import", {
        **_NOTHING, "is_waiting": False, "is_done": True, "state": "Imported",
        "hindrances": ["3 texts have gone out since to people it is about.",
                       "There was a later import. Undo that one first."]}),
    "import-undone": ("staff/import", {
        **_NOTHING, "is_waiting": False, "state": "Imported, then undone", "until": None,
        "undone": "24/11/2026, 09:30, Bo Hart"}),
}  # fmt: skip
