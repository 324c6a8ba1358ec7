"""Opening a round: who is asked before a review, how, and who becomes a task: R7 to R11, I17."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Round,
    StoredForm,
    Task,
    TaskKind,
    Way,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.left_out import is_left_out
from participation.care.people.models import Child, Relationship, RelationshipKind
from participation.care.reviews.models import Review, ReviewState
from participation.care.reviews.rules import ReviewType
from participation.journeys.opening import Opened, open_round, reviews_to_open
from participation.journeys.rescheduling import retime
from participation.kernel.db import db, reading, transaction
from participation.outbox.models import OutboxItem, OutboxState
from participation.questionnaire.files import form_from_source
from tests.factories import Make


def open_it(make: Make, child: Child, *, times: int = 1, **review: Any) -> Opened | None:
    """Open the round of a fresh review of this child; what the last opening came to."""
    review_id = make.review(child, **review).id
    db.session.rollback()
    opened = None
    for _ in range(times):
        with transaction() as session:
            now = make.clock.now()
            opened = open_round(
                session, review_id, make.today, hold=timedelta(0), house=make.house, now=now
            )
    return opened


def invitations() -> dict[str, Invitation]:
    """By role. The transaction stays open: nothing else writes here."""
    return {row.role: row for row in db.session.scalars(db.select(Invitation))}


def tasks() -> list[tuple[TaskKind, str | None]]:
    return [(row.kind, row.reason) for row in db.session.scalars(db.select(Task))]


def due_on(make: Make, **review: Any) -> bool:
    """Whether today's run would open the round of such a review."""
    review_id = make.review(make.child(**review.pop("child", {})), **review).id
    db.session.rollback()
    with reading() as session:
        return review_id in reviews_to_open(session, make.today)


# --- who is asked, and how ----------------------------------------------------------------------


def test_a_child_with_a_private_number_gets_a_link_and_a_parent_a_text(make: Make) -> None:
    child, mother = make.child(age=13), make.adult()
    make.contact(child=child)
    make.contact(adult=mother)
    make.relationship(child, mother)
    opened = open_it(make, child)
    assert opened == Opened(asked_by_text=2, asked_by_card=0, tasks=0, not_asked=0)
    asked = invitations()
    assert (asked["child"].way, asked["child"].form_key) == (Way.LINK, "child_12_15")
    assert (asked["mother"].way, asked["mother"].form_key) == (Way.TEXT, "parent_text")
    promised = db.session.scalars(db.select(OutboxItem.kind)).all()
    assert promised == ["invitation.send", "invitation.send"]


def test_opening_twice_asks_once(make: Make) -> None:
    child, mother = make.child(), make.adult()
    make.contact(adult=mother)
    make.relationship(child, mother)
    assert open_it(make, child, times=2) is None
    assert len(db.session.scalars(db.select(Round)).all()) == 1
    assert len(db.session.scalars(db.select(OutboxItem)).all()) == 1


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        (None, NotHeard.NO_NUMBER),
        ({"own_and_private": False}, NotHeard.NOT_OWN_PHONE),
        ({"safe_to_text": False}, NotHeard.NOT_SAFE_TO_TEXT),
        ({"days": 400}, NotHeard.NUMBER_TOO_OLD),
    ],
)
def test_r9_a_child_who_cannot_be_texted_safely_gets_a_card_from_a_person(
    make: Make, contact: dict[str, Any] | None, reason: NotHeard
) -> None:
    child = make.child()
    if contact is not None:
        held = {"days": 10, **contact}
        confirmed = make.today - timedelta(days=held.pop("days"))
        make.contact(child=child, confirmed_on=confirmed, **held)
    opened = open_it(make, child)
    assert opened == Opened(asked_by_text=0, asked_by_card=1, tasks=1, not_asked=0)
    assert invitations()["child"].way is Way.CARD
    assert tasks() == [(TaskKind.CARD, reason)]


@pytest.mark.parametrize(
    ("age", "needs", "form"),
    [
        (2, (), "child_0_3"),
        (6, (), "child_4_7"),
        (6, ("symbols",), "child_easy_read"),
    ],
)
def test_r34_a_child_under_eight_is_visited_with_the_form_that_suits(
    make: Make, age: int, needs: tuple[str, ...], form: str
) -> None:
    child = make.child(age=age, communication=list(needs))
    make.contact(child=child)
    open_it(make, child)
    asked = invitations()["child"]
    assert (asked.way, asked.not_heard_reason) == (Way.VISIT, NotHeard.NO_FORM_YET)
    assert (asked.form_key, asked.form_hash) == (form, make.house.library.form(form).source_hash)
    assert len(tasks()) == 1


def test_what_is_so_for_a_child_and_the_kind_of_review_bring_their_modules(make: Make) -> None:
    child = make.child(age=13, circumstances=["unaccompanied", "residential"])
    make.contact(child=child)
    open_it(make, child, kind=ReviewType.FIRST)
    asked = invitations()["child"]
    assert (asked.way, asked.form_key) == (Way.LINK, "child_12_15")
    named = ["module_unaccompanied", "module_away_from_area", "module_first_review"]
    together = make.house.library.composed("child_12_15", named)
    assert asked.form_hash == together.source_hash
    stored = db.session.get(StoredForm, asked.form_hash)
    assert stored is not None
    assert form_from_source(stored.definition) == together
    assert len({q.module for q in together.questions} & set(named)) == 3


