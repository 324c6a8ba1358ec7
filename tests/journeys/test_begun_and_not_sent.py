"""Somebody has begun on their own phone and not pressed Send when a person asks them (R3): what
they say to that person counts as sent, and what they began stays theirs to send."""

from __future__ import annotations

import pytest

from participation.care.consultations.models import (
    Channel,
    Invitation,
    InvitationState,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.tasks import make_task
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Hearing, HearingState
from participation.care.summaries.content import Content, Readers
from participation.care.summaries.service import content_of
from participation.journeys import closing_rounds
from participation.journeys.asking_in_person import How, Result, note_try
from participation.journeys.closing import standing_summary
from participation.journeys.typing_in_papers import Paper, take_paper
from participation.kernel.db import reading, transaction
from participation.questionnaire.replies import Filled
from tests.factories import Make
from tests.saying import Saying

DRAFT, SAID = "the draft on the stairs", "I only want to see my dog"
PAGE = "ab" * 16


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO)


@pytest.fixture
def review(make: Make, officer: StaffMember) -> Review:
    return make.review(make.child(officer=officer, age=13))


@pytest.fixture
def invitation(make: Make, review: Review) -> Invitation:
    return make.invitation(review, company="carer")


@pytest.fixture
def begun(make: Make, invitation: Invitation) -> Invitation:
    """With an answer that is saved and not sent."""
    Saying(make).fill_in(invitation, "one_thing", words=DRAFT)
    return invitation


def visited(make: Make, staff: StaffMember, invitation: Invitation, result: Result) -> None:
    with transaction() as session:
        note_try(
            session,
            session.get_one(StaffMember, staff.id),
            session.get_one(Invitation, invitation.id),
            how=How.CALL,
            result=result,
            words=SAID,
            seen="",
            page_key=PAGE,
            house=make.house,
            now=make.clock.now(),
        )


def typed_in(make: Make, staff: StaffMember, invitation: Invitation) -> None:
    paper = Paper(
        replies={"going_well": Filled((), SAID)},
        language="en",
        company=None,
        reference="SCAN-7",
        page_key=PAGE,
    )
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        form = make.house.library.forms["child_12_15"]
        by = session.get_one(StaffMember, staff.id)
        take_paper(session, by, form, row, paper, house=make.house, now=make.clock.now())


def told(make: Make, review: Review) -> Content:
    with transaction() as session:
        standing = standing_summary(session, review.id, "asked_for", make.clock.now())
        assert standing is not None
        return content_of(standing.summary, Readers.OFFICER)


def words_on(found: Content) -> list[str]:
    (voice,) = found.voices
    answers = [one.own_words for one in voice.answers if one.own_words]
    return [*answers, *(one.own_words for one in voice.remarks)]


def state_of(invitation: Invitation) -> InvitationState:
    with reading() as session:
        return session.get_one(Invitation, invitation.id).state


@pytest.mark.parametrize("on_paper", [False, True])
def test_r3_what_they_told_a_person_counts_as_sent_and_their_own_draft_does_not(
    make: Make, officer: StaffMember, review: Review, begun: Invitation, on_paper: bool
) -> None:
    if on_paper:
        typed_in(make, officer, begun)
    else:
        visited(make, officer, begun, Result.TOLD)
    assert state_of(begun) is InvitationState.STARTED
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
        if on_paper:
            typed_in(make, officer, begun)
        else:
            visited(make, officer, begun, Result.TOLD)
    Saying(make).send(begun)
    assert sorted(words_on(told(make, review))) == sorted([DRAFT, SAID])
    with reading() as session:
        (noted,) = session.query(Task).filter(Task.kind == TaskKind.IN_PERSON)
        assert len(noted.attempts) == 1


def test_whoever_told_a_person_was_heard_though_they_never_send_their_draft(
    make: Make, officer: StaffMember, review: Review, begun: Invitation
) -> None:
    with transaction() as session:
        row = session.get_one(Invitation, begun.id)
        make_task(
            session, TaskKind.CALL, about=row.public_id.hex, key=row.child.key, owner_role="iro",
            due_on=make.today, child_id=row.child_id, invitation_id=row.id, now=make.clock.now(),
        )  # fmt: skip
    visited(make, officer, begun, Result.TOLD)
    with reading() as session:
        open_ = {row.kind for row in session.query(Task).filter(Task.state == TaskState.OPEN)}
        assert open_ == {TaskKind.ASK_ABOUT_WORRIES_ALONE}, "R24: with a carer it was not asked"
    assert told(make, review).unheard == ()
    make.clock.moment = make.clock.moment.replace(month=12, day=30)
    with transaction() as session:
        for key in closing_rounds.over(session, make.clock.now()):
            closing_rounds.close(session, key, now=make.clock.now())
    with reading() as session:
        assert session.get_one(Invitation, begun.id).not_heard_reason is None
    assert words_on(told(make, review)) == [SAID]


def test_whoever_only_pressed_through_or_texts_has_no_draft_and_is_sent_for_as_before(
    make: Make, officer: StaffMember, invitation: Invitation, review: Review
) -> None:
    Saying(make).skip(invitation, "one_thing")
    visited(make, officer, invitation, Result.TOLD)
    assert state_of(invitation) is InvitationState.FINISHED
    (voice,) = told(make, review).voices
    assert [(one.own_words, one.channel) for one in voice.remarks] == [(SAID, Channel.TOLD)]
