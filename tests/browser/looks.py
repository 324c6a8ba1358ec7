"""The ways one page is looked at: colours, direction, text size and spacing.

Each is set on the page as it stands, so that a page is loaded once and looked at six times. Styles
are set through the object model, which the pages' own security policy allows; a style element
would be refused.
"""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Page

from tests.browser import checks

Look = Literal["light", "dark", "right to left", "forced colours", "text at 200 %", "text spacing"]
LOOKS: tuple[Look, ...] = (
    "light", "dark", "right to left", "forced colours", "text at 200 %", "text spacing",
)  # fmt: skip

# WCAG 1.4.12: what a reader may set, all at once, without losing anything.
SPACING = """*{line-height:1.5!important;letter-spacing:.12em!important;
word-spacing:.16em!important}p{margin-block-end:2em!important}"""


def put_on(page: Page, look: Look) -> None:
    """Show the loaded page this way; whatever was set before is taken off."""
    page.emulate_media(
        color_scheme="dark" if look == "dark" else "light",
        forced_colors="active" if look == "forced colours" else "none",
    )
    page.evaluate(
        """([rtl, size, spacing]) => {
          const root = document.documentElement;
          root.dataset.ownDir ??= root.dir;
          root.dir = rtl ? (root.dataset.ownDir === "rtl" ? "ltr" : "rtl") : root.dataset.ownDir;
          root.style.fontSize = "";
          if (size) root.style.setProperty("font-size",
            2 * parseFloat(getComputedStyle(root).fontSize) + "px", "important");
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(spacing);
          document.adoptedStyleSheets = [sheet];
        }""",
        [
            look == "right to left",
            look == "text at 200 %",
            SPACING if look == "text spacing" else "",
        ],
    )


def assert_good_in_every_look(page: Page, *, targets: bool) -> None:
    """axe finds nothing, nothing runs over the edge and no text is cut, whatever the look.

    Args:
        targets: also hold controls to the height that respondents' pages are drawn for.
    """
    faults = []
    for look in LOOKS:
        put_on(page, look)
        axe = checks.assert_accessible if look == LOOKS[0] else checks.assert_accessible_as_drawn
        looked_for = [axe, checks.assert_fits, assert_nothing_cut]
        if targets:
            looked_for.append(checks.assert_targets)
        for check in looked_for:
            try:
                check(page)
            except AssertionError as fault:
                faults.append(f"{look}: {fault}")
    put_on(page, "light")
    assert not faults, "\n".join(faults)


def assert_nothing_cut(page: Page) -> None:
    """No text is longer than the box that hides what runs over (WCAG 1.4.4, 1.4.12)."""
    cut = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter(e => {
            const style = getComputedStyle(e);
            const hides = v => v === "hidden" || v === "clip";
            if (e.clientHeight < 2 || !e.textContent.trim()) return false;  // for screen readers
            return hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1
                || hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
          }).slice(0, 5).map(e => `${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`)"""
    )
    assert not cut, f"text is cut off: {cut}"
