"""Who the reviewing officers are: of many children at once, of the council, and who may be one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, aliased

from participation.care.people.bulk import in_chunks
from participation.care.people.facts import StaffFacts
from participation.care.people.models import AssignedAs, Assignment, Child, Role, StaffMember
from participation.care.people.queries import OFFICERS, email_hash, is_here
from participation.care.people.staff import ADDED_HERE
from participation.guard.crypto import ring_of


def officers_of(
    session: Session, child_ids: Collection[int], today: date
) -> Mapping[int, StaffMember]:
    """The officer on duty of each child, whoever covers first; in one statement."""
    rows = session.execute(
        select(Assignment.child_id, StaffMember)
        .join(StaffMember, Assignment.staff_id == StaffMember.id)
        .where(Assignment.child_id.in_(child_ids), *_live(today), is_here(today))
        # The last one counts: whoever covers, then the newest.
        .order_by(Assignment.assigned_as == AssignedAs.COVER, Assignment.from_on, Assignment.id)
    )
    return {child: staff for child, staff in rows}  # noqa: C416 - rows are not pairs to mypy


def all_officers(session: Session, never: Select[int], today: date) -> Sequence[StaffMember]:
    """Everybody who does the officer's job on that day for some child whom the reader may see.

    Args:
        never: keys of the children this reader must never see.
    """
    working = select(Assignment.staff_id).where(*_live(today), Assignment.child_id.not_in(never))
    return session.scalars(
        select(StaffMember).where(StaffMember.id.in_(working), is_here(today))
    ).all()


def may_be_officers(
    session: Session, named: Collection[str], rows: Mapping[str, StaffFacts]
) -> set[str]:
    """Who of those named, by external id, is an officer once these rows are recorded.

    Whatever says so counts: the row, a role given here, the provider's groups. Those are known only
    since the last sign-in, so that a role which the row gives is not doubted because of them.
    """
    found = {one for one in named if one in rows and Role.IRO in rows[one].roles}
    doubtful = [one for one in named if one not in found]
    ring = ring_of(session)
    for chunk in in_chunks(doubtful):
        by_hash = {email_hash(ring, rows[one].email): one for one in chunk if one in rows}
        stored = session.execute(
            select(
                *(StaffMember.external_id, StaffMember.email_hash, StaffMember.roles),
                *(StaffMember.local_roles, StaffMember.provider_roles),
            ).where(
                or_(StaffMember.external_id.in_(chunk), StaffMember.email_hash.in_(by_hash)),
            )
        )
        for who, address, roles, local, provider in stored:
            # Somebody added here is the one in the extract who has the same address.
            one = by_hash.get(address) if who.startswith(ADDED_HERE) else who
            stay = {*(local or ()), *(provider or ())}
            if one is not None and Role.IRO in (stay if one in rows else stay | set(roles)):
                found.add(one)
    return found


def given_away(session: Session, children: Collection[str], today: date) -> set[tuple[str, str]]:
    """Children whom people here gave to another officer, each with whom the case system still
    names; both by external id."""
    instead = aliased(StaffMember)
    found: set[tuple[str, str]] = set()
    for chunk in in_chunks(children):
        rows = session.execute(
            select(Child.external_id, instead.external_id)
            .join(Assignment, Assignment.child_id == Child.id)
            .join(instead, instead.id == Assignment.instead_of_id)
            .where(
                Child.external_id.in_(chunk),
                Assignment.assigned_as == AssignedAs.REVIEWING_OFFICER,
                or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
            )
        )
        found |= {(child, named) for child, named in rows}
    return found


def named_before(session: Session, children: Collection[str], today: date) -> set[tuple[str, str]]:
    """Children and the officer they have already, both by external id."""
    found: set[tuple[str, str]] = set()
    for chunk in in_chunks(children):
        rows = session.execute(
            select(Child.external_id, StaffMember.external_id)
            .join(Assignment, Assignment.child_id == Child.id)
            .join(StaffMember, StaffMember.id == Assignment.staff_id)
            .where(
                Child.external_id.in_(chunk),
                Assignment.assigned_as == AssignedAs.REVIEWING_OFFICER,
                or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
            )
        )
        found |= {(child, named) for child, named in rows}
    return found


def _live(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Assignment.assigned_as.in_(OFFICERS),
        Assignment.from_on <= today,
        or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
    )
