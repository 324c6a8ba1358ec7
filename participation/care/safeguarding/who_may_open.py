"""Which concerns a member of staff may open, as a condition that every list and every page joins.

Three ways in: it is about a child whose officer they are, they hold the safeguarding role, or the
route told them of it (so that whoever is rung at night can open what they were rung about). One way
out that beats all three: the child's never-list, or this concern's own list of those it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session

from participation.care.safeguarding.models import (
    AlertState,
    Concern,
    ConcernAlert,
    ConcernDid,
    ConcernExclusion,
    ConcernState,
    ConcernStep,
    Hearing,
)
from participation.care.safeguarding.steps import not_excluded

_TOLD = (ConcernDid.TOLD, ConcernDid.ESCALATED)


def may_open(
    staff_id: int, children: Select[int] | None, never: Select[int]
) -> ColumnElement[bool]:
    """A condition on `Concern`.

    Args:
        children: keys of the children whose officer this is; None means every child's concerns.
        never: keys of the children this reader must never see.
    """
    told = and_(Concern.state != ConcernState.CLOSED, _told(staff_id))
    mine = or_(Concern.owner_id == staff_id, Concern.acknowledged_by_id == staff_id)
    way_in = true() if children is None else or_(Concern.child_id.in_(children), told, mine)
    barred = Concern.child_id.in_(never)
    return and_(way_in, or_(Concern.child_id.is_(None), ~barred), not_excluded(staff_id))


def listed(
    session: Session,
    may: ColumnElement[bool],
    *,
    closed_since: datetime | None = None,
    limit: int,
) -> Sequence[tuple[Concern, Hearing | None]]:
    """Concerns that nobody has closed, the oldest first; or those closed since a moment."""
    wanted = select(Concern, Hearing).outerjoin(Hearing, Concern.hearing_id == Hearing.id)
    if closed_since is None:
        wanted = wanted.where(Concern.state != ConcernState.CLOSED)
        wanted = wanted.order_by(Concern.raised_at, Concern.id)
    else:
        ended = select(ConcernStep.id).where(
            ConcernStep.concern_id == Concern.id,
            ConcernStep.what == ConcernDid.CLOSED,
            ConcernStep.at >= closed_since,
        )
        wanted = wanted.where(Concern.state == ConcernState.CLOSED, ended.exists())
        wanted = wanted.order_by(Concern.raised_at.desc(), Concern.id.desc())
    rows = session.execute(wanted.where(may).limit(limit))
    return [(concern, hearing) for concern, hearing in rows]


def one(
    session: Session, public_id: UUID, may: ColumnElement[bool]
) -> tuple[Concern, Hearing | None] | None:
    """A concern with the words it came from, if this reader may open it."""
    found = session.execute(
        select(Concern, Hearing)
        .outerjoin(Hearing, Concern.hearing_id == Hearing.id)
        .where(Concern.public_id == public_id, may)
    ).one_or_none()
    return (found[0], found[1]) if found is not None else None


def steps_of(session: Session, concern_id: int) -> Sequence[ConcernStep]:
    """What was done about one concern, oldest first."""
    return session.scalars(
        select(ConcernStep)
        .where(ConcernStep.concern_id == concern_id)
        .order_by(ConcernStep.at, ConcernStep.id)
    ).all()


def alerts_of(session: Session, concern_id: int) -> Sequence[ConcernAlert]:
    """Every message about one concern, oldest first."""
    return session.scalars(
        select(ConcernAlert).where(ConcernAlert.concern_id == concern_id).order_by(ConcernAlert.id)
    ).all()


def exclusions_of(session: Session, concern_id: int) -> Sequence[ConcernExclusion]:
    """Whom it must be kept from."""
    return session.scalars(
        select(ConcernExclusion)
        .where(ConcernExclusion.concern_id == concern_id)
        .order_by(ConcernExclusion.id)
    ).all()


def has_opened(session: Session, concern_id: int, staff_id: int) -> bool:
    """Whether this member of staff has had the concern's page before them."""
    found = select(ConcernStep.id).where(
        ConcernStep.concern_id == concern_id,
        ConcernStep.what == ConcernDid.OPENED,
        ConcernStep.by_id == staff_id,
    )
    return session.scalar(found.limit(1)) is not None


def words_not_kept_from(staff_id: int) -> ColumnElement[bool]:
    """A condition on `Hearing`: no concern about this reader was raised from these words."""
    about_me = (
        select(ConcernExclusion.id)
        .join(Concern, ConcernExclusion.concern_id == Concern.id)
        .where(Concern.hearing_id == Hearing.id, ConcernExclusion.staff_id == staff_id)
        .correlate(Hearing)
    )
    return ~about_me.exists()


def _told(staff_id: int) -> ColumnElement[bool]:
    by_message = select(ConcernAlert.id).where(
        ConcernAlert.concern_id == Concern.id,
        ConcernAlert.staff_id == staff_id,
        ConcernAlert.state != AlertState.CANCELLED,
    )
    written_down = select(ConcernStep.id).where(
        ConcernStep.concern_id == Concern.id,
        ConcernStep.about_id == staff_id,
        ConcernStep.what.in_(_TOLD),
    )
    return or_(by_message.correlate(Concern).exists(), written_down.correlate(Concern).exists())
