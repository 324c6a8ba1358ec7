"""Parts of a copy of what is held on a child, one for each desk, for the council of the access
table."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.care.people.models import Child, StaffMember
from participation.care.subject_access.models import AskedBy, Desk, SubjectExport
from participation.kernel.ids import new_public_id

NAMES = {
    Desk.OFFICER: "export",
    Desk.MANAGER: "export_past",
    Desk.COMPLAINTS: "export_complaint",
    Desk.SAFEGUARDING: "export_concern",
}


def asked_for_a_copy(
    session: Session, child_id: int, somebody: StaffMember, now: datetime
) -> dict[str, str]:
    """The public ids of the parts that its routes are asked about."""
    child, request = session.get_one(Child, child_id), new_public_id()
    found = {}
    for desk, name in NAMES.items():
        row = SubjectExport(
            key=child.key,
            request=request,
            child_id=child.id,
            desk=desk,
            asked_by=AskedBy.SELF,
            received_on=now.date(),
            due_on=now.date() + timedelta(days=30),
            why="They wrote to us.",
            started_by_id=somebody.id,
            started_at=now,
        )
        session.add(row)
        session.flush()
        found[name] = str(row.public_id)
    return found
