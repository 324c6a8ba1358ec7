"""Reads of what waits for a person: words that nobody has read, concerns that nobody has closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from participation.care.people.bulk import in_chunks
from participation.care.people.models import Assignment
from participation.care.people.queries import OFFICERS
from participation.care.requests.models import Ask
from participation.care.safeguarding.models import (
    Concern,
    ConcernDid,
    ConcernExclusion,
    ConcernState,
    ConcernStep,
    Hearing,
    HearingState,
)
from participation.care.safeguarding.rules import Level

NOT_SCREENED = Level.NOT_SCREENED.value  # as a cause: a list knows nothing of the language


def words_waiting(
    session: Session,
    children: Select[int] | None,
    never: Select[int],
    *,
    limit: int,
    only: ColumnElement[bool] | None = None,
) -> Sequence[Hearing]:
    """Words that were sent and that nobody has read, by the time they must be read by.

    Args:
        only: a condition on `Hearing` that the reader's list has besides.
    """
    return session.scalars(
        select(Hearing)
        .where(
            Hearing.state == HearingState.WAITING,
            *_seen_by(Hearing.child_id, children, never),
            true() if only is None else only,
        )
        .order_by(Hearing.read_due, Hearing.id)
        .limit(limit)
    ).all()


def words_read(
    session: Session,
    children: Select[int] | None,
    never: Select[int],
    *,
    since: datetime,
    limit: int,
    only: ColumnElement[bool],
) -> Sequence[Hearing]:
    """Words that somebody has read since a moment, the last ones first."""
    return session.scalars(
        select(Hearing)
        .where(
            Hearing.state == HearingState.READ,
            Hearing.read_at >= since,
            *_seen_by(Hearing.child_id, children, never),
            only,
        )
        .order_by(Hearing.read_at.desc(), Hearing.id.desc())
        .limit(limit)
    ).all()


def hearing_seen_by(
    session: Session,
    public_id: UUID,
    children: Select[int] | None,
    never: Select[int],
) -> Hearing | None:
    """One piece of words, if this reader may see whose it is."""
    return session.scalar(
        select(Hearing).where(
            Hearing.public_id == public_id, *_seen_by(Hearing.child_id, children, never)
        )
    )


def flagged() -> ColumnElement[bool]:
    """A condition on `Hearing`: the words, or the answer, raised a concern (R3)."""
    raised = select(Concern.id).where(Concern.hearing_id == Hearing.id).correlate(Hearing)
    return or_(Hearing.screened.in_((Level.RED, Level.AMBER)), raised.exists())


def is_flagged(session: Session, hearing: Hearing) -> bool:
    """Whether a person may open it before it was sent."""
    found = session.scalar(select(Hearing.id).where(Hearing.id == hearing.id, flagged()))
    return found is not None


def concerns_of_words(
    session: Session, hearing_id: int, only: ColumnElement[bool]
) -> Sequence[Concern]:
    """Concerns raised from these words, oldest first.

    Args:
        only: a condition on `Concern` and its `Hearing`: what this reader may open.
    """
    return session.scalars(
        select(Concern)
        .outerjoin(Hearing, Concern.hearing_id == Hearing.id)
        .where(Concern.hearing_id == hearing_id, only)
        .order_by(Concern.raised_at, Concern.id)
    ).all()


def worry_of(session: Session, hearing_id: int, cause: str, by_id: int) -> Concern | None:
    """The concern that this member of staff raised from these words and nobody has closed."""
    return session.scalar(
        select(Concern)
        .join(ConcernStep, ConcernStep.concern_id == Concern.id)
        .where(
            Concern.hearing_id == hearing_id,
            Concern.cause == cause,
            Concern.state != ConcernState.CLOSED,
            ConcernStep.what == ConcernDid.RAISED,
            ConcernStep.by_id == by_id,
        )
        .limit(1)
    )


def concerns_by_child(session: Session, child_ids: Collection[int]) -> Mapping[int, list[Concern]]:
    """Concerns that no person has closed, by child, as the child's officer may see them.

    Not those that must be kept from whoever is or was the child's officer: they show on no summary.
    """
    found: dict[int, list[Concern]] = {}
    if child_ids:
        rows = session.scalars(
            select(Concern)
            .outerjoin(Hearing, Concern.hearing_id == Hearing.id)
            .where(
                Concern.child_id.in_(child_ids),
                Concern.state != ConcernState.CLOSED,
                or_(Concern.hearing_id.is_(None), Hearing.past_officer.is_(False)),
                ~_asked_past_the_officer().exists(),
                ~_kept_from_an_officer().exists(),
            )
            .order_by(Concern.raised_at, Concern.id)
        )
        for row in rows:
            found.setdefault(row.child_id or 0, []).append(row)
    return found


def _asked_past_the_officer() -> Select[int]:
    """Asked for without a word, so that there is no hearing that says so."""
    return (
        select(Ask.id)
        .where(Ask.public_id == Concern.source_id, Ask.past_officer.is_(True))
        .correlate(Concern)
    )


def _kept_from_an_officer() -> Select[int]:
    return (
        select(ConcernExclusion.id)
        .join(Assignment, Assignment.staff_id == ConcernExclusion.staff_id)
        .where(
            ConcernExclusion.concern_id == Concern.id,
            Assignment.child_id == Concern.child_id,
            Assignment.assigned_as.in_(OFFICERS),
        )
        .correlate(Concern)
    )


def waits(source: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """A condition beside a row of words, by their public id: nobody has read them yet."""
    heard = select(Hearing.id).where(
        Hearing.source_id == source, Hearing.state == HearingState.WAITING
    )
    return heard.exists()


def waiting_from(session: Session, sources: Collection[UUID]) -> Sequence[Hearing]:
    """The pieces among these sources that nobody has read."""
    if not sources:
        return []
    return session.scalars(
        select(Hearing).where(Hearing.source_id.in_(sources), Hearing.state == HearingState.WAITING)
    ).all()


def hearing_of(session: Session, source: UUID) -> Hearing | None:
    """What was heard of these words."""
    return session.scalar(
        select(Hearing).where(Hearing.source_id == source).order_by(Hearing.id).limit(1)
    )


def concerns_about(session: Session, source: UUID) -> Sequence[Concern]:
    """Concerns that these words raised, closed ones as well."""
    return session.scalars(
        select(Concern).where(Concern.source_id == source).order_by(Concern.id)
    ).all()


def worried_by(session: Session, sources: Collection[UUID]) -> set[UUID]:
    """Which of these words raised anything but that no list knows their language."""
    found: set[UUID] = set()
    for chunk in in_chunks(sources):
        rows = session.scalars(
            select(Concern.source_id).where(
                Concern.source_id.in_(chunk), Concern.cause != NOT_SCREENED
            )
        )
        found.update(filter(None, rows))
    return found


def _seen_by(
    column: InstrumentedAttribute[int | None],
    children: Select[int] | None,
    never: Select[int],
) -> list[ColumnElement[bool]]:
    """The never list beats every role; an unknown person's words have no child to be named."""
    if children is not None:
        return [column.in_(children), column.not_in(never)]
    return [or_(column.is_(None), column.not_in(never))]
