"""A council's extract goes in; a child answers on a phone, a parent by text; the officer's page
holds every word of both."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from participation.cli.made_up_council import write_council
from tests.acceptance.running_house import House, wait_until
from tests.browser.checks import phone
from tests.browser.hands import Pointer
from tests.standins.mail_server import MailServer
from tests.standins.twilio_server import TwilioServer

pytestmark = [pytest.mark.browser, pytest.mark.long]

TODAY = date(2026, 11, 24)  # a Tuesday in term
IN_HOURS = "2026-11-24T16:30:00+00:00"
AFTERWARDS = "How was it for you?"  # what is said to that is in no summary
LINK = re.compile(r"http://127\.0\.0\.1:\d+/l/[A-Za-z0-9_-]{22}")


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[tuple[House, TwilioServer]]:
    """A council of 432 imported, its rounds open, the first texts with the provider."""
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path}/house.db"
    else:
        from tests.embedded_postgres import empty_database  # noqa: PLC0415 - only where needed

        database_url = empty_database(f"acceptance_{os.getpid()}", durable=True)
    with TwilioServer() as twilio, MailServer() as mail:
        built = House(tmp_path, database_url, twilio.url, mail.url)
        built.set_clock(IN_HOURS)
        extract = os.environ.get("PARTICIPATION_TEST_COUNCIL")
        if extract is None:
            write_council(tmp_path / "out", children=432, today=TODAY, seed=1)
            extract = str(tmp_path / "out")
        built.command("db", "upgrade")
        built.command("import", extract)
        built.command("rounds", "open", "--on", TODAY.isoformat())
        built.command("worker", "--once")
        yield built, twilio


def test_the_main_job_runs_on_real_input(
    house: tuple[House, TwilioServer], browser: Browser
) -> None:
    """As one story, because the parts only prove something together."""
    built, twilio = house
    sent = sorted(twilio.sent(), key=lambda text: text.to)  # workers take work in any order
    before = [text for text in sent if AFTERWARDS not in text.body]
    links = [found.group() for text in before if (found := LINK.search(text.body))]
    parents = [text.to for text in sent if not LINK.search(text.body)]
    assert len(links) > 5
    assert before == sent, "somebody was asked how a review was that was held before we were here"
    assert len(parents) > 20
    assert len({text.to for text in sent}) == len(sent), "somebody was texted twice"

    with built.running():
        said = {
            "without a script": _answer_as_child(browser, links[0], "no script", javascript=False),
            "with a script": _answer_as_child(browser, links[1], "with script", javascript=True),
            "by text": _answer_as_parent(built, twilio, parents[0]),
        }
        token = built.command(
            "tokens", "add", "case system", "--scope", "reviews:read",
            "--scope", "summaries:read_all",
        ).stdout.split()[-1]  # fmt: skip
        texts = [json.dumps(page, ensure_ascii=False) for page in _summaries(built, token)]

        for story, words in said.items():
            holding = [text for text in texts if words[0] in text]
            assert holding, f"{story}: the first words are in no summary"
            for piece in words:
                assert all(piece in text for text in holding), f"{story}: {piece!r} is missing"


def _summaries(built: House, token: str) -> Iterator[object]:
    """The summary of every review whose round is open."""
    page = 1
    while page is not None:
        listed = built.api(f"reviews?due_from=2026-10-01&due_to=2027-12-31&page={page}", token)
        for review in listed["reviews"]:
            if review["round"] is not None:
                yield built.api(f"reviews/{review['clar_cla_review_id']}/summary", token)
        page = listed["next_page"]


def _answer_as_child(browser: Browser, link: str, marker: str, *, javascript: bool) -> list[str]:
    """Walk from the link to "sent" on a small phone; every box is filled with words of its own."""
    words: list[str] = []
    with phone(browser, scripts=javascript) as page:
        page.goto(link)
        for _ in range(60):
            kind = page.locator("body").get_attribute("data-page")
            if kind == "sent":
                return words
            form = page.locator("main form").first
            if kind == "question":
                _fill(form.page, words, marker)
            Pointer(page).press(form.locator("button[type=submit], button:not([type])").first)
    raise AssertionError(f"not at the end after sixty pages: {page.inner_text('main')[:300]}")


def _fill(page: Page, words: list[str], marker: str) -> None:
    form = page.locator("main form").first
    for box in form.locator("textarea:visible, input[type=text]:visible").all():
        text = f"{marker} {len(words)}: my brother's tea ☕ & “more”"
        box.fill(text)
        words.append(text)
    radios = form.locator("input[type=radio]")
    if radios.count():
        radios.first.check()
    elif form.locator("input[type=checkbox]").count():
        form.locator("input[type=checkbox]").first.check()


def _answer_as_parent(built: House, twilio: TwilioServer, number: str) -> list[str]:
    """The whole conversation: yes, three answers of which the last is first misunderstood."""
    words = ["He laughs again at breakfast ☀️", "Contact on Sundays is too short", "sometimes maybe"]
    for body in ("1", words[0], words[1], words[2], "2"):
        before = len(twilio.sent(number))
        built.text_in(number, body)
        wait_until(lambda before=before: len(twilio.sent(number)) == before + 1)
    if "just one of them" in twilio.sent(number)[-1].body:  # a parent of several children
        built.text_in(number, "SKIP")
    wait_until(lambda: "999" in twilio.sent(number)[-1].body)
    return words
