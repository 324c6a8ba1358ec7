"""Adults who are asked on a later day than the child (R10): that day has changed, or the child has
answered, and so the text that waits for it goes on another day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from participation.care.authority import queries as authority
from participation.care.consultations import batches
from participation.care.consultations.models import Invitation, InvitationState, Round
from participation.journeys.timing_rounds import adults_from, first_text_at, timetable_of
from participation.kernel.clock import london_day
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState


def follow(session: Session, held: Round, now: datetime) -> None:
    """Whoever waits for their day, waits for the new one."""
    today = london_day(now)
    holidays = authority.bank_holidays(session)
    answered = _child_answered_on(held)
    day = max(today, adults_from(held, timetable_of(session, held), holidays, answered))
    waiting = [one for one in _waiting(held) if one.asked_from > today and one.asked_from != day]
    _take_back(session, waiting, now)
    for one in waiting:
        one.asked_from = day
        if batches.waits(session, one):
            continue  # a person lets it go, and that promises it
        outbox.promise(
            session,
            "invitation.send",
            one.public_id,
            unique_key=f"invitation.send:{one.public_id.hex}:on:{day}:{now.isoformat()}",
            due_at=first_text_at(one, now),
            now=now,
        )


def answered_first(session: Session, now: datetime) -> Sequence[int]:
    """Keys of rounds in which adults wait for a day though the child has answered; for the hourly
    look."""
    childs = aliased(Invitation)
    return session.scalars(
        select(Invitation.round_id)
        .join(childs, childs.round_id == Invitation.round_id)
        .where(
            Invitation.state == InvitationState.TO_SEND,
            Invitation.relationship_id.is_not(None),
            Invitation.asked_from > london_day(now),
            childs.relationship_id.is_(None),
            childs.finished_at.is_not(None),
        )
        .distinct()
        .order_by(Invitation.round_id)
    ).all()


def _child_answered_on(held: Round) -> date | None:
    for one in held.invitations:
        if one.asked_through is None and one.finished_at is not None:
            return london_day(one.finished_at)
    return None


def _waiting(held: Round) -> Sequence[Invitation]:
    return [
        one
        for one in held.invitations
        if one.state is InvitationState.TO_SEND and one.asked_through is not None
    ]


def _take_back(session: Session, waiting: Sequence[Invitation], now: datetime) -> None:
    session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.kind == "invitation.send",
            OutboxItem.subject.in_([one.public_id.hex for one in waiting]),
            OutboxItem.state == OutboxState.QUEUED,
        )
        .values(state=OutboxState.CANCELLED, done_at=now, last_error="another_day")
        .execution_options(synchronize_session=False)
    )
