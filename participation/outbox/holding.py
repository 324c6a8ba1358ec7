"""A restored copy is held: while its row stands here no promised work is taken up (I20).

What a copy has promised was most likely done in the days it knows nothing of. So no worker, also
none that was running before, takes up anything but the one errand that only brings in, and whatever
kinds of work are added later wait like the others. A person lets go; the log keeps who and when.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, delete, exists, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kernel.model import Base
from participation.outbox.models import OutboxItem

WHILE_HELD: Final = ("texts.collect",)  # it asks the provider what came in, and sends nothing


class Hold(Base):
    """There is one while the copy is held, and none in ordinary times."""

    __tablename__ = "holds"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]  # the machine's own time
    copy_of: Mapped[datetime]  # when the backup was made
    last_item: Mapped[int]  # up to this key, promises came with the backup


HELD: Final[Select[int]] = select(Hold.id).limit(1)


def hold(session: Session, *, since: datetime, copy_of: datetime) -> Hold:
    """From this commit on nothing goes out. A backup of a held copy brings its hold along: this one
    takes its place, so that one release lets go."""
    session.execute(delete(Hold))
    last = session.scalar(select(func.max(OutboxItem.id)))
    row = Hold(since=since, copy_of=copy_of, last_item=last or 0)
    session.add(row)
    session.flush()
    return row


def hold_of(session: Session) -> Hold | None:
    """The hold that nobody has released yet."""
    return session.scalar(select(Hold).limit(1))


def held_copy() -> ScalarSelect[datetime]:
    """When the backup was made of which this is a held copy; for a statement that asks more."""
    return select(Hold.copy_of).limit(1).scalar_subquery()


def may_be_taken_up() -> ColumnElement[bool]:
    """Part of the one statement by which a worker takes up a piece of work."""
    brings_in = [OutboxItem.kind == kind for kind in WHILE_HELD]
    return or_(~exists(select(Hold.id)), *brings_in)
