"""Nobody can write in a language whose safety button, or what it says, no person has checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from flask import Flask, render_template

from participation.kernel.languages import LANGUAGES
from participation.kernel.opening_lines import OPENING_LINES

HELPLINE = {
    "name": "Childline",
    "number": "0800 1111",
    "hours": "",
    "checked_on": date(2026, 11, 2),
}
BOTH = (True, False)


def told() -> Iterator[dict[str, Any]]:
    for taken_on, at_once, nobody, opens, small in product(BOTH, repeat=5):
        for done in ("told", "reached", "mistaken"):
            yield {"taken_on": taken_on, "at_once": at_once, "nobody": nobody, "opens": opens,
                   "small": small, "done": done, "hour": "09:00", "day": "Monday"}  # fmt: skip


def not_safe() -> Iterator[dict[str, Any]]:
    for failed, again, typed, lines in product(BOTH, ([], [("a", "b")]), ("", "words"), BOTH):
        yield {"failed": failed, "again": again, "typed": typed,
               "helplines": [HELPLINE] if lines else []}  # fmt: skip
        yield {"failed": failed, "typed": typed, "csrf_token": None}


def someone() -> Iterator[dict[str, Any]]:
    for wish in ("female", "male", None):
        yield {"asked": "language", "language": LANGUAGES["ti"], "wish": wish, "day": "Monday",
               "officer": "Sam", "whom": ["advocate"]}  # fmt: skip


@pytest.mark.parametrize("page", [told, not_safe, someone], ids=lambda page: str(page.__name__))
@pytest.mark.parametrize("child", BOTH, ids=["child", "adult"])
def test_r36_all_that_the_safety_pages_can_say_is_checked_before_a_language_opens(
    app: Flask, page: Any, child: bool
) -> None:
    said: set[str] = set()

    def say(text: str, **gaps: object) -> str:
        said.add(text)
        return text % gaps if gaps else text

    sitting = {"_": say, "child": child, "adult": not child, "csrf_token": "t",
               "page_key": "k", "speaker": LANGUAGES["ti"], "has_languages": True,
               "helplines": [HELPLINE]}  # fmt: skip
    with app.test_request_context("/now"):
        for error, held in product(("", "wrong"), page()):
            render_template(f"respond/{page.__name__}.html", **(sitting | {"error": error} | held))
    assert {"Leave this page", "In danger now? Ring 999."} & said, "the page was asked"
    assert sorted(said - set(OPENING_LINES)) == []


@pytest.mark.parametrize("asked", [
    "Someone is not safe", "I do not feel safe", "Yes. Tell someone now.",
    "We cannot say when someone sees this.", "Nobody has been told yet.",
    "We have asked for someone who speaks your language.",
])  # fmt: skip
def test_r36_the_button_and_the_interpreter_are_named(asked: str) -> None:
    assert asked in OPENING_LINES
