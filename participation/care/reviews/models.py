"""A child's reviews: when each is due and by which rule, when it is planned, what became of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.people.models import Child
from participation.care.reviews.rules import ReviewType
from participation.kernel.model import Base, Named


class ReviewState(StrEnum):
    PLANNED = "planned"
    PART_HELD = "part_held"  # adjourned once (R15)
    HELD = "held"
    CANCELLED = "cancelled"


TO_COME = (ReviewState.PLANNED, ReviewState.PART_HELD)
"""Neither held nor cancelled: what was adjourned meets again."""


class HeldAs(StrEnum):
    MEETING = "meeting"
    OTHER = "other"


class Review(Named, Base):
    """One statutory review. The day that counts for rounds is `day`."""

    __tablename__ = "reviews"
    __table_args__ = (
        # The day of a review is the first of these three that is there: each day's run looks so.
        Index("ix_reviews_state_day", "state", "planned_on", "due_computed", "due_imported"),
        Index("ix_reviews_kind_state", "kind", "state"),
    )

    external_id: Mapped[str] = mapped_column(unique=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    kind: Mapped[ReviewType]
    due_computed: Mapped[date | None]
    due_rule: Mapped[str | None]  # the DueRule that gave `due_computed`
    due_imported: Mapped[date | None]
    planned_on: Mapped[date | None]
    planned_time: Mapped[str | None]  # "16:15", Europe/London
    state: Mapped[ReviewState] = mapped_column(default=ReviewState.PLANNED)
    held_on: Mapped[date | None]
    part_one_on: Mapped[date | None]
    completed_on: Mapped[date | None]
    held_as: Mapped[HeldAs] = mapped_column(default=HeldAs.MEETING)
    chair_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    noted_on: Mapped[date | None]  # when somebody here noted what became of it: noted_here.py
    said_there: Mapped[str | None]  # and what the case system said of it last
    late_reason: Mapped[str | None]  # a code of reviews/lateness.LateReason, chosen by a person
    late_reason_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    late_reason_on: Mapped[date | None]

    child: Mapped[Child] = relationship()

    @property
    def day(self) -> date | None:
        """The day it was held; before, the day people should plan for, or that it is due by."""
        return self.held_on or self.planned_on or self.due_computed or self.due_imported

    @property
    def hour(self) -> str | None:
        """The hour on that day. One held on another day than planned has none."""
        return self.planned_time if self.planned_on in (self.day, None) else None
