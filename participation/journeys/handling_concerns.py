"""What a person does about a concern: takes it on with an outcome, makes it graver, hands it over,
says whom it is about, tells the child, closes it.

A machine may raise a concern and tell people; everything here takes somebody's press, somebody who
may open it and has opened it. Refusals are values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from participation.care.people import queries as people
from participation.care.people.models import Child, NeverList, Role, StaffMember
from participation.care.safeguarding import steps, who_may_open
from participation.care.safeguarding.models import (
    Concern,
    ConcernExclusion,
    ConcernOutcome,
    ConcernState,
    ExcludedAs,
)
from participation.care.safeguarding.rules import Level
from participation.guard import ledger
from participation.guard.crypto import ring_of
from participation.guard.ledger import Happened
from participation.journeys.reading_concerns import look_up
from participation.kernel.clock import london_day


class Refused(StrEnum):
    NOT_THERE = "not_there"  # or not to be known to be there
    NOT_OPENED = "not_opened"  # they never had the page before them
    CLOSED = "closed"
    NO_REASON = "no_reason"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    NOBODY_NAMED = "nobody_named"
    MANAGER_UNKNOWN = "manager_unknown"
    TEAM_UNKNOWN = "team_unknown"


NEEDS_A_REASON = frozenset({ConcernOutcome.PASSED_ON, ConcernOutcome.NO_CONCERN})


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


def acknowledge(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    outcome: ConcernOutcome,
    why: str,
    *,
    now: datetime,
) -> Refused | None:
    """A named person has opened it and says what they did: nobody else is rung."""
    concern = _theirs(session, staff, public_id, "concern.acknowledge", now)
    if isinstance(concern, Refused):
        return concern
    if outcome in NEEDS_A_REASON and not why:
        return Refused.NO_REASON
    steps.acknowledge(session, concern, by_id=staff.id, outcome=outcome, note=why, now=now)
    return None


def make_red(
    session: Session, staff: StaffMember, public_id: UUID, why: str, *, now: datetime
) -> Refused | None:
    """Graver than it looked; the route begins anew. Nothing makes it less grave again."""
    concern = _theirs(session, staff, public_id, "concern.make_red", now)
    if isinstance(concern, Refused):
        return concern
    if not why:
        return Refused.NO_REASON
    if concern.level is Level.RED:  # somebody was quicker; their reasons stand side by side
        steps.add_note(session, concern, by_id=staff.id, note=why, now=now)
    else:
        steps.raise_level(session, concern, by_id=staff.id, note=why, now=now)
    return None


def add_note(
    session: Session, staff: StaffMember, public_id: UUID, note: str, *, now: datetime
) -> Refused | None:
    concern = _theirs(session, staff, public_id, "concern.note", now)
    if isinstance(concern, Refused):
        return concern
    if not note:
        return Refused.NO_REASON
    steps.add_note(session, concern, by_id=staff.id, note=note, now=now)
    return None


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
    concern = _theirs(session, staff, public_id, "concern.keep_from", now)
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
    concern = _theirs(session, staff, public_id, "concern.let_back", now)
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


def say_where(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    where: str,
    authority: str,
    note: str,
    *,
    now: datetime,
) -> Refused | None:
    """Where the child is now, and whose area that is (R23). Children are moved: each is kept."""
    concern = _theirs(session, staff, public_id, "concern.where", now)
    if isinstance(concern, Refused):
        return concern
    if not where or not authority:
        return Refused.NO_REASON
    concern.where_now, concern.authority_there = where, authority
    steps.add_note(session, concern, by_id=staff.id, note=note, now=now)
    return None


def hand_over(
    session: Session, staff: StaffMember, public_id: UUID, note: str, *, now: datetime
) -> Refused | None:
    """It went to somebody through the council's own route: who took it, when, their reference."""
    concern = _theirs(session, staff, public_id, "concern.hand_over", now)
    if isinstance(concern, Refused):
        return concern
    steps.hand_over(session, concern, by_id=staff.id, note=note, now=now)
    return None


def child_told(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    note: str,
    *,
    was_told: bool,
    now: datetime,
) -> Refused | None:
    """The child was told what came of it; or not yet, and why."""
    concern = _theirs(session, staff, public_id, "concern.child_told", now)
    if isinstance(concern, Refused):
        return concern
    if was_told:
        steps.child_was_told(session, concern, by_id=staff.id, note=note, now=now)
    else:
        steps.add_note(session, concern, by_id=staff.id, note=note, now=now)
    return None


def close(
    session: Session, staff: StaffMember, public_id: UUID, reason: str, *, now: datetime
) -> Refused | None:
    """A person closes it, with a reason."""
    concern = _theirs(session, staff, public_id, "concern.close", now)
    if isinstance(concern, Refused):
        return concern
    if not reason:
        return Refused.NO_REASON
    closed = steps.close(session, concern, by_id=staff.id, reason=reason, now=now)
    return None if closed else Refused.NOT_ACKNOWLEDGED


def _theirs(
    session: Session, staff: StaffMember, public_id: UUID, action: str, now: datetime
) -> Concern | Refused:
    found = look_up(session, staff, public_id, action, now=now)
    if found is None:
        return Refused.NOT_THERE
    concern = _held(session, found[0])
    if steps.is_excluded(session, concern.id, staff.id):
        return Refused.NOT_THERE
    if not who_may_open.has_opened(session, concern.id, staff.id):
        return Refused.NOT_OPENED
    if concern.state is ConcernState.CLOSED:
        return Refused.CLOSED
    return concern


def _held(session: Session, concern: Concern) -> Concern:
    """As it stands now, and nobody else changes it until we are done: whoever is marked at this
    moment must not quieten it, and one made red at this moment is not closed."""
    return session.scalars(
        select(Concern)
        .where(Concern.id == concern.id)
        .with_for_update(key_share=True, of=Concern)
        .execution_options(populate_existing=True)
    ).one()


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
        """Who works here today. Teams are sealed: there is no asking for one in the database."""
        today = london_day(self.now)
        wanted = select(StaffMember).where(
            or_(StaffMember.active_until.is_(None), StaffMember.active_until >= today)
        )
        return self.session.scalars(wanted.order_by(StaffMember.id)).all()
