"""Reads what a summary is made from, and the versions that were kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations import queries as consultations
from participation.care.consultations.models import (
    Answer,
    Channel,
    Invitation,
    PrivateTalk,
    Remark,
    RemarkKind,
    Round,
    Task,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Child, Relationship, RelationshipKind
from participation.care.reviews.models import Review
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding.models import Concern
from participation.care.summaries.facts import (
    AboutChild,
    AboutReview,
    Asked,
    Attempt,
    LeftToTry,
    OpenConcern,
    OtherWords,
    Revision,
    SummaryFacts,
    Talk,
)
from participation.care.summaries.models import Summary, SummaryReading
from participation.kernel.clock import london_day
from participation.kernel.dates import age_on
from participation.questionnaire.definition import Form

# People at home, whom the officer should know nobody asked. Professionals report in other ways.
_AT_HOME = frozenset(
    {
        RelationshipKind.FOSTER_CARER,
        RelationshipKind.CONNECTED_CARER,
        RelationshipKind.RESIDENTIAL_CARER,
        RelationshipKind.PROSPECTIVE_ADOPTER,
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """Everything that came in answer to one round, by invitation."""

    answers: Mapping[int, Sequence[Answer]]
    remarks: Mapping[int, Sequence[Remark]]
    tasks: Mapping[int, Sequence[Task]]
    forms: Mapping[str, Form]


def facts_of(session: Session, review: Review, held: Round) -> SummaryFacts:
    """What the summary of one review is made from now. A fixed number of statements."""
    invitations = consultations.invitations_of(session, held.id)
    keys = [invitation.id for invitation in invitations]
    said = Said(
        answers=consultations.answers_of(session, keys),
        remarks=consultations.remarks_of(session, keys),
        tasks=consultations.open_tasks_of(session, keys),
        forms=consultations.forms_of(session, invitations),
    )
    not_invited = _not_invited(session, review, invitations)
    concerns = safeguarding.concerns_by_child(session, [review.child_id])
    talk = consultations.private_talks_of(session, [review.id]).get(review.id)
    return SummaryFacts(
        review=_about_review(review, held),
        child=_about_child(review.child, review, held),
        asked=(*(_asked(one, said) for one in invitations), *map(_nobody_asked, not_invited)),
        concerns=tuple(_concern(one) for one in concerns.get(review.child_id, [])),
        talk=_talk(talk) if talk else None,
    )


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


def opened_before(session: Session, summary: Summary, staff_id: int) -> Summary | None:
    """The newest older version of the same review that this reader has opened."""
    return session.scalar(
        select(Summary)
        .join(SummaryReading, SummaryReading.summary_id == Summary.id)
        .where(
            Summary.review_id == summary.review_id,
            Summary.version < summary.version,
            SummaryReading.staff_id == staff_id,
        )
        .order_by(Summary.version.desc())
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


def _asked(invitation: Invitation, said: Said) -> Asked:
    related = invitation.asked_through
    decided = invitation.not_heard_reason == NotHeard.RECORDED_DECISION and related is not None
    return Asked(
        respondent=invitation.respondent,
        role=invitation.role,
        name=(related.adult.full_name or "") if related else "",
        state=invitation.state,
        way=invitation.way,
        language=invitation.language,
        interpreter_needed=related.adult.interpreter_needed if related else False,
        reason=invitation.not_heard_reason,
        form=said.forms.get(invitation.form_hash or ""),
        company=invitation.company,
        helped_by=invitation.helped_by,
        sent_at=invitation.sent_at,
        finished_at=invitation.finished_at,
        sent_for_them=invitation.sent_for_them,
        answers=tuple(_revision(row) for row in said.answers.get(invitation.id, ())),
        remarks=tuple(_remark(row) for row in said.remarks.get(invitation.id, ())),
        left=tuple(_left(row) for row in said.tasks.get(invitation.id, ())),
        decision=related.not_asked_reason if decided and related else None,
        decision_until=related.not_asked_until if decided and related else None,
    )


def _revision(row: Answer) -> Revision:
    return Revision(
        source=row.public_id.hex,
        question_key=row.question_key,
        revision=row.revision,
        state=row.state,
        values=tuple(row.value or ()),
        words=row.words or "",
        how=row.how_read,
        sharing=row.sharing,
        channel=row.channel,
        draft_channel=row.channel is not Channel.SMS,
        language=row.language,
        given_at=row.given_at,
    )


def _remark(row: Remark) -> OtherWords:
    return OtherWords(
        source=row.public_id.hex,
        kind=row.kind,
        question_key=row.question_key,
        words=row.words or "",
        sharing=row.sharing,
        channel=row.channel,
        draft=row.kind is not RemarkKind.LATE and row.channel is not Channel.SMS,
        language=row.language,
        received_at=row.received_at,
    )


def _left(row: Task) -> LeftToTry:
    attempts = tuple(
        Attempt(on=one.get("on", ""), what=one.get("what", "")) for one in row.attempts
    )
    return LeftToTry(kind=row.kind, due_on=row.due_on, attempts=attempts)


def _not_invited(
    session: Session, review: Review, invitations: Sequence[Invitation]
) -> Sequence[Relationship]:
    invited = {one.relationship_id for one in invitations}
    rows = session.scalars(
        select(Relationship)
        .where(Relationship.child_id == review.child_id, Relationship.kind.in_(_AT_HOME))
        .options(joinedload(Relationship.adult, innerjoin=True))
        .order_by(Relationship.id)
    )
    return [row for row in rows if row.id not in invited]


def _nobody_asked(related: Relationship) -> Asked:
    return Asked(
        respondent=related.public_id.hex,
        role=related.kind,
        name=related.adult.full_name or "",
        state="not_asked",
        way="",
        language=related.adult.reading_language,
        reason=NotHeard.NO_FORM_YET if related.may_be_asked else NotHeard.RECORDED_DECISION,
        decision=related.not_asked_reason,
        decision_until=related.not_asked_until,
    )


def _about_review(review: Review, held: Round) -> AboutReview:
    return AboutReview(
        external_id=review.external_id,
        kind=review.kind,
        day=review.day,
        at=review.planned_time,
        due_on=review.due_computed or review.due_imported,
        due_rule=review.due_rule,
        due_imported=review.due_imported,
        opened_at=held.opened_at,
        closes_on=held.closes_on,
        held_as=review.held_as,
    )


def _about_child(child: Child, review: Review, held: Round) -> AboutChild:
    day = review.day or london_day(held.opened_at)
    return AboutChild(
        external_id=child.external_id,
        called=child.called,
        age=age_on(child.born_on, max(day, child.born_on)),
        spoken_language=child.spoken_language,
        reading_language=child.reading_language,
        reads=child.reads,
        interpreter_needed=child.interpreter_needed,
        dialect=child.dialect,
        interpreter_gender=child.interpreter_gender,
        communication=tuple(child.communication or ()),
    )


def _concern(row: Concern) -> OpenConcern:
    return OpenConcern(
        level=row.level,
        cause=row.cause,
        state=row.state,
        raised_at=row.raised_at,
        source=row.public_id.hex,
    )


def _talk(row: PrivateTalk) -> Talk:
    return Talk(
        outcome=row.outcome, on=row.on, alone=row.alone, how=row.how, interpreter=row.interpreter
    )
