"""Where the chain of the audit stood, told to a file outside the database once an hour (P12).

The chain alone does not show that rows were cut off its end, nor that somebody who has the key made
all of it anew. An anchor does: so many rows, and this was the last one's hash. What was done since
the last anchor is not covered by it. Lines carry a mark under the chain's key, so that nobody
without it says that a copy was restored.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from participation.guard.appending import append
from participation.guard.audit import Head

SHOWN = 32  # hex digits of a hash that an anchor keeps: 128 bits


class Why(StrEnum):
    HOURLY = "hourly"
    RESTORED = "restored"  # a backup came back: rows after this place are of another story


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain had so many rows, and the last one's hash began like this."""

    at: datetime | None  # None: somebody read it in the log of a process
    place: int
    hash: str
    why: Why


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file of anchors holds; `unreadable` lines, by number, are torn, or nobody of ours
    wrote them. `torn`: it is the last one alone, which a power cut may leave."""

    anchors: tuple[Anchor, ...]
    unreadable: tuple[int, ...]
    torn: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What the anchors say of the chain. `gone`: the first anchor whose row is not there any more,
    or is another one. `of_lost_days`: anchors of rows that a restored copy does not know."""

    held: int
    gone: Anchor | None
    of_lost_days: int


def anchor(path: Path, secret: bytes, head: Head, why: Why, now: datetime) -> None:
    """Add a line. `now` is the machine's own time.

    Raises:
        OSError: it is not on the disk.
    """
    said = [now.isoformat(), head.place, head.hash[:SHOWN], why.value]
    append(path, (json.dumps([*said, _mark(secret, said)]) + "\n").encode())


def read(path: Path, secret: bytes) -> Kept:
    """Every anchor, in the order in which they were written.

    Raises:
        OSError: there is no such file.
    """
    kept, unreadable = [], []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, 1):
        if line and (one := _read(line, secret)) is not None:
            kept.append(one)
        elif line:
            unreadable.append(number)
    return Kept(tuple(kept), tuple(unreadable), torn=unreadable == [len(lines)])


def compare(anchors: Sequence[Anchor], hash_at: Callable[[int], str | None]) -> Held:
    """See whether the chain still goes through every anchor.

    Args:
        hash_at: the hash of the row in a place, or None.
    """
    held = lost = 0
    for number, one in enumerate(anchors):
        if one.place == 0:
            held += 1
            continue
        found = hash_at(one.place)
        if found is not None and hmac.compare_digest(found[:SHOWN], one.hash):
            held += 1
        elif any(
            later.why is Why.RESTORED and later.place <= one.place
            for later in anchors[number + 1 :]
        ):
            lost += 1
        else:
            return Held(held, one, lost)
    return Held(held, None, lost)


def _read(line: str, secret: bytes) -> Anchor | None:
    try:
        *said, mark = json.loads(line)
        at, place, hash_, why = said
        if not hmac.compare_digest(mark, _mark(secret, said)):
            return None
        return Anchor(datetime.fromisoformat(at), int(place), str(hash_), Why(why))
    except (ValueError, TypeError):
        return None


def _mark(secret: bytes, said: Sequence[object]) -> str:
    words = "\x1f".join(("anchor", *map(str, said)))
    return hmac.new(secret, words.encode(), sha256).hexdigest()[:32]
