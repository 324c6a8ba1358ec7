"""Break-glass: one child's record opened for an hour by somebody whose child it is not (T3).

Nobody is asked first, so that nobody waits at night; and it is never unseen: a reason in words, a
notice to others at once, a row in the audit for every page, and somebody else who looks it over.
The guard knows the reader and the child as ids. Times here are the machine's own, as for sign-ins:
an hour ends though a drill holds the council's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base

LASTS = timedelta(minutes=60)
LEAST_WORDS = 20  # signs: "urgent" says nothing to whoever looks it over
MOST_WORDS = 1000


class GlassReason(StrEnum):
    NOT_SAFE = "not_safe"  # somebody may not be safe now
    OFFICER_AWAY = "officer_away"  # it cannot wait, and nobody covers
    COURT = "court"  # a court or the police ask now
    OTHER = "other"


class Verdict(StrEnum):
    RIGHT = "right"
    NOT_RIGHT = "not_right"


class GoesTo(StrEnum):
    """Who has it after somebody found that it was not right."""

    DATA_PROTECTION = "data_protection"
    OUTSIDE = "outside"  # dealt with elsewhere: personnel, the police, the officer for allegations


class BrokenGlass(UnderKey, Base):
    """Somebody said why, and one child's record opened to them. Words under the child's key."""

    __tablename__ = "broken_glass"
    __table_args__ = (
        Index("ix_broken_glass_staff_ends_at", "staff", "ends_at"),
        Index("ix_broken_glass_child", "child"),
    )

    staff: Mapped[UUID]
    child: Mapped[UUID]
    reason: Mapped[GlassReason]
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    words = Sealed.text("words_sealed")
    at: Mapped[datetime]  # by the council's clock, for whoever looks it over
    ends_at: Mapped[datetime]  # the button brings it forward

    def is_live(self, system: datetime) -> bool:
        return system < self.ends_at


class GlassVerdict(UnderKey, Base):
    """What somebody else thought of it. Rows are only added; the newest counts."""

    __tablename__ = "glass_verdicts"

    glass_id: Mapped[int] = mapped_column(ForeignKey("broken_glass.id"), index=True)
    staff: Mapped[UUID]
    at: Mapped[datetime]
    verdict: Mapped[Verdict]
    goes_to: Mapped[GoesTo | None]
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    words = Sealed.text("words_sealed")

    @property
    def settles_it(self) -> bool:
        return self.goes_to is not GoesTo.DATA_PROTECTION


def glass_named(session: Session, public_id: UUID) -> BrokenGlass | None:
    return session.scalar(select(BrokenGlass).where(BrokenGlass.public_id == public_id))


def live_of(session: Session, staff: UUID, system: datetime) -> Sequence[BrokenGlass]:
    """What stands open to this member of staff now."""
    return session.scalars(
        select(BrokenGlass)
        .where(BrokenGlass.staff == staff, BrokenGlass.ends_at > system)
        .order_by(BrokenGlass.id)
    ).all()


def verdicts_of(session: Session, glass_id: int) -> Sequence[GlassVerdict]:
    return session.scalars(
        select(GlassVerdict).where(GlassVerdict.glass_id == glass_id).order_by(GlassVerdict.id)
    ).all()
