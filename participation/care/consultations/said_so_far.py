"""What one person has said so far: every revision of every answer, and the words beside them.

Asked at every press and every text, so statements are built once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, bindparam, inspect, select, union_all
from sqlalchemy.orm import Session

from participation.care.consultations.models import Answer, Invitation, Remark, RemarkKind
from participation.kernel.rows import ask, looked_at
from participation.questionnaire.definition import Given


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


def newest_ids(answers: Iterable[Answer]) -> list[UUID]:
    return [row.public_id for row in answers]


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
