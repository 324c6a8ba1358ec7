"""Why somebody was not heard: a listed reason and what was tried, mother and father apart (R7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.consultations.models import Invitation, InvitationState
from participation.care.people.models import Relationship, RelationshipKind, Role, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.care.reviews.rules import ReviewType
from participation.journeys import closing_rounds, explaining_silence
from participation.kernel.db import db, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.signing_in import press, signed_in

HERE = "/staff/not-heard"


@pytest.fixture
def support(client: FlaskClient, make: Make) -> FlaskClient:
    return signed_in(client, make, make.staff(Role.BUSINESS_SUPPORT, name="Robin Desk"))


def silent(
    make: Make,
    officer: StaffMember,
    kind: RelationshipKind = RelationshipKind.FATHER,
    *,
    in_days: int = 5,
    **changes: Any,
) -> tuple[Review, Relationship, Invitation]:
    child = make.child(officer=officer)
    related = make.relationship(child, kind=kind)
    review = make.review(child, in_days=in_days)
    one = make.invitation(review, related=related, form="parent_text", **changes)
    return review, related, one


def stored(one: Invitation) -> Invitation:
    db.session.expire_all()
    return db.session.get_one(Invitation, one.id)


def closed(make: Make, one: Invitation) -> None:
    """As the worker closes it on the day after the review."""
    now = make.clock.now() + timedelta(days=10)
    db.session.remove()
    with transaction() as session:
        held = session.get_one(Invitation, one.id).round
        held.review.state = ReviewState.HELD
        assert closing_rounds.close(session, held.id, now=now)


def text_of(browser: FlaskClient, path: str = HERE) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_r7_a_reason_needs_an_attempt_with_its_day_and_both_reach_the_summary(
    app: Flask, support: FlaskClient, make: Make, officer: StaffMember
) -> None:
    review, _father, one = silent(make, officer)
    path = f"{HERE}/{one.public_id}"
    assert "Nobody has said why of 1 person." in text_of(support)
    refused = press(support, HERE, path, reason="in_prison", tried="", tried_on="")
    assert refused.status_code == 422
    assert "hard to reach is no reason" in refused.get_data(as_text=True)
    done = press(
        support, HERE, path, reason="in_prison", tried="solicitor_asked", tried_on="2026-11-23"
    )
    assert done.status_code == 303
    page = text_of(support)
    assert "23 November 2026: their solicitor asked" in page
    assert "Robin Desk, Tue 24 Nov" in page
    assert "Nobody has said why" not in page
    closed(make, one)
    kept = stored(one)
    assert kept.not_heard_reason == "in_prison"
    assert kept.tried == [{"on": "2026-11-23", "what": "solicitor_asked"}]
    db.session.remove()
    reader = signed_in(app.test_client(), make, officer)
    summary = text_of(reader, f"/staff/reviews/{review.external_id}/summary")
    assert "In prison" in summary
    assert "their solicitor asked" in summary


def test_r7_once_the_round_is_over_what_is_noted_stands_with_what_was_noted_then(
    support: FlaskClient, make: Make, officer: StaffMember
) -> None:
    _review, _father, one = silent(make, officer, in_days=-1)
    closed(make, one)
    assert stored(one).not_heard_reason == "no_reply"
    for way, day in (("call_not_there", "2026-11-20"), ("traced", "2026-11-21")):
        done = press(
            support, HERE, f"{HERE}/{one.public_id}",
            reason="whereabouts_unknown", tried=way, tried_on=day,
        )  # fmt: skip
        assert done.status_code == 303
    kept = stored(one)
    assert kept.tried == [
        {"on": "2026-11-20", "what": "call_not_there"},
        {"on": "2026-11-21", "what": "traced"},
    ]
    assert kept.not_heard_reason == "whereabouts_unknown"


@on_sqlite
@pytest.mark.parametrize(
    "typed",
    [
        {"reason": ""},
        {"reason": "no_reply"},
        {"reason": "because"},
        {"reason": "died"},
        {"reason": "unwell", "tried": "call_not_there", "tried_on": "2026-11-25"},
        {"reason": "unwell", "tried": "hypnosis", "tried_on": "2026-11-20"},
        {"reason": "unwell", "tried": "call_not_there", "tried_on": "31/11/2026"},
    ],
)
def test_what_is_no_reason_is_not_kept(
    support: FlaskClient, make: Make, officer: StaffMember, typed: dict[str, str]
) -> None:
    _review, _father, one = silent(make, officer)
    answer = press(support, HERE, f"{HERE}/{one.public_id}", **typed)
    assert answer.status_code == 422
    assert stored(one).not_heard_reason is None


def tried_on(browser: FlaskClient, one: Invitation, day: date | str) -> Any:
    typed = {"reason": "whereabouts_unknown", "tried": "call_not_there", "tried_on": str(day)}
    return press(browser, HERE, f"{HERE}/{one.public_id}", **typed)


@on_sqlite
def test_r7_an_attempt_before_anybody_was_asked_for_this_review_is_none(
    support: FlaskClient, make: Make, officer: StaffMember
) -> None:
    """Where a round opened late, what was tried while it should have been open counts."""
    _review, _father, one = silent(make, officer, in_days=5)
    should_open = date(2026, 10, 19)  # 30 working days before 29 November, a Sunday
    for day in (date(2025, 1, 1), should_open - timedelta(days=1)):
        answer = tried_on(support, one, day)
        assert answer.status_code == 422
        assert "That is before anybody was asked for this review." in answer.text
    assert stored(one).not_heard_reason is None
    assert tried_on(support, one, should_open).status_code == 303


@on_sqlite
def test_r7_before_care_began_nobody_was_tried_and_on_that_day_they_may_have_been(
    support: FlaskClient, make: Make, officer: StaffMember
) -> None:
    began = make.today - timedelta(days=3)
    child = make.child(officer=officer, looked_after_since=began)
    review = make.review(child, in_days=12, kind=ReviewType.FIRST)
    one = make.invitation(review, related=make.relationship(child), form="parent_text")
    assert tried_on(support, one, began - timedelta(days=1)).status_code == 422
    assert tried_on(support, one, began).status_code == 303


@on_sqlite
def test_an_attempt_without_its_day_is_not_dropped_where_something_was_tried_before(
    support: FlaskClient, make: Make, officer: StaffMember
) -> None:
    _review, _father, one = silent(make, officer)
    tried_on(support, one, "2026-11-20")
    for typed, words in (
        ({"tried": "traced", "tried_on": ""}, "Write on which day it was tried. A day that"),
        ({"tried": "traced", "tried_on": "2026-02-31"}, "That is no day of the calendar."),
        ({"tried": "", "tried_on": "2026-11-23"}, "Note what was tried, and on which day"),
    ):
        answer = press(support, HERE, f"{HERE}/{one.public_id}", reason="unwell", **typed)
        assert (answer.status_code, words in answer.text) == (422, True)
    assert stored(one).not_heard_reason == "whereabouts_unknown"


@on_sqlite
def test_a_reason_saved_again_from_the_page_before_is_there_once(
    support: FlaskClient, make: Make, officer: StaffMember
) -> None:
    _review, _father, one = silent(make, officer)
    assert "Kept." in text_of(support, tried_on(support, one, "2026-11-20").location)
    again = tried_on(support, one, "2026-11-20")
    page = text_of(support, again.location)
    assert "You noted this today already." in page
    assert page.count("20 November 2026: a call: nobody answered") == 1
    assert "Kept." in text_of(support, tried_on(support, one, "2026-11-23").location)


@on_sqlite
@pytest.mark.parametrize("known", ["recorded_decision", "said_no", "died", "left_care"])
def test_what_the_service_knows_by_itself_nobody_overwrites(
    support: FlaskClient, make: Make, officer: StaffMember, known: str
) -> None:
    changes = {"state": InvitationState.NOT_POSSIBLE, "not_heard_reason": known}
    _review, _father, one = silent(make, officer, **changes)
    assert "None." in text_of(support)
    answer = press(support, "/staff/tasks", f"{HERE}/{one.public_id}", reason="told_too_late")
    assert answer.status_code == 404
    assert stored(one).not_heard_reason == known


@on_sqlite
def test_r7_mother_and_father_stand_apart_and_are_counted_apart(
    app: Flask, support: FlaskClient, make: Make, officer: StaffMember
) -> None:
    for kind in (RelationshipKind.MOTHER, RelationshipKind.FATHER, RelationshipKind.FATHER):
        _review, _related, one = silent(make, officer, kind, in_days=-1)
        closed(make, one)
    page = text_of(support)
    assert page.count(">Mother, Christopher") == 4  # in four places of a row
    assert page.count(">Father, Christopher") == 8
    figures = text_of(signed_in(app.test_client(), make, make.staff(Role.IRO_MANAGER)), ROUNDS)
    row = figures[figures.index("Asked, no reply yet") :].split("</tr>")[0]
    assert [row.count(f">{n}</td>") for n in (0, 1, 2)] == [2, 1, 1]


ROUNDS = "/staff/rounds"


@on_sqlite
def test_an_officer_explains_their_own_and_nobody_explains_whom_they_may_not_see(
    app: Flask, make: Make, officer: StaffMember
) -> None:
    _review, _father, mine = silent(make, officer)
    _other, _related, others = silent(make, make.staff(Role.IRO))
    browser = signed_in(app.test_client(), make, officer)
    assert text_of(browser).count("novalidate") == 1
    good = {"reason": "told_too_late"}
    assert press(browser, HERE, f"{HERE}/{mine.public_id}", **good).status_code == 303
    assert press(browser, HERE, f"{HERE}/{others.public_id}", **good).status_code == 404
    assert browser.get(f"{HERE}/nothing").status_code == 404
    worker = signed_in(app.test_client(), make, make.staff(Role.SOCIAL_WORKER))
    assert worker.get(HERE).status_code == 403


@on_sqlite
def test_whoever_stands_after_the_first_page_is_found_and_counted(
    support: FlaskClient, make: Make, officer: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody falls off the end of the list, and whoever explains somebody stays where they were."""
    monkeypatch.setattr(explaining_silence, "ON_A_PAGE", 2)
    everybody = [silent(make, officer, in_days=days)[2] for days in (2, 3, 4, 5, 6)]
    first, second, last = (text_of(support, f"{HERE}?page={n}") for n in (1, 2, 3))
    for one, page in zip(everybody, (first, first, second, second, last), strict=True):
        assert one.public_id.hex in page
        assert "Nobody has said why of 5 people." in page
    assert "Page 3 of 3" in last
    assert text_of(support, f"{HERE}?page=9") == last
    path = f"{HERE}/{everybody[4].public_id}"
    wrong = press(support, HERE, path, reason="", on_page="3")
    assert (wrong.status_code, everybody[4].public_id.hex in wrong.text) == (422, True)
    done = press(support, HERE, path, reason="told_too_late", on_page="3")
    assert done.location == f"{HERE}?page=3&kept"
    assert "Nobody has said why of 4 people." in text_of(support)
