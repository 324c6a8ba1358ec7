"""One child in words: people, permissions, who works with them, and what was done before each
review. No words and no numbers of anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from participation.care.consultations.models import Invitation, Task
from participation.care.people.left_out import is_left_out
from participation.care.people.models import (
    AssignedAs,
    Assignment,
    Child,
    ContactPoint,
    ContactState,
    Relationship,
    StaffMember,
)
from participation.care.people.rules import ContactKind
from participation.care.people.what_stops import care_ended_on, care_is_over, course_of
from participation.care.reviews.called_off import CalledOff, called_off
from participation.care.reviews.models import TO_COME, Review
from participation.guard.access import Action, may
from participation.journeys import finding_whom_to_ask as asking
from participation.journeys.finding_children import Record
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor
from participation.web.staff.how_far import how_far, why_not
from participation.web.staff.languages import language_called
from participation.web.staff.task_words import TASKS
from participation.web.staff.tried_wording import tried
from participation.web.staff.where_done import where_done
from participation.web.staff.wording import N_

ASSIGNED: Mapping[str, str] = {
    "reviewing_officer": N_("Reviewing officer"),
    "cover": N_("Covers for the officer"),
    "social_worker": N_("Social worker"),
    "business_support": N_("Business support"),
}
STOP_WHY: Mapping[str, str] = {
    "childs_wish": N_("the child wants it so"),
    "not_safe": N_("somebody is not safe if we write"),
    "court": N_("a court says so"),
    "mistake": N_("a mistake in the record"),
    "other": N_("something else; it stands in the case system"),
}
REVIEW_STATES: Mapping[str, str] = {
    "planned": N_("to come"),
    "part_held": N_("first part held"),
    "held": N_("held"),
    "cancelled": N_("cancelled"),
    "care_ended": N_("not held: care has ended"),
}


def record_shown(found: Record, visitor: Visitor) -> dict[str, Any]:
    """What the page of one child names."""
    child = found.child
    to_do = [each.invitation_id for each in found.tasks if each.invitation_id]
    asked = asking.may_be_opened(visitor.session, visitor.staff, to_do, visitor.now)
    known_of_child = _reach(found.points.get(None, ()))
    return {
        "child": child.called,
        "number": child.external_id,
        "stopped": _stopped(child),
        "facts": _facts(found, visitor.today),
        "people": [
            {"who": child.called, "role": _("Child"), "asked": None, "reach": known_of_child},
            *(_person(each, found, visitor.today) for each in found.people),
        ],
        "staff": [
            _works(assignment, member, found.child, visitor) for assignment, member in found.staff
        ],
        "reviews": [_review(each, found, visitor) for each in found.reviews],
        "tasks": [_task(each, found, visitor, asked) for each in found.tasks],
    }


def _stopped(child: Child) -> str | None:
    """Since when nothing goes out about them, and why."""
    if child.contact_stopped_on is None:
        return None
    why = _(STOP_WHY.get(child.contact_stopped_why or "", STOP_WHY["other"]))
    return _(
        "Stopped on %(day)s: %(why)s.", day=wording.full_day(child.contact_stopped_on), why=why
    )


def _facts(found: Record, today: date) -> list[tuple[str, str]]:
    child = found.child
    needs = ", ".join(wording.worded(wording.NEEDS, need) for need in child.communication or ())
    return [
        (_("Speaks"), language_called(child.spoken_language)),
        (_("Reads"), language_called(child.reading_language)),
        (_("Needs"), needs or _("none known")),
        (_("Interpreter"), _("yes") if child.interpreter_needed else _("no")),
        (_("Looked after since"), wording.full_day(child.looked_after_since)),
        *(_care_ended(child, today) if care_is_over(child, today) else ()),
    ]


def _care_ended(child: Child, today: date) -> Iterator[tuple[str, str]]:
    """On which day, where one is known, and why."""
    why, day = wording.worded(wording.REASONS, course_of(child, today)), care_ended_on(child)
    yield _("Care ended"), f"{wording.full_day(day)} ({why})" if day else why


def _person(one: Relationship, found: Record, today: date) -> dict[str, Any]:
    asked = _("may be asked")
    to_come = [each.public_id.hex for each in found.reviews if each.state in TO_COME]
    if is_left_out(one, today, to_come):
        until = one.not_asked_until if one.asked_here is not False else None
        still = until is not None and until >= today
        asked = (
            _("not asked, until %(day)s", day=wording.full_day(until)) if still else _("not asked")
        )
    if care_is_over(found.child, today):
        asked = _("not asked")
    return {
        "who": one.adult.full_name or "",
        "role": wording.worded(wording.ROLES, one.kind),
        "asked": asked,
        "reach": _reach(found.points.get(one.adult_id, ())),
    }


def _reach(points: Sequence[ContactPoint]) -> list[str]:
    """How they can be reached, never where."""
    lines = []
    for one in points:
        kind = _("mobile") if one.kind is ContactKind.MOBILE else _("mail")
        safe = _("safe to text") if one.safe_to_text else _("not safe to text")
        if one.state is not ContactState.USABLE:
            safe = _("not used at the moment")
        if one.kind is ContactKind.MOBILE:
            whose = _("theirs alone") if one.own_and_private else _("not noted as theirs alone")
            safe = f"{safe}, {whose}"
        when = (
            _("confirmed %(day)s", day=wording.full_day(one.confirmed_on))
            if one.confirmed_on
            else _("never confirmed")
        )
        lines.append(f"{kind}: {safe}, {when}")
    return lines


def _review(one: Review, found: Record, visitor: Visitor) -> dict[str, Any]:
    base = f"/staff/reviews/{one.external_id}"
    off = called_off(one, visitor.today)
    links = [(f"{base}/meeting", _("The meeting")), (f"{base}/interpreters", _("Interpreters"))]
    if off is CalledOff.CARE_ENDED:
        links = []
    if may(visitor.staff.roles, Action.READ_SUMMARY):
        links.insert(0, (f"{base}/summary", _("Summary")))
    if one.id in found.asked:
        links.append((f"{base}/round", _("The round")))
    return {
        "kind": wording.worded(wording.REVIEW_TYPES, one.kind),
        "day": wording.full_day(one.held_on or one.day),
        "state": wording.worded(REVIEW_STATES, off or one.state),
        "links": links if off is not CalledOff.CANCELLED else [],
        "asked": [_asked(each, found) for each in found.asked.get(one.id, ())],
    }


def _asked(one: Invitation, found: Record) -> dict[str, Any]:
    """How far one person was before one review."""
    return {
        **_who(one, found),
        "state": how_far(one),
        "why": why_not(one),
        "tried": [tried(attempt) for attempt in one.tried or ()],
    }


def _who(one: Invitation, found: Record) -> dict[str, str]:
    """One person around the child; without a name where they are not around now."""
    related = next((each for each in found.people if each.id == one.relationship_id), None)
    return {
        "who": wording.worded(wording.ROLES, one.role),
        "name": (related.adult.full_name or "") if related is not None else "",
    }


def _works(
    one: Assignment, member: StaffMember, child: Child, visitor: Visitor
) -> dict[str, str | None]:
    """`change_url`: where the officers' manager gives the child to somebody else."""
    is_theirs = one.assigned_as is AssignedAs.REVIEWING_OFFICER and (
        one.until_on is None or one.until_on >= visitor.today
    )
    changes = may(visitor.staff.roles, Action.CHANGE_OFFICERS)
    url = f"/staff/officers/{member.public_id}?child={child.public_id}"
    return {
        "who": member.full_name or "",
        "role": wording.worded(ASSIGNED, one.assigned_as),
        "since": wording.full_day(one.from_on),
        "until": wording.full_day(one.until_on) if one.until_on else None,
        "change_url": url if is_theirs and changes else None,
    }


def _task(
    one: Task, found: Record, visitor: Visitor, asked: Mapping[int, UUID]
) -> dict[str, str | None]:
    """What is to be done, and for whom of those who were asked."""
    people = (each for review in found.asked.values() for each in review)
    whom = next((each for each in people if each.id == one.invitation_id), None)
    return {
        **(_who(whom, found) if whom is not None else {}),
        "url": where_done(one, visitor.staff.roles, asked),
        "what": wording.worded(TASKS, one.kind).capitalize(),
        "by": wording.full_day(one.due_on),
        "owner": wording.worded(wording.STAFF_ROLES, one.owner_role),
    }
