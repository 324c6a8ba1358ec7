"""A person looks a copy through, says of each line whether it goes or is held back, lets it go.

May they, then the audit row, then the lines (T3). Nothing goes that nobody decided about, and a
decision is about the line as it stood. Who asked never lets go: a second person does. What is let
go is kept as the very file it was for some weeks, and then only what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations.models import TaskKind
from participation.care.consultations.tasks import end_task
from participation.care.people.models import StaffMember
from participation.care.subject_access import queries, service
from participation.care.subject_access.lines import Section
from participation.care.subject_access.models import Ground, SubjectExport
from participation.care.subject_access.queries import Weighing
from participation.care.subject_access.rules import NEEDS_WORDS
from participation.care.subject_access.service import Decided
from participation.guard.audit import Deed, record
from participation.journeys.exporting.asking import opens_to
from participation.journeys.reading import actor, note_refusal

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True, repr=False)
class Looked:
    """A part with every line of it."""

    export: SubjectExport
    weighing: Weighing


@dataclass(frozen=True, slots=True, repr=False)
class Chosen:
    """What was pressed about one line: the mark of it as it was shown, and what was said."""

    mark: str
    ground: Ground | None
    why: str | None


class Stopped(StrEnum):
    """Why a copy does not go, or a decision was not kept."""

    UNDECIDED = "undecided"
    CHANGED = "changed"
    SAME_PERSON = "same_person"  # who asked, and who lets it go, are two people
    DONE = "done"
    NO_FILE = "no_file"
    NO_REASON = "no_reason"


def look(
    session: Session, staff: StaffMember, public_id: UUID, now: datetime, *, at: str = "all"
) -> Looked | None:
    """Every line, for whoever may read these words; None for what must not be known to exist.

    Args:
        at: which section is shown, for the audit.
    """
    export = _allowed(session, staff, public_id, "export.look", now, reason=at)
    return Looked(export, queries.weigh(session, export)) if export is not None else None


def decide(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    section: Section,
    chosen: Mapping[str, Chosen],
    now: datetime,
) -> Stopped | bool | None:
    """Keep what was decided about lines that still stand as they were shown. To let go what begins
    as held back needs a reason, and so do some grounds."""
    export = _allowed(session, staff, public_id, "export.decide", now, reason=section)
    if export is None:
        return None
    if not export.is_open:
        return Stopped.DONE
    weighed = {one.line.key: one for one in queries.weigh(session, export).of(section)}
    decided, lacks, changed = [], False, False
    for key, choice in chosen.items():
        one = weighed.get(key)
        if one is None or one.mark != choice.mark:
            changed = True
            continue
        overrides = one.line.ground is not None and choice.ground is None
        if (overrides or choice.ground in NEEDS_WORDS) and not choice.why:
            lacks = True
            continue
        decided.append(Decided(weighed=one, ground=choice.ground, why=choice.why))
    service.decide(session, export, decided, by_id=staff.id, now=now)
    if lacks:
        return Stopped.NO_REASON
    return Stopped.CHANGED if changed else True


def let_go(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    *,
    seen: str,
    told: str | None,
    make: Callable[[Looked, str | None], bytes],
    now: datetime,
) -> Stopped | Looked | None:
    """The copy is made and let go, by somebody other than who asked.

    Args:
        seen: the mark of everything that they had before them.
        make: puts the lines that go into a file.
    """
    export = _allowed(session, staff, public_id, "export.let_go", now)
    if export is None:
        return None
    if not export.is_open:
        return Stopped.DONE
    if export.started_by_id == staff.id:
        return Stopped.SAME_PERSON
    found = Looked(export, queries.weigh(session, export))
    if found.weighing.undecided:
        return Stopped.UNDECIDED
    if found.weighing.mark != seen:
        return Stopped.CHANGED
    service.let_go(session, export, make(found, told), told, by_id=staff.id, now=now)
    end_task(session, TaskKind.SUBJECT_EXPORT, export.public_id.hex)
    return found


def take(
    session: Session, staff: StaffMember, public_id: UUID, now: datetime
) -> Stopped | bytes | None:
    """The file as it was let go, for whoever looks this part through."""
    export = _allowed(session, staff, public_id, "export.take", now)
    if export is None:
        return None
    return export.file or Stopped.NO_FILE


def _allowed(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    action: str,
    now: datetime,
    *,
    reason: str | None = None,
) -> SubjectExport | None:
    export = queries.export_seen(session, public_id, opens_to(staff, now))
    subject = f"export:{public_id.hex}"
    if export is None or export.withdrawn_at is not None:
        note_refusal(session, staff, action, subject, now)
        return None
    deed = Deed(
        actor=actor(staff),
        action=action,
        subject=subject,
        child=export.child.public_id.hex,
        reason=reason,
    )
    record(session, deed, now)
    return export
