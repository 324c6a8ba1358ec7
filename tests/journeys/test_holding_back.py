"""Texts are held back at the very moment in which a worker words them (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation, InvitationState, Round
from participation.care.people.models import Role, StaffMember
from participation.journeys.holding_back import hold_back
from participation.journeys.inviting import send_invitation
from participation.kernel.db import transaction
from tests.databases import on_postgresql
from tests.texting import Texting

pytestmark = on_postgresql  # SQLite has one writer: nobody holds what another waits for
WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.mark.parametrize("first", ["the worker", "the person"])
def test_a_text_that_is_being_worded_while_it_is_held_back_does_not_go(
    texting: Texting, first: str
) -> None:
    make, number = texting.make, texting.make.number()
    child, adult, staff = make.child(officer=make.staff()), make.adult(), make.staff(Role.IRO)
    make.relationship(child, adult)
    make.contact(adult=adult, number=number)
    texting.open_round_of(child)
    (mother,) = texting.all(Invitation, role="mother")
    staff_id, now = staff.id, texting.house.now()

    def words(session: Session) -> None:
        send_invitation(session, mother.public_id, house=texting.house, now=now)

    def holds(session: Session) -> None:
        (held,) = session.scalars(select(Round)).all()
        assert held.invitations
        hold_back(session, session.get_one(StaffMember, staff_id), held, now)

    def beside(do: Callable[[Session], None]) -> None:
        with texting.app.app_context(), transaction() as session:
            do(session)

    one, other = (words, holds) if first == "the worker" else (holds, words)
    thread = Thread(target=beside, args=(other,))
    with transaction() as session:
        one(session)
        session.flush()
        thread.start()
        while thread.is_alive() and not session.scalar(WAITS):
            session.execute(text("SELECT pg_sleep(0.02)"))
    thread.join()
    texting.work()
    assert texting.twilio.sent(number) == []
    (mother,) = texting.all(Invitation, role="mother")
    assert mother.state is InvitationState.TO_SEND
    assert mother.batch_id is not None
