"""Put together what was said so far before one review, and promise that the officer hears of it.

Composing twice makes one version: a new one is kept only where the content differs, and the
officer is told only where words are new, once a version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import queries as consultations
from participation.care.reviews.models import Review
from participation.care.summaries import queries as summaries
from participation.care.summaries import service as versions
from participation.care.summaries.models import Summary
from participation.journeys.services import Services
from participation.outbox import service as outbox


@dataclass(frozen=True, slots=True)
class Standing:
    """The version that stands now, and whether this composing made it."""

    summary: Summary
    new_version: bool


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
    session: Session, review_id: int, why: str, now: datetime, *, tell: bool = True
) -> Standing | None:
    """The summary as it stands now, composed anew where words changed; None before the round."""
    held = consultations.round_of(session, review_id, locked=True)
    if held is None:
        return None
    review = held.review
    kept = versions.keep(session, review, summaries.facts_of(session, review, held), why, now)
    if kept.new_words and tell:
        _promise_telling(session, kept.summary, now)
    return Standing(kept.summary, kept.new_version)


def compose_promised(session: Session, review: UUID, *, house: Services, now: datetime) -> None:
    """The worker's job for `summary.compose`, by the review's public id."""
    review_id = session.scalar(select(Review.id).where(Review.public_id == review))
    if review_id is not None:
        compose_summary(session, review_id, "finished", now)


def _promise_telling(session: Session, summary: Summary, now: datetime) -> None:
    outbox.promise(
        session,
        "officer.tell",
        summary.public_id,
        unique_key=f"officer.tell:{summary.public_id.hex}",
        due_at=now,
        now=now,
    )
