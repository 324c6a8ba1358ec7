"""Reads of what waits for a person: concerns that nobody has closed, words that nobody has read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from participation.care.safeguarding.models import (
    Concern,
    ConcernState,
    ConcernStep,
    Hearing,
    HearingState,
)
from participation.care.safeguarding.rules import Level


def open_concerns(
    session: Session,
    children: Select[int] | None,
    never: Select[int],
    *,
    limit: int,
    only: ColumnElement[bool] | None = None,
) -> Sequence[tuple[Concern, Hearing | None]]:
    """Concerns that no person has closed, the oldest first, each with the words it came from.

    Args:
        children: keys of the children whose concerns may be seen; None means every child's, and
            those of nobody known.
        never: keys of the children this reader must never see.
        only: a condition on `Hearing` that the words must fulfil, where there are any.
    """
    rows = session.execute(
        select(Concern, Hearing)
        .outerjoin(Hearing, Concern.hearing_id == Hearing.id)
        .where(Concern.state != ConcernState.CLOSED, *_seen_by(Concern.child_id, children, never))
        .where(true() if only is None else or_(Concern.hearing_id.is_(None), only))
        .order_by(Concern.raised_at, Concern.id)
        .limit(limit)
    )
    return [(concern, hearing) for concern, hearing in rows]


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


def concern_seen_by(
    session: Session,
    public_id: UUID,
    children: Select[int] | None,
    never: Select[int],
) -> Concern | None:
    return session.scalar(
        select(Concern).where(
            Concern.public_id == public_id, *_seen_by(Concern.child_id, children, never)
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


def steps_of(session: Session, hearing_id: int) -> Sequence[ConcernStep]:
    """What was done about the concerns raised from these words, oldest first."""
    return session.scalars(
        select(ConcernStep)
        .join(Concern, ConcernStep.concern_id == Concern.id)
        .where(Concern.hearing_id == hearing_id)
        .order_by(ConcernStep.at, ConcernStep.id)
    ).all()


def concerns_by_child(session: Session, child_ids: Collection[int]) -> Mapping[int, list[Concern]]:
    """Concerns that no person has closed, by child, as the child's officer may see them."""
    found: dict[int, list[Concern]] = {}
    if child_ids:
        rows = session.scalars(
            select(Concern)
            .outerjoin(Hearing, Concern.hearing_id == Hearing.id)
            .where(
                Concern.child_id.in_(child_ids),
                Concern.state != ConcernState.CLOSED,
                or_(Concern.hearing_id.is_(None), Hearing.past_officer.is_(False)),
            )
            .order_by(Concern.raised_at, Concern.id)
        )
        for row in rows:
            found.setdefault(row.child_id or 0, []).append(row)
    return found


def waiting_by_child(session: Session, child_ids: Collection[int]) -> Mapping[int, int]:
    """How many pieces of words wait for the child's officer to read them, by child."""
    if not child_ids:
        return {}
    rows = session.execute(
        select(Hearing.child_id, func.count())
        .where(
            Hearing.child_id.in_(child_ids),
            Hearing.state == HearingState.WAITING,
            Hearing.past_officer.is_(False),
        )
        .group_by(Hearing.child_id)
    )
    return {child_id: count for child_id, count in rows if child_id is not None}


def waiting_from(session: Session, sources: Collection[UUID]) -> Sequence[Hearing]:
    """The pieces among these sources that nobody has read."""
    if not sources:
        return []
    return session.scalars(
        select(Hearing).where(Hearing.source_id.in_(sources), Hearing.state == HearingState.WAITING)
    ).all()


def _seen_by(
    column: InstrumentedAttribute[int | None],
    children: Select[int] | None,
    never: Select[int],
) -> list[ColumnElement[bool]]:
    """The never list beats every role; an unknown person's words have no child to be named."""
    if children is not None:
        return [column.in_(children), column.not_in(never)]
    return [or_(column.is_(None), column.not_in(never))]
