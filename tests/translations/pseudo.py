"""Two languages that nobody speaks, made on the fly: every letter of ours is another one.

Whatever still has a plain letter on a page of theirs cannot be translated. One is written from left
to right, one from right to left. They are made from what the extraction finds in the tree today,
so that a text which is not marked, or not where translators get theirs from, shows as well. They
never leave the tests.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

ROOT = Path(__file__).parents[2]
GAP = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}|%[sd]")
_ENGLISH = string.ascii_lowercase + string.ascii_uppercase
_ACCENTED = "áƀçďéƒğĥíĵķľɱñóþǫŕšţúṽŵẋýžÁƁÇĎÉƑĞĤÍĴĶĽḾÑÓÞǪŔŠŢÚṼŴẊÝŽ"
_TURNED = "ابتثجحخدذرزسشصضطظعغفقكلمنه" * 2
LETTERS = {
    "ltr": str.maketrans(_ENGLISH, _ACCENTED),
    "rtl": str.maketrans(_ENGLISH, _TURNED),
}
# In whose place each stands, in a folder of the test's own. Their days have no letter of ours.
CODES = {"ltr": "uk", "rtl": "ar"}
_KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_WHERE = (
    (
        "participation",
        [
            ("web/templates/respond/**.html", "jinja2"),
            *((f"{floor}/**.py", "python") for floor in ("web", "channels", "care", "journeys")),
        ],
    ),
    (
        "consultation_forms",
        [
            ("words/**", "ignore"),
            ("screening/**", "ignore"),
            ("**.toml", "participation.questionnaire.extraction:extract_toml"),
        ],
    ),
)


def other(text: str, direction: str) -> str:
    """The text in letters that are not ours; what is filled in later stays."""
    parts, at = [], 0
    for gap in GAP.finditer(text):
        parts += [text[at : gap.start()].translate(LETTERS[direction]), gap[0]]
        at = gap.end()
    return "".join([*parts, text[at:].translate(LETTERS[direction])])


def write_language(folder: Path, direction: str) -> str:
    """Put such a language into a council's own folder, as if a person had checked it; its code."""
    code = CODES[direction]
    catalogue = Catalog(locale=code)
    for message, context in _said():
        if isinstance(message, tuple):
            forms = (other(message[1], direction),) * catalogue.num_plurals
            catalogue.add(message, forms, context=context)
        else:
            catalogue.add(message, other(message, direction), context=context)
    file = folder / code / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        write_mo(out, catalogue)
    return code


@cache
def _said() -> tuple[tuple[str | tuple[str, ...], str | None], ...]:
    """Everything that the extraction finds now."""
    return tuple(
        (found[2], found[4])
        for folder, methods in _WHERE
        for found in extract_from_dir(ROOT / folder, method_map=methods, keywords=_KEYWORDS)
    )


class _Words(HTMLParser):
    """What a person sees on a page, reads out or is told by a reader, in the page's language."""

    READ_OUT = ("aria-label", "title", "placeholder", "alt")
    EMPTY = frozenset({"input", "img", "br", "hr", "meta", "link", "path", "circle", "rect", "use"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.direction = ""
        self._language = ""
        self._apart: list[bool] = []  # of each open element: is it in another language, or no text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "html":
            self._language, self.direction = has.get("lang", ""), has.get("dir", "")
        other_language = has.get("lang", self._language) != self._language
        apart = other_language or tag in ("script", "style", "textarea")
        apart = apart or (bool(self._apart) and self._apart[-1])
        if not apart:
            self.found += [has[name] for name in self.READ_OUT if has.get(name)]
        if tag not in self.EMPTY:
            self._apart.append(apart)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of a drawing that has nothing in it."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY and self._apart:
            self._apart.pop()

    def handle_data(self, data: str) -> None:
        if not (self._apart and self._apart[-1]) and data.strip():
            self.found.append(" ".join(data.split()))


def direction_of(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    return reader.direction


def left_in_english(html: str, as_written: Iterator[str] | tuple[str, ...]) -> list[str]:
    """The words on a page with a letter of ours, once names and people's own words are out."""
    reader = _Words()
    reader.feed(html)
    known = sorted({word for word in as_written if len(word) > 1}, key=len, reverse=True)
    left = []
    for words in reader.found:
        bare = words
        for name in known:
            bare = bare.replace(name, "")
        if re.search("[A-Za-z]", bare):
            left.append(words)
    return left
