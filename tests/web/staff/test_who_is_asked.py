"""The social worker says who is asked before a review; the officer agrees to whoever is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation, InvitationState, Round
from participation.care.people.models import (
    AssignedAs,
    Relationship,
    RelationshipKind,
    Role,
)
from participation.care.reviews.models import Review, ReviewState
from participation.guard.audit import AuditEvent
from participation.journeys import chasing_who_is_asked, finishing
from participation.kernel.db import db, transaction
from participation.outbox.models import OutboxItem
from participation.questionnaire.definition import Sharing
from tests.at_the_database import statements
from tests.databases import on_sqlite
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.asking import (
    WHY,
    Family,
    a_family,
    asked,
    assign,
    family,
    officer,
    stored,
    tasks,
    worker,
)
from tests.web.staff.signing_in import press, signed_in, text_of

__all__ = ["family", "officer", "worker"]
LIST = "/staff/children"


def says_who_comes(make: Make, family: Family, officer: FlaskClient, **words: str) -> Invitation:
    """The child answers the menu on people, by its questions, and the officer opens the summary."""
    invitation, say = make.invitation(family.review, company="alone"), Saying(make)
    say.skip_to(invitation, "review_wishes")
    say.fill_in(invitation, "review_wishes", "people")
    say.skip_to(invitation, "menu_who")
    for question, said in words.items():
        say.fill_in(invitation, question, words=said)
    say.send(invitation)
    text_of(officer, f"/staff/reviews/{family.review.external_id}/summary")
    return invitation


# --- the list ---------------------------------------------------------------------------------


@on_sqlite
def test_r7_a_social_worker_finds_their_own_children_whose_round_is_coming(
    worker: FlaskClient, make: Make, family: Family
) -> None:
    far = make.child(name="Faraway")
    assign(make, far, family.worker)
    make.review(far, in_days=120)
    make.review(make.child(name="Elsewhere"), in_days=35)
    gone = make.child(name="Gone", ceased_on=make.today)
    assign(make, gone, family.worker)
    make.review(gone, in_days=20)
    page = text_of(worker, LIST)
    assert "Aisha" in page
    assert not [name for name in ("Faraway", "Elsewhere", "Gone") if name in page]
    assert "1 child is left." in page
    assert press(worker, family.page, family.page).status_code == 303
    page = text_of(worker, LIST)
    assert "Jo Field, 24 November 2026" in page
    assert "is left." not in page


@on_sqlite
def test_the_list_costs_the_same_for_two_children_and_for_twelve(
    worker: FlaskClient, make: Make, family: Family, app: Flask
) -> None:
    def count() -> int:
        with statements(app) as seen:
            text_of(worker, LIST)
        return len(seen)

    few = count()
    for _ in range(11):
        child = make.child()
        assign(make, child, family.worker)
        make.review(child, in_days=30)
    assert count() == few


# --- all still right --------------------------------------------------------------------------


@on_sqlite
def test_r7_last_rounds_people_stand_there_and_one_press_says_that_all_is_right(
    worker: FlaskClient, make: Make, family: Family
) -> None:
    before = make.review(
        family.child, in_days=-150, state=ReviewState.HELD, held_on=make.today - timedelta(150)
    )
    held = make.round(before, closed_at=make.clock.now())
    make.invitation(
        round=held, related=family.mother, form="parent_text", state=InvitationState.FINISHED
    )
    page = text_of(worker, family.page)
    mother, father = page.index("Mother, Dana Carter"), page.index("Father, Omar Carter")
    assert "answered" in page[mother:father]
    assert "never asked here" in page[father:]
    assert "+44" not in page
    assert "07700" not in page
    assert press(worker, family.page, family.page).status_code == 303
    deeds = db.session.scalars(select(AuditEvent.action)).all()
    assert "asked.confirm" in deeds


@on_sqlite
def test_what_the_child_wishes_stands_beside_but_not_what_is_for_the_officer_alone(
    worker: FlaskClient, officer: FlaskClient, make: Make, family: Family
) -> None:
    wishes = {"menu_who": "My aunt Rose", "menu_who_not": "Uncle Basil"}
    says_who_comes(make, family, officer, **wishes)
    page = text_of(worker, family.page)
    assert "My aunt Rose" in page
    assert "Basil" not in page


@on_sqlite
def test_r4_what_the_child_keeps_for_the_officer_afterwards_is_gone_for_others_at_once(
    worker: FlaskClient, officer: FlaskClient, make: Make, family: Family
) -> None:
    invitation = says_who_comes(make, family, officer, menu_who="My aunt Rose")
    assert "My aunt Rose" in text_of(worker, family.page)
    with transaction() as session:
        theirs = session.get_one(Invitation, invitation.id)
        choices = {"menu_who": Sharing.ONLY_OFFICER}
        finishing.choose_sharing(session, theirs, choices, now=make.clock.now())
    assert "My aunt Rose" not in text_of(worker, family.page)
    kinds = db.session.scalars(select(OutboxItem.unique_key)).all()
    assert [one for one in kinds if one.startswith("summary.compose:sharing:")]


@on_sqlite
def test_r7_with_one_parent_known_the_page_asks_for_the_other_and_takes_them_without_a_number(
    worker: FlaskClient, make: Make
) -> None:
    family = a_family(make)
    child = make.child(officer=family.officer, name="Noor")
    assign(make, child, family.worker)
    make.relationship(child)
    review = make.review(child, in_days=20)
    page = f"/staff/reviews/{review.external_id}/asked"
    browser = signed_in(worker, make, family.worker)
    assert "Fewer than two parents are known here." in text_of(browser, page)
    family.open_round(review)
    assert press(browser, page, f"{page}/people", kind="father", name="").status_code == 422
    done = press(browser, page, f"{page}/people", kind="father", name="Yusuf Ali")
    assert done.status_code == 303
    father = db.session.scalars(
        select(Relationship).where(
            Relationship.child_id == child.id, Relationship.kind == RelationshipKind.FATHER
        )
    ).one()
    one = asked(father, review)
    assert (one.state, one.not_heard_reason) == (InvitationState.NOT_POSSIBLE, "no_number")
    assert ("no_safe_way", "business_support", "no_number", "open") in tasks()
    shown = text_of(browser, page)
    assert "Father, Yusuf Ali" in shown
    assert "Fewer than two parents" not in shown


def test_r7_nobody_looked_for_three_days_is_a_task_that_goes_once_somebody_has(
    worker: FlaskClient, make: Make, family: Family, clock: Any
) -> None:
    family.open_round()
    first = clock.moment
    try:
        for days, expected in ((2, 0), (4, 1), (5, 0)):
            clock.moment = first + timedelta(days=days)
            db.session.rollback()
            with transaction() as session:
                found = chasing_who_is_asked.nobody_looked(session, clock.moment)
                assert len(found) == expected, days
                for one in found:
                    chasing_who_is_asked.chase(session, one, clock.moment)
    finally:
        clock.moment = first
    assert ("who_is_asked", "social_worker", None, "open") in tasks()
    assert press(worker, family.page, family.page).status_code == 303
    assert ("who_is_asked", "social_worker", None, "done") in tasks()


# --- who may ----------------------------------------------------------------------------------


@on_sqlite
def test_nobody_decides_about_somebody_elses_child_and_no_social_worker_agrees(
    app: Flask, worker: FlaskClient, make: Make, family: Family
) -> None:
    mine = family.of(family.father)
    assert press(worker, mine, mine, **WHY).status_code == 303
    assert press(worker, mine, f"{mine}/agree", press="agree").status_code == 403
    other = signed_in(app.test_client(), make, make.staff(Role.SOCIAL_WORKER))
    for path in (family.page, mine):
        assert other.get(path).status_code == 404
        assert press(other, LIST, path, **WHY).status_code == 404
    stranger = make.relationship(make.child())
    assert worker.get(f"{family.page}/{stranger.public_id}").status_code == 404
    make.never(family.child, family.worker)
    assert worker.get(family.page).status_code == 404
    covering = make.staff(Role.IRO)
    assign(make, family.child, covering, AssignedAs.COVER)
    assert "Father, Omar Carter" in text_of(signed_in(app.test_client(), make, covering), LIST)


@on_sqlite
def test_nothing_changes_once_the_review_is_over(
    worker: FlaskClient, make: Make, family: Family
) -> None:
    mine = family.of(family.father)

    def decided() -> int:
        return int(press(worker, LIST, mine, **WHY).status_code)

    with transaction() as session:
        session.get_one(Review, family.review.id).state = ReviewState.HELD
    assert decided() == 422
    with transaction() as session:
        session.get_one(Review, family.review.id).state = ReviewState.PLANNED
        session.add(
            Round(
                review_id=family.review.id,
                opened_at=make.clock.now(),
                closes_on=make.today,
                closed_at=make.clock.now(),
            )
        )
    assert decided() == 422
    assert stored(family.father).asked_here is None
