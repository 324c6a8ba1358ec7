"""What a machine made of somebody's words while they waited for a translator.

Not a translation: it stands in no summary that is kept, on no sheet and in no letter, and no list
screens it. It goes when a person has put the words into English, and with the child.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base


class MachineWording(UnderKey, Base):
    """Of one text, named by the public id of the row that holds it."""

    __tablename__ = "machine_wordings"

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    source_id: Mapped[UUID] = mapped_column(unique=True)
    language: Mapped[str]
    engine: Mapped[str]  # as people are told it
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    words = Sealed.text("words_sealed")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]
