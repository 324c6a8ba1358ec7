"""How often a child has to press: real presses on a small phone, typing apart.

Every press that a browser reports is counted: choosing, ticking, Continue. Putting the finger into
a box to type belongs to typing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from participation.app import create_app
from participation.kernel.db import db
from participation.kernel.model import Base
from tests.browser import checks
from tests.browser.sample_site import served
from tests.conftest import NOW, MovableClock, settings_for_tests
from tests.factories import Make

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IN_A_ROW, MOST_TAPS = 5, 12

_COUNT = """addEventListener("pointerup", event => {
  if (event.isTrusted && !event.target.closest("textarea")) console.debug("one tap");
}, true);"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Make]]:
    folder = tmp_path_factory.mktemp("taps")
    clock = MovableClock(NOW)
    settings = settings_for_tests(f"sqlite:///{folder}/taps.db", folder)
    settings = replace(settings, public_url="http://127.0.0.1", staff_url="http://127.0.0.1")
    app = create_app(settings, clock=clock)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    with served(app) as address, app.app_context():
        yield address, Make(app.extensions["participation"], clock)


@pytest.mark.parametrize("form", ["child_8_11", "child_12_15"])
def test_any_five_questions_in_a_row_take_at_most_twelve_taps(
    house: tuple[str, Make], browser: Browser, form: str
) -> None:
    address, make = house
    link = make.link(make.invitation(make.review(make.child(age=9)), form=form))
    with checks.phone(browser) as page:
        taps: list[str] = []
        page.on("console", lambda said: taps.append(said.text) if said.text == "one tap" else None)
        page.add_init_script(_COUNT)
        page.goto(f"{address}/l/{link}")
        _press_on(page, "main .go")
        _press_on(page, "button[value=alone]")
        _press_on(page, "button[value=questions]")
        assert len(taps) == 3  # and the first question is there (R32)
        assert _kind(page) == "question"
        taken = []
        while _kind(page) == "question":
            before = len(taps)
            _answer(page)
            taken.append(len(taps) - before)
    assert len(taken) >= IN_A_ROW
    assert all(count >= 1 for count in taken), "a press was not counted"
    worst = max(sum(taken[at : at + IN_A_ROW]) for at in range(len(taken) - IN_A_ROW + 1))
    assert worst <= MOST_TAPS, taken


def _answer(page: Page) -> None:
    """As a child does: one thing chosen, two where several may be, words where there is a box."""
    tiles = page.locator("label.o", has=page.locator("input[name=answer]"))
    boxes = page.locator("textarea[name=words], input.in")
    if boxes.count():
        number = boxes.first.get_attribute("inputmode") == "numeric"
        boxes.first.fill("5" if number else "I like my dog")
    else:
        several = page.locator("input[type=checkbox][name=answer]").count() > 0
        for place in (1, 2) if several else (1,):  # the first of several may stand alone
            tiles.nth(place).click()
    _press_on(page, "main .go")


def _press_on(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.click(button)
    page.wait_for_load_state("load")


def _kind(page: Page) -> str:
    return page.locator("body").get_attribute("data-page") or ""
