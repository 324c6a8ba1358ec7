"""Contact, officers, holds and who is kept away, by child; and the child who was forgotten."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people import legal_holds
from participation.care.people import queries as people
from participation.care.people.models import AssignedAs, Child, NeverList, StaffMember
from participation.guard import crypto
from participation.guard.crypto import ChildKey
from participation.guard.ledger import Happened, Noted
from participation.journeys.doing_again import changes
from participation.journeys.doing_again.became import Again, known
from participation.journeys.erasing.forgetting import forget_child


def change_contact(session: Session, noted: Noted, now: datetime) -> Again:
    child = known(session, Child, noted.who)
    if child is None or not child.key.wrapped:  # forgotten since: nothing of theirs is written
        return Again.NOBODY
    if noted.what is Happened.CONTACT_STOPPED:
        changed = changes.stop_contact(session, child, noted.at, now)
    else:
        changed = changes.let_contact_go_on(session, child, now)
    return Again.DONE if changed else Again.WAS_SO


def change_officer(session: Session, noted: Noted, now: datetime) -> Again:
    child = known(session, Child, noted.parts[0])
    staff = known(session, StaffMember, noted.parts[1])
    if child is None or not child.key.wrapped:
        return Again.NOBODY
    if noted.what is Happened.OFFICER_COVERS:
        days = (date.fromisoformat(day) for day in noted.parts[2:])
        changes.cover(session, child, staff, *days)
        return Again.NOBODY if staff is None else Again.DONE
    if staff is None:
        return Again.NOBODY
    if noted.what is Happened.OFFICER_ENDED:
        was = AssignedAs(noted.parts[2])
        ended = changes.end_officer(session, child, staff, was, noted.at, now)
        return Again.DONE if ended else Again.WAS_SO
    named = known(session, StaffMember, noted.parts[2]) if noted.parts[2] else None
    changes.give(session, child, staff, named, noted.at, now)
    return Again.DONE


def keep_away(session: Session, noted: Noted) -> Again:
    child = known(session, Child, noted.parts[0])
    staff = known(session, StaffMember, noted.parts[1])
    if child is None or staff is None:
        return Again.NOBODY
    if people.is_barred(session, child.id, staff.id):
        return Again.WAS_SO
    session.add(
        NeverList(key=child.key, child_id=child.id, staff_id=staff.id, since=noted.at, why=None)
    )
    return Again.DONE


def place_hold(session: Session, noted: Noted, now: datetime) -> Again:
    """In its place before anything goes: of what was held in the lost days nothing may."""
    child = known(session, Child, noted.parts[1])
    staff = known(session, StaffMember, noted.parts[2])
    if child is None or staff is None:
        return Again.NOBODY
    named = UUID(noted.parts[0])
    row = legal_holds.hold_again(session, child, staff, public_id=named, since=noted.at, now=now)
    return Again.WAS_SO if row is None else Again.DONE


def lift_hold(session: Session, noted: Noted) -> Again:
    staff = known(session, StaffMember, noted.parts[1])
    if staff is None:
        return Again.NOBODY
    match legal_holds.lift_again(session, staff, public_id=UUID(noted.parts[0]), at=noted.at):
        case None:
            return Again.NOBODY
        case lifted:
            return Again.DONE if lifted else Again.WAS_SO


def forget(session: Session, owner: str, now: datetime) -> Again:
    """A child's rows go with their key. One that the newest file of keys lacks is gone already."""
    child = session.scalar(select(Child).join(ChildKey).where(ChildKey.owner == owner))
    if child is not None:
        if legal_holds.holds_of(session, child.id):
            return Again.HELD
        return Again.DONE if forget_child(session, child, now) else Again.WAS_SO
    key = session.scalar(select(ChildKey.wrapped).where(ChildKey.owner == owner))
    if key is None:
        return Again.NOBODY
    if not key:
        return Again.WAS_SO
    crypto.forget(session, owner)
    return Again.DONE
