"""Are this process's keys those that its database was written with? Asked before it starts.

With another master key nothing opens and nobody can sign in. Another lookup key is worse, since
all seems well: nobody is found by their number, a number that was stopped counts as a new one, and
each line that is written into the audit breaks its chain for good.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.guard import audit
from participation.guard.crypto import COUNCIL, ChildKey
from participation.guard.wrapping import KeyRing, opens_for
from participation.kernel.errors import Unreadable

PUT_BACK = "Put back the copy that was kept apart (docs/running.md, A key is lost)"
MASTERS, LOOKUP = "PARTICIPATION_ENCRYPTION_KEYS", "PARTICIPATION_LOOKUP_KEY"


@dataclass(frozen=True, slots=True)
class WrongKey:
    """Which setting, and what is the matter with it; no part of a key."""

    setting: str
    fault: str


def wrong_key(session: Session, ring: KeyRing) -> WrongKey | None:
    """The first key that is not this database's; None where all fit, and in an empty database.

    The council's own key is looked at for all: it is there from the first `db upgrade`.
    """
    mine = session.execute(
        select(ChildKey.wrapped_by, ChildKey.wrapped).where(ChildKey.owner == COUNCIL)
    ).one_or_none()
    if mine is not None and (fault := why_closed(ring, COUNCIL, *mine)) is not None:
        return WrongKey(MASTERS, fault)
    if not audit.is_written_with(session, ring.audit):
        return WrongKey(LOOKUP, "is not the one that this database was written with")
    return None


def why_closed(ring: KeyRing, owner: str, wrapped_by: str, wrapped: bytes) -> str | None:
    """Why this data key does not open; None where it does."""
    if wrapped_by not in ring.masters:
        return f"lacks {wrapped_by}, by which keys of this database are wrapped"
    try:
        opens_for(ring, owner, wrapped_by, wrapped)
    except Unreadable:
        return f"has another {wrapped_by} than the one that this database was written with"
    return None
