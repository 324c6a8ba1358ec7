"""Every deed that shows somebody a child's words stands in the child's own copy (R31)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import participation
from participation.care.subject_access.looks import _LOOKS
from participation.web.staff.copies_words import VALUES

# Deeds of staff that draw no page with a child's words, or of which a copy must not tell. A new
# deed belongs here, or among those a copy tells of.
NOT_A_LOOK = (
    # past the officer, on desks of their own
    "ask.",
    # what is done to a page that was looked at, which is a deed of its own
    "asked.add", "asked.agree", "asked.confirm", "asked.decide", "asked.reach",
    "export.ask", "export.decide", "export.let_go", "export.withdraw",
    "translation.code", "translation.give", "translation.given", "translation.withdraw",
    # whom nobody employs: what a translator opens, the council sees at the task
    "translation.begin", "translation.knows_family", "translation.open", "translation.read",
    "translation.run_out", "translation.send", "translation.worry",
    "guest.",  # nor these: day and place of a meeting to which they were invited
    # people, days and ways to reach somebody, and no words
    "booking.", "card.", "child.", "contact.", "interpreter.", "interpreters.", "invitation.",
    "needs.", "officer.", "phone.", "review.", "round.",
    "in_person.hand_over", "in_person.note", "in_person.open", "in_person.paper", "in_person.print",
    # by the child or whoever else they are about
    "key.", "language.", "own_words.", "sign_in.",
    # the house, and nobody in it
    "audit.", "backup.", "calendar.", "checking.", "glossary.", "hold.", "import.", "machine.",
    "rest.", "route.", "staff.", "texts.", "token.", "translator.", "wording.",
)  # fmt: skip
_DEED = re.compile(r"[a-z_]+\.[a-z_]+\.?")
_FILES = (".pdf", ".txt", ".json", ".zip", ".csv")
_NO_DEED = ("ForeignKey", "_cancel")  # tables, and work for later


def test_r31_each_deed_is_told_in_a_childs_own_copy_or_named_as_no_look() -> None:
    told = tuple(begins for of_desk in _LOOKS.values() for begins in of_desk)
    found = set(_deeds())
    assert {"asked.open", "correction.look", "export.look", "meeting.open"} <= found
    unsaid = {one for one in found if not one.startswith((*told, *NOT_A_LOOK))}
    assert unsaid == set()
    both = {one for one in found if one.startswith(told) and one.startswith(NOT_A_LOOK)}
    assert both == set()


def test_r31_each_look_has_words_for_it() -> None:
    assert {what for of_desk in _LOOKS.values() for what in of_desk.values()} <= set(
        VALUES["looked_at"]
    )


def _deeds() -> Iterator[str]:
    """What the journeys and the staff's pages write into the audit, as it begins."""
    package = Path(participation.__file__).parent
    for folder in ("journeys", "web/staff"):
        for path in (package / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call):
                    yield from _named_in(call)


def _named_in(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in _NO_DEED or "promise" in name:
        return
    said = [*call.args, *(one.value for one in call.keywords if one.arg == "action")]
    for value in said:
        for one in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
            text = _text(one)
            if _DEED.fullmatch(text) and not text.endswith(_FILES):
                yield text


def _text(value: ast.expr) -> str:
    """A text, or how a text that is put together begins."""
    if isinstance(value, ast.JoinedStr):
        value = value.values[0]
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""
