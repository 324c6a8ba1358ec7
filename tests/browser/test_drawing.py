"""Drawing by finger on a small phone: the officer sees what was drawn, and writing is enough.

A real service behind a real address; the finger is the browser's own touch input.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from participation.app import create_app
from participation.care.consultations.models import Answer
from participation.care.people.models import Role
from participation.kernel.db import db, reading
from participation.kernel.model import Base
from participation.web.headers import STATIC
from participation.worker import jobs
from tests.browser import checks
from tests.browser.sample_site import served
from tests.conftest import NOW, MovableClock, settings_for_tests
from tests.factories import Make
from tests.web.staff.signing_in import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCRIPTS = ("draw.js", "respond.js")
MOST_SCRIPT, MOST_SCRIPTS = 1_200, 3_000  # bytes, packed


@dataclass
class House:
    app: Flask
    url: str
    make: Make


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("drawing")
    clock = MovableClock(NOW)
    settings = settings_for_tests(f"sqlite:///{folder}/drawing.db", folder)
    settings = replace(settings, public_url="http://127.0.0.1", staff_url="http://127.0.0.1")
    app = create_app(settings, clock=clock)
    app.extensions["participation.wake"] = None
    with app.app_context():
        Base.metadata.create_all(db.engine)
    with served(app) as address, app.app_context():
        yield House(app, address, Make(app.extensions["participation"], clock))


def begin(house: House, page: Page) -> tuple[str, FlaskClient]:
    """A child of six at the sheet; the review, and the officer signed in."""
    officer = house.make.staff(Role.IRO)
    client = signed_in(house.app.test_client(), house.make, officer)
    review = house.make.review(house.make.child(officer=officer, age=6))
    page.goto(f"{house.url}/l/{house.make.link(house.make.invitation(review, form='child_4_7'))}")
    page.click("main .go")
    page.click("button[value=alone]")
    page.click("button[value=pictures]")
    page.wait_for_selector("textarea[name=words]")
    return review.external_id, client


def finger(page: Page, *points: tuple[float, float]) -> None:
    """Touch the sheet, move over these points of it (0 to 1), and lift."""
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    at = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points]
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at[:1]})
    for point in at[1:]:
        devtools.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def lines(page: Page) -> list[list[int]]:
    """What would be sent."""
    held = page.input_value("[name=drawing]")
    return json.loads(held) if held else []


def stored(house: House) -> list[str]:
    db.session.remove()
    with reading() as session:
        rows = session.scalars(select(Answer).where(Answer.question_key == "one_thing"))
        return [row.words or "" for row in rows.all()]


def test_the_script_is_small_and_loaded_on_drawing_pages_only(site: str, browser: Browser) -> None:
    sizes = [len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in SCRIPTS]
    assert sizes[0] <= MOST_SCRIPT
    assert sum(sizes) <= MOST_SCRIPTS
    with checks.phone(browser) as page:
        for name, loaded in (("drawing", True), ("text", False), ("faces", False)):
            with checks.counted(page) as traffic:
                page.goto(f"{site}/respond/{name}")
            assert any("draw.js" in url for url in traffic.requests) is loaded


def test_a_finger_draws_in_colour_undoes_and_starts_again_only_when_sure(
    house: House, browser: Browser
) -> None:
    with _touch(browser) as page:
        begin(house, page)
        checks.assert_fits(page)
        finger(page, (0.1, 0.1), (0.3, 0.2), (0.5, 0.5))
        page.check("[name=ink][value='2']")
        finger(page, (0.8, 0.8))
        drawn = lines(page)
        assert [stroke[0] for stroke in drawn] == [0, 2]
        assert len(drawn[0]) == 7
        assert drawn[0][1:3] == pytest.approx([100, 100], abs=6)
        assert page.evaluate(_INK_AT, [800, 800]) != [255, 255, 255]
        page.click(".draw button >> nth=0")
        assert len(lines(page)) == 1
        assert page.evaluate(_INK_AT, [800, 800]) == [255, 255, 255]
        page.once("dialog", lambda asked: asked.dismiss())
        page.click(".draw button >> nth=1")
        assert len(lines(page)) == 1
        page.once("dialog", lambda asked: asked.accept())
        page.click(".draw button >> nth=1")
        assert lines(page) == []


def test_the_officer_sees_what_the_finger_drew_and_the_words_beside_it(
    house: House, browser: Browser
) -> None:
    with _touch(browser) as page:
        review, officer = begin(house, page)
        finger(page, (0.1, 0.1), (0.9, 0.1), (0.9, 0.9))
        page.check("[name=ink][value='1']")
        finger(page, (0.5, 0.2), (0.5, 0.8))
        drawn = lines(page)
        page.fill("textarea[name=words]", "this is my bed")
        page.click("main .go")
        page.wait_for_selector("[value=bed_and_toys]", state="attached")
        assert stored(house)[-1] == json.dumps(drawn, separators=(",", ":")) + "\nthis is my bed"
        page.click("button[value=back]")  # it stands on the sheet again, and can be drawn on
        page.wait_for_selector("canvas")
        assert lines(page) == drawn
        with page.expect_navigation():
            page.click("main .go")
        _skip_to_the_end(page)
        paths = page.locator("svg.drawn path")
        assert paths.count() == 2
        page.click("#send")
        page.wait_for_selector("body[data-page=sent]")
    jobs.work_off(house.app, lambda _seconds: None)
    with checks.phone(browser, width=1280) as page:
        _take_over(house, page, officer)
        page.goto(f"{house.url}/staff/reviews/{review}/summary")
        shown = page.locator(".q svg.drawn")
        assert shown.count() == 1
        box = shown.bounding_box()
        assert box is not None
        assert box["width"] >= 300  # reading size
        ways = [path.get_attribute("d") or "" for path in shown.locator("path").all()]
        first = drawn[0]
        assert ways[0].startswith(f"M{first[1]} {first[2]}L{first[3]} {first[4]}")
        assert page.locator(".q .said", has_text="this is my bed").count() == 1
        checks.assert_accessible(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_words_are_enough_with_and_without_a_script(
    house: House, browser: Browser, scripts: bool
) -> None:
    with checks.phone(browser, scripts=scripts) as page:
        begin(house, page)
        assert page.locator("canvas").is_visible() is scripts
        page.fill("textarea[name=words]", f"a dog, scripts {scripts}")
        page.click("main .go")
        page.wait_for_selector("[value=bed_and_toys]", state="attached")
        assert stored(house)[-1] == f"a dog, scripts {scripts}"


def test_a_mouse_draws_too_and_leaves_the_sheet_without_harm(
    house: House, browser: Browser
) -> None:
    with checks.phone(browser) as page:
        begin(house, page)
        box = page.locator("canvas").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 120, box["y"] + 60, steps=4)
        page.mouse.move(box["x"] - 500, box["y"] - 500)  # off the sheet: kept to its edge
        page.mouse.up()
        page.mouse.move(box["x"] + 200, box["y"] + 100)  # nothing is held any more
        (line,) = lines(page)
        assert line[-2:] == [0, 0]
        assert all(0 <= part <= 1000 for part in line[1:])


_INK_AT = """([x, y]) => Array.from(document.querySelector("canvas").getContext("2d")
  .getImageData(x, y, 1, 1).data.slice(0, 3))"""


@contextmanager
def _touch(browser: Browser) -> Iterator[Page]:
    """A small phone with a screen that feels fingers."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640},
        has_touch=True,
        is_mobile=True,
        service_workers="block",
    )
    context.set_default_timeout(30_000)  # a busy machine is no fault
    try:
        yield context.new_page()
    finally:
        context.close()


def _skip_to_the_end(page: Page) -> None:
    for _ in range(20):
        if page.locator("body").get_attribute("data-page") == "check":
            return
        with page.expect_navigation():
            page.click("button[value=skip]")
    raise AssertionError("the questions never ended")


def _take_over(house: House, page: Page, client: FlaskClient) -> None:
    """The officer's sign-in, in this browser."""
    page.context.add_cookies(
        [
            {"name": cookie.key, "value": cookie.value, "url": house.url}
            for cookie in client._cookies.values()
        ]
    )
