"""Looked-after children from the case system: each with a key of their own from the first row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from participation.care.people.bulk import NEEDS, BulkTable, Progress, Tally, in_chunks, keys_of
from participation.care.people.covering import covers_of
from participation.care.people.facts import ChildFacts, points_of
from participation.care.people.models import Child
from participation.care.people.points import Reachable, record_points
from participation.care.people.rules import ContactKind
from participation.care.people.staff import NewOfficer, Wanted, record_assignments
from participation.guard.crypto import ChildKey, ring_of
from participation.kernel.ids import new_public_id

_CHILDREN = BulkTable(
    Child,
    {
        "first_name": Child.first_name,
        "known_as": Child.known_as,
        "dialect": Child.dialect,
        "communication": Child.communication,
    },
    said=NEEDS,
)
_KEYS = BulkTable(ChildKey)
_TIMING = ("looked_after_since", "authority_to_place_on", "placed_for_adoption_on")
_COURSE = ("ceased_on", "ceased_reason", "born_on", "born_estimated")  # decide what stops (R16)


@dataclass(slots=True)
class ChildrenRecorded:
    """How many were new, changed or the same; and whose dates of care changed, by external id.

    `course_changed`: keys of children for whom other things stop, or go on, than did before.
    `officers`: who of the known has another officer.
    """

    tally: Tally = field(default_factory=Tally)
    timing_changed: set[str] = field(default_factory=set)
    course_changed: list[int] = field(default_factory=list)
    officers: list[NewOfficer] = field(default_factory=list)


@dataclass(slots=True)
class _Chunk:
    """What is found out about a thousand children before anything of them is written."""

    fresh: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, ChildKey] = field(default_factory=dict)  # by external id
    ids: dict[str, int] = field(default_factory=dict)


def record_children(
    session: Session,
    children: Sequence[ChildFacts],
    staff: Mapping[str, int],
    kinds: Collection[ContactKind],
    *,
    today: date,
    now: datetime,
    progress: Progress,
) -> ChildrenRecorded:
    """Make the stored children say what the given rows say.

    Args:
        staff: keys of staff by external id; every one that is named must be there.
        kinds: which kinds of contact the file speaks of.
    """
    done = ChildrenRecorded()
    covers = covers_of(session, today)
    for chunk in in_chunks(children):
        known = {
            row._mapping["external_id"]: row
            for row in _CHILDREN.known(session, "external_id", [one.external_id for one in chunk])
        }
        work = _compare(session, chunk, known, done, now)
        _CHILDREN.update(session, work.changed)
        work.ids.update(_CHILDREN.insert_ids(session, work.fresh, "external_id"))
        new = {work.ids[row["external_id"]] for row in work.fresh}
        touched = {row["id"] for row in work.changed}
        touched |= record_points(
            session, _reachable(chunk, work), "child_id", kinds, tally=done.tally, now=now
        )
        assigned = record_assignments(
            session, _wanted(chunk, work, staff), new_children=new, covers=covers, today=today
        )
        touched |= assigned.changed
        done.officers += assigned.officers
        done.tally.new += len(new)
        for one in chunk:
            if work.ids[one.external_id] not in new:
                done.tally.count(changed=work.ids[one.external_id] in touched)
        progress("children", done.tally.new + done.tally.changed + done.tally.same)
    return done


def _compare(
    session: Session,
    chunk: Sequence[ChildFacts],
    known: Mapping[str, Row[tuple[Any, ...]]],
    done: ChildrenRecorded,
    now: datetime,
) -> _Chunk:
    work = _Chunk()
    opened = keys_of(session, [row._mapping["key_id"] for row in known.values()])
    ring = ring_of(session)
    unborn: list[tuple[ChildFacts, Any]] = []
    for one in chunk:
        row = known.get(one.external_id)
        if row is None:
            public_id = new_public_id()
            work.keys[one.external_id] = ChildKey.issue(ring, public_id.hex, now)
            unborn.append((one, public_id))
            continue
        stored = row._mapping
        key = opened[stored["key_id"]]
        work.ids[one.external_id] = stored["id"]
        work.keys[one.external_id] = key
        plain, words = _plain(one), _words(one)
        for name in stored["said_here"] or ():  # said here: the extract does not know better
            if name in words:
                words[name] = _CHILDREN.opened(row, name, key)
            else:
                plain[name] = stored[name]
        if _CHILDREN.differs(row, plain, words, key):
            sealed = _CHILDREN.sealing(words, key, stored["public_id"])
            work.changed.append({"id": stored["id"], **plain, **sealed})
            if any(stored[name] != getattr(one, name) for name in _TIMING):
                done.timing_changed.add(one.external_id)
            if any(stored[name] != getattr(one, name) for name in _COURSE):
                done.course_changed.append(stored["id"])
    _keep_keys(session, [work.keys[one.external_id] for one, _ in unborn])
    for one, public_id in unborn:
        key = work.keys[one.external_id]
        work.fresh.append(
            {
                "public_id": public_id,
                "key_id": key.id,
                "external_id": one.external_id,
                **_plain(one),
                **_CHILDREN.sealing(_words(one), key, public_id),
            }
        )
    return work


def _keep_keys(session: Session, keys: Sequence[ChildKey]) -> None:
    """Store new keys; each then knows its own row."""
    ids = _KEYS.insert_ids(
        session,
        [
            {
                "public_id": key.public_id,
                "owner": key.owner,
                "wrapped": key.wrapped,
                "wrapped_by": key.wrapped_by,
                "made_at": key.made_at,
            }
            for key in keys
        ],
        "owner",
    )
    for key in keys:
        key.id = ids[key.owner]


def _plain(child: ChildFacts) -> dict[str, Any]:
    return {
        "born_on": child.born_on,
        "born_estimated": child.born_estimated,
        "looked_after_since": child.looked_after_since,
        "ceased_on": child.ceased_on,
        "ceased_reason": child.ceased_reason,
        "legal_status": child.legal_status,
        "spoken_language": child.spoken_language,
        "reading_language": child.reading_language,
        "reads": child.reads,
        "interpreter_needed": child.interpreter_needed,
        "interpreter_gender": child.interpreter_gender,
        "form_override": child.form_override,
        "circumstances": list(child.circumstances),
        "authority_to_place_on": child.authority_to_place_on,
        "placed_for_adoption_on": child.placed_for_adoption_on,
    }


def _words(child: ChildFacts) -> dict[str, Any]:
    return {
        "first_name": child.first_name,
        "known_as": child.known_as,
        "dialect": child.dialect,
        "communication": list(child.communication) or None,
    }


def _reachable(chunk: Sequence[ChildFacts], work: _Chunk) -> list[Reachable]:
    return [
        Reachable(
            person_id=work.ids[one.external_id],
            key_id=work.keys[one.external_id].id,
            key=work.keys[one.external_id],
            points=points_of(one),
        )
        for one in chunk
    ]


def _wanted(chunk: Sequence[ChildFacts], work: _Chunk, staff: Mapping[str, int]) -> list[Wanted]:
    return [
        Wanted(
            child_id=work.ids[one.external_id],
            officer_id=staff[one.officer],
            social_worker_id=staff[one.social_worker] if one.social_worker else None,
        )
        for one in chunk
    ]


def gone_from(session: Session, extract: Collection[str], today: date) -> tuple[list[str], int]:
    """Children who are looked after here and are not in an extract, by external id; and how many
    are looked after here at all."""
    here = session.scalars(
        select(Child.external_id).where(
            or_(Child.ceased_on.is_(None), Child.ceased_on > today),
            Child.contact_stopped_on.is_(None),
        )
    ).all()
    return sorted(set(here) - set(extract)), len(here)


def end_care(session: Session, external_ids: Collection[str], today: date) -> list[int]:
    """Care ended: these children are in the case system's extract no more. Their keys."""
    ids = [child.id for child in known_children(session, external_ids).values()]
    for chunk in in_chunks(ids):
        _CHILDREN.update(session, [{"id": key, "ceased_on": today} for key in chunk])
    return ids


@dataclass(frozen=True, slots=True)
class KnownChild:
    """What other files lean on: the row, its key, the days of care and of birth."""

    id: int
    key_id: int
    since: date
    born_on: date


def known_children(session: Session, external_ids: Collection[str]) -> dict[str, KnownChild]:
    """Stored children by external id; the unknown are left out."""
    found: dict[str, KnownChild] = {}
    for chunk in in_chunks(external_ids):
        rows = session.execute(
            select(
                Child.external_id,
                Child.id,
                Child.key_id,
                Child.looked_after_since,
                Child.born_on,
            ).where(Child.external_id.in_(chunk))
        )
        for row in rows:
            found[row.external_id] = KnownChild(
                row.id, row.key_id, row.looked_after_since, row.born_on
            )
    return found
