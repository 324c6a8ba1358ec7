"""Which words wait for a translator: one person's words before one review together (R36).

Exactly the words that the officer reads on the summary, and no others: what was replaced since, or
never sent, is given to nobody. Business support and the officers' manager see what waits for every
child, an officer for their own; nobody sees a word on these pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from participation.care.consultations import queries as consultations
from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Answer,
    Invitation,
    Remark,
    Round,
    TaskKind,
)
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting.models import (
    TaskState,
    TextKind,
    Translation,
    TranslationTask,
)
from participation.care.interpreting.rules import needs_translating
from participation.care.interpreting.service import Wanted
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.care.summaries.content import Readers, Voice
from participation.care.summaries.facts import Asked
from participation.care.summaries.reading_facts import facts_of
from participation.care.summaries.rules import CHILD, compose
from participation.kernel.clock import london_day
from participation.kernel.languages import ENGLISH
from participation.questionnaire.definition import Sharing

FOR_ADULTS_DAYS = 2
LONGEST_LIST = 100  # reviews
EVERYBODYS = frozenset({"business_support", "iro_manager"})


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """One text. `wordings`: what was made of it so far, the newest first."""

    kind: TextKind
    source: UUID
    words: str
    language: str
    question: str | None
    only_officer: bool
    since: datetime
    wordings: Sequence[Translation] = ()

    @property
    def waits_for_second(self) -> bool:
        return _is_half_done(self.wordings)

    @property
    def waits_for_another(self) -> bool:
        """Whether whoever had it could read nothing of it."""
        return bool(self.wordings) and not self.waits_for_second

    def as_wanted(self) -> Wanted:
        return Wanted(
            kind=self.kind,
            source=self.source,
            only_officer=self.only_officer,
            question=self.question,
        )


@dataclass(frozen=True, slots=True, repr=False)
class Bundle:
    """One person's texts in one language, all first or all second readings. `another`: somebody
    could not read these, and another is to try."""

    invitation: Invitation
    review: Review
    language: str
    second: bool
    another: bool
    pieces: Sequence[Piece]

    @property
    def since(self) -> datetime:
        return min(piece.since for piece in self.pieces)

    @property
    def words(self) -> int:
        """How many words there are, for whoever asks what it will cost."""
        return sum(len(piece.words.split()) for piece in self.pieces)


def handled_by(staff: StaffMember, now: datetime) -> Select[int]:
    """Keys of the children whose words this member of staff gives to translators."""
    if not EVERYBODYS.isdisjoint(staff.roles):
        return people.children_not_barred(staff.id)
    return people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)


def handles(session: Session, staff: StaffMember, child_id: int, now: datetime) -> bool:
    children = handled_by(staff, now)
    mine = children.where(children.selected_columns[0] == child_id)
    return session.scalar(select(mine.exists())) is True


def waiting(session: Session, staff: StaffMember, now: datetime) -> Sequence[Bundle]:
    """What nobody has been given, what waits longest first."""
    found: list[Bundle] = []
    for review_id in _reviews_that_wait(session, staff, now):
        review = session.get_one(Review, review_id)
        found += _of_review(session, review)
    return sorted(found, key=lambda bundle: bundle.since)


def invitation_handled(
    session: Session, staff: StaffMember, which: UUID, now: datetime
) -> Invitation | None:
    return session.scalar(
        select(Invitation).where(
            Invitation.public_id == which, Invitation.child_id.in_(handled_by(staff, now))
        )
    )


def bundles_of(session: Session, invitation: Invitation) -> Sequence[Bundle]:
    """What waits of one person."""
    review = session.get_one(Round, invitation.round_id).review
    return [one for one in _of_review(session, review) if one.invitation.id == invitation.id]


def tell_of(session: Session, review_id: int, now: datetime) -> None:
    """A task for business support about each person whose words wait; a child's the same day.

    Cheap where nobody said anything in another language, which is nearly always.
    """
    foreign = select(Invitation.id).join(Round, Round.id == Invitation.round_id)
    foreign = foreign.where(Round.review_id == review_id, _said_in_another_language())
    if session.scalar(foreign.limit(1)) is None:
        return
    for bundle in _of_review(session, session.get_one(Review, review_id)):
        invitation = bundle.invitation
        days = 0 if invitation.role == CHILD else FOR_ADULTS_DAYS
        want(
            session,
            invitation.public_id,
            bundle.review,
            london_day(now) + timedelta(days=days),
            now,
            invitation_id=invitation.id,
        )


def want(
    session: Session,
    about: UUID,
    review: Review,
    due_on: date,
    now: datetime,
    *,
    invitation_id: int | None = None,
    kind: TaskKind = TaskKind.TRANSLATE,
    reason: str | None = None,
) -> None:
    """Somebody has to give this to a translator, or to another; it ends when they do."""
    row = tasks.make_task(
        session,
        kind,
        about=about.hex,
        key=review.child.key,
        owner_role="business_support",
        child_id=review.child_id,
        invitation_id=invitation_id,
        due_on=due_on,
        now=now,
    )
    row.reason = reason  # the newest one, where it stood open for another


def texts_back(session: Session, staff: StaffMember, now: datetime) -> Sequence[TranslationTask]:
    """What officers asked to have put into a child's language, and nobody has yet."""
    return _tasks(session, staff, now, (TaskState.WANTED,))


