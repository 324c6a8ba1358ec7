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
    says(make, clock, point, words)
    with reading() as session:
        confirmed = session.scalar(
            select(ContactPoint.confirmed_on).where(ContactPoint.id == point.id)
        )
    assert (confirmed == make.today) is renewed


@pytest.mark.parametrize(
    ("words", "private", "renewed"),
    [
        ("hello Sam", True, True),
        ("hello Sam", False, False),  # whoever holds a shared phone says nothing of whose it is
        ("", True, False),  # a picture alone
        ("CALL", True, False),
        ("STOP", True, False),
    ],
)
def test_words_from_a_childs_own_phone_renew_its_number(
    make: Make, clock: MovableClock, words: str, *, private: bool, renewed: bool
) -> None:
    child, long_ago = make.child(), make.today - timedelta(days=300)
    point = make.contact(child=child, confirmed_on=long_ago, own_and_private=private)
    invitation = make.invitation(make.review(child))
    with transaction() as session:
        talk = Conversation(
            number_hash=point.value_hash,
            child_id=child.id,
            state=ConversationState.OPENING,
            opened_at=clock.now(),
            invitations=[session.get_one(Invitation, invitation.id)],
        )
        session.add(talk)
    says(make, clock, point, words)
    with reading() as session:
        confirmed = session.get_one(ContactPoint, point.id).confirmed_on
    assert confirmed == (make.today if renewed else long_ago)


def says(make: Make, clock: MovableClock, point: ContactPoint, words: str) -> None:
    """A text comes in from this phone, with a picture where it has no words."""
    text = Incoming(
        provider="twilio",
        provider_id="SM" + "a" * 32,
        from_raw=str(point.value),
        body=words,
        pictures=0 if words else 1,
    )
    with transaction() as session:
        receive(session, text, house=make.house, now=clock.now())
