"""Pages of copies, and of corrections, filled with made-up people, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_GROUNDS = [
    ("given", "It goes"),
    ("third_party", "Held back: from somebody else, or about them"),
    ("serious_harm", "Held back: it could do serious harm"),
]
_LINE = {
    "heading": None, "chosen": None, "words": None, "language": "en", "drawing": None, "facts": [],
    "when": "Fri 20 Nov, 11.05pm", "beside": [], "unread": False, "kept": False, "found": [],
    "held": None, "say": "given", "why": "", "decided": None,
}  # fmt: skip

COPIES: dict[str, tuple[str, dict[str, Any]]] = {
    "copies": (
        "staff/copies",
        {
            "may_ask": True, "least": 20, "typed": {"reference": "P1"},
            "error": [("Nobody is known by that reference.", "#reference")],
            "whose": [("child", "A child"), ("adult", "An adult")],
            "askers": [("self", "The person themselves"),
                       ("parent", "Somebody with parental responsibility, for the child")],
            "rows": [
                Row(whose="Child", child="P100203", desk="the child’s reviewing officer",
                    received="20 November 2026", due="21 December 2026", late=False,
                    state="being looked through", by="Di Protect", url="#", withdraw="/x"),
                Row(whose="Mother", child="P100204", desk="whoever handles complaints",
                    received="2 October 2026", due="2 November 2026", late=True,
                    state="being looked through", by="Di Protect", url=None, withdraw=None),
            ],
        },
    ),
    "copy": (
        "staff/copy",
        {
            "person": "Aisha", "whose": "Child", "child": "Aisha",
            "asked_by": "The person themselves",
            "received": "20 November 2026", "due": "21 December 2026", "started_by": "Di Protect",
            "why": "She wrote to us herself, and came in with her passport.", "late": True,
            "days_left": 4, "for_parent": True, "undecided": 0, "mark": "m", "open": True,
            "same_person": False, "let_go_by": None, "let_go_on": None, "until": None, "base": "/x",
            "typed": {}, "error": [("It changed since you looked. Look once more.", "#go")],
            "parts": [
                Row(name="What you said", code="said", many=14, goes=9, undecided=3),
                Row(name="Who looked", code="looked", many=2, goes=2, undecided=0),
            ],
        },
    ),
    "copy-done": (
        "staff/copy",
        {
            "person": "Aisha", "whose": "Child", "child": "Aisha",
            "asked_by": "The person themselves",
            "received": "20 November 2026", "due": "21 December 2026", "started_by": "Di Protect",
            "why": "She wrote to us herself.", "late": False, "days_left": 4, "for_parent": False,
            "undecided": 0, "mark": "m", "open": False, "same_person": False,
            "let_go_by": "Sam Green", "let_go_on": "Mon 23 Nov, 9am", "until": "23 December 2026",
            "base": "/x", "typed": {}, "parts": [],
        },
    ),
    "correct": (
        "staff/correct",
        {
            "child": "Aisha", "question": "The one thing I want you to know", "chosen": "Okay",
            "words": "I miss my brother.", "language": "en", "typed": {"words": "Half-brother."},
            "error": [("Say who says so.", "#said_by")],
            "corrected": [Row(words="I write it Aysha.", by="Child said that this is not right.")],
            "who": [("child", "Child"), ("mother", "Mother"), ("staff", "We found it ourselves")],
            "hows": [("call", "On the phone"), ("talk", "Face to face")],
            "page_key": "k", "path": "/x", "back_url": "#",
        },
    ),
    "copy-lines": (
        "staff/copy_lines",
        {
            "person": "Aisha", "name": "What you said", "section": "said", "number": 2,
            "open": True,
            "says": _GROUNDS, "laws": [("Legal advice", "Schedule 2, paragraph 19")],
            "decide_path": "/x", "back_url": "#", "before_url": "#", "after_url": "#", "typed": {},
            "error": [("Some lines are not decided.", "#lines")],
            "lines": [
                Row(**_LINE | {"place": 0, "key": "a", "mark": "m", "what": "Your answer",
                    "heading": "The one thing I want you to know", "words": "I miss my brother.",
                    "facts": [("Came by", "page")],
                    "beside": [Row(words="She means her half-brother, Bilal.",
                                   by="Child said that this is not right. Written down by Sam "
                                   "Green, Mon 23 Nov, 9am. What stood here first stays above.")],
                    "decided": "Decided by Sam Green, Mon 23 Nov, 9am."}),
                Row(**_LINE | {"place": 1, "key": "b", "mark": "m", "what": "A decision",
                    "words": "Alice Quincebury visits on Saturdays.", "found": ["Quincebury"],
                    "held": "from somebody else, or about them", "say": "third_party",
                    "kept": True}),
                Row(**_LINE | {"place": 2, "key": "c", "mark": "m", "unread": True,
                    "what": "Typed, and changed or never sent"}),
            ],
        },
    ),
}  # fmt: skip
