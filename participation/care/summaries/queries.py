"""Reads the versions of summaries that were kept, and how words of theirs were translated."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from participation.care.interpreting import queries as interpreting
from participation.care.interpreting.models import Translation
from participation.care.reviews.models import Review
from participation.care.summaries.facts import Translated, Wording
from participation.care.summaries.models import Summary, SummaryReading


def review_named(session: Session, external_id: str) -> Review | None:
    """A review by the case system's id, with its child and the child's key."""
    return session.scalar(
        select(Review)
        .where(Review.external_id == external_id)
        .options(joinedload(Review.child, innerjoin=True))
    )


def newest(session: Session, review_id: int) -> Summary | None:
    return session.scalar(
        select(Summary)
        .where(Summary.review_id == review_id)
        .order_by(Summary.version.desc())
        .limit(1)
    )


def version_of(session: Session, review_id: int, version: int) -> Summary | None:
    return session.scalar(
        select(Summary).where(Summary.review_id == review_id, Summary.version == version)
    )


def first_reading(session: Session, summary_id: int, staff_id: int) -> SummaryReading | None:
    return session.scalar(
        select(SummaryReading)
        .where(SummaryReading.summary_id == summary_id, SummaryReading.staff_id == staff_id)
        .order_by(SummaryReading.id)
        .limit(1)
    )


def newest_versions(session: Session, review_ids: Collection[int]) -> Mapping[int, int]:
    """The newest version's number, by review; no words."""
    if not review_ids:
        return {}
    rows = session.execute(
        select(Summary.review_id, func.max(Summary.version))
        .where(Summary.review_id.in_(review_ids))
        .group_by(Summary.review_id)
    )
    return {row[0]: row[1] for row in rows}


def translations_of(session: Session, sources: Collection[UUID]) -> Mapping[str, Translated]:
    """What people made of these texts in English, by public id in hex."""
    if not sources:
        return {}
    found = interpreting.wordings_of(session, sources)
    return {source.hex: _as_translated(source.hex, rows) for source, rows in found.items()}


def _as_translated(source: str, rows: Sequence[Translation]) -> Translated:
    newest = interpreting.standing(rows) or rows[0]
    return Translated(
        source=source,
        words=newest.words or "",
        by=newest.translator.called,
        at=newest.at,
        second=newest.second,
        second_wanted=newest.second_wanted,
        unreadable=newest.unreadable,
        note=newest.note,
        before=tuple(
            Wording(words=row.words, by=row.translator.called, at=row.at)
            for row in rows
            if row.revision < newest.revision and row.words
        ),
    )
