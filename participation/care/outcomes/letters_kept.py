"""Keeps the letter to a child: each wording a row, the sent ones as they were sent. Nothing here
commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.outcomes.models import Letter
from participation.care.reviews.models import Review


def letters_of(session: Session, review_id: int) -> Sequence[Letter]:
    """Every wording, the newest first."""
    return session.scalars(
        select(Letter).where(Letter.review_id == review_id).order_by(Letter.revision.desc())
    ).all()


def newest_sent_to(session: Session, child_id: int) -> Letter | None:
    """The letter that was sent last to a child, whatever the review."""
    return session.scalar(
        select(Letter)
        .join(Review, Letter.review_id == Review.id)
        .where(Review.child_id == child_id, Letter.sent_at.is_not(None))
        .order_by(Letter.sent_at.desc(), Letter.id.desc())
        .limit(1)
    )


def write(
    session: Session,
    review: Review,
    words: str,
    *,
    language: str,
    about: Sequence[str],
    fresh: bool,
    by_id: int,
    now: datetime,
) -> Letter:
    """A new wording; the same words in the same language again are the same row.

    Args:
        about: the child's words that a first wording tells back just now.
        fresh: it is that first wording. Any other may still tell back what the one before did.
    """
    # A button pressed twice: the second looks at what the first has written.
    session.execute(select(Review.id).where(Review.id == review.id).with_for_update(key_share=True))
    before = next(iter(letters_of(session, review.id)), None)
    if before is not None and (before.words, before.language) == (words, language):
        return before
    told_before = before.about if before is not None and not fresh else []
    last = session.scalar(select(func.max(Letter.revision)).where(Letter.review_id == review.id))
    row = Letter(
        key=review.child.key,
        review_id=review.id,
        revision=(last or 0) + 1,
        words=words,
        language=language,
        about=sorted({*about, *told_before}),
        written_by_id=by_id,
        written_at=now,
    )
    session.add(row)
    session.flush()
    return row


def send(letter: Letter, *, with_key: bool, by_id: int, now: datetime) -> bool:
    """From now on it stands as it is; False where it was sent before."""
    if letter.sent_at is not None:
        return False
    letter.sent_at, letter.sent_by_id, letter.with_key = now, by_id, with_key
    return True


def note_read(letter: Letter, now: datetime) -> None:
    letter.read_at = letter.read_at or now
