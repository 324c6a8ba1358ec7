"""Drafts, and what only carried words, go by their dates (R30, P8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Placement,
    Remark,
    RemarkKind,
    Round,
)
from participation.care.people import queries as people
from participation.care.people.models import Child
from participation.care.safeguarding.models import Concern, Hearing, HearingState
from participation.guard.crypto import council_key
from participation.guard.sessions import RespondentSitting
from participation.journeys import answering
from participation.journeys.answering import AnswerGiven
from participation.journeys.erasing import holding
from participation.journeys.erasing.transport import Gone
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.questionnaire.replies import Filled
from tests.conftest import NOW
from tests.factories import Make
from tests.journeys.going import count, one, run
from tests.saying import ON_THE_WEB, Saying


def test_p8_answers_that_were_never_sent_go_two_weeks_after_the_review(make: Make) -> None:
    review = make.review(make.child(), in_days=3)
    invitation = make.invitation(review, company="alone")
    say = Saying(make)
    say.skip_to(invitation, "worries")
    say.fill_in(invitation, "worries", words="never sent")
    with transaction() as session:
        session.scalars(select(Round)).one().closed_at = make.clock.now()
    make.clock.moment = NOW + timedelta(days=17)
    assert run(make).gone.drafts == 0, "to the review and fourteen days"
    make.clock.moment = NOW + timedelta(days=18)
    assert run(make).gone.drafts > 0
    assert count(Answer) == 0
    assert count(Invitation, id=invitation.id) == 1


@pytest.mark.parametrize("kind", [RemarkKind.REFUSED, RemarkKind.RESCUED, RemarkKind.ADDED])
def test_p8_words_beside_the_answers_go_with_them_and_late_ones_stay(
    make: Make, kind: RemarkKind
) -> None:
    invitation = make.invitation(make.review(make.child(), in_days=3), company="alone")

    def typed(words: str) -> None:
        said = AnswerGiven(question_key="", reply=Filled((), words), how=ON_THE_WEB, sent=False)
        with transaction() as session:
            row, now = session.get_one(Invitation, invitation.id), make.clock.now()
            answering.keep_words(session, row, words, kind, said, house=make.house, now=now)

    typed("saved after a fault")
    with transaction() as session:
        held = session.get_one(Round, invitation.round_id)
        held.closed_at = make.clock.now()
        session.get_one(Invitation, invitation.id).state = InvitationState.CLOSED
    typed("after the end")
    with transaction() as session:
        for heard in session.scalars(select(Hearing).where(Hearing.state == "waiting")):
            heard.state = HearingState.READ
    make.clock.moment = NOW + timedelta(days=18)
    assert run(make).gone.drafts == 1
    assert one(Remark).words == "after the end"


def test_p8_what_was_sent_or_texted_or_raised_a_concern_does_not_go_with_the_drafts(
    make: Make,
) -> None:
    child = make.child()
    held = make.round(make.review(child, in_days=3))
    sent = make.invitation(round=held, company="alone")
    related = make.relationship(child)
    texted = make.invitation(round=held, related=related, form="parent_text")
    say = Saying(make)
    say.send(sent)
    say.add(sent, "and this")
    say.text(texted, say_first(make), "by text")
    kept = count(Answer) + count(Remark)
    worried = make.invitation(make.review(make.child(), in_days=3), company="alone")
    say.skip_to(worried, "worries")
    say.fill_in(worried, "worries", words="I want to kill myself")
    assert count(Concern) == 1
    with transaction() as session:
        for row in session.scalars(select(Round)):
            row.closed_at = make.clock.now()
        for heard in session.scalars(select(Hearing)):
            heard.state = HearingState.READ
    make.clock.moment = NOW + timedelta(days=40)
    run(make)
    with reading() as session:
        left = [row.words for row in session.scalars(select(Answer))]
    assert "I want to kill myself" in left
    assert count(Answer, invitation_id=texted.id) == 1
    assert kept == count(Answer, invitation_id=texted.id) + count(Remark)


def say_first(make: Make) -> str:
    return make.house.library.forms["parent_text"].questions[0].key


def message(make: Make, **changes: Any) -> Message:
    child = make.child()
    number = make.number()
    with transaction() as session:
        row = Message(
            **{
                "key": session.get_one(Child, child.id).key,
                "direction": Direction.OUT,
                "provider": "twilio",
                "number": number,
                "number_hash": people.number_hash(make.house.ring, number),
                "body": "Hello",
                "state": MessageState.DELIVERED,
                "at": make.clock.now(),
                **changes,
            }
        )
        session.add(row)
        session.flush()
    return row


def test_p8_the_words_of_our_own_texts_go_a_week_after_they_arrived(make: Make) -> None:
    arrived = message(make)
    waits = message(make, state=MessageState.QUEUED)
    theirs = message(make, direction=Direction.IN, state=MessageState.PLACED)
    make.clock.moment = NOW + timedelta(days=6)
    assert run(make).gone.sent_texts == 0
    make.clock.moment = NOW + timedelta(days=8)
    assert run(make).gone.sent_texts == 1
    assert (one(Message, id=arrived.id).body, one(Message, id=arrived.id).state) == (
        "",
        MessageState.DELIVERED,
    )
    assert one(Message, id=waits.id).body == one(Message, id=theirs.id).body == "Hello"
    assert run(make).gone.sent_texts == 0, "once"


def test_p8_of_a_test_text_to_a_colleagues_own_phone_the_number_goes_with_the_words(
    make: Make,
) -> None:
    """It has the council's key, so that no child's forgetting reaches it."""
    test, ours = message(make, template="test"), message(make, template="first_adult")
    make.clock.moment = NOW + timedelta(days=8)
    assert run(make).gone.sent_texts == 2
    gone = one(Message, id=test.id)
    assert (gone.body, gone.number, gone.number_hash) == ("", "", "")
    assert one(Message, id=ours.id).number == ours.number


@pytest.mark.parametrize(
    ("to_child", "begun_by_us", "kept"), [(True, True, 1), (True, False, 0), (False, True, 0)]
)
def test_p8_a_text_that_carries_a_childs_link_stays_as_long_as_the_link_opens(
    make: Make, to_child: bool, begun_by_us: bool, kept: int
) -> None:
    """The next text has to repeat it. Replies, and texts to adults, carry none."""
    invitation = make.invitation(make.review())
    make.link(invitation)
    text = message(make, to_child=to_child, begun_by_us=begun_by_us, invitation_id=invitation.id)
    make.clock.moment = NOW + timedelta(days=8)
    assert run(make).gone.sent_texts == 1 - kept
    with transaction() as session:
        session.get_one(Invitation, invitation.id).link_hash = None
    assert run(make).gone.sent_texts == kept
    assert one(Message, id=text.id).body == ""


def test_p8_a_strangers_text_goes_ninety_days_after_a_person_said_so(make: Make) -> None:
    text = message(make, direction=Direction.IN, state=MessageState.NOT_OURS)
    staff = make.staff()
    decided = NOW + timedelta(days=10)
    with transaction() as session:
        row = session.get_one(Message, text.id)
        session.add(
            Placement(
                key=row.key,
                message_id=row.id,
                what="not_ours",
                by_id=staff.id,
                at=decided,
                note="somebody about a parcel",
            )
        )
    make.clock.moment = decided + timedelta(days=89)
    assert run(make).gone.strangers == 0
    make.clock.moment = decided + timedelta(days=91)
    assert run(make).gone.strangers == 1
    gone = one(Message, id=text.id)
    assert (gone.body, gone.number, gone.number_hash) == ("", "", "")
    assert one(Placement, message_id=text.id).note is None


def test_only_tables_whose_words_went_are_written_anew() -> None:
    """Whoever wants one of them waits meanwhile."""
    assert Gone(links=9, sittings=9).from_tables == ()
    assert Gone(sent_texts=1).from_tables == ("messages",)
    assert Gone(strangers=1).from_tables == ("messages", "placements")
    assert Gone(drafts=1, sittings=1).from_tables == ("answers", "remarks")


def test_p8_links_go_thirty_days_after_the_round_but_not_one_that_still_tells(make: Make) -> None:
    old = make.invitation(make.review(in_days=3))
    tells = make.invitation(make.review(in_days=3))
    for each in (old, tells):
        make.link(each)
    with transaction() as session:
        for row in session.scalars(select(Round)):
            row.closed_at = make.clock.now()
        session.get_one(Invitation, tells.id).told_until = make.today + timedelta(days=60)
    make.clock.moment = NOW + timedelta(days=31)
    assert run(make).gone.links == 1
    assert one(Invitation, id=old.id).link_hash is None
    assert one(Invitation, id=tells.id).link_hash is not None


def test_p8_sittings_go_after_a_day(make: Make) -> None:
    with transaction() as session:
        for hours in (1, 30):
            session.add(
                RespondentSitting(
                    cookie_hash=str(hours),
                    invitation=make.house.randomness and make.child().public_id,
                    generation=1,
                    began_at=system_now() - timedelta(hours=hours),
                    last_seen=system_now() - timedelta(hours=hours),
                    csrf="x",
                )
            )
    assert run(make).gone.sittings == 1


def test_p11_a_hold_keeps_what_we_texted_to_the_adults_too(make: Make) -> None:
    """Such a text has the council's key and nothing but its conversation."""
    invitation = make.invitation(make.review())
    to_mother, to_somebody_else = message(make), message(make)
    staff, number = make.staff(), make.number()
    with transaction() as session:
        asked = session.get_one(Invitation, invitation.id)
        talk = Conversation(
            number_hash=number, state=ConversationState.DONE, opened_at=NOW, invitations=[asked]
        )
        session.add(talk)
        session.flush()
        for row_id, conversation_id in ((to_mother.id, talk.id), (to_somebody_else.id, None)):
            row = session.get_one(Message, row_id)
            row.key, row.conversation_id = council_key(session, NOW), conversation_id
            row.body = "Thank you"
        reference = asked.child.external_id
        holding.place_hold(session, reference, staff.external_id, "why", now=NOW)
    make.clock.moment = NOW + timedelta(days=30)
    assert run(make).gone.sent_texts == 1
    assert one(Message, id=to_mother.id).body == "Thank you"


def test_p11_a_hold_keeps_the_childs_own_texts_too(make: Make) -> None:
    text = message(make)
    staff = make.staff()
    with transaction() as session:
        row = session.get_one(Message, text.id)
        child = session.scalars(select(Child).where(Child.key_id == row.key_id)).one()
        holding.place_hold(session, child.external_id, staff.external_id, "why", now=NOW)
    make.clock.moment = NOW + timedelta(days=30)
    assert run(make).gone.sent_texts == 0
    assert one(Message, id=text.id).body == "Hello"
