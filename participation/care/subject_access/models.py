"""A copy that somebody asked for, part by part, and what a person decided about each line of it.

One part is what one child's record holds of one person, as far as one desk may read it: so no two
children's words ever stand in one file, and nothing said past the officer comes before them.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.people.models import Child, Relationship, StaffMember
from participation.care.subject_access.rules import AskedBy as AskedBy
from participation.care.subject_access.rules import Desk as Desk
from participation.care.subject_access.rules import Ground as Ground
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base


class SubjectExport(UnderKey, Base):
    """One part of a copy, under the child's key. `relationship_id` is None for the child's own."""

    __tablename__ = "subject_exports"

    request: Mapped[UUID] = mapped_column(index=True)  # the parts that were asked for together
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    relationship_id: Mapped[int | None] = mapped_column(ForeignKey("relationships.id"))
    desk: Mapped[Desk]
    asked_by: Mapped[AskedBy]
    received_on: Mapped[date]
    due_on: Mapped[date]
    why_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    why = Sealed.text("why_sealed")  # what was asked, and how we know who they are
    started_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    started_at: Mapped[datetime]
    told_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    told = Sealed.text("told_sealed")  # what the person is told of what was left out
    let_go_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    let_go_at: Mapped[datetime | None]
    file_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    file = Sealed[bytes]("file_sealed", bytes, bytes)  # as it was let go; not kept for long
    file_gone_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship()
    related: Mapped[Relationship | None] = relationship()
    started_by: Mapped[StaffMember] = relationship(foreign_keys=[started_by_id])
    let_go_by: Mapped[StaffMember | None] = relationship(foreign_keys=[let_go_by_id])

    @property
    def respondent(self) -> str:
        """Whose copy it is, as answers and asks name them."""
        return self.related.public_id.hex if self.related is not None else "child"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.let_go_at is None and self.withdrawn_at is None


class ExportDecision(UnderKey, Base):
    """That one line goes, or is held back, and on which ground. Rows are only added; the newest
    counts, and only for the line as it stood."""

    __tablename__ = "export_decisions"
    __table_args__ = (Index("ix_export_decisions_export_id", "export_id"),)

    export_id: Mapped[int] = mapped_column(ForeignKey("subject_exports.id"))
    line: Mapped[str]  # kind and public id
    words_hash: Mapped[str]  # keyed
    given: Mapped[bool]
    ground: Mapped[Ground | None]
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    why = Sealed.text("why_sealed")
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]

    by: Mapped[StaffMember] = relationship()
