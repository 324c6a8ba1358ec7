"""The papers of a child's time in care, and what stood open in an emergency: for `a_life`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select

from participation.care.consultations.models import Message, Placement
from participation.care.consultations.observing import Observation
from participation.care.corrections.models import Correction, RecordKind
from participation.care.corrections.rules import ToldHow as CorrectedHow
from participation.care.outcomes.codes import Code
from participation.care.outcomes.models import (
    Letter,
    Outcome,
    PaperGiven,
    Participation,
    Point,
    Reply,
)
from participation.care.outcomes.rules import Verdict as Agreed
from participation.care.people.models import LegalHold
from participation.care.subject_access.models import (
    AskedBy,
    Desk,
    ExportDecision,
    SubjectExport,
)
from participation.guard.glass import BrokenGlass, GlassReason, GlassVerdict, Verdict

if TYPE_CHECKING:
    from tests.journeys.a_life import Life


def papers_of(session: Any, life: Life, key: Any, word: str) -> None:
    now, by, review = life.make.clock.now(), life.officer.id, life.review.id
    outcome = session.scalars(
        select(Outcome).join(Point, Point.id == Outcome.point_id).where(Point.review_id == review)
    ).one()
    outcome.told_by, outcome.told_noted_at = word, now
    text = session.scalars(
        select(Message).where(Message.invitation_id == life.asked_mother.id).limit(1)
    ).one()
    session.add_all(
        [
            Reply(outcome_id=outcome.id, answer=next(iter(Agreed)), page_key=uuid4().hex, at=now),
            Letter(
                key=key,
                review_id=review,
                revision=1,
                words=word,
                language="en",
                written_by_id=by,
                written_at=now,
            ),
            PaperGiven(
                key=key,
                review_id=review,
                paper="decisions",
                given_to=word,
                given_on=life.make.today,
                how="hand",
                by_id=by,
                at=now,
            ),
            Participation(
                key=key,
                review_id=review,
                code=next(iter(Code)),
                reason=word,
                confirmed_by_id=by,
                confirmed_at=now,
            ),
            Placement(
                key=key,
                message_id=text.id,
                what="placed",
                invitation_id=life.asked_mother.id,
                by_id=by,
                at=now,
                note=word,
            ),
            Observation(
                key=key,
                invitation_id=life.invitation.id,
                how="visit",
                words=word,
                by_id=by,
                at=now,
            ),
        ]
    )


def asked_for_a_copy(session: Any, life: Life, key: Any, word: str) -> None:
    """Let go since; and something was put right."""
    now, by = life.make.clock.now(), life.officer.id
    row = SubjectExport(
        key=key,
        request=uuid4(),
        child_id=life.child.id,
        relationship_id=life.related.id,
        desk=Desk.OFFICER,
        asked_by=AskedBy.SELF,
        received_on=life.make.today,
        due_on=life.make.today,
        why=word,
        told=word,
        started_by_id=by,
        started_at=now,
        let_go_by_id=by,
        let_go_at=now,
        file=b"",  # it goes earlier, by its own days
    )
    session.add(row)
    session.flush()
    session.add_all(
        [
            ExportDecision(
                key=key,
                export_id=row.id,
                line="answer:1",
                words_hash="x",
                given=True,
                why=word,
                by_id=by,
                at=now,
            ),
            Correction(
                key=key,
                child_id=life.child.id,
                kind=RecordKind.NAME,
                source_id=life.child.public_id,
                words=word,
                said_by="child",
                told_how=CorrectedHow.CALL,
                noted_by_id=by,
                at=now,
                page_key=uuid4().hex,
            ),
        ]
    )


def opened_in_an_emergency(session: Any, life: Life, key: Any, word: str) -> None:
    """And looked over since; a legal hold was lifted too."""
    asked_for_a_copy(session, life, key, word)
    now, by = life.make.clock.now(), life.officer
    row = BrokenGlass(
        key=key,
        staff=by.public_id,
        child=life.child.public_id,
        reason=next(iter(GlassReason)),
        words=word,
        at=now,
        ends_at=now,
    )
    session.add(row)
    session.flush()
    session.add(
        GlassVerdict(
            key=key, glass_id=row.id, staff=by.public_id, at=now, verdict=Verdict.RIGHT, words=word
        )
    )
    session.add(
        LegalHold(
            key=key,
            child_id=life.child.id,
            since=now,
            by_id=by.id,
            why=word,
            lifted_at=now,
            lifted_by_id=by.id,
        )
    )
