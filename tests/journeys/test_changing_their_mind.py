"""A no that staff noted is not for good: while the round runs, the person may answer after all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from participation.care.consultations import silence
from participation.care.consultations.models import Invitation, InvitationState
from participation.care.consultations.rules import NotHeard
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.journeys import finding_whom_to_ask as finding
from participation.journeys.asking_in_person import Result
from participation.journeys.not_by_text import another_way
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.asking_by_a_person import (
    officer,
    review,
    rounds_close,
    stands,
    told,
    typed_in,
    visited,
    words_on,
)
from tests.saying import Saying

__all__ = ["officer", "review"]
NO, MIND = "not today", "I changed my mind: I want to see Omar"


@pytest.fixture
def invitation(make: Make, officer: StaffMember, review: Review) -> Invitation:
    """Of somebody who said no on a visit."""
    row = make.invitation(review, company="alone")
    visited(make, officer, row, Result.SAID_NO, NO)
    return row


@pytest.fixture
def not_sent_to(make: Make, review: Review) -> Invitation:
    """Of somebody to whom no text has gone yet."""
    return make.invitation(review, company="alone", state=InvitationState.TO_SEND)


def test_what_they_tell_on_a_later_visit_is_their_answer(
    make: Make, officer: StaffMember, review: Review, invitation: Invitation
) -> None:
    assert stands(invitation) == (InvitationState.DECLINED, "said_no")
    visited(make, officer, invitation, Result.TOLD, MIND)
    assert stands(invitation) == (InvitationState.FINISHED, None)
    found = told(make, review)
    assert sorted(words_on(found)) == sorted([NO, MIND])
    assert {one.kind for one in found.voices[0].remarks} == {"told"}
    assert found.unheard == ()


def test_a_paper_that_they_fill_in_after_all_is_their_answer(
    make: Make, officer: StaffMember, review: Review, invitation: Invitation
) -> None:
    typed_in(make, officer, invitation, MIND)
    assert stands(invitation) == (InvitationState.FINISHED, None)
    (voice,) = told(make, review).voices
    assert MIND in [one.own_words for one in voice.answers]


def test_what_they_give_on_their_own_page_is_an_answer_and_theirs_to_send(
    make: Make, review: Review, invitation: Invitation
) -> None:
    Saying(make).fill_in(invitation, "one_thing", words=MIND)
    assert stands(invitation) == (InvitationState.STARTED, None)
    assert MIND not in words_on(told(make, review))
    Saying(make).send(invitation)
    assert MIND in words_on(told(make, review))
    assert stands(invitation) == (InvitationState.FINISHED, None)


def test_a_draft_from_before_the_no_is_still_theirs_to_send(
    make: Make, officer: StaffMember, review: Review
) -> None:
    row = make.invitation(review, company="alone")
    Saying(make).fill_in(row, "one_thing", words=MIND)
    visited(make, officer, row, Result.SAID_NO, NO)
    assert words_on(told(make, review)) == [NO]
    Saying(make).send(row)
    assert stands(row) == (InvitationState.FINISHED, None)


@pytest.mark.parametrize("result", [Result.SAID_NO, Result.NOT_THERE])
def test_a_second_no_or_a_shut_door_leaves_the_no_as_it_is(
    make: Make, officer: StaffMember, invitation: Invitation, result: Result
) -> None:
    visited(make, officer, invitation, result, "")
    assert stands(invitation) == (InvitationState.DECLINED, "said_no")


def test_whoever_asks_for_another_time_has_not_said_no_any_more(
    make: Make, officer: StaffMember, invitation: Invitation
) -> None:
    visited(make, officer, invitation, Result.LATER, "")
    assert stands(invitation) == (InvitationState.NOT_POSSIBLE, "another_time")


def test_why_no_text_went_to_them_is_known_again_after_the_no(
    make: Make, officer: StaffMember, not_sent_to: Invitation
) -> None:
    with transaction() as session:
        of_them = session.get_one(Invitation, not_sent_to.id)
        another_way(session, of_them, NotHeard.PLACEMENT_ORDER, make.clock.now())
    visited(make, officer, not_sent_to, Result.SAID_NO, "")
    assert stands(not_sent_to) == (InvitationState.DECLINED, "said_no")
    visited(make, officer, not_sent_to, Result.LATER, "")
    assert stands(not_sent_to) == (InvitationState.NOT_POSSIBLE, "placement_order")


def test_a_round_that_ends_before_the_other_time_says_that_and_nothing_false(
    make: Make, officer: StaffMember, not_sent_to: Invitation, clock: MovableClock
) -> None:
    visited(make, officer, not_sent_to, Result.SAID_NO, "")
    visited(make, officer, not_sent_to, Result.LATER, "")
    clock.moment += timedelta(days=40)
    rounds_close(make)
    assert stands(not_sent_to)[1] == "another_time"


def test_once_the_round_is_over_the_no_stands_and_words_come_late(
    make: Make, officer: StaffMember, review: Review, invitation: Invitation, clock: MovableClock
) -> None:
    clock.moment += timedelta(days=40)
    visited(make, officer, invitation, Result.TOLD, MIND)
    assert stands(invitation) == (InvitationState.DECLINED, "said_no")
    assert sorted(words_on(told(make, review))) == sorted([NO, MIND])


def test_they_are_found_by_the_childs_number_and_stand_on_no_list_of_whom_to_ask(
    make: Make, officer: StaffMember, review: Review, invitation: Invitation
) -> None:
    with transaction() as session:
        staff, now = session.get_one(StaffMember, officer.id), make.clock.now()
        number = session.get_one(Review, review.id).child.external_id
        assert finding.waiting(session, staff, now).people == []
        assert len(finding.waiting(session, staff, now, number=number).people) == 1
        assert finding.over(session, staff, now, number=number) == []
        assert finding.opened(session, staff, invitation.public_id, "in_person.hand_over", now)


def test_whoever_was_heard_counts_as_heard_whatever_stood_in_the_way_before(
    make: Make, officer: StaffMember, invitation: Invitation, clock: MovableClock
) -> None:
    visited(make, officer, invitation, Result.LATER, "")
    visited(make, officer, invitation, Result.TOLD, MIND)
    clock.moment += timedelta(days=40)
    rounds_close(make)
    with reading() as session:
        never = people.children_barred_to(officer.id)
        found = silence.reasons_since(session, make.today - timedelta(days=60), never)
    assert found == {"heard": {"child": 1}}
