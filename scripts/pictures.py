"""Takes the picture in README from a running demonstration, by using it.

    participation demo --port 8000          # in another terminal
    python -m scripts.pictures http://127.0.0.1:8000

A child answers at 320 px, the mother by text, and the officer opens the page. Needs Chromium and
the libraries of requirements-dev.txt.
"""

from __future__ import annotations

import base64
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

PICTURE = Path(__file__).parent.parent / "docs" / "pictures" / "pages.png"
ONE_THING = "I want to see my sister Ruby more. Sundays are long without her."
MOTHER_SAYS = (
    "1",
    "He has made a friend at the new school and talks about him a lot",
    "The calls on Wednesdays get cut short. I would like to know why",
    "2",
)
SHEET = """<body style="margin:0;padding:24px;display:flex;gap:24px;align-items:start;width:1512px;
background:#dfe5ea;font:600 20px system-ui,sans-serif;box-sizing:border-box">
{figures}</body>"""
FIGURE = """<figure style="margin:0"><figcaption style="margin:0 0 10px">{title}</figcaption>
<div style="height:{height}px;overflow:hidden;border-radius:12px;box-shadow:0 1px 6px #0006">
<img style="width:{width}px;display:block" src="data:image/png;base64,{image}"></div></figure>"""
HEIGHT = 820
GOOD, NOT_GOOD = 1, 3  # of five faces, the best first; in pictures there are three
FEWEST_FACES = 3
MOST_PAGES = 40
ON_THE_WAY = re.compile(r"^(Send|Yes, on my own|Questions)")


def main(address: str) -> None:
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        desk = browser.new_page(
            viewport={"width": 900, "height": 900}, device_scale_factor=2, bypass_csp=True
        )
        desk.goto(f"{address}/demo/phones")
        child, parent = _child_with_parent(desk)
        link = child.locator("a[href*='/l/']").get_attribute("href") or ""
        conversation = _text(desk, parent.get_attribute("id") or "")
        question = _answer(browser, link)
        summary = _read(desk, address)
        _compose(browser, question, conversation, summary)
        browser.close()


def _child_with_parent(desk: Page) -> tuple[Locator, Locator]:
    for child in desk.locator("section.phone", has=desk.locator("a[href*='/l/']")).all():
        name = child.locator("h3").inner_text()
        mine = desk.locator("section.phone", has_text=f"mother of {name}")
        if mine.count():
            return child, mine.first
    raise SystemExit("No child here has both a phone and a mother who is asked: another seed?")


def _text(desk: Page, phone: str) -> bytes:
    for words in MOTHER_SAYS:
        section = desk.locator(f"#{phone}")
        section.locator("input[name=words]").fill(words)
        section.locator("button").click()
    desk.set_viewport_size({"width": 430, "height": 900})
    desk.add_style_tag(content=".latest{max-height:none!important}")
    return desk.locator(f"#{phone}").screenshot()


def _answer(browser: Browser, link: str) -> bytes:
    phone = browser.new_page(viewport={"width": 320, "height": 656}, device_scale_factor=2)
    phone.goto(link)
    picture = b""
    words = iter((ONE_THING, "Football", "Mr Shah's lessons", "My room"))
    for _page in range(MOST_PAGES):
        kind = phone.locator("body").get_attribute("data-page")
        if kind == "sent":
            return picture
        form = phone.locator("main form").first
        if kind == "question":
            faces = form.locator("label:has(svg) input[type=radio]")
            if form.locator("textarea").count():
                form.locator("textarea").first.fill(next(words, "No"))
            elif (most := faces.count()) >= FEWEST_FACES:
                faces.nth(GOOD if picture else min(NOT_GOOD, most - 1)).check(force=True)
                picture = picture or phone.screenshot()
            else:
                form.locator("input[name=answer]").first.check(force=True)
        _go_on(phone)
    raise SystemExit("The child did not come to the end: has a page on the way changed?")


def _go_on(phone: Page) -> None:
    form = phone.locator("main form").first
    wanted = form.get_by_role("button", name=ON_THE_WAY)
    button = wanted.first if wanted.count() else form.locator("button:visible").first
    phone.evaluate("document.body.dataset.was = 1")
    button.click()
    phone.wait_for_selector("body:not([data-was])", state="attached")


def _read(desk: Page, address: str) -> bytes:
    for row in range(2):
        desk.goto(f"{address}/demo/phones")
        officer = desk.locator("tr", has_text="Reviewing officer").nth(row)
        email, password, code = (officer.locator("td").nth(n).inner_text() for n in range(3))
        if not re.fullmatch(r"\d{6}", code):
            raise SystemExit("That code was used a moment ago. Try again in half a minute.")
        desk.goto(f"{address}/staff/sign-in")
        for field, value in (("email", email), ("password", password), ("code", code)):
            desk.fill(f"#{field}", value)
        desk.locator("main button").click()
        paths = [a.get_attribute("href") for a in desk.locator("a[href$=summary]").all()]
        for path in paths:
            desk.goto(f"{address}{path}")
            said = desk.locator("main").inner_text()
            if ONE_THING in said and MOTHER_SAYS[1] in said:
                desk.set_viewport_size({"width": 860, "height": 1220})
                desk.locator("aside.demo").evaluate("line => scrollTo(0, line.offsetTop)")
                return desk.screenshot()
        desk.locator("header button").click()
    raise SystemExit("No officer could open what both of them said.")


def _compose(browser: Browser, *pictures: bytes) -> None:
    titles = ("A child answers", "A parent answers by text", "Their officer reads")
    figures = "".join(
        FIGURE.format(
            title=title, width=width, height=HEIGHT, image=base64.b64encode(image).decode()
        )
        for title, width, image in zip(titles, (400, 390, 578), pictures, strict=True)
    )
    sheet = browser.new_page(viewport={"width": 1512, "height": 200})
    sheet.set_content(SHEET.format(figures=figures))
    PICTURE.parent.mkdir(exist_ok=True)
    sheet.screenshot(path=PICTURE, full_page=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
