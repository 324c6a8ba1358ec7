"""An import undone within a day: every row as it was, or nothing at all and the reason."""

from __future__ import annotations

import threading
from datetime import timedelta

from flask import Flask

from participation.care.consultations.models import (
    Channel,
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Remark,
    RemarkKind,
    Round,
)
from participation.care.imports.models import Import, ImportState
from participation.care.people.models import (
    Child,
    StaffMember,
)
from participation.care.reviews.models import Review
from participation.journeys.importing.keeping import Confirmed
from participation.journeys.importing.undoing import Why
from participation.kernel.db import db, reading, transaction
from participation.questionnaire.definition import Sharing
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.importing.conftest import BringIn, Council, by_id
from tests.journeys.importing.handing_over import (
    IMPORTED,
    HandOver,
    confirm,
    rows,
    state_of,
    to_be_asked,
    undo,
)


def test_undo_puts_every_row_back_to_the_byte_and_takes_the_new_ones_out(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    before = rows(*IMPORTED)
    council.staff[0]["email"], council.staff[1]["email"] = (
        council.staff[1]["email"],
        council.staff[0]["email"],
    )
    council.children[0] |= {"known_as": "Ash", "iro_staff_id": "S2", "mobile": "07700 900088"}
    council.children.append({**council.children[1], "pers_person_id": "P9", "first_name": "Noor"})
    council.contacts.append(
        {**council.contacts[2], "contact_id": "C9", "person_ref": "A9", "pers_person_id": "P9",
         "full_name": "Robin Hall", "mobile": "07700 900089"}
    )  # fmt: skip
    council.contacts[2]["mobile"] = ""
    council.reviews[0]["clar_cla_review_date"] = "2026-12-15"
    council.reviews.append({**council.reviews[1], "clar_cla_review_id": "R9",
                            "pers_person_id": "P9"})  # fmt: skip
    key = hand_over()
    assert confirm(app, key) is Confirmed.DONE
    assert rows(*IMPORTED) != before
    assert undo(app, key) == set()
    assert rows(*IMPORTED) == before
    assert undo(app, key) == set()  # pressed twice
    with reading() as session:
        assert session.get_one(Import, key).state is ImportState.UNDONE


def test_undo_of_a_first_import_leaves_an_empty_council(
    app: Flask, bring_in: BringIn, hand_over: HandOver
) -> None:
    key = hand_over()
    assert confirm(app, key) is Confirmed.DONE
    assert undo(app, key) == set()
    assert rows(*IMPORTED) == {kind.__tablename__: [] for kind in IMPORTED}


def test_undo_gives_a_cancelled_review_its_round_back(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, make: Make
) -> None:
    bring_in()
    invitation = to_be_asked(make)
    council.reviews[0]["clar_cla_review_cancelled"] = "yes"
    key = hand_over()
    confirm(app, key)
    assert state_of(invitation) is InvitationState.CLOSED
    assert undo(app, key) == set()
    assert state_of(invitation) is InvitationState.TO_SEND


def test_undo_is_refused_with_the_reason_once_something_has_come_of_it(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, make: Make
) -> None:
    bring_in()
    council.children[0]["known_as"] = "Ash"
    council.children.append({**council.children[1], "pers_person_id": "P9", "first_name": "Noor"})
    council.reviews.append({**council.reviews[1], "clar_cla_review_id": "R9",
                            "pers_person_id": "P9"})  # fmt: skip
    key = hand_over()
    confirm(app, key)
    after = rows(*IMPORTED)
    with reading() as session:
        review = by_id(session, Review, "R9")
    make.round(review)
    assert undo(app, key) == {Why.ROUNDS}
    assert rows(*IMPORTED) == after
    with transaction() as session:
        session.execute(Round.__table__.delete())
        by_id(session, Child, "P1").reads = "audio"
    assert undo(app, key) == {Why.CHANGED_SINCE}


def test_undo_is_refused_after_a_day_and_while_a_later_import_stands(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, clock: MovableClock
) -> None:
    bring_in()
    council.children[0]["known_as"] = "Ash"
    first = hand_over()
    confirm(app, first)
    clock.moment += timedelta(minutes=5)
    council.children[1]["known_as"] = "Benny"
    second = hand_over()
    confirm(app, second)
    assert undo(app, first) == {Why.LATER_IMPORT}
    assert undo(app, second) == set()
    clock.moment += timedelta(hours=24)
    assert undo(app, first) == {Why.OVER}
    db.session.remove()


def test_undo_is_refused_once_a_text_has_gone_out_or_an_answer_has_come(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, make: Make
) -> None:
    bring_in()
    with reading() as session:
        invitation = make.invitation(by_id(session, Review, "R1"))
    council.children[0]["known_as"] = "Ash"
    key = hand_over()
    confirm(app, key)
    now = app.extensions["participation"].now()
    with transaction() as session:
        invitation = session.get_one(Invitation, invitation.id)
        texting = Conversation(
            number_hash="n" * 32,
            child_id=invitation.child_id,
            state=ConversationState.ASKING,
            opened_at=now,
            invitations=[invitation],
        )
        session.add(texting)
        session.flush()
        session.add(
            Message(
                key=invitation.child.key,
                direction=Direction.OUT,
                provider="twilio",
                number="+447700900001",
                number_hash="n" * 32,
                body="Hello",
                state=MessageState.DELIVERED,
                at=now,
                conversation_id=texting.id,
            )
        )
        session.add(
            Remark(
                key=invitation.child.key,
                invitation_id=invitation.id,
                kind=RemarkKind.ADDED,
                words="And a dog",
                sharing=Sharing.ONLY_OFFICER,
                channel=Channel.FORM,
                language="en",
                received_at=now,
            )
        )
    assert undo(app, key) == {Why.TEXTS, Why.ANSWERS}


def test_undo_is_refused_where_somebody_it_brought_has_a_way_to_sign_in(
    app: Flask, bring_in: BringIn, hand_over: HandOver, make: Make
) -> None:
    key = hand_over()
    confirm(app, key)
    with reading() as session:
        sam = by_id(session, StaffMember, "S1")
    make.account(sam)
    assert undo(app, key) == {Why.HANGS_ON_IT}


def test_what_somebody_changes_at_the_same_moment_is_not_written_over(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    council.children[0]["known_as"] = "Ash"
    key = hand_over()
    confirm(app, key)
    changing = threading.Event()

    def change() -> None:
        with app.app_context(), transaction() as session:
            by_id(session, Child, "P1").reads = "audio"
            session.flush()
            changing.set()
            threading.Event().wait(0.3)  # long enough for the undo to begin; it then waits

    somebody = threading.Thread(target=change)
    somebody.start()
    assert changing.wait(10)
    assert undo(app, key) == {Why.CHANGED_SINCE}
    somebody.join()
    with reading() as session:
        assert by_id(session, Child, "P1").reads == "audio"
