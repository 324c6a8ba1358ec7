"""The officer notes their talk with the child alone before the review (R29)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations import tasks
from participation.care.consultations.models import PrivateTalk, Task, TaskKind, TaskState
from participation.care.people.models import Child, Role, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.web.staff.a_version import audited
from tests.web.staff.signing_in import press, signed_in, text_of, token_in

TALKED = {"outcome": "talked", "on": "2026-11-20", "how": "visit", "alone": "yes"}


@pytest.fixture
def review(make: Make, officer: StaffMember) -> Review:
    found = make.review(make.child(officer=officer))
    make.invitation(found)
    return found


def path_of(review: Review) -> str:
    return f"/staff/reviews/{review.external_id}/talk"


def noted() -> list[PrivateTalk]:
    with reading() as session:
        return list(session.scalars(select(PrivateTalk).order_by(PrivateTalk.id)))


def note(browser: FlaskClient, review: Review, said: dict[str, str]) -> Any:
    return press(browser, path_of(review), path_of(review), **said)


def test_r29_a_talk_alone_stands_on_the_list_and_on_the_summary(
    browser: FlaskClient, review: Review
) -> None:
    summary = f"/staff/reviews/{review.external_id}/summary"
    assert "not recorded yet" in text_of(browser, summary)
    answer = note(browser, review, {**TALKED, "interpreter": "yes"})
    assert (answer.status_code, answer.location) == (303, f"{summary}?kept")
    assert "Kept." in text_of(browser, answer.location)
    said = "talked, 20 November 2026, alone, on a visit, with an interpreter"
    assert said in text_of(browser, summary)
    assert "20 November 2026, alone" in text_of(browser, "/staff/reviews")


def test_r29_that_a_child_did_not_want_to_or_it_was_not_right_stands_with_why(
    browser: FlaskClient, review: Review
) -> None:
    summary = f"/staff/reviews/{review.external_id}/summary"
    refused = {"outcome": "refused", "on": "2026-11-20", "why": "“I said it all online”"}
    note(browser, review, refused)
    words = "did not want to, 20 November 2026: “I said it all online”"
    assert words in text_of(browser, summary)
    note(browser, review, {"outcome": "not_appropriate", "why": "In hospital."})
    assert "not appropriate: In hospital." in text_of(browser, summary)
    assert [row.outcome for row in noted()] == ["refused", "not_appropriate"], "both are kept"
    assert "In hospital." in text_of(browser, path_of(review)), "to be put right"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outcome": ""}, "Say whether you talked."),
        ({"on": ""}, "Write on which day."),
        ({"on": "2026-11-25"}, "That day is still to come."),
        ({"how": ""}, "Say how you talked."),
        ({"alone": ""}, "Say whether the child was alone with you."),
        ({"outcome": "not_appropriate", "why": ""}, "Write why it was not appropriate."),
        ({"on": "2026-02-31"}, "That is no day of the calendar."),
        (
            {"outcome": "refused", "why": "x" * 2001},
            "If you did not talk: why: that is too long. At most 2000 letters.",
        ),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    browser: FlaskClient, review: Review, change: dict[str, str], words: str
) -> None:
    answer = note(browser, review, TALKED | {"why": "my note"} | change)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert change.get("why", "my note") in page
    assert noted() == []


def test_a_talk_after_the_review_is_none_before_it(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    held = make.review(
        make.child(officer=officer), in_days=-10, held_on=make.today - timedelta(days=10)
    )
    answer = note(browser, held, TALKED)
    assert "That is after the review." in answer.get_data(as_text=True)
    assert noted() == []


LONG_AGO = "That is before the last review, or before care began."


@pytest.mark.parametrize("outcome", ["talked", "refused"])
def test_a_day_before_the_last_review_is_no_talk_before_this_one(
    browser: FlaskClient, make: Make, review: Review, outcome: str
) -> None:
    """In two parts: what was talked about between them may be for this review."""
    begun = make.today - timedelta(days=100)
    make.review(review.child, in_days=-90, state=ReviewState.HELD, part_one_on=begun,
                held_on=make.today - timedelta(days=90))  # fmt: skip
    make.review(review.child, in_days=-10, state=ReviewState.CANCELLED)
    said = TALKED | {"outcome": outcome}
    answer = note(browser, review, said | {"on": (begun - timedelta(days=1)).isoformat()})
    assert answer.status_code == 422
    assert LONG_AGO in answer.get_data(as_text=True)
    assert noted() == []
    assert note(browser, review, said | {"on": begun.isoformat()}).status_code == 303


def test_a_day_before_care_began_is_no_talk_but_the_day_itself_may_be(
    browser: FlaskClient, make: Make, review: Review
) -> None:
    since = review.child.looked_after_since
    for day in (date(2020, 1, 1), since - timedelta(days=1)):
        answer = note(browser, review, TALKED | {"on": day.isoformat()})
        assert LONG_AGO in answer.get_data(as_text=True)
    assert note(browser, review, TALKED | {"on": since.isoformat()}).status_code == 303


def test_a_talk_noted_late_is_not_refused_for_a_review_after_it(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer)
    held = [
        make.review(child, in_days=-days, state=ReviewState.HELD,
                    held_on=make.today - timedelta(days=days))
        for days in (100, 10)
    ]  # fmt: skip
    day = make.today - timedelta(days=99)
    assert note(browser, held[1], TALKED | {"on": day.isoformat()}).status_code == 303
    long_ago = child.looked_after_since - timedelta(days=1)
    assert note(browser, held[0], TALKED | {"on": long_ago.isoformat()}).status_code == 422
    day = make.today - timedelta(days=101)
    assert note(browser, held[0], TALKED | {"on": day.isoformat()}).status_code == 303


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (TALKED, TaskState.DONE),
        ({"outcome": "refused", "on": "2026-11-20"}, TaskState.DONE),
        (TALKED | {"alone": "no"}, TaskState.OPEN),
        ({"outcome": "not_appropriate", "why": "In hospital."}, TaskState.OPEN),
    ],
)
def test_r24_what_was_to_be_asked_alone_is_done_with_the_talk(
    browser: FlaskClient, make: Make, review: Review, said: dict[str, str], left: TaskState
) -> None:
    with transaction() as session:
        child = session.get_one(Child, review.child_id)
        for about in ("this review", "the one before"):
            tasks.make_task(
                session,
                TaskKind.ASK_ABOUT_WORRIES_ALONE,
                about=about,
                key=child.key,
                owner_role="iro",
                due_on=make.today,
                child_id=child.id,
                now=make.clock.now(),
            )
    note(browser, review, said)
    with reading() as session:
        assert set(session.scalars(select(Task.state))) == {left}


def test_pressed_twice_it_is_noted_once(browser: FlaskClient, review: Review) -> None:
    for _ in range(2):
        note(browser, review, TALKED)
    assert len(noted()) == 1


def test_r29_another_officer_and_whoever_is_none_find_no_such_page(
    app: Flask, make: Make, review: Review
) -> None:
    for role, status in ((Role.IRO, 404), (Role.BUSINESS_SUPPORT, 403), (Role.IRO_MANAGER, 403)):
        other = signed_in(app.test_client(), make, make.staff(role))
        assert other.get(path_of(review)).status_code == status
        data = {**TALKED, "csrf_token": token_in(text_of(other, "/staff/reviews"))}
        assert other.post(path_of(review), data=data).status_code == status
    assert noted() == []
    assert [row.outcome for row in audited("talk.")] == ["refused", "refused"]
