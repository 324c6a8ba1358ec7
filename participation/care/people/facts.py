"""What a council's case system says about people, checked but not yet compared with what we hold.

Plain values. `row` is where the extract said it, for reports only; it takes no part in equality.
None of them shows a name or a number in `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from participation.care.people.models import RelationshipKind
from participation.care.people.rules import ContactKind


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class StaffFacts:
    external_id: str
    full_name: str
    email: str  # lower case
    roles: tuple[str, ...]
    team: str | None
    row: int = field(compare=False)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ChildFacts:
    """One looked-after child. Staff are named by their external ids."""

    external_id: str
    first_name: str
    known_as: str | None
    born_on: date
    born_estimated: bool
    looked_after_since: date
    ceased_on: date | None
    ceased_reason: str | None
    legal_status: str | None
    officer: str
    social_worker: str | None
    spoken_language: str
    dialect: str | None
    reading_language: str
    reads: str
    interpreter_needed: bool
    interpreter_gender: str | None
    communication: tuple[str, ...]
    form_override: str | None
    circumstances: tuple[str, ...]
    authority_to_place_on: date | None
    placed_for_adoption_on: date | None
    mobile: str | None  # E.164
    mobile_private: bool
    safe_to_text: bool
    confirmed_on: date | None
    email: str | None
    row: int = field(compare=False)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ContactFacts:
    """One adult as they stand to one child. The same `adult` in several rows is one person (R8)."""

    external_id: str
    adult: str
    child: str
    kind: RelationshipKind
    full_name: str
    parental_responsibility: bool
    mobile: str | None  # E.164
    mobile_private: bool
    email: str | None
    spoken_language: str
    reading_language: str
    interpreter_needed: bool
    may_be_asked: bool
    not_asked_reason: str | None
    not_asked_decided_by: str | None
    not_asked_until: date | None
    safe_to_text: bool
    confirmed_on: date | None
    row: int = field(compare=False)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class PointFacts:
    """One number or address of one person. `value` is E.164, or an address in lower case."""

    kind: ContactKind
    value: str
    safe_to_text: bool
    own_and_private: bool
    confirmed_on: date | None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class AdultFacts:
    """One adult, put together from all the rows that speak of them."""

    external_id: str
    full_name: str
    spoken_language: str
    reading_language: str
    interpreter_needed: bool
    points: tuple[PointFacts, ...]


def points_of(person: ChildFacts | ContactFacts) -> tuple[PointFacts, ...]:
    """The ways to reach a person that one row gives; leave to text covers every one of them."""
    points: list[PointFacts] = []
    if person.mobile:
        points.append(
            PointFacts(
                kind=ContactKind.MOBILE,
                value=person.mobile,
                safe_to_text=person.safe_to_text,
                own_and_private=person.mobile_private,
                confirmed_on=person.confirmed_on,
            )
        )
    if person.email:
        points.append(
            PointFacts(
                kind=ContactKind.EMAIL,
                value=person.email,
                safe_to_text=person.safe_to_text,
                own_and_private=False,
                confirmed_on=person.confirmed_on,
            )
        )
    return tuple(points)


def adult_from(rows: list[ContactFacts]) -> AdultFacts:
    """One adult from every row of theirs: the first says the name, the safer word wins on texting.

    A number that one sibling's row calls unsafe is unsafe; it is private only if all say so; the
    latest day somebody spoke with them counts.
    """
    points: dict[tuple[ContactKind, str], PointFacts] = {}
    for row in rows:
        for point in points_of(row):
            known = points.get((point.kind, point.value))
            points[point.kind, point.value] = _safer(known, point) if known else point
    first = rows[0]
    return AdultFacts(
        external_id=first.adult,
        full_name=first.full_name,
        spoken_language=first.spoken_language,
        reading_language=first.reading_language,
        interpreter_needed=any(row.interpreter_needed for row in rows),
        points=tuple(points.values()),
    )


def _safer(one: PointFacts, other: PointFacts) -> PointFacts:
    spoken = [day for day in (one.confirmed_on, other.confirmed_on) if day is not None]
    return PointFacts(
        kind=one.kind,
        value=one.value,
        safe_to_text=one.safe_to_text and other.safe_to_text,
        own_and_private=one.own_and_private and other.own_and_private,
        confirmed_on=max(spoken, default=None),
    )
