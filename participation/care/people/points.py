"""Numbers and addresses of many people at once, made to say what the case system says.

What we learnt ourselves stays: a reply that renewed a number is not made older, and a number that
was stopped or went wrong does not come back to life because a file names it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from participation.care.people.bulk import BulkTable, NumberLeft, Tally
from participation.care.people.facts import PointFacts
from participation.care.people.models import ContactPoint, SuppressedNumber
from participation.care.people.rules import ContactKind, ContactState, first_day_of_use
from participation.guard.crypto import ChildKey, ring_of
from participation.kernel.ids import new_public_id

_TABLE = BulkTable(ContactPoint, {"value": ContactPoint.value})

Owner = Literal["child_id", "adult_id"]


@dataclass(frozen=True, slots=True, repr=False)
class Reachable:
    """One person, the key their numbers are sealed under, and every way to reach them."""

    person_id: int
    key_id: int
    key: ChildKey
    points: Sequence[PointFacts]


def record_points(
    session: Session,
    people: Sequence[Reachable],
    owner: Owner,
    kinds: Collection[ContactKind],
    *,
    tally: Tally,
    now: datetime,
) -> set[int]:
    """Make the stored numbers of at most a chunk of people the given ones.

    A mobile number that takes another's place is not written to in its first day (T24).

    Args:
        kinds: what the file speaks of; a kind that it has no column for is left alone.
        tally: is told of the numbers that people no longer have, or that are not safe any more.

    Returns:
        The people of whom anything changed.
    """
    stored: defaultdict[int, dict[str, Row[tuple[Any, ...]]]] = defaultdict(dict)
    for row in _TABLE.known(session, owner, [person.person_id for person in people]):
        if row._mapping["kind"] in kinds:
            stored[row._mapping[owner]][row._mapping["value_hash"]] = row
    changed: set[int] = set()
    fresh: list[dict[str, Any]] = []
    renewed: list[dict[str, Any]] = []
    gone: list[int] = []
    for person in people:
        left = stored.get(person.person_id, {})
        had_mobile = any(row._mapping["kind"] is ContactKind.MOBILE for row in left.values())
        for point in person.points:
            value_hash = ring_of(session).lookup_hash(point.kind, point.value)
            known = left.pop(value_hash, None)
            if known is None:
                waits = had_mobile and point.kind is ContactKind.MOBILE
                usable_from = first_day_of_use(now) if waits else None
                new = _new(point, value_hash, person) | {"usable_from": usable_from}
                fresh.append({owner: person.person_id, **new})
            elif (newer := _newer(known, point)) is not None:
                renewed.append(newer)
                if _was_safe(known) and not point.safe_to_text:
                    theirs = {owner: person.person_id}
                    tally.not_safe_now.append(NumberLeft(value_hash, **theirs))
            else:
                continue
            changed.add(person.person_id)
        gone += [row._mapping["id"] for row in left.values()]
        tally.left += [
            NumberLeft(row._mapping["value_hash"], **{owner: person.person_id})
            for row in left.values()
            if row._mapping["kind"] is ContactKind.MOBILE
        ]
        if left:
            changed.add(person.person_id)
    _stay_stopped(session, fresh)
    _TABLE.delete(session, gone)
    _TABLE.insert(session, fresh)
    _TABLE.update(session, renewed)
    return changed


def _new(point: PointFacts, value_hash: str, person: Reachable) -> dict[str, Any]:
    public_id = new_public_id()
    spoken_with = point.confirmed_on is not None
    return {
        "public_id": public_id,
        "key_id": person.key_id,
        "kind": point.kind,
        **_TABLE.sealing({"value": point.value}, person.key, public_id),
        "value_hash": value_hash,
        "safe_to_text": point.safe_to_text,
        "own_and_private": point.own_and_private,
        "confirmed_on": point.confirmed_on,
        "state": ContactState.USABLE if spoken_with else ContactState.UNCONFIRMED,
    }


def _was_safe(stored: Row[tuple[Any, ...]]) -> bool:
    return stored._mapping["kind"] is ContactKind.MOBILE and stored._mapping["safe_to_text"]


def _newer(stored: Row[tuple[Any, ...]], point: PointFacts) -> dict[str, Any] | None:
    """The columns to write where the file says something new of a known number."""
    was = stored._mapping
    days = [day for day in (was["confirmed_on"], point.confirmed_on) if day is not None]
    confirmed_on = max(days, default=None)
    state = was["state"]
    if state is ContactState.UNCONFIRMED and confirmed_on is not None:
        state = ContactState.USABLE
    now = {
        "safe_to_text": point.safe_to_text,
        "own_and_private": point.own_and_private,
        "confirmed_on": confirmed_on,
        "state": state,
    }
    if all(was[name] == value for name, value in now.items()):
        return None
    return {"id": was["id"], **now}


def _stay_stopped(session: Session, fresh: Sequence[dict[str, Any]]) -> None:
    """A number that said STOP is stopped for whoever has it next."""
    hashes = [row["value_hash"] for row in fresh]
    if not hashes:
        return
    stopped = set(
        session.scalars(
            select(SuppressedNumber.number_hash).where(SuppressedNumber.number_hash.in_(hashes))
        )
    )
    for row in fresh:
        if row["value_hash"] in stopped:
            row["state"] = ContactState.SUPPRESSED
