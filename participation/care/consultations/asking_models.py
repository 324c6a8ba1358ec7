"""Who is to be asked before a review, as people here decided it, and that somebody looked (R7).

The case system says who is around a child. What is decided here stands beside that, for one review
and no longer: rows are only added, and an import leaves them alone.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.people.models import Relationship, StaffMember
from participation.care.reviews.models import Review
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base


class AskingDecision(UnderKey, Base):
    """That somebody is not asked before one review, or is asked though people decide that first.

    Sealed under the child's key. `agreed_at`: when the officer agreed; without it a decision not to
    ask holds until they look, and one to ask does not hold yet.
    """

    __tablename__ = "asking_decisions"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    relationship_id: Mapped[int] = mapped_column(ForeignKey("relationships.id"), index=True)
    asked: Mapped[bool]
    basis: Mapped[str]  # a code of asking_rules.Basis
    why_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    why = Sealed.text("why_sealed")
    decided_by_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    decided_by = Sealed.text("decided_by_sealed")  # a name: a manager or a court may have decided
    decided_on: Mapped[date]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    noted_at: Mapped[datetime]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    agreed_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    ended_at: Mapped[datetime | None]

    review: Mapped[Review] = relationship()
    related: Mapped[Relationship] = relationship()
    noted_by: Mapped[StaffMember] = relationship(foreign_keys=[noted_by_id])
    agreed_by: Mapped[StaffMember | None] = relationship(foreign_keys=[agreed_by_id])


class AskingCheck(Base):
    """Somebody who knows the child has looked: these are the people to ask before this review."""

    __tablename__ = "asking_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]
