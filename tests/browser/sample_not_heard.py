"""The page of who was not heard, and why, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_FATHER = Row(
    id="f1", who="Father, Omar Carter", child="Aisha", child_url="#c", day="29 December 2026",
    is_over=False,
    stands="asked, no reply yet", reason=None, noted=None, path="/f",
    tried=["24 November 2026: asked by text", "1 December 2026: reminded by text"],
)  # fmt: skip
_MOTHER = Row(
    id="m1", who="Mother, Dana Carter", child="Noor", day="24 November 2026", is_over=True,
    stands="in prison: write, ring there, visit, or ask their solicitor", reason="in_prison",
    noted="Sam Green, Tue 24 Nov", path="/m", tried=[],
)  # fmt: skip
_CHILD = Row(
    id="c1", who="Noor", child="Noor", day="24 November 2026", is_over=True,
    stands="no safe way to write", reason=None, noted=None, path="/c", tried=[],
)  # fmt: skip
_PAGE: dict[str, Any] = {
    "number": 2, "pages": 3, "before_url": "/b", "after_url": "/a",
    "rows": [_MOTHER, _CHILD, _FATHER], "left": 2, "typed": {}, "typed_for": None, "error": None,
    "reasons": [("in_prison", "in prison"), ("told_too_late", "not told in time")],
    "ways": [("call_not_there", "a call: nobody answered"), ("traced", "looked for, not found")],
}  # fmt: skip

NOT_HEARD: dict[str, tuple[str, dict[str, Any]]] = {
    "not-heard": ("staff/not_heard", _PAGE),
    "not-heard-refused": (
        "staff/not_heard",
        _PAGE | {
            "error": [("Note what was tried, and on which day: hard to reach is no reason.",
                       "#reason-f1")],
            "typed": {"reason": "in_prison", "tried": "traced", "tried_on": ""},
            "typed_for": "f1",
        },
    ),
    "not-heard-nobody": (
        "staff/not_heard", _PAGE | {"rows": [], "left": 0, "number": 1, "pages": 1},
    ),
}  # fmt: skip
