"""What may be shared, filled with made-up people, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

from participation.channels.form.drawing import picture_in
from participation.channels.paper.sheet import Item, Look, Section, Sheet

_DRAWN = picture_in("[[1,100,100,500,500,900,200]]")
_SHEET = Sheet(
    named="Before the review",
    title="Before the review of Aisha, 12",
    facts=("Second review. 3 December 2026.", "In their own words. Nothing was corrected."),
    sections=(
        Section(
            heading="Aisha",
            look=Look.PERSON,
            items=(
                Item(heading="What is the one thing?", words="أريد أن أرى أخي", language="ar"),
                Item(heading="How is school?", chosen="Good", notes=("Kept as typed.",)),
                Item(heading="Draw it.", chosen="A drawing", drawing=_DRAWN),
            ),
        ),
    ),
    foot="Made by Sam Green, 24 November 2026, 4.30pm.",
    side="",
    longer="",
)


def _answer(number: int, **more: Any) -> Row:
    plain: dict[str, Any] = {
        "id": f"a{number}", "who": "Child", "question": "What is the one thing?", "value": None,
        "words": "I want to see my brother every week.", "language": "en", "drawing": None,
        "by_helper": False, "found": [], "left_out": False, "may_go": False, "stops": False,
        "follows": False, "mark": "m",
    }  # fmt: skip
    return Row(**plain | more)


HANDING: dict[str, tuple[str, dict[str, Any]]] = {
    "sheet": ("staff/sheet", {"sheet": _SHEET, "back_url": "#"}),
    "hand-on": (
        "staff/hand_on",
        {
            "child": "Aisha",
            "name": "For a parent",
            "holds": "Only the child’s own answers",
            "for_parent": True,
            "looked": [
                _answer(1),
                _answer(2, words="we live at 42 Acacia Avenue", stops=True,
                        found=["a street: “42 Acacia Avenue”"]),
                _answer(3, words="أريد أن أرى أخي", language="ar", left_out=True),
                _answer(4, words="near elm road", found=["a street: “elm road”"], may_go=True),
                _answer(5, words="", value="A drawing", drawing=_DRAWN, by_helper=True),
                _answer(6, words="with nana", follows=True),
            ],
            "stops": 1,
            "problems": [("1 answer waits for you to decide.", "#answers")],
            "mark": "m",
            "whys": [("place", "It says where the child lives"), ("other", "Another reason")],
            "choose_path": "/x",
            "make_path": "/x",
            "versions": [
                Row(name="For the review", opened_by="The officer", holds="What people let",
                    readers="meeting"),
                Row(name="For the social worker", opened_by="The worker", holds="More", readers=""),
            ],
            "base": "/x",
            "summary_url": "#",
        },
    ),
}  # fmt: skip
_, ready = HANDING["hand-on"]
HANDING["hand-on-ready"] = (
    "staff/hand_on",
    ready | {"looked": [_answer(1)], "stops": 0, "problems": [], "for_parent": False},
)
