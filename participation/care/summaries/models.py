"""The officer's page as it stood at one moment, and who has read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base


class Summary(UnderKey, Base):
    """One version, sealed under the child's key. A new one is made only when words differ."""

    __tablename__ = "summaries"
    __table_args__ = (UniqueConstraint("review_id", "version"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    version: Mapped[int]
    composed_at: Mapped[datetime]
    why: Mapped[str]  # finished | closed | late_words | asked_for
    content_hash: Mapped[str]  # keyed, so that equality shows and content does not
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    content = Sealed.json("content_sealed")


class SummaryReading(Base):
    __tablename__ = "summary_readings"

    id: Mapped[int] = mapped_column(primary_key=True)
    summary_id: Mapped[int] = mapped_column(ForeignKey("summaries.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    at: Mapped[datetime]
