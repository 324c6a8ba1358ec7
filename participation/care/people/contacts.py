"""Adults from the case system, and what each is to each child (R7, R8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.people.bulk import NEEDS, BulkTable, Progress, Tally, in_chunks, keys_of
from participation.care.people.children import KnownChild
from participation.care.people.facts import AdultFacts, ContactFacts, adult_from
from participation.care.people.models import (
    Adult,
    Child,
    ContactPoint,
    Relationship,
    RelationshipKind,
)
from participation.care.people.points import Reachable, record_points
from participation.care.people.rules import ContactKind
from participation.guard.crypto import ChildKey, council_key
from participation.kernel.ids import new_public_id

_ADULTS = BulkTable(Adult, {"full_name": Adult.full_name}, said=NEEDS)
_POINTS = BulkTable(ContactPoint)
_RELATIONSHIPS = BulkTable(Relationship, {"not_asked_reason": Relationship.not_asked_reason})


def record_contacts(
    session: Session,
    contacts: Sequence[ContactFacts],
    children: Mapping[str, KnownChild],
    staff: Mapping[str, int],
    kinds: Collection[ContactKind],
    *,
    now: datetime,
    progress: Progress,
) -> Tally:
    """Make adults, their numbers and their relationships say what the given rows say.

    Args:
        children, staff: by external id; every one that is named must be there.

    Returns:
        Counts of rows: one is changed when the relationship, the adult or a number is.
    """
    rows_of: defaultdict[str, list[ContactFacts]] = defaultdict(list)
    for one in contacts:
        rows_of[one.adult].append(one)
    key = council_key(session, now)
    tally = Tally()
    adults: dict[str, int] = {}
    touched: set[int] = set()
    for chunk in in_chunks(rows_of.values()):
        facts = [adult_from(rows) for rows in chunk]
        touched |= _record_adults(session, facts, adults, key)
        people = [Reachable(adults[one.external_id], key.id, key, one.points) for one in facts]
        touched |= record_points(session, people, "adult_id", kinds, tally=tally, now=now)
        progress("people around them", len(adults))
    left: set[int] = set()
    for rows in in_chunks(contacts):
        left |= _record_relationships(session, rows, adults, children, staff, touched, tally)
        progress("contacts", tally.new + tally.changed + tally.same)
    _forget_numbers_of(session, left)
    return tally


def _record_adults(
    session: Session, adults: Sequence[AdultFacts], ids: dict[str, int], key: ChildKey
) -> set[int]:
    """Insert or update a chunk of adults; `ids` learns their keys. Known ones that changed."""
    known = {
        row._mapping["external_id"]: row
        for row in _ADULTS.known(session, "external_id", [one.external_id for one in adults])
    }
    fresh: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for one in adults:
        plain = {
            "spoken_language": one.spoken_language,
            "reading_language": one.reading_language,
            "interpreter_needed": one.interpreter_needed,
        }
        words = {"full_name": one.full_name}
        row = known.get(one.external_id)
        if row is None:
            public_id = new_public_id()
            fresh.append(
                {
                    "public_id": public_id,
                    "key_id": key.id,
                    "external_id": one.external_id,
                    **plain,
                    **_ADULTS.sealing(words, key, public_id),
                }
            )
            continue
        ids[one.external_id] = row._mapping["id"]
        for name in row._mapping["said_here"] or ():  # as for a child
            plain |= {name: row._mapping[name]} if name in plain else {}
        if _ADULTS.differs(row, plain, words, key):
            sealed = _ADULTS.sealing(words, key, row._mapping["public_id"])
            changed.append({"id": row._mapping["id"], **plain, **sealed})
    _ADULTS.update(session, changed)
    ids.update(_ADULTS.insert_ids(session, fresh, "external_id"))
    return {row["id"] for row in changed}


def _record_relationships(
    session: Session,
    contacts: Sequence[ContactFacts],
    adults: Mapping[str, int],
    children: Mapping[str, KnownChild],
    staff: Mapping[str, int],
    touched: Collection[int],
    tally: Tally,
) -> set[int]:
    """Insert or update a chunk of relationships; the adults that one of them was taken from."""
    known: dict[str, Row[tuple[Any, ...]]] = {
        row._mapping["external_id"]: row
        for row in _RELATIONSHIPS.known(
            session, "external_id", [one.external_id for one in contacts]
        )
    }
    keys = keys_of(session, _keys_needed(contacts, known, children))
    fresh: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    left: set[int] = set()
    for one in contacts:
        child = children[one.child]
        plain = _plain(one, adults[one.adult], staff)
        words = {"not_asked_reason": one.not_asked_reason}
        row = known.get(one.external_id)
        key = keys.get(child.key_id)
        if row is None:
            public_id = new_public_id()
            fresh.append(
                {
                    "public_id": public_id,
                    "key_id": child.key_id,
                    "external_id": one.external_id,
                    "child_id": child.id,
                    **plain,
                    **_sealed(words, key, public_id),
                }
            )
            tally.new += 1
            continue
        differs = _differs(row, plain, words, key)
        tally.count(changed=differs or adults[one.adult] in touched)
        if differs:
            sealed = _sealed(words, key, row._mapping["public_id"])
            changed.append({"id": row._mapping["id"], **plain, **sealed})
            if row._mapping["ended_on"] is not None:
                tally.back.append(row._mapping["id"])
            if row._mapping["adult_id"] != plain["adult_id"]:
                left.add(row._mapping["adult_id"])
    _RELATIONSHIPS.update(session, changed)
    _RELATIONSHIPS.insert(session, fresh)
    return left


def _forget_numbers_of(session: Session, adults: Collection[int]) -> None:
    """Two adults turned out to be one: who is nobody's any more must not hold the number too."""
    for chunk in in_chunks(adults):
        still = select(Relationship.adult_id).where(Relationship.adult_id.in_(chunk))
        _POINTS.delete(
            session,
            session.scalars(
                select(ContactPoint.id).where(
                    ContactPoint.adult_id.in_(chunk), ContactPoint.adult_id.not_in(still)
                )
            ).all(),
        )


