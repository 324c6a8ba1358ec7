"""Starts, decides about, lets go and ends a copy. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people import legal_holds
from participation.care.people.models import Child, Relationship, StaffMember
from participation.care.requests.models import Ask
from participation.care.safeguarding.models import Concern, Hearing
from participation.care.subject_access.models import (
    AskedBy,
    Desk,
    ExportDecision,
    Ground,
    SubjectExport,
)
from participation.care.subject_access.queries import Weighed
from participation.kernel.clock import london_day
from participation.kernel.ids import new_public_id

AT_MOST = 50  # files in one transaction of a night's run


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Started:
    """What was asked for, by whom, and by when it is due."""

    asked_by: AskedBy
    received_on: date
    due_on: date
    why: str


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Decided:
    """What a person said of one line."""

    weighed: Weighed
    ground: Ground | None  # None: it goes
    why: str | None


def start(
    session: Session,
    of: Sequence[tuple[Child, Relationship | None]],
    asked: Started,
    *,
    by: StaffMember,
    now: datetime,
) -> Sequence[SubjectExport]:
    """One part for each child's record and each desk that may hold something of this person."""
    request = new_public_id()
    made = [
        SubjectExport(
            key=child.key,
            request=request,
            child=child,
            related=related,
            desk=desk,
            asked_by=asked.asked_by,
            received_on=asked.received_on,
            due_on=asked.due_on,
            why=asked.why,
            started_by=by,
            started_at=now,
        )
        for child, related in of
        for desk in _desks(session, child, related)
    ]
    session.add_all(made)
    session.flush()
    return made


def decide(
    session: Session,
    export: SubjectExport,
    decided: Sequence[Decided],
    *,
    by_id: int,
    now: datetime,
) -> None:
    """Keep what was decided, each line with who and when; the same again is no new decision."""
    for one in decided:
        before = one.weighed.decision
        if before is not None and (before.given, before.ground, before.why) == (
            one.ground is None,
            one.ground,
            one.why,
        ):
            continue
        session.add(
            ExportDecision(
                key=export.key,
                export_id=export.id,
                line=one.weighed.line.key,
                words_hash=one.weighed.mark,
                given=one.ground is None,
                ground=one.ground,
                why=one.why,
                by_id=by_id,
                at=now,
            )
        )
    session.flush()


def let_go(
    session: Session,
    export: SubjectExport,
    file: bytes,
    told: str | None,
    *,
    by_id: int,
    now: datetime,
) -> None:
    """It is done, and the file is here for a while."""
    export.file, export.told = file, told
    export.let_go_by_id, export.let_go_at = by_id, now
    session.flush()


def withdraw(session: Session, request: UUID, now: datetime) -> Sequence[SubjectExport]:
    """Whoever asked wants it no more: every part of it that was not let go ends."""
    rows = session.scalars(
        select(SubjectExport).where(
            SubjectExport.request == request,
            SubjectExport.let_go_at.is_(None),
            SubjectExport.withdrawn_at.is_(None),
        )
    ).all()
    for row in rows:
        row.withdrawn_at = now
    session.flush()
    return rows


def forget_files(session: Session, before: datetime, now: datetime) -> int:
    """Finished files that have been here long enough; what was decided stays with the child's
    record. Under a legal hold nothing goes."""
    rows = session.scalars(
        select(SubjectExport)
        .where(
            SubjectExport.file_sealed.is_not(None),
            SubjectExport.let_go_at < before,
            SubjectExport.child_id.not_in(legal_holds.held_children()),
        )
        .limit(AT_MOST)
    ).all()
    for row in rows:
        row.file, row.file_gone_on = None, london_day(now)
    session.flush()
    return len(rows)


def days_left(export: SubjectExport, kept_days: int) -> date | None:
    """Until when the file is here; None where there is none."""
    if export.file_sealed is None or export.let_go_at is None:
        return None
    return london_day(export.let_go_at) + timedelta(days=kept_days)


def _desks(session: Session, child: Child, related: Relationship | None) -> Sequence[Desk]:
    """The officer's always; another only where it has something."""
    asker = related.public_id.hex if related is not None else "child"
    asked = set(
        session.scalars(
            select(Ask.desk).where(
                Ask.child_id == child.id,
                Ask.asker == asker,
                (Ask.past_officer.is_(True)) | (Ask.desk != Desk.OFFICER.value),
            )
        )
    )
    concerned = session.scalar(select(Concern.id).where(Concern.child_id == child.id).limit(1))
    past = session.scalar(
        select(Hearing.id)
        .where(Hearing.child_id == child.id, Hearing.past_officer.is_(True))
        .limit(1)
    )
    return (
        Desk.OFFICER,
        *(desk for desk in (Desk.MANAGER, Desk.COMPLAINTS) if desk.value in asked),
        *((Desk.SAFEGUARDING,) if concerned is not None or past is not None else ()),
    )
