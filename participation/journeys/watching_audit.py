"""The audit log told to the world outside each hour, and looked through from end to end.

An anchor is a line in the log of the process and, where a place is set, in a file. Neither holds
anything of anybody: a number of rows, and half of a hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from participation.guard import anchors, append_only
from participation.guard.anchors import Anchor, Held, Kept, Why
from participation.guard.audit import Broken, Head, first_break, hash_at, head_of
from participation.guard.crypto import KeyRing, ring_of
from participation.kernel.logs import get_logger

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. `anchors` None: there are none. `missing`: there should be a file of them,
    and it holds none, though there are rows. `unreadable`: lines of it that nobody of ours wrote;
    `torn`: the last one alone is broken off. `guarded`: the database itself refuses to change a
    row."""

    head: Head
    broken: Broken | None
    anchors: Held | None
    missing: bool
    unreadable: tuple[int, ...]
    torn: bool
    guarded: bool

    @property
    def is_whole(self) -> bool:
        """Whoever cuts the log short spoils the anchors too: then nobody knows that it is whole."""
        gone = self.anchors is not None and self.anchors.gone is not None
        spoilt = bool(self.unreadable) and not self.torn
        return self.broken is None and not (gone or spoilt or self.missing)


def anchor(head: Head, ring: KeyRing, place: Path | None, why: Why, system: datetime) -> None:
    """Say outside how far the log goes. The database is not asked again, so that no transaction is
    open while the disk is waited for; a disk that is full is an error in the log."""
    log.info(
        "audit anchored", count=head.place, public_id=UUID(hex=head.hash[:32]), reason=why.value
    )
    if place is None:
        return
    try:
        anchors.anchor(place, ring.audit, head, why, system)
    except OSError as problem:
        log.error("the audit's anchor was not kept", error=type(problem).__name__)


def verify(session: Session, place: Path | None, told: Sequence[tuple[int, str]] = ()) -> Verified:
    """Follow the chain from its first row, and see that it goes through every anchor.

    Args:
        told: further anchors, from the log of the process: how many rows, and the hash.
    """
    file = Kept((), (), torn=False)
    if place is not None and place.exists():
        file = anchors.read(place, ring_of(session).audit)
    told_too = tuple(Anchor(None, rows, hash_, Why.HOURLY) for rows, hash_ in told) + file.anchors
    held = anchors.compare(told_too, lambda row: hash_at(session, row)) if told_too else None
    head = head_of(session)
    return Verified(
        head=head,
        broken=first_break(session),
        anchors=held,
        missing=place is not None and head.place > 0 and not file.anchors,
        unreadable=file.unreadable,
        torn=file.torn,
        guarded=append_only.are_on(session.connection()),
    )
