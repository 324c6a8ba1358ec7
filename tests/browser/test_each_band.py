"""Every band comes from the link to "sent" by keyboard alone, and without a script."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser import checks
from tests.browser.hands import Keyboard, Pointer, Walked, walk_to_the_end
from tests.browser.living_house import LivingHouse

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Somebody:
    """Who answers, and how they want to do it."""

    form: str
    age: int
    way: str
    helped: bool = False


EACH = {
    "4 to 7": Somebody("child_4_7", 6, "Pictures", helped=True),
    "8 to 11": Somebody("child_8_11", 9, "Questions"),
    "12 to 15": Somebody("child_12_15", 13, "Questions"),
    "16 and 17": Somebody("child_16_17", 16, "Questions"),
    "easy read": Somebody("child_easy_read", 14, "Pictures", helped=True),
    "a parent": Somebody("parent_web", 9, "Questions"),
}


@pytest.mark.parametrize("who", EACH)
def test_by_keyboard_alone(browser: Browser, living: LivingHouse, who: str) -> None:
    somebody = EACH[who]
    with checks.phone(browser) as page:
        page.goto(living.link(somebody.form, age=somebody.age))
        hands = Keyboard(page)
        walked = walk_to_the_end(hands, way=somebody.way, helped=somebody.helped)
    assert hands.stops > len(walked.kinds), "nobody pressed Tab"
    _came_through(walked)


@pytest.mark.parametrize("who", EACH)
def test_without_a_script(browser: Browser, living: LivingHouse, who: str) -> None:
    somebody = EACH[who]
    with checks.phone(browser, scripts=False) as page:
        page.goto(living.link(somebody.form, age=somebody.age))
        walked = walk_to_the_end(Pointer(page), way=somebody.way, helped=somebody.helped)
    _came_through(walked)


def _came_through(walked: Walked) -> None:
    """Not past the questions, by some short cut to the last page."""
    assert {"start", "question", "check", "sent"} <= set(walked.kinds)
    assert len(walked.questions) >= 4
