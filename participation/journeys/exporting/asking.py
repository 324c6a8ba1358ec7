"""A copy is asked for: by whoever leads on data protection, or an officers' manager.

They name one person by the case system's reference and see nothing of what is held. Whoever reads
the words anyway looks them through and lets them go: two people, always. An adult has a part in
each child's record they stand in. A reference that is unknown and one that is barred get the same
answer, and after ten wrong ones in a day nobody asks any more (as with break-glass).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations.models import TaskKind
from participation.care.consultations.tasks import end_task, make_task
from participation.care.people import queries as people
from participation.care.people.models import Adult, Child, Relationship, Role, StaffMember
from participation.care.subject_access import queries, service
from participation.care.subject_access.models import AskedBy, Desk, SubjectExport
from participation.care.subject_access.rules import LOOKED_THROUGH_BEFORE, due_on
from participation.care.subject_access.service import Started
from participation.guard import limits
from participation.guard.access import Action, may
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor, note_refusal
from participation.kernel.clock import london_day

LEAST_WORDS, MOST_WORDS = 20, 1000
LONGEST_LIST = 200
SHOWN_FOR = timedelta(days=370)  # after it was done
_WRONG, WRONG_AT_MOST, WRONG_WITHIN = "export", 10, timedelta(hours=24)
_OLDEST = timedelta(days=92)  # a request older than three months is typed wrongly


class Refused(StrEnum):
    """Why nothing was started. `NOBODY` also stands for somebody one must not know of."""

    NOBODY = "nobody"
    TOO_FEW_WORDS = "too_few_words"
    WRONG_DAY = "wrong_day"
    NOT_FOR_ADULTS = "not_for_adults"
    TOO_MANY = "too_many"
    OPEN_ALREADY = "open_already"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Wanted:
    """What was typed: whose copy, for whom, since when, why."""

    reference: str
    adult: bool
    asked_by: AskedBy
    received_on: date | None
    why: str


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """One part in a list. `opens`: this reader looks it through; `asks`: they may withdraw it."""

    export: SubjectExport
    opens: bool
    asks: bool


def ask(
    session: Session, staff: StaffMember, wanted: Wanted, *, now: datetime, system: datetime
) -> Sequence[SubjectExport] | Refused:
    """Start a copy of what is held on one person; nothing of it is shown to whoever asks."""
    today = london_day(now)
    wrong = limits.count(session, _WRONG, staff.public_id.hex, system - WRONG_WITHIN)
    if wrong >= WRONG_AT_MOST:
        return Refused.TOO_MANY
    if len("".join(wanted.why.split())) < LEAST_WORDS:
        return Refused.TOO_FEW_WORDS
    if wanted.adult and wanted.asked_by is AskedBy.PARENT:
        return Refused.NOT_FOR_ADULTS
    if wanted.received_on is None or not today - _OLDEST <= wanted.received_on <= today:
        return Refused.WRONG_DAY
    of = _records_of(session, wanted)
    seen = [one for one in of if not people.is_barred(session, one[0].id, staff.id)]
    if not seen:
        limits.note(session, _WRONG, staff.public_id.hex, system)
        known = of[0][0].public_id.hex if of else None
        note_refusal(session, staff, "export.ask", f"child:{known or 'unknown'}", now, child=known)
        return Refused.NOBODY
    shown = _shown_to(staff, now)  # that another desk is not done yet is not told this way either
    if any(_is_open(session, shown, child.id, related, wanted.asked_by) for child, related in of):
        return Refused.OPEN_ALREADY
    due = due_on(wanted.received_on, authority.bank_holidays(session))
    for child, _related in of:
        deed = Deed(
            actor=actor(staff),
            action="export.ask",
            subject=f"child:{child.public_id.hex}",
            child=child.public_id.hex,
            reason=wanted.asked_by,
        )
        record(session, deed, now)
    made = service.start(
        session,
        of,
        Started(
            asked_by=wanted.asked_by,
            received_on=wanted.received_on,
            due_on=due,
            why=wanted.why,
        ),
        by=staff,
        now=now,
    )
    for part in made:
        if part.desk is Desk.OFFICER:  # other desks hear of theirs by their own list alone (R26)
            make_task(
                session,
                TaskKind.SUBJECT_EXPORT,
                about=part.public_id.hex,
                key=part.key,
                owner_role=Role.IRO,
                due_on=max(today, due - LOOKED_THROUGH_BEFORE),
                child_id=part.child_id,
                now=now,
            )
    return made


def withdraw(session: Session, staff: StaffMember, part: SubjectExport, now: datetime) -> None:
    """Whoever asked wants no copy any more; all parts of it end."""
    for row in service.withdraw(session, part.request, now):
        end_task(session, TaskKind.SUBJECT_EXPORT, row.public_id.hex)


def may_withdraw(
    session: Session, staff: StaffMember, public_id: UUID, now: datetime
) -> SubjectExport | None:
    """The part, audited, if this member of staff may end it; None as if it were not there."""
    row = session.scalar(
        select(SubjectExport).where(
            SubjectExport.public_id == public_id,
            _shown_to(staff, now),
        )
    )
    if row is None or not may(staff.roles, Action.ASK_FOR_COPY):
        note_refusal(session, staff, "export.withdraw", f"export:{public_id.hex}", now)
        return None
    deed = Deed(
        actor=actor(staff),
        action="export.withdraw",
        subject=f"export:{row.public_id.hex}",
        child=row.child.public_id.hex,
    )
    record(session, deed, now)
    return row


def listed(session: Session, staff: StaffMember, now: datetime) -> Sequence[Listed]:
    """Copies that this member of staff asked for or looks through: references and days, no words.

    Whoever leads on data protection sees every desk's; an officers' manager the officers' alone,
    for that another desk has a part says that something went past somebody (R26). Nobody sees one
    about a child they must not know of, or of what went past them.
    """
    opens, shown = opens_to(staff, now), _shown_to(staff, now)
    asks = may(staff.roles, Action.ASK_FOR_COPY)
    recent = or_(
        SubjectExport.let_go_at.is_(None), SubjectExport.let_go_at > now - SHOWN_FOR
    ) & SubjectExport.withdrawn_at.is_(None)
    rows = queries.exports_seen(session, shown & recent, limit=LONGEST_LIST)
    mine = {
        row.id
        for row in session.scalars(
            select(SubjectExport).where(SubjectExport.id.in_([one.id for one in rows]), opens)
        )
    }
    return [Listed(row, row.id in mine, asks) for row in rows]


def opens_to(staff: StaffMember, now: datetime) -> ColumnElement[bool]:
    """A condition on `SubjectExport`: this member of staff looks its lines through."""
    officers = people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
    desks = [desk for desk in Desk if desk.value in staff.roles]
    never = people.children_barred_to(staff.id)
    return queries.opened_by(desks, staff.id, officers, never)


def _shown_to(staff: StaffMember, now: datetime) -> ColumnElement[bool]:
    """A condition on `SubjectExport`: this member of staff may know that there is this part."""
    opens = opens_to(staff, now)
    if not may(staff.roles, Action.ASK_FOR_COPY):
        return opens
    never = people.children_barred_to(staff.id)
    officers_part = and_(SubjectExport.desk == Desk.OFFICER, SubjectExport.child_id.not_in(never))
    if Role.DATA_PROTECTION not in staff.roles:
        return or_(opens, officers_part)
    officers = people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
    return or_(officers_part, queries.opened_by(list(Desk), staff.id, officers, never))


def _records_of(session: Session, wanted: Wanted) -> Sequence[tuple[Child, Relationship | None]]:
    """The child's record, or every record this adult stands in; none of who was forgotten."""
    if not wanted.adult:
        child = session.scalar(
            select(Child).where(Child.external_id == wanted.reference, Child.forgotten_on.is_(None))
        )
        return [(child, None)] if child is not None else []
    rows = session.scalars(
        select(Relationship)
        .join(Adult, Adult.id == Relationship.adult_id)
        .join(Child, Child.id == Relationship.child_id)
        .where(Adult.external_id == wanted.reference, Child.forgotten_on.is_(None))
        .order_by(Relationship.id)
    ).all()
    return [(row.child, row) for row in rows]


def _is_open(
    session: Session,
    shown: ColumnElement[bool],
    child_id: int,
    related: Relationship | None,
    asked_by: AskedBy,
) -> bool:
    whose = (
        SubjectExport.relationship_id == related.id
        if related is not None
        else SubjectExport.relationship_id.is_(None)
    )
    found = select(SubjectExport.id).where(
        shown,
        SubjectExport.child_id == child_id,
        SubjectExport.asked_by == asked_by,
        whose,
        SubjectExport.let_go_at.is_(None),
        SubjectExport.withdrawn_at.is_(None),
    )
    return session.scalar(found.limit(1)) is not None
