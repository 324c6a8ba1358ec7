"""Changes to one consultation: answers and remarks kept, invitations moved on, tasks made.

Every revision of an answer is kept; the newest counts. Nothing here commits, sends or screens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, bindparam, inspect, select, union_all
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations.models import (
    Answer,
    Channel,
    Invitation,
    InvitationState,
    Remark,
    RemarkKind,
    Round,
    StoredForm,
    Task,
    TaskKind,
    TaskState,
)
from participation.guard.crypto import ChildKey
from participation.kernel.rows import ask, jotted, looked_at, write_down, write_over
from participation.questionnaire.definition import Form, Given, Sharing

OPEN_STATES = frozenset(
    {
        InvitationState.TO_SEND,
        InvitationState.SENT,
        InvitationState.OPENED,
        InvitationState.STARTED,
        InvitationState.NOT_POSSIBLE,  # whoever comes all the same, with a code, is heard
    }
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How an answer came: shared by everything kept from one page or one text."""

    channel: Channel
    language: str
    helped_by: str | None = None
    page_key: str | None = None


# --- finding ----------------------------------------------------------------------------------


def invitation_by_id(session: Session, public_id: UUID) -> Invitation | None:
    """An invitation with its round, review, child and the child's key, in one statement."""
    return session.scalar(_whole().where(Invitation.public_id == public_id))


def invitation_by_link(session: Session, link_hash: str) -> Invitation | None:
    return session.scalar(_whole().where(Invitation.link_hash == link_hash))


def invitation_by_code(session: Session, code_hash: str) -> Invitation | None:
    return session.scalar(_whole().where(Invitation.code_hash == code_hash))


def newest_answers(session: Session, invitation: Invitation) -> dict[str, Answer]:
    """The newest revision of each answer, by question key."""
    return newest_of(revisions(session, invitation))


def revisions(session: Session, invitation: Invitation) -> Sequence[Answer]:
    """Every revision of every answer, the newest of each question last, to be looked at only.

    Asked at every press, so they are not taken into the session: that took longer than asking.
    """
    if session.autoflush:
        session.flush()
    key = invitation.child.key
    names = _columns_of_answers()
    return [
        looked_at(Answer, {**dict(zip(names, row, strict=True)), "key": key})
        for row in ask(session, _revisions(), invitation_id=invitation.id)
    ]


def revisions_to_change(session: Session, invitation: Invitation) -> Sequence[Answer]:
    """The same, as rows of the session."""
    return session.scalars(
        select(Answer).where(Answer.invitation_id == invitation.id).order_by(Answer.revision)
    ).all()


def newest_of(rows: Iterable[Answer]) -> dict[str, Answer]:
    return {row.question_key: row for row in rows}


@cache
def _columns_of_answers() -> tuple[str, ...]:
    return tuple(attribute.key for attribute in inspect(Answer).column_attrs)


@cache
def _revisions() -> Select[*tuple[Any, ...]]:
    """Built once: putting a statement together costs as much as asking it."""
    return (
        select(*(getattr(Answer, name) for name in _columns_of_answers()))
        .where(Answer.invitation_id == bindparam("invitation_id"))
        .order_by(Answer.revision)
    )


def given(answers: Mapping[str, Answer]) -> dict[str, Given]:
    """Stored answers as the engine knows them."""
    return {key: as_given(row) for key, row in answers.items()}


def as_given(row: Answer) -> Given:
    return Given(row.state, tuple(row.value or ()), row.words or "", row.how_read)


def is_open(invitation: Invitation, today: date) -> bool:
    """Whether answers are still taken as answers. Later words are kept as remarks."""
    held = invitation.round
    return invitation.state in OPEN_STATES and held.closed_at is None and today <= held.closes_on


# --- keeping ----------------------------------------------------------------------------------


def keep_answer(
    session: Session,
    invitation: Invitation,
    question_key: str,
    taken: Given,
    *,
    before: Answer | None,
    sharing: Sharing,
    how: Circumstances,
    now: datetime,
) -> Answer:
    """Store one answer as a new revision, under the child's key."""
    row = jotted(
        Answer,
        key=invitation.child.key,
        invitation_id=invitation.id,
        question_key=question_key,
        revision=before.revision + 1 if before else 1,
        state=taken.state,
        value=list(taken.values) if taken.values else None,
        words=taken.words or None,
        sharing=sharing,
        channel=how.channel,
        language=how.language,
        how_read=taken.how,
        helped_by=how.helped_by,
        page_key=how.page_key,
        given_at=now,
    )
    write_down(session, row)
    if invitation.started_at is None:
        write_over(session, invitation, started_at=now, state=InvitationState.STARTED)
    return row


def keep_remark(
    session: Session,
    invitation: Invitation,
    words: str,
    *,
    kind: RemarkKind,
    question_key: str | None,
    sharing: Sharing,
    how: Circumstances,
    now: datetime,
    placed_by_id: int | None = None,
) -> Remark:
    """Store words that are not an answer, verbatim, under the child's key."""
    row = jotted(
        Remark,
        key=invitation.child.key,
        invitation_id=invitation.id,
        kind=kind,
        question_key=question_key,
        words=words,
        sharing=sharing,
        channel=how.channel,
        language=how.language,
        page_key=how.page_key,
        received_at=now,
        placed_by_id=placed_by_id,
    )
    write_down(session, row)
    return row


