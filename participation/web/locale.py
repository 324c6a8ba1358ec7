"""In which language a page is drawn: Flask-Babel over the catalogues that wording uses as well.

A door says the language by `g.language` (a code of `kernel.languages`): the invitation's for
respondents. Staff pages and everything else are in English, the source language.
"""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from flask import Flask, g, request
from flask_babel import Babel
from flask_babel import gettext as babel_gettext
from flask_babel import ngettext as babel_ngettext

from participation.kernel.languages import ENGLISH, LANGUAGES
from participation.kernel.shipped import shipped
from participation.kernel.texts import DOMAIN


def register(app: Flask) -> None:
    """Give templates `_` and `ngettext` in the language of the page."""
    Babel(
        app,
        default_locale=ENGLISH.code,
        default_timezone="Europe/London",
        default_domain=DOMAIN,
        default_translation_directories=str(shipped("translations").resolve()),
        locale_selector=page_language,
    )
    app.context_processor(_direction)


def gettext(message: str, **fill: object) -> str:
    """A text in the language of the page; its gaps are named, `%(day)s`."""
    return str(babel_gettext(message, **fill))


def ngettext(one: str, many: str, num: int, **fill: object) -> str:
    """The text for this number of things; `%(num)s` is the number."""
    return str(babel_ngettext(one, many, num, **fill))


def page_language() -> str:
    """The code of the language this page is in; English for staff, and where none was said."""
    said = g.get("language", ENGLISH.code)
    if request.path.startswith(("/staff", "/api")) or said not in LANGUAGES:
        return ENGLISH.code
    return said if _babel_knows(said) else ENGLISH.code


def _direction() -> dict[str, str]:
    language = LANGUAGES[page_language()]
    return {"lang": language.code.replace("_", "-"), "text_direction": language.direction}


def _babel_knows(code: str) -> bool:
    """Babel has no data for a few of our languages; a page in one must not fail for that."""
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True
