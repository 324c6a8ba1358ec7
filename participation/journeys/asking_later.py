"""Adults who are asked on a later day than the child: that day has changed, and so does the text
that waits for it (R10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

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
    day = max(today, adults_from(held.review, today, timetable_of(session, held), holidays))
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
