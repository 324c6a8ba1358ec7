"""Whom a concern is about: they leave its route, never open it, and see nothing of it elsewhere.

Whoever marks it keeps it, unless it is about them; the safeguarding team can say that the wrong
person was marked. Refusals are values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people import queries as people
from participation.care.people.models import Child, NeverList, Role, StaffMember
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import Concern, ConcernExclusion, ExcludedAs
from participation.guard import ledger
from participation.guard.crypto import ring_of
from participation.guard.ledger import Happened
from participation.journeys.concerns_in_hand import Refused, theirs
from participation.kernel.clock import london_day


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class About:
    """Whom a concern is about: one of the staff, by id or by work address, or somebody outside."""

    staff: UUID | None = None
    email: str = ""
    outside: str = ""
    manager: bool = False
    manager_email: str = ""  # where neither the route nor their roles say who that is
    team: bool = False
    reason: str = ""


def keep_from(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    about: About,
    *,
    managers: Mapping[str, str],
    now: datetime,
) -> Refused | None:
    """It is about this person: they leave the route and never open it; nor, where it is ticked, do
    their manager and their team. Whoever marks it keeps it, unless it is about them.

    The one it is about is put on the child's never-list too, so that no other page shows them what
    was said. Whoever does not work here has nothing to be kept from; it is written down.

    Args:
        managers: the case system's number of a team's manager, by team.
    """
    concern = theirs(session, staff, public_id, "concern.keep_from", now)
    if isinstance(concern, Refused):
        return concern
    subject = _named(session, about)
    if subject is None and (about.staff or about.email or not about.outside):
        return Refused.NOBODY_NAMED  # one of us who is not found is not let pass as an outsider
    around = _Around(session, subject, managers, now) if subject is not None else None
    others: dict[int, ExcludedAs] = {}
    if around is not None and about.team:
        if not around.subject.team:
            return Refused.TEAM_UNKNOWN
        others |= dict.fromkeys(around.team(), ExcludedAs.TEAM)
    if around is not None and about.manager:
        found = around.managers(about.manager_email)
        if not found:
            return Refused.MANAGER_UNKNOWN
        others |= dict.fromkeys(found, ExcludedAs.MANAGER)
    concern.about_professional = True
    noted = "\n".join(part for part in (about.outside, about.reason) if part)
    if noted:
        steps.add_note(session, concern, by_id=staff.id, note=noted, now=now)
    if subject is None:
        return None
    _bar(session, concern, subject, now)
    steps.exclude(session, concern, subject.id, ExcludedAs.SUBJECT, by_id=staff.id, now=now)
    for other, why in others.items():
        if other not in (staff.id, subject.id):
            steps.exclude(session, concern, other, why, by_id=staff.id, now=now)
    return None


def let_back(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    whom: UUID,
    why: str,
    *,
    now: datetime,
) -> Refused | None:
    """The wrong person was marked; the safeguarding team says so, and never about themselves."""
    concern = theirs(session, staff, public_id, "concern.let_back", now)
    if isinstance(concern, Refused):
        return concern
    other = session.scalar(select(StaffMember).where(StaffMember.public_id == whom))
    if Role.SAFEGUARDING not in staff.roles or other is None:
        return Refused.NOT_THERE
    if not why:
        return Refused.NO_REASON
    if not steps.let_back(session, concern, other.id, by_id=staff.id, note=why, now=now):
        return Refused.NOT_THERE
    barred = session.scalar(
        select(NeverList).where(
            NeverList.child_id == concern.child_id, NeverList.staff_id == other.id
        )
    )
    if barred is not None and barred.why == _because_of(concern):  # not one of another making
        also = _also_about(session, concern, other)
        if also is None:
            session.delete(barred)
        else:  # marked in two: the other mark still stands
            barred.why = _because_of(also)
    return None


def _named(session: Session, about: About) -> StaffMember | None:
    if about.staff is not None:
        wanted = select(StaffMember).where(StaffMember.public_id == about.staff)
        return session.scalar(wanted)
    if about.email:
        return people.staff_by_email(session, ring_of(session), about.email)
    return None


def _bar(session: Session, concern: Concern, subject: StaffMember, now: datetime) -> None:
    child = session.get(Child, concern.child_id) if concern.child_id else None
    if child is None or people.is_barred(session, child.id, subject.id):
        return
    session.add(
        NeverList(
            key=child.key,
            child_id=child.id,
            staff_id=subject.id,
            since=now,
            why=_because_of(concern),
        )
    )
    ledger.note(session, Happened.NEVER_LISTED, child.public_id.hex, subject.public_id.hex)


def _also_about(session: Session, concern: Concern, other: StaffMember) -> Concern | None:
    """Another concern about the same child that is about this person."""
    return session.scalar(
        select(Concern)
        .join(ConcernExclusion, ConcernExclusion.concern_id == Concern.id)
        .where(
            Concern.child_id == concern.child_id,
            Concern.id != concern.id,
            ConcernExclusion.staff_id == other.id,
            ConcernExclusion.why == ExcludedAs.SUBJECT,
        )
        .order_by(Concern.id)
        .limit(1)
    )


def _because_of(concern: Concern) -> str:
    return f"concern:{concern.public_id.hex}"


@dataclass(frozen=True, slots=True, repr=False)
class _Around:
    """Who works beside and above somebody, as far as their records say."""

    session: Session
    subject: StaffMember
    by_team: Mapping[str, str]
    now: datetime

    def team(self) -> Sequence[int]:
        return [one.id for one in self._here() if one.team == self.subject.team]

    def managers(self, email: str) -> Sequence[int]:
        """By the address given, else by the route's file, else, of an officer, by role."""
        if email:
            named = people.staff_by_email(self.session, ring_of(self.session), email)
            return [named.id] if named is not None else []
        manager = self.by_team.get(self.subject.team or "")
        if manager:
            return [one.id for one in self._here() if one.external_id == manager]
        if Role.IRO not in self.subject.roles:
            return []
        same = [one for one in self._here() if Role.IRO_MANAGER in one.roles]
        return [one.id for one in same]

    def _here(self) -> Sequence[StaffMember]:
        return people.staff_here(self.session, london_day(self.now))
