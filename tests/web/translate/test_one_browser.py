"""T18: who can read a translation task: one person who does not know the family, in one browser,
until it ends. Nobody else, and no mail, ever holds a word of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.interpreting.models import TranslationText
from participation.guard.audit import AuditEvent
from participation.guard.restricted_links import LOCKS_AFTER, RestrictedLink
from participation.journeys.revoking import revoke_everything
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.web.staff.reviewed import Reviewed
from tests.web.staff.signing_in import press, token_in
from tests.web.translate.at_a_desk import AtHome, Desk, states
from tests.web.translate.conftest import WORDS

pytestmark = pytest.mark.usefixtures("story")
# What one database decides as the other does is tried on one of them.

ENGLISH = "I want to live with my brother"
ANY = "/w/" + "x" * 22


def test_t18_the_words_open_in_the_first_browser_and_in_no_other(app: Flask, desk: Desk) -> None:
    task = desk.gives(desk.adds("Selam Tesfay"))
    home, other = (AtHome(app.test_client(), desk.address()) for _ in range(2))
    nothing = other.client.get(ANY).data
    assert home.client.get(home.address).data == nothing, "the link alone opens nothing"
    code = desk.code(task)
    assert WORDS not in desk.browser.get(task).get_data(as_text=True)
    assert home.types("000 000" if code != "000 000" else "111 111") == 403
    assert home.types(code) == 303
    assert other.types(code) == 403, "a second browser with link and code"
    assert other.client.get(other.address).data == nothing
    asked = home.look()
    assert WORDS not in asked
    assert "a young person of 12 to 15, looked after by" in asked
    assert "lives" not in asked, "many live far from the council that looks after them"
    assert WORDS in home.says("begin")
    for name in ("Quillon", "Sam Green", "Bea Sort"):
        assert name not in home.look()
    assert other.client.get(other.address).data == nothing
    with reading() as session:
        looked = session.scalars(select(AuditEvent.actor).where(
            AuditEvent.action == "translation.read")).all()  # fmt: skip
    assert len(looked) == 4
    assert all(actor.startswith("translator:") for actor in looked)
    anew = desk.code(task)
    assert home.client.get(home.address).data == nothing, "a new code shuts the old browser out"
    assert other.types(anew) == 303


def test_t18_five_wrong_tries_or_ten_minutes_and_the_code_opens_nothing(
    app: Flask, desk: Desk
) -> None:
    task = desk.gives(desk.adds("Selam Tesfay"))
    home = AtHome(app.test_client(), desk.address())
    code = desk.code(task)
    wrong = "123456" if code != "123 456" else "654321"
    assert [home.types(wrong) for _ in range(5)] == [403] * 5
    assert home.types(code) == 403
    code = desk.code(task)
    with transaction() as session:
        link = session.scalars(select(RestrictedLink)).one()
        link.code_made_at = system_now() - timedelta(minutes=11)
    assert home.types(code) == 403
    assert home.types(desk.code(task)) == 303


def test_t18_whoever_may_know_the_family_reads_nothing_and_is_not_asked_again(
    app: Flask, desk: Desk
) -> None:
    selam, rahel = desk.adds("Selam Tesfay"), desk.adds("Rahel Abraham")
    task = desk.gives(selam)
    home = AtHome(app.test_client(), desk.address())
    code = desk.code(task)
    home.types(code)
    assert "Somebody else is asked" in home.says("knows")
    assert WORDS not in home.look()
    assert home.types(code) == 403
    assert states() == ["knows_family"]
    assert "Give the words to another translator" in desk.tasks()
    page = next(line for line in desk.shows().split('"') if "/of/" in line)
    choices = desk.browser.get(page).get_data(as_text=True)
    assert rahel in choices
    assert selam not in choices
    again = press(desk.browser, page, page, language="ti", second="", translator=selam)
    assert again.status_code == 422
    assert WORDS in desk.lets_in(rahel).look()
    assert "another translator" not in desk.tasks()


@on_sqlite
def test_t18_after_its_end_it_opens_nothing_however_it_ended(
    app: Flask, desk: Desk, clock: MovableClock
) -> None:
    selam = desk.adds("Selam Tesfay")
    home = desk.lets_in(selam)
    nothing = app.test_client().get(ANY).data
    task = next(one for one in desk.shows().split('"') if one.startswith("/staff/translations/"))
    press(desk.browser, task, f"{task}/withdraw")
    assert home.client.get(home.address).data == nothing, "taken back"
    late = desk.lets_in(selam)
    clock.moment += timedelta(days=4)
    assert WORDS in late.look(), "late work is still taken"
    clock.moment += timedelta(days=2)
    assert late.client.get(late.address).data == nothing, "past its deadline"
    task = next(one for one in desk.shows().split('"') if one.startswith("/staff/translations/"))
    press(desk.browser, task, f"{task}/withdraw")
    done = desk.lets_in(selam)
    assert "nothing of it is left" in done.writes(ENGLISH)
    assert done.client.get(done.address).data == nothing, "done"
    with reading() as session:
        assert not [row for row in session.scalars(select(TranslationText)) if row.draft]


@on_sqlite
def test_t18_a_restored_copy_opens_no_task_of_before(app: Flask, desk: Desk) -> None:
    home = desk.lets_in(desk.adds("Selam Tesfay"))
    with transaction() as session:
        assert revoke_everything(session, system_now()).links >= 1
    assert home.client.get(home.address).data == app.test_client().get(ANY).data


@on_sqlite
def test_nothing_typed_is_lost_to_a_pause_and_the_same_number_opens_it_again(
    app: Flask, desk: Desk
) -> None:
    task = desk.gives(desk.adds("Selam Tesfay"))
    home = AtHome(app.test_client(), desk.address())
    code = desk.code(task)
    home.types(code)
    home.says("begin")
    assert ENGLISH[:9] in home.writes(ENGLISH[:9], go="keep")
    page = home.look()
    with transaction() as session:
        link = session.scalars(select(RestrictedLink)).one()
        link.last_seen = system_now() - LOCKS_AFTER - timedelta(seconds=1)
        box = session.scalars(select(TranslationText)).one().public_id.hex
    assert WORDS not in home.look()
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    fields = {"csrf_token": token, f"words-{box}": ENGLISH, "go": "send"}
    locked = home.client.post(home.address, data=fields).get_data(as_text=True)
    assert "Type the same number again" in locked
    assert home.types(code) == 303
    assert ENGLISH in home.look()


@on_sqlite
def test_no_page_of_words_comes_of_a_press_itself(desk: Desk) -> None:
    """Loaded again, it would be pressed again, with the words that stood there then."""
    home = desk.lets_in(desk.adds("Selam Tesfay"))
    for go in (re.findall(r'value="(worry:[0-9a-f]+)"', home.look())[0], "send", "keep"):
        fields = {"csrf_token": token_in(home.look()), "go": go}
        assert home.client.post(home.address, data=fields).status_code == 303, go
    assert "write it, or tick" in home.writes("", go="send"), "what was lacking is still said"
    assert "write it, or tick" not in home.writes("", go="keep")


@on_sqlite
def test_t19_no_mail_about_it_holds_a_word_a_name_or_the_code(
    app: Flask, desk: Desk, story: Reviewed
) -> None:
    selam = desk.adds("Selam Tesfay")
    task = desk.gives(selam)
    home = AtHome(app.test_client(), desk.address())
    code = desk.code(task)
    home.types(code)
    home.says("begin")
    home.worries_about(0)
    home.writes(ENGLISH)
    desk.work_off()
    assert "selam@agency.example" in desk.post.recipients
    assert len(desk.post.mails) >= 2
    secrets = (WORDS, ENGLISH, "Quillon", "Sam Green", "Selam", "Tesfay", "Tigrinya", "translat",
               code, code.replace(" ", ""), story.review.external_id)  # fmt: skip
    for mail in desk.post.mails:
        whole = f"{mail.as_string()}\n{mail.get_content()}"
        for secret in secrets:
            assert secret not in whole.replace("selam@agency.example", ""), secret
