"""What an import changes, told in the words of the extract: whose row, which column, old and new.

Made from the rows as they stood before and as they stand after, so it shows what is done and not
what was meant. People and reviews that are new are not taken apart here: they are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.bulk import in_chunks, keys_of
from participation.care.people.models import (
    Adult,
    AssignedAs,
    Assignment,
    Child,
    ContactPoint,
    Relationship,
    StaffMember,
)
from participation.care.people.recorded import Touched, Values
from participation.care.people.rules import ContactKind
from participation.care.reviews.models import Review
from participation.guard.crypto import ChildKey, Sealed
from participation.journeys.importing.problems import FileKind

Fields = dict[str, tuple[str, str]]
"""By column: what stood there, and what stands there now."""


@dataclass(frozen=True, slots=True, order=True)
class Changed:
    """One row of one file that is not what it was."""

    file: str
    identity: str
    who: str = field(repr=False)
    fields: tuple[tuple[str, str, str], ...] = field(repr=False)


ROWS_OF: Mapping[str, FileKind] = {
    StaffMember.__tablename__: FileKind.STAFF,
    Child.__tablename__: FileKind.CHILDREN,
    Relationship.__tablename__: FileKind.CONTACTS,
    Review.__tablename__: FileKind.REVIEWS,
}
_FILES: Mapping[str, FileKind] = {**ROWS_OF, Adult.__tablename__: FileKind.CONTACTS}
_SEALED: Mapping[str, Mapping[str, Sealed[Any]]] = {
    StaffMember.__tablename__: {
        "full_name": StaffMember.full_name,
        "email": StaffMember.email,
        "team": StaffMember.team,
    },
    Child.__tablename__: {
        "first_name": Child.first_name,
        "known_as": Child.known_as,
        "dialect": Child.dialect,
        "communication": Child.communication,
    },
    Adult.__tablename__: {"full_name": Adult.full_name},
    Relationship.__tablename__: {"not_asked_reason": Relationship.not_asked_reason},
    ContactPoint.__tablename__: {"value": ContactPoint.value},
}
# What the extract calls a column of ours, where that is not the same word.
_CALLED: Mapping[str, str] = {
    "born_on": "pers_dob",
    "born_estimated": "dob_estimated",
    "kind": "relationship",
    "own_and_private": "mobile_private",
}
_CALLED_OF_REVIEWS: Mapping[str, str] = {
    "kind": "review_type",
    "due_imported": "clar_cla_review_due_date",
    "planned_on": "clar_cla_review_date",
    "planned_time": "review_time",
}
# Ours alone: keys, hashes, and what follows from the rest.
_NOT_SHOWN = frozenset(
    {
        *("id", "public_id", "key_id", "external_id", "email_hash", "value_hash", "child_id"),
        *("adult_id", "due_rule", "usable_from", "local_roles", "value"),
        *("noted_on", "said_there"),
    }
)
_PERMISSIONS = ("safe_to_text", "own_and_private", "confirmed_on")  # of a mobile number
_KEYS: Mapping[str, str] = {
    "adult_id": "person_ref",
    "chair_staff_id": "chair_staff_id",
    "not_asked_decided_by_id": "not_asked_decided_by",
}
_STAFF_OF_CHILD = {
    AssignedAs.REVIEWING_OFFICER: "iro_staff_id",
    AssignedAs.SOCIAL_WORKER: "social_worker_staff_id",
}


def changes(session: Session, touched: Sequence[Touched]) -> list[Changed]:
    """Known rows that differ, file by file and id by id."""
    names = _Names(session, touched)
    found: defaultdict[tuple[str, str], Fields] = defaultdict(dict)
    who: dict[tuple[str, str], str] = {}
    for one in touched:
        row = one.after or one.before or {}
        match one.table:
            case Assignment.__tablename__:
                place = names.child(row["child_id"])
                _assigned(found[place], one, names) if place else None
            case ContactPoint.__tablename__:
                place = names.holder(row)
                _reached(found[place], one, names) if place else None
            case _ if one.before is None or one.after is None or one.table not in _FILES:
                continue
            case _:
                place = (_FILES[one.table].value, str(row["external_id"]))
                found[place] |= _fields(one, names)
        if place:
            who[place] = names.called(one.table, row)
    return sorted(
        Changed(*place, who.get(place, ""), fields)
        for place, said in found.items()
        if (fields := tuple(sorted((c, o, n) for c, (o, n) in said.items() if o != n)))
    )


class _Names:
    """Whose rows these are: looked up once, for rows that were there before."""

    def __init__(self, session: Session, touched: Sequence[Touched]) -> None:
        new = {(one.table, one.id) for one in touched if one.before is None}
        rows = [values for one in touched for values in (one.before, one.after) if values]
        self._children = _named(session, Child, _ids(rows, touched, "child_id", Child))
        self._adults = _named(session, Adult, _ids(rows, touched, "adult_id", Adult))
        self._staff = _named(session, StaffMember, _staff_ids(rows, touched))
        self._new = new
        self.keys: dict[int, ChildKey] = {}
        for chunk in in_chunks({row["key_id"] for row in rows if "key_id" in row}):
            self.keys |= keys_of(session, chunk)

    def child(self, key: int) -> tuple[str, str] | None:
        if (Child.__tablename__, key) in self._new or key not in self._children:
            return None
        return FileKind.CHILDREN.value, self._children[key][0]

    def holder(self, point: Values) -> tuple[str, str] | None:
        if point["child_id"] is not None:
            return self.child(point["child_id"])
        key = point["adult_id"]
        if (Adult.__tablename__, key) in self._new or key not in self._adults:
            return None
        return FileKind.CONTACTS.value, self._adults[key][0]

    def staff(self, key: int | None) -> str:
        return self._staff.get(key or 0, ("", ""))[0]

    def adult(self, key: int) -> str:
        return self._adults.get(key, ("", ""))[0]

    def called(self, table: str, row: Values) -> str:
        match table:
            case StaffMember.__tablename__:
                return self._staff.get(row["id"], ("", ""))[1]
            case Adult.__tablename__:
                return self._adults.get(row["id"], ("", ""))[1]
            case Child.__tablename__:
                return self._children.get(row["id"], ("", ""))[1]
            case Relationship.__tablename__:
                return self._adults.get(row["adult_id"], ("", ""))[1]
            case _ if row.get("child_id") is not None:
                return self._children.get(row["child_id"], ("", ""))[1]
            case _:
                return self._adults.get(row.get("adult_id") or 0, ("", ""))[1]


def _fields(one: Touched, names: _Names) -> Fields:
    before, after = one.before or {}, one.after or {}
    called = _CALLED_OF_REVIEWS if one.table == Review.__tablename__ else _CALLED
    said: Fields = {}
    for column in before:
        plain = column.removesuffix("_sealed").removesuffix("_by_id")
        if plain in _NOT_SHOWN and column != "adult_id":
            continue
        was, now = (_value(one.table, column, row, names) for row in (before, after))
        if was != now:
            said[_KEYS.get(column) or called.get(plain, plain)] = (was, now)
    return said


def _value(table: str, column: str, row: Values, names: _Names) -> str:
    match column:
        case _ if column.endswith("_sealed"):
            return _shown(_opened(table, column.removesuffix("_sealed"), row, names))
        case "adult_id":
            return names.adult(row[column])
        case _ if column in _KEYS:
            return names.staff(row[column])
        case _:
            return _shown(row[column])


def _reached(said: Fields, one: Touched, names: _Names) -> None:
    """A number or an address that came, went, or may be used otherwise."""
    row = one.after or one.before or {}
    kind = str(row["kind"])
    was = _opened(one.table, "value", one.before, names) if one.before else ""
    now = _opened(one.table, "value", one.after, names) if one.after else ""
    if one.before is not None and one.after is not None:
        said |= _fields(one, names)
        return
    _beside(said, kind, was, now)
    if row["kind"] is ContactKind.MOBILE:
        for column in _PERMISSIONS:
            text = _shown(row[column])
            was, now = (text, "") if one.after is None else ("", text)
            _beside(said, _CALLED.get(column, column), was, now)


def _beside(said: Fields, column: str, was: str, now: str) -> None:
    old, new = said.get(column, ("", ""))
    said[column] = (" ".join(filter(None, (old, was))), " ".join(filter(None, (new, now))))


def _assigned(said: Fields, one: Touched, names: _Names) -> None:
    row = one.after or one.before or {}
    column = _STAFF_OF_CHILD.get(AssignedAs(row["assigned_as"]))
    if column is None:
        return
    old, new = said.get(column, ("", ""))
    staff = names.staff(row["staff_id"])
    said[column] = (old, staff) if one.before is None else (staff, new)


def _opened(table: str, name: str, row: Values | None, names: _Names) -> Any:
    sealed = (row or {}).get(f"{name}_sealed")
    if row is None or sealed is None or name not in _SEALED.get(table, {}):
        return None
    return _SEALED[table][name].open(names.keys[row["key_id"]], row["public_id"], sealed)


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case list() | tuple():
            return ";".join(str(one) for one in value)
        case _:
            return str(value)


def _ids(
    rows: Iterable[Values], touched: Iterable[Touched], column: str, model: type[Child | Adult]
) -> set[int]:
    named = {row[column] for row in rows if row.get(column) is not None}
    return named | {one.id for one in touched if one.table == model.__tablename__}


def _staff_ids(rows: Iterable[Values], touched: Iterable[Touched]) -> set[int]:
    columns = ("staff_id", "chair_staff_id", "not_asked_decided_by_id")
    named = {row[name] for row in rows for name in columns if row.get(name) is not None}
    return named | {one.id for one in touched if one.table == StaffMember.__tablename__}


def _named(
    session: Session, model: type[Child | Adult | StaffMember], ids: set[int]
) -> dict[int, tuple[str, str]]:
    """External id and what to call them, by key."""
    found: dict[int, tuple[str, str]] = {}
    for chunk in in_chunks(ids):
        statement = select(model).where(model.id.in_(chunk))
        for row in session.scalars(statement.execution_options(populate_existing=True)):
            match row:
                case Child():
                    found[row.id] = (row.external_id, row.called)
                case Adult() | StaffMember():
                    found[row.id] = (row.external_id, row.full_name or "")
    return found
