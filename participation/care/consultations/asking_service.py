"""Keeps what people decide about who is asked, each with basis, decider, date and end (R7).

The decision stands in a row of its own; what follows from it for one review stands beside the
relationship, where whoever plans a text finds it. Nothing here commits.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.asking_models import AskingCheck, AskingDecision
from participation.care.consultations.asking_rules import Basis, Decided
from participation.care.people.models import Relationship
from participation.care.reviews.models import Review


def decide(
    session: Session,
    review: Review,
    related: Relationship,
    decided: Decided,
    *,
    noted_by_id: int,
    agreed: bool,
    now: datetime,
) -> AskingDecision:
    """Keep a complete decision in place of the one before; `agreed`: the officer decides it.

    Not to ask holds at once. To ask, where people decide first, holds once the officer agrees.
    """
    end(session, review, related, by_id=noted_by_id, now=now)
    row = AskingDecision(
        key=review.child.key,
        review_id=review.id,
        relationship_id=related.id,
        asked=decided.asked,
        basis=Basis.TO_ASK if decided.asked else decided.basis,
        why=decided.why,
        decided_by=decided.decided_by,
        decided_on=decided.decided_on,
        noted_by_id=noted_by_id,
        noted_at=now,
        agreed_by_id=noted_by_id if agreed else None,
        agreed_at=now if agreed else None,
    )
    session.add(row)
    if agreed or not decided.asked:
        _holds(related, review, asked=decided.asked)
    session.flush()
    return row


def agree(session: Session, row: AskingDecision, *, by_id: int, now: datetime) -> None:
    """The officer agrees; from here on it holds for this review."""
    row.agreed_by_id, row.agreed_at = by_id, now
    _holds(row.related, row.review, asked=row.asked)
    session.flush()


def end(
    session: Session, review: Review, related: Relationship, *, by_id: int, now: datetime
) -> bool:
    """What was decided here about this person holds no more; whether there was anything."""
    rows = session.scalars(
        select(AskingDecision).where(
            AskingDecision.review_id == review.id,
            AskingDecision.relationship_id == related.id,
            AskingDecision.ended_at.is_(None),
        )
    ).all()
    for row in rows:
        row.ended_at, row.ended_by_id = now, by_id
    held = related.asked_here is not None
    related.asked_here = related.asked_here_for = None
    session.flush()
    return bool(rows) or held


def note_check(session: Session, review: Review, *, by_id: int, now: datetime) -> None:
    """Somebody who knows the child says: these are the people."""
    session.add(AskingCheck(review_id=review.id, by_id=by_id, at=now))
    session.flush()


def _holds(related: Relationship, review: Review, *, asked: bool) -> None:
    related.asked_here, related.asked_here_for = asked, review.public_id.hex