def remark_ids(session: Session, invitation: Invitation) -> list[UUID]:
    """Public ids of everything else that was said, drafts included."""
    wanted = select(Remark.public_id).where(Remark.invitation_id == invitation.id)
    return list(session.scalars(wanted))


def refused_words(session: Session, invitation: Invitation, question_key: str) -> tuple[str, ...]:
    """What was already typed to this question and not understood, oldest first."""
    rows = session.scalars(
        select(Remark)
        .where(
            Remark.invitation_id == invitation.id,
            Remark.question_key == question_key,
            Remark.kind == RemarkKind.REFUSED,
        )
        .order_by(Remark.id)
    )
    return tuple(row.words or "" for row in rows)


def refused_in_sitting(
    session: Session, invitation: Invitation, question_key: str, mark: str
) -> Sequence[Remark]:
    """What was typed to this question in one sitting and not understood, oldest first.

    Args:
        mark: how the page keys of that sitting begin.
    """
    return session.scalars(
        select(Remark)
        .where(
            Remark.invitation_id == invitation.id,
            Remark.question_key == question_key,
            Remark.kind == RemarkKind.REFUSED,
            Remark.page_key.startswith(mark, autoescape=True),
        )
        .order_by(Remark.id)
    ).all()


def page_seen(session: Session, invitation: Invitation, page_key: str) -> bool:
    """Whether a page with this key was already taken: a double tap is one answer (I13)."""
    this_page = {"invitation_id": invitation.id, "page_key": page_key}
    return session.connection().execute(_kept_from_a_page(), this_page).first() is not None


@cache
def _kept_from_a_page() -> CompoundSelect[int]:
    return union_all(
        *(
            select(table.id).where(
                table.invitation_id == bindparam("invitation_id"),
                table.page_key == bindparam("page_key"),
            )
            for table in (Answer, Remark)
        )
    ).limit(1)


def remarks_of_sitting(
    session: Session, invitation: Invitation, mark: str, kinds: Iterable[RemarkKind]
) -> Sequence[Remark]:
    """Words beside the answers that were typed in one sitting, oldest first.

    Args:
        mark: how the page keys of that sitting begin.
    """
    return session.scalars(
        select(Remark)
        .where(
            Remark.invitation_id == invitation.id,
            Remark.kind.in_(kinds),
            Remark.page_key.startswith(mark, autoescape=True),
        )
        .order_by(Remark.id)
    ).all()


def finish(invitation: Invitation, now: datetime) -> None:
    """The person has said what they want to say; more words are remarks from now on."""
    invitation.state = InvitationState.FINISHED
    invitation.finished_at = now


def pin_form(session: Session, form: Form) -> StoredForm:
    """Keep the definition an invitation begins with, so that it never changes under it (D4)."""
    row = session.get(StoredForm, form.source_hash)
    if row is None:
        row = StoredForm(
            content_hash=form.source_hash,
            key=form.key,
            version=form.version,
            definition=form.source,
        )
        session.add(row)
        session.flush()
    return row


def make_task(
    session: Session,
    kind: TaskKind,
    *,
    about: str,
    key: ChildKey,
    owner_role: str,
    due_on: date,
    now: datetime,
    owner_id: int | None = None,
    child_id: int | None = None,
    invitation_id: int | None = None,
    reason: str | None = None,
    note: str | None = None,
) -> Task:
    """Something for a person to do; the same kind about the same thing is one task.

    A task that was done and is needed again is opened again, and keeps its attempts.
    """
    row = session.scalar(select(Task).where(Task.kind == kind, Task.about == about))
    if row is not None:
        if row.state is TaskState.DONE:
            row.state, row.due_on = TaskState.OPEN, due_on
        return row
    row = Task(
        key=key,
        kind=kind,
        about=about,
        child_id=child_id,
        invitation_id=invitation_id,
        owner_id=owner_id,
        owner_role=owner_role,
        due_on=due_on,
        reason=reason,
        note=note,
        made_at=now,
    )
    session.add(row)
    return row


def end_task(session: Session, kind: TaskKind, about: str) -> None:
    """It is done; if it is needed again, `make_task` opens it again."""
    row = session.scalar(select(Task).where(Task.kind == kind, Task.about == about))
    if row is not None:
        row.state = TaskState.DONE


def share_as(
    session: Session,
    invitation: Invitation,
    choices: Mapping[str, Sharing],
    *,
    now: datetime,
) -> dict[UUID, UUID]:
    """Change who sees answers: a new revision each, so that the choice and its time are kept.

    Returns:
        the public id of each new revision by that of the one it takes the place of.
    """
    newest = newest_answers(session, invitation)
    moved: dict[UUID, UUID] = {}
    for question_key, sharing in choices.items():
        row = newest.get(question_key)
        if row is None or row.sharing is sharing:
            continue
        again = keep_answer(
            session,
            invitation,
            question_key,
            as_given(row),
            before=row,
            sharing=sharing,
            how=Circumstances(row.channel, row.language, row.helped_by, row.page_key),
            now=now,
        )
        moved[row.public_id] = again.public_id
    return moved


def _whole() -> Select[Invitation]:
    return select(Invitation).options(
        joinedload(Invitation.round, innerjoin=True).joinedload(Round.review, innerjoin=True),
        joinedload(Invitation.child, innerjoin=True),
    )


def newest_ids(answers: Iterable[Answer]) -> list[UUID]:
    return [row.public_id for row in answers]
