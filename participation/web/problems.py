"""How an error leaves the house: problem+json for machines, a plain page for people.

A page for a person never shows a code, a path or what was typed by somebody else; what the person
themselves typed is given back to them, so that nothing is lost.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from flask import Flask, Response, jsonify, render_template, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from participation.kernel.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    ParticipationError,
    Unavailable,
)
from participation.kernel.logs import get_logger
from participation.web.hosts import Side, side

log = get_logger(__name__)

STATUS: dict[type[ParticipationError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def register(app: Flask) -> None:
    app.register_error_handler(ParticipationError, from_house)
    app.register_error_handler(ValidationError, from_schema)
    app.register_error_handler(HTTPException, from_werkzeug)
    app.register_error_handler(Exception, from_surprise)


def from_house(error: ParticipationError) -> Response:
    status = next(
        (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS),
        HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("unmapped error", code=error.code)
    fields = error.fields if isinstance(error, Invalid) else {}
    return _answer(error.code, error.title, status, error.detail, fields)


def from_schema(error: ValidationError) -> Response:
    """Field names and rules only: marshmallow's messages do not repeat the value sent."""
    fields = cast("dict[str, list[str]]", error.messages_dict)
    return from_house(Invalid(fields=fields))


def from_werkzeug(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    response = _answer(status.phrase.lower().replace(" ", "-"), status.phrase, status)
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After", "Location", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def from_surprise(error: Exception) -> Response:
    """The last handler (A55): type and place are logged, never the values."""
    rule = request.url_rule.rule if request.url_rule else "none"
    log.error("unexpected error", exc_info=error, method=request.method, rule=rule)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _answer("error", "Something went wrong", status)


def _answer(
    code: str,
    title: str,
    status: HTTPStatus,
    detail: str = "",
    fields: dict[str, list[str]] | None = None,
) -> Response:
    at_people = side() is Side.PEOPLE
    if request.path.startswith("/api/") and not at_people:
        body: dict[str, Any] = {"type": f"/problems/{code}", "title": title, "status": status}
        if detail and detail != title:
            body["detail"] = detail
        if fields:
            body["errors"] = fields
        response = jsonify(body)
        response.content_type = "application/problem+json"
    elif request.path.startswith("/hooks/") and side() is not Side.STAFF:
        response = Response(status=status)
    else:
        response = Response(_page(status), mimetype="text/html")
    response.status_code = status
    return response


def _page(status: HTTPStatus) -> str:
    """Of whoever has this host; where staff have none of their own, of whose address it is."""
    at = side()
    if at in (Side.PEOPLE, Side.STAFF):
        staff = at is Side.STAFF
    else:
        staff = request.path.startswith("/staff")
    return render_template("staff/problem.html" if staff else "respond/problem.html", status=status)
