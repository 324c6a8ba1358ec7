"""What every page of this surface is drawn with, and the pages that need no sitting."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, current_app, g, render_template, request

from participation.kernel.languages import ENGLISH, LANGUAGES, Language, choose
from participation.kernel.texts import Texts
from participation.questionnaire.definition import context_of
from participation.web.locale import gettext as _
from participation.web.respond import look, visits
from participation.web.respond.drawn_once import DrawnPages
from participation.web.respond.fields import Posted
from participation.web.respond.visits import Visit
from participation.web.services import services


def frame(visit: Visit | None) -> dict[str, Any]:
    """The values that layout.html names. A page shown again gets a page key of its own."""
    house = services()
    spoken = visit.texts if visit else _asked_for()
    common: dict[str, Any] = {
        "lang": spoken.language.replace("_", "-"),
        "text_direction": spoken.direction,
        "away_url": house.settings.leave_url,
        "stylesheet": look.address(house),
        "draft": not house.is_checked(spoken.language),
    }
    if visit is not None:
        common |= {
            "large": visit.large,
            "pictures": visit.pictures,
            "csrf_token": visit.sitting.csrf,
            "has_languages": visit.asking,
            "page_key": house.randomness.token(),
            "speaker": _speaker(visit),
        }
        if not visit.from_child:  # it is their child's review, and their view of it
            common |= {"service": _("Your view"), "adult": True}
    return common


def _speaker(visit: Visit) -> Language | None:
    """Their language, where not every question is in it: somebody who speaks it can ring."""
    spoken, form = visit.texts, visit.form
    if form is None or not visit.asking or spoken.language == ENGLISH.code:
        return None
    said = (spoken.has_in(context_of(form, one), one.text) for one in form.questions)
    return None if all(said) else LANGUAGES[spoken.language]


def _asked_for() -> Texts:
    """Where no sitting is known: the language the browser asks for, if we speak it."""
    house = services()
    g.language = choose(request.headers.get("Accept-Language"), house.languages)
    return house.texts(g.language)


def page(
    template: str, visit: Visit | None, status: HTTPStatus = HTTPStatus.OK, **values: Any
) -> Response:
    """One page of templates/respond/."""
    body = render_template(f"respond/{template}.html", **(frame(visit) | values))
    return Response(body, status, mimetype="text/html")


def page_alike(template: str, visit: Visit, **values: Any) -> Response:
    """The same for a page on which nothing stands that anybody said; all values can be hashed.

    It is drawn once for everybody who sees it alike.
    """
    kept: DrawnPages = current_app.extensions.setdefault("participation.drawn", DrawnPages())
    held = frame(visit) | values
    own = {"csrf": held["csrf_token"], "page_key": held["page_key"]}
    held |= {"csrf_token": kept.csrf, "page_key": kept.page_key}
    body = kept.page(
        (template, services().settings.local_words, *held.items()),
        lambda: render_template(f"respond/{template}.html", **held),
        **own,
    )
    return Response(body, mimetype="text/html")


def dead() -> Response:
    """The one page for whatever does not open: forged, old, cut off or never made (B41, B42)."""
    return page("dead", None, HTTPStatus.NOT_FOUND)


def gone(posted: Posted | None = None) -> Response:
    """The sitting is over. Nothing that was pressed is kept, and the page says so.

    Words are given back. A drawing or a choice stays in the page, so that it can be sent once the
    link is open again: it then comes with an old token, and the person is asked first (B48).
    """
    if posted is None or not posted.said_something:
        lost = request.method == "POST"
        return page("dead", None, HTTPStatus.NOT_FOUND, again=True, lost=lost)
    stays = (posted.drew or any(posted.answers)) and visits.comes_from_here()
    if not stays and not posted.words.strip():
        return page("dead", None, HTTPStatus.NOT_FOUND, again=True, lost=True)
    return page(
        "problem",
        None,
        HTTPStatus.NOT_FOUND,
        saved=False,
        reason="ended",
        typed=posted.words,
        fields=posted.to_try_again() if stays else [],
        try_path="/q" if stays else None,
    )


def old_page(visit: Visit, posted: Posted) -> Response:
    """The page was not made for this sitting: nothing is taken, and one press sends it (B48)."""
    return problem(visit, posted, reason="old_page", saved=False, status=HTTPStatus.FORBIDDEN)


def problem(
    visit: Visit | None, posted: Posted, *, reason: str, saved: bool, status: HTTPStatus
) -> Response:
    """Something went wrong: what was typed stays on the page, with a button to try again.

    The button sends the same page key, so that words that were kept after all are kept once. With
    the database away it carries the old token: the sitting may well be there again by then.
    """
    again = [] if saved else posted.to_try_again()
    if visit is None:
        again += [("csrf_token", posted.csrf), ("page_key", posted.page_key or "")]
    own_key = {"page_key": posted.page_key} if visit is not None and posted.page_key else {}
    return page(
        "problem",
        visit,
        status,
        reason=reason,
        saved=saved,
        fields=again,
        typed=posted.words,
        try_path=None if saved else "/q",
        go_on="/q" if saved else None,
        **own_key,
    )
