"""Reads for the desk: texts nobody has placed, what became of a placed one, whole conversations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.care.consultations.models import (
    Answer,
    Channel,
    Conversation,
    Direction,
    Invitation,
    Message,
    MessageState,
    Placement,
    Remark,
    Round,
)
from participation.care.people.models import Child, Relationship
from participation.care.people.queries import Holders
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Hearing, SourceKind

SHOWN_AT_MOST = 20
PLACED_BY_HAND = "placed"  # what `Placement.what` says of it
_WITH_PEOPLE = (
    joinedload(Invitation.child, innerjoin=True),
    joinedload(Invitation.round, innerjoin=True).joinedload(Round.review, innerjoin=True),
    joinedload(Invitation.asked_through).joinedload(Relationship.adult),
)


def unplaced(
    session: Session, children: Select[int] | None, never: Select[int], *, limit: int
) -> Sequence[tuple[Message, Hearing | None]]:
    """Texts on the desk, the oldest first, each with what waits to be read of it.

    Args:
        children: keys of the children whose texts may be seen; None means every child's and
            those of nobody known.
        never: keys of the children this reader must never see.
    """
    wanted = (
        select(Message, Hearing)
        .outerjoin(
            Hearing,
            and_(
                Hearing.source_id == Message.public_id,
                Hearing.source_kind == SourceKind.MESSAGE,
            ),
        )
        .where(Message.state == MessageState.DESK)
        .order_by(Message.id)
        .limit(limit)
    )
    if children is not None:
        wanted = wanted.where(Hearing.child_id.in_(children), Hearing.child_id.not_in(never))
    else:
        wanted = wanted.where(or_(Hearing.child_id.is_(None), Hearing.child_id.not_in(never)))
    return [(message, hearing) for message, hearing in session.execute(wanted)]


def incoming_by_id(session: Session, public_id: UUID) -> Message | None:
    """One text that came in, held: two people must not decide about it at once."""
    return session.scalar(
        select(Message)
        .where(Message.public_id == public_id, Message.direction == Direction.IN)
        .with_for_update(of=Message)
    )


def hearings_of(session: Session, source: UUID) -> Sequence[Hearing]:
    return session.scalars(
        select(Hearing).where(Hearing.source_id == source).order_by(Hearing.id)
    ).all()


def invitations_of_holders(
    session: Session, holders: Holders, children: Select[int] | None, never: Select[int]
) -> Sequence[Invitation]:
    """What everybody who has a number was asked, the latest round first."""
    if holders.nobody:
        return []
    theirs = or_(
        Relationship.adult_id.in_(holders.adults),
        and_(Invitation.relationship_id.is_(None), Invitation.child_id.in_(holders.children)),
    )
    return session.scalars(_invitations(children, never).where(theirs)).all()


def invitations_by_case_number(
    session: Session, number: str, children: Select[int] | None, never: Select[int]
) -> Sequence[Invitation]:
    """Everybody asked about the child, or the review, with this number of the case system."""
    child_ids = select(Child.id).where(Child.external_id == number)
    review_ids = select(Review.id).where(Review.external_id == number)
    meant = or_(Invitation.child_id.in_(child_ids), Round.review_id.in_(review_ids))
    return session.scalars(_invitations(children, never).where(meant)).all()


def invitation_seen_by(
    session: Session, public_id: UUID, children: Select[int] | None, never: Select[int]
) -> Invitation | None:
    wanted = _invitations(children, never).where(Invitation.public_id == public_id)
    return session.scalar(wanted)


def placements_of(session: Session, message_id: int) -> Sequence[Placement]:
    """What people decided about one text, the first decision first."""
    return session.scalars(
        select(Placement).where(Placement.message_id == message_id).order_by(Placement.id)
    ).all()


def placed_by_hand(
    session: Session,
    children: Select[int] | None,
    never: Select[int],
    *,
    limit: int = SHOWN_AT_MOST,
    only: ColumnElement[bool] | None = None,
) -> Sequence[tuple[Message, Placement, Invitation]]:
    """Texts that stand where a person put them, with that decision, the latest first.

    Args:
        only: a condition on `Message`; the texts found are then held, as by `incoming_by_id`.
    """
    newest = (
        select(func.max(Placement.id))
        .where(Placement.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    wanted = (
        select(Message, Placement, Invitation)
        .join(Placement, Placement.id == newest)
        .join(Invitation, Placement.invitation_id == Invitation.id)
        .where(
            Message.state == MessageState.PLACED,
            Placement.what == PLACED_BY_HAND,
            Invitation.child_id.not_in(never),
        )
        .order_by(Placement.id.desc())
        .limit(limit)
        .options(*_WITH_PEOPLE)
    )
    if children is not None:
        wanted = wanted.where(Invitation.child_id.in_(children))
    if only is not None:
        wanted = wanted.where(only).with_for_update(of=Message)
    return [(text, decision, theirs) for text, decision, theirs in session.execute(wanted)]


def conversation_by_id(session: Session, public_id: UUID) -> Conversation | None:
    return session.scalar(
        select(Conversation)
        .where(Conversation.public_id == public_id)
        .options(
            selectinload(Conversation.invitations).joinedload(Invitation.child, innerjoin=True),
            selectinload(Conversation.invitations).joinedload(Invitation.round, innerjoin=True),
            joinedload(Conversation.adult),
        )
    )


def texts_of(session: Session, conversation_id: int, *, limit: int) -> Sequence[Message]:
    """The newest texts of a conversation, the oldest of them first."""
    rows = session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.id.desc())
        .limit(limit)
    ).all()
    return list(reversed(rows))


def answers_from(session: Session, invitation_ids: Sequence[int], at: datetime) -> Sequence[Answer]:
    """Answers that one text became: by the moment it was taken in."""
    return session.scalars(
        select(Answer)
        .where(
            Answer.invitation_id.in_(invitation_ids),
            Answer.channel == Channel.SMS,
            Answer.given_at == at,
            Answer.withdrawn_at.is_(None),
        )
        .order_by(Answer.id)
    ).all()


def remarks_from(session: Session, invitation_ids: Sequence[int], at: datetime) -> Sequence[Remark]:
    return session.scalars(
        select(Remark)
        .where(
            Remark.invitation_id.in_(invitation_ids),
            Remark.channel == Channel.SMS,
            Remark.received_at == at,
            Remark.withdrawn_at.is_(None),
        )
        .order_by(Remark.id)
    ).all()


def _invitations(children: Select[int] | None, never: Select[int]) -> Select[Invitation]:
    wanted = (
        select(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .outerjoin(Relationship, Invitation.relationship_id == Relationship.id)
        .where(Invitation.child_id.not_in(never))
        .order_by(Round.closes_on.desc(), Invitation.id)
        .limit(SHOWN_AT_MOST)
        .options(*_WITH_PEOPLE)
    )
    return wanted if children is None else wanted.where(Invitation.child_id.in_(children))
