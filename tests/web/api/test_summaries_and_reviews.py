"""What the council's other systems get, in which shape, and what of it with which right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from participation.care.consultations.models import InvitationState
from participation.care.people.models import RelationshipKind
from participation.care.reviews.models import Review
from participation.guard.audit import AuditEvent
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem
from tests.factories import Make
from tests.saying import Saying
from tests.web.api.calling import Get, path_of

MARK = "zq-canary-9"


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
        "translations": [],
        "corrections": [],
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
