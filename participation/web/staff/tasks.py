"""What a person must do by a day, so that nobody is left out silently (R7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from participation.care.consultations import queries as consultations
from participation.care.consultations.queries import ListedTask
from participation.care.people import queries as people
from participation.care.people.models import Role, StaffMember
from participation.guard.access import Action
from participation.journeys import finding_whom_to_ask as asking
from participation.web.staff import wording
from participation.web.staff.children_named import Named, named
from participation.web.staff.door import Visitor, staff_page
from participation.web.staff.frame import page
from participation.web.staff.task_words import TASKS
from participation.web.staff.tried_wording import tried
from participation.web.staff.where_done import GLASS, where_done

bp = Blueprint("staff_tasks", __name__, url_prefix="/staff/tasks")
LONGEST_LIST, MOST_PAGES = 200, 1000
EVERYBODYS = frozenset({"business_support", "iro_manager"})
_ABOUT_NOBODY = (Role.ADMIN, Role.DATA_PROTECTION)  # who see their own tasks about no child


@bp.get("")
@staff_page(Action.SEE_TASKS)
def show(visitor: Visitor) -> Response:
    """Open tasks, the earliest first; an officer sees those about their own children."""
    session, staff = visitor.session, visitor.staff
    everybodys = not EVERYBODYS.isdisjoint(staff.roles)
    children = None if everybodys else people.children_open_to(staff.id, visitor.today)
    number = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    found = consultations.open_tasks(
        session,
        children,
        people.children_barred_to(staff.id),
        limit=LONGEST_LIST + 1,
        offset=(number - 1) * LONGEST_LIST,
        for_role=next((role for role in _ABOUT_NOBODY if role in staff.roles), None),
    )
    listed = [task for task in found[:LONGEST_LIST] if _is_theirs(task, staff)]
    called = named(visitor, [one.child for one in listed])
    asked = asking.may_be_opened(
        session, staff, {one.task.invitation_id for one in listed if one.task.invitation_id},
        visitor.now,
    )  # fmt: skip
    return page(
        "tasks",
        visitor,
        tasks=[_row(one, visitor, called, asked) for one in listed],
        before_url=f"/staff/tasks?page={number - 1}" if number > 1 else None,
        after_url=f"/staff/tasks?page={number + 1}" if len(found) > LONGEST_LIST else None,
    )


def _is_theirs(listed: ListedTask, staff: StaffMember) -> bool:
    """That somebody opened a record in an emergency is for whoever looks it over, and nobody
    else."""
    task = listed.task
    return task.kind not in GLASS or task.owner_role in staff.roles


def _row(
    listed: ListedTask, visitor: Visitor, called: Named, asked: Mapping[int, UUID]
) -> dict[str, Any]:
    task = listed.task
    return {
        "url": where_done(task, visitor.staff.roles, asked),
        "what": wording.worded(TASKS, task.kind).capitalize(),
        "why": wording.worded(wording.REASONS, task.reason) if task.reason else None,
        **called.shown(listed.child),
        "about": wording.worded(wording.ROLES, listed.role) if listed.role else None,
        "owner": wording.worded(wording.STAFF_ROLES, task.owner_role),
        "due": wording.full_day(task.due_on),
        "late": task.due_on < visitor.today,
        "tried": [tried(attempt) for attempt in task.attempts],
    }