def test_a_form_chosen_for_a_child_is_asked_whatever_the_age(make: Make) -> None:
    open_it(make, make.child(age=13, form_override="child_easy_read"))
    assert invitations()["child"].form_key == "child_easy_read"


def test_a_chosen_form_that_was_taken_away_gives_way_to_the_one_for_the_age(make: Make) -> None:
    open_it(make, make.child(age=13, form_override="child_our_own"))
    assert invitations()["child"].form_key == "child_12_15"


def test_r9_extra_care_makes_a_number_old_after_ninety_days(make: Make) -> None:
    child = make.child(circumstances=["extra_care"])
    make.contact(child=child, confirmed_on=make.today - timedelta(days=91))
    open_it(make, child)
    assert invitations()["child"].not_heard_reason == NotHeard.NUMBER_TOO_OLD


def test_r7_a_recorded_decision_not_to_ask_is_kept_and_is_nobodys_task(make: Make) -> None:
    child, father = make.child(), make.adult()
    make.relationship(
        child, father, RelationshipKind.FATHER, may_be_asked=False, not_asked_reason="Court order"
    )
    make.contact(child=child)
    opened = open_it(make, child)
    assert opened is not None
    assert opened.tasks == 0
    asked = invitations()["father"]
    assert asked.state is InvitationState.NOT_POSSIBLE
    assert asked.not_heard_reason == NotHeard.RECORDED_DECISION


def test_r7_a_decision_that_ran_out_no_longer_leaves_anybody_out(make: Make) -> None:
    child, father = make.child(), make.adult()
    make.contact(adult=father)
    make.relationship(
        child,
        father,
        RelationshipKind.FATHER,
        may_be_asked=False,
        not_asked_reason="For the last review only",
        not_asked_until=make.today - timedelta(days=1),
    )
    open_it(make, child)
    assert invitations()["father"].state is InvitationState.TO_SEND


@pytest.mark.parametrize("reason", ["Died of cancer in 2021", "Made death threats"])
@pytest.mark.parametrize("kind", [RelationshipKind.FATHER, RelationshipKind.FOSTER_CARER])
def test_r16_a_reason_that_speaks_of_a_death_never_ends_in_a_text(
    make: Make, reason: str, kind: RelationshipKind
) -> None:
    child, adult = make.child(), make.adult()
    make.contact(adult=adult, own_and_private=True)
    related = make.relationship(
        child,
        adult,
        kind,
        may_be_asked=False,
        not_asked_reason=reason,
        not_asked_until=make.today - timedelta(days=1),
    )
    open_it(make, child)
    asked = invitations()[kind.value]
    assert asked.state is InvitationState.NOT_POSSIBLE
    assert asked.not_heard_reason == NotHeard.DECISION_RAN_OUT
    assert (TaskKind.NO_SAFE_WAY, NotHeard.DECISION_RAN_OUT) in tasks()
    with reading() as session:  # nor are they brought to the meeting by a page
        assert is_left_out(session.get_one(Relationship, related.id), make.today)


def test_r11_a_parent_nobody_has_spoken_with_is_a_task_before_a_text(make: Make) -> None:
    child, father = make.child(), make.adult()
    make.contact(adult=father, confirmed_on=None)
    make.relationship(child, father, RelationshipKind.FATHER)
    open_it(make, child)
    assert (TaskKind.NEVER_SPOKEN_WITH, NotHeard.NEVER_SPOKEN_WITH) in tasks()


def test_r8_a_number_of_two_adults_is_not_texted(make: Make) -> None:
    child, number = make.child(), make.number()
    for kind in (RelationshipKind.MOTHER, RelationshipKind.FATHER):
        adult = make.adult()
        make.contact(adult=adult, number=number)
        make.relationship(child, adult, kind)
    open_it(make, child)
    reasons = {row.not_heard_reason for row in invitations().values() if row.role != "child"}
    assert reasons == {NotHeard.SHARED_NUMBER}


def test_r8_an_adult_with_two_children_in_care_is_not_ambiguous(make: Make) -> None:
    mother, one, other = make.adult(), make.child(), make.child()
    make.contact(adult=mother)
    for child in (one, other):
        make.relationship(child, mother)
    open_it(make, one)
    assert invitations()["mother"].state is InvitationState.TO_SEND


def test_r9_a_parents_old_number_is_asked_neutrally_and_not_left_in_silence(make: Make) -> None:
    child, mother = make.child(), make.adult()
    make.contact(adult=mother, confirmed_on=make.today - timedelta(days=500))
    make.relationship(child, mother)
    open_it(make, child)
    assert invitations()["mother"].way is Way.TEXT


