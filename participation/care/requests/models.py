"""What somebody asked of people between reviews: a message, an advocate, a complaint (R26, R27)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.people.models import Child, StaffMember
from participation.care.requests.rules import AskKind as AskKind
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base


class AskState(StrEnum):
    ASKED = "asked"  # on a list; nobody has it yet
    TAKEN_ON = "taken_on"
    DONE = "done"


class Ask(UnderKey, Base):
    """One thing that was asked, sealed under the child's key."""

    __tablename__ = "asks"
    __table_args__ = (Index("ix_asks_state_due_on", "state", "due_on"),)

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    asker: Mapped[str]  # "child", or the relationship's public id in hex
    kind: Mapped[AskKind]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed.text("words_sealed")
    how: Mapped[str | None]  # of TELL_ME: call, visit or paper
    language: Mapped[str]
    page_key: Mapped[str] = mapped_column(unique=True)  # the same page pressed twice is one (I13)
    past_officer: Mapped[bool] = mapped_column(default=False)  # "not Sam": Sam never sees it (R26)
    not_shown_to_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    desk: Mapped[str]  # the role whose list it is on
    asked_at: Mapped[datetime]  # for a complaint, the date it is logged under
    due_on: Mapped[date]  # by then somebody has told the person who does it
    state: Mapped[AskState] = mapped_column(default=AskState.ASKED)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    taken_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer = Sealed.text("answer_sealed")  # what the person is told; shown only with their key

    child: Mapped[Child] = relationship()
    taken_by: Mapped[StaffMember | None] = relationship(foreign_keys=[taken_by_id])
