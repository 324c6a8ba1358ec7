"""One import from the upload to the day it can no longer be undone. Nothing of it is in the clear.

What was uploaded holds many children, so it is sealed under a key of its own and not the council's:
when the import is over that key is destroyed, and the upload is closed in older backups too (D11).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base


class ImportState(StrEnum):
    WAITING = "waiting"  # for answers, or for somebody to confirm it
    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"  # a person left it, or nobody came in time


class ImportWay(StrEnum):
    PAGE = "page"
    FOLDER = "folder"
    COMMAND = "command"


class Import(UnderKey, Base):
    """One run. Counts stay; everything sealed goes when the import is over (`until`)."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_until", "until"),)

    state: Mapped[ImportState] = mapped_column(default=ImportState.WAITING)
    way: Mapped[ImportWay]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    made_at: Mapped[datetime]
    until: Mapped[datetime | None]  # then the sealed parts go; None: they are gone
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON, default=dict)  # by file
    fingerprint: Mapped[str | None]  # keyed, of what was shown; what is written must have the same
    files_hash: Mapped[str]  # keyed, of the files as they came
    said_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    said = Sealed.json("said_sealed")  # headings, answers and cells typed anew
    shown_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    shown = Sealed.json("shown_sealed")  # the preview
    undo_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    undo: Sealed[bytes] = Sealed("undo_sealed", bytes, bytes)  # rows before and after, packed

    files: Mapped[list[ImportedFile]] = relationship(order_by="ImportedFile.id")


class ImportedFile(UnderKey, Base):
    """One file as it came, under the import's own key. Its own name is kept nowhere (B80)."""

    __tablename__ = "imported_files"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    kind: Mapped[str | None]  # a FileKind, where somebody said what it is
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    content: Sealed[bytes] = Sealed("content_sealed", bytes, bytes)  # packed


class ColumnNames(UnderKey, Base):
    """What a council calls its columns, under a name that a person gave it."""

    __tablename__ = "column_names"

    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name = Sealed.text("name_sealed")
    name_hash: Mapped[str] = mapped_column(unique=True)
    matched_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    matched = Sealed.json("matched_sealed")  # by file: their heading to our column
    changed_at: Mapped[datetime]


class SettledQuestion(Base):
    """A question that a person answered and that would be asked anew every night."""

    __tablename__ = "settled_questions"

    hash: Mapped[str] = mapped_column(primary_key=True)  # keyed, of what was asked about whom
    at: Mapped[datetime]
