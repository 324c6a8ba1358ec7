"""In which language a page is drawn, from the catalogues that wording uses as well.

A door says the language by `g.language` (a code of `kernel.languages`): the invitation's for
respondents. Staff pages and everything else are in English, the source language.

Flask-Babel is set up for what asks for it. Templates and views take their texts from
`kernel.texts` instead: a page has hundreds of them, and Flask-Babel looks the language up anew for
each, which was 40 % of the time of an officer's list. It would also keep the first language it
saw in a request, when the person's own is known only later.
"""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from flask import Flask, current_app, g, request
from flask_babel import Babel

from participation.kernel.languages import ENGLISH, LANGUAGES
from participation.kernel.shipped import shipped
from participation.kernel.texts import DOMAIN, Texts, texts
from participation.questionnaire.placeholders import begin

OURS = ("/staff", "/api")  # in English, the source language, in our own words


def register(app: Flask) -> None:
    """Give templates `_` and `ngettext` in the language of the page."""
    Babel(
        app,
        default_locale=ENGLISH.code,
        default_timezone="Europe/London",
        default_domain=DOMAIN,
        default_translation_directories=str(shipped("translations").resolve()),
        locale_selector=_babel_language,
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # the i18n extension's
        lambda message: page_texts().gettext(message),
        lambda one, many, n: page_texts().ngettext(one, many, n),
        newstyle=True,
        pgettext=lambda context, message: page_texts().pgettext(context, message),
    )
    app.jinja_env.filters["begin"] = begin  # of "your reviewing officer", first in a sentence
    app.context_processor(_direction)


def gettext(message: str, **fill: object) -> str:
    """A text in the language of the page; its gaps are named, `%(day)s`."""
    text = page_texts().gettext(message)
    return text % fill if fill else text


def ngettext(one: str, many: str, num: int, **fill: object) -> str:
    """The text for this number of things; `%(num)s` is the number."""
    return page_texts().ngettext(one, many, num) % {"num": num, **fill}


def page_texts() -> Texts:
    """The texts of the page's language; English where it has no catalogue.

    Respondents' English has the council's own words for some of ours. A page has hundreds of
    texts, so what was found is kept with the page, and found anew once its language is known.
    """
    wanted = (page_language(), request.path)
    kept: tuple[tuple[str, str], Texts] | None = g.get("page_texts")
    if kept is not None and kept[0] == wanted:
        return kept[1]
    found = _texts_for(wanted[0])
    g.page_texts = (wanted, found)
    return found


def _texts_for(said: str) -> Texts:
    house = current_app.extensions.get("participation")
    if house is None or request.path.startswith(OURS):
        return texts(said)
    spoken: Texts = house.texts(said)
    return spoken


def page_language() -> str:
    """The code of the language this page is in; English for staff, and where none was said."""
    said: str = g.get("language", ENGLISH.code)
    if said == ENGLISH.code or said not in LANGUAGES:
        return ENGLISH.code
    return ENGLISH.code if request.path.startswith(OURS) else said


def _direction() -> dict[str, str]:
    spoken = page_texts()
    return {"lang": spoken.language.replace("_", "-"), "text_direction": spoken.direction}


def _babel_language() -> str:
    """For Flask-Babel, which has no data for a few of our languages and must not fail for that."""
    said = page_language()
    try:
        Locale.parse(said)
    except (UnknownLocaleError, ValueError):
        return ENGLISH.code
    return said
