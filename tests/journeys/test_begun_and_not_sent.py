"""Somebody has begun on their own phone and not pressed Send when a person asks them (R3): what
they say to that person counts as sent, and what they began stays theirs to send."""

from __future__ import annotations

from datetime import timedelta

import pytest

from participation.care.consultations.models import (
    Channel,
    Invitation,
    InvitationState,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.outcomes.codes import Sent
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Hearing, HearingState
from participation.journeys import rescheduling
from participation.journeys.asking_in_person import Result
from participation.journeys.taking_part import facts_of
from participation.journeys.telling_back import sources_of
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.asking_by_a_person import (
    DRAFT,
    SAID,
    begun,
    officer,
    review,
    rounds_close,
    stands,
    to_be_asked,
    told,
    typed_in,
    visited,
    words_on,
)
from tests.saying import Saying

__all__ = ["begun", "officer", "review"]


@pytest.fixture
def invitation(make: Make, review: Review) -> Invitation:
    return make.invitation(review, company="carer")


def tells(make: Make, officer: StaffMember, invitation: Invitation, on_paper: bool) -> None:
    """On a paper that is typed in, or on a visit."""
    if on_paper:
        typed_in(make, officer, invitation, SAID)
    else:
        visited(make, officer, invitation, Result.TOLD, SAID)


@pytest.mark.parametrize("on_paper", [False, True])
def test_r3_what_they_told_a_person_counts_as_sent_and_their_own_draft_does_not(
    make: Make, officer: StaffMember, review: Review, begun: Invitation, on_paper: bool
) -> None:
    tells(make, officer, begun, on_paper)
    assert stands(begun)[0] is InvitationState.STARTED
    assert words_on(told(make, review)) == [SAID]
    with reading() as session:
        heard = {row.state for row in session.query(Hearing)}
        assert heard == {HearingState.DRAFT, HearingState.WAITING}
        row = session.get_one(Invitation, begun.id)
        assert (row.finished_at, row.sent_for_them) == (None, False)


@pytest.mark.parametrize("on_paper", [False, True])
def test_the_draft_is_theirs_to_send_afterwards_and_stands_beside_what_they_told(
    make: Make, officer: StaffMember, review: Review, begun: Invitation, on_paper: bool
) -> None:
    for _press in range(2):
        tells(make, officer, begun, on_paper)
    Saying(make).send(begun)
    assert sorted(words_on(told(make, review))) == sorted([DRAFT, SAID])
    with reading() as session:
        (noted,) = session.query(Task).filter(Task.kind == TaskKind.IN_PERSON)
        assert len(noted.attempts) == 1


def test_whoever_told_a_person_was_heard_though_they_never_send_their_draft(
    make: Make, officer: StaffMember, review: Review, begun: Invitation, clock: MovableClock
) -> None:
    to_be_asked(make, begun, TaskKind.CALL)
    visited(make, officer, begun, Result.TOLD, SAID)
    with reading() as session:
        open_ = {row.kind for row in session.query(Task).filter(Task.state == TaskState.OPEN)}
        assert open_ == {TaskKind.ASK_ABOUT_WORRIES_ALONE}, "R24: with a carer it was not asked"
    assert told(make, review).unheard == ()
    clock.moment = clock.moment.replace(month=12, day=30)
    rounds_close(make)
    assert stands(begun)[1] is None
    assert words_on(told(make, review)) == [SAID]


def test_whoever_only_pressed_through_or_texts_has_no_draft_and_is_sent_for_as_before(
    make: Make, officer: StaffMember, invitation: Invitation, review: Review
) -> None:
    Saying(make).skip(invitation, "one_thing")
    visited(make, officer, invitation, Result.TOLD, SAID)
    assert stands(invitation)[0] is InvitationState.FINISHED
    (voice,) = told(make, review).voices
    assert [(one.own_words, one.channel) for one in voice.remarks] == [(SAID, Channel.TOLD)]


@pytest.mark.parametrize("by_a_person", [False, True])
def test_d27_what_they_told_a_person_is_a_way_in_which_they_took_part_and_a_draft_is_none(
    make: Make, officer: StaffMember, review: Review, begun: Invitation, by_a_person: bool
) -> None:
    if by_a_person:
        visited(make, officer, begun, Result.TOLD, SAID)
    with reading() as session:
        row = session.get_one(Review, review.id)
        invitation = session.get_one(Invitation, begun.id)
        facts = facts_of(session, row, invitation, sources_of(session, row))
        assert facts.sent == ({Sent.ANOTHER_WAY} if by_a_person else set())


@pytest.mark.parametrize("on_paper", [False, True])
def test_a_review_that_moves_brings_nobody_to_ask_them_once_more(
    make: Make, officer: StaffMember, review: Review, begun: Invitation, on_paper: bool
) -> None:
    to_be_asked(make, begun, TaskKind.CARD)
    tells(make, officer, begun, on_paper)
    with transaction() as session:
        moved = session.get_one(Review, review.id)
        assert moved.planned_on is not None
        moved.planned_on += timedelta(days=2)
        session.flush()
        rescheduling.retime(session, moved.id, make.clock.now())
    with reading() as session:
        (card,) = session.query(Task).filter(Task.kind == TaskKind.CARD)
        assert card.state is TaskState.OVER
