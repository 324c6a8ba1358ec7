"""A round is over: whoever was not heard has a reason, and the attempts that were made (R7).

The worker looks every hour. A round closes after the day of its review; links go on taking words,
which are kept as late ones. Mother and father each have a reason of their own. Whatever is noted
here as the end is taken back where the review moves on (`rescheduling`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Answer,
    Channel,
    InvitationState,
    Remark,
    RemarkKind,
    Round,
    TaskKind,
)
from participation.care.consultations.rules import NotHeard, why_not_heard_at_the_end
from participation.care.reviews.models import ReviewState
from participation.journeys import calling_off
from participation.journeys.not_by_text import not_any_more
from participation.journeys.noting_attempts import all_attempts, attempts_of
from participation.kernel.clock import london_day
from participation.outbox import service as outbox
from participation.questionnaire.definition import Occasion

AT_MOST = 200  # in one look: each is a transaction of its own
_SAID = (InvitationState.FINISHED, InvitationState.DECLINED)


def over(session: Session, now: datetime) -> Sequence[int]:
    """Keys of rounds whose day has passed and that nobody has closed, the longest past first."""
    return session.scalars(
        select(Round.id)
        .where(Round.closed_at.is_(None), Round.closes_on < london_day(now))
        .order_by(Round.closes_on, Round.id)
        .limit(AT_MOST)
    ).all()


def close(session: Session, round_id: int, *, now: datetime) -> bool:
    """Close one round; False where somebody else did, or its review has moved on."""
    held = session.scalar(
        select(Round)
        .where(Round.id == round_id, Round.closed_at.is_(None))
        .options(selectinload(Round.invitations), selectinload(Round.review))
        .with_for_update(of=Round)
    )
    if held is None or held.closes_on >= london_day(now):
        return False
    keys = [one.id for one in held.invitations]
    spoke = _sent_words(session, keys)
    attempts = attempts_of(session, keys)
    tasks.asking_is_over(session, held.invitations)
    for one in held.invitations:
        if one.state is InvitationState.TO_SEND:
            not_any_more(session, one, NotHeard.NOT_ASKED_IN_TIME, now)
        if one.state is InvitationState.FINISHED or one.id in spoke:
            if one.not_heard_reason == NotHeard.NOT_AROUND:
                one.not_heard_reason = None  # they went, and were heard before
            continue
        cancelled = held.review.state is ReviewState.CANCELLED
        one.not_heard_reason = why_not_heard_at_the_end(
            one.state, one.not_heard_reason, cancelled=cancelled
        )
        one.tried = all_attempts(one, attempts)
    held.closed_at = now
    tasks.end_task(session, TaskKind.WHO_IS_ASKED, held.review.public_id.hex)
    session.flush()
    calling_off.take_back_promises(session, held.invitations, "round_closed", now)
    calling_off.take_back_texts(session, held.invitations, now)
    if held.occasion is Occasion.AFTER:
        return True  # what is said then is in no summary
    outbox.promise(
        session,
        "summary.compose",
        held.review.public_id,
        unique_key=f"summary.compose:closed:{held.public_id.hex}:{held.closes_on.isoformat()}",
        due_at=now,
        now=now,
    )
    return True


def _sent_words(session: Session, invitation_ids: Collection[int]) -> set[int]:
    """Of whom something counts as sent: a text, also where it ended half-way; what came late, or
    what staff were told or typed in while their own answers were not sent."""
    answers = select(Answer.invitation_id).where(
        Answer.invitation_id.in_(invitation_ids),
        Answer.channel == Channel.SMS,
        Answer.withdrawn_at.is_(None),
    )
    sent = [kind for kind in RemarkKind if kind.counts_as_sent]
    words = select(Remark.invitation_id).where(
        Remark.invitation_id.in_(invitation_ids),
        (Remark.channel == Channel.SMS) | Remark.kind.in_(sent),
        Remark.withdrawn_at.is_(None),
    )
    return set(session.scalars(answers)) | set(session.scalars(words))
