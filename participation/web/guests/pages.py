"""An invitation, behind a link. Looking does nothing; pressing shows it as it stands (T9).

GET /g/<anything> reads no database and answers the same bytes for every link. What opens nothing,
whatever the reason, gets one page.
"""

from __future__ import annotations

from datetime import date, time
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, render_template

from participation.journeys.opening_for_guests import Opened, open_by_link
from participation.kernel.dates import day_words, hour_words
from participation.kernel.db import transaction
from participation.web.entry import Who, entry
from participation.web.respond.visits import comes_from_here
from participation.web.services import services

blueprint = Blueprint("guests", __name__, url_prefix="/g")


@blueprint.get("/<path:_token>")
@entry(Who.ANYONE)
def look(_token: str) -> Response:
    """A page with one button. The token is not even read."""
    return _page("before")


@blueprint.post("/<path:token>")
@entry(Who.LINK_HOLDER)
def show(token: str) -> Response:
    """The meeting, or that they do not have to come."""
    if not comes_from_here():
        return _page("before", HTTPStatus.FORBIDDEN)
    house = services()
    with transaction() as session:
        found = open_by_link(session, token, house, house.now())
        if found is None:
            return _page("nothing", HTTPStatus.NOT_FOUND)
        return _page("meeting", **_shown(found, house.council(session).check_phone))


def _shown(found: Opened, phone: str) -> dict[str, Any]:
    return {
        "is_off": found.is_off,
        "was_held": found.was_held,
        "changed": found.changed,
        "when": _when(found.day, found.hour),
        "place": found.place,
        "link": found.link,
        "access": found.access,
        "interpreter": found.interpreter,
        "officer": found.officer,
        "phone": phone,
    }


def _when(day: date | None, hour: time | None) -> str | None:
    if day is None:
        return None
    return f"{day_words(day, 'en')}, {hour_words(hour)}" if hour else day_words(day, "en")


def _page(template: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
    common = {"demo": services().settings.mode == "demo", "signed_in_as": None}
    body = render_template(f"guests/{template}.html", **(common | values))
    return Response(body, status, mimetype="text/html")
