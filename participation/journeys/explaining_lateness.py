"""Why a review was late, or may be: chosen once by somebody who knows, and kept with their name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.people import queries as people
from participation.care.people.models import Role, StaffMember
from participation.care.reviews import late_list
from participation.care.reviews.late_list import LateReview
from participation.care.reviews.lateness import LateReason
from participation.care.reviews.none_planned import NonePlanned, none_planned
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor, note_refusal
from participation.kernel.clock import london_day

_EVERYBODYS = frozenset({Role.BUSINESS_SUPPORT.value, Role.IRO_MANAGER.value})


def listed(session: Session, staff: StaffMember, now: datetime) -> Sequence[LateReview]:
    """An officer's own children's; everybody's for those who chase them. No words anywhere."""
    today = london_day(now)
    return late_list.late_reviews(
        session,
        _children(staff, now),
        people.children_barred_to(staff.id),
        today,
        authority.bank_holidays(session),
    )


def owed(session: Session, staff: StaffMember, now: datetime) -> Sequence[NonePlanned]:
    """Of the same children: those for whom no review is to come, and the last lawful day."""
    return none_planned(
        session,
        _children(staff, now),
        people.children_barred_to(staff.id),
        london_day(now),
        authority.bank_holidays(session),
    )


def explain(
    session: Session, staff: StaffMember, review_id: UUID, reason: LateReason, now: datetime
) -> bool:
    """False where this member of staff may not see the review, or there is none; it is noted."""
    never = people.children_barred_to(staff.id)
    review = late_list.review_to_explain(session, review_id, _children(staff, now), never)
    if review is None:
        note_refusal(session, staff, "review.late_reason", f"review:{review_id.hex}", now)
        return False
    late_list.explain(review, reason, staff.id, london_day(now))
    record(
        session,
        Deed(
            actor=actor(staff),
            action="review.late_reason",
            subject=f"review:{review.public_id.hex}",
            child=review.child.public_id.hex,
            reason=reason,
        ),
        now,
    )
    return True


def _children(staff: StaffMember, now: datetime) -> Select[int] | None:
    if not _EVERYBODYS.isdisjoint(staff.roles):
        return None
    return people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
