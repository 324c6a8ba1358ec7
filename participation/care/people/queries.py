"""Reads about people: whose children are open to whom, who the officer is, who has this number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Select,
    bindparam,
    case,
    exists,
    func,
    inspect,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from participation.care.people.models import (
    AssignedAs,
    Assignment,
    Child,
    ContactKind,
    ContactPoint,
    ContactState,
    NeverList,
    Relationship,
    StaffMember,
    SuppressedNumber,
)
from participation.care.people.what_stops import CeasedReason
from participation.guard.crypto import ChildKey, KeyRing
from participation.kernel.rows import ask, seat

Columns = TypeVarTuple("Columns")

OFFICERS = (AssignedAs.REVIEWING_OFFICER, AssignedAs.COVER)
"""Who does the reviewing officer's job for a child; what was kept for the officer is for these."""


def children_open_to(
    staff_id: int, today: date, *, assigned_as: Collection[AssignedAs] = tuple(AssignedAs)
) -> Select[int]:
    """Ids of the children whose record this member of staff may open; every list joins it (D19).

    Assigned in one of these ways and on a live day (both ends included), and not on the child's
    never list, which beats every role.
    """
    return (
        select(Assignment.child_id)
        .where(
            Assignment.staff_id == staff_id,
            Assignment.assigned_as.in_(assigned_as),
            Assignment.from_on <= today,
            or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
            Assignment.child_id.not_in(children_barred_to(staff_id)),
        )
        .distinct()
    )


def children_barred_to(staff_id: int) -> Select[int]:
    """Ids of the children whose never list names this member of staff."""
    return select(NeverList.child_id).where(NeverList.staff_id == staff_id)


def children_not_barred(staff_id: int) -> Select[int]:
    """Ids of every child, save those whose never list names this member of staff."""
    return select(Child.id).where(Child.id.not_in(children_barred_to(staff_id)))


def is_barred(session: Session, child_id: int, staff_id: int) -> bool:
    """Whether the child's never list names this member of staff."""
    barred = children_barred_to(staff_id).where(NeverList.child_id == child_id)
    return session.scalar(barred.limit(1)) is not None


def children_with_officer(today: date) -> Select[int]:
    """Ids of the children for whom somebody does the reviewing officer's job on that day; not
    somebody whom the child's never-list names, who can do nothing for them."""
    barred = select(NeverList.id).where(
        NeverList.child_id == Assignment.child_id, NeverList.staff_id == Assignment.staff_id
    )
    return (
        select(Assignment.child_id)
        .join(StaffMember, Assignment.staff_id == StaffMember.id)
        .where(
            ~barred.correlate(Assignment).exists(),
            Assignment.assigned_as.in_(OFFICERS),
            Assignment.from_on <= today,
            or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
            is_here(today),
        )
    )


