"""Somebody says that something recorded is wrong: it is added beside it, and nothing is changed.

The child's officer, or whoever covers, writes it down for them: words taken down wrong on the
phone, a name, a translation that says something else, a remark of the officer's own. May they, then
the audit row, then the words (T3). What may be put right is what the officer's pages show: words
that were replaced or never sent are nobody's to look at (R3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.corrections import queries as corrections
from participation.care.corrections import service
from participation.care.corrections.models import RecordKind
from participation.care.corrections.rules import STAFF, Corrected, ToldHow
from participation.care.corrections.service import Said
from participation.care.outcomes.models import Decision, Outcome, Point
from participation.care.people.models import Relationship, StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import SourceKind
from participation.care.summaries import service as versions
from participation.care.summaries.content import Readers
from participation.journeys.closing import standing_summary
from participation.journeys.following_up import allowed
from participation.journeys.quoting import quote
from participation.journeys.reading import note_refusal

MOST_WORDS = 2000
CHILD = "child"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Recorded:
    """What stands recorded, with what was said of it before. `who`: codes of who may say so."""

    review: Review
    kind: RecordKind
    source: UUID
    words: str
    question: str | None = None
    chosen: str | None = None
    language: str | None = None
    corrected: Sequence[Corrected] = ()
    who: Sequence[str] = ()


def open_page(
    session: Session, staff: StaffMember, review_id: str, source: UUID, now: datetime
) -> Recorded | None:
    """What it is about, as it stands; None for what must not be known to exist."""
    return _recorded(session, staff, review_id, source, "correction.look", now)


def put_right(
    session: Session,
    staff: StaffMember,
    review_id: str,
    source: UUID,
    *,
    words: str,
    said_by: str,
    told_how: ToldHow,
    page_key: str,
    now: datetime,
) -> Recorded | None:
    """Keep what somebody says is wrong; pressing the same page twice keeps it once."""
    found = _recorded(session, staff, review_id, source, "correction.add", now)
    if found is None or said_by not in found.who:
        return None
    said = Said(
        kind=found.kind,
        source=source,
        words=words,
        said_by=said_by,
        told_how=told_how,
        page_key=page_key,
    )
    service.add(session, found.review.child, said, noted_by_id=staff.id, now=now)
    return found


def _recorded(
    session: Session, staff: StaffMember, review_id: str, source: UUID, action: str, now: datetime
) -> Recorded | None:
    review = allowed(session, staff, review_id, action, now)
    if review is None:
        return None
    found = (
        _written(session, review, source)
        or _named(session, review, source)
        or _said(session, review, source, now)
    )
    if found is None:
        note_refusal(session, staff, action, f"record:{source.hex}", now)
        return None
    around = session.scalars(
        select(Relationship.kind).where(Relationship.child_id == review.child_id).distinct()
    )
    return Recorded(
        review=review,
        kind=found.kind,
        source=source,
        words=found.words,
        question=found.question,
        chosen=found.chosen,
        language=found.language,
        corrected=corrections.corrections_of(session, [source]).get(source.hex, ()),
        who=(CHILD, *sorted(kind.value for kind in around), STAFF),
    )


def _written(session: Session, review: Review, source: UUID) -> Recorded | None:
    """What the officer wrote after the review: what became of a point, or a decision."""
    outcome = session.scalar(
        select(Outcome)
        .join(Point, Point.id == Outcome.point_id)
        .where(Outcome.public_id == source, Point.review_id == review.id)
    )
    if outcome is not None:
        return Recorded(
            review=review,
            kind=RecordKind.OUTCOME,
            source=source,
            words=outcome.told or "",
            language=outcome.language,
        )
    decision = session.scalar(
        select(Decision).where(Decision.public_id == source, Decision.review_id == review.id)
    )
    if decision is None:
        return None
    parts = (decision.outcome, decision.how, decision.who, decision.sign)
    words = "\n".join(part for part in parts if part)
    return Recorded(review=review, kind=RecordKind.DECISION, source=source, words=words)


def _named(session: Session, review: Review, source: UUID) -> Recorded | None:
    """The child's name, or that of somebody around them."""
    name = review.child.called if review.child.public_id == source else None
    related = session.scalar(
        select(Relationship).where(
            Relationship.public_id == source, Relationship.child_id == review.child_id
        )
    )
    if related is not None:
        name = related.adult.full_name
    if name is None:
        return None
    return Recorded(review=review, kind=RecordKind.NAME, source=source, words=name)


def _said(session: Session, review: Review, source: UUID, now: datetime) -> Recorded | None:
    """An answer, or other words, that stand on the officer's summary."""
    standing = standing_summary(session, review.id, "asked_for", now, tell=False)
    if standing is None:
        return None
    content = versions.content_of(standing.summary, Readers.OFFICER)
    if source.hex not in content.sources():
        return None
    remarks = {one.source for voice in content.voices for one in voice.remarks}
    remarks |= {more for voice in content.voices for said in voice.answers for more in said.more}
    is_remark = source.hex in remarks
    said = quote(
        session, SourceKind.REMARK if is_remark else SourceKind.ANSWER, source, draft=False
    )
    return Recorded(
        review=review,
        kind=RecordKind.REMARK if is_remark else RecordKind.ANSWER,
        source=source,
        words=said.words or "",
        question=said.question,
        chosen=said.chosen,
        language=said.language,
    )
