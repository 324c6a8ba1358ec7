"""One round as those see it who ask and chase: who was invited when and how, what became of each
text, who could not be reached and why, and what is due next. No words and no numbers of anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.care.consultations import queries as consultations
from participation.care.consultations.models import (
    Batch,
    Direction,
    Invitation,
    InvitationState,
    Message,
    Round,
    Task,
    conversation_invitations,
)
from participation.care.consultations.queries import is_before
from participation.care.people.models import Relationship, StaffMember
from participation.care.reviews.called_off import called_off
from participation.care.reviews.models import Review
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor, note_refusal
from participation.journeys.timing_rounds import Days, days_of
from participation.journeys.words_to_translate import handled_by
from participation.outbox.models import OutboxItem, OutboxState


@dataclass(frozen=True, slots=True, repr=False)
class Invited:
    """One person of a round. `goes_at`: when a first text that has not gone is promised for."""

    invitation: Invitation
    texts: Sequence[Message]
    tasks: Sequence[Task]
    batch: Batch | None
    goes_at: datetime | None

    @property
    def waits_for_person(self) -> bool:
        return self.is_unsent and self.batch is not None and self.batch.goes_at is None

    def is_held(self, now: datetime) -> bool:
        """Until somebody lets it go, or for the minutes in which it can be taken back."""
        let_go = self.batch.goes_at if self.batch is not None else None
        return self.waits_for_person or (self.is_unsent and let_go is not None and let_go > now)

    @property
    def is_unsent(self) -> bool:
        return self.invitation.state is InvitationState.TO_SEND

    @property
    def attempts(self) -> Sequence[Mapping[str, str]]:
        noted = [one for task in self.tasks for one in task.attempts]
        return [*(self.invitation.tried or ()), *noted]


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """A round, its people in the order in which they were thought of, and its days."""

    held: Round
    people: Sequence[Invited]
    days: Days

    def is_over(self, today: date) -> bool:
        ended = self.held.closed_at is not None or self.held.closes_on < today
        return ended or self.is_called_off(today)

    def is_called_off(self, today: date) -> bool:
        return called_off(self.held.review, today) is not None


def opened(
    session: Session, staff: StaffMember, review_id: str, action: str, now: datetime
) -> Seen | None:
    """The round before one review of a child this reader handles; the audit row either way."""
    held = session.scalar(
        select(Round)
        .join(Review, Round.review_id == Review.id)
        .where(
            Review.external_id == review_id,
            Review.child_id.in_(handled_by(staff, now)),
            is_before(),
        )
        .options(joinedload(Round.review).joinedload(Review.child, innerjoin=True))
    )
    if held is None:
        note_refusal(session, staff, action, "review:unknown", now)
        return None
    child, subject = held.review.child.public_id.hex, f"round:{held.public_id.hex}"
    record(session, Deed(actor=actor(staff), action=action, subject=subject, child=child), now)
    return Seen(held, _people(session, held), days_of(session, held))


def _people(session: Session, held: Round) -> Sequence[Invited]:
    found = session.scalars(
        select(Invitation)
        .where(Invitation.round_id == held.id)
        .options(selectinload(Invitation.asked_through).joinedload(Relationship.adult))
        .order_by(Invitation.id)
    ).all()
    keys = [one.id for one in found]
    texts, tasks = _texts(session, keys), consultations.open_tasks_of(session, keys)
    batches = _batches(session, found)
    promised = _promised(session, found)
    return [
        Invited(
            invitation=one,
            texts=texts.get(one.id, ()),
            tasks=tasks.get(one.id, ()),
            batch=batches.get(one.batch_id or 0),
            goes_at=promised.get(one.public_id.hex),
        )
        for one in found
    ]


def _texts(session: Session, keys: Sequence[int]) -> Mapping[int, Sequence[Message]]:
    """Texts that we began, each with everybody it asked: a parent's may be about several children.

    Two statements, whatever the number of people.
    """
    links = conversation_invitations.c
    begun = and_(Message.direction == Direction.OUT, Message.begun_by_us)
    together = session.execute(
        select(links.invitation_id, Message)
        .join(Message, Message.conversation_id == links.conversation_id)
        .where(links.invitation_id.in_(keys), begun, ~Message.to_child)
    )
    alone = session.execute(
        select(Message.invitation_id, Message).where(Message.invitation_id.in_(keys), begun)
    )
    found: dict[int, dict[int, Message]] = defaultdict(dict)
    for key, message in (*together, *alone):
        found[key or 0][message.id] = message
    return {key: [rows[one] for one in sorted(rows)] for key, rows in found.items()}


def _batches(session: Session, found: Sequence[Invitation]) -> Mapping[int, Batch]:
    keys = {one.batch_id for one in found if one.batch_id is not None}
    if not keys:
        return {}
    return {row.id: row for row in session.scalars(select(Batch).where(Batch.id.in_(keys)))}


def _promised(session: Session, found: Sequence[Invitation]) -> Mapping[str, datetime]:
    unsent = [one.public_id.hex for one in found if one.state is InvitationState.TO_SEND]
    if not unsent:
        return {}
    rows = session.execute(
        select(OutboxItem.subject, OutboxItem.due_at)
        .where(
            OutboxItem.kind == "invitation.send",
            OutboxItem.subject.in_(unsent),
            or_(
                OutboxItem.state == OutboxState.QUEUED,
                OutboxItem.state == OutboxState.LEASED,
            ),
        )
        .order_by(OutboxItem.due_at.desc())
    )
    return {row.subject: row.due_at for row in rows}
