"""The questionnaires as staff see them: everything that is asked, in two languages, to print."""

from __future__ import annotations

import gzip
import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask.testing import FlaskClient

from participation.care.people.models import Role
from participation.kernel.texts import Texts, texts
from participation.questionnaire.definition import context_of
from participation.questionnaire.library import load_library, shipped_forms
from participation.web.staff import forms
from tests.factories import Make
from tests.questionnaire.walks import LIBRARY
from tests.web.staff.signing_in import signed_in

SAFE = "هل هناك ما يقلقك؟"


@pytest.fixture
def browser(client: FlaskClient, make: Make) -> FlaskClient:
    return signed_in(client, make, make.staff(Role.PARTICIPATION))


def shown(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


def part(page: str, number: int) -> str:
    """The section of one question."""
    return page.split(f'aria-labelledby="n{number}"')[1].split("</section>")[0]


@pytest.fixture
def arabic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An Arabic catalogue in which one question is translated, and one only as a draft."""
    form = LIBRARY.form("child_8_11")
    worries, feelings = form.question("worries"), form.question("feelings")
    assert worries is not None
    assert feelings is not None
    catalogue = Catalog(locale="ar")
    catalogue.add(worries.text, SAFE, context=context_of(form, worries))
    catalogue.add(feelings.text, "مسودة", context=context_of(form, feelings), flags=["fuzzy"])
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)

    def spoken(code: str) -> Texts:
        return texts(code, tmp_path)

    monkeypatch.setattr(forms, "texts", spoken)


@pytest.mark.parametrize("role", list(Role))
def test_every_member_of_staff_may_see_what_is_asked(
    client: FlaskClient, make: Make, role: Role
) -> None:
    browser = signed_in(client, make, make.staff(role))
    assert "/staff/forms/child_8_11" in shown(browser, "/staff/forms")


def test_the_list_names_every_form_and_every_module(browser: FlaskClient) -> None:
    page = shown(browser, "/staff/forms")
    for key in (*LIBRARY.forms, *LIBRARY.modules):
        assert f'href="/staff/forms/{key}"' in page
    assert "Before the review" in page
    assert "After the review" in page
    assert "the child came to this country without family" in page


@pytest.mark.parametrize("key", [*LIBRARY.forms, *LIBRARY.modules])
def test_every_form_shows_all_its_questions_and_choices_in_order(
    browser: FlaskClient, key: str
) -> None:
    page = shown(browser, f"/staff/forms/{key}")
    form = LIBRARY.forms.get(key)
    asked = form.questions if form else LIBRARY.modules[key].questions
    by_text = form is not None and form.by_text
    for number, question in enumerate(asked, 1):
        section = part(page, number)
        text = question.short if by_text else question.text
        assert text.replace("{officer}", "Sam").replace("{last_time}", "…") in section
        if not by_text:
            labels = [choice.label.replace("{officer}", "Sam") for choice in question.choices]
            found = re.findall(r"<span>([^<]+)</span>", section)
            assert found[: len(labels)] == labels
    assert f'id="n{len(asked)}"' in page
    assert f'id="n{len(asked) + 1}"' not in page
    assert "{" not in page.split("<main")[1]


def test_beside_a_question_stands_who_sees_it_and_when_it_is_asked(browser: FlaskClient) -> None:
    form = LIBRARY.form("child_8_11")
    page = shown(browser, "/staff/forms/child_8_11")
    keys = [question.key for question in form.questions]
    worries = part(page, keys.index("worries") + 1)
    assert "Seen by only the reviewing officer, unless somebody is not safe." in worries
    assert "Only when nobody they live with is there." in worries
    home = part(page, keys.index("home") + 1)
    assert "A person looks within hours after “Really bad”." in home
    safe = [question.key for question in LIBRARY.form("child_12_15").questions].index("safe") + 1
    told = part(shown(browser, "/staff/forms/child_12_15"), safe)
    assert "A person looks within minutes after “Where I live”." in told
    assert "A person looks within hours after “With someone I visit”." in told
    menu = next(n for n, question in enumerate(form.questions, 1) if question.module)
    wishes = keys.index("review_wishes") + 1
    assert f"Only if question {wishes} was answered with “" in part(page, menu)
    assert "Comes from the module menu_of_choice." in part(page, menu)


def test_a_form_can_be_seen_with_the_modules_that_a_child_s_life_brings(
    browser: FlaskClient,
) -> None:
    modules = ["module_unaccompanied", "module_first_review"]
    plain = shown(browser, "/staff/forms/child_12_15")
    query = "&".join(f"with={module}" for module in (*modules, "module_none", "menu_of_choice"))
    page = shown(browser, f"/staff/forms/child_12_15?{query}")
    form = LIBRARY.composed("child_12_15", modules)
    for number, question in enumerate(form.questions, 1):
        assert question.text.replace("{officer}", "Sam") in part(page, number)
    assert len(form.questions) == len(LIBRARY.form("child_12_15").questions) + 3
    assert page.count(" checked>") == 2
    assert plain.count(" checked>") == 0
    for module in modules:
        assert f"Comes from the module {module}." in page
        assert f"Comes from the module {module}." not in plain
    assert 'name="with"' not in shown(browser, "/staff/forms/parent_web")
    assert 'name="with"' not in shown(browser, "/staff/forms/module_first_review")


def test_it_is_packed_since_its_address_puts_no_word_into_it(browser: FlaskClient) -> None:
    """Its length could tell of a token beside words of somebody's choice (ADR 28)."""
    probe = "csrf_token=guess"
    path = f"/staff/forms/child_8_11?left={probe}&right={probe}&with={probe}&other={probe}"
    packed = browser.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "guess" not in gzip.decompress(packed.data).decode()
    assert (
        "Content-Encoding"
        not in browser.get("/staff/forms", headers={"Accept-Encoding": "gzip"}).headers
    )


def test_symbols_stand_beside_the_words_of_easy_read(browser: FlaskClient) -> None:
    form = LIBRARY.form("child_easy_read")
    number = [question.key for question in form.questions].index("taking_part") + 1
    section = part(shown(browser, "/staff/forms/child_easy_read"), number)
    for choice in form.questions[number - 1].choices:
        sign = f'<b class="sign" aria-hidden="true">{choice.emoji}</b>'
        label = choice.label.replace("{officer}", "Sam")
        assert not choice.emoji or f"{sign}<span>{label}</span>" in section
    assert section.count('class="sign"') > 1


def test_a_form_by_text_is_shown_as_its_texts(browser: FlaskClient) -> None:
    page = shown(browser, "/staff/forms/parent_text")
    assert part(page, 1).count('class="bubble"') == 1
    assert "Reply SKIP to miss this one." in part(page, 1)
    assert "3 of 3." in part(page, 3)


@pytest.mark.usefixtures("arabic")
def test_two_languages_stand_side_by_side_and_arabic_runs_from_the_right(
    browser: FlaskClient,
) -> None:
    page = shown(browser, "/staff/forms/child_8_11?left=en&right=ar")
    form = LIBRARY.form("child_8_11")
    number = [question.key for question in form.questions].index("worries") + 1
    section = part(page, number)
    left, right = section.split('lang="ar" dir="rtl"')
    assert 'lang="en" dir="ltr"' in left
    assert "Does anything make you worried or scared?" in left
    assert SAFE in right
    assert "العربية" in page
    assert section.count('class="aside"') == 2


@pytest.mark.usefixtures("arabic")
def test_what_no_person_has_translated_and_checked_is_marked(browser: FlaskClient) -> None:
    page = shown(browser, "/staff/forms/child_8_11?left=ar")
    form = LIBRARY.form("child_8_11")
    keys = [question.key for question in form.questions]
    feelings = part(page, keys.index("feelings") + 1)
    assert "In English: not translated, or not checked by a person." in feelings
    assert '<span lang="en" dir="ltr">How have you been feeling?</span>' in feelings
    assert "مسودة" not in page, "a draft is not shown, to a child as little as here"
    assert f"{len(keys)} questions have words that nobody has translated and checked" in page
    # The question itself is translated, the line below it is not.
    worries = part(page, keys.index("worries") + 1)
    assert f">{SAFE}</h3>" in worries
    assert '<span lang="en" dir="ltr">Yes or no is enough' in worries


def test_a_language_without_any_translation_says_that_people_see_english(
    browser: FlaskClient,
) -> None:
    page = shown(browser, "/staff/forms/parent_web?left=en&right=ti")
    assert "Whoever reads this language is shown English." in page
    assert 'lang="ti" dir' not in page, "a page never claims a language it does not speak"
    assert "Whoever reads" not in shown(browser, "/staff/forms/parent_web?left=en")


def test_a_list_of_replies_that_no_speaker_has_checked_is_marked(browser: FlaskClient) -> None:
    mark = "How typed replies are read has not been checked by somebody who speaks the language."
    assert not LIBRARY.words("ar").checked
    assert mark in shown(browser, "/staff/forms/parent_web?left=ar")
    assert mark not in shown(browser, "/staff/forms/parent_web?left=en")
    assert LIBRARY.words("om").shown_only
    assert "Of typed replies, only numbers and the words shown are read." in shown(
        browser, "/staff/forms/parent_web?left=om"
    )


@pytest.mark.parametrize(
    "query", ["left=xx", "left=en&left=ar", "left=../..", "right=", "left=en&right=en", "left=%00"]
)
def test_b64_a_language_that_is_none_is_english_alone(browser: FlaskClient, query: str) -> None:
    page = shown(browser, f"/staff/forms/parent_web?{query}")
    assert part(page, 1).count('class="aside"') == 1


@pytest.mark.parametrize("key", ["nothing", "child_8_11.toml", "..", "%2e%2e%2fwords"])
def test_b66_a_form_that_is_none_is_the_usual_page(browser: FlaskClient, key: str) -> None:
    answer = browser.get(f"/staff/forms/{key}")
    assert answer.status_code == 404
    assert answer.get_data() == browser.get("/staff/forms/none_such").get_data()


def test_printed_it_has_room_for_comments_on_every_question(browser: FlaskClient) -> None:
    page = shown(browser, "/staff/forms/child_8_11")
    count = len(LIBRARY.form("child_8_11").questions)
    assert page.count('class="onpaper remark"') == count + 1
    assert "Your comments on question 1:" in part(page, 1)
    assert "What is hard to understand?" in page
    assert ".onpaper{display:none}" in browser.get("/static/staff.css").get_data(as_text=True)


def test_a_council_s_own_form_is_shown_in_place_of_the_shipped_one(
    app: Flask, browser: FlaskClient, tmp_path: Path
) -> None:
    own = (shipped_forms() / "parent_web.toml").read_text(encoding="utf-8")
    changed = own.replace('version = "1"', 'version = "1+local.1"', 1)
    text = LIBRARY.form("parent_web").questions[0].text
    (tmp_path / "ours.toml").write_text(changed.replace(text, "Our words?"), encoding="utf-8")
    house = app.extensions["participation"]
    ours = replace(house, library=load_library(shipped_forms(), tmp_path))
    app.extensions["participation"] = ours
    try:
        assert "1+local.1 <span" in shown(browser, "/staff/forms")
        assert "Our words?" in part(shown(browser, "/staff/forms/parent_web"), 1)
    finally:
        app.extensions["participation"] = house
