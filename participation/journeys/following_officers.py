"""A child has another officer: what was the officer's before goes along, whoever said so.

Tasks that were theirs are the new officer's, and it is the new name that the child is told. Where
an import said so and is taken back, these rows go back with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.people.bulk import BulkTable, in_chunks
from participation.care.people.models import Child, StaffMember
from participation.care.people.recorded import recording_of
from participation.care.people.staff import NewOfficer
from participation.journeys import telling_the_name

_TASKS = BulkTable(Task)


def follow(session: Session, changed: Sequence[NewOfficer], now: datetime) -> None:
    """For each child whose officer is another one."""
    for chunk in in_chunks(changed):
        by_child = {one.child_id: one for one in chunk}
        theirs = session.execute(
            select(Task.id, Task.kind, Task.child_id, Task.owner_id).where(
                Task.child_id.in_(by_child),
                Task.state == TaskState.OPEN,
                Task.owner_id.is_not(None),
            )
        ).all()
        mine = [row for row in theirs if row.owner_id in by_child[row.child_id].before]
        going_along = [
            {"id": row.id, "owner_id": by_child[row.child_id].officer_id}
            for row in mine
            if row.kind is not TaskKind.TELL_OFFICER
        ]
        old_names = [
            {"id": row.id, "state": TaskState.DONE}
            for row in mine
            if row.kind is TaskKind.TELL_OFFICER
        ]
        _TASKS.update(session, going_along)
        _TASKS.update(session, old_names)
        _ask_to_tell(session, by_child.values(), now)


def _ask_to_tell(session: Session, changed: Iterable[NewOfficer], now: datetime) -> None:
    recording = recording_of(session)
    for one in changed:
        child = session.get_one(Child, one.child_id)
        officer = session.get_one(StaffMember, one.officer_id)
        before = telling_the_name.task_of(session, child, officer)
        if before is not None and recording is not None:
            recording.changing(session, _TASKS.table, [before.id])
        made = telling_the_name.ask_to_tell(session, child, officer, now)
        if before is None and recording is not None:
            session.flush()
            recording.making(session, _TASKS.table, [{"public_id": made.public_id}])
