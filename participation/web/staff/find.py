"""Find a child one may see, and the page of one child: people, permissions, history.

What is looked for is posted and stands in no address: a name would stay in the browser's list.
"""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from participation.care.people.left_out import is_left_out
from participation.care.people.models import Child, ContactPoint, ContactState, Relationship
from participation.care.people.rules import ContactKind
from participation.guard.access import Action, may
from participation.journeys import finding_children as finding
from participation.journeys import stopping_contact
from participation.journeys.finding_children import Record
from participation.journeys.handing_out_cards import may_have_card
from participation.journeys.stopping_contact import StopWhy
from participation.kernel.clock import system_now
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.after_fields import field, line
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.languages import language_called
from participation.web.staff.task_words import TASKS
from participation.web.staff.tried_wording import tried

bp = Blueprint("staff_find", __name__, url_prefix="/staff/find")
HERE = "/staff/find"
LONGEST = 60
N_ = str  # marks a text for the translators
ASSIGNED = {
    "reviewing_officer": N_("Reviewing officer"),
    "cover": N_("Covers for the officer"),
    "social_worker": N_("Social worker"),
    "business_support": N_("Business support"),
}
STOP_WHY = {
    "childs_wish": N_("the child wants it so"),
    "not_safe": N_("somebody is not safe if we write"),
    "court": N_("a court says so"),
    "mistake": N_("a mistake in the record"),
    "other": N_("something else; it stands in the case system"),
}
REVIEW_STATES = {
    "planned": N_("to come"),
    "part_held": N_("first part held"),
    "held": N_("held"),
    "cancelled": N_("cancelled"),
}


@bp.get("")
@staff_page(Action.FIND_CHILDREN)
def show(visitor: Visitor) -> Response:
    """The box alone."""
    return page("find", visitor, looked_for="", found=None, path=HERE)


@bp.post("")
@staff_page(Action.FIND_CHILDREN)
def find(visitor: Visitor) -> Response:
    """Whoever is found among those whom this member of staff may see."""
    typed = line("who", LONGEST)
    found = finding.find(
        visitor.session, visitor.staff, typed, now=visitor.now, system=system_now()
    )
    if found is None:
        return page(
            "find",
            visitor,
            HTTPStatus.TOO_MANY_REQUESTS,
            looked_for=typed,
            found=None,
            path=HERE,
            error=[(_("Too many names for one day. Look by number."), "#who")],
        )
    return page(
        "find",
        visitor,
        looked_for=typed,
        found=[
            {"url": f"{HERE}/{one.public_id}", "child": one.called, "number": one.external_id}
            for one in found
        ],
        path=HERE,
    )


@bp.get("/<uuid:child>")
@staff_page(Action.FIND_CHILDREN)
def one(visitor: Visitor, child: UUID) -> Response:
    """One child: who is around them, who may be asked, and what was done before each review."""
    return _one(visitor, child)


@bp.post("/<uuid:child>/contact")
@staff_page(Action.STOP_CONTACT)
def contact(visitor: Visitor, child: UUID) -> Response:
    """Stop everything that goes out about this child, or let it go on."""
    session, staff, now = visitor.session, visitor.staff, visitor.now
    why = field("why", 20)
    if field("press", 20) == "go_on":
        done = stopping_contact.go_on(session, staff, child, now)
    elif why in set(StopWhy):
        done = stopping_contact.stop(session, staff, child, StopWhy(why), now)
    else:
        return _one(visitor, child, [(_("Choose why."), "#why")])
    if done is None:
        return nothing_here()
    return redirect(f"{HERE}/{child}", HTTPStatus.SEE_OTHER)


def _one(visitor: Visitor, child: UUID, error: list[tuple[str, str]] | None = None) -> Response:
    found = finding.opened(visitor.session, visitor.staff, child, visitor.now)
    if found is None:
        return nothing_here()
    row = found.child
    return page(
        "child",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=error,
        typed={},
        stopped=_stopped(row),
        contact_path=f"{HERE}/{row.public_id}/contact" if _stops(visitor, row) else None,
        reasons=[(one.value, _(STOP_WHY[one])) for one in StopWhy],
        child=row.called,
        number=row.external_id,
        facts=_facts(found),
        people=[
            {"who": row.called, "role": _("Child"), "asked": None,
             "reach": _reach(found.points.get(None, ()))},
            *(_person(each, found, visitor.today) for each in found.people),
        ],
        staff=[
            {
                "who": member.full_name or "",
                "role": _(ASSIGNED.get(assignment.assigned_as, str(assignment.assigned_as))),
                "since": wording.full_day(assignment.from_on),
                "until": wording.full_day(assignment.until_on) if assignment.until_on else None,
            }
            for assignment, member in found.staff
        ],
        reviews=[_review(each, found, visitor) for each in found.reviews],
        tasks=[
            {
                "what": wording.worded(TASKS, task.kind).capitalize(),
                "by": wording.full_day(task.due_on),
                "owner": wording.worded(wording.STAFF_ROLES, task.owner_role),
            }
            for task in found.tasks
        ],
        card_path=f"/staff/cards/{row.public_id}/pdf" if _makes_cards(visitor, row) else None,
        back_url=HERE,
    )  # fmt: skip


