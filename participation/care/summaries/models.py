"""The officer's page as it stood at one moment, who has read it, and what was done with it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
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


class Choice(StrEnum):
    """What a person decided about one answer before a version goes out."""

    LEAVE_OUT = "leave_out"
    MAY_GO = "may_go"  # what was found in it may be shared
    PUT_BACK = "put_back"


class SharingChoice(Base):
    """One decision; the newest counts, and only for these very words (P7). Never changed."""

    __tablename__ = "sharing_choices"
    __table_args__ = (Index("ix_sharing_choices_review", "review_id", "readers"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    readers: Mapped[str]  # a value of who_may_see.Readers
    source: Mapped[str]  # public id of the answer, in hex
    words_hash: Mapped[str]  # keyed: further words, or more found, bring the question anew
    choice: Mapped[Choice]
    why: Mapped[str | None]  # a code of web/staff/handing_words
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]


class RestFiling(UnderKey, Base):
    """Everything beside the summaries was put into the child's case record: what was asked between
    reviews, concerns, decisions, what became of what was said, talks alone."""

    __tablename__ = "rest_filings"

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    reference_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reference = Sealed.text("reference_sealed")
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]


class Filing(UnderKey, Base):
    """A version was put into the child's case record, under that system's reference."""

    __tablename__ = "summary_filings"
    __table_args__ = (Index("ix_summary_filings_review", "review_id", "version"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    version: Mapped[int]
    reference_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reference = Sealed.text("reference_sealed")
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]
