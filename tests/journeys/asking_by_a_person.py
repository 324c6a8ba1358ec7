"""A child's review that is coming, whom a person asks before it, and what the officer then reads.

The fixtures are taken by name; whose invitation it is, each file says itself or takes `invitation`.
"""

from __future__ import annotations

import pytest

from participation.care.consultations.models import Invitation, InvitationState, TaskKind
from participation.care.consultations.tasks import make_task
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.models import Review
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


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO)


@pytest.fixture
def review(make: Make, officer: StaffMember) -> Review:
    return make.review(make.child(officer=officer, age=13))


@pytest.fixture
def invitation(make: Make, review: Review) -> Invitation:
    """The child's, who is asked alone."""
    return make.invitation(review, company="alone")


@pytest.fixture
def begun(make: Make, invitation: Invitation) -> Invitation:
    """With an answer that is saved and not sent."""
    Saying(make).fill_in(invitation, "one_thing", words=DRAFT)
    return invitation


def visited(
    make: Make, staff: StaffMember, invitation: Invitation, result: Result, words: str
) -> None:
    with transaction() as session:
        note_try(
            session,
            session.get_one(StaffMember, staff.id),
            session.get_one(Invitation, invitation.id),
            how=How.VISIT,
            result=result,
            words=words,
            seen="",
            house=make.house,
            now=make.clock.now(),
        )


def typed_in(make: Make, staff: StaffMember, invitation: Invitation, words: str) -> None:
    paper = Paper(
        replies={"going_well": Filled((), words)},
        language="en",
        company=None,
        reference="SCAN-7",
    )
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        form = make.house.library.forms["child_12_15"]
        by = session.get_one(StaffMember, staff.id)
        take_paper(session, by, form, row, paper, house=make.house, now=make.clock.now())


def to_be_asked(make: Make, invitation: Invitation, kind: TaskKind) -> None:
    """Somebody has to ask them, today, by a task of this kind."""
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        make_task(
            session, kind, about=row.public_id.hex, key=row.child.key, owner_role="iro",
            due_on=make.today, child_id=row.child_id, invitation_id=row.id, now=make.clock.now(),
        )  # fmt: skip


def rounds_close(make: Make) -> None:
    """As the worker closes whatever is over by now."""
    with transaction() as session:
        for one in closing_rounds.over(session, make.clock.now()):
            closing_rounds.close(session, one, now=make.clock.now())


def stands(invitation: Invitation) -> tuple[InvitationState, str | None]:
    """Where their invitation is, and why nobody heard them."""
    with reading() as session:
        row = session.get_one(Invitation, invitation.id)
        return row.state, row.not_heard_reason


def told(make: Make, review: Review) -> Content:
    with transaction() as session:
        standing = standing_summary(session, review.id, "asked_for", make.clock.now())
        assert standing is not None
        return content_of(standing.summary, Readers.OFFICER)


def words_on(found: Content) -> list[str]:
    """Of the only person on it."""
    (voice,) = found.voices
    answers = [one.own_words for one in voice.answers if one.own_words]
    return [*answers, *(one.own_words for one in voice.remarks)]
