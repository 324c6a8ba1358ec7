"""A child gets another officer, or somebody covers until a day (I15).

It counts at the next request: the officer before opens nothing any more, notices go to whoever it
is when they are sent, and concerns that are open go on along the route with their clocks as they
are. On every day one person is accountable; a child without anybody stands first on the list.

Nobody gives a child to themselves, to read what is not theirs and give it back: a second person
does it. Whoever loses, gets or shares a child is told, and the audit has a row for each child.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from participation.care.people import handing_over
from participation.care.people import queries as people
from participation.care.people.models import Child, Role, StaffMember
from participation.care.people.staff import NewOfficer
from participation.guard.audit import Deed, record
from participation.journeys import following_officers, telling_of_cover
from participation.journeys.reading import actor, note_refusal
from participation.kernel.clock import london_day

LONGEST_COVER = timedelta(days=366)


class Refused(StrEnum):
    NO_OFFICER = "no_officer"  # nobody of that name may be an officer here
    SAME_PERSON = "same_person"
    ONESELF = "oneself"  # nobody makes themselves a child's officer, or cover
    BARRED = "barred"  # the child's never-list names them
    NOT_THEIRS = "not_theirs"  # the child is another officer's by now
    NO_DAYS = "no_days"  # cover begins today or later, and ends on a day within a year


def hand_over(
    session: Session,
    staff: StaffMember,
    child: UUID,
    to: UUID | None,
    now: datetime,
    *,
    whose: UUID | None = None,
) -> Refused | Child | None:
    """One child to another officer; None where this member of staff may not see the child.

    Args:
        whose: who was their officer when the page was opened.
    """
    found = session.scalar(
        select(Child).where(
            Child.public_id == child, Child.id.in_(people.children_not_barred(staff.id))
        )
    )
    if found is None:
        note_refusal(session, staff, "officer.hand_over", f"child:{child.hex}", now)
        return None
    if whose is not None and not _is_theirs(session, staff, found, whose, now):
        return Refused.NOT_THEIRS
    officer = _officer(session, to)
    if officer is None:
        return Refused.NO_OFFICER
    before = _give(session, staff, found, officer, now)
    if isinstance(before, Refused):
        return before
    telling_of_cover.promise(session, {*before, officer.id}, staff, now)
    return found


def hand_over_all(
    session: Session, staff: StaffMember, whose: UUID, to: UUID | None, now: datetime
) -> Refused | int | None:
    """Every child of one officer to another: how many; a child whom the new one must never see
    stays where it is, and the list shows it."""
    before, officer = _who_has(session, staff, whose, now), _officer(session, to)
    if before is None:
        return None
    if officer is None:
        return Refused.NO_OFFICER
    if officer.id == before.id:
        return Refused.SAME_PERSON
    if officer.id == staff.id:
        return _refused(session, staff, "officer.hand_over", before, now)
    children = _named(session, _children_of(staff, before, now))
    given = [_give(session, staff, one, officer, now) for one in children]
    done = [one for one in given if not isinstance(one, Refused)]
    if done:
        told = {one for each in done for one in each}
        telling_of_cover.promise(session, {*told, officer.id}, staff, now)
    return len(done)


def cover(
    session: Session,
    staff: StaffMember,
    whose: UUID,
    by: UUID | None,
    from_on: date | None,
    until_on: date | None,
    now: datetime,
) -> Refused | int | None:
    """Somebody covers for an officer, for every child of theirs, from a day until a day."""
    before, officer = _who_has(session, staff, whose, now), _officer(session, by)
    if before is None:
        return None
    if officer is None:
        return Refused.NO_OFFICER
    if officer.id == before.id:
        return Refused.SAME_PERSON
    today = london_day(now)
    if from_on is None or until_on is None or not today <= from_on <= until_on:
        return Refused.NO_DAYS
    if until_on > from_on + LONGEST_COVER:
        return Refused.NO_DAYS
    if officer.id == staff.id:
        return _refused(session, staff, "officer.cover", before, now)
    barred = set(session.scalars(people.children_barred_to(officer.id)))
    _note(session, staff, "officer.cover", f"staff:{before.public_id.hex}", now)
    children = []
    for one in _named(session, _children_of(staff, before, now)):
        if one.id in barred:
            _bar(session, staff, "officer.cover", one, now)
        else:
            _note_child(session, staff, "officer.cover", one, officer, now)
            children.append(one.id)
    ended = handing_over.cover(session, children, officer.id, from_on, until_on)
    if children:
        telling_of_cover.promise(session, {*ended, before.id, officer.id}, staff, now)
    return len(children)


def end_cover(session: Session, staff: StaffMember, whose: UUID, now: datetime) -> int | None:
    """The officer is back."""
    before = _who_has(session, staff, whose, now)
    if before is None:
        return None
    _note(session, staff, "officer.cover_ended", f"staff:{before.public_id.hex}", now)
    children = {one.id: one for one in _named(session, _children_of(staff, before, now))}
    ended = handing_over.end_cover(session, list(children), london_day(now))
    for child, by in ended:
        covered_by = session.get_one(StaffMember, by)
        _note_child(session, staff, "officer.cover_ended", children[child], covered_by, now)
    if ended:
        telling_of_cover.promise(session, {before.id, *(by for _, by in ended)}, staff, now)
    return len({child for child, _by in ended})


def _give(
    session: Session, staff: StaffMember, child: Child, officer: StaffMember, now: datetime
) -> Refused | Sequence[int]:
    """Keys of those whose child it was."""
    today = london_day(now)
    if officer.id == staff.id:
        _bar(session, staff, "officer.hand_over", child, now)
        return Refused.ONESELF
    if people.is_barred(session, child.id, officer.id):
        _bar(session, staff, "officer.hand_over", child, now)
        return Refused.BARRED
    current = session.scalars(
        handing_over.children_of(officer.id, select(Child.id).where(Child.id < 0), today)
    )
    if child.id in set(current):
        return Refused.SAME_PERSON
    _note_child(session, staff, "officer.hand_over", child, officer, now)
    before = handing_over.hand_over(session, child.id, officer.id, today)
    changed = NewOfficer(child.id, officer.id, tuple(before))
    following_officers.follow(session, [changed], now)
    return before


def _officer(session: Session, public_id: UUID | None) -> StaffMember | None:
    """Somebody who may be an officer, and has no last day."""
    if public_id is None:
        return None
    row = session.scalar(select(StaffMember).where(StaffMember.public_id == public_id))
    if row is None or Role.IRO not in row.roles:
        return None
    return row if row.active_until is None else None


def _who_has(
    session: Session, staff: StaffMember, public_id: UUID, now: datetime
) -> StaffMember | None:
    """An officer, here or not; or whoever has a child by name without being one, or any more: from
    them above all a child can be taken."""
    row = session.scalar(select(StaffMember).where(StaffMember.public_id == public_id))
    if row is None or Role.IRO in row.roles:
        return row
    has_children = session.scalar(_children_of(staff, row, now).limit(1)) is not None
    return row if has_children else None


def _is_theirs(
    session: Session, staff: StaffMember, child: Child, whose: UUID, now: datetime
) -> bool:
    before = _who_has(session, staff, whose, now)
    if before is None:
        return False
    return child.id in session.scalars(_children_of(staff, before, now)).all()


def _children_of(staff: StaffMember, officer: StaffMember, now: datetime) -> Select[int]:
    never = people.children_barred_to(staff.id)
    return handing_over.children_of(officer.id, never, london_day(now))


def _named(session: Session, keys: Select[int]) -> Sequence[Child]:
    return session.scalars(select(Child).where(Child.id.in_(keys)).order_by(Child.id)).all()


def _refused(
    session: Session, staff: StaffMember, action: str, whose: StaffMember, now: datetime
) -> Refused:
    note_refusal(session, staff, action, f"staff:{whose.public_id.hex}", now)
    return Refused.ONESELF


def _bar(session: Session, staff: StaffMember, action: str, child: Child, now: datetime) -> None:
    of = child.public_id.hex
    note_refusal(session, staff, action, f"child:{of}", now, child=of)


def _note_child(
    session: Session,
    staff: StaffMember,
    action: str,
    child: Child,
    officer: StaffMember,
    now: datetime,
) -> None:
    """`officer`: who gets the child, or covered."""
    by = f"staff:{officer.public_id.hex}"
    _note(session, staff, action, f"child:{child.public_id.hex}", now, child, reason=by)


def _note(
    session: Session,
    staff: StaffMember,
    action: str,
    subject: str,
    now: datetime,
    child: Child | None = None,
    reason: str | None = None,
) -> None:
    record(
        session,
        Deed(
            actor=actor(staff),
            action=action,
            subject=subject,
            child=child.public_id.hex if child is not None else None,
            reason=reason,
        ),
        now,
    )