def _plain(one: ContactFacts, adult_id: int, staff: Mapping[str, int]) -> dict[str, Any]:
    decided_by = one.not_asked_decided_by
    return {
        "adult_id": adult_id,
        "kind": one.kind,
        "parental_responsibility": one.parental_responsibility,
        "may_be_asked": one.may_be_asked,
        "not_asked_decided_by_id": staff[decided_by] if decided_by else None,
        "not_asked_until": one.not_asked_until,
        "ended_on": None,
    }


def _keys_needed(
    contacts: Sequence[ContactFacts],
    known: Mapping[str, Row[tuple[Any, ...]]],
    children: Mapping[str, KnownChild],
) -> set[int]:
    """Keys of children of whom a reason is stored or given; the others need not be opened."""
    return {
        children[one.child].key_id
        for one in contacts
        if one.not_asked_reason
        or (
            one.external_id in known
            and known[one.external_id]._mapping["not_asked_reason_sealed"] is not None
        )
    }


def _sealed(
    words: Mapping[str, str | None], key: ChildKey | None, public_id: Any
) -> dict[str, bytes | None]:
    if key is None:  # nothing to seal, so its key was not fetched
        return {"not_asked_reason_sealed": None}
    return _RELATIONSHIPS.sealing(words, key, public_id)


def _differs(
    row: Row[tuple[Any, ...]],
    plain: Mapping[str, Any],
    words: Mapping[str, str | None],
    key: ChildKey | None,
) -> bool:
    if key is None:
        return any(row._mapping[name] != value for name, value in plain.items())
    return _RELATIONSHIPS.differs(row, plain, words, key)


def children_of_contacts(session: Session, external_ids: Collection[str]) -> dict[str, str]:
    """Whose contact each stored one is: contact id to child, both external."""
    found: dict[str, str] = {}
    for chunk in in_chunks(external_ids):
        rows = session.execute(
            select(Relationship.external_id, Child.external_id)
            .join(Child, Child.id == Relationship.child_id)
            .where(Relationship.external_id.in_(chunk))
        )
        found.update({row[0]: row[1] for row in rows})
    return found


def contacts_of(
    session: Session, children: Collection[str], today: date
) -> dict[str, RelationshipKind]:
    """Who, of the case system's people, is around these children: contact id to what they are.
    Children whose care has ended are left out, and people who were added here."""
    found: dict[str, RelationshipKind] = {}
    for chunk in in_chunks(children):
        rows = session.execute(
            select(Relationship.external_id, Relationship.kind)
            .join(Child, Child.id == Relationship.child_id)
            .where(
                Child.external_id.in_(chunk),
                or_(Child.ceased_on.is_(None), Child.ceased_on > today),
                Relationship.ended_on.is_(None),
                Relationship.external_id.not_like(f"{ADDED_HERE}%"),
            )
        )
        found.update({row[0]: row[1] for row in rows})
    return found


def named_contacts(session: Session, external_ids: Collection[str]) -> Sequence[Relationship]:
    """These contacts with their people, in the order of their ids."""
    return session.scalars(
        select(Relationship)
        .where(Relationship.external_id.in_(external_ids))
        .options(
            joinedload(Relationship.adult, innerjoin=True),
            joinedload(Relationship.child, innerjoin=True),
        )
        .order_by(Relationship.external_id)
    ).all()


def end_contacts(session: Session, external_ids: Collection[str], today: date) -> list[int]:
    """They are not around the child any more. Their keys."""
    ids: list[int] = []
    for chunk in in_chunks(external_ids):
        named = select(Relationship.id).where(Relationship.external_id.in_(chunk))
        ended = list(session.scalars(named.order_by(Relationship.id)))
        _RELATIONSHIPS.update(session, [{"id": key, "ended_on": today} for key in ended])
        ids += ended
    return ids


ADDED_HERE = "here-"
"""How the id of somebody begins whom people here added; the extract brings them by another."""


def add_here(
    session: Session, child: Child, kind: RelationshipKind, name: str, now: datetime
) -> Relationship:
    """Somebody around a child whom the case system has not told us of. Nothing to reach them by is
    taken here: numbers come from the case system, or somebody speaks with them first (R11)."""
    public_id = new_public_id()
    adult = Adult(
        public_id=public_id,
        key=council_key(session, now),
        external_id=f"{ADDED_HERE}{public_id.hex}",
        full_name=name,
    )
    related = Relationship(
        key=child.key,
        external_id=f"{ADDED_HERE}{new_public_id().hex}",
        child_id=child.id,
        adult=adult,
        kind=kind,
        may_be_asked=True,
    )
    session.add(related)
    session.flush()
    return related
