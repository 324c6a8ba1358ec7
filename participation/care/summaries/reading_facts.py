"""Reads what one summary is made from, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from sqlalchemy.orm import Session

from participation.care.consultations import queries as consultations
from participation.care.consultations.asking_models import AskingDecision
from participation.care.consultations.asking_queries import not_asked_before
from participation.care.consultations.models import (
    Answer,
    Channel,
    Invitation,
    PrivateTalk,
    Remark,
    Round,
    Task,
)
from participation.care.consultations.observing import Observation, seen_of
from participation.care.consultations.rules import NotHeard
from participation.care.corrections import queries as corrections
from participation.care.corrections.rules import Corrected
from participation.care.people.models import Child, Relationship
from participation.care.reviews.models import Review
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding.models import Concern
from participation.care.summaries import queries
from participation.care.summaries.around import Around, around_review, words_of
from participation.care.summaries.facts import (
    AboutChild,
    AboutReview,
    Asked,
    Attempt,
    Before,
    LeftToTry,
    OpenConcern,
    OtherWords,
    Promised,
    Revision,
    Seen,
    SummaryFacts,
    Talk,
    Translated,
)
from participation.kernel.clock import london_day
from participation.kernel.dates import age_on
from participation.kernel.languages import ENGLISH
from participation.questionnaire.definition import Form


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """Everything that came in answer to one round, by invitation."""

    answers: Mapping[int, Sequence[Answer]]
    remarks: Mapping[int, Sequence[Remark]]
    tasks: Mapping[int, Sequence[Task]]
    forms: Mapping[str, Form]
    translated: Mapping[str, Translated]
    corrected: Mapping[str, tuple[Corrected, ...]]
    decided: Mapping[int, AskingDecision]  # who is not asked, by relationship
    seen: Mapping[int, Sequence[Observation]]  # by staff


@dataclass(frozen=True, slots=True, repr=False)
class Earlier:
    """An earlier review before which the child was asked, and what was promised after it."""

    day: date
    invitation: Invitation
    promised: list[Promised]


def facts_of(
    session: Session, review: Review, held: Round, earlier: Sequence[Earlier] = ()
) -> SummaryFacts:
    """What the summary of one review is made from now. A fixed number of statements.

    Args:
        earlier: reviews before this one, the newest first; a higher room knows what was promised.
    """
    around = around_review(session, review, held)
    asked = [*around.invitations, *(one.invitation for one in earlier)]
    keys = [invitation.id for invitation in asked]
    answers, unread = words_of(session, Answer, keys)
    remarks, unread_too = words_of(session, Remark, keys)
    said = Said(
        answers=answers,
        remarks=remarks,
        tasks=around.tasks,
        forms=consultations.forms_of(session, asked),
        translated=_translated(session, answers, remarks),
        # Mostly there is none, and then nobody asks what it says.
        corrected=corrections.corrections_about(session, review.child_id)
        if around.corrected
        else {},
        decided=_decided(session, review, around),
        seen=seen_of(session, [one.id for one in around.invitations]) if around.seen else {},
    )
    concerns = safeguarding.concerns_by_child(session, [review.child_id])
    return SummaryFacts(
        review=_about_review(review, held),
        child=_about_child(review.child, review, held, said),
        asked=(
            *(_asked(one, said) for one in around.invitations),
            *(_nobody_asked(one, said) for one in around.not_invited),
        ),
        concerns=tuple(_concern(one) for one in concerns.get(review.child_id, [])),
        talk=_talk(around.talk) if around.talk else None,
        before=tuple(
            Before(
                day=one.day,
                asked=_asked(one.invitation, said),
                promised=tuple(one.promised),
            )
            for one in earlier
        ),
        waiting=frozenset(unread | unread_too),
    )


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
        corrected=said.corrected.get(related.public_id.hex, ()) if related else (),
        answers=tuple(_revision(row, said) for row in said.answers.get(invitation.id, ())),
        remarks=tuple(_remark(row, said) for row in said.remarks.get(invitation.id, ())),
        seen=tuple(_seen(row) for row in said.seen.get(invitation.id, ())),
        left=tuple(_left(row) for row in said.tasks.get(invitation.id, ())),
        tried=_attempts(invitation.tried or ()),
        decision=_why_not(related, said) if decided and related else None,
        decision_until=_until(related, said) if decided and related else None,
    )


def _decided(session: Session, review: Review, around: Around) -> Mapping[int, AskingDecision]:
    """Mostly nobody is left out by a decision made here, and then nobody asks for one."""
    people = [one.asked_through for one in around.invitations if one.asked_through is not None]
    if all(one.asked_here is None for one in (*people, *around.not_invited)):
        return {}
    return not_asked_before(session, review.id)


def _why_not(related: Relationship, said: Said) -> str | None:
    """Why somebody is not asked: what people decided here, else what the case system says."""
    row = said.decided.get(related.id)
    return row.why if row is not None else related.not_asked_reason


def _until(related: Relationship, said: Said) -> date | None:
    """What was decided here runs out at this very review."""
    return None if related.id in said.decided else related.not_asked_until


def _translated(
    session: Session,
    answers: Mapping[int, Sequence[Answer]],
    remarks: Mapping[int, Sequence[Remark]],
) -> Mapping[str, Translated]:
    """What people made of words in other languages; asked for only where there are any."""
    said: Iterable[Answer | Remark] = chain(*answers.values(), *remarks.values())
    foreign = [
        row.public_id
        for row in said
        if row.language != ENGLISH.code and row.words_sealed is not None
    ]
    return queries.translations_of(session, foreign)


def _revision(row: Answer, said: Said) -> Revision:
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
        translated=said.translated.get(row.public_id.hex),
        corrected=said.corrected.get(row.public_id.hex, ()),
    )


def _remark(row: Remark, said: Said) -> OtherWords:
    return OtherWords(
        source=row.public_id.hex,
        kind=row.kind,
        question_key=row.question_key,
        words=row.words or "",
        sharing=row.sharing,
        channel=row.channel,
        draft=not (row.kind.counts_as_sent or row.channel.counts_as_sent),
        language=row.language,
        received_at=row.received_at,
        translated=said.translated.get(row.public_id.hex),
        corrected=said.corrected.get(row.public_id.hex, ()),
    )


def _seen(row: Observation) -> Seen:
    return Seen(words=row.words or "", by=row.by.full_name or "", how=row.how, at=row.at)


def _left(row: Task) -> LeftToTry:
    return LeftToTry(kind=row.kind, due_on=row.due_on, attempts=_attempts(row.attempts))


def _attempts(noted: Sequence[Mapping[str, str]]) -> tuple[Attempt, ...]:
    return tuple(Attempt(on=one.get("on", ""), what=one.get("what", "")) for one in noted)


def _nobody_asked(related: Relationship, said: Said) -> Asked:
    left_out = related.id in said.decided or not related.may_be_asked
    return Asked(
        respondent=related.public_id.hex,
        role=related.kind,
        name=related.adult.full_name or "",
        state="not_asked",
        way="",
        language=related.adult.reading_language,
        reason=NotHeard.RECORDED_DECISION if left_out else NotHeard.NO_FORM_YET,
        decision=_why_not(related, said),
        decision_until=_until(related, said),
    )


def _about_review(review: Review, held: Round) -> AboutReview:
    return AboutReview(
        external_id=review.external_id,
        kind=review.kind,
        day=review.day,
        at=review.hour,
        due_on=review.due_computed or review.due_imported,
        due_rule=review.due_rule,
        due_imported=review.due_imported,
        opened_at=held.opened_at,
        closes_on=held.closes_on,
        held_as=review.held_as,
    )


def _about_child(child: Child, review: Review, held: Round, said: Said) -> AboutChild:
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
        corrected=said.corrected.get(child.public_id.hex, ()),
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
        outcome=row.outcome,
        on=row.on,
        alone=row.alone,
        how=row.how,
        interpreter=row.interpreter,
        why=row.note,
    )
