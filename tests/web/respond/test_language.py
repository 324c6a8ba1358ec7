"""Each language in its own name; changing it keeps everything, and staff see the change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from flask import Flask
from sqlalchemy import select

from hatch_build import compile_catalogue
from participation.care.consultations.models import Answer, Invitation, Task, TaskKind
from participation.guard.audit import AuditEvent
from participation.kernel import languages
from participation.kernel import texts as kernel_texts
from participation.kernel.db import db, transaction
from participation.kernel.languages import LANGUAGES
from participation.kernel.opening_lines import OPENING_LINES
from participation.questionnaire.definition import context_of
from participation.settings import Mode
from participation.web.staff.wording import REASONS, worded
from tests.web.respond.conftest import Link
from tests.web.respond.holding_cards import post
from tests.web.respond.walking import Person

ROOT = Path(__file__).parents[3]


def write_catalogue(folder: Path, code: str, *, checked: int, drafted: int = 0) -> None:
    """A made-up language: every line with ‡ before it; the first `checked` were looked at."""
    catalogue = Catalog(locale=code.partition("_")[0])
    lines = [*OPENING_LINES, "Language"]
    for place, line in enumerate(lines[: checked + drafted]):
        flags = () if place < checked else ("fuzzy",)
        catalogue.add(line, f"‡{line}", flags=flags)
    inside = folder / code / "LC_MESSAGES"
    inside.mkdir(parents=True)
    with (inside / "messages.po").open("wb") as file:
        write_po(file, catalogue)
    compile_catalogue(inside / "messages.po")


@pytest.fixture
def spoken(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A council whose Arabic is checked, whose Polish is begun and whose Somali is only drafted."""
    write_catalogue(tmp_path, "ar", checked=len(OPENING_LINES) + 1)
    write_catalogue(tmp_path, "pl", checked=3)
    write_catalogue(tmp_path, "so", checked=0, drafted=len(OPENING_LINES))
    house = app.extensions["participation"]
    settings = replace(house.settings, forms_dir=tmp_path)
    monkeypatch.setitem(app.extensions, "participation", replace(house, settings=settings))
    yield tmp_path
    for kept in (kernel_texts.texts, kernel_texts.translated, kernel_texts.is_open):
        kept.cache_clear()


def in_demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    house = app.extensions["participation"]
    settings = replace(house.settings, mode=Mode.DEMO)
    monkeypatch.setitem(app.extensions, "participation", replace(house, settings=settings))


def tasks() -> list[str | None]:
    db.session.remove()
    found = db.session.scalars(select(Task).where(Task.kind == TaskKind.LANGUAGE))
    return [task.reason for task in found]


def test_only_languages_whose_opening_lines_were_checked_are_open(
    person: Person, link: Link, spoken: Path
) -> None:
    person.begin(link.token)
    seen = person.look("/language")
    assert seen.form.offers("language") == ["en", "ar"]
    assert "العربية" in seen.words
    assert {"pl", "so", "ti"} <= set(seen.form.offers("person"))
    assert 'lang="ti"' in seen.html


def test_r36_the_opening_lines_are_texts_of_our_pages() -> None:
    sources = [
        file.read_text(encoding="utf-8")
        for file in (ROOT / "participation").rglob("*")
        if file.suffix in (".html", ".py") and file.name != "opening_lines.py"
    ]
    unknown = [line for line in OPENING_LINES if not any(line in source for source in sources)]
    assert unknown == []


def test_changing_the_language_keeps_the_answers_and_the_place_and_staff_see_it(
    app: Flask, person: Person, link: Link, spoken: Path
) -> None:
    person.begin(link.token)
    where = person.press(say={"words": "a dog"}).question
    person.look("/language")
    seen = person.press("language=ar")
    assert (seen.kind, seen.question) == ("question", where)
    assert '<html lang="ar" dir="rtl"' in seen.html
    assert "‡Continue" in seen.words
    person.skip_to_the_end()
    assert "a dog" in person.seen.words
    with app.app_context():
        assert db.session.get_one(Invitation, link.invitation_id).language == "ar"
        assert db.session.scalars(select(Answer.language)).first() == "en"
        assert tasks() == ["chose_ar"]
        changed = select(AuditEvent.reason).where(AuditEvent.action == "language.changed")
        assert db.session.scalars(changed).all() == ["en>ar"]


def test_back_to_english_asks_for_nobody(app: Flask, person: Person, link: Link) -> None:
    person.begin(link.token)
    person.look("/language")
    assert person.press("language=en").kind == "question"
    with app.app_context():
        assert tasks() == []


@pytest.mark.parametrize("forged", ["so", "pl", "xx", "", "../../etc", "\0"])
def test_a_language_that_is_not_open_is_not_taken(
    app: Flask, person: Person, link: Link, spoken: Path, forged: str
) -> None:
    person.begin(link.token)
    person.look("/language")
    assert person.press(f"language={forged}").kind == "question"
    with app.app_context():
        assert db.session.get_one(Invitation, link.invitation_id).language == "en"


def test_a_person_who_speaks_it_can_be_asked_for_and_the_day_is_the_tasks(
    app: Flask, person: Person, link: Link
) -> None:
    person.begin(link.token)
    person.look("/language")
    seen = person.press("person=ti")
    assert "ትግርኛ" in seen.words
    assert "Someone starts to look by Wednesday 25 November" in seen.words
    with app.app_context():
        assert tasks() == ["speaks_ti"]
    assert person.press("go=on").kind == "question"


