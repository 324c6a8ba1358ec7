"""T4, T9: on a phone that others use nothing typed is found again, and robots spoil nothing.

Canary words are typed into the real service. Then the child sends, leaves, stops or walks away, and
whoever takes up the phone presses Back five times, Forward, opens the address again, also without
signal, and looks into everything that a browser keeps. Back/forward cache is switched on here;
Playwright's Chromium has it off.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page
from sqlalchemy import text

from participation.kernel.db import db, reading
from participation.kernel.model import Base
from tests.browser import checks
from tests.browser.real_house import RealHouse, real_house, walk_to_the_check_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CANARY = "tangerine clarinet seventeen"
WEATHER = "https://www.bbc.co.uk/weather"
KEPT_BY_THE_BROWSER = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, document.cookie, history.state, name,
  (await indexedDB.databases()).map(base => base.name), await caches.keys(),
  (await navigator.serviceWorker.getRegistrations()).length])"""
TYPED = "[...document.querySelectorAll('textarea, input')].map(box => box.value)"
NOTHING = '[{},{},"",null,"",[],[],0]'


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHouse]:
    with real_house(tmp_path_factory.mktemp("shared")) as living:
        yield living


@pytest.fixture(scope="module")
def keeper(browser: Browser) -> Iterator[Browser]:
    """A Chromium that keeps pages for Back and Forward, as people's own do."""
    running = browser.browser_type.launch(
        executable_path=checks.find_chromium(),
        args=[*checks.FLAGS, "--no-sandbox"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield running
    running.close()


@contextmanager
def shared_phone(keeper: Browser, *, scripts: bool = True) -> Iterator[Page]:
    context = keeper.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=scripts
    )
    context.set_default_timeout(15_000)
    context.route(f"{WEATHER}**", lambda route: route.fulfill(body="<h1>Rain</h1>"))
    try:
        yield context.new_page()
    finally:
        context.close()


def _type_the_canary(house: RealHouse, page: Page) -> None:
    """As far as the check page, which shows it: the finder finds what is there to be found."""
    walk_to_the_check_page(house, page, CANARY)
    assert _sightings(page) > 0, "the finder must find it while it is there"


def _sightings(page: Page) -> int:
    """How many of the words are anywhere on the page, its title and its boxes included."""
    found = ""
    for _ in range(50):
        with suppress(Error):  # it is just going somewhere
            found = page.content() + page.title()
            break
        time.sleep(0.1)
    else:
        raise AssertionError("the page never came to rest")
    with suppress(Error):  # without scripts, or on an error page of the browser's own
        found += str(page.evaluate(TYPED))
    return sum(word in found for word in CANARY.split())


def _until_gone(page: Page) -> None:
    for _ in range(100):
        if not _sightings(page):
            return
        time.sleep(0.1)
    raise AssertionError("the words are still on the screen")


def _send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("[value=send]").click()


def _leave(page: Page) -> None:
    page.locator(".leave button").click()
    page.wait_for_url(f"{WEATHER}**")


def _shift_three_times(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(f"{WEATHER}**")


def _stop_on_a_shared_phone(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main [value=later]").click()
    page.locator("[value=shared]").check()
    page.locator("[value=stop]").click()
    page.wait_for_selector("text=None of your words are left on it")


ENDINGS: dict[str, Callable[[Page], None]] = {
    "send": _send,
    "leave": _leave,
    "shift": _shift_three_times,
    "stop": _stop_on_a_shared_phone,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_t4_after_the_end_nothing_typed_is_found_again(
    house: RealHouse, keeper: Browser, ending: str
) -> None:
    with shared_phone(keeper) as page:
        _type_the_canary(house, page)
        ENDINGS[ending](page)
        _nobody_finds_it(house, page)


@pytest.mark.parametrize("ending", ["send", "leave"])
def test_t4_without_scripts_too(house: RealHouse, keeper: Browser, ending: str) -> None:
    with shared_phone(keeper, scripts=False) as page:
        _type_the_canary(house, page)
        ENDINGS[ending](page)
        _nobody_finds_it(house, page, scripts=False)


@pytest.mark.parametrize(
    "away", [timedelta(minutes=21), timedelta(hours=21)], ids=["21 min", "21 h"]
)
def test_t4_after_walking_away_nothing_typed_is_found_again(
    house: RealHouse, keeper: Browser, away: timedelta
) -> None:
    with shared_phone(keeper) as page:
        page.clock.install()
        _type_the_canary(house, page)
        house.age_sittings(away)
        page.clock.fast_forward(int(away.total_seconds()) * 1000)
        _until_gone(page)
        _nobody_finds_it(house, page)


def test_t4_leaving_without_signal_ends_it_in_that_browser_all_the_same(
    house: RealHouse, keeper: Browser
) -> None:
    with shared_phone(keeper) as page:
        _type_the_canary(house, page)
        page.context.set_offline(True)
        with suppress(Error):
            page.locator(".leave button").click()
        page.wait_for_timeout(500)
        assert _sightings(page) == 0
        page.context.set_offline(False)
        again = page.context.new_page()
        again.goto(f"{house.url}/q")
        assert again.locator("body").get_attribute("data-page") == "dead"
        assert _sightings(again) == 0


def _nobody_finds_it(house: RealHouse, page: Page, *, scripts: bool = True) -> None:
    seen = [_sightings(page)]
    for step in (*[page.go_back] * 5, *[page.go_forward] * 5, page.reload):
        with suppress(Error):
            step(wait_until="commit", timeout=3_000)
        seen.append(_sightings(page))
    reopened = page.context.new_page()  # what "reopen closed tab" asks for: the address, again
    for address in ("/q", "/help", "/leave"):
        reopened.goto(f"{house.url}{address}")
        seen.append(_sightings(reopened))
        seen.append(CANARY in reopened.context.request.get(f"{house.url}{address}").text())
    if scripts:
        seen.append(_kept_by_the_browser(reopened) != NOTHING)
    page.context.set_offline(True)
    for tab in (page, reopened):
        with suppress(Error):
            tab.reload(wait_until="commit", timeout=3_000)
        seen.append(_sightings(tab))
    page.context.set_offline(False)
    assert not any(seen), seen
    assert len(seen) >= 18


def _kept_by_the_browser(page: Page) -> str:
    return str(page.evaluate(KEPT_BY_THE_BROWSER)).replace('"left=1"', '""')


def test_t4_while_somebody_types_nothing_is_put_aside(house: RealHouse, keeper: Browser) -> None:
    with shared_phone(keeper) as page:
        _, token = house.invitation()
        page.goto(f"{house.url}/l/{token}")
        while not page.locator("main textarea:visible").count():
            with page.expect_navigation():
                page.locator("main .go").first.click()
        page.fill("textarea", CANARY)
        page.context.set_offline(True)
        page.locator("main .go").first.click()
        page.wait_for_selector(".off", state="visible")
        assert page.input_value("textarea") == CANARY
        assert (
            page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") == "[{},{}]"
        )
        page.context.set_offline(False)
        assert page.locator("form[autocomplete=off] textarea").count() == 1


def test_r1_my_own_copy_is_gone_with_the_page_it_was_on(house: RealHouse, keeper: Browser) -> None:
    with shared_phone(keeper) as page:
        _type_the_canary(house, page)
        _send(page)
        page.locator("[value=copy]").click()
        page.wait_for_selector("[data-page=copy]")
        assert _sightings(page) > 0
        assert page.locator(".print").is_visible()
        with page.expect_download() as kept:
            page.locator("[value=copy_file]").click()
        assert kept.value.suggested_filename == "copy.txt"
        assert CANARY in kept.value.path().read_text()
        page.locator("main .go").click()
        page.wait_for_selector("[data-page=sent]")
        _nobody_finds_it(house, page)


# --- T9: robots -----------------------------------------------------------------------------------


def _rows() -> dict[str, list[tuple[object, ...]]]:
    db.session.remove()
    with reading() as session:
        return {
            name: sorted(map(tuple, session.execute(text(f"SELECT * FROM {name}"))), key=str)  # noqa: S608 - our own
            for name in Base.metadata.tables
        }


def _press_everything_on_the_page_of_the_link(page: Page, address: str) -> int:
    page.goto(address)
    buttons = page.locator("button:visible, a:visible, summary:visible").count()
    for number in range(buttons):
        page.goto(address)
        with suppress(Error):
            page.locator("button:visible, a:visible, summary:visible").nth(number).click(
                timeout=3000
            )
            page.wait_for_load_state()
    return buttons


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_t9_b43_scanners_and_a_robot_at_the_link_leave_only_an_empty_sitting(
    house: RealHouse, keeper: Browser, scripts: bool
) -> None:
    _, token = house.invitation()
    address = f"{house.url}/l/{token}"
    before = _rows()
    with shared_phone(keeper, scripts=scripts) as page:
        asks = page.context.request
        for number in range(100):
            purpose = ({}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"})[
                number % 3
            ]
            assert asks.get(address, headers=purpose).status == 200
            assert asks.head(address, headers=purpose).status == 200
        assert _rows() == before, "looking changes nothing at all"
        assert _press_everything_on_the_page_of_the_link(page, address) >= 3
    after = _rows()
    before.pop("respondent_sittings")
    assert {row[0] for row in after.pop("respondent_sittings")}, "the robot did open a sitting"
    assert after == before
    _the_child_completes(house, keeper, token)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_t9_a_robot_that_never_stops_pressing_spoils_nothing(
    house: RealHouse, keeper: Browser, scripts: bool
) -> None:
    invitation, token = house.invitation()
    with shared_phone(keeper, scripts=scripts) as page:
        page.goto(f"{house.url}/l/{token}")
        for _ in range(60):
            if page.locator("body").get_attribute("data-page") == "sent":
                break
            page.locator("main .go").first.click()
            page.wait_for_timeout(150)
    assert house.state(invitation) == "finished", "the robot got to the end"
    _the_child_completes(house, keeper, token)
    said = house.answers(invitation)
    assert len(said) >= 8
    assert not any(state == "skipped" for _, state, _, _ in said)


def _the_child_completes(house: RealHouse, keeper: Browser, token: str) -> None:
    """On their own phone, every question of it answered, and sent."""
    with shared_phone(keeper) as page:
        page.goto(f"{house.url}/l/{token}")
        asked: set[str] = set()
        for _ in range(60):
            if page.locator("body").get_attribute("data-page") == "sent":
                break
            form = page.locator("main form").first
            key = form.locator("[name=question]")
            if key.count():
                asked.add(str(key.input_value()))
                if form.locator("textarea:visible").count():
                    form.locator("textarea").fill("what I want to say")
                elif form.locator("[name=answer]").count():
                    form.locator("[name=answer]").first.check()
            with page.expect_navigation():
                page.locator("main .go").first.click()
        assert page.locator("body").get_attribute("data-page") == "sent"
        assert "Sam has your words now" in page.locator("h1").inner_text()
        assert len(asked) >= 8, asked


def test_the_real_context_is_used(keeper: Browser) -> None:
    """Pages are kept for Back here: without that the tests above would prove too little."""
    context: BrowserContext = keeper.new_context()
    page = context.new_page()
    context.route(
        f"{WEATHER}**",
        lambda route: route.fulfill(
            content_type="text/html",
            body="<h1>Rain</h1><script>addEventListener('pageshow', e => document.title = "
            "e.persisted ? 'kept' : 'new')</script>",
        ),
    )
    page.goto(f"{WEATHER}/1")
    page.goto(f"{WEATHER}/2")
    page.go_back(wait_until="commit")
    for _ in range(100):
        if page.title() == "kept":
            break
        time.sleep(0.1)
    assert page.title() == "kept"
    context.close()