def given(session: Session, staff: StaffMember, now: datetime) -> Sequence[TranslationTask]:
    """What translators have just now."""
    return _tasks(session, staff, now, (TaskState.GIVEN,))


def ended_lately(session: Session, staff: StaffMember, now: datetime) -> Sequence[TranslationTask]:
    over = (TaskState.DONE, TaskState.KNOWS_FAMILY, TaskState.WITHDRAWN)
    rows = _tasks(session, staff, now, over, since=now - timedelta(days=14))
    return sorted(rows, key=lambda row: row.ended_at or row.made_at, reverse=True)


def _tasks(
    session: Session,
    staff: StaffMember,
    now: datetime,
    states: Sequence[TaskState],
    since: datetime | None = None,
) -> Sequence[TranslationTask]:
    wanted = (
        select(TranslationTask)
        .where(
            TranslationTask.state.in_(states),
            TranslationTask.child_id.in_(handled_by(staff, now)),
        )
        .order_by(TranslationTask.due_at, TranslationTask.id)
        .limit(LONGEST_LIST)
    )
    if since is not None:
        wanted = wanted.where(TranslationTask.ended_at > since)
    return session.scalars(wanted).all()


def _reviews_that_wait(session: Session, staff: StaffMember, now: datetime) -> Sequence[int]:
    """Reviews of which a task says that words wait: to look into every one that anybody answered
    in another language would take seconds."""
    kinds = (TaskKind.TRANSLATE, TaskKind.TRANSLATOR)
    told = tasks.open_about(session, kinds, handled_by(staff, now))
    return session.scalars(
        select(Round.review_id)
        .join(Invitation, Invitation.round_id == Round.id)
        .where(Invitation.public_id.in_([UUID(about) for about in told]))
        .distinct()
        .order_by(Round.review_id)
        .limit(LONGEST_LIST)
    ).all()


def _said_in_another_language() -> ColumnElement[bool]:
    """Of an invitation: whether any of its words are in another language, whatever they are."""
    return or_(
        *(
            exists().where(
                kind.invitation_id == Invitation.id,
                kind.language != ENGLISH.code,
                kind.words_sealed.is_not(None),
                kind.withdrawn_at.is_(None),
            )
            for kind in (Answer, Remark)
        )
    )


def _of_review(session: Session, review: Review) -> Iterator[Bundle]:
    held = consultations.round_of(session, review.id)
    if held is None:
        return
    facts = facts_of(session, review, held)
    asked = {one.respondent: one for one in facts.asked}
    invitations = {one.respondent: one for one in consultations.invitations_of(session, held.id)}
    for voice in compose(facts, Readers.OFFICER).voices:
        invitation = invitations.get(voice.respondent)
        if invitation is None:
            continue
        pieces = _without_given(session, _pieces(voice, asked[voice.respondent]))
        kinds: dict[tuple[str, bool, bool], list[Piece]] = {}
        for piece in pieces:
            kind = (piece.language, piece.waits_for_second, piece.waits_for_another)
            kinds.setdefault(kind, []).append(piece)
        for kind, alike in kinds.items():
            yield Bundle(invitation, review, *kind, alike)


def _without_given(session: Session, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Those that nobody has in hand, and that are not put into English by as many as it takes."""
    wordings = interpreting.wordings_of(session, [piece.source for piece in pieces])
    in_hand = interpreting.sources_given(session, [piece.source for piece in pieces])
    return [
        replace(piece, wordings=made)
        for piece in pieces
        if piece.source not in in_hand
        and (
            interpreting.standing(made := wordings.get(piece.source, ())) is None
            or _is_half_done(made)
        )
    ]


def _is_half_done(wordings: Sequence[Translation]) -> bool:
    """Whether one has read it and a second is to compare."""
    read = interpreting.standing(wordings)
    return read is not None and read.second_wanted


def _pieces(voice: Voice, asked: Asked) -> Sequence[Piece]:
    """Every text of theirs that is in another language, in the order in which it is read."""
    first = {one.source: one.words for one in asked.answers}
    further = {one.source: one for one in asked.remarks}
    found: list[Piece] = []
    for said in voice.answers:
        if said.source is None or said.given_at is None:
            continue
        kept = said.sharing == Sharing.ONLY_OFFICER
        # An answer is read together with the texts that go on it; each is a text of its own here.
        words = first[said.source] if said.more else said.own_words or ""
        texts = [(TextKind.ANSWER, said.source, words, said.language or "", said.given_at)]
        texts += [
            (TextKind.REMARK, one.source, one.words, one.language, one.received_at)
            for one in map(further.__getitem__, said.more)
        ]
        found += [
            Piece(kind, UUID(source), text, language, said.question, kept, since)
            for kind, source, text, language, since in texts
        ]
    found += [
        Piece(
            TextKind.REMARK,
            UUID(also.source),
            also.own_words,
            also.language,
            also.question,
            also.sharing == Sharing.ONLY_OFFICER,
            also.received_at,
        )
        for also in voice.remarks
    ]
    return [piece for piece in found if needs_translating(piece.words, piece.language)]
