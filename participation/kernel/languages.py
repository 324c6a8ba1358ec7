"""The languages people speak and read here, and how text reaches them in one of them.

Knows no Flask: rules and wording take a `Texts` value as an argument. The declared language is
the truth; nothing here guesses one from words. Codes are those of CLDR, with our own table over
it (`translations/languages.toml`): CLDR has no Sylheti, names Dari فارسی, and its `ku` is Kurmanji
in Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from participation.kernel.language_table import FILE, Direction, Language, read_table
from participation.kernel.shipped import shipped

__all__ = ["Direction", "Language"]


@dataclass(frozen=True, slots=True)
class NotALanguage:
    """What was written cannot be taken; `remedy` tells an importing person what to write."""

    remedy: str


ENGLISH = Language("en", "English", "English")

_TABLE: dict[str, Language] = {
    language.code: language for language in (ENGLISH, *read_table(shipped("translations") / FILE))
}
LANGUAGES: Mapping[str, Language] = MappingProxyType(_TABLE)
"""Every language there is, by its code, in the order in which they are offered."""


def take_in(folder: Path | None) -> None:
    """Add the languages of a council's own folder, each with a `languages.toml` in a folder of its
    own; done once, before anything is served.

    A row with a code of ours takes its place, for a council may write a name otherwise.

    Raises:
        ValueError: a file is not a table of languages; the message names the fault.
    """
    for file in sorted(folder.glob(f"*/{FILE}")) if folder is not None else ():
        for language in read_table(file):
            if language.code == ENGLISH.code:
                raise ValueError(f"{FILE}: English is the source, and needs no row")
            _TABLE[language.code] = language


_LONGEST_RAW = 64
_ASK_WHICH = {
    "kurdish": "write ckb (Sorani) or ku (Kurmanji): ask which one is read",
    "kur": "write ckb (Sorani) or ku (Kurmanji): ask which one is read",
    "persian": "write fa (Farsi) or fa_AF (Dari)",
    "panjabi": "write pa",
    "prs": "write fa_AF (Dari)",
    "gb": "write en (English) or cy (Welsh)",
}


def known(code: str) -> Language | None:
    """The language with exactly that code."""
    return LANGUAGES.get(code)


def parse_language(raw: str) -> Language | NotALanguage:
    """A code from a file: capitals and hyphens are forgiven, names and guesses are not.

    A name is answered with the code to write, a name of two languages with the question which.
    """
    written = raw.strip()
    if len(written) > _LONGEST_RAW:
        return NotALanguage(_remedy())
    code = _canonical(written)
    if (language := LANGUAGES.get(code)) is not None:
        return language
    asked = written.casefold()
    if asked in _ASK_WHICH:
        return NotALanguage(_ASK_WHICH[asked])
    if (language := _named(asked)) is not None:
        return NotALanguage(f"write {language.code} ({language.english})")
    if (language := LANGUAGES.get(code.partition("_")[0])) is not None:
        return NotALanguage(f"write {language.code} ({language.english})")
    return NotALanguage(_remedy())


def _named(asked: str) -> Language | None:
    return next(
        (
            language
            for language in LANGUAGES.values()
            if asked
            in (name.casefold() for name in (language.code, language.english, language.own))
        ),
        None,
    )


def _remedy() -> str:
    return f"write one of {', '.join(LANGUAGES)}"


def _canonical(written: str) -> str:
    """`FA-af` → `fa_AF`, `PL` → `pl`; anything else comes out harmless and unknown."""
    head, _, tail = written.replace("-", "_").partition("_")
    return f"{head.lower()}_{tail.upper()}" if tail else head.lower()


# --- choosing from what a browser sends -----------------------------------------------------

_LONGEST_HEADER = 1_000
_TAG = re.compile(
    r"\s*([A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8}){0,4})\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?",
)


def choose(accept_language: str | None, offered: Collection[str]) -> str:
    """The offered code that suits an `Accept-Language` header, or a single wish, best.

    Never raises and never answers anything but an offered code or English, whatever is sent.
    """
    if not accept_language or len(accept_language) > _LONGEST_HEADER:
        return ENGLISH.code
    for tag in _wishes(accept_language):
        for code in _codes_for(tag):
            if code == ENGLISH.code or (code in offered and code in LANGUAGES):
                return code
    return ENGLISH.code


def _wishes(header: str) -> list[str]:
    """Tags by falling weight; what is not a tag is passed over."""
    weighed: list[tuple[float, str]] = []
    for part in header.split(","):
        if (match := _TAG.fullmatch(part)) is not None:
            weight = float(match[2]) if match[2] else 1.0
            if weight > 0:
                weighed.append((weight, match[1]))
    return [tag for _, tag in sorted(weighed, key=lambda wish: -wish[0])]


def _codes_for(tag: str) -> Iterator[str]:
    """Our codes for a browser's tag, closest first: `fa-AF` gives fa_AF, then fa."""
    head, *rest = tag.upper().replace("-", "_").split("_")
    match head:
        case "PRS":
            yield from ("fa_AF", "fa")
        case "FA" if "AF" in rest:
            yield from ("fa_AF", "fa")
        case "KU" if {"ARAB", "IQ", "IR"} & set(rest):
            yield "ckb"
        case "KMR":
            yield "ku"
        case "PA" if {"ARAB", "PK"} & set(rest):
            return  # Punjabi in Arabic letters is not the Punjabi we write
        case _:
            yield head.lower()
