"""What every staff page is drawn with: who is signed in, and what they may open."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, render_template, request

from participation.guard.access import Action, may
from participation.web.locale import gettext as _
from participation.web.services import services
from participation.web.staff import notices
from participation.web.staff.door import Visitor, template_values
from participation.web.staff.saved import said_once

N_ = str  # marks a text for the translators

SECTIONS = (
    (Action.SEE_REVIEWS, "/staff/reviews", N_("Reviews")),
    (Action.SAY_WHO_IS_ASKED, "/staff/children", N_("Who is asked")),
    (Action.READ_WORDS_WAITING, "/staff/concerns", N_("Concerns and words to read")),
    (Action.READ_WORDS_WAITING, "/staff/desk", N_("Texts to place")),
    (Action.SEE_ASKS, "/staff/requests", N_("Asked between reviews")),
    (Action.SEE_REVIEWS, "/staff/due", N_("What is due")),
    (Action.FIND_CHILDREN, "/staff/find", N_("Find a child")),
    (Action.ASK_IN_PERSON, "/staff/in-person", N_("Asking in person")),
    (Action.SEE_REVIEWS, "/staff/calendar", N_("Calendar")),
    (Action.SEE_TASKS, "/staff/tasks", N_("Tasks")),
    (Action.HAND_OUT_CARDS, "/staff/cards", N_("Cards and keys")),
    (Action.GIVE_TRANSLATIONS, "/staff/translations", N_("Words to translate")),
    (Action.BOOK_INTERPRETERS, "/staff/interpreters", N_("Interpreters")),
    (Action.LET_TEXTS_GO, "/staff/first-texts", N_("First texts")),
    (Action.CHANGE_OFFICERS, "/staff/officers", N_("Officers")),
    (Action.WRITE_OUTCOMES, "/staff/my-name", N_("Who knows my name")),
    (Action.SEE_ROUNDS, "/staff/rounds", N_("How rounds are going")),
    (Action.BREAK_GLASS, "/staff/break-glass", N_("In an emergency")),
    (Action.LOOK_OVER_GLASS, "/staff/break-glass", N_("Opened in an emergency")),
    (Action.ASK_FOR_COPY, "/staff/copies", N_("Copies people ask for")),
    (Action.LOOK_THROUGH_COPY, "/staff/copies", N_("Copies people ask for")),
    (Action.SEE_WHO_LOOKED, "/staff/who-looked", N_("Who looked at what")),
    (Action.MANAGE_STAFF, "/staff/colleagues", N_("People who sign in")),
    (Action.IMPORT, "/staff/imports", N_("Imports")),
    (Action.SEE_FORMS, "/staff/forms", N_("Questionnaires")),
    (Action.SEE_FORMS, "/staff/leaflets", N_("Leaflets")),
    (Action.ANSWER_CONCERNS, "/staff/concerns", N_("Concerns")),
    (Action.SEE_ROUTE, "/staff/route", N_("Tests of the route")),
    (Action.SEE_FIGURES, "/staff/figures", N_("Figures of concerns")),
)


def page(
    template: str, visitor: Visitor | None, status: HTTPStatus = HTTPStatus.OK, **values: Any
) -> Response:
    """One page of templates/staff/."""
    common = template_values(visitor, services()) | {
        "sections": sections(visitor),
        "notices": notices.shown_to(visitor),
        "saved": said_once() if request.method == "GET" else None,
    }
    body = render_template(f"staff/{template}.html", **(common | values))
    return Response(body, status, mimetype="text/html")


def sections(visitor: Visitor | None) -> list[dict[str, Any]]:
    """What this member of staff may open, in the order of the bar."""
    if visitor is None or visitor.must_change:
        return []
    shown: dict[str, str] = {}  # the first name of a page that somebody's roles give it
    for action, url, label in SECTIONS:
        if may(visitor.staff.roles, action):
            shown.setdefault(url, label)
    return [
        {"url": url, "label": _(label), "current": request.path.startswith(url)}
        for url, label in shown.items()
    ]


def first_page(roles: list[str]) -> str:
    """Where somebody with these roles begins."""
    for action, url, _label in SECTIONS:
        if may(roles, action):
            return url
    return "/staff/nothing"
