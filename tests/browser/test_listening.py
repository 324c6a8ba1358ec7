"""Read aloud by the browser: only by a voice of the page's language that is on this very phone.

Chromium on a server has no voices, so the tests tell it which it has; what the page does with them
is the real script. Without a voice, or without a script, nothing is offered that would not work.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import checks

pytestmark = pytest.mark.browser

BRITISH = {"lang": "en-GB", "localService": True}
FAR_AWAY = {"lang": "en-GB", "localService": False}  # it would send the words to somebody else
GERMAN = {"lang": "de-DE", "localService": True}
IRANIAN = {"lang": "fa-IR", "localService": True}
AFGHAN = {"lang": "fa-AF", "localService": True}

_VOICES = """(() => {
  window.said = [];
  const speech = { getVoices: () => VOICES, cancel() { window.said.push("quiet"); },
    speak(words) { window.said.push([words.voice.lang, words.text]); } };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
})()"""


def with_voices(page: Page, *voices: dict[str, Any], language: str = "en") -> None:
    page.add_init_script(_VOICES.replace("VOICES", json.dumps(voices)))
    if language != "en":
        page.add_init_script(
            "new MutationObserver(() => { if (document.documentElement) "
            f"document.documentElement.lang = '{language}'; }}).observe(document, "
            "{childList: true});"
        )


@pytest.mark.parametrize(
    ("voices", "language", "offered"),
    [
        ([BRITISH], "en", True),
        ([GERMAN, BRITISH], "en", True),
        ([], "en", False),
        ([FAR_AWAY], "en", False),
        ([GERMAN], "en", False),
        ([IRANIAN], "fa-AF", False),
        ([IRANIAN, AFGHAN], "fa-AF", True),
        ([BRITISH], "ti", False),
    ],
)
def test_listening_is_offered_only_where_a_voice_is_truly_there(
    browser: Browser, site: str, voices: list[dict[str, Any]], language: str, offered: bool
) -> None:
    with checks.phone(browser) as page:
        with_voices(page, *voices, language=language)
        page.goto(f"{site}/respond/faces")
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator(".say").is_visible() is offered


def test_the_question_and_its_choices_are_said_and_it_is_asked_once_whether_it_is_heard(
    browser: Browser, site: str
) -> None:
    with checks.phone(browser) as page:
        with_voices(page, BRITISH)
        page.goto(f"{site}/respond/faces")
        assert page.locator(".hear").is_hidden()
        page.click(".say")
        said = page.evaluate("window.said")
        assert said[-1][0] == "en-GB"
        assert said[-1][1].startswith("How do you feel about where you live?")
        for label in ("Very happy", "Very sad", "I do not want to answer"):
            assert label in said[-1][1]
        checks.assert_accessible(page)
        page.click(".hear button[value=y]")
        assert page.locator(".hear").is_hidden()
        page.goto(f"{site}/respond/many")
        page.click(".say")
        assert page.locator(".hear").is_hidden()  # asked already


def test_somebody_who_cannot_hear_it_is_not_offered_it_again(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        with_voices(page, BRITISH)
        page.goto(f"{site}/respond/faces")
        page.click(".say")
        page.click(".hear button[value=n]")
        assert page.locator(".say").is_hidden()
        page.goto(f"{site}/respond/many")
        assert page.locator(".say").is_hidden()


def test_leaving_ends_the_voice(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        with_voices(page, BRITISH)
        page.goto(f"{site}/respond/faces")
        page.click(".say")
        left = page.evaluate(  # with nowhere to go to, as without signal
            "() => { document.querySelector('.leave').dataset.away = '#nowhere';"
            " document.querySelector('.leave button').click();"
            " return [document.body.textContent, window.said.at(-1)]; }"
        )
        assert left == ["", "quiet"]


def test_without_a_script_no_button_is_there_and_a_recording_still_plays(
    browser: Browser, site: str
) -> None:
    with checks.phone(browser, scripts=False) as page:
        page.goto(f"{site}/respond/faces")
        assert page.locator(".say").is_hidden()
        page.goto(f"{site}/respond/heard")
        assert page.locator("audio[controls]").is_visible()
        assert page.locator("audio").get_attribute("preload") == "none"
