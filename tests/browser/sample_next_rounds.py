"""The page of rounds that open next, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any


def _asked(who: str, reads: str, *numbers: int, pounds: str) -> Row:
    names = ("texts", "links", "cards", "by_person", "not_asked", "later", "parts")
    return Row(who=who, reads=reads, **dict(zip(names, numbers, strict=True)), pounds=pounds)


NEXT_ROUNDS: dict[str, tuple[str, dict[str, Any]]] = {
    "next-rounds": (
        "staff/next_rounds",
        {
            "day": "25 November 2026", "rounds": 152, "not_looked_at": 2, "texts": 9, "parts": 10,
            "pounds": "0.40", "pence_per_part": "4", "held": True, "more": 3,
            "asked": [
                _asked("Child", "English", 0, 5, 4, 1, 0, 0, 5, pounds="0.20"),
                _asked("Mother", "Tigrinya", 3, 0, 0, 1, 1, 3, 4, pounds="0.16"),
                _asked("Foster carer", "English", 0, 1, 0, 2, 0, 1, 1, pounds="0.04"),
            ],
            "languages": [Row(language="Tigrinya", people=4, lacks=[
                "no person has checked it: first texts go in English",
                "the questions are not all there: find an interpreter, or somebody to ask",
            ])],
            "not_yet": [
                Row(child="ኣስቴር", who="Father", owner="business support",
                    why="nobody has spoken with this person yet; ring first"),
                Row(child="Ben", who="Mother", owner="the reviewing officer",
                    why="a placement order: asked only if the officer and the social worker decide"
                    " so"),
            ],
        },
    ),
    "next-rounds-none": (
        "staff/next_rounds",
        {
            "day": "25 November 2026", "rounds": 0, "not_looked_at": 0, "texts": 0, "parts": 0,
            "pounds": "0.00", "pence_per_part": "4", "held": False, "more": 0, "asked": [],
            "languages": [], "not_yet": [],
        },
    ),
}  # fmt: skip
