"""The button stands on every page that a respondent can see, and takes along what was typed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from tests.browser.sample_respondent import LEFT_BEHIND, RESPONDENT
from tests.browser.sample_site import make_site

LABELS = ("I do not feel safe", "Someone is not safe")
# The pages that the button leads to. They offer nothing but what it is for.
ITSELF = {name for name, (template, _values) in RESPONDENT.items()
          if template in ("told", "not_safe")}  # fmt: skip
SITE = make_site()


class _Buttons(HTMLParser):
    """Buttons, links and boxes with the form that each belongs to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.form = ""
        self.here: dict[str, str] = {}
        self.found: dict[str, dict[str, str]] = {}
        self.boxes: set[str] = set()
        self.first: dict[str, str] = {}
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = has.get("id") or has.get("action", "")
        owner = has.get("form") or self.form
        if tag in ("button", "a"):
            self.here, self.text = {**has, "tag": tag, "owner": owner}, ""
        if tag == "button" and has.get("type") != "button":
            self.first.setdefault(owner, has.get("formaction", "") + has.get("name", ""))
        if tag == "textarea" and "name" in has:
            self.boxes.add(owner)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("button", "a") and self.here:
            self.found[" ".join(self.text.split())] = self.here
            self.here = {}
        if tag == "form":
            self.form = ""


def read(client: FlaskClient, path: str) -> _Buttons:
    buttons = _Buttons()
    buttons.feed(client.get(path).get_data(as_text=True))
    return buttons


def button_of(page: _Buttons) -> dict[str, str]:
    [button] = [found for label, found in page.found.items() if label in LABELS]
    return button


@pytest.mark.parametrize("name", sorted(set(RESPONDENT) - ITSELF))
def test_it_stands_on_every_sample_page(name: str) -> None:
    page = read(SITE.test_client(), f"/respond/{name}")
    button = button_of(page)
    goes = (button.get("href"), button.get("formaction"), button["owner"], button.get("value"))
    assert "/help" in goes or "/now" in goes or "unsafe" in goes


@pytest.mark.parametrize("name", sorted(set(RESPONDENT) - ITSELF))
def test_it_takes_along_what_stands_in_a_box(name: str) -> None:
    page = read(SITE.test_client(), f"/respond/{name}")
    if page.boxes:
        assert button_of(page)["owner"] in page.boxes


@pytest.mark.parametrize("name", sorted(set(RESPONDENT) - ITSELF))
def test_enter_in_a_box_never_presses_it(name: str) -> None:
    """The first button of a form is the one that Enter presses."""
    page = read(SITE.test_client(), f"/respond/{name}")
    button = button_of(page)
    if button.get("form"):
        assert page.first[button["owner"]] == ""


def test_every_template_of_respondents_is_among_the_samples() -> None:
    shown = {template for template, _values in (RESPONDENT | LEFT_BEHIND).values()}
    folder = SITE.jinja_loader
    assert folder is not None
    pages = {
        name.removeprefix("respond/").removesuffix(".html")
        for name in folder.list_templates()
        if name.startswith("respond/") and 'extends "respond/layout.html"' in _source(name)
    }
    assert pages - shown == set()


def _source(name: str) -> str:
    return SITE.jinja_env.loader.get_source(SITE.jinja_env, name)[0]


@pytest.mark.parametrize("path", ["/code", "/q", "/card", "/mine", "/help", "/l/none", "/none"])
def test_it_stands_on_pages_without_a_sitting(client: FlaskClient, path: str) -> None:
    html = client.get(path).get_data(as_text=True)
    assert re.search(r"I do not feel safe</(a|button)>", html), path
