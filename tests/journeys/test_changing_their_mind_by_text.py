"""Whoever said no to a person may take it back by text; a no given by text ended the texts."""

from __future__ import annotations

import pytest

from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
)
from participation.care.people.models import Role
from participation.journeys import leaving_out
from participation.journeys.answering import TooLate
from participation.journeys.asking_in_person import Result
from participation.kernel.db import transaction
from tests.factories import Make
from tests.journeys.asking_by_a_person import visited
from tests.journeys.kept_texts import words
from tests.saying import Saying
from tests.texting import Asked, Texting

MIND = "she sleeps badly since the move"


def visited_with_a_no(texting: Texting, asked: Asked) -> None:
    visited(texting.make, texting.make.staff(Role.IRO), asked.invitation, Result.SAID_NO, "")
    assert stands(texting, asked) == (InvitationState.DECLINED, "said_no")


def stands(texting: Texting, asked: Asked) -> tuple[InvitationState, str | None]:
    (row,) = texting.all(Invitation, id=asked.invitation.id)
    return row.state, row.not_heard_reason


def answers(texting: Texting) -> list[str | None]:
    return [row.words for row in texting.all(Answer)]


def test_a_parent_who_said_no_on_a_visit_begins_by_text_after_all(texting: Texting) -> None:
    asked = texting.asked_parent()
    visited_with_a_no(texting, asked)
    texting.say(asked.number, "1", MIND)
    assert answers(texting) == [MIND]
    assert stands(texting, asked) == (InvitationState.STARTED, None)


def test_a_parent_in_the_middle_goes_on_after_a_no_on_a_visit(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    visited_with_a_no(texting, asked)
    texting.say(asked.number, MIND)
    assert answers(texting) == [MIND]
    assert stands(texting, asked) == (InvitationState.STARTED, None)


def test_words_that_neither_begin_nor_answer_leave_the_no_as_it_is(texting: Texting) -> None:
    asked = texting.asked_parent()
    visited_with_a_no(texting, asked)
    texting.say(asked.number, "who is this")
    assert "who is this" in [kept for _kind, kept in words(texting)]
    assert stands(texting, asked) == (InvitationState.DECLINED, "said_no")


def test_after_a_no_by_text_more_texts_are_words_and_no_answers(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "no", "1", MIND)
    assert answers(texting) == []
    assert MIND in [kept for _kind, kept in words(texting)]
    assert stands(texting, asked) == (InvitationState.DECLINED, "said_no")


@pytest.mark.parametrize("by_text", [False, True])
def test_only_a_no_given_by_text_makes_a_texted_answer_come_too_late(
    make: Make, by_text: bool
) -> None:
    officer = make.staff(Role.IRO)
    review = make.review(make.child(officer=officer))
    father = make.relationship(review.child)
    one = make.invitation(review, related=father, form="parent_text")
    visited(make, officer, one, Result.SAID_NO, "")
    with transaction() as session:
        row = session.get_one(Invitation, one.id)
        talk = Conversation(
            number_hash="x",
            adult_id=father.adult_id,
            opened_at=make.clock.now(),
            invitations=[row],
            state=ConversationState.DONE if by_text else ConversationState.ASKING,
        )
        session.add(talk)
    outcome = Saying(make).text(one, "going_well", MIND)
    assert isinstance(outcome, TooLate) is by_text


def test_r7_a_text_of_somebody_who_is_left_out_since_begins_nothing(texting: Texting) -> None:
    asked = texting.asked_parent()
    visited_with_a_no(texting, asked)
    with transaction() as session:
        row = session.get_one(Invitation, asked.invitation.id)
        leaving_out.leave_out(session, row, texting.make.clock.now())
    texting.say(asked.number, "1", MIND)
    assert answers(texting) == []
    assert MIND in [kept for _kind, kept in words(texting)]
