"""Reads about consultations, for summaries and for staff lists.

Each function takes all the keys it is asked about at once, so that a page costs the same number of
statements for one child and for seventy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations.models import (
    Answer,
    Channel,
    Invitation,
    Message,
    PrivateTalk,
    Remark,
    Round,
    StoredForm,
    Task,
    TaskState,
)
from participation.care.people.models import Child, Relationship
from participation.care.reviews.models import Review
from participation.kernel.logs import get_logger
from participation.questionnaire.definition import Form, Occasion
from participation.questionnaire.files import form_from_source

log = get_logger(__name__)

Row = TypeVar("Row", Answer, Remark, Task)

# A definition never changes under its hash (D4): whoever read it once need not ask again.
_READ_BEFORE: dict[str, Form] = {}
_KEPT_AT_MOST = 128


def round_of(
    session: Session,
    review_id: int,
    occasion: Occasion = Occasion.BEFORE,
    *,
    locked: bool = False,
) -> Round | None:
    """The round before a review, or after it. `locked`: whoever else wants it locked waits."""
    wanted = select(Round).where(Round.review_id == review_id, Round.occasion == occasion)
    # Whoever only points to the round, say by a new invitation, does not wait.
    lock = wanted.with_for_update(of=Round, key_share=True)
    return session.scalar(lock if locked else wanted)


def opened_of(session: Session, review_ids: Collection[int]) -> set[int]:
    """Which of these reviews have a round before them."""
    wanted = select(Round.review_id).where(Round.review_id.in_(review_ids), is_before())
    return set(session.scalars(wanted))


def is_before() -> ColumnElement[bool]:
    """A condition beside a round: people were asked before the review, what they think. How it
    was for them, asked after it, is on no officer's list and in no summary."""
    return Round.occasion == Occasion.BEFORE


def invitations_of(session: Session, round_id: int) -> Sequence[Invitation]:
    """Everybody who was asked in a round, each with the adult behind the relationship."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.round_id == round_id)
        .options(joinedload(Invitation.asked_through).joinedload(Relationship.adult))
        .order_by(Invitation.id)
    ).all()


def texting(session: Session, round_id: int) -> Sequence[tuple[Invitation, datetime]]:
    """Whoever has answered by text and not finished, with the moment of their last answer."""
    rows = session.execute(
        select(Invitation, func.max(Answer.given_at))
        .join(Answer, Answer.invitation_id == Invitation.id)
        .where(
            Invitation.round_id == round_id,
            Invitation.finished_at.is_(None),
            Answer.channel == Channel.SMS,
        )
        .group_by(Invitation.id)
    )
    return [(invitation, last) for invitation, last in rows]


def answers_of(session: Session, invitation_ids: Collection[int]) -> Mapping[int, list[Answer]]:
    """Every revision of every answer, by invitation; not what proved to be somebody else's."""
    wanted = select(Answer).where(Answer.withdrawn_at.is_(None))
    return _by_invitation(session, wanted, Answer, invitation_ids)


def remarks_of(session: Session, invitation_ids: Collection[int]) -> Mapping[int, list[Remark]]:
    wanted = select(Remark).where(Remark.withdrawn_at.is_(None))
    return _by_invitation(session, wanted, Remark, invitation_ids)


def open_tasks_of(session: Session, invitation_ids: Collection[int]) -> Mapping[int, list[Task]]:
    wanted = select(Task).where(Task.state == TaskState.OPEN)
    return _by_invitation(session, wanted, Task, invitation_ids)


def forms_of(session: Session, invitations: Collection[Invitation]) -> Mapping[str, Form]:
    """The versions these invitations began with, by content hash; what nobody can read is left out.

    Their answers are shown all the same, each by the key of its question.
    """
    hashes = {invitation.form_hash for invitation in invitations if invitation.form_hash}
    known = {which: _READ_BEFORE[which] for which in hashes if which in _READ_BEFORE}
    if not hashes - known.keys():
        return known
    rows = session.scalars(
        select(StoredForm).where(StoredForm.content_hash.in_(hashes - known.keys()))
    )
    read = {row.content_hash: _read_form(row.definition) for row in rows}
    found = {content_hash: form for content_hash, form in read.items() if form is not None}
    if len(_READ_BEFORE) + len(found) > _KEPT_AT_MOST:
        _READ_BEFORE.clear()
    _READ_BEFORE.update(found)
    return known | found


def stored_form(session: Session, content_hash: str | None) -> Form | None:
    """One definition as it was when somebody began with it."""
    row = session.get(StoredForm, content_hash) if content_hash else None
    return _read_form(row.definition) if row else None


