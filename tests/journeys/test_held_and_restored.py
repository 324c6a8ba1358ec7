"""A legal hold outlives a disaster, and nobody is forgotten who was not (P11, I20)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Direction, Message
from participation.care.people import legal_holds
from participation.care.people.models import Child, LegalHold
from participation.guard import crypto
from participation.guard.ledger import Happened, Lines
from participation.journeys.erasing import holding
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from participation.kernel.errors import Invalid, NotFound
from tests.copies import Copies, copies
from tests.factories import Make
from tests.journeys.a_life import WORD, Life, lived
from tests.journeys.going import count, one, over, run, words_left

__all__ = ["copies"]
THREE_DAYS = timedelta(days=3)


def place(life: Life) -> None:
    with transaction() as session:
        by, now = life.officer.external_id, life.make.clock.now()
        holding.place_hold(session, life.child.external_id, by, "an inquiry", now=now)


def is_held(life: Life) -> bool:
    with reading() as session:
        return bool(legal_holds.holds_of(session, life.child.id))


def test_p11_a_hold_of_the_lost_days_is_in_its_place_before_anything_goes_again(
    copies: Copies, make: Make
) -> None:
    life = lived(make)
    over(make, life)
    copies.back_up(ago=THREE_DAYS)
    place(life)
    since = one(LegalHold, lifted_at=None).since
    done = copies.restore(by_itself=True)
    assert (done.taken_back.done, done.held) == ({Happened.HOLD_PLACED: 1}, ())
    text = one(Message, direction=Direction.OUT)
    assert text.body == WORD, "our own texts are kept too, though their week is long over"
    again = one(LegalHold, lifted_at=None)
    assert again.by_id == life.officer.id
    assert since - again.since < timedelta(days=500), "from when it was placed, by the machine"
    assert run(make).settled[0].in_the_way[0] == "held"
    copies.restore()
    assert count(LegalHold, lifted_at=None) == 1, "a second time from the same backup: still once"


def test_p11_without_a_ledger_nothing_goes_before_holds_can_be_placed_again(
    copies: Copies, make: Make
) -> None:
    life = lived(make)
    over(make, life)
    copies.back_up(ago=THREE_DAYS)
    copies.restore(lines=Lines((), 0), by_itself=True, holds_known=False)
    assert one(Message, direction=Direction.OUT).body == WORD
    copies.restore(lines=Lines((), 0), by_itself=True)
    assert one(Message, direction=Direction.OUT).body == ""


def test_p11_a_hold_that_was_lifted_since_is_lifted(copies: Copies, make: Make) -> None:
    life = lived(make)
    place(life)
    copies.back_up(ago=THREE_DAYS)
    with transaction() as session:
        by, now = life.officer.external_id, make.clock.now()
        assert holding.lift_hold(session, life.child.external_id, by, now=now) == 1
    done = copies.restore()
    assert done.taken_back.done == {Happened.HOLD_LIFTED: 1}, "the hold itself it knows"
    assert not is_held(life)


def test_i20_a_child_whose_forgetting_failed_at_the_very_end_is_not_forgotten_by_a_restore(
    copies: Copies, make: Make
) -> None:
    """The disk is full as the database says yes: what goes is noted only after that."""
    life = lived(make)
    over(make, life)
    copies.back_up(ago=THREE_DAYS)
    before = words_left()

    def no_room(session: Session) -> None:
        if session.scalar(select(Child.id).where(Child.forgotten_on.is_not(None))):
            raise OSError

    db.session.rollback()
    event.listen(db.session, "before_commit", no_room)
    try:
        ran = run(make)
    finally:
        event.remove(db.session, "before_commit", no_room)
    assert (ran.forgotten, ran.failed) == (0, 1)
    done = copies.restore()
    assert dict(done.taken_back.done) == {}
    assert words_left() == before
    assert run(make).forgotten == 1
    assert copies.restore().taken_back.done == {Happened.CHILD_FORGOTTEN: 1}
    assert one(Child, id=life.child.id).called == ""


def test_p11_of_a_held_child_nothing_goes_by_the_ledger_and_it_is_said(
    copies: Copies, make: Make
) -> None:
    """The line stands before the hold: forgetting comes last all the same."""
    life = lived(make)
    copies.back_up(ago=THREE_DAYS)
    copies.ledger.append([(Happened.CHILD_FORGOTTEN, life.child.public_id.hex)], system_now())
    place(life)
    done = copies.restore()
    assert done.held == (life.child.external_id,)
    assert one(Child, id=life.child.id).called == WORD


def test_p11_of_a_held_child_without_a_key_the_sealed_bytes_stay_and_it_is_said(
    copies: Copies, make: Make
) -> None:
    """Another file of keys may open them."""
    life = lived(make)
    place(life)
    copies.back_up(ago=THREE_DAYS)
    with transaction() as session:
        crypto.forget(session, life.child.public_id.hex)
    copies.back_up("newer")  # and with it the file of keys
    done = copies.restore(lines=Lines((), 0))
    assert done.held == (life.child.external_id,)
    child = one(Child, id=life.child.id)
    assert (child.forgotten_on, len(child.first_name_sealed) > len(WORD)) == (None, True)


def test_a_hold_needs_a_child_a_person_who_works_here_and_a_reason(make: Make) -> None:
    life = lived(make)
    reference, by, now = life.child.external_id, life.officer.external_id, make.clock.now()
    for child, staff, why, refused in (
        ("P0", by, "a claim", NotFound),
        (reference, "S0", "a claim", NotFound),
        (reference, by, " ", Invalid),
    ):
        with pytest.raises(refused), transaction() as session:
            holding.place_hold(session, child, staff, why, now=now)
