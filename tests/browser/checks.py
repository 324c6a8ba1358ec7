"""What a page must stand in a real browser: accessibility, weight, width, and no errors.

Plain functions on a Playwright page, so that any test can use them. Each raises AssertionError in
words a reader can act on. `test_checks_bite.py` holds a bad page on which every one must fail: a
broken tool looks exactly like a clean site.

axe-core finds perhaps half of real barriers; a keyboard walk and a screen reader stay necessary.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.browser.traffic import Traffic, counted

PHONE = {"width": 320, "height": 640}
Mode = Literal["light", "dark", "rtl"]
MODES: tuple[Mode, ...] = ("light", "dark", "rtl")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of axe's rules, those that look at colours, sizes and places.
RULES_OF_DRAWING = [
    "color-contrast",
    "link-in-text-block",
    "target-size",
    "scrollable-region-focusable",
    "avoid-inline-spacing",
]
LEAST_PASSES = 10  # an error page has no violations either
SMALLEST_TARGET = 44  # CSS px; WCAG 2.2 asks 24, our pages are drawn for 48

# The browser itself must not call anybody: tests reach loopback only.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
HOW_TO_GET_CHROMIUM = (
    "Browser test skipped: no Chromium. On Debian or Ubuntu: apt-get install chromium "
    "fonts-noto-core. Or name another with CHROMIUM=/path/to/chromium."
)


def find_chromium() -> str | None:
    """Path of the Chromium to drive: CHROMIUM, else the usual names on PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


def launch(playwright: Playwright, chromium: str) -> Browser:
    """A headless Chromium that talks to loopback only. Root needs --no-sandbox."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *sandbox])


@contextmanager
def phone(
    browser: Browser, *, mode: Mode = "light", scripts: bool = True, width: int = PHONE["width"]
) -> Iterator[Page]:
    """A page on a small phone in its own profile. "rtl" only means light here; see `turn`."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": PHONE["height"]},
        color_scheme="dark" if mode == "dark" else "light",
        java_script_enabled=scripts,
        service_workers="block",
    )
    context.set_default_timeout(30_000)  # a busy machine is no fault
    try:
        yield context.new_page()
    finally:
        context.close()


def turn(page: Page) -> None:
    """Flip a left-to-right page, to find styles that know left and right."""
    page.evaluate("document.documentElement.dir = 'rtl'")


def assert_weight(traffic: Traffic, *, at_most: int, requests: int) -> None:
    """At most so many bytes on the wire and so many requests."""
    assert traffic.bytes > 0, "nothing was counted: the page was not loaded inside `counted`"
    assert traffic.bytes <= at_most, f"{traffic.bytes} bytes on the wire, {at_most} allowed"
    assert len(traffic.requests) <= requests, f"{len(traffic.requests)}: {traffic.requests}"


def assert_light_scripts(traffic: Traffic, *, at_most: int) -> None:
    assert traffic.scripts <= at_most, f"{traffic.scripts} bytes of script, {at_most} allowed"


def assert_from_one_place(traffic: Traffic, place: str) -> None:
    """Nobody else is asked for anything."""
    others = [url for url in traffic.requests if not url.startswith(f"{place}/")]
    assert not others, f"asked elsewhere: {others}"


def assert_still(page: Page) -> None:
    """Nothing moved of its own accord while the page came: no layout shift at all."""
    moved = page.evaluate(
        """() => new Promise(tell => {
          let sum = 0;
          const watching = new PerformanceObserver(list =>
            list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value; }));
          watching.observe({type: "layout-shift", buffered: true});
          requestAnimationFrame(() => setTimeout(() => tell(sum), 50)); })"""
    )
    assert moved == 0, f"layout shift of {moved}"


def assert_quiet(traffic: Traffic) -> None:
    """No console error, no refused script or style, no failed request."""
    assert not traffic.complaints, traffic.complaints


def assert_accessible(page: Page) -> None:
    """axe-core at WCAG 2.2 AA finds nothing, and did look at something."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(
        """rules => axe.run(document, {runOnly: {type: "tag", values: rules},
                                       rules: {"target-size": {enabled: true}},
                                       resultTypes: ["violations"]})""",
        RULES,
    )
    assert len(found["passes"]) > LEAST_PASSES, f"only {len(found['passes'])} rules applied"
    _assert_no_violation(found)


def assert_accessible_as_drawn(page: Page) -> None:
    """The same of what depends on how a page is drawn and not on what is in it: for a page in which
    `assert_accessible` found nothing, and that is now shown in other colours or sizes."""
    found = page.evaluate(
        """rules => axe.run(document, {runOnly: {type: "rule", values: rules},
                                       resultTypes: ["violations"]})""",
        RULES_OF_DRAWING,
    )
    assert found["passes"], "no rule applied"
    _assert_no_violation(found)


def _assert_no_violation(found: Any) -> None:
    faults = [f"{v['id']}: {v['help']} at {v['nodes'][0]['target']}" for v in found["violations"]]
    assert not faults, "\n".join(faults)


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways (WCAG 1.4.10)."""
    wide = page.evaluate(
        """() => { const root = document.documentElement, room = root.clientWidth;
          if (root.scrollWidth <= room + 1 && room <= screen.width + 1) return [];
          return [`${root.scrollWidth} px in ${room}`, ...[...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > room + 1 ||
                         e.getBoundingClientRect().left < -1)
            .slice(0, 5).map(e => e.tagName + "." + e.className)]; }"""
    )
    assert not wide, f"wider than the screen: {wide}"


def assert_targets(page: Page, *, at_least: int = SMALLEST_TARGET) -> None:
    """Every control outside running text is at least so many CSS px high, its label included."""
    small = page.evaluate(
        """least => [...document.querySelectorAll(
              "a[href],button,input:not([type=hidden]),select,textarea,summary")]
          .map(e => [e, Math.max(...[e, ...(e.labels || [])].map(
              b => b.getBoundingClientRect().height))])
          .filter(([, high]) => high > 0 && high < least)
          .map(([e, high]) => `${e.tagName} ${e.textContent.trim().slice(0, 30)} ${high} px`)""",
        at_least,
    )
    assert not small, f"too small to press: {small}"


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


__all__ = ["Traffic", "counted"]  # looked for here, as the measures of a page are
