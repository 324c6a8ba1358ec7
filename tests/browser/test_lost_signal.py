"""Signal goes and comes while a child answers (I13): nothing typed is lost, nothing kept twice.

The line breaks at random, before the house got a press and after it; the browser is switched
offline and on. Whatever happens, the words are on the page or in the house, and one press that was
tried many times is one answer.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Error, Page, Route

from tests.browser import checks
from tests.browser.bad_line import BadLine, Line, bad_line
from tests.browser.real_house import RealHouse, real_house

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOGGLES = int(os.environ.get("SIGNAL_TOGGLES", "40"))  # 200 by hand, in two minutes
TROUBLES: tuple[Line, ...] = ("dead", "cut", "half")
OFFLINE = "offline"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHouse]:
    with real_house(tmp_path_factory.mktemp("signal")) as living:
        yield living


@dataclass
class Child:
    """Somebody answering over a bad line. `typed` is what they pressed Continue with, in order."""

    page: Page
    line: BadLine
    chance: random.Random
    toggles: int = 0
    typed: list[tuple[str, str]] = field(default_factory=list)
    picked: list[tuple[str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str | None:
        return self.page.locator("body").get_attribute("data-page")

    def walk(self, address: str) -> None:
        self._signal("good")
        self.page.goto(address)
        while self.kind != "question":
            with self.page.expect_navigation():
                self.page.locator("main .go").first.click()
        while self.kind != "sent":
            self._say_something()
            self._go_on()
        self._add_something()

    def _say_something(self) -> None:
        form = self.page.locator("main form").first
        key = form.locator("[name=question]")
        box = form.locator("textarea:visible")
        if box.count():
            words = f"words {self.chance.randrange(10**9)}"
            box.fill(words)
            self.typed.append((str(key.input_value()), words))
        elif form.locator("input[type=radio], input[type=checkbox]").count():
            choice = form.locator("input[type=radio], input[type=checkbox]").first
            choice.check()
            self.picked.append((str(key.input_value()), str(choice.input_value())))

    def _add_something(self) -> None:
        for _ in range(3):
            self.added.append(f"more {self.chance.randrange(10**9)}")
            self.page.fill("textarea", self.added[-1])
            self._go_on()

    def _go_on(self) -> None:
        """Press until it is taken; the line is broken at random, then good again."""
        before = self._mark()
        while self._mark() == before:
            trouble = self.chance.choice((*TROUBLES, OFFLINE, "good"))
            self._signal(trouble)
            self._press()
            if self._mark() != before:
                break
            assert self.page.locator(".off").is_visible(), "the page says that it does not know"
            self._words_are_still_there()
            self._perhaps_change_a_word()
        self._signal("good")

    def _press(self) -> None:
        """Continue; then either another page is there, or the line that says it is not sure."""
        before = self._mark()
        self.page.locator("main .go").first.click()
        for _ in range(300):
            time.sleep(0.05)
            if self._mark_of_this() != before or self.page.locator(".off").is_visible():
                break
        else:
            raise AssertionError("nothing happened")
        if not self.page.locator("main").count():  # it was taken; the next page never came
            self._signal("good")
            self.page.goto(f"{self.line.url}/q")

    def _mark_of_this(self) -> str | None:
        for _ in range(100):
            with suppress(Error):  # the page under our feet went away
                return self.page.locator("html").get_attribute("data-seen")
        raise AssertionError("no page came to rest")

    def _mark(self) -> str:
        """Something that another page does not have, put on this one when it is first seen."""
        return str(
            self.page.evaluate(
                "number => document.documentElement.dataset.seen ||= String(number)",
                self.chance.randrange(10**12),
            )
        )

    def _words_are_still_there(self) -> None:
        box = self.page.locator("main form textarea:visible")
        if box.count():
            expected = self.added[-1] if self.kind == "sent" else self.typed[-1][1]
            assert box.input_value() == expected

    def _perhaps_change_a_word(self) -> None:
        box = self.page.locator("main form textarea:visible")
        if not box.count() or self.kind == "sent" or self.chance.random() < 0.7:
            return
        key, words = self.typed[-1]
        self.typed.append((key, f"{words} and more"))
        box.fill(f"{words} and more")

    def _signal(self, trouble: str) -> None:
        self.toggles += trouble != "good"
        self.page.context.set_offline(trouble == "offline")
        self.line.line = "good"
        for broken in TROUBLES:
            if trouble == broken:
                self.line.line = broken


def test_i13_signal_lost_again_and_again_loses_no_word_and_keeps_none_twice(
    house: RealHouse, browser: Browser
) -> None:
    chance = random.Random(20261124)
    toggles = children = 0
    with bad_line(house.url) as line:
        while toggles < TOGGLES:
            invitation, token = house.invitation()
            with checks.phone(browser) as page:
                child = Child(page, line, chance)
                child.walk(f"{line.url}/l/{token}")
            toggles += child.toggles
            children += 1
            _nothing_lost_and_nothing_twice(house, invitation, child)
    happened = line.happened
    assert happened["answer lost"] >= TOGGLES // 8, happened
    assert happened["post never left"] >= TOGGLES // 8, happened
    assert happened["page never came"] >= TOGGLES // 16, happened
    print(f"{toggles} times, {children} children: {dict(happened)}")


def _nothing_lost_and_nothing_twice(house: RealHouse, invitation: int, child: Child) -> None:
    stored = house.answers(invitation)
    newest = {key: (values, words) for key, _, values, words in stored}
    assert house.state(invitation) == "finished"
    for key, words in dict(child.typed).items():
        assert newest[key][1] == words, "what was typed last is what counts"
    for key, value in child.picked:
        assert newest[key][0] == (value,)
    times = Counter((key, values, words) for key, _, values, words in stored)
    assert set(times.values()) == {1}, f"kept twice: {times}"
    assert house.remarks(invitation) == child.added


def test_the_page_says_that_it_is_sending_where_the_line_is_slow(
    house: RealHouse, browser: Browser
) -> None:
    _, token = house.invitation()
    with checks.phone(browser) as page:
        page.goto(f"{house.url}/l/{token}")
        page.click("main .go")
        page.wait_for_selector("body[data-page=start]")  # the press below is on this page
        on_their_way: list[Route] = []
        page.route("**/q", lambda route: on_their_way.append(route))  # noqa: PLW0108 - its own kind
        page.click("main .go")
        page.wait_for_selector(".wait", state="visible")
        assert page.locator(".wait").get_attribute("role") == "status"
        assert page.locator("main .go").is_visible()
        on_their_way[0].abort()
        page.wait_for_selector(".off", state="visible")
        assert page.locator(".wait").is_hidden()


def test_an_answer_of_somebody_between_us_is_not_taken_for_ours(
    house: RealHouse, browser: Browser
) -> None:
    """A proxy's own error page must not take the place of the page with the words on it."""
    _, token = house.invitation()
    with checks.phone(browser) as page:
        page.goto(f"{house.url}/l/{token}")
        while not page.locator("textarea:visible").count():
            with page.expect_navigation():
                page.locator("main .go").first.click()
        page.fill("textarea", "my own words")
        page.route(
            "**/q",
            lambda route: route.fulfill(
                status=502, content_type="text/html", body="<h1>502 Bad Gateway</h1>"
            ),
        )
        page.click("main .go")
        page.wait_for_selector(".off", state="visible")
        assert page.input_value("textarea") == "my own words"
        page.unroute_all()
        with page.expect_navigation():
            page.click("main .go")
        assert page.locator("body").get_attribute("data-page") == "question"


def test_a_page_that_says_what_is_wrong_comes_in_place_of_the_question(
    house: RealHouse, browser: Browser
) -> None:
    """Nothing chosen: the error is shown and focused, at the same address, and works like any."""
    _, token = house.invitation("child_12_15", age=13)
    with checks.phone(browser) as page:
        page.goto(f"{house.url}/l/{token}")
        while not page.locator("main input[type=radio]:visible").count() or (
            page.locator("body").get_attribute("data-page") != "question"
        ):
            with page.expect_navigation():
                page.locator("main .go").first.click()
        key = page.locator("[name=question]").first.input_value()
        page.locator("main .go").first.click()
        page.wait_for_selector(".box")
        assert page.evaluate("document.activeElement.className") == "box"
        assert page.title().startswith("Error:")
        assert page.url == f"{house.url}/q"
        page.locator("main input[type=radio]").first.check()
        with page.expect_navigation():
            page.locator("main .go").first.click()
        assert page.locator("[name=question]").first.input_value() != key
