"""A visit that is noted, a paper that is typed in, and what the officer then reads of it."""

from __future__ import annotations

from participation.care.consultations.models import Invitation
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.care.summaries.content import Content, Readers
from participation.care.summaries.service import content_of
from participation.journeys.asking_in_person import How, Result, note_try
from participation.journeys.closing import standing_summary
from participation.journeys.typing_in_papers import Paper, take_paper
from participation.kernel.db import transaction
from participation.questionnaire.replies import Filled
from tests.factories import Make

PAGE = "ab" * 16


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
            page_key=PAGE,
            house=make.house,
            now=make.clock.now(),
        )


def typed_in(make: Make, staff: StaffMember, invitation: Invitation, words: str) -> None:
    paper = Paper(
        replies={"going_well": Filled((), words)},
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
    """Of the only person on it."""
    (voice,) = found.voices
    answers = [one.own_words for one in voice.answers if one.own_words]
    return [*answers, *(one.own_words for one in voice.remarks)]
