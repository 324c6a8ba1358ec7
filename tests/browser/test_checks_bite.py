"""Each check fails on a bad page: otherwise a broken tool would read as a clean site."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser

from tests.browser import checks, looks
from tests.browser.by_keyboard import walk_by_tab
from tests.browser.hands import Keyboard
from tests.browser.sample_site import served

pytestmark = pytest.mark.browser


def test_every_check_fails_on_a_bad_page(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        with checks.counted(page) as traffic:
            page.goto(f"{site}/bad")
        with pytest.raises(AssertionError, match="bytes on the wire"):
            checks.assert_weight(traffic, at_most=12_000, requests=9)
        with pytest.raises(AssertionError, match=r"nothing\.png"):
            checks.assert_weight(traffic, at_most=10**6, requests=1)
        with pytest.raises(AssertionError, match="Content Security Policy"):
            checks.assert_quiet(traffic)
        with pytest.raises(AssertionError, match="wider than the screen"):
            checks.assert_fits(page)
        with pytest.raises(AssertionError, match="too small to press"):
            checks.assert_targets(page)
        with pytest.raises(AssertionError, match="image-alt"):
            checks.assert_accessible(page)


GOOD = """<!DOCTYPE html><html lang="en" dir="ltr"><meta name="viewport"
content="width=device-width"><meta name="color-scheme" content="light dark"><title>Good</title>
<style>a{color:inherit}
body{background:#fff}
@media(prefers-color-scheme:dark){body{background:#111}}%s
</style><main><h1>A page</h1><p id="a" class="p">Words</p><ul><li>One
</ul><a href="#a" style="display:block;min-height:48px">To the words</a></main></html>"""
FAULTY_LOOKS = {
    "dark": "@media(prefers-color-scheme:dark){.p{color:#222}}",
    "right to left": ".p{position:absolute;width:200px;margin-right:150px}",
    "forced colours": "@media(forced-colors:active){.p{width:400px}}",
    "text at 200 %": ".p{width:15rem}",
    "text spacing": ".p{height:1.3em;line-height:1.2;overflow:hidden}",
}

RESTLESS = """<!DOCTYPE html><html lang="en"><title>Restless</title><p id="p">Words
<p><img src="http://127.0.0.1:9/spy" alt=""><script src="/late.js"></script>"""
LATE = f"""requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() =>
document.body.prepend(Object.assign(document.createElement("h1"), {{textContent: "Late"}})), 20)))
// {"heavy " * 600}"""


def test_a_good_page_is_good_in_every_look(browser: Browser) -> None:
    with checks.phone(browser) as page:
        page.set_content(GOOD % "")
        looks.assert_good_in_every_look(page, targets=True)


@pytest.mark.parametrize("look", FAULTY_LOOKS)
def test_a_page_that_is_bad_in_one_look_only_is_told_for_that_look(
    browser: Browser, look: str
) -> None:
    with checks.phone(browser) as page:
        page.set_content(GOOD % FAULTY_LOOKS[look])
        with pytest.raises(AssertionError) as told:
            looks.assert_good_in_every_look(page, targets=True)
    assert {line.partition(":")[0] for line in str(told.value).splitlines()} == {look}


def test_a_page_that_moves_is_heavy_and_asks_elsewhere_is_told(browser: Browser) -> None:
    site = Flask("restless")
    site.add_url_rule("/", "page", lambda: RESTLESS)
    site.add_url_rule("/late.js", "script", lambda: Response(LATE, mimetype="text/javascript"))
    with served(site) as address, checks.phone(browser) as page:
        with checks.counted(page) as traffic:
            page.goto(address)
        with pytest.raises(AssertionError, match="layout shift"):
            checks.assert_still(page)
        with pytest.raises(AssertionError, match="bytes of script"):
            checks.assert_light_scripts(traffic, at_most=3_000)
        with pytest.raises(AssertionError, match=r"127\.0\.0\.1:9/spy"):
            checks.assert_from_one_place(traffic, address)
        with pytest.raises(AssertionError, match=r"failed: .*/spy"):
            checks.assert_quiet(traffic)
        with checks.counted(page) as going_round:
            page.evaluate(f"fetch('{address}', {{cache: 'no-store'}}).then(a => a.text())")
        assert going_round.bytes > len(RESTLESS), "what a script fetches was not weighed"