def is_here(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """A condition beside a member of staff: they work here on that day."""
    return or_(StaffMember.active_until.is_(None), StaffMember.active_until >= today)


def staff_here(session: Session, today: date) -> Sequence[StaffMember]:
    """Everybody who works here on that day. Roles and teams are not asked for in the database."""
    return session.scalars(select(StaffMember).where(is_here(today)).order_by(StaffMember.id)).all()


def officer_of(session: Session, child_id: int, today: date) -> StaffMember | None:
    """The reviewing officer on duty for a child: whoever covers first, else the officer."""
    return session.scalar(_officer_on_duty(), {"child_id": child_id, "today": today})


def officer_name(session: Session, child_id: int, today: date) -> str | None:
    """… and only the name, for less than half of the time: every page of a respondent says it."""
    found = session.execute(_officers_name(), {"child_id": child_id, "today": today}).first()
    if found is None:
        return None
    public_id, sealed, key = found
    return StaffMember.full_name.open(key, public_id, sealed)


@cache
def _officer_on_duty() -> Select[StaffMember]:
    """Built once: putting a statement together costs as much as running it."""
    return _on_duty(select(StaffMember).join(Assignment, Assignment.staff_id == StaffMember.id))


@cache
def _officers_name() -> Select[UUID, bytes, ChildKey]:
    return _on_duty(
        select(StaffMember.public_id, StaffMember.full_name_sealed, ChildKey)
        .join(Assignment, Assignment.staff_id == StaffMember.id)
        .join(ChildKey, ChildKey.id == StaffMember.key_id)
    )


def _on_duty(wanted: Select[*Columns]) -> Select[*Columns]:
    today = bindparam("today", type_=Date())
    cover_first = case((Assignment.assigned_as == AssignedAs.COVER, 0), else_=1)
    return (
        wanted.where(
            Assignment.child_id == bindparam("child_id"),
            Assignment.assigned_as.in_((AssignedAs.COVER, AssignedAs.REVIEWING_OFFICER)),
            Assignment.from_on <= today,
            or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
            is_here(today),
        )
        .order_by(cover_first, Assignment.from_on.desc(), Assignment.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class NumberOf:
    """The number to text somebody on, and what is known of it whoever it is held for."""

    point: ContactPoint = field(repr=False)
    stopped: bool  # it said STOP
    shared: bool  # with somebody else whom we know: a person decides


def number_of(
    session: Session, *, adult_id: int | None = None, child_id: int | None = None
) -> NumberOf | None:
    """The number to text one person on, or None.

    Of several: one that is safe and usable before one that is not, then the one confirmed last.
    Whether it may be used now is for `rules.textable` to say.
    """
    session.flush()  # a number may have been changed just now, or said STOP
    if adult_id is not None:
        found = ask(session, _ADULTS_NUMBER, person_id=adult_id)
    else:
        found = ask(session, _CHILDS_NUMBER, person_id=child_id)
    if not found:
        return None
    *columns, stopped, holders = found[0]
    point = seat(session, ContactPoint, dict(zip(_POINT, columns, strict=True)))
    return NumberOf(point, stopped=bool(stopped), shared=holders > 1)


_POINT = tuple(column.key for column in inspect(ContactPoint).column_attrs)
_HOLDER = aliased(ContactPoint)


def _best(person: InstrumentedAttribute[int | None]) -> Select[*tuple[Any, ...]]:
    """Built once for whoever it is: every text that we begin asks it."""
    good_first = case(
        (ContactPoint.safe_to_text & (ContactPoint.state == ContactState.USABLE), 0), else_=1
    )
    holders = (
        select(func.count())
        .where(_HOLDER.value_hash == ContactPoint.value_hash, _HOLDER.kind == ContactKind.MOBILE)
        .scalar_subquery()
    )
    return (
        select(
            *(getattr(ContactPoint, name) for name in _POINT),
            exists().where(SuppressedNumber.number_hash == ContactPoint.value_hash),
            holders,
        )
        .where(person == bindparam("person_id"), ContactPoint.kind == ContactKind.MOBILE)
        .order_by(
            good_first,
            ContactPoint.confirmed_on.is_(None),
            ContactPoint.confirmed_on.desc(),
            ContactPoint.id.desc(),
        )
        .limit(1)
    )


_ADULTS_NUMBER = _best(ContactPoint.adult_id)
_CHILDS_NUMBER = _best(ContactPoint.child_id)


@dataclass(frozen=True, slots=True)
class Holders:
    """Everyone we know under one number: where words may come from, never who wrote them."""

    adults: tuple[int, ...] = ()
    children: tuple[int, ...] = ()
    not_safe: bool = False  # to text, for one of them at least
    went_wrong: bool = False  # somebody else's, or dead; and nobody has looked yet

    @property
    def nobody(self) -> bool:
        return not self.adults and not self.children

    @property
    def ambiguous(self) -> bool:
        """Different people: a person decides. An adult with several children is one (R8)."""
        return len(self.adults) + len(self.children) > 1


def all_have_died(session: Session, holders: Holders) -> bool:
    """Whether every child that these people are known with, or are, has died."""
    related = select(Relationship.child_id).where(Relationship.adult_id.in_(holders.adults))
    theirs = or_(Child.id.in_(related), Child.id.in_(holders.children))
    died = Child.ceased_reason == CeasedReason.DIED
    count = select(func.count(), func.count().filter(died)).select_from(Child).where(theirs)
    known, dead = session.execute(count).one()
    return known > 0 and known == dead


_NUMBER_LOCKS = 7_243_002  # names the family of advisory locks on PostgreSQL

# Built once: every text that comes in asks it.
_HOLDER_IS = (
    ContactPoint.adult_id,
    ContactPoint.child_id,
    ContactPoint.safe_to_text,
    ContactPoint.state,
)
_HOLDERS = (
    select(*_HOLDER_IS)
    .where(
        ContactPoint.value_hash == bindparam("number_hash"),
        ContactPoint.kind == ContactKind.MOBILE,
    )
    .order_by(ContactPoint.id)
)


def held(number_hash: ColumnElement[str]) -> ColumnElement[None]:
    """What a PostgreSQL statement selects beside a number to hold it, as `hold_number` does."""
    return func.pg_advisory_xact_lock(_NUMBER_LOCKS, func.hashtext(number_hash))


# The same with the number held. Materialised, so that nobody's planner thinks the lock away.
_HELD = (
    select(held(bindparam("number_hash")))
    .cte("held")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_HOLDERS_HELD = (
    select(*_HOLDER_IS)
    .select_from(_HELD)
    .outerjoin(
        ContactPoint,
        (ContactPoint.value_hash == bindparam("number_hash"))
        & (ContactPoint.kind == ContactKind.MOBILE),
    )
    .order_by(ContactPoint.id)
)


def hold_number(session: Session, number_hash: str) -> Holders:
    """Whose number this is, and one thing at a time for it: two workers, or two texts, never meet.

    Held until the transaction ends. What was read before may be old: read again what matters. The
    holders themselves are as they were before any wait; nobody changes them with a number held.
    SQLite has one writer anyway.
    """
    on_postgres = session.get_bind().dialect.name == "postgresql"
    return _holders(session, _HOLDERS_HELD if on_postgres else _HOLDERS, number_hash)


def people_of_number(session: Session, number_hash: str) -> Holders:
    """Whose number this is, by `number_hash(ring, e164)`."""
    return _holders(session, _HOLDERS, number_hash)


def _holders(session: Session, wanted: Select[*tuple[Any, ...]], number_hash: str) -> Holders:
    rows = ask(session, wanted, number_hash=number_hash)
    return Holders(
        adults=tuple(adult for adult, *_ in rows if adult is not None),
        children=tuple(child for _adult, child, *_ in rows if child is not None),
        not_safe=any(safe is False for *_, safe, _state in rows),
        went_wrong=any(state is ContactState.SUSPENDED for *_, state in rows),
    )


def children_of_adult(session: Session, adult_id: int) -> Sequence[Relationship]:
    """What an adult is to each child we know them with, oldest tie first."""
    return session.scalars(
        select(Relationship).where(Relationship.adult_id == adult_id).order_by(Relationship.id)
    ).all()


def is_cut_off(session: Session, number_hash: str) -> bool:
    """Whether a person ended everything over this number, whatever the phone says itself."""
    stopped = session.get(SuppressedNumber, number_hash)
    return stopped is not None and stopped.cut_off


def is_suspended(session: Session, number_hash: str) -> bool:
    """Whether this number turned out to be somebody else's, or dead, and nobody has looked yet;
    or a person has cut it off."""
    found = select(ContactPoint.id).where(
        ContactPoint.value_hash == number_hash, ContactPoint.state == ContactState.SUSPENDED
    )
    if session.scalar(found.limit(1)) is not None:
        return True
    return is_cut_off(session, number_hash)


def staff_by_email(session: Session, ring: KeyRing, email: str) -> StaffMember | None:
    """A member of staff by their address, capitals and spaces around it forgiven."""
    return session.scalar(
        select(StaffMember).where(StaffMember.email_hash == email_hash(ring, email))
    )


def number_hash(ring: KeyRing, e164: str) -> str:
    """What a number is found by."""
    return ring.lookup_hash("mobile", e164)


def email_hash(ring: KeyRing, email: str) -> str:
    """What an address is found by."""
    return ring.lookup_hash("email", email.strip().lower())
