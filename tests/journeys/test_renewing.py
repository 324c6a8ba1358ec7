"""A reply keeps a number fresh (practice R9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from participation.care.consultations.models import Conversation, ConversationState, Invitation
from participation.care.people.models import ContactPoint
from participation.journeys.receiving_texts import Incoming, receive
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make


@pytest.mark.parametrize(("words", "renewed"), [("1", True), ("WRONG", False), ("STOP", False)])
def test_a_yes_renews_the_number_and_a_wrong_number_does_not(
    make: Make, clock: MovableClock, words: str, renewed: bool
) -> None:
    related = make.relationship(make.child())
    point = make.contact(adult=related.adult, confirmed_on=make.today - timedelta(days=300))
    child = related.child
    invitation = make.invitation(make.review(child), form="parent_text", related=related)
    with transaction() as session:
        session.add(
            Conversation(
                number_hash=point.value_hash,
                adult_id=related.adult_id,
                state=ConversationState.OPENING,
                opened_at=clock.now(),
                invitations=[session.get_one(Invitation, invitation.id)],
            )
        )
    text = Incoming(
        provider="twilio", provider_id="SM" + "a" * 32, from_raw=str(point.value), body=words
    )
    with transaction() as session:
        receive(session, text, house=make.house, now=clock.now())
    with reading() as session:
        confirmed = session.scalar(
            select(ContactPoint.confirmed_on).where(ContactPoint.id == point.id)
        )
    assert (confirmed == make.today) is renewed
