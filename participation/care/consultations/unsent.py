"""What somebody began on a page and has not sent: nobody else sends it for them (R3)."""

from __future__ import annotations

from sqlalchemy import select
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


def hold(session: Session, invitation: Invitation) -> None:
    """How far they are at this moment; until this transaction ends, nothing comes in unseen."""
    session.refresh(invitation, ["state", "started_at", "finished_at"], with_for_update=True)
