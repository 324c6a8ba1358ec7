"""First texts of one round that have not gone yet are held: a mistake is seen after it opened.

They wait with the others until a person lets them go, which is also where they can be taken back
again for a quarter of an hour (`releasing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.consultations import batches
from participation.care.consultations.models import Invitation, InvitationState, Round
from participation.care.people.models import StaffMember
from participation.guard.audit import Deed, record
from participation.journeys import calling_off
from participation.journeys.releasing import hold_for_release


def may_be_held(session: Session, held: Round, now: datetime) -> Sequence[Invitation]:
    """Whose first text is promised or waits for its hours, and in no batch that is held."""
    return [
        one
        for one in held.invitations
        if one.state is InvitationState.TO_SEND and not _is_held(session, one, now)
    ]


def hold_back(session: Session, staff: StaffMember, held: Round, now: datetime) -> int:
    """How many people's first texts wait for a person from here on."""
    batches.invitations_held(session, held.id)
    waiting = may_be_held(session, held, now)
    if not waiting:
        return 0
    hold_for_release(session, waiting, now)
    session.flush()
    calling_off.word_anew(session, waiting, now)  # a text that was worded may wait for its hours
    calling_off.take_back_promises(session, waiting, "held_back", now)
    record(
        session,
        Deed(
            actor=f"staff:{staff.public_id.hex}",
            action="texts.hold",
            subject=f"round:{held.public_id.hex}",
            child=held.review.child.public_id.hex,
        ),
        now,
    )
    return len(waiting)


def _is_held(session: Session, one: Invitation, now: datetime) -> bool:
    return batches.waits(session, one) or batches.not_before(session, one, now) > now
