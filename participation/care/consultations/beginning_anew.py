"""An invitation through which somebody pressed without a word is begun anew.

Questions that were only left out hold nothing. Whatever was said stays, and is never asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Answer, Channel, Invitation, InvitationState
from participation.care.consultations.said_so_far import remark_ids, revisions, revisions_to_change
from participation.questionnaire.definition import AnswerState, How


def begin_anew(session: Session, invitation: Invitation, today: date) -> None:
    """Whoever pressed through it without a word is asked again when the link is opened anew.

    A robot at the link gets that far as well (T9): it must not use up what a child wanted to say.
    Nothing is lost, because questions that were only left out hold nothing.
    """
    held = invitation.round
    if invitation.started_at is None or held.closed_at is not None or today > held.closes_on:
        return
    if invitation.state not in (InvitationState.STARTED, InvitationState.FINISHED):
        return
    if _is_talked_to(session, invitation, revisions(session, invitation)):
        return
    # Somebody may be answering at this moment: with the row held, nothing can come in unseen.
    session.execute(select(Invitation.id).where(Invitation.id == invitation.id).with_for_update())
    rows = revisions_to_change(session, invitation)
    if _is_talked_to(session, invitation, rows):
        return
    for row in rows:
        session.delete(row)
    invitation.state = InvitationState.OPENED
    invitation.started_at = invitation.finished_at = None
    invitation.mode = None


def anything_said(session: Session, invitation: Invitation, newest: Iterable[Answer]) -> bool:
    """Whether there is an answer or a word; questions that were only left out say nothing.

    Whoever wrote into a box and then left the question out has said it all the same.
    """
    if any(says_something(row) for row in newest):
        return True
    return bool(remark_ids(session, invitation))


def says_something(row: Answer) -> bool:
    """Not where it only leaves the question out, as a typed "skip" does, with no words beside."""
    words = row.how_read is not How.MATCHED and bool((row.words or "").strip())
    return words or row.state is not AnswerState.SKIPPED


def _is_talked_to(session: Session, invitation: Invitation, rows: Sequence[Answer]) -> bool:
    """Whether somebody said something here, or is in the middle of it by text."""
    by_text = any(row.channel is Channel.SMS for row in rows)
    return by_text or anything_said(session, invitation, rows)
