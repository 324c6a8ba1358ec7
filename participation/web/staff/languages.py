"""Languages as staff read of them, and as a page marks them."""

from __future__ import annotations

from participation.kernel.languages import ENGLISH, known
from participation.web.locale import gettext as _


def language_called(code: str) -> str:
    """'Tigrinya'; a code that nobody knows as it is."""
    language = known(code)
    return language.english if language else code


def language_name(code: str | None) -> str | None:
    """The same; None for English, which needs no mention."""
    return None if not code or code == ENGLISH.code else language_called(code)


def tag(language: str | None) -> str | None:
    """A language as pages name it: fa-AF."""
    return language.replace("_", "-") if language else None


def spoken(code: str, *, dialect: str | None, interpreter: bool, gender: str | None) -> str:
    """'Speaks Tigrinya. An interpreter is needed: a woman.'"""
    name = language_called(code)
    parts = [_("Speaks %(language)s.", language=f"{name} ({dialect})" if dialect else name)]
    if interpreter:
        wish = _(" (asked for: %(gender)s)", gender=gender) if gender else ""
        parts.append(_("An interpreter is needed%(wish)s.", wish=wish))
    return " ".join(parts)
