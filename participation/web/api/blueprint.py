"""What every call of the interface shares: its description (OpenAPI 3.1), and how it is refused.

Errors are problem+json by `web/problems.py`; this file only documents them, and turns a faulty
query into the house's own error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Concatenate, NoReturn, ParamSpec

from flask import Flask, Request, Response, jsonify
from flask_smorest import Api, Blueprint
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser

from participation import __version__
from participation.kernel.errors import Invalid
from participation.web.api.door import Caller, with_token
from participation.web.api.schemas import Day, PageNumber, Problem, Value
from participation.web.entry import Who, entry

PROBLEM_JSON = "application/problem+json"
Rest = ParamSpec("Rest")
View = Callable[Concatenate[Caller, Rest], Any]


class StrictParser(FlaskParser):
    """Refuses what it does not know, and what is said twice (B60, B64)."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE}  # noqa: RUF012 - webargs reads it so

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        twice = {name: ["Say it once."] for name, all_ in req.args.lists() if len(all_) > 1}
        if twice:
            raise Invalid(fields=twice)
        return super().load_querystring(req, schema)

    def handle_error(self, error: ValidationError, *_args: Any, **_kwargs: Any) -> NoReturn:
        messages = error.messages_dict
        fields = messages.get("query", messages)
        raise Invalid(fields={name: list(said) for name, said in fields.items()})


class ApiBlueprint(Blueprint):  # type: ignore[misc] # the library has no types
    ARGUMENTS_PARSER = StrictParser()


bp = ApiBlueprint("api", __name__, url_prefix="/api/v1", description="Reviews and summaries.")


def api_get(
    path: str,
    answer: type[Schema],
    *,
    scopes: Sequence[str],
    query: type[Schema] | None = None,
    may_be_missing: bool = False,
) -> Callable[[View[Rest]], Callable[Rest, Any]]:
    """A GET with a token: its answer, its query, its scopes (one is enough), its refusals.

    The view gets the caller, then the query if there is one, then what stands in the path.
    """

    def made(view: View[Rest]) -> Callable[Rest, Any]:
        refusals = [HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN]
        described: Any = view
        if query is not None:
            described = bp.arguments(query, location="query")(described)
            refusals.append(HTTPStatus.UNPROCESSABLE_ENTITY)
        if may_be_missing:
            refusals.append(HTTPStatus.NOT_FOUND)
        described = bp.response(HTTPStatus.OK, answer)(described)
        for status in refusals:
            described = bp.alt_response(
                status, schema=Problem, content_type=PROBLEM_JSON, description=status.phrase
            )(described)
        described = bp.doc(security=[{"bearer": [scope]} for scope in scopes])(described)
        guarded: Callable[Rest, Any] = with_token(*scopes)(described)
        bp.get(path)(guarded)
        return guarded

    return made


class DescribedApi(Api):  # type: ignore[misc] # the library has no types
    """The description. The library's own error handler stays out: one table maps all errors."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """Nothing: `web/problems.py` has them."""

    def _register_responses(self) -> None:
        """Every error is problem+json; the library would describe it as plain JSON."""
        for name in [status.name for status in HTTPStatus] + ["DEFAULT_ERROR"]:
            content = {PROBLEM_JSON: {"schema": Problem}}
            described = {"description": name.replace("_", " ").capitalize(), "content": content}
            self.spec.components.response(name, described, lazy=True)


def register(app: Flask) -> None:
    app.config.update(
        API_TITLE="Participation", API_VERSION=f"v1 ({__version__})", OPENAPI_VERSION="3.1.0"
    )
    api = DescribedApi(app)
    api.register_field(Day, "string", None)
    api.register_field(PageNumber, "integer", None)
    api.register_field(Value, ["string", "array"], None)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.register_blueprint(bp)
    description = api.spec.to_dict()

    @app.get("/api/v1/openapi.json")
    @entry(Who.ANYONE)
    def openapi() -> Response:
        """What can be called; it holds nothing of anybody."""
        return jsonify(description)
