"""The reading list: every piece of free text that was sent is read by a named person in time.

The machine closes nothing. A draft opens only if it was flagged, and wording that the person has
replaced since is never shown (R3). Words of a child are for the child's officer and, unless they
were kept for the officer alone, for the safeguarding team; words of nobody known are for that team.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import queries as consultations
from participation.care.consultations.models import Invitation
from participation.care.people import queries as people
from participation.care.people.models import Child, StaffMember
from participation.care.requests import queries as requests
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding import service as hearings
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import (
    Concern,
    ConcernState,
    ConcernStep,
    Hearing,
    HearingState,
    SourceKind,
)
from participation.care.summaries.rules import for_staff, words_and_drawing
from participation.guard.audit import Deed, record
from participation.journeys.only_the_officer import (
    is_kept_from,
    is_past,
    not_kept_from,
    not_past,
)
from participation.journeys.reading import actor, children_seen_by, note_refusal

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """What waits for one reader. `children` and `staff` hold the rows that the lists name."""

    concerns: Sequence[tuple[Concern, Hearing | None]]
    words: Sequence[Hearing]
    children: Mapping[int, Child]
    staff: Mapping[int, StaffMember]


@dataclass(frozen=True, slots=True, repr=False)
class OpenedWords:
    """One piece of words. `words` is None where the person has replaced them since."""

    hearing: Hearing
    child: Child | None
    invitation: Invitation | None
    words: str | None
    language: str | None
    question: str | None
    drawing: str | None  # its strokes, where the words are those beside a drawing
    steps: Sequence[ConcernStep]
    staff: Mapping[int, StaffMember]


@dataclass(frozen=True, slots=True, repr=False)
class _Source:
    words: str | None
    language: str | None
    question_key: str | None
    invitation_id: int | None


def reading_list(session: Session, staff: StaffMember, *, now: datetime) -> Waiting:
    """Open concerns and words waiting, as far as this reader may see them; no words."""
    children = children_seen_by(staff, now)
    never = people.children_barred_to(staff.id)
    concerns = safeguarding.open_concerns(
        session, children, never, limit=LONGEST_LIST, only=not_past(staff, now)
    )
    words = safeguarding.words_waiting(
        session, children, never, limit=LONGEST_LIST, only=not_kept_from(staff, now)
    )
    named = {row.child_id for row, _ in concerns} | {row.child_id for row in words}
    owners = {row.owner_id for row, _ in concerns}
    return Waiting(concerns, words, _children(session, named), _staff(session, owners))


def open_words(
    session: Session, staff: StaffMember, hearing_public_id: UUID, *, now: datetime
) -> OpenedWords | None:
    """One piece of words, verbatim; None for what this reader may not know exists."""
    hearing = _hearing(session, staff, hearing_public_id, now)
    draft = hearing is not None and hearing.state is HearingState.DRAFT
    if hearing is None or (draft and not safeguarding.is_flagged(session, hearing)):
        note_refusal(session, staff, "words.read", f"hearing:{hearing_public_id.hex}", now)
        return None
    child = session.get(Child, hearing.child_id) if hearing.child_id else None
    record(session, _deed(staff, "words.read", f"hearing:{hearing.public_id.hex}", child), now)
    source = _source(session, hearing)
    invitation = (
        consultations.invitation_with_people(session, source.invitation_id)
        if source.invitation_id
        else None
    )
    form = consultations.stored_form(session, invitation.form_hash) if invitation else None
    question = form.question(source.question_key) if form and source.question_key else None
    words, drawing = words_and_drawing(question, source.words or "")
    steps = safeguarding.steps_of(session, hearing.id)
    return OpenedWords(
        hearing=hearing,
        child=child,
        invitation=invitation,
        words=words if source.words is not None else None,
        language=source.language,
        drawing=drawing,
        question=for_staff(question.text, form) if question else None,
        steps=steps,
        staff=_staff(session, {hearing.read_by_id, *(step.by_id for step in steps)}),
    )


def mark_read(
    session: Session, staff: StaffMember, hearing_public_id: UUID, *, now: datetime
) -> bool:
    """A named person has read these words; False when they may not, or they were never sent."""
    hearing = _hearing(session, staff, hearing_public_id, now)
    if hearing is None or hearing.state is HearingState.DRAFT:
        note_refusal(session, staff, "words.mark", f"hearing:{hearing_public_id.hex}", now)
        return False
    child = session.get(Child, hearing.child_id) if hearing.child_id else None
    record(session, _deed(staff, "words.mark", f"hearing:{hearing.public_id.hex}", child), now)
    hearings.mark_read(session, hearing, by_id=staff.id, now=now)
    return True


def take_on(
    session: Session, staff: StaffMember, concern_public_id: UUID, note: str, *, now: datetime
) -> bool:
    """A named person takes a concern on. It stays open: only people close concerns.

    Taking on what somebody else has taken is noted too and changes the owner: a hand-over.
    """
    concern = safeguarding.concern_seen_by(
        session,
        concern_public_id,
        children_seen_by(staff, now),
        people.children_barred_to(staff.id),
    )
    if concern is not None and is_past(session, staff, concern.hearing_id, now):
        concern = None
    if concern is None or concern.state is ConcernState.CLOSED:
        note_refusal(session, staff, "concern.take", f"concern:{concern_public_id.hex}", now)
        return False
    child = session.get(Child, concern.child_id) if concern.child_id else None
    record(session, _deed(staff, "concern.take", f"concern:{concern.public_id.hex}", child), now)
    steps.acknowledge(session, concern, by_id=staff.id, outcome=None, note=note, now=now)
    return True


def _hearing(
    session: Session, staff: StaffMember, public_id: UUID, now: datetime
) -> Hearing | None:
    hearing = safeguarding.hearing_seen_by(
        session, public_id, children_seen_by(staff, now), people.children_barred_to(staff.id)
    )
    if hearing is None or is_kept_from(session, staff, hearing, now):
        return None
    return hearing


def _source(session: Session, hearing: Hearing) -> _Source:
    match hearing.source_kind:
        case SourceKind.ANSWER:
            answer = consultations.answer_by_id(session, hearing.source_id)
            if answer is None:
                return _Source(None, None, None, None)
            draft = hearing.state is HearingState.DRAFT
            replaced = draft and consultations.was_replaced(session, answer)
            words = None if replaced else answer.words
            return _Source(words, answer.language, answer.question_key, answer.invitation_id)
        case SourceKind.REMARK:
            remark = consultations.remark_by_id(session, hearing.source_id)
            if remark is None:
                return _Source(None, None, None, None)
            return _Source(remark.words, remark.language, remark.question_key, remark.invitation_id)
        case SourceKind.MESSAGE:
            message = consultations.message_by_id(session, hearing.source_id)
            if message is None:
                return _Source(None, None, None, None)
            return _Source(message.body, message.language, None, message.invitation_id)
        case SourceKind.ASK:
            ask = requests.ask_by_id(session, hearing.source_id)
            if ask is None:
                return _Source(None, None, None, None)
            return _Source(ask.words, ask.language, None, None)


def _children(session: Session, keys: set[int | None]) -> Mapping[int, Child]:
    known = {key for key in keys if key is not None}
    if not known:
        return {}
    return {row.id: row for row in session.scalars(select(Child).where(Child.id.in_(known)))}


def _staff(session: Session, keys: set[int | None]) -> Mapping[int, StaffMember]:
    known = {key for key in keys if key is not None}
    if not known:
        return {}
    rows = session.scalars(select(StaffMember).where(StaffMember.id.in_(known)))
    return {row.id: row for row in rows}


def _deed(staff: StaffMember, action: str, subject: str, child: Child | None) -> Deed:
    return Deed(
        actor=actor(staff),
        action=action,
        subject=subject,
        child=child.public_id.hex if child else None,
    )
