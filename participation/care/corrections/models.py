"""That something recorded is wrong, in the words of whoever says so.

It names what it is about by the public id of the row that holds it, and changes nothing there: the
original stays, and whoever reads it reads this beside it. Rows are only added.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.corrections.rules import RecordKind as RecordKind
from participation.care.corrections.rules import ToldHow as ToldHow
from participation.care.people.models import Child, StaffMember
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base


class Correction(UnderKey, Base):
    """One correction, sealed under the child's key."""

    __tablename__ = "corrections"

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    kind: Mapped[RecordKind]
    source_id: Mapped[UUID] = mapped_column(index=True)
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    words = Sealed.text("words_sealed")
    said_by: Mapped[str]  # "child", a RelationshipKind, or rules.STAFF
    told_how: Mapped[ToldHow]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]
    page_key: Mapped[str] = mapped_column(unique=True)  # the same page pressed twice is one (I13)

    child: Mapped[Child] = relationship()
    noted_by: Mapped[StaffMember] = relationship()
