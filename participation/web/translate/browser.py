"""The one browser of a translator, and the box for the code that every other browser sees."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from participation.guard.links import hash_of_token
from participation.journeys.services import Services
from participation.web.services import services


def cookie_name(house: Services, token: str) -> str:
    """One for each task, so that two can be worked on side by side."""
    name = f"translate-{(hash_of_token(token) or 'none')[:12]}"
    return f"__Host-{name}" if house.settings.secure_cookies else name


def let_in(
    response: AnyResponse, house: Services, token: str, cookie: str, good_for: timedelta
) -> None:
    """This browser has it from now on."""
    response.set_cookie(
        cookie_name(house, token),
        cookie,
        max_age=good_for,
        secure=house.settings.secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def ask_for_code(*, wrong: bool = False, again: bool = False) -> Response:
    """The same bytes for every link there is or was; after a pause the one browser is told so."""
    status = HTTPStatus.FORBIDDEN if wrong else HTTPStatus.OK
    return page("code", status, wrong=wrong, again=again)


def page(template: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
    common = {"demo": services().settings.mode == "demo", "signed_in_as": None}
    body = render_template(f"translate/{template}.html", **(common | values))
    return Response(body, status, mimetype="text/html")
