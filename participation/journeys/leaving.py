"""An officer leaves: their last day is noted once nothing hangs on them any more (I15, B88).

Until every child of theirs has another officer and whoever they cover for has somebody else, they
are the one who is accountable; so the page says what stands in the way instead. Who has a last day
gets no child and covers for nobody. The case system says nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Round
from participation.care.people import covering, handing_over
from participation.care.people import queries as people
from participation.care.people.models import Child, Role, StaffMember
from participation.care.reviews.models import Review
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor
from participation.journeys.services import Services
from participation.kernel.clock import london_day


class NotNoted(StrEnum):
    NO_DAY = "no_day"  # or one that is over
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, repr=False)
class Blocks:
    """What hangs on an officer: nobody else would be accountable for it."""

    children: int  # whose officer they are by name, as far as the reader may see them
    open_rounds: int  # of these
    unseen: bool  # others, whom the reader must not see
    covers_until: Sequence[date]  # for others; each last day
    on_the_route: bool

    def __bool__(self) -> bool:
        theirs = self.children or self.unseen or self.covers_until
        return bool(theirs or self.on_the_route)


def blocks(
    session: Session, staff: StaffMember, officer: StaffMember, house: Services, now: datetime
) -> Blocks:
    today = london_day(now)
    nobody = select(Child.id).where(Child.id < 0)
    everybody = handing_over.children_in_care(
        handing_over.children_of(officer.id, nobody, today), today
    ).with_only_columns(Child.id)
    seen = everybody.where(Child.id.not_in(people.children_barred_to(staff.id)))
    rounds = (
        select(func.count(Round.id))
        .join(Review, Review.id == Round.review_id)
        .where(Round.closed_at.is_(None), Review.child_id.in_(seen))
    )
    children = len(session.scalars(seen).all())
    return Blocks(
        children=children,
        open_rounds=session.scalar(rounds) or 0,
        unseen=len(session.scalars(everybody).all()) > children,
        covers_until=covering.covers_by(session, officer.id, today),
        on_the_route=house.route is not None and officer.external_id in house.route.named,
    )


def leave(
    session: Session,
    staff: StaffMember,
    whose: UUID,
    last_day: date | None,
    *,
    house: Services,
    now: datetime,
) -> NotNoted | StaffMember | None:
    """Note an officer's last day; None where there is no such officer here."""
    officer = _here(session, whose, now)
    if officer is None:
        return None
    if last_day is None or last_day < london_day(now):
        return NotNoted.NO_DAY
    if blocks(session, staff, officer, house, now):
        return NotNoted.BLOCKED
    _note(session, staff, "officer.leaves", officer, now)
    officer.active_until = last_day
    return officer


def stay(session: Session, staff: StaffMember, whose: UUID, now: datetime) -> StaffMember | None:
    """They do not leave after all."""
    officer = _here(session, whose, now)
    if officer is None:
        return None
    _note(session, staff, "officer.stays", officer, now)
    officer.active_until = None
    return officer


def _here(session: Session, whose: UUID, now: datetime) -> StaffMember | None:
    found = session.scalar(select(StaffMember).where(StaffMember.public_id == whose))
    if found is None or Role.IRO not in found.roles or found.has_left(london_day(now)):
        return None
    return found


def _note(
    session: Session, staff: StaffMember, action: str, officer: StaffMember, now: datetime
) -> None:
    subject = f"staff:{officer.public_id.hex}"
    record(session, Deed(actor=actor(staff), action=action, subject=subject), now)
