"""Three ways to use a page, and one walk from the link to "sent" that any of them can make.

The walk finds things by what they are and what they say, as a person does, so that a page more or
less on the way does not stop it. The keyboard's hands press Tab, Space, Enter and arrows only, and
look at each stop whether a person could see where they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from playwright.sync_api import Locator, Page

WORDS = "I want to see my brother more"
MOST_PAGES = 60
MOST_STOPS = 80  # presses of Tab on one page
THINNEST_RING = 2  # CSS px, WCAG 2.4.13

# What is pressed to go on, the most telling first; else the first button of the page.
ON_OUR_WAY = (r"^Send", r"^Yes, on my own", r"^Start$", r"^Continue$")


class Hands(Protocol):
    """How somebody uses a page."""

    page: Page

    def press(self, button: Locator) -> None: ...

    def choose(self, option: Locator) -> None: ...

    def write(self, box: Locator, words: str) -> None: ...


@dataclass
class Pointer:
    """A finger or a mouse."""

    page: Page

    def press(self, button: Locator) -> None:
        _and_wait(self.page, button.click)

    def choose(self, option: Locator) -> None:
        option.check()

    def write(self, box: Locator, words: str) -> None:
        box.fill(words)


@dataclass
class Keyboard:
    """Tab, Shift+Tab, Space, Enter, arrows and letters; never a pointer."""

    page: Page
    stops: int = 0

    def press(self, button: Locator) -> None:
        self._go_to(button)
        _and_wait(self.page, lambda: self.page.keyboard.press("Enter"))

    def choose(self, option: Locator) -> None:
        """A radio is reached through its group: Tab goes there, arrows go on within it."""
        if option.get_attribute("type") == "checkbox":
            self._go_to(option)
            self.page.keyboard.press("Space")
        else:
            self._go_to(option, same_group=True)
            self.page.keyboard.press("Space")
            for _ in range(20):
                if option.is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
                self._see_the_ring()
        assert option.is_checked(), "not reached with the keyboard"

    def write(self, box: Locator, words: str) -> None:
        self._go_to(box)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(words)

    def _go_to(self, wanted: Locator, *, same_group: bool = False) -> None:
        """Tab until it has the focus; backwards when it lies before where we are."""
        here = """(wanted, group) => { const at = document.activeElement;
            return at === wanted || (group && at.type === "radio" && at.name === wanted.name); }"""
        behind = """wanted => !!(document.activeElement !== document.body &&
            document.activeElement.compareDocumentPosition(wanted)
            & Node.DOCUMENT_POSITION_PRECEDING)"""
        key = "Shift+Tab" if wanted.evaluate(behind) else "Tab"
        for _ in range(MOST_STOPS):
            if wanted.evaluate(here, same_group):
                return
            self.page.keyboard.press(key)
            self._see_the_ring()
        raise AssertionError(f"Tab never came to {wanted.evaluate('e => e.outerHTML')}")

    def _see_the_ring(self) -> None:
        """Somebody who looks can tell where the focus is (WCAG 2.4.7, 2.4.11)."""
        self.stops += 1
        seen = self.page.evaluate(
            """() => { const e = document.activeElement;
              if (!e || e === document.body || e === document.documentElement) return null;
              const style = getComputedStyle(e), box = e.getBoundingClientRect();
              const clear = /^rgba.*, 0\\)$/.test(style.outlineColor);
              const ring = clear || style.outlineStyle === "none"
                ? 0 : parseFloat(style.outlineWidth);
              const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
              return [ring, inside, e.outerHTML.slice(0, 120)]; }"""
        )
        if seen is None:  # the browser's own bar, between the last stop and the first
            return
        ring, inside, what = seen
        assert ring >= THINNEST_RING, f"no visible focus ({ring} px): {what}"
        assert inside, f"the focus is off the screen: {what}"


@dataclass
class Walked:
    """The pages that were seen, by the word each has for itself."""

    kinds: list[str] = field(default_factory=list)
    questions: set[str] = field(default_factory=set)


def walk_to_the_end(
    hands: Hands,
    *,
    way: str,
    helped: bool = False,
    on_each_page: Callable[[Page], None] = lambda _page: None,
) -> Walked:
    """From the link, which is open, to the page that says it was sent.

    Args:
        way: what is pressed where the page asks how: "Questions", "Pictures" …
        helped: somebody helps; the first helper offered is taken.
    """
    page, walked, said_more = hands.page, Walked(), False
    first = [rf"^{way}", *ON_OUR_WAY]
    if helped:
        first.insert(0, "someone is helping")
    for turn in range(MOST_PAGES):
        kind = page.locator("body").get_attribute("data-page") or ""
        walked.kinds.append(kind)
        on_each_page(page)
        if kind == "sent":
            return walked
        _answer(hands, turn)
        walked.questions |= {
            asked.get_attribute("value") or ""
            for asked in page.locator("main form").first.locator("input[name=question]").all()
        }
        more = page.get_by_role("button", name="Say more about this")
        if not said_more and more.count():
            said_more = True
            hands.press(more)
        else:
            hands.press(_the_button(page, first))
    raise AssertionError(f"not at the end: {walked.kinds}; {page.inner_text('main')[:300]}")


def _answer(hands: Hands, turn: int) -> None:
    """Fill in the page's first form: the words, or one of the choices, another one each time."""
    form = hands.page.locator("main form").first
    written = False
    for box in form.locator("textarea:visible, input[type=text]:visible, input.in:visible").all():
        hands.write(box, "4" if box.get_attribute("inputmode") == "numeric" else WORDS)
        written = True
    if written:
        return
    for kind in ("radio", "checkbox"):
        options = form.locator(f"input[name=answer][type={kind}]")
        if options.count():
            hands.choose(options.nth(turn % min(3, options.count())))
            return
    options = form.get_by_role("radio")
    if options.count():
        hands.choose(options.first)


def _the_button(page: Page, names: list[str]) -> Locator:
    form = page.locator("main form").first
    for name in names:
        found = form.get_by_role("button", name=re.compile(name, re.IGNORECASE))
        if found.count():
            return found.first
    return form.locator("button[type=submit], button:not([type])").first


def _and_wait(page: Page, act: Callable[[], None]) -> None:
    """Do it, and wait for the page that follows, however the script brings it."""
    page.evaluate("document.body.dataset.walked = 1")
    act()
    page.wait_for_selector("body:not([data-walked])", state="attached")
    page.wait_for_load_state("load")
