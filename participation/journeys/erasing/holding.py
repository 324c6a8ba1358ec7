"""What people decide about keeping: a legal hold, its end, and a receipt for the rest (P8, P11).

Each is a line of the audit: who, and about whom. The words to a hold are sealed with the child's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people import legal_holds
from participation.care.people.models import Child, StaffMember
from participation.care.summaries.models import RestFiling
from participation.guard.audit import Deed, record
from participation.kernel.clock import london_day
from participation.kernel.errors import Invalid, NotFound

LONGEST_REASON: Final = 500
LONGEST_REFERENCE: Final = 100


def place_hold(session: Session, reference: str, by: str, why: str, *, now: datetime) -> None:
    """Nothing of this child goes until it is lifted.

    Raises:
        NotFound: no such child here, or nobody with that staff id works here.
        Invalid: no reason was given, or a very long one.
    """
    child, staff = _child(session, reference), _staff(session, by, now)
    said = why.strip()
    if not said or len(said) > LONGEST_REASON:
        raise Invalid(f"give a reason of at most {LONGEST_REASON} letters")
    row = legal_holds.hold(session, child, staff, said, now)
    _record(session, staff, "hold.place", f"legal_hold:{row.public_id.hex}", child, now)


def lift_hold(session: Session, reference: str, by: str, *, now: datetime) -> int:
    """End every hold of this child; how many there were.

    Raises:
        NotFound: no such child here, or nobody with that staff id works here.
    """
    child, staff = _child(session, reference), _staff(session, by, now)
    lifted = legal_holds.lift(session, child, staff, now)
    if lifted:
        _record(session, staff, "hold.lift", f"child:{child.public_id.hex}", child, now)
    return lifted


def note_rest_filed(
    session: Session, reference: str, by: str, where: str, *, now: datetime
) -> None:
    """Everything beside the summaries stands in the case record, under `where`.

    Raises:
        NotFound: no such child here, or nobody with that staff id works here.
        Invalid: the case record's reference is missing or no reference.
    """
    child, staff = _child(session, reference), _staff(session, by, now)
    receipt = where.strip()
    if not receipt or len(receipt) > LONGEST_REFERENCE:
        raise Invalid(f"give the case record's reference, of at most {LONGEST_REFERENCE} letters")
    row = RestFiling(key=child.key, child_id=child.id, reference=receipt, by_id=staff.id, at=now)
    session.add(row)
    session.flush()
    _record(session, staff, "rest.file", f"rest_filing:{row.public_id.hex}", child, now)


def _child(session: Session, reference: str) -> Child:
    child = session.scalar(
        select(Child).where(Child.external_id == reference, Child.forgotten_on.is_(None))
    )
    if child is None:
        raise NotFound("no child here has this reference")
    return child


def _staff(session: Session, external_id: str, now: datetime) -> StaffMember:
    staff = session.scalar(select(StaffMember).where(StaffMember.external_id == external_id))
    if staff is None or staff.has_left(london_day(now)):
        raise NotFound("nobody with this staff id works here")
    return staff


def _record(
    session: Session, staff: StaffMember, action: str, subject: str, child: Child, now: datetime
) -> None:
    """By a command: whoever may run one says on whose word."""
    deed = Deed(
        actor="command",
        action=action,
        subject=subject,
        child=child.public_id.hex,
        reason=f"staff:{staff.public_id.hex}",
    )
    record(session, deed, now)
