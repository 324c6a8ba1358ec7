"""A person who speaks a language goes through its wordings: approved or changed, named, kept, and
said to nobody before they are put into use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.app import create_app
from participation.care.interpreting.checking_models import CheckedText, CheckingTask
from participation.care.interpreting.checking_rules import faults_of
from participation.guard.audit import AuditEvent
from participation.journeys import putting_in_use
from participation.journeys.checking_wordings import listing
from participation.journeys.services import SHIPPED_CATALOGUES, Services
from participation.kernel import texts as kernel_texts
from participation.kernel.catalogue import CatalogueText
from participation.kernel.coverage import Part
from participation.kernel.db import reading, transaction
from participation.kernel.opening_lines import OPENING_LINES
from tests.conftest import NOW, MovableClock, settings_for_tests
from tests.standins.mail_server import MailServer
from tests.web.staff.signing_in import press
from tests.web.translate.at_a_desk import Desk
from tests.web.translate.checking import HERE, SELAM, Checker, checked, code_of, let_in


@pytest.fixture
def house(app: Flask) -> Services:
    found: Services = app.extensions["participation"]
    return found


@pytest.fixture
def checker(desk: Desk) -> Checker:
    return let_in(desk)


def one_of(
    house: Services, what: Callable[[CatalogueText], bool], language: str = "ti"
) -> CatalogueText:
    return next(text for text in listing(house, language).texts if what(text))


def test_opening_lines_come_first_and_what_is_right_is_kept_with_a_name(
    desk: Desk, checker: Checker, house: Services
) -> None:
    first = listing(house, "ti").texts[0]
    assert first.part is Part.OPENING
    page = checker.look()
    assert first.english in unescape(page)
    assert first.draft[0] in unescape(page)
    after = checker.puts(first, *first.draft)
    assert "is kept, with your name" in after
    assert listing(house, "ti").texts[1].english in after
    row = checked()[0]
    assert (row.words, row.changed, row.translator.full_name) == ([*first.draft], False, SELAM)
    shown = unescape(desk.browser.get(HERE).get_data(as_text=True))
    assert f"1 of {len(OPENING_LINES)} opening lines are checked" in shown
    assert f"{SELAM}, Example Words found it right" in shown
    with reading() as session:
        deeds = session.scalars(select(AuditEvent.subject).where(
            AuditEvent.action == "wording.check"))  # fmt: skip
        assert list(deeds) == [f"wording:ti:{first.key}"]


def test_a_change_stands_over_the_draft_and_what_stood_before_is_shown(
    checker: Checker, house: Services
) -> None:
    text = listing(house, "ti").texts[3]
    checker.puts(text, *text.draft)
    checker.puts(text, "ሓድሽ ቃል")
    shown = checker.shows(text)
    assert "ሓድሽ ቃል" in shown
    assert shown.count(f"{SELAM}, Example Words") == 2
    assert [row.changed for row in checked()] == [False, True]


def test_pressed_twice_it_is_one_check(checker: Checker, house: Services) -> None:
    text = listing(house, "ti").texts[3]
    checker.puts(text, *text.draft)
    checker.puts(text, *text.draft)
    assert len(checked()) == 1


@pytest.mark.parametrize(
    ("english", "words", "said"),
    [
        ("%(officer)s reads it by %(day)s.", "ብ%(day)s የንብቦ።", "%(officer)s is missing"),
        ("%(officer)s reads it by %(day)s.", "%(officer)s %(day)s {link}", "{link} is not in the"),
        ("%(officer)s reads it by %(day)s.", "%(officer)s 100% %(day)s", "per cent twice: %%"),
        ("Start", "<b>ጀምር</b>", "Take out the signs <, > and &"),
        ("Start", "ጀምር &amp;", "Take out the signs <, > and &"),
        ("Start", " ", "Write it."),
        ("Start", "ጀ\u202eምር", "signs in it that nobody sees"),
        ("Start", "ጀ" * 2_001, "at most 2000 letters"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(
    checker: Checker, house: Services, english: str, words: str, said: str
) -> None:
    text = one_of(house, lambda each: each.english == english)
    page = checker.puts(text, words)
    assert said in page
    assert words.strip() in page
    assert checked() == []
    checker.puts(listing(house, "ti").texts[0], "ካልእ", go="keep")
    assert words.strip() in checker.shows(text), "typed, and lost by going elsewhere"


def test_a_text_message_counts_its_parts_and_may_take_three(
    checker: Checker, house: Services
) -> None:
    text = one_of(house, lambda each: each.part is Part.TEXTS and "STOP" in each.english)
    assert "of at most 3 parts" in checker.shows(text)
    words = text.draft[0]
    assert "STOP is missing" in checker.puts(text, words.replace("STOP", "ደው"))
    assert re.search(r"This takes \d text messages", checker.puts(text, words + "ቃል " * 60))
    assert checked() == []


def test_every_plural_form_is_asked_for(desk: Desk, house: Services) -> None:
    text = one_of(house, lambda each: bool(each.plural), "ar")
    checker = let_in(desk, "ar", "Nour Haddad")
    assert checker.shows(text).count("Wording ") >= 6
    page = checker.puts(text, *text.draft[:-1], "")
    assert "Wording 6 of 6: Write it." in page
    page = checker.puts(text, *text.draft[:-1], text.draft[-1].replace("%(num)s", ""))
    assert "%(num)s is missing" in page
    assert checked() == []
    checker.puts(text, *text.draft)
    assert checked()[0].words == [*text.draft]


def test_left_for_later_it_comes_again_and_what_was_typed_with_it(
    checker: Checker, house: Services
) -> None:
    first, second = listing(house, "ti").texts[:2]
    page = checker.puts(first, "ቀዳማይ", go="later")
    assert f'value="{second.key}"' in page
    assert "ቀዳማይ" in checker.look(), "the first that nobody has checked"


def test_what_stands_beside_it_is_shown(checker: Checker, house: Services) -> None:
    """The question with its choices: a word alone can mean many things."""
    text = one_of(house, lambda each: each.context == "child_8_11.home" and bool(each.draft))
    others = [each for each in listing(house, "ti").texts if each.context == text.context]
    page = checker.shows(text)
    assert len(others) > 3
    assert all(each.english in page for each in others)
    assert "In the questionnaire child_8_11, at the question “home”." in page


def test_a_second_browser_sees_the_box_for_the_code(desk: Desk, checker: Checker) -> None:
    other = Checker(desk.app.test_client(), checker.address)
    never = desk.app.test_client().get("/wordings/never-made").get_data()
    assert other.client.get(checker.address).get_data() == never
    assert other.types("123456") == 403


def test_a_link_to_wordings_opens_no_words_of_a_child(desk: Desk, checker: Checker) -> None:
    token = checker.address.rpartition("/")[2]
    other = desk.app.test_client()
    assert other.post(f"/w/{token}", data={"go": "code", "code": code_of(desk)}).status_code == 403
    assert "Type the number" in other.get(f"/w/{token}").get_data(as_text=True)


@pytest.mark.parametrize("how", ["withdraw", "retire"])
def test_taken_back_it_opens_nothing_and_what_was_checked_stays(
    desk: Desk, checker: Checker, house: Services, how: str
) -> None:
    text = listing(house, "ti").texts[0]
    checker.puts(text, *text.draft)
    if how == "withdraw":
        page = desk.browser.get(HERE).get_data(as_text=True)
        path = re.findall(r'action="(/staff/checking/tasks/[^"]+/withdraw)"', page)[0]
        press(desk.browser, HERE, path)
    else:
        page = desk.browser.get("/staff/translators").get_data(as_text=True)
        path = re.findall(r'action="([^"]+/retire)"', page)[0]
        press(desk.browser, "/staff/translators", path)
    assert "Type the number" in checker.look()
    assert len(checked()) == 1
    with reading() as session:
        assert session.scalars(select(CheckingTask.typed)).all() == [None]


def test_a_page_of_somebody_else_presses_nothing(checker: Checker, house: Services) -> None:
    text = listing(house, "ti").texts[0]
    sent = {"text": text.key, "go": "right", "words-0": "ኣይፋል", "csrf_token": "made up"}
    assert checker.client.post(checker.address, data=sent).status_code == 403
    assert checked() == []


# --- into use ---------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "own"
    folder.mkdir()
    yield folder
    for kept in (kernel_texts.texts, kernel_texts.translated, kernel_texts.is_open):
        kept.cache_clear()


def test_a_language_opens_once_its_opening_lines_are_checked_and_put_into_use(
    app: Flask, desk: Desk, house: Services, own: Path, tmp_path: Path
) -> None:
    checker = let_in(desk)
    opening = [text for text in listing(house, "ti").texts if text.part is Part.OPENING]
    for text in opening[:-1]:
        checker.puts(text, *text.draft)
    assert languages_with(app, house, own, tmp_path) == ("en",), "one line was not checked"
    checker.puts(
        opening[-1], "ናይ ባዕለይ ቃል።" + "".join(re.findall(r"%\(\w+\)s", opening[-1].english))
    )
    assert languages_with(app, house, own, tmp_path) == ("en", "ti")
    assert (
        kernel_texts.texts("ti", own, SHIPPED_CATALOGUES)
        .gettext(opening[-1].english)
        .startswith("ናይ ባዕለይ")
    )


def languages_with(app: Flask, house: Services, own: Path, tmp_path: Path) -> tuple[str, ...]:
    """Open in a house that was started after what is checked was put into use."""
    with app.app_context(), transaction() as session:
        done = putting_in_use.put_in_use(session, house, own, "ti", house.now())
        assert done.written == session.scalar(select(func.count(CheckedText.id)))
    for kept in (kernel_texts.texts, kernel_texts.translated, kernel_texts.is_open):
        kept.cache_clear()
    settings = settings_for_tests(f"sqlite:///{tmp_path}/own.db", tmp_path)
    started = create_app(replace(settings, forms_dir=own), clock=MovableClock(NOW))
    speaks: Services = started.extensions["participation"]
    return speaks.languages


def test_the_council_s_own_texts_that_nobody_checked_here_stay_in_its_file(
    app: Flask, desk: Desk, house: Services, own: Path
) -> None:
    file = own / "ti" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid ""\nmsgstr "Language: ti\\n"\n\nmsgid "Help"\nmsgstr "ሓገዝና"\n')
    text = one_of(house, lambda each: each.english == "Start")
    let_in(desk).puts(text, "ጀምር")
    with app.app_context(), transaction() as session:
        putting_in_use.put_in_use(session, house, own, "ti", house.now())
    kernel_texts.texts.cache_clear()
    spoken = kernel_texts.texts("ti", own)
    assert (spoken.gettext("Help"), spoken.gettext("Start")) == ("ሓገዝና", "ጀምር")


def test_words_agreed_on_stand_beside_with_the_reason(desk: Desk, checker: Checker) -> None:
    press(desk.browser, "/staff/translators", "/staff/translators/words", language="ti",
          english="review", theirs="ገምጋም", why="as the courts say it")  # fmt: skip
    assert "as the courts say it" in checker.look()


def test_every_draft_of_ours_could_be_approved_as_it_stands(house: Services) -> None:
    """Else the page would refuse what nobody changed."""
    for folder in sorted(SHIPPED_CATALOGUES.glob("*/LC_MESSAGES")):
        found = listing(house, folder.parts[-2])
        for text in found.texts:
            if text.draft:
                assert faults_of(text, text.draft, found.many_of(text)) == [], text


def test_the_mail_says_nothing_of_what_it_is(desk: Desk, post: MailServer) -> None:
    let_in(desk)
    said = "\n".join(
        mail.get_content() for mail in post.mails if "/wordings/" in mail.get_content()
    )
    assert said
    assert "Tigrinya" not in said
