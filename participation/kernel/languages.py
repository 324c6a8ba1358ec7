"""The languages people speak and read here, and how text reaches them in one of them.

Knows no Flask: rules and wording take a `Texts` value as an argument. The declared language is
the truth; nothing here guesses one from words. Codes are those of CLDR, with our own table over
it: CLDR has no Sylheti, names Dari فارسی, and its `ku` is Kurmanji in Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Language:
    """One row of the table.

    Args:
        code: as stored, imported and named in folders, such as `fa_AF`.
        english, own: its name for staff, and for those who read it.
        script: ISO 15924, such as Arab or Ethi.
        spoken_only: hardly anybody reads it; offer another language to read, and a voice.
    """

    code: str
    english: str
    own: str
    direction: Direction = "ltr"
    script: str = "Latn"
    spoken_only: bool = False


@dataclass(frozen=True, slots=True)
class NotALanguage:
    """What was written cannot be taken; `remedy` tells an importing person what to write."""

    remedy: str


ENGLISH = Language("en", "English", "English")

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        language.code: language
        for language in (
            ENGLISH,
            Language("ar", "Arabic", "العربية", "rtl", "Arab"),
            Language("ti", "Tigrinya", "ትግርኛ", "ltr", "Ethi"),
            Language("ps", "Pashto", "پښتو", "rtl", "Arab"),
            Language("fa_AF", "Dari", "دری", "rtl", "Arab"),
            Language("fa", "Farsi", "فارسی", "rtl", "Arab"),
            Language("ckb", "Kurdish (Sorani)", "کوردیی سۆرانی", "rtl", "Arab"),
            Language("ku", "Kurdish (Kurmanji)", "Kurdî (Kurmancî)"),
            Language("vi", "Vietnamese", "Tiếng Việt"),
            Language("sq", "Albanian", "Shqip"),
            Language("am", "Amharic", "አማርኛ", "ltr", "Ethi"),
            Language("om", "Oromo", "Afaan Oromoo"),
            Language("so", "Somali", "Soomaali"),
            Language("pl", "Polish", "Polski"),
            Language("ro", "Romanian", "Română"),
            Language("ur", "Urdu", "اردو", "rtl", "Arab"),
            Language("bn", "Bengali", "বাংলা", "ltr", "Beng"),
            Language("syl", "Sylheti", "সিলেটি", "ltr", "Beng", spoken_only=True),
            Language("pa", "Punjabi", "ਪੰਜਾਬੀ", "ltr", "Guru"),
            Language("tr", "Turkish", "Türkçe"),
            Language("uk", "Ukrainian", "Українська", "ltr", "Cyrl"),
            Language("pt", "Portuguese", "Português"),
            Language("cy", "Welsh", "Cymraeg"),
        )
    }
)

_LONGEST_RAW = 64
_BY_NAME = {
    name.casefold(): language
    for language in LANGUAGES.values()
    for name in (language.code, language.english, language.own)
}
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
    if (language := _BY_NAME.get(asked)) is not None:
        return NotALanguage(f"write {language.code} ({language.english})")
    if (language := LANGUAGES.get(code.partition("_")[0])) is not None:
        return NotALanguage(f"write {language.code} ({language.english})")
    return NotALanguage(_remedy())


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
