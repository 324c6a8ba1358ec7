"""What became of one line of the ledger, and whether the copy knows whom it is about."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kernel.model import Named

Row = TypeVar("Row", bound=Named)


class Again(Enum):
    """What a line of the ledger came to here."""

    DONE = "done"
    WAS_SO = "was so"  # the copy knows of it already
    NOBODY = "nobody"  # nor whom it is about
    HELD = "held"  # nothing of them may go


def known(session: Session, kind: type[Row], public_id: str) -> Row | None:
    found: Row | None = session.scalar(select(kind).where(kind.public_id == UUID(public_id)))
    return found