@pytest.mark.parametrize(
    ("style", "button", "told"),
    [
        ("*{outline:none!important}", "<button>On</button>", "no visible focus"),
        (":focus{outline-color:transparent!important}", "<button>On</button>", "no visible focus"),
        (
            "button{position:fixed;top:-90px;outline:3px solid!important}",
            "<button>On</button>",
            "off the screen",
        ),
        ("", '<p role="button">On</p>', "Tab never came"),
    ],
)
def test_a_keyboard_finds_what_it_cannot_see_or_reach(
    browser: Browser, style: str, button: str, told: str
) -> None:
    with checks.phone(browser) as page:
        page.set_content(f"<style>{style}</style><main>{button}</main>")
        with pytest.raises(AssertionError, match=told):
            Keyboard(page).press(page.get_by_role("button"))


WALKED = """<!DOCTYPE html><html lang="en"><title>Walked</title><style>
:focus-visible{outline:3px solid #000}%s</style><a class="govuk-skip-link" href="#main">Skip</a>
<a href="#x">Away</a><main id="main"><div><form action="/x">%s<button>Send</button></form>
<p><a href="#y">Last</a></p></div></main>"""
NOT_BY_KEYBOARD = {
    "no visible focus": (":focus-visible{outline:none}", ""),
    "the focus is hidden": ("main::after{content:'';position:fixed;inset:0;background:#fff}", ""),
    "stands above what is come to before it": (
        "div{display:flex;flex-direction:column-reverse}",
        "",
    ),
    "pushes in front": ("", '<input aria-label="first" tabindex="3">'),
    "comes to what is no control": ("", "<audio controls aria-label='a'></audio>"),
    "never come to": (
        "",
        '<input aria-label="kept" onkeydown="if (event.key == `Tab`) event.preventDefault()">',
    ),
    "too small to write in": ("input{width:1rem}", '<input aria-label="why">'),
    "not sent with Enter or Space": ("button{display:none}", ""),
}


def test_a_good_page_is_walked_with_tab_to_its_end(browser: Browser) -> None:
    days = '<input type="date" aria-label="day"><label><input type="radio" name="r">a</label>'
    with checks.phone(browser) as page:
        page.set_content(WALKED % ("", days + '<label><input type="radio" name="r">b</label>'))
        assert walk_by_tab(page) == []
        page.set_content((WALKED % ("", "")).replace('id="main"', ""))
        assert "the skip link goes to" in walk_by_tab(page)[0]


@pytest.mark.parametrize("told", NOT_BY_KEYBOARD)
def test_a_page_that_a_keyboard_cannot_use_is_told(browser: Browser, told: str) -> None:
    with checks.phone(browser) as page:
        page.set_content(WALKED % NOT_BY_KEYBOARD[told])
        found = walk_by_tab(page)
    assert any(told in one for one in found), found


def test_a_page_with_nothing_on_it_is_not_called_accessible(browser: Browser) -> None:
    with checks.phone(browser) as page:
        page.goto("about:blank")
        with pytest.raises(AssertionError):
            checks.assert_accessible(page)


def test_a_page_that_never_loaded_has_no_weight_to_be_proud_of(browser: Browser) -> None:
    with checks.phone(browser) as page:
        with checks.counted(page) as traffic:
            page.goto("about:blank")
        with pytest.raises(AssertionError, match="nothing was counted"):
            checks.assert_weight(traffic, at_most=12_000, requests=3)
