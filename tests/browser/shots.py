"""Pictures of every page at 320 px, for docs/pages: `make pages`.

Three looks of each page for respondents: light, dark and Arabic. What is for easy reading and for
the youngest is a page of its own on the sample site. Staff pages in one look. Several pages
stand side by side on one sheet, which a person can look through faster than sixty files. Sheets are
drawn by the browser, so no library for pictures is needed.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import checks, looks
from tests.browser.sample_site import RESPONDENT, STAFF, make_site, served

FOLDER = Path(__file__).parents[2] / "docs" / "pages"
LIST = FOLDER.parent / "pages.md"
ON_A_SHEET = 6
GAP, BAND = 12, 26  # px between pages, and for the name above each
TALLEST = 1500  # px; the rest of a longer page is cut off


@dataclass(frozen=True)
class Shot:
    name: str
    png: bytes


def main() -> int:
    chromium = checks.find_chromium()
    if chromium is None:
        print(checks.HOW_TO_GET_CHROMIUM, file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    pages = [f"respond/{name}" for name in RESPONDENT]
    wanted: list[tuple[str, looks.Look, list[str]]] = [
        ("light", "light", pages),
        ("dark", "dark", pages),
        ("arabic", "light", [f"{page}?lang=ar" for page in pages]),
        ("staff", "light", [f"staff-look/{name}" for name in STAFF]),
    ]
    sheets: dict[str, list[str]] = {}
    with served(make_site()) as site, sync_playwright() as playwright:
        browser = checks.launch(playwright, chromium)
        for title, look, places in wanted:
            shots = list(_shots(browser, site, places, look))
            sheets[title] = _sheets(browser, title, shots)
        browser.close()
    LIST.write_text(_words(sheets), encoding="utf-8")
    size = sum(file.stat().st_size for file in FOLDER.glob("*.png"))
    print(f"{sum(map(len, sheets.values()))} sheets, {size / 1e6:.1f} MB, in {FOLDER}")
    return 0


def _shots(browser: Browser, site: str, places: list[str], look: looks.Look) -> Iterator[Shot]:
    with checks.phone(browser) as page:
        for place in places:
            page.goto(f"{site}/{place}")
            looks.put_on(page, look)
            high = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
            clip = {"x": 0, "y": 0, "width": checks.PHONE["width"], "height": high}
            name = place.partition("/")[2].partition("?")[0]
            yield Shot(name, page.screenshot(full_page=True, clip=clip))


def _sheets(browser: Browser, title: str, shots: list[Shot]) -> list[str]:
    names = []
    wide = ON_A_SHEET * (checks.PHONE["width"] + GAP) + GAP
    with checks.phone(browser, width=wide) as page:
        for number, first in enumerate(range(0, len(shots), ON_A_SHEET), start=1):
            names.append(f"{title}-{number}.png")
            _sheet(page, shots[first : first + ON_A_SHEET], FOLDER / names[-1])
    return names


def _sheet(page: Page, shots: list[Shot], to: Path) -> None:
    figures = "".join(
        f"<figure><figcaption>{shot.name}</figcaption>"
        f'<img src="data:image/png;base64,{base64.b64encode(shot.png).decode()}"></figure>'
        for shot in shots
    )
    page.set_content(
        f"""<style>body{{margin:0;padding:{GAP}px;background:#889;display:flex;gap:{GAP}px;
        align-items:start}}figure{{margin:0}}img{{display:block}}
        figcaption{{font:700 16px/{BAND}px monospace;color:#000}}</style>{figures}"""
    )
    page.wait_for_function("[...document.images].every(i => i.complete)")
    to.write_bytes(_smaller(page, page.screenshot(full_page=True)))


def _smaller(page: Page, png: bytes) -> bytes:
    """The same picture with fewer colours."""
    script = Path(__file__).with_name("smaller.js").read_text(encoding="utf-8")
    packed = page.evaluate(script, f"data:image/png;base64,{base64.b64encode(png).decode()}")
    return base64.b64decode(packed)


def _words(sheets: dict[str, list[str]]) -> str:
    lines = [
        "# Every page, as it looks on a small phone",
        "",
        "Made by `make pages`, at 320 px, with made-up people. Respondents' pages stand in light,",
        "dark and Arabic; the pages for easy reading and for children under eight are among them.",
        "The Arabic is a draft that no person has checked, which only the demo shows.",
    ]
    for title, names in sheets.items():
        lines += ["", f"## {title.replace('-', ' ').capitalize()}", ""]
        lines += [f"![{title}, sheet {n}](pages/{name})" for n, name in enumerate(names, start=1)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
