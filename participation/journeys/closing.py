"""Put together what was said so far before one review, and promise that the officer hears of it.

Composing twice makes one version: a new one is kept only where the content differs, and the
officer is told only where words are new, once a version.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import queries as consultations
from participation.care.consultations.service import is_open
from participation.care.outcomes.earlier import earlier_reviews
from participation.care.reviews.models import Review
from participation.care.summaries import queries as summaries
from participation.care.summaries import service as versions
from participation.care.summaries.facts import SummaryFacts
from participation.care.summaries.history import History, history_of
from participation.care.summaries.models import Summary
from participation.care.summaries.reading_facts import facts_of
from participation.journeys import words_to_translate
from participation.journeys.answering import STOPPED
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.outbox import service as outbox

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """The version that stands now, and whether this composing made it."""

    summary: Summary
    new_version: bool
    facts: SummaryFacts = field(repr=False)
    history: History | None = field(repr=False, default=None)


def compose_summary(
    session: Session, review_id: int, why: str, now: datetime, *, tell: bool = True
) -> Summary | None:
    """A new version of a review's summary; None when nothing differs, or no round is open.

    Args:
        why: finished | closed | late_words | asked_for.
        tell: False where the officer is looking at this moment.
    """
    standing = standing_summary(session, review_id, why, now, tell=tell)
    return standing.summary if standing and standing.new_version else None


def standing_summary(
    session: Session,
    review_id: int,
    why: str,
    now: datetime,
    *,
    tell: bool = True,
    reader_id: int | None = None,
) -> Standing | None:
    """The summary as it stands now, composed anew where words changed; None before the round.

    Args:
        reader_id: whose history of earlier versions comes with it, as it was before this.
    """
    held = consultations.round_of(session, review_id, locked=True)
    if held is None:
        return None
    review = held.review
    facts = facts_of(session, review, held, earlier_reviews(session, review))
    history = history_of(session, review_id, reader_id) if reader_id else None
    before = history.newest if history else summaries.newest(session, review_id)
    over = held.closed_at is not None
    kept = versions.keep(session, review, facts, why, now, before=before, over=over)
    if kept.new_words and tell:
        _promise_telling(session, kept.summary, now)
    return Standing(kept.summary, kept.new_version, facts, history)


def compose_promised(session: Session, review: UUID, *, house: Services, now: datetime) -> None:
    """The worker's job for `summary.compose`, by the review's public id.

    Somebody who answers by text and stops half-way presses nothing: so while a text conversation
    is open the job promises itself again, in two hours while answers come, and once a day until
    the person has finished or the round is over. No answer has to promise anything for that.
    """
    review_id = session.scalar(select(Review.id).where(Review.public_id == review))
    if review_id is None:
        return
    compose_summary(session, review_id, "finished", now)
    words_to_translate.tell_of(session, review_id, now)
    held = consultations.round_of(session, review_id)
    today = london_day(now)
    last = [
        at
        for invitation, at in (consultations.texting(session, held.id) if held else ())
        if is_open(invitation, today)
    ]
    if last:
        _promise_again(session, review, STOPPED if now - max(last) < STOPPED else A_DAY, now)


def _promise_again(session: Session, review: UUID, wait: timedelta, now: datetime) -> None:
    """Look again, once in each stretch of `wait`, however many jobs find the same conversation."""
    due_at = now + wait
    stretch = int(due_at.timestamp() // wait.total_seconds())
    outbox.promise(
        session,
        "summary.compose",
        review,
        unique_key=f"summary.compose:texting:{review.hex}:{wait.total_seconds():.0f}:{stretch}",
        due_at=due_at,
        now=now,
    )


def _promise_telling(session: Session, summary: Summary, now: datetime) -> None:
    outbox.promise(
        session,
        "officer.tell",
        summary.public_id,
        unique_key=f"officer.tell:{summary.public_id.hex}",
        due_at=now,
        now=now,
    )
