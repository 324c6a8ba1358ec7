"""Which token opens which call, what the interface says of itself, and what is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.reviews.models import Review
from participation.guard.tokens import ApiToken
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from tests.factories import Make
from tests.web.api.calling import Get, path_of


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic abc",
        "Bearer " + "x" * 5000,
        "Bearer é",
    ],
    ids=lambda header: str(header)[:20],
)
def test_without_a_token_nothing_is_told(
    client: FlaskClient, review: Review, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    for path in ("/reviews", path_of(review), "/reviews/no-such/summary", "/reviews?due_from=x"):
        answer = client.get(f"/api/v1{path}", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
        assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("scope", "reviews", "summary"),
    [("reviews:read", 200, 403), ("summaries:read", 403, 200), ("summaries:read_all", 403, 200)],
)
def test_a_scope_opens_its_own_calls_and_no_others(
    get: Get, make: Make, review: Review, scope: str, reviews: int, summary: int
) -> None:
    make.invitation(review)
    assert get("/reviews", scope).status_code == reviews
    assert get(path_of(review), scope).status_code == summary


def test_a38_a_revoked_token_is_refused_at_the_next_call(get: Get, review: Review) -> None:
    assert get("/reviews", "reviews:read").status_code == 200
    with transaction() as session:
        session.scalars(select(ApiToken)).one().revoked_at = system_now()
    assert get("/reviews", "reviews:read").status_code == 401


def test_only_a_hash_of_a_token_is_kept(token: Callable[..., str]) -> None:
    text = token("reviews:read")
    with transaction() as session:
        row = session.scalars(select(ApiToken)).one()
        assert text not in repr(vars(row))
        assert text.removeprefix("pt_") not in repr(vars(row))


def test_a_staff_cookie_opens_no_call(client: FlaskClient) -> None:
    client.set_cookie("staff", "x" * 22)
    assert client.get("/api/v1/reviews").status_code == 401


def test_the_description_is_openapi_3_1_and_names_the_calls_and_their_scopes(
    client: FlaskClient,
) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    described = answer.get_json()
    assert described["openapi"].startswith("3.1")
    assert sorted(described["paths"]) == ["/api/v1/reviews", "/api/v1/reviews/{review_id}/summary"]
    call = described["paths"]["/api/v1/reviews/{review_id}/summary"]["get"]
    assert call["security"] == [{"bearer": ["summaries:read"]}, {"bearer": ["summaries:read_all"]}]


def test_what_a_call_takes_is_described_as_it_is_taken(client: FlaskClient, get: Get) -> None:
    """A day may be left empty and pages end somewhere; a scanner found that we did not say so."""
    call = client.get("/api/v1/openapi.json").get_json()["paths"]["/api/v1/reviews"]["get"]
    taken = {one["name"]: one["schema"] for one in call["parameters"]}
    for day in ("due_from", "due_to"):
        assert taken[day]["anyOf"] == [{"format": "date"}, {"maxLength": 0}]
        assert get(f"/reviews?{day}=", "reviews:read").status_code == 200
    least, most = taken["page"]["minimum"], taken["page"]["maximum"]
    for page, status in ((least - 1, 422), (least, 200), (most, 200), (most + 1, 422)):
        assert get(f"/reviews?page={page}", "reviews:read").status_code == status


def test_every_error_is_described_as_problem_json(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").get_json()
    for path in described["paths"].values():
        for status, answer in path["get"]["responses"].items():
            kinds = list(_resolved(described, answer).get("content", {}))
            wanted = "application/json" if status == "200" else "application/problem+json"
            assert kinds == [wanted], f"{status}: {kinds}"


def _resolved(described: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    reference = answer.get("$ref")
    if reference is None:
        return answer
    found: Any = described
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO"])
def test_b55_other_verbs_are_refused_with_what_is_allowed(client: FlaskClient, verb: str) -> None:
    answer = client.open("/api/v1/reviews", method=verb)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.content_type == "application/problem+json"


def test_b56_no_other_site_is_allowed_to_read(client: FlaskClient) -> None:
    answer = client.options("/api/v1/reviews", headers={"Origin": "https://evil.example"})
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/.env", "/api/v1/reviews/a/b/summary"])
def test_b66_an_unknown_call_is_a_problem_that_repeats_nothing(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert path not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "body",
    ["[" * 100_000, '{"a":1,"a":NaN}', "1" * 5000, b'{"a": "\xff\xfe"}'],
    ids=["deep", "twice", "long", "no UTF-8"],
)
def test_b8_b59_b60_a_body_where_none_belongs_harms_nothing(
    client: FlaskClient, token: Callable[..., str], body: str | bytes
) -> None:
    headers = {"Authorization": f"Bearer {token('reviews:read')}"}
    answer = client.get(
        "/api/v1/reviews", data=body, content_type="application/json", headers=headers
    )
    assert answer.status_code == 200


def test_answers_are_not_kept_by_anybody_on_the_way(get: Get, app: Flask) -> None:
    assert get("/reviews", "reviews:read").headers["Cache-Control"] == "no-store"