def test_whom_they_asked_for_is_not_forgotten_when_they_choose_a_language_to_read(
    app: Flask, person: Person, link: Link, spoken: Path
) -> None:
    person.begin(link.token)
    for pressed in ("person=ti", "person=so", "language=ar"):
        person.look("/language")
        person.press(pressed)
    with app.app_context():
        assert tasks() == ["speaks_so"]


def test_staff_read_in_words_which_language_was_asked_for_or_chosen(app: Flask) -> None:
    with app.test_request_context("/staff"):
        assert worded(REASONS, "speaks_ti") == "asks for Tigrinya"
        assert worded(REASONS, "chose_fa_AF") == "now writes in Dari"
        assert worded(REASONS, "speaks_xx") == "speaks xx"


def test_a_councils_own_language_is_said_in_words_as_well(app: Flask, tmp_path: Path) -> None:
    """They are read after everything else."""
    folder = tmp_path / "xx"
    folder.mkdir()
    row = '[[language]]\ncode = "xx"\nenglish = "Xhosa"\nown = "isiXhosa"\n'
    (folder / languages.FILE).write_text(row, encoding="utf-8")
    known = dict(languages.LANGUAGES)
    try:
        languages.take_in(tmp_path)
        with app.test_request_context("/staff"):
            assert worded(REASONS, "chose_xx") == "now writes in Xhosa"
    finally:
        for code in languages.LANGUAGES.keys() - known.keys():
            del languages._TABLE[code]


def test_looking_at_the_languages_changes_nothing_and_needs_a_sitting(
    app: Flask, person: Person, another: Person, link: Link
) -> None:
    assert another.look("/language").status == 404
    person.begin(link.token)
    for _ in range(3):
        person.look("/language")
    assert another.client.post("/language", data={"language": "en"}).status_code == 404
    forged = person.client.post("/language", data={"person": "ti", "csrf_token": "x" * 43})
    assert forged.status_code == 403
    with app.app_context():
        assert tasks() == []


def test_drafts_are_spoken_in_the_demo_alone_and_it_says_so(
    app: Flask, person: Person, link: Link, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.begin(link.token)
    assert "Draft" not in person.seen.words
    in_demo(app, monkeypatch)
    seen = person.look("/language")
    offered = seen.form.offers("language")
    assert offered[0] == "en"
    assert {"ar", "so", "pl"} < set(offered) < set(LANGUAGES)
    assert not {"om", "syl"} & set(offered), "nothing of them is drafted"
    assert "not checked by a person" in seen.words
    seen = person.press("language=so")
    assert "‡Continue" in seen.words
    assert "Draft: no person has checked these words." in seen.words
    person.look("/language")
    assert "Draft" not in person.press("language=ar").words


def test_the_start_page_names_the_languages_that_are_open(
    person: Person, link: Link, spoken: Path
) -> None:
    assert "العربية" in person.open(link.token).words


def test_where_a_question_stands_in_english_a_person_who_speaks_the_language_is_one_press_away(
    app: Flask, person: Person, link: Link, spoken: Path
) -> None:
    """Issue: easy English, and beside it that somebody rings with an interpreter."""
    person.begin(link.token)
    assert "‡A person can help you in:" not in person.seen.words
    person.look("/language")
    seen = person.press("language=ar")
    assert '<html lang="ar" dir="rtl"' in seen.html
    assert '<h1 lang="en" dir="ltr"' in seen.html
    assert "‡A person can help you in: العربية" in seen.words
    seen = person.press("go=person", say={"words": "my dog"})
    assert seen.kind == "someone"
    assert "العربية" in seen.words
    seen = person.press("go=on")
    with app.app_context(), transaction() as session:
        assert "my dog" in [row.words for row in session.scalars(select(Answer))]
        child = session.get_one(Invitation, link.invitation_id).child
        assert (child.spoken_language, child.interpreter_needed) == ("ar", True)
    with app.app_context():
        assert tasks() == ["speaks_ar"]
    assert seen.kind == "question"


def test_where_every_question_is_in_the_language_nothing_of_it_is_said(
    app: Flask, person: Person, link: Link, spoken: Path
) -> None:
    """Also on a page without a question, where one press does it too."""
    person.begin(link.token)
    person.look("/language")
    person.press("language=ar")
    person.press("go=later")
    assert "‡A person can help you in: العربية" in person.seen.words
    assert 'name="person" value="ar"' in person.seen.html
    post(person, {"person": "ar"}, "/language")
    assert person.look("/q").kind == "someone"
    whole = Catalog(locale="ar")
    form = app.extensions["participation"].library.form("child_8_11")
    for line in OPENING_LINES:
        whole.add(line, f"‡{line}")
    for question in form.questions:
        for text in (question.text, question.help, *(one.label for one in question.choices)):
            if text:
                whole.add(text, f"‡{text}", context=context_of(form, question))
    file = spoken / "ar" / "LC_MESSAGES" / "messages.po"
    with file.open("wb") as out:
        write_po(out, whole)
    compile_catalogue(file)
    kernel_texts.texts.cache_clear()
    seen = person.press("go=on")
    assert seen.kind == "question"
    assert "‡A person can help you in:" not in seen.words
    assert 'lang="en"' not in seen.html
