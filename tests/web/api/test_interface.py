"""What the council's other systems get: with which token, in which shape, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import InvitationState
from participation.care.people.models import RelationshipKind
from participation.care.reviews.models import Review
from participation.guard.audit import AuditEvent
from participation.guard.tokens import ApiToken
from participation.journeys.admitting import issue_token
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem
from tests.factories import Make
from tests.saying import Saying

MARK = "zq-canary-9"
Get = Callable[..., Any]


@pytest.fixture
def token(make: Make) -> Callable[..., str]:
    """A fresh token with these scopes."""

    def made(*scopes: str) -> str:
        with transaction() as session:
            name = f"system {'-'.join(scopes)}".replace(":", ".")
            return issue_token(session, name, scopes, house=make.house, now=make.clock.now())

    return made


@pytest.fixture
def get(client: FlaskClient, token: Callable[..., str]) -> Get:
    """GET a path under /api/v1 with a token that has these scopes."""
    tokens: dict[tuple[str, ...], str] = {}

    def send(path: str, *scopes: str) -> Any:
        text = tokens.get(scopes) or tokens.setdefault(scopes, token(*scopes))
        return client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {text}"})

    return send


@pytest.fixture
def say(make: Make) -> Saying:
    return Saying(make)


@pytest.fixture
def review(make: Make) -> Review:
    return make.review(make.child())


def path_of(review: Review) -> str:
    return f"/reviews/{review.external_id}/summary"


# --- summaries ------------------------------------------------------------------------------


def test_every_answer_and_every_raw_word_of_child_and_parent_is_there(
    get: Get, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review, company="alone")
    mother = make.invitation(
        round=child.round,
        related=make.relationship(review.child, kind=RelationshipKind.MOTHER),
        form="parent_text",
    )
    say.fill_in(child, "one_thing", words="  i wnt\r\nMia 💚 ")
    say.skip_to(child, "home")
    say.fill_in(child, "home", "not_good", words="too loud")
    say.skip_to(child, "review_wishes")
    say.fill_in(child, "review_wishes", "people", "helper")
    say.send(child)
    say.add(child, "and a dog")
    say.text(mother, "going_well", "she eats")
    say.text(mother, "worries", "nothing much")
    say.text(mother, "taking_part", "dunno ask me later pls")  # matches no choice
    answer = get(path_of(review), "summaries:read_all")
    assert answer.status_code == 200
    body = answer.get_json()
    first, second = body["respondents"]
    assert (first["role"], first["state"]) == ("child", "finished")
    assert (second["role"], second["state"]) == ("mother", "started")
    said = {one["question_key"]: one for one in first["answers"]}
    assert said["one_thing"]["own_words"] == "  i wnt\r\nMia 💚 "
    assert (said["home"]["value"], said["home"]["own_words"]) == ("not_good", "too loud")
    assert said["school"]["state"] == "skipped"
    assert said["school"]["value"] is None
    assert said["review_wishes"]["value"] == ["people", "helper"]
    assert [one["own_words"] for one in first["remarks"]] == ["and a dog"]
    assert body["one_thing"]["own_words"] == "  i wnt\r\nMia 💚 "
    everything = [
        one["own_words"] for one in (*second["answers"], *second["remarks"]) if one["own_words"]
    ]
    assert everything == ["she eats", "nothing much", "dunno ask me later pls"]
    assert second["answers"][0]["channel"] == "sms"


def test_each_answer_has_what_the_contract_names(
    get: Get, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review)
    say.skip_to(child, "school")
    say.fill_in(child, "school", "good")
    say.send(child)
    body = get(path_of(review), "summaries:read").get_json()
    answers = body["respondents"][0]["answers"]
    one = next(answer for answer in answers if answer["question_key"] == "school")
    assert one | {"given_at": "", "question_text": "", "value_label": ""} == {
        "question_key": "school",
        "question_text": "",
        "state": "answered",
        "value": "good",
        "value_label": "",
        "own_words": None,
        "drawing": None,
        "by_helper": False,
        "language": "en",
        "translation": None,
        "sharing": "everyone",
        "channel": "form",
        "given_at": "",
    }
    assert one["given_at"].startswith("2026-11-24T16:30:00")
    assert one["question_text"]


def test_t20_what_was_kept_for_the_officer_is_for_read_all_alone(
    get: Get, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review, company="alone")
    say.fill_in(child, "one_thing", words="for all")
    say.fill_in(child, "going_well", words=MARK, only_officer=True)
    say.send(child)
    shared = get(path_of(review), "summaries:read")
    assert MARK not in shared.get_data(as_text=True)
    assert shared.get_json()["readers"] == "shared"
    assert "going_well" not in shared.get_data(as_text=True)
    full = get(path_of(review), "summaries:read_all").get_json()
    assert MARK in [one["own_words"] for one in full["respondents"][0]["answers"]]
    both = get(path_of(review), "summaries:read", "summaries:read_all").get_json()
    assert both["readers"] == "officer"


def test_from_the_rounds_opening_on_it_is_what_was_sent_so_far(
    get: Get, make: Make, say: Saying, review: Review
) -> None:
    assert get(path_of(review), "summaries:read_all").status_code == 404
    child = make.invitation(review)
    opened = get(path_of(review), "summaries:read_all")
    assert opened.status_code == 200
    assert opened.get_json()["respondents"][0]["answers"] == []
    assert [one["role"] for one in opened.get_json()["not_heard_from"]] == ["child"]
    say.fill_in(child, "one_thing", words="half")
    assert get(path_of(review), "summaries:read_all").get_json()["version"] >= 1
    assert "half" not in get(path_of(review), "summaries:read_all").get_data(as_text=True)
    say.send(child)
    assert "half" in get(path_of(review), "summaries:read_all").get_data(as_text=True)


def test_asking_the_interface_tells_no_officer_that_something_is_new_when_nothing_is(
    get: Get, make: Make, review: Review
) -> None:
    make.invitation(review)
    get(path_of(review), "summaries:read_all")
    with transaction() as session:
        assert session.scalars(select(OutboxItem.kind)).all() == []


def test_t3_every_reading_and_every_refusal_leaves_a_row(
    get: Get, make: Make, review: Review
) -> None:
    make.invitation(review)
    get(path_of(review), "summaries:read")
    assert get("/reviews/no-such/summary", "summaries:read").status_code == 404
    with transaction() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.actor.startswith("token:")).order_by(AuditEvent.id)
        ).all()
        assert [(row.action, row.outcome) for row in rows] == [
            ("summary.read.shared", "done"),
            ("summary.read.shared", "refused"),
        ]
        assert rows[0].child == review.child.public_id.hex
        assert "no-such" not in rows[1].subject


# --- reviews --------------------------------------------------------------------------------


def test_reviews_are_listed_by_the_day_they_are_due_both_ends_included(
    get: Get, make: Make
) -> None:
    days = [make.today + timedelta(days=n) for n in (10, 20, 30, 40)]
    for day in days:
        make.review(make.child(), due_computed=day)
    found = get(f"/reviews?due_from={days[1]}&due_to={days[2]}", "reviews:read").get_json()
    assert [one["clar_cla_review_due_date"] for one in found["reviews"]] == [
        day.isoformat() for day in days[1:3]
    ]
    assert found["next_page"] is None
    everything = get("/reviews?due_from=&due_to=", "reviews:read").get_json()
    assert len(everything["reviews"]) == 4


def test_a_listed_review_names_no_child_and_says_when_people_were_asked(
    get: Get, make: Make, review: Review
) -> None:
    make.invitation(review, state=InvitationState.SENT)
    answer = get("/reviews", "reviews:read")
    assert "Aisha" not in answer.get_data(as_text=True)
    (one,) = answer.get_json()["reviews"]
    assert one["pers_person_id"] == review.child.external_id
    assert one["round"]["closes_on"] == review.planned_on.isoformat() if review.planned_on else ""


@pytest.mark.parametrize(
    "query",
    [
        "due_from=2026-W01-1",
        "due_from=20260101",
        "due_to=01/02/03",
        "due_to=1st Feb",
        "due_to=46000",
        "due_to=2026-02-30",
        "due_from=2026-01-01&due_from=2026-02-01",
        "due_from=٢٠٢٦-٠١-٠١",
        "page=abc",
        "page=-1",
        "page=0",
        "page=1e3",
        "page=" + "9" * 5000,
        "page=1&page=2",
        "surname=Brown",
    ],
    ids=lambda query: query[:40],
)
def test_b64_b68_a_query_that_is_not_as_stated_is_refused_and_not_repeated(
    get: Get, query: str
) -> None:
    answer = get(f"/reviews?{query}", "reviews:read")
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    name, _, value = query.partition("=")
    assert list(answer.get_json()["errors"]) == [name]
    assert len(value) < 3 or value not in answer.get_data(as_text=True)


# --- tokens ---------------------------------------------------------------------------------


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


# --- the description, and what is not there ----------------------------------------------------


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
    "body", ["[" * 100_000, '{"a":1,"a":NaN}', "1" * 5000], ids=["deep", "twice", "long"]
)
def test_b59_b60_a_body_where_none_belongs_harms_nothing(
    client: FlaskClient, token: Callable[..., str], body: str
) -> None:
    headers = {"Authorization": f"Bearer {token('reviews:read')}"}
    answer = client.get(
        "/api/v1/reviews", data=body, content_type="application/json", headers=headers
    )
    assert answer.status_code == 200


def test_answers_are_not_kept_by_anybody_on_the_way(get: Get, app: Flask) -> None:
    assert get("/reviews", "reviews:read").headers["Cache-Control"] == "no-store"
