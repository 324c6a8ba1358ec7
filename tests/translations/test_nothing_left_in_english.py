"""Every respondent's page in two made-up languages: whatever is still English cannot be translated.

Twice: each template with its sample words, and the real views, from the link to what happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import timedelta
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, Response, render_template, template_rendered
from flask_babel import force_locale
from jinja2 import Template

from participation.care.authority.rules import DEFAULT_HELPLINES
from participation.kernel import texts as kernel_texts
from participation.kernel.languages import LANGUAGES
from tests.browser.sample_site import LEFT_BEHIND, RESPONDENT, make_site
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.factories import Make
from tests.translations import pseudo
from tests.web.respond.holding_cards import post
from tests.web.respond.told_back import HAPPENED
from tests.web.respond.walking import Person
from tests.web.staff.reviewed import CANARY, TOLD, Reviewed, reviewed
from tests.web.staff.signing_in import press, signed_in

PAGES = RESPONDENT | LEFT_BEHIND
# Names, and what the council's settings hold, are shown as they are written there.
COUNCILS = (
    *("Sam Green", "Sam", "North Shire Council", "PDF"),
    *(language.own for language in LANGUAGES.values()),
    *(
        part
        for line in chain.from_iterable(DEFAULT_HELPLINES.values())
        for part in (line.name, line.number, line.hours)
        if part
    ),
)


# --- the templates ------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["ltr", "rtl"])
def turned(request: pytest.FixtureRequest) -> tuple[Flask, str]:
    """The sample site in one of the two languages."""
    direction, site = str(request.param), make_site()
    site.jinja_env.install_gettext_callables(
        lambda text: pseudo.other(text, direction),
        lambda one, many, n: pseudo.other(many, direction),
        newstyle=True,
    )
    return site, direction


@pytest.mark.parametrize("page", PAGES)
def test_no_words_of_a_template_are_fixed_in_english(turned: tuple[Flask, str], page: str) -> None:
    site, direction = turned
    template, context = PAGES[page]
    known = {
        "large": True,
        "officer": "Sam",
        "can_go_back": True,
        "has_languages": True,
        "csrf_token": "t" * 43,
        "page_key": "k" * 22,
        "away_url": "/away",
        **context,
        "lang": pseudo.CODES[direction],
        "text_direction": direction,
    }
    with site.test_request_context("/"), force_locale(pseudo.CODES[direction]):
        html = render_template(f"respond/{template}.html", **known)
    assert pseudo.direction_of(html) == direction
    as_written = (*COUNCILS, *_words_in(context))
    assert pseudo.left_in_english(html, as_written) == []


def test_a_text_that_nobody_marked_is_found(turned: tuple[Flask, str]) -> None:
    site, direction = turned
    page = '<html lang="uk"><p>{{ _("Go on") }}</p><p title="{{ _("Back") }}">Stop it</p></html>'
    with site.test_request_context("/"):
        drawn = site.jinja_env.from_string(page)
        assert isinstance(drawn, Template)
        assert pseudo.left_in_english(drawn.render(), ()) == ["Stop it"], direction


def test_every_template_of_respondents_is_among_the_samples() -> None:
    folder = Path(__file__).parents[2] / "participation" / "web" / "templates" / "respond"
    parts = {"layout", "parts", "signs", "rights", "happened_ways", "key_pictures"}
    there = {file.stem for file in folder.glob("*.html")} - parts
    assert there - {template for template, _ in PAGES.values()} == set()


def _words_in(value: Any) -> Iterator[str]:
    """Every text of a sample, however deep: a view's own words are the other test's business."""
    match value:
        case str():
            yield from (" ".join(value.split()), *value.split("\n"))
        case dict():
            yield from chain.from_iterable(map(_words_in, value.values()))
        case list() | tuple() | set() | frozenset():
            yield from chain.from_iterable(map(_words_in, value))
        case SimpleNamespace():
            yield from _words_in(vars(value))
        case _ if is_dataclass(value):
            yield from chain.from_iterable(
                _words_in(getattr(value, each.name)) for each in fields(value)
            )
        case _:
            yield str(value)


# --- the real views -----------------------------------------------------------------------------


# What a page says has nothing to do with the database.


@dataclass
class Drawn:
    """Every page that was shown in one of the two languages, and from which templates."""

    code: str
    pages: list[str] = field(default_factory=list)
    templates: set[str] = field(default_factory=set)

    def keep(self, response: Response) -> Response:
        html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        if "<html" in html:
            self.pages.append(html)
        return response

    def note(self, _app: Flask, template: Template, **_: Any) -> None:
        self.templates.add(Path(template.name or "").stem)

    def forget(self) -> None:
        self.pages.clear()
        self.templates.clear()

    def is_all_translated(self, *own_words: str) -> None:
        assert self.pages
        for html in self.pages:
            assert f'<html lang="{self.code}"' in html
            assert pseudo.left_in_english(html, (*COUNCILS, *own_words)) == []


@pytest.fixture(params=["ltr", "rtl"])
def drawn(
    request: pytest.FixtureRequest, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Drawn]:
    seen = Drawn(pseudo.write_language(tmp_path, request.param))
    house = app.extensions["participation"]
    settings = replace(house.settings, forms_dir=tmp_path)
    monkeypatch.setitem(app.extensions, "participation", replace(house, settings=settings))
    app.after_request_funcs.setdefault(None, []).append(seen.keep)
    with template_rendered.connected_to(seen.note, app):
        yield seen
    app.after_request_funcs[None].remove(seen.keep)
    for kept in (kernel_texts.texts, kernel_texts.translated, kernel_texts.is_open):
        kept.cache_clear()


WALKS = [
    ("child_4_7", 6, "pictures", "alone"),
    ("child_8_11", 9, "questions", "helped"),
    ("child_12_15", 13, "chat", "alone"),
    ("child_16_17", 16, "questions", "alone"),
    ("child_easy_read", 14, "pictures", "alone"),
    ("parent_web", 9, "questions", "alone"),
    ("pr_holder_web", 9, "write", "alone"),
    ("after_child_8_11", 9, "questions", "alone"),
    ("after_child_12_17", 14, "questions", "alone"),
    ("after_parent", 9, "questions", "alone"),
]
WHO = "your social worker"  # as the officer wrote it
WROTE = "73 ++"  # no letter of any language


@on_sqlite
@pytest.mark.parametrize(("form", "age", "way", "company"), WALKS)
def test_no_page_from_the_link_to_the_thanks_has_english_on_it(
    app: Flask,
    make: Make,
    person: Person,
    drawn: Drawn,
    form: str,
    age: int,
    way: str,
    company: str,
) -> None:
    child = make.child(officer=make.staff(), age=age, reading_language=drawn.code)
    asks_a_child = "child" in form
    related = None if asks_a_child else make.relationship(child)
    link = make.link(
        make.invitation(make.review(child), form=form, related=related, language=drawn.code)
    )
    seen = person.open(link)
    for _ in range(40):
        kinds = {control.name: control for control in seen.form.controls}
        if f"mode={way}" in [f"{c.name}={c.value}" for c in seen.form.buttons]:
            seen = person.press(f"mode={way}")
        elif "company" in kinds:
            seen = person.press(f"company={company}")
        elif seen.form.offers("helped_by"):
            seen = person.press(say={"helped_by": "teacher"})
        elif "send" in seen.form.offers("go"):
            seen = person.press("go=send")
        elif seen.form.offers("question") or "words" in kinds:
            seen = _answered(person)
        else:
            seen = person.press()
        if seen.kind == "sent":
            break
    assert seen.kind == "sent"
    assert {"enter", "start", "check", "sent"} <= drawn.templates
    drawn.is_all_translated(WROTE)


def _answered(person: Person) -> Any:
    """Words where there is a box, else the first choice."""
    form = person.seen.form
    boxes = {control.name for control in form.controls if control.kind == "textarea"}
    choices = [c for c in form.controls if c.kind in ("radio", "checkbox")]
    if "words" in boxes:
        return person.press(say={"words": WROTE})
    if choices:
        return person.press(say={choices[0].name: choices[0].value})
    return person.press("go=skip" if "skip" in form.offers("go") else None)


@pytest.fixture
def person(app: Flask, drawn: Drawn) -> Person:
    """Somebody whose browser asks for the language."""
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = drawn.code
    return Person(browser)


@on_sqlite
def test_the_pages_beside_the_questions_have_no_english_on_them(
    app: Flask, make: Make, person: Person, drawn: Drawn
) -> None:
    child = make.child(officer=make.staff(), age=13, reading_language=drawn.code)
    link = make.link(make.invitation(make.review(child), form="child_12_15", language=drawn.code))
    person.begin(link)
    for leads_to in ("help", "language", "how", "someone", "later"):
        person.press(f"go={leads_to}")
        person.look()
    post(person, {"words": WROTE}, "/now")
    csrf = person.seen.form.offers("csrf_token")[0]
    person.client.post("/leave", data={"csrf_token": csrf})
    person.client.post("/now")
    person.client.post(f"/l/{'x' * 22}")
    for path in ("/l/never-made", "/code", "/nothing-here"):
        person.look(path)
    beside = {"help", "language", "how", "someone", "later", "not_safe", "told", "dead", "code"}
    assert beside <= drawn.templates
    drawn.is_all_translated(WROTE)


@on_sqlite
def test_a_card_and_what_is_asked_by_it_have_no_english_on_them(
    app: Flask, make: Make, person: Person, drawn: Drawn
) -> None:
    child = make.child(officer=make.staff(), age=13, reading_language=drawn.code)
    token, _ = make.card(child)
    person.look(f"/m/{token}")
    drawn.forget()  # before the card is opened nobody knows whose it is
    card = person.press()
    asked_for = [value for form in card.forms for value in form.offers("about")]
    for about in asked_for:
        person.look("/card")
        post(person, {"about": about, "words": WROTE})
        post(person, {"about": about, "words": WROTE, "go": "send"})
    person.look("/card")
    post(person, {"go": "else"})
    person.look("/mine")
    assert len(asked_for) > 4
    assert {"card", "ask", "asked", "someone_else", "mine_offer"} <= drawn.templates
    drawn.is_all_translated(WROTE)


@on_sqlite
def test_what_happened_is_told_in_no_english(
    app: Flask, make: Make, clock: MovableClock, drawn: Drawn
) -> None:
    story: Reviewed = reviewed(app, make, reading_language=drawn.code)
    story.says()
    story.makes_a_key()
    story.is_held()
    officer = signed_in(app.test_client(), make, story.officer)
    page = story.point(officer)
    story.write(officer, page, told=TOLD, translated="yes")
    assert press(officer, page, f"{page}/release").status_code == 303
    clock.moment += timedelta(hours=1)
    drawn.forget()
    story.person.look(HAPPENED)
    assert TOLD in story.person.seen.words
    for path in (f"{HAPPENED}/1", f"{HAPPENED}/2", "/mine"):
        story.person.look(path)
    assert {"happened", "mine"} <= drawn.templates
    drawn.is_all_translated(CANARY, TOLD, WHO)
