"""Leaving at once, and the page of people to ring. Both stand outside the questions."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request

from participation.care.authority.rules import UNNAMED_COUNCIL
from participation.care.consultations import service as consultations
from participation.guard import sessions
from participation.kernel.db import reading, transaction
from participation.web.entry import Who, entry
from participation.web.headers import forget_this_device
from participation.web.locale import gettext as _
from participation.web.respond import beside, frame, visits
from participation.web.respond.card_visits import card_visit_here
from participation.web.services import services

blueprint = Blueprint("respond_leave", __name__)


@blueprint.get("/leave")
@entry(Who.ANYONE)
def away() -> Response:
    """An address somebody typed, or Back: nothing ends, and nothing is shown."""
    return _left()


@blueprint.post("/leave")
@entry(Who.ANYONE)
def leave() -> Response:
    """End the sitting and go where nothing tells about it.

    The page that follows says nothing and goes on by itself: a redirect to a foreign address after
    a form is stopped by our own content policy in some browsers. A page without a sitting has no
    token, so the browser's word that it was pressed here counts as well.
    """
    if not visits.comes_from_here():
        return frame.page("problem", None, HTTPStatus.FORBIDDEN, reason="not_found")
    house = services()
    cookie = request.cookies.get(visits.cookie_name(house))
    response = forget_this_device(_left())
    if not cookie and not beside.is_any_open(house):
        return response
    with transaction() as session:
        sitting = sessions.sitting_of(session, cookie)
        tokens = [*([sitting.csrf] if sitting else []), *beside.tokens(session, house)]
        if tokens and not any(_may_end(token) for token in tokens):
            return response
        if sitting is not None:
            consultations.end_handed_code(session, sitting.invitation)
        sessions.end_sitting(session, cookie)
        beside.end_all(session, house)
    return visits.take_back(beside.take_back(response, house), house)


@blueprint.get("/help")
@entry(Who.ANYONE)
def help_page() -> Response:
    """People to ring. It names the council's numbers and reads nothing of the person."""
    house = services()
    with reading() as session:
        council = house.council(session)
        visit = visits.visit_here(session, house)
        by_card = visit is None and card_visit_here(session, house) is not None
        adult = visit is not None and not visit.from_child
        return frame.page(
            "help",
            visit,
            helplines=council.adult_helplines if adult else council.child_helplines,
            contact=_(
                "To ask whether this is really us, ring %(number)s.", number=council.check_phone
            ),
            go_back=visit is not None,
            council=council.name if council.name != UNNAMED_COUNCIL else None,
            by_card=by_card,
        )


def _left() -> Response:
    body = render_template("respond/left.html", **frame.frame(None))
    return Response(body, mimetype="text/html")


def _may_end(csrf: str) -> bool:
    pressed_here = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return pressed_here or visits.same(csrf, request.form.get("csrf_token", ""))
