"""Reads of what was asked: for staff as far as each may see, and for the person with their key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.requests.models import Ask, AskState
from participation.care.requests.rules import Desk

MOST_SITTINGS = 200  # of one key; the newest
FROM_CHILD = "child"  # as `Ask.asker` has it


def seen_by(
    *,
    staff_id: int,
    roles: Collection[str],
    own: Select[int],
    never: Select[int],
) -> ColumnElement[bool]:
    """A condition on `Ask`: its words may open to this reader (R26, D19).

    An officer sees what their own children ask, save what goes past them. The officers' manager
    and whoever handles complaints see what is on their own list. The officer of a child never sees
    what went past the officer, whatever other hat they wear.

    Args:
        own: keys of the children whose officer this reader is.
        never: keys of the children this reader must never see.
    """
    desks = [desk.value for desk in (Desk.MANAGER, Desk.COMPLAINTS) if desk.value in roles]
    on_my_desk = Ask.desk.in_(desks) if desks else false()
    mine = Ask.child_id.in_(own) if Desk.OFFICER.value in roles else false()
    not_past_me = or_(
        Ask.past_officer.is_(False),
        and_(
            Ask.child_id.not_in(own),
            or_(Ask.not_shown_to_id.is_(None), Ask.not_shown_to_id != staff_id),
        ),
    )
    return and_(or_(on_my_desk, mine), not_past_me, Ask.child_id.not_in(never))


def status_seen_by(never: Select[int]) -> ColumnElement[bool]:
    """A condition on `Ask`: that there is one may be known, for whoever chases and reads no words.

    What goes past an officer is not among them: who complained is nobody else's business.
    """
    return and_(Ask.past_officer.is_(False), Ask.child_id.not_in(never))


def open_asks(session: Session, condition: ColumnElement[bool], *, limit: int) -> Sequence[Ask]:
    """Asks that are not done, the earliest day first."""
    return session.scalars(
        select(Ask)
        .where(Ask.state != AskState.DONE, condition)
        .options(joinedload(Ask.child, innerjoin=True), joinedload(Ask.taken_by))
        .order_by(Ask.due_on, Ask.id)
        .limit(limit)
    ).all()


def ask_seen(session: Session, public_id: UUID, condition: ColumnElement[bool]) -> Ask | None:
    """One ask, if this reader may open it."""
    return session.scalar(
        select(Ask)
        .where(Ask.public_id == public_id, condition)
        .options(joinedload(Ask.child, innerjoin=True), joinedload(Ask.taken_by))
    )


def ask_by_id(session: Session, public_id: UUID) -> Ask | None:
    return session.scalar(select(Ask).where(Ask.public_id == public_id))


def child_wrote(session: Session, child_id: int) -> bool:
    """Whether the child themselves wrote anything between reviews; no words."""
    found = select(Ask.id).where(Ask.child_id == child_id, Ask.asker == FROM_CHILD)
    return session.scalar(found.limit(1)) is not None


def asked_in(session: Session, asker_child_ids: Collection[int], marks: Sequence[str]) -> list[Ask]:
    """What was asked about these children in sittings with these marks, newest first."""
    if not marks or not asker_child_ids:
        return []
    typed_there = or_(*(Ask.page_key.startswith(mark) for mark in marks[-MOST_SITTINGS:]))
    return list(
        session.scalars(
            select(Ask)
            .where(Ask.child_id.in_(asker_child_ids), typed_there)
            .options(joinedload(Ask.taken_by))
            .order_by(Ask.id.desc())
        )
    )
