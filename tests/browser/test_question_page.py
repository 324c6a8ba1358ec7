"""A question on a small phone: all five faces in sight, large enough for small hands, and light."""

from __future__ import annotations

import gzip
import re
from itertools import pairwise

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser import checks
from tests.browser.living_house import LivingHouse

pytestmark = pytest.mark.browser

MOST_HTML, MOST_SVG = 3_000, 1_500  # bytes, packed (ux.md 5.2)


def test_the_question_and_all_five_faces_are_in_sight_at_320_by_640(
    browser: Browser, site: str
) -> None:
    with checks.phone(browser) as page:
        page.goto(f"{site}/respond/faces")
        tiles = [tile.bounding_box() for tile in page.locator("label.o:has(svg)").all()]
        assert len(tiles) == 5
        assert all(box is not None and box["y"] + box["height"] <= 640 for box in tiles)
        lefts = {round(box["x"]) for box in tiles if box is not None}
        assert len(lefts) == 1  # one column, so that the order reads as a scale


def test_ways_not_to_answer_look_like_any_other_choice(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        page.goto(f"{site}/respond/faces")
        looks = page.eval_on_selector_all(
            "label.o",
            """tiles => tiles.map(tile => { const s = getComputedStyle(tile);
              return [s.borderTopColor, s.borderTopWidth, s.backgroundColor, s.fontWeight,
                      s.color, tile.offsetWidth].join(); })""",
        )
        assert len(looks) == 7
        assert len(set(looks)) == 1


def test_in_pictures_targets_are_64_wide_apart_with_pictures_of_96(
    browser: Browser, site: str
) -> None:
    with checks.phone(browser) as page:
        page.goto(f"{site}/respond/pictures")
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"
        boxes = [tile.bounding_box() for tile in page.locator("label.o, main button:visible").all()]
        assert all(box is not None and box["height"] >= 64 for box in boxes)
        tiles = [tile.bounding_box() or {} for tile in page.locator("label.o").all()]
        gaps = [after["y"] - before["y"] - before["height"] for before, after in pairwise(tiles)]
        assert min(gaps) >= 12
        shown = [picture.bounding_box() for picture in page.locator("main svg").all()]
        assert all(box is not None and box["width"] >= 96 for box in shown)


def test_only_tell_says_its_limit_before_the_tick(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        page.goto(f"{site}/respond/text")
        limit = page.locator("#limit").bounding_box()
        tick = page.locator("[name=only_officer]").bounding_box()
        assert limit is not None
        assert tick is not None
        assert limit["y"] + limit["height"] <= tick["y"]


@pytest.mark.parametrize("name", ["faces", "pictures", "pictures-many", "many", "text", "drawing"])
def test_a_page_is_light_with_all_its_pictures(look: Flask, name: str) -> None:
    html = look.test_client().get(f"/respond/{name}").data
    drawn = b"".join(re.findall(rb"<svg.*?</svg>", html, re.DOTALL))
    assert len(gzip.compress(html, 6)) <= MOST_HTML
    assert len(gzip.compress(drawn, 6)) <= MOST_SVG


@pytest.mark.parametrize("script", [True, False], ids=["script", "none"])
def test_looking_at_help_loses_no_words(
    browser: Browser, living: LivingHouse, script: bool
) -> None:
    """Whoever is in the middle of hard words may want to see whom to ring."""
    with checks.phone(browser, scripts=script) as page:
        page.goto(living.link("child_8_11", age=9))
        for press in ("main .go", "[value=alone]", "[value=questions]"):
            page.locator(press).click()
        page.locator("textarea").fill("it is hard to")
        page.locator("footer").get_by_text("Help").click()
        page.get_by_text("Ring 999").wait_for()
        page.get_by_text("Back to my questions").click()
        page.locator("textarea").wait_for()
        assert page.locator("textarea").input_value() == "it is hard to"