@pytest.mark.parametrize(
    ("child", "reason"),
    [
        ({"placed_for_adoption_on": "today"}, NotHeard.PLACED_FOR_ADOPTION),
        ({"legal_status": "E1"}, NotHeard.PLACEMENT_ORDER),
        ({"authority_to_place_on": "today", "legal_status": None}, NotHeard.PLACEMENT_ORDER),
        ({"authority_to_place_on": "today", "legal_status": "C2"}, NotHeard.PLACEMENT_ORDER),
        ({"circumstances": ["unaccompanied"]}, NotHeard.FAMILY_ABROAD),
    ],
)
@pytest.mark.parametrize("kind", [RelationshipKind.MOTHER, RelationshipKind.FATHER])
def test_r12_r13_parents_whom_people_must_decide_about_first_get_no_text(
    make: Make, child: dict[str, Any], reason: NotHeard, kind: RelationshipKind
) -> None:
    given = {name: make.today if value == "today" else value for name, value in child.items()}
    made, parent = make.child(**given), make.adult()
    make.contact(child=made)
    make.contact(adult=parent)
    make.relationship(made, parent, kind)
    opened = open_it(make, made)
    assert opened == Opened(asked_by_text=1, asked_by_card=0, tasks=1, not_asked=0)
    asked = invitations()[kind]
    assert (asked.way, asked.not_heard_reason) == (Way.CALL, reason)
    task = db.session.scalars(db.select(Task)).one()
    assert (task.owner_role, task.reason) == ("iro", reason)


# --- which rounds are due -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("review", "due"),
    [
        ({"in_days": 20}, True),
        ({"in_days": 80}, False),
        ({"in_days": 80, "kind": ReviewType.FIRST}, True),  # a first review: at once (R10)
        ({"in_days": 20, "state": ReviewState.CANCELLED}, False),
        ({"in_days": 20, "state": ReviewState.HELD}, False),
        ({"in_days": 20, "state": ReviewState.PART_HELD}, True),
        ({"in_days": -5}, True),  # overdue: still worth asking before
        ({"in_days": 20, "child": {"contact_stopped_on": "today"}}, False),
        ({"in_days": 20, "child": {"ceased_on": "today"}}, False),
    ],
)
def test_r10_rounds_open_thirty_working_days_before_and_never_for_who_left(
    make: Make, review: dict[str, Any], due: bool
) -> None:
    child = dict.fromkeys(review.get("child", {}), make.today)
    assert due_on(make, **{**review, "child": child}) is due


def test_r16_no_round_opens_for_somebody_who_is_eighteen(make: Make) -> None:
    born = make.today.replace(year=make.today.year - 18)
    assert due_on(make, in_days=20, child={"born_on": born}) is False
    assert due_on(make, in_days=20, child={"born_on": born + timedelta(days=1)}) is True


@pytest.mark.parametrize(("days", "due"), [(-60, True), (-61, False)])
def test_a_review_planned_for_long_ago_and_never_written_down_opens_nothing(
    make: Make, days: int, due: bool
) -> None:
    assert due_on(make, in_days=days) is due


def test_a_round_that_is_open_is_not_due_again(make: Make, app: Flask) -> None:
    open_it(make, make.child())
    db.session.rollback()
    with reading() as session:
        assert list(reviews_to_open(session, make.today)) == []


# --- a review is moved or cancelled (I17) -------------------------------------------------------


def test_i17_a_moved_review_takes_its_round_with_it(make: Make) -> None:
    open_it(make, make.child())
    with transaction() as session:
        review = session.scalars(db.select(Review)).one()
        review.planned_on = make.today + timedelta(days=40)
        session.flush()
        retime(session, review.id, make.clock.now())
    assert db.session.scalars(db.select(Round)).one().closes_on == make.today + timedelta(days=40)


def test_i17_a_cancelled_review_takes_back_what_was_not_sent(make: Make) -> None:
    child, mother = make.child(), make.adult()
    make.contact(adult=mother)
    make.relationship(child, mother)
    open_it(make, child)
    db.session.rollback()
    with transaction() as session:
        review = session.scalars(db.select(Review)).one()
        review.state = ReviewState.CANCELLED
        session.flush()
        retime(session, review.id, make.clock.now())
    assert invitations()["mother"].state is InvitationState.CLOSED
    assert db.session.scalars(db.select(OutboxItem.state)).all() == [OutboxState.CANCELLED]


def test_i17_a_review_cancelled_by_mistake_and_planned_again_asks_after_all(make: Make) -> None:
    child, mother = make.child(), make.adult()
    make.contact(adult=mother)
    make.relationship(child, mother)
    open_it(make, child)
    db.session.rollback()
    for state in (ReviewState.CANCELLED, ReviewState.PLANNED):
        with transaction() as session:
            review = session.scalars(db.select(Review)).one()
            review.state = state
            session.flush()
            retime(session, review.id, make.clock.now())
    assert invitations()["mother"].state is InvitationState.TO_SEND
    assert invitations()["child"].state is InvitationState.NOT_POSSIBLE  # the card is still a task
    promised = db.session.scalars(db.select(OutboxItem.state).order_by(OutboxItem.id)).all()
    assert promised == [OutboxState.CANCELLED, OutboxState.QUEUED]
