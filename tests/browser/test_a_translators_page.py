"""A translator types and goes away without pressing anything: it is kept, as it stands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from participation.care.consultations.models import Answer, Channel, Invitation
from participation.care.consultations.service import Circumstances
from participation.care.interpreting import service as interpreting
from participation.care.interpreting.models import (
    Direction,
    TaskState,
    TextKind,
    TranslationText,
)
from participation.care.interpreting.service import Added, Wanted
from participation.guard import restricted_links as links
from participation.journeys import answering
from participation.journeys.answering import AnswerGiven
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.questionnaire.replies import Filled
from tests.browser.real_house import RealHouse, real_house

pytestmark = pytest.mark.browser
WORDS, FIRST, MORE = "ምስ ሓወይ ክነብር ይደሊ", "I want to live", " with my brother"


def lent(house: RealHouse) -> tuple[str, str]:
    """A child's words with a translator; where they open, and the code."""
    make, now = house.make, house.clock.now()
    officer = make.staff()
    child = make.child(officer=officer, age=13, reading_language="ti")
    asked = make.invitation(make.review(child), language="ti")
    token = make.house.randomness.token()
    added = Added(full_name="Selam", email="selam@agency.example", phone="", agency="",
                  languages=["ti"])  # fmt: skip
    with transaction() as session:
        row = session.get_one(Invitation, asked.id)
        form, how = make.house.library.forms["child_12_15"], Circumstances(Channel.FORM, "ti")
        said = AnswerGiven(question_key="one_thing", reply=Filled((), WORDS), how=how, sent=True)
        answering.take_answer(session, form, row, said, house=make.house, now=now)
        session.flush()
        source = session.scalars(select(Answer.public_id)).one()
        task = interpreting.make_task(
            session, row.round.review, [Wanted(kind=TextKind.ANSWER, source=source)],
            about=row.public_id, role="child", direction=Direction.INTO_ENGLISH, language="ti",
            second=False, by_id=officer.id, now=now,
        )  # fmt: skip
        translator = interpreting.add_translator(session, added, by_id=officer.id, now=now)
        task.state, task.translator_id, task.due_at = TaskState.GIVEN, translator.id, now
        link = links.make_link(
            session, key=task.key, child=row.child.public_id, opens=task.public_id, token=token,
            over_after=now + timedelta(days=3), system=system_now(),
        )  # fmt: skip
        code = links.make_code(session, link, make.house.randomness.token(), system_now())
    return f"{house.url}/w/{token}", code


def opened(browser: Browser, address: str, code: str) -> Page:
    """A translator's browser, with the words open in it."""
    page = browser.new_page()
    page.clock.install()
    page.goto(address)
    page.get_by_label("Six digits").fill(code)
    page.get_by_role("button", name="Open").click()
    with page.expect_navigation():  # loaded, with the script at work
        page.get_by_role("button", name="I do not know them").click()
    return page


def arrived(house: RealHouse, words: str) -> None:
    """Wait until what was typed is kept."""
    until = monotonic() + 30
    while draft_in(house) != words:
        assert monotonic() < until, "it never arrived"
        sleep(0.05)


def test_what_is_typed_is_kept_without_a_press(browser: Browser, tmp_path: Path) -> None:
    with real_house(tmp_path) as house:
        address, code = lent(house)
        page = opened(browser, address, code)
        box = page.get_by_label("In English")
        box.fill(FIRST)
        with page.expect_response(address):
            page.clock.run_for(11_000)
        assert draft_in(house) == FIRST
        box.fill(FIRST + MORE)
        page.goto("about:blank")
        arrived(house, FIRST + MORE)  # it is sent behind the page that goes, and nobody waits
        page.goto(address)
        assert page.get_by_label("In English").input_value() == FIRST + MORE
        assert page.get_by_text(WORDS).count() == 1
        page.close()


def test_a_page_that_is_left_idle_presses_nothing_again(browser: Browser, tmp_path: Path) -> None:
    with real_house(tmp_path) as house:
        address, code = lent(house)
        page = opened(browser, address, code)
        page.get_by_label("In English").fill(FIRST)
        page.get_by_role("button", name="This worries me").click()
        page.get_by_text("A person has been told, and looks").wait_for()
        page.get_by_label("In English").fill(FIRST + MORE)
        with page.expect_response(address):
            page.clock.run_for(11_000)
        assert draft_in(house) == FIRST + MORE
        page.reload()
        assert page.get_by_label("In English").input_value() == FIRST + MORE
        with page.expect_navigation():
            page.clock.run_for(1_210_000)
        assert page.get_by_label("In English").input_value() == FIRST + MORE
        assert draft_in(house) == FIRST + MORE, "the press of before, with its old words"
        page.close()


def draft_in(house: RealHouse) -> str | None:
    return house.read(lambda session: session.scalars(select(TranslationText)).one().draft)
