"""Pages on which wordings are checked by people, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_OUTSIDE = {"signed_in_as": None}
_URDU = Row(into="Urdu", lang="ur", dir="rtl")
_TIGRINYA = Row(into="Tigrinya", lang="ti", dir="ltr")
_PROGRESS = [
    Row(name="opening lines", url="#", there=84, checked=84, drafted=0, missing=0, done=True),
    Row(name="text messages", url="#", there=41, checked=2, drafted=39, missing=0, done=False),
    Row(name="forms of others", url=None, there=604, checked=0, drafted=188, missing=416,
        done=False),
]  # fmt: skip
_TASK = Row(who="Selam Tesfay, Example Words", phone="07700 900321", until="Sun 20 Dec, 4pm",
            over=False, working=False, path="/x")  # fmt: skip
_LATELY = [
    Row(by="Selam Tesfay, Example Words, Thu 19 Nov, 4pm", words=["ሓገዝ"], english="Help"),
    Row(by="Rahel Abraham, Thu 19 Nov, 4pm", words=["ካብዚ ገጽ ውጹ"], english="Leave this page"),
]
_CHANGE = {"stood": ["ካብዚ ገጽ ውጹ"], "words": ["ነዚ ገጽ ግደፍዎ"]}
_BOX = {"label": "Urdu", "wrong": False, "rows": 4, "length": "54 of 160 letters, 1 part"}
_TEXT: dict[str, Any] = {
    "key": "k", "part": "text messages", "plural": None, "older": None, "notes": [], "where": [],
    "gaps": [], "orders": [], "by_text": False, "letters": 54, "draft": True, "history": [],
    "english": "Here you can say what you think.", "counting": {},
    "boxes": [Row(**_BOX, name="words-0", value="یہاں آپ کہہ سکتے ہیں کہ آپ کیا سوچتے ہیں۔")],
}  # fmt: skip
_BY_TEXT = _TEXT | {
    "english": "Hello, this is {officer} at {council}. Text YES to start, STOP to stop.",
    "older": "Hello, this is {officer}. Text YES to start.", "gaps": ["{officer}", "{council}"],
    "orders": ["YES", "STOP"], "by_text": True, "where": ["The first text of all."],
    "notes": ["Polite, to a grown-up."],
    "history": [Row(by="Rahel Abraham, Thu 19 Nov, 4pm", words=["السلام علیکم"], english=None)],
    "boxes": [Row(**_BOX | {"wrong": True}, name="words-0", value="السلام علیکم، میں {officer}"),
              Row(**_BOX | {"label": "for many"}, name="words-1", value="")],
}  # fmt: skip
_AROUND = [
    Row(english="Start", words="شروع کریں", here=False),
    Row(english="Here you can say what you think.", words="یہاں آپ کہہ سکتے ہیں", here=True),
    Row(english="Leave this page", words="", here=False),
]
_CHECK: dict[str, Any] = {
    "target": _URDU, "around": _AROUND, "progress": _PROGRESS, "part": "", "kept": True,
    "glossary": [Row(english="review", theirs="جائزہ", why="as the courts say it", lang="ur")],
    "before_url": "#", "path": "/x", "locks_after": 1200, "error": None, **_OUTSIDE,
}  # fmt: skip

CHECKING: dict[str, tuple[str, dict[str, Any]]] = {
    "checking": (
        "staff/checking",
        {
            "languages": [
                Row(name="Tigrinya", own="ትግርኛ", code="ti", checked=33, open=True, url="#",
                    who=["Selam Tesfay, Example Words", "Rahel Abraham"]),
                Row(name="Dari", own="دری", code="fa-AF", checked=0, open=False, url="#", who=[]),
            ],
            "back_url": "#",
        },
    ),
    "checking-language": (
        "staff/checking_language",
        {
            "target": _TIGRINYA, "progress": _PROGRESS, "open": False, "path": "/x",
            "opening": Row(there=84, checked=83, is_done=False),
            "tasks": [_TASK, Row(**vars(_TASK) | {"over": True}),
                      Row(**vars(_TASK) | {"working": True})],
            "translators": [("1", "Rahel Abraham")], "everybody": [("1", "Rahel Abraham")],
            "lately": _LATELY, "glossary_url": "#", "back_url": "#",
            "error": [("Choose a file.", "#catalogue")],
        },
    ),
    "checking-file": (
        "staff/checking_file",
        {
            "target": _TIGRINYA, "who": "Rahel Abraham", "made": "Thu 19 Nov, 4pm", "right": 12,
            "new": [Row(english="Leave this page", by=None, **_CHANGE)], "new_all": 1,
            "later": [Row(english="Help", by="Selam Tesfay, Fri 20 Nov, 9am", **_CHANGE)],
            "later_all": 1, "refused_all": 1, "taken": 13, "unknown": 2, "still_open": 400,
            "refused": [Row(line=214, english="Hello {officer}", what="Put {officer} back in.")],
            "path": "/x", "back_url": "#",
        },
    ),
    "check-wording": ("translate/check", {**_CHECK, "text": Row(**_TEXT)}),
    "check-text-message": (
        "translate/check",
        {
            **_CHECK, "text": Row(**_BY_TEXT), "kept": False, "before_url": None,
            "error": [("{council} is missing: put it where it belongs.", "#words-0")],
        },
    ),
    "checked": ("translate/checked", {**_OUTSIDE, "target": _URDU, "progress": _PROGRESS,
                                      "part": "", "kept": True}),
}  # fmt: skip
