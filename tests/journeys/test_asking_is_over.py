"""What staff were to do so that somebody is asked ends when nobody is asked, and comes again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Child, Role, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.journeys import (
    closing_rounds,
    finding_whom_to_ask,
    following_care,
    handing_out_cards,
    rescheduling,
)
from participation.journeys.not_by_text import another_way
from participation.kernel.db import reading, transaction
from tests.texting import Texting


@pytest.fixture
def child(texting: Texting) -> Child:
    """Without a number, and a mother without one either."""
    made = texting.make.child(officer=texting.make.staff(Role.IRO))
    texting.make.relationship(made)
    return made


@pytest.fixture
def desk(texting: Texting) -> StaffMember:
    return texting.make.staff(Role.BUSINESS_SUPPORT)


def becomes(texting: Texting, review_id: int, state: ReviewState) -> None:
    with transaction() as session:
        review = session.get_one(Review, review_id)
        review.state = state
        session.flush()
        rescheduling.retime(session, review_id, texting.house.now())


def care(texting: Texting, child: Child, **changes: Any) -> None:
    with transaction() as session:
        row = session.get_one(Child, child.id)
        for name, value in changes.items():
            setattr(row, name, value)
        session.flush()
        following_care.follow(session, [child.id], texting.house.now())


def open_tasks(texting: Texting) -> set[TaskKind]:
    kept = {TaskKind.WHO_IS_ASKED}
    return {row.kind for row in texting.all(Task) if row.state is TaskState.OPEN} - kept


def to_hand_over(texting: Texting, desk: StaffMember) -> int:
    with reading() as session:
        staff = session.get_one(StaffMember, desk.id)
        return len(handing_out_cards.cards_wanted(session, staff, texting.house.now()))


def to_visit(texting: Texting, desk: StaffMember) -> set[str]:
    with reading() as session:
        staff = session.get_one(StaffMember, desk.id)
        found = finding_whom_to_ask.waiting(session, staff, texting.house.now())
        return {one.invitation.role for one in found.people}


def test_i17_of_a_cancelled_review_nobody_is_to_hand_over_a_card_or_to_visit(
    texting: Texting, child: Child, desk: StaffMember
) -> None:
    review = texting.open_round_of(child)
    asked = open_tasks(texting)
    assert TaskKind.CARD in asked
    assert to_visit(texting, desk) == {"child", "mother"}
    card = texting.all(Task, kind=TaskKind.CARD)[0].public_id
    becomes(texting, review, ReviewState.CANCELLED)
    assert open_tasks(texting) == set()
    assert (to_hand_over(texting, desk), to_visit(texting, desk)) == (0, set())
    with transaction() as session:
        staff = session.get_one(StaffMember, desk.id)
        made = handing_out_cards.make_invitation_card(
            session, staff, card, texting.house, texting.house.now()
        )
        assert made is None
    becomes(texting, review, ReviewState.PLANNED)
    assert open_tasks(texting) == asked
    assert (to_hand_over(texting, desk), to_visit(texting, desk)) == (1, {"child", "mother"})


def test_what_somebody_did_is_not_to_be_done_again_once_the_review_is_planned_after_all(
    texting: Texting, child: Child
) -> None:
    review = texting.open_round_of(child)
    texting.change(texting.all(Task, kind=TaskKind.CARD)[0], state=TaskState.DONE)
    becomes(texting, review, ReviewState.CANCELLED)
    becomes(texting, review, ReviewState.PLANNED)
    assert TaskKind.CARD not in open_tasks(texting)


def test_whoever_wanted_to_be_rung_is_rung_also_where_the_review_is_off(
    texting: Texting, child: Child
) -> None:
    review = texting.open_round_of(child)
    card = texting.all(Task, kind=TaskKind.CARD)[0]
    texting.change(card, kind=TaskKind.CALL)
    becomes(texting, review, ReviewState.CANCELLED)
    assert open_tasks(texting) == {TaskKind.CALL}


def test_r16_nobody_visits_once_contact_was_stopped_or_care_has_ended(
    texting: Texting, child: Child, desk: StaffMember
) -> None:
    texting.open_round_of(child)
    for column in ("contact_stopped_on", "ceased_on"):
        assert (to_hand_over(texting, desk), to_visit(texting, desk)) == (1, {"child", "mother"})
        care(texting, child, **{column: texting.make.today})
        assert (to_hand_over(texting, desk), to_visit(texting, desk)) == (0, set()), column
        care(texting, child, **{column: None})


def test_whoever_finishes_by_text_is_to_have_no_letter_any_more(texting: Texting) -> None:
    asked = texting.asked_parent(confirmed_on=texting.make.today - timedelta(days=500))
    assert TaskKind.NO_SAFE_WAY in open_tasks(texting)
    for words in ("1", "It is fine", "More visits", "Nothing", "No", "Nothing else", "no", "ok"):
        texting.say(asked.number, words)
    (mother,) = texting.all(Invitation, id=asked.invitation.id)
    assert mother.state is InvitationState.FINISHED
    assert [row.state for row in texting.all(Task, invitation_id=mother.id)] == [TaskState.OVER]


def test_with_the_round_ends_what_was_to_be_done_for_it(texting: Texting, child: Child) -> None:
    texting.open_round_of(child)
    assert open_tasks(texting)
    texting.make.clock.moment += timedelta(days=40)
    with transaction() as session:
        for key in closing_rounds.over(session, texting.house.now()):
            closing_rounds.close(session, key, now=texting.house.now())
    assert open_tasks(texting) == set()


def test_care_ended_by_mistake_and_taken_back_gives_the_card_back_to_whoever_hands_it_over(
    texting: Texting, child: Child, desk: StaffMember
) -> None:
    texting.open_round_of(child)
    before = open_tasks(texting)
    care(texting, child, ceased_on=texting.make.today)
    assert open_tasks(texting) == set()
    care(texting, child, ceased_on=None)
    assert open_tasks(texting) == before
    assert to_hand_over(texting, desk) == 1


def test_r13_a_task_that_comes_up_again_is_whoevers_it_then_is(
    texting: Texting, child: Child
) -> None:
    texting.open_round_of(child)
    (mother,) = texting.all(Invitation, role="mother")
    (before,) = texting.all(Task, invitation_id=mother.id)
    assert (before.owner_role, before.reason) == ("business_support", "no_number")
    texting.change(before, due_on=texting.make.today + timedelta(days=30))
    with transaction() as session:
        row = session.get_one(Invitation, mother.id)
        another_way(session, row, NotHeard.PLACEMENT_ORDER, texting.house.now())
    (after,) = texting.all(Task, invitation_id=mother.id)
    assert (after.owner_role, after.reason) == ("iro", "placement_order")
    assert after.due_on < texting.make.today + timedelta(days=7)


def test_i17_what_a_person_is_to_do_has_another_day_where_the_review_moves(
    texting: Texting, child: Child
) -> None:
    today = texting.make.today

    def due_after_moving_to(day: date) -> set[date]:
        with transaction() as session:
            session.get_one(Review, review).planned_on = day
            session.flush()
            rescheduling.retime(session, review, texting.house.now())
        return {one.due_on for one in texting.all(Task, state=TaskState.OPEN) if one.invitation_id}

    review = texting.open_round_of(child, in_days=3)
    near = {one.due_on for one in texting.all(Task) if one.invitation_id}
    assert near == {today + timedelta(days=3)}, "no later than the review"
    five_working_days = min(due_after_moving_to(today + timedelta(days=36)))
    assert five_working_days == today + timedelta(days=7)
    assert min(due_after_moving_to(today + timedelta(days=150))) > today + timedelta(days=90)
    assert due_after_moving_to(today + timedelta(days=3)) == near, "back again"


def test_what_was_late_stays_late_where_the_review_moves_by_a_day(
    texting: Texting, child: Child
) -> None:
    review, a_day_later = texting.open_round_of(child), texting.make.today + timedelta(days=21)
    (late,) = {one.due_on for one in texting.all(Task) if one.invitation_id}
    texting.make.clock.moment += timedelta(days=10)
    with transaction() as session:
        session.get_one(Review, review).planned_on = a_day_later
        session.flush()
        rescheduling.retime(session, review, texting.house.now())
    assert {one.due_on for one in texting.all(Task) if one.invitation_id} == {late}
