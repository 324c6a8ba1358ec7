"""A child's whole walk through the real service on a small phone, every page of it checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from participation.app import create_app
from participation.kernel.db import db
from participation.kernel.model import Base
from tests.browser import checks
from tests.browser.sample_site import served
from tests.conftest import NOW, MovableClock, settings_for_tests
from tests.factories import Make

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COLD, NEXT = 12_000, 4_000  # bytes on the wire, headers included
FORMS = ["child_8_11", "child_12_15"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str, Make]]:
    """The service on SQLite behind a real address."""
    folder = tmp_path_factory.mktemp("walk")
    clock = MovableClock(NOW)
    settings = settings_for_tests(f"sqlite:///{folder}/walk.db", folder)
    settings = replace(settings, public_url="http://127.0.0.1", staff_url="http://127.0.0.1")
    app = create_app(settings, clock=clock)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    with served(app) as address, app.app_context():
        yield app, address, Make(app.extensions["participation"], clock)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mode", checks.MODES)
def test_every_page_of_the_walk_can_be_used(
    house: tuple[Flask, str, Make], browser: Browser, mode: checks.Mode, form: str
) -> None:
    _, address, make = house
    link = make.link(make.invitation(make.review(make.child()), form=form))
    kinds = []
    with checks.phone(browser, mode=mode) as page:
        page.goto(f"{address}/l/{link}")
        for _ in range(40):
            if mode == "rtl":
                checks.turn(page)
            checks.assert_fits(page)
            checks.assert_targets(page)
            checks.assert_accessible(page)
            kinds.append(page.locator("body").get_attribute("data-page"))
            if kinds[-1] == "sent":
                break
            _answer(page)
            _go_on(page)
    assert kinds[-1] == "sent"
    assert {"question", "check"} <= set(kinds)
    assert kinds.index("question") <= 3, "the first question comes by the third tap (R32)"


def test_a_question_of_the_real_service_is_light(
    house: tuple[Flask, str, Make], browser: Browser
) -> None:
    """The first page of a sitting costs at most 12 kB and three requests, the next ones 4 kB."""
    _, address, make = house
    link = make.link(make.invitation(make.review(make.child()), form="child_12_15"))
    with checks.phone(browser) as page:
        page.goto(f"{address}/l/{link}")
        while page.locator("body").get_attribute("data-page") != "question":
            _answer(page)
            _go_on(page)
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        with checks.counted(page) as cold:
            page.goto(f"{address}/q")
        checks.assert_quiet(cold)
        checks.assert_weight(cold, at_most=COLD, requests=3)
        for _ in range(4):
            _answer(page)
            with checks.counted(page) as following:
                _go_on(page)
            # The press, the page it leads to, and two files that the browser still has.
            checks.assert_weight(following, at_most=NEXT, requests=4)


def _answer(page: Page) -> None:
    form = page.locator("main form").first
    for box in form.locator("textarea:visible, input[type=text]:visible").all():
        box.fill("I want to see my brother more")
    if form.locator("input[type=radio]").count():
        form.locator("input[type=radio]").first.check()
    elif form.locator("input[type=checkbox]").count():
        form.locator("input[type=checkbox]").first.check()


def _go_on(page: Page) -> None:
    form = page.locator("main form").first
    with page.expect_navigation():
        form.locator("button[type=submit], button:not([type])").first.click()
