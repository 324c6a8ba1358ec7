"""What somebody began on a page and has not sent: nobody else sends it for them (R3). What they
told a person meanwhile, or what came late, counts as sent all the same.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from participation.care.consultations.beginning_anew import says_something
from participation.care.consultations.models import Channel, Invitation, Remark, RemarkKind
from participation.care.consultations.said_so_far import newest_answers

_ON_A_PAGE = (Channel.FORM, Channel.CHAT)


def has_draft(session: Session, invitation: Invitation) -> bool:
    """Whether an answer or a word of theirs waits until they send it. A text counts as sent, and
    whoever only pressed through it has said nothing."""
    if invitation.finished_at is not None:
        return False
    newest = newest_answers(session, invitation).values()
    if any(row.channel in _ON_A_PAGE and says_something(row) for row in newest):
        return True
    sent = [kind for kind in RemarkKind if kind.counts_as_sent]
    words = select(Remark.id).where(
        Remark.invitation_id == invitation.id,
        Remark.channel.in_(_ON_A_PAGE),
        Remark.kind.not_in(sent),
    )
    return session.scalar(words.limit(1)) is not None


def was_heard() -> ColumnElement[bool]:
    """Of an invitation: whether words of theirs count as sent, though they sent nothing."""
    sent = [kind for kind in RemarkKind if kind.counts_as_sent]
    return exists().where(
        Remark.invitation_id == Invitation.id,
        Remark.kind.in_(sent),
        Remark.withdrawn_at.is_(None),
    )


def heard_of(session: Session, invitation_ids: Collection[int]) -> frozenset[int]:
    """The keys of those of whom it is so."""
    wanted = select(Invitation.id).where(Invitation.id.in_(invitation_ids), was_heard())
    return frozenset(session.scalars(wanted)) if invitation_ids else frozenset()


def hold(session: Session, invitation: Invitation) -> None:
    """How far they are at this moment; until this transaction ends, nothing comes in unseen."""
    session.refresh(invitation, ["state", "started_at", "finished_at"], with_for_update=True)
