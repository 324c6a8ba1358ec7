"""The list of reviews: whose, how far everybody is, and what it costs the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select

from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    PrivateTalk,
    TaskKind,
)
from participation.care.people.models import Child, RelationshipKind, Role, StaffMember
from participation.care.reviews.models import ReviewState
from participation.guard.sessions import SignIn
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.kernel.model import Base
from tests.at_the_database import statements
from tests.databases import on_sqlite
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import signed_in

MOST_STATEMENTS = 12  # the limit for one request, sign-in included


@pytest.fixture
def open_as(app: Flask, make: Make) -> Callable[[Role], FlaskClient]:
    return lambda role: signed_in(app.test_client(), make, make.staff(role))


def text_of(browser: FlaskClient, path: str = "/staff/reviews") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_an_officer_sees_their_own_children_by_day_and_nobody_elses(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    make.review(make.child(officer=officer, name="Later"), in_days=30)
    make.review(make.child(officer=officer, name="Sooner"), in_days=3)
    make.review(make.child(officer=make.staff(Role.IRO), name="Elsewhere"), in_days=5)
    page = text_of(browser)
    assert page.index("Sooner") < page.index("Later")
    assert "Elsewhere" not in page
    assert "2 reviews." in page


def test_held_and_cancelled_reviews_are_not_to_come(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    for name, state in (("Held", ReviewState.HELD), ("Gone", ReviewState.CANCELLED)):
        make.review(make.child(officer=officer, name=name), state=state)
    page = text_of(browser)
    assert "Held" not in page
    assert "Gone" not in page


def test_the_list_tells_who_has_been_heard_from_and_why_not(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer)
    invitation = make.invitation(make.review(child))
    say = Saying(make)
    say.send(invitation)
    make.invitation(
        round=invitation.round,
        related=make.relationship(child, kind=RelationshipKind.FATHER),
        form="parent_text",
        state=InvitationState.NOT_POSSIBLE,
        not_heard_reason="no_number",
    )
    page = text_of(browser)
    assert "1 child has answered." in page
    assert "no mobile number" in page


def test_a_differing_due_day_is_told(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    day = make.today + timedelta(days=40)
    make.review(make.child(officer=officer), due_computed=day, due_imported=day + timedelta(days=3))
    assert "3 days later" in text_of(browser)


def test_r29_the_talk_alone_is_on_the_list(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    review = make.review(make.child(officer=officer))
    assert "not yet" in text_of(browser)
    with transaction() as session:
        child = session.get_one(Child, review.child_id)
        session.add(
            PrivateTalk(
                key=child.key, review_id=review.id, on=make.today, alone=True, outcome="talked"
            )
        )
    assert "alone" in text_of(browser)


def test_business_support_sees_how_far_everybody_is_and_no_way_to_the_words(
    open_as: Callable[[Role], FlaskClient], make: Make, officer: StaffMember
) -> None:
    review = make.review(make.child(officer=officer))
    invitation = make.invitation(review)
    Saying(make).text(invitation, "one_thing", "he hits me")
    page = text_of(open_as(Role.BUSINESS_SUPPORT))
    assert "Aisha" in page
    assert '/summary"' not in page
    assert "concern," not in page
    assert "to read" not in page


@pytest.mark.parametrize("asked", ["abc", "-1", "0", "9" * 5000, "1&page=2", "%00", "٣"])
def test_b64_a_page_that_is_none_is_the_first(
    open_as: Callable[[Role], FlaskClient], make: Make, officer: StaffMember, asked: str
) -> None:
    make.review(make.child(officer=officer))
    browser = open_as(Role.BUSINESS_SUPPORT)
    page = text_of(browser, f"/staff/reviews?page={asked}")
    assert "Aisha" in page


def test_the_list_costs_the_same_number_of_statements_for_one_and_for_thirty(
    app: Flask, browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    say = Saying(make)

    def add(how_many: int) -> None:
        for _ in range(how_many):
            child = make.child(officer=officer)
            invitation = make.invitation(make.review(child))
            say.text(invitation, "one_thing", "he hits me")

    counted = []
    for how_many in (1, 29):
        add(how_many)
        with transaction() as session:  # long enough ago that this click is noted
            signed = session.scalars(select(SignIn)).one()
            signed.last_seen = system_now() - timedelta(minutes=5)
        with statements(app) as seen:
            text_of(browser)
        counted.append(len(seen))
    assert counted[0] == counted[1]
    assert 0 < counted[1] <= MOST_STATEMENTS, "\n".join(seen)


OF_ONE_ROW = {"SCAN holds"}  # a system is held once at most


# PostgreSQL's planner walks small tables on purpose; there the bench measures the same promise.
@on_sqlite
def test_no_statement_of_the_list_walks_a_whole_table(
    app: Flask, browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    make.invitation(make.review(make.child(officer=officer)))
    with statements(app) as seen:
        text_of(browser)
    # An empty database plans by the indexes alone. This one may have learned how few rows it has,
    # and what a connection has learned it keeps, whatever becomes of the tables it read it from.
    untaught = create_engine("sqlite://")
    Base.metadata.create_all(untaught)
    with untaught.connect() as connection:
        for statement in (one for one in seen if one.startswith("SELECT")):
            blanks = (1,) * statement.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", blanks).all()
            walked = {row[3] for row in plan if row[3].startswith("SCAN")} - OF_ONE_ROW
            assert not walked, f"{walked} in {statement}"


def test_tasks_are_listed_by_the_day_they_are_due_with_whom_they_are_about(
    open_as: Callable[[Role], FlaskClient], make: Make, officer: StaffMember
) -> None:
    invitation = make.invitation(make.review(make.child(officer=officer)))
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        for kind, days in ((TaskKind.CALL, 5), (TaskKind.CARD, -1)):
            tasks.make_task(
                session,
                kind,
                about=row.public_id.hex,
                key=row.child.key,
                owner_role="business_support",
                due_on=make.today + timedelta(days=days),
                child_id=row.child_id,
                invitation_id=row.id,
                reason="no_number",
                now=make.clock.now(),
            )
    page = text_of(open_as(Role.BUSINESS_SUPPORT), "/staff/tasks")
    assert page.index("Hand over a card") < page.index("Ring back")
    assert page.count(">late<") == 1
    assert "Aisha" in page
    assert "no mobile number" in page
    assert "Aisha" not in text_of(open_as(Role.IRO), "/staff/tasks")
