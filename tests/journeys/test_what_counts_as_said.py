"""What was said reaches the officer: in whatever company, refused, rescued, or left half-way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    RemarkKind,
    Task,
    TaskKind,
)
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Hearing, HearingState
from participation.care.summaries.content import Readers, Said, Voice
from participation.care.summaries.models import Summary
from participation.care.summaries.service import content_of
from participation.journeys import answering
from participation.journeys.answering import AnswerGiven
from participation.journeys.closing import standing_summary
from participation.kernel.db import transaction
from participation.questionnaire.replies import Filled
from tests.conftest import MovableClock
from tests.factories import Make
from tests.saying import BY_TEXT, ON_THE_WEB, Saying

WORDS = "the dark on the stairs"


@pytest.fixture
def say(make: Make) -> Saying:
    return Saying(make)


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO)


@pytest.fixture
def review(make: Make, officer: StaffMember) -> Review:
    return make.review(make.child(officer=officer))


@pytest.fixture
def child(make: Make, review: Review) -> Invitation:
    return make.invitation(review, company="alone")


@pytest.fixture
def mother(make: Make, review: Review) -> Invitation:
    related = make.relationship(review.child)
    return make.invitation(review, related=related, form="parent_text")


def voice(make: Make, review: Review) -> Voice:
    """The only person's part of the summary as it stands."""
    with transaction() as session:
        standing = standing_summary(session, review.id, "asked_for", make.clock.now())
        assert standing is not None
        return next(iter(content_of(standing.summary, Readers.OFFICER).voices))


def answer_to(part: Voice, key: str) -> Said:
    return next(said for said in part.answers if said.question_key == key)


def company_is(invitation: Invitation, company: str) -> None:
    with transaction() as session:
        session.get_one(Invitation, invitation.id).company = company


def hearings() -> list[HearingState]:
    with transaction() as session:
        return list(session.scalars(select(Hearing.state).order_by(Hearing.id)))


def tasks() -> list[TaskKind]:
    with transaction() as session:
        return list(session.scalars(select(Task.kind)))


def summaries() -> int:
    with transaction() as session:
        return len(session.scalars(select(Summary.id)).all())


def keep(make: Make, invitation: Invitation, words: str, kind: RemarkKind) -> None:
    """Words on a page that became no answer."""
    said = AnswerGiven(question_key="", reply=Filled((), words), how=ON_THE_WEB, sent=False)
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        answering.keep_words(
            session, row, words, kind, said, house=make.house, now=make.clock.now()
        )


# --- in whatever company --------------------------------------------------------------------


def test_r24_what_a_child_answered_alone_stays_when_a_carer_helps_to_finish(
    make: Make, say: Saying, review: Review, child: Invitation
) -> None:
    say.skip_to(child, "worries")
    say.fill_in(child, "worries", words=WORDS)
    company_is(child, "carer")
    say.send(child)
    part = voice(make, review)
    assert answer_to(part, "worries").own_words == WORDS
    assert answer_to(part, "safe").state == "skipped"
    assert TaskKind.ASK_ABOUT_WORRIES_ALONE not in tasks()


def test_r24_a_question_that_was_never_put_is_still_not_asked_and_a_task(
    make: Make, say: Saying, review: Review, child: Invitation
) -> None:
    company_is(child, "carer")
    say.fill_in(child, "one_thing", words="football")
    say.send(child)
    assert answer_to(voice(make, review), "worries").state == "not_asked"
    assert tasks() == [TaskKind.ASK_ABOUT_WORRIES_ALONE]


# --- drafts until they are sent -------------------------------------------------------------


@pytest.mark.parametrize("kind", [RemarkKind.REFUSED, RemarkKind.RESCUED, RemarkKind.ADDED])
def test_r3_words_beside_the_answers_are_drafts_until_sent_and_then_wait_to_be_read(
    make: Make, say: Saying, review: Review, child: Invitation, kind: RemarkKind
) -> None:
    keep(make, child, WORDS, kind)
    assert hearings() == [HearingState.DRAFT]
    assert voice(make, review).remarks == ()
    say.send(child)
    assert hearings() == [HearingState.WAITING]
    assert [one.own_words for one in voice(make, review).remarks] == [WORDS]


@pytest.mark.parametrize("kind", [RemarkKind.REFUSED, RemarkKind.RESCUED])
@pytest.mark.parametrize("state", [InvitationState.FINISHED, InvitationState.CLOSED])
def test_words_that_nobody_will_press_send_for_wait_to_be_read_at_once(
    make: Make,
    say: Saying,
    review: Review,
    child: Invitation,
    work_off: Callable[[], int],
    kind: RemarkKind,
    state: InvitationState,
) -> None:
    if state is InvitationState.FINISHED:
        say.send(child)
    with transaction() as session:
        session.get_one(Invitation, child.id).state = state
    keep(make, child, WORDS, kind)
    assert hearings() == [HearingState.WAITING]
    work_off()
    assert summaries() == 1
    assert [one.own_words for one in voice(make, review).remarks] == [WORDS]


# --- texts of somebody who does not finish --------------------------------------------------


def test_the_officer_hears_of_texted_words_that_were_not_understood(
    say: Saying, mother: Invitation, clock: MovableClock, work_off: Callable[[], int]
) -> None:
    with transaction() as session:
        row = session.get_one(Invitation, mother.id)
        said = AnswerGiven(question_key="", reply=Filled((), WORDS), how=BY_TEXT, sent=True)
        answering.keep_words(
            session, row, WORDS, RemarkKind.REFUSED, said, house=say.make.house, now=clock.now()
        )
    clock.moment += timedelta(hours=2)
    work_off()
    assert summaries() == 1


def test_the_officer_hears_of_everything_a_texter_says_who_never_finishes(
    make: Make,
    say: Saying,
    review: Review,
    mother: Invitation,
    clock: MovableClock,
    work_off: Callable[[], int],
) -> None:
    """Begun at half past four; one answer now, one three hours later, one the day after next."""
    with transaction() as session:
        row = session.get_one(Invitation, mother.id)
        answering.promise_summary(session, row, "started", clock.now(), wait=answering.STOPPED)
    clock.moment += timedelta(minutes=50)
    say.text(mother, "going_well", "she sleeps")
    clock.moment += timedelta(minutes=70)
    work_off()
    assert summaries() == 1
    clock.moment += timedelta(hours=1)
    say.text(mother, "worries", "school is far away")
    clock.moment += timedelta(hours=1)
    work_off()
    assert summaries() == 2
    clock.moment += timedelta(days=2)
    work_off()
    say.text(mother, "taking_part", "2")
    clock.moment += timedelta(days=1)
    work_off()
    assert summaries() == 3


def test_nobody_looks_again_once_a_round_is_over(
    make: Make,
    say: Saying,
    review: Review,
    mother: Invitation,
    clock: MovableClock,
    work_off: Callable[[], int],
) -> None:
    say.text(mother, "going_well", "she sleeps")
    with transaction() as session:
        row = session.get_one(Invitation, mother.id)
        answering.promise_summary(session, row, "started", clock.now())
    for _ in range(30):
        work_off()
        clock.moment += timedelta(days=1)
    assert work_off() == 0
