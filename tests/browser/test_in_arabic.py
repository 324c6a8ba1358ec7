"""The whole walk in Arabic, as the demo shows it: turned round, and no English left on the way.

Drafts of a language are for the demo alone; here they come from the catalogue as it stands in its
.po file. That a text is there says nothing of how good it is: that is for people who read Arabic.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from hatch_build import compile_catalogue
from participation.app import create_app
from participation.care.authority.rules import DEFAULT_HELPLINES
from participation.kernel.db import db
from participation.kernel.model import Base
from participation.settings import Mode
from tests.browser import checks
from tests.browser.sample_site import served
from tests.conftest import NOW, MovableClock, settings_for_tests
from tests.factories import Make

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARABIC = Path(__file__).parents[2] / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
MOST_PAGES = 45
# Names, and what the council's settings hold, are shown as they are written there.
AS_WRITTEN = (
    *("Sam Green", "Sam", "North Shire Council"),
    *(
        part
        for line in chain.from_iterable(DEFAULT_HELPLINES.values())
        for part in (line.name, line.number, line.hours)
        if part
    ),
)
WALKS = {
    "4 to 7": ("child_4_7", 6, "pictures"),
    "8 to 11": ("child_8_11", 9, "questions"),
    "12 to 15, by chat": ("child_12_15", 13, "chat"),
    "easy read": ("child_easy_read", 14, "pictures"),
    "a parent": ("parent_web", 9, "questions"),
}
# Words a person sees, reads out or is told by a reader; what says it is English may be.
WORDS_OF_THE_PAGE = """() => {
  const words = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const on = walker.currentNode.parentElement;
    if (!on.closest("script, style, [lang=en]")) words.push(walker.currentNode.data.trim());
  }
  for (const on of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    if (!on.closest("[lang=en]"))
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        words.push(on.getAttribute(name) || "");
  return words;
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Make]]:
    """The demo, with the drafts of Arabic in the council's own folder."""
    folder = tmp_path_factory.mktemp("arabic")
    own = folder / "own" / "ar" / "LC_MESSAGES" / "messages.po"
    own.parent.mkdir(parents=True)
    shutil.copy(ARABIC, own)
    compile_catalogue(own)
    clock = MovableClock(NOW)
    settings = settings_for_tests(f"sqlite:///{folder}/arabic.db", folder, mode=Mode.DEMO)
    settings = replace(settings, forms_dir=folder / "own")
    app = create_app(settings, clock=clock)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    with served(app) as address, app.app_context():
        yield address, Make(app.extensions["participation"], clock)


@pytest.mark.parametrize("who", WALKS)
def test_b74_every_page_of_the_walk_is_in_arabic(
    house: tuple[str, Make], browser: Browser, who: str
) -> None:
    address, make = house
    form, age, way = WALKS[who]
    child = make.child(officer=make.staff(), age=age)
    related = None if form.startswith("child_") else make.relationship(child)
    link = make.link(make.invitation(make.review(child), form=form, related=related))
    kinds = []
    with checks.phone(browser) as page:
        page.goto(f"{address}/l/{link}")
        _press(page, "main form button")
        page.goto(f"{address}/language")
        _press(page, "button[value=ar]")
        for _ in range(MOST_PAGES):
            kinds.append(page.locator("body").get_attribute("data-page"))
            assert page.locator("html").get_attribute("dir") == "rtl"
            assert english_on(page) == []
            checks.assert_fits(page)
            checks.assert_targets(page)
            checks.assert_accessible(page)
            if kinds[-1] == "sent":
                break
            _answer(page, way)
    assert kinds[-1] == "sent"
    assert {"question", "check"} <= set(kinds)


def english_on(page: Page) -> list[str]:
    """What has a Latin letter once names are taken out."""
    left = []
    for words in page.evaluate(WORDS_OF_THE_PAGE):
        bare = words
        for name in sorted(AS_WRITTEN, key=len, reverse=True):
            bare = bare.replace(name, "")
        if any(letter.isascii() and letter.isalpha() for letter in bare):
            left.append(words)
    return left


def _answer(page: Page, way: str) -> None:
    offered = page.locator(f"main button[value={way}]")
    if offered.count():
        return _press(page, f"main button[value={way}]")
    boxes = page.locator("main textarea:visible")
    if boxes.count():
        boxes.first.fill("أريد رؤية أخي أكثر")
    elif (choices := page.locator("main input:is([type=radio], [type=checkbox])")).count():
        choices.first.check(force=True)
    return _press(page, "main .go" if page.locator("main .go").count() else "main form button")


def _press(page: Page, which: str) -> None:
    with page.expect_navigation():
        page.locator(which).first.click()
