"""A decision not to ask somebody holds, whatever a person had noted with them before (R7)."""

from __future__ import annotations

import pytest

from participation.care.consultations import asking_service
from participation.care.consultations.asking_rules import Basis, Decided
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.people.models import Relationship, StaffMember
from participation.care.reviews.models import Review
from participation.journeys import finding_whom_to_ask as finding
from participation.journeys import leaving_out
from participation.journeys.asking_in_person import Result
from participation.kernel.db import transaction
from tests.factories import Make
from tests.journeys.asking_by_a_person import officer, review, stands, told, visited, words_on
from tests.saying import Saying

__all__ = ["officer", "review"]
NO, MIND = "leave me alone", "I want to say something after all"


@pytest.fixture
def father(make: Make, review: Review) -> Invitation:
    related = make.relationship(review.child)
    return make.invitation(review, related=related, form="parent_text")


def decided(make: Make, officer: StaffMember, invitation: Invitation) -> None:
    """From this moment on they are not asked before this review."""
    what = Decided(
        asked=False,
        basis=Basis.HARM,
        why="He has threatened her.",
        decided_by="Pat Manager",
        decided_on=make.today,
    )
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        assert row.asked_through is not None
        asking_service.decide(
            *(session, row.round.review, row.asked_through, what),
            noted_by_id=officer.id,
            agreed=True,
            now=make.clock.now(),
        )
        leaving_out.leave_out(session, row, make.clock.now())


def ended(make: Make, officer: StaffMember, invitation: Invitation) -> None:
    """They are asked like everybody else again."""
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        related = session.get_one(Relationship, row.relationship_id)
        asking_service.end(
            session, row.round.review, related, by_id=officer.id, now=make.clock.now()
        )
        leaving_out.ask_otherwise(session, row, related, make.house, make.clock.now())


def is_found(make: Make, officer: StaffMember, invitation: Invitation) -> tuple[bool, bool]:
    """Whether they stand on the list of whom to ask, and a device may be handed to them."""
    with transaction() as session:
        staff, now = session.get_one(StaffMember, officer.id), make.clock.now()
        row = session.get_one(Invitation, invitation.id)
        number = row.child.external_id
        listed = finding.waiting(session, staff, now, number=number).people
        handed = finding.opened(session, staff, row.public_id, "in_person.hand_over", now)
        return bool(listed), handed is not None


def test_whoever_said_no_and_is_then_left_out_is_asked_by_nobody(
    make: Make, officer: StaffMember, father: Invitation
) -> None:
    visited(make, officer, father, Result.SAID_NO, NO)
    assert is_found(make, officer, father) == (True, True)
    decided(make, officer, father)
    assert is_found(make, officer, father) == (False, False)
    visited(make, officer, father, Result.LATER, "")
    assert is_found(make, officer, father) == (False, False)
    assert stands(father) == (InvitationState.DECLINED, "recorded_decision")


def test_a_no_of_somebody_who_is_left_out_does_not_undo_the_decision(
    make: Make, officer: StaffMember, father: Invitation
) -> None:
    decided(make, officer, father)
    visited(make, officer, father, Result.SAID_NO, NO)
    assert stands(father)[1] == "recorded_decision"  # the reason that others read
    visited(make, officer, father, Result.LATER, "")
    assert is_found(make, officer, father) == (False, False)


def test_whoever_had_begun_and_is_then_left_out_is_asked_by_nobody(
    make: Make, officer: StaffMember, father: Invitation
) -> None:
    Saying(make).text(father, "going_well", MIND)
    decided(make, officer, father)
    assert is_found(make, officer, father) == (False, False)


def test_what_they_tell_somebody_all_the_same_is_heard(
    make: Make, officer: StaffMember, review: Review, father: Invitation
) -> None:
    visited(make, officer, father, Result.SAID_NO, NO)
    decided(make, officer, father)
    visited(make, officer, father, Result.TOLD, MIND)
    assert sorted(words_on(told(make, review))) == sorted([NO, MIND])


def test_once_the_decision_ends_their_no_is_a_no_again_and_brings_no_text(
    make: Make, officer: StaffMember, father: Invitation
) -> None:
    visited(make, officer, father, Result.SAID_NO, NO)
    decided(make, officer, father)
    ended(make, officer, father)
    assert stands(father) == (InvitationState.DECLINED, "said_no")
    assert is_found(make, officer, father) == (True, True)


def to_do() -> list[TaskKind]:
    with transaction() as session:
        return [row.kind for row in session.query(Task).filter(Task.state == TaskState.OPEN)]


def test_nobody_is_to_ask_again_whoever_is_left_out_since(
    make: Make, officer: StaffMember, father: Invitation
) -> None:
    visited(make, officer, father, Result.LATER, "")
    assert to_do() == [TaskKind.ASK_AGAIN]
    decided(make, officer, father)
    assert to_do() == []


@pytest.mark.parametrize("result", [Result.LATER, Result.NOT_THERE])
@pytest.mark.parametrize("begun", [False, True])
def test_no_visit_to_somebody_who_is_left_out_makes_a_second_one(
    make: Make, officer: StaffMember, father: Invitation, result: Result, begun: bool
) -> None:
    if begun:
        Saying(make).text(father, "going_well", MIND)
    decided(make, officer, father)
    visited(make, officer, father, result, "")
    assert to_do() == []