def private_talks_of(session: Session, review_ids: Collection[int]) -> Mapping[int, PrivateTalk]:
    """The newest note of a talk alone, by review."""
    if not review_ids:
        return {}
    rows = session.scalars(
        select(PrivateTalk).where(PrivateTalk.review_id.in_(review_ids)).order_by(PrivateTalk.id)
    )
    return {row.review_id: row for row in rows}


def answer_by_id(session: Session, public_id: UUID) -> Answer | None:
    return session.scalar(select(Answer).where(Answer.public_id == public_id))


def was_replaced(session: Session, answer: Answer) -> bool:
    """Whether the person gave a newer answer to the same question."""
    newer = select(Answer.id).where(
        Answer.invitation_id == answer.invitation_id,
        Answer.question_key == answer.question_key,
        Answer.revision > answer.revision,
    )
    return session.scalar(newer.limit(1)) is not None


def remark_by_id(session: Session, public_id: UUID) -> Remark | None:
    return session.scalar(select(Remark).where(Remark.public_id == public_id))


def withdrawn_among(session: Session, sources: Collection[UUID]) -> set[UUID]:
    """Those of these answers and remarks that proved to be somebody else's words."""
    return {
        source
        for kind in (Answer, Remark)
        for source in session.scalars(
            select(kind.public_id).where(
                kind.public_id.in_(sources), kind.withdrawn_at.is_not(None)
            )
        )
    }


def message_by_id(session: Session, public_id: UUID) -> Message | None:
    return session.scalar(select(Message).where(Message.public_id == public_id))


def invitation_with_people(session: Session, invitation_id: int) -> Invitation | None:
    """One invitation with its child and the adult behind it."""
    return session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .options(
            joinedload(Invitation.child, innerjoin=True),
            joinedload(Invitation.asked_through).joinedload(Relationship.adult),
        )
    )


@dataclass(frozen=True, slots=True, repr=False)
class ListedTask:
    """A task with whom it is about: a child, and the role of the person asked, if any."""

    task: Task
    child: Child | None
    role: str | None


def open_tasks(
    session: Session,
    children: Select[int] | None,
    never: Select[int],
    *,
    limit: int,
    offset: int = 0,
    for_role: str | None = None,
) -> Sequence[ListedTask]:
    """Open tasks, the earliest first. One statement.

    Args:
        children: keys of the children whose tasks may be seen; None means every child's.
        for_role: whose tasks about no child are seen besides.
        never: keys of the children this reader must never see.
    """
    wanted = (
        select(Task, Child, Invitation.role)
        .outerjoin(Child, Task.child_id == Child.id)
        .outerjoin(Invitation, Task.invitation_id == Invitation.id)
        .where(Task.state == TaskState.OPEN)
        .order_by(Task.due_on, Task.id)
        .limit(limit)
        .offset(offset)
        # A child's key is there for every child, but not every task is about one.
        .options(joinedload(Child.key, innerjoin=False))
    )
    if children is not None:
        theirs = Task.child_id.in_(children) & Task.child_id.not_in(never)
        about_nobody = Task.child_id.is_(None) & (Task.owner_role == for_role)
        wanted = wanted.where(or_(theirs, about_nobody) if for_role else theirs)
    else:
        wanted = wanted.where(or_(Task.child_id.is_(None), Task.child_id.not_in(never)))
    return [ListedTask(task, child, role) for task, child, role in session.execute(wanted)]


def reviews_due(
    session: Session, due_from: date | None, due_to: date | None, *, limit: int, offset: int
) -> Sequence[tuple[Review, Round | None]]:
    """Reviews by the day they are due, each with its round if one was opened. One statement.

    Args:
        due_from, due_to: both ends included; None leaves that end open. A review without a due
            day stands only in a list that is open at both ends.
    """
    due = func.coalesce(Review.due_computed, Review.due_imported)
    wanted = (
        select(Review, Round)
        .outerjoin(Round, and_(Round.review_id == Review.id, is_before()))
        .options(joinedload(Review.child, innerjoin=True))
        .order_by(due, Review.id)
        .limit(limit)
        .offset(offset)
    )
    if due_from is not None:
        wanted = wanted.where(due >= due_from)
    if due_to is not None:
        wanted = wanted.where(due <= due_to)
    return [(review, held) for review, held in session.execute(wanted)]


def _by_invitation(
    session: Session,
    wanted: Select[Row],
    table: type[Row],
    invitation_ids: Collection[int],
) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    if invitation_ids:
        rows = session.scalars(
            wanted.where(table.invitation_id.in_(invitation_ids)).order_by(table.id)
        )
        for row in rows:
            found[row.invitation_id or 0].append(row)
    return found


@lru_cache(maxsize=64)
def _read_form(source: str) -> Form | None:
    try:
        return form_from_source(source)
    except ValueError:
        log.error("a stored form cannot be read")
        return None