def _stops(visitor: Visitor, child: Child) -> bool:
    allowed = may(visitor.staff.roles, Action.STOP_CONTACT)
    return allowed and stopping_contact.may_stop(visitor.session, visitor.staff, child, visitor.now)


def _makes_cards(visitor: Visitor, child: Child) -> bool:
    allowed = may(visitor.staff.roles, Action.HAND_OUT_CARDS)
    return allowed and may_have_card(visitor.session, visitor.staff, child, visitor.now)


def _stopped(child: Child) -> str | None:
    """Since when nothing goes out about them, and why."""
    if child.contact_stopped_on is None:
        return None
    why = _(STOP_WHY.get(child.contact_stopped_why or "", STOP_WHY["other"]))
    return _(
        "Stopped on %(day)s: %(why)s.", day=wording.full_day(child.contact_stopped_on), why=why
    )


def _facts(found: Record) -> list[tuple[str, str]]:
    child = found.child
    needs = ", ".join(str(need) for need in child.communication or ())
    return [
        (_("Speaks"), language_called(child.spoken_language)),
        (_("Reads"), language_called(child.reading_language)),
        (_("Needs"), needs or _("none known")),
        (_("Interpreter"), _("yes") if child.interpreter_needed else _("no")),
        (_("Looked after since"), wording.full_day(child.looked_after_since)),
    ]


def _person(one: Relationship, found: Record, today: date) -> dict[str, Any]:
    asked = _("may be asked")
    if is_left_out(one, today):
        until = one.not_asked_until if one.asked_here is not False else None
        asked = (
            _("not asked, until %(day)s", day=wording.full_day(until)) if until else _("not asked")
        )
    return {
        "who": one.adult.full_name or "",
        "role": wording.worded(wording.ROLES, one.kind),
        "asked": asked,
        "reach": _reach(found.points.get(one.adult_id, ())),
    }


def _reach(points: tuple[ContactPoint, ...] | Any) -> list[str]:
    """How they can be reached, never where."""
    lines = []
    for one in points:
        kind = _("mobile") if one.kind is ContactKind.MOBILE else _("mail")
        safe = _("safe to text") if one.safe_to_text else _("not safe to text")
        if one.state is not ContactState.USABLE:
            safe = _("not used at the moment")
        when = (
            _("confirmed %(day)s", day=wording.full_day(one.confirmed_on))
            if one.confirmed_on
            else _("never confirmed")
        )
        lines.append(f"{kind}: {safe}, {when}")
    return lines


def _review(one: Any, found: Record, visitor: Visitor) -> dict[str, Any]:
    base = f"/staff/reviews/{one.external_id}"
    links = [(f"{base}/meeting", _("The meeting")), (f"{base}/interpreters", _("Interpreters"))]
    if may(visitor.staff.roles, Action.READ_SUMMARY):
        links.insert(0, (f"{base}/summary", _("Summary")))
    if one.id in found.asked:
        links.append((f"{base}/round", _("The round")))
    by_relationship = {each.id: each for each in found.people}
    return {
        "kind": wording.worded(wording.REVIEW_TYPES, one.kind),
        "day": wording.full_day(one.held_on or one.day),
        "state": _(REVIEW_STATES.get(one.state, str(one.state))),
        "links": links if one.state != "cancelled" else [],
        "asked": [
            {
                "who": wording.worded(wording.ROLES, each.role),
                "name": (by_relationship[each.relationship_id].adult.full_name or "")
                if each.relationship_id in by_relationship
                else "",
                "state": str(each.state),
                "why": wording.worded(wording.REASONS, each.not_heard_reason)
                if each.not_heard_reason
                else None,
                "tried": [tried(attempt) for attempt in each.tried or ()],
            }
            for each in found.asked.get(one.id, ())
        ],
    }
