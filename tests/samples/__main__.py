"""Make the six summaries as PDF and as pictures, with figures: `python -m tests.samples FOLDER`.

With `--equal 200` it also compares, for so many generated consultations, what is handed on with an
answer withheld and never asked, as page, text, JSON and PDF, byte for byte.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from participation.app import create_app
from participation.care.reviews.models import Review
from participation.channels.mail.smtp_gateway import SmtpGateway
from participation.guard.passwords import current_code
from participation.kernel.clock import StandingClock, system_now
from participation.kernel.db import db
from participation.kernel.model import Base
from participation.worker import jobs
from tests.browser import checks
from tests.browser.sample_site import served
from tests.conftest import NOW, settings_for_tests
from tests.factories import PASSWORD, Make
from tests.samples.consultations import SAMPLES, TRANSLATED, more_late_words
from tests.samples.equal import compare
from tests.standins.mail_server import MailServer
from tests.web.staff.signing_in import press, token_in
from tests.web.translate.at_a_desk import Desk

WIDTH = 1280


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0] if arguments else "samples")
    folder.mkdir(parents=True, exist_ok=True)
    house = folder / "house"
    shutil.rmtree(house, ignore_errors=True)
    house.mkdir()
    app = create_app(
        settings_for_tests(f"sqlite:///{house}/house.db", house, sms="simulator"),
        clock=StandingClock(NOW),
    )
    app.extensions["participation.wake"] = None
    chromium = checks.find_chromium()
    if chromium is None:
        print(checks.HOW_TO_GET_CHROMIUM, file=sys.stderr)
        return 1
    with app.app_context():
        Base.metadata.create_all(db.engine)
        make = Make(app.extensions["participation"], StandingClock(NOW))
        officer = make.staff(name="Sam Green")
        account = make.account(officer)
        reviews = {}
        with by_mail(app, make) as desk:
            for name, story in SAMPLES.items():
                reviews[name] = story(make, officer)
                for turn in TRANSLATED.get(name, ()):
                    translator = desk.adds(turn.who, turn.language)
                    home = desk.lets_in(translator, language=turn.language, second=turn.second)
                    assert "nothing of it is left" in home.writes(*turn.texts), name
                desk.work_off()
        client = app.test_client()
        form = client.get("/staff/sign-in").get_data(as_text=True)
        signed = client.post("/staff/sign-in", data={
            "email": officer.email, "password": PASSWORD,
            "code": current_code(account, system_now()), "csrf_token": token_in(form),
        })  # fmt: skip
        assert signed.status_code == 303
        cookie = signed.headers["Set-Cookie"].partition(";")[0]
        late = reviews["5-late-words"]
        client.get(path_of(late))
        more_late_words(make, late)
        with served(app) as url, sync_playwright() as playwright:
            browser = checks.launch(playwright, chromium)
            for name, review in reviews.items():
                show(folder, name, client, review)
                picture(folder, name, browser, url, cookie, path_of(review))
            hand_on(folder, client, browser, url, cookie, reviews["6-three-withheld"])
            browser.close()
    if "--equal" in arguments:
        compare(app, int(arguments[arguments.index("--equal") + 1]), folder / "equal")
    return 0


@contextmanager
def by_mail(app: Flask, make: Make) -> Iterator[Desk]:
    """Somebody who gives words to translators, with a mail server that takes what is sent."""
    house = app.extensions["participation"]
    with MailServer() as post:
        mail = SmtpGateway(post.url, sender="no-reply@council.example", timeout_seconds=5)
        app.extensions["participation"] = replace(house, mail=mail)
        yield Desk.open(app, make, post, lambda: jobs.work_off(app, lambda _seconds: None))
    app.extensions["participation"] = house


def path_of(review: Review) -> str:
    return f"/staff/reviews/{review.external_id}/summary"


def show(folder: Path, name: str, client: object, review: Review) -> None:
    """The PDF, how long it took and how many sides it has, and what tools find in it."""
    for shape, ending in (("pdf", "pdf"), ("text", "txt"), ("json", "json")):
        began = time.perf_counter()
        answer = press(client, path_of(review), f"{path_of(review)}/take", shape=shape)
        took = time.perf_counter() - began
        assert answer.status_code == 200, (name, shape, answer.status_code)
        (folder / f"{name}.{ending}").write_bytes(answer.get_data())
        if shape == "pdf":
            kilobytes = len(answer.get_data()) / 1000
            many = sides(folder / f"{name}.pdf")
            print(f"{name}: {many} sides, {kilobytes:.0f} kB, made in {took * 1000:.0f} ms")
    draw(folder, name)


def draw(folder: Path, name: str) -> None:
    if shutil.which("pdftoppm"):
        source, target = folder / f"{name}.pdf", folder / f"{name}-pdf"
        subprocess.run(["pdftoppm", "-r", "75", "-png", str(source), str(target)], check=True)


def sides(file: Path) -> int:
    """How many sides it has; -1 where there is no pdfinfo to ask (Debian: poppler-utils)."""
    if not shutil.which("pdfinfo"):
        return -1
    done = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True)
    found = re.search(r"Pages:\s+(\d+)", done.stdout)
    return int(found[1]) if found else -1


def picture(folder: Path, name: str, browser: Browser, url: str, cookie: str, path: str) -> None:
    """The page as it is seen, and as the browser prints it."""
    with checks.phone(browser, width=WIDTH) as page:
        key, _, value = cookie.partition("=")
        page.context.add_cookies([{"name": key, "value": value, "url": url}])
        page.goto(url + path)
        checks.assert_accessible(page)
        page.screenshot(path=str(folder / f"{name}-page.png"), full_page=True)
        page.pdf(path=str(folder / f"{name}-printed.pdf"), prefer_css_page_size=True)
    print(f"{name}: axe 0; printed by the browser on {sides(folder / f'{name}-printed.pdf')} sides")


def hand_on(
    folder: Path, client: object, browser: Browser, url: str, cookie: str, review: Review
) -> None:
    base = f"/staff/reviews/{review.external_id}/hand-on"
    for readers in ("meeting", "parent"):
        name = f"6-three-withheld-{readers}"
        page = client.get(f"{base}/{readers}").get_data(as_text=True)
        mark = re.search(r'name="seen" value="([^"]+)"', page)
        assert mark, "it stops"
        for shape, ending in (("pdf", "pdf"), ("text", "txt"), ("json", "json")):
            answer = press(client, f"{base}/{readers}", f"{base}/{readers}/make",
                           shape=shape, seen=mark[1])  # fmt: skip
            (folder / f"{name}.{ending}").write_bytes(answer.get_data())
        print(f"{name}: {sides(folder / f'{name}.pdf')} sides")
        draw(folder, name)
        picture(folder, name, browser, url, cookie, f"{base}/{readers}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
