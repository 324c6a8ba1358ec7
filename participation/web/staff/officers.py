"""Who is whose officer: changed, covered until a day, and told to the child."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.people.handing_over import Covering
from participation.care.people.models import Child, StaffMember
from participation.guard.access import Action
from participation.journeys import changing_officers as changing
from participation.journeys import leaving
from participation.journeys import listing_officers as listing
from participation.journeys import telling_the_name as telling
from participation.journeys.changing_officers import Refused
from participation.journeys.listing_officers import Allocation, Caseload
from participation.journeys.telling_the_name import NotNoted, ToldHow
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import wording
from participation.web.staff.after_fields import day, field, uuid_in, without_day
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.leaving_shown import NOT_LEFT, blocks
from participation.web.staff.tried_wording import TOLD_HOW
from participation.web.staff.wording import N_

bp = Blueprint("staff_officers", __name__, url_prefix="/staff")
HERE, MY_NAME = "/staff/officers", "/staff/my-name"
_REFUSED = {
    Refused.NO_OFFICER: (N_("Choose an officer."), "#to"),
    Refused.SAME_PERSON: (N_("That is the same person."), "#to"),
    Refused.ONESELF: (
        N_("Nobody gives themselves a child. Ask somebody else to do it."),
        "#to",
    ),
    Refused.BARRED: (N_("The child must never be seen by this officer. Choose another."), "#to"),
    Refused.NOT_THEIRS: (N_("Choose one of this officer’s children."), "#child"),
    Refused.NO_DAYS: (N_("Write both days: from today on, and the last day."), "#from_on"),
}
WRONG_DAYS = N_("Cover begins today or later, and ends on that day or later, within a year.")


@bp.get("/officers")
@staff_page(Action.CHANGE_OFFICERS)
def show(visitor: Visitor) -> Response:
    """Children without an officer first; then who came into care of late, and every officer."""
    return _show(visitor)


@bp.get("/officers/<uuid:staff>")
@staff_page(Action.CHANGE_OFFICERS)
def one(visitor: Visitor, staff: UUID) -> Response:
    return _one(visitor, staff)


@bp.post("/officers/<uuid:staff>/cover")
@staff_page(Action.CHANGE_OFFICERS)
def cover(visitor: Visitor, staff: UUID) -> Response:
    """Until a day, for every child of theirs; or the end of it."""
    session, me, now = visitor.session, visitor.staff, visitor.now
    if field("press", 10) == "end":
        return _came(visitor, staff, changing.end_cover(session, me, staff, now))
    from_on, until_on = day("from_on"), day("until_on")
    done = changing.cover(session, me, staff, uuid_in(field("to", 40)), from_on, until_on, now)
    if done is Refused.NO_DAYS and from_on is not None and until_on is not None:
        return _one(visitor, staff, [(_(WRONG_DAYS), "#from_on")])
    if done is Refused.NO_DAYS:
        words = without_day(_(_REFUSED[done][0]), "from_on", "until_on")
        return _one(visitor, staff, [(words, "#until_on" if from_on is not None else "#from_on")])
    return _came(visitor, staff, done)


@bp.post("/officers/<uuid:staff>/hand-over")
@staff_page(Action.CHANGE_OFFICERS)
def hand_over_all(visitor: Visitor, staff: UUID) -> Response:
    """Every child of theirs to another officer, from today."""
    to = uuid_in(field("to", 40))
    done = changing.hand_over_all(visitor.session, visitor.staff, staff, to, visitor.now)
    return _came(visitor, staff, done, "#to-all")


@bp.post("/officers/<uuid:staff>/hand-over-one")
@staff_page(Action.CHANGE_OFFICERS)
def hand_over_one(visitor: Visitor, staff: UUID) -> Response:
    """One child of theirs to another officer, from today."""
    child, to = uuid_in(field("child", 40)), uuid_in(field("to", 40))
    done: Refused | Child | None = Refused.NOT_THEIRS
    if child is not None:
        session, me = visitor.session, visitor.staff
        done = changing.hand_over(session, me, child, to, visitor.now, whose=staff)
    return _came(visitor, staff, done, None if done is Refused.NOT_THEIRS else "#to-one")


@bp.post("/officers/<uuid:staff>/leaves")
@staff_page(Action.CHANGE_OFFICERS)
def leaves(visitor: Visitor, staff: UUID) -> Response:
    """Their last day here; or they stay after all."""
    session, me, now = visitor.session, visitor.staff, visitor.now
    stays = field("press", 10) == "stay"
    done = (
        leaving.stay(session, me, staff, now)
        if stays
        else leaving.leave(session, me, staff, day("last_day"), house=visitor.house, now=now)
    )
    if isinstance(done, leaving.NotNoted):
        no_day = done is leaving.NotNoted.NO_DAY and day("last_day") is None
        words = without_day(_(NOT_LEFT[done]), "last_day") if no_day else _(NOT_LEFT[done])
        return _one(visitor, staff, [(words, "#last_day")])
    return redirect(f"{HERE}/{staff}", HTTPStatus.SEE_OTHER) if done else nothing_here()


@bp.post("/officers/children/<uuid:child>")
@staff_page(Action.CHANGE_OFFICERS)
def hand_over(visitor: Visitor, child: UUID) -> Response:
    """One child to another officer, from today."""
    to = uuid_in(field("to", 40))
    done = changing.hand_over(visitor.session, visitor.staff, child, to, visitor.now)
    if isinstance(done, Refused):
        words, _box = _REFUSED[done]
        return _show(visitor, [(_(words), f"#to-{child.hex}")])
    return redirect(HERE, HTTPStatus.SEE_OTHER) if done is not None else nothing_here()


@bp.get("/my-name")
@staff_page(Action.WRITE_OUTCOMES)
def my_name(visitor: Visitor) -> Response:
    """An officer's own children, and whether each was told who their officer is."""
    return _my_name(visitor)


@bp.post("/my-name/<uuid:child>")
@staff_page(Action.WRITE_OUTCOMES)
def told(visitor: Visitor, child: UUID) -> Response:
    how = field("how", 20)
    done = telling.note_told(
        visitor.session,
        visitor.staff,
        child,
        day("on"),
        ToldHow(how) if how in set(ToldHow) else None,
        visitor.now,
    )
    if isinstance(done, Child):
        return redirect(MY_NAME, HTTPStatus.SEE_OTHER)
    if isinstance(done, NotNoted):
        words = (
            _("That day is still to come.")
            if done is NotNoted.DAY_TO_COME
            else _("Write on which day and how.")
        )
        return _my_name(visitor, wrong=(child, words))
    return nothing_here()


def _came(
    visitor: Visitor, whose: UUID, done: Refused | Child | int | None, box: str | None = None
) -> Response:
    if isinstance(done, Refused):
        words, its_box = _REFUSED[done]
        return _one(visitor, whose, [(_(words), box or its_box)])
    if done is None:
        return nothing_here()
    loads = listing.list_officers(visitor.session, visitor.staff, visitor.now)
    has_a_page = any(one.staff.public_id == whose for one in loads)
    return redirect(f"{HERE}/{whose}" if has_a_page else HERE, HTTPStatus.SEE_OTHER)


def _show(visitor: Visitor, error: list[tuple[str, str]] | None = None) -> Response:
    loads = listing.list_officers(visitor.session, visitor.staff, visitor.now)
    found = listing.list_allocations(visitor.session, visitor.staff, visitor.now)
    return page(
        "officers",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        without=[_allocated(one) for one in found if one.officer is None],
        new=[_allocated(one) for one in found if one.officer is not None],
        officers=[_officer(one) for one in loads],
        choices=_choices(loads, visitor),
        error=error,
    )


def _one(visitor: Visitor, whose: UUID, error: list[tuple[str, str]] | None = None) -> Response:
    loads = listing.list_officers(visitor.session, visitor.staff, visitor.now)
    found = next((one for one in loads if one.staff.public_id == whose), None)
    if found is None:
        return nothing_here()
    return page(
        "officer",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        officer=_officer(found),
        children=_children(visitor, found.staff),
        choices=[one for one in _choices(loads, visitor) if one[0] != str(whose)],
        today=visitor.today.isoformat(),
        typed=request.form.to_dict() if error else {"child": request.args.get("child", "")},
        error=error,
        last_day=wording.full_day(found.staff.active_until) if found.staff.active_until else None,
        has_left=found.staff.has_left(visitor.today),
        blocks=blocks(visitor, found.staff),
        leaves_path=f"{HERE}/{whose}/leaves",
        cover_path=f"{HERE}/{whose}/cover",
        hand_over_path=f"{HERE}/{whose}/hand-over",
        hand_over_one_path=f"{HERE}/{whose}/hand-over-one",
        back_url=HERE,
    )


def _my_name(visitor: Visitor, *, wrong: tuple[UUID, str] | None = None) -> Response:
    found = listing.list_allocations(visitor.session, visitor.staff, visitor.now, own=True)
    rows = [_allocated(one) for one in found]
    covering = listing.who_covers(visitor.session, visitor.staff, visitor.now)
    return page(
        "my_name",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        rows=sorted(rows, key=lambda row: row["told"] is not None),
        left=sum(row["told"] is None for row in rows),
        covered=_covered(covering),
        ways=[(code, _(words)) for code, words in TOLD_HOW.items()],
        today=visitor.today.isoformat(),
        typed=request.form.to_dict() if wrong else {},
        typed_for=wrong[0].hex if wrong else None,
        error=[(wrong[1], f"#on-{wrong[0].hex}")] if wrong else None,
    )


def _choices(loads: Sequence[Caseload], visitor: Visitor) -> list[tuple[str, str]]:
    """Whoever is here to be chosen: not oneself."""
    return [
        (str(one.staff.public_id), one.staff.full_name or "")
        for one in loads
        if one.is_officer and one.staff.active_until is None and one.staff.id != visitor.staff.id
    ]


def _children(visitor: Visitor, officer: StaffMember) -> list[tuple[str, str]]:
    """By name and number: two may be called alike."""
    found = listing.list_children(visitor.session, visitor.staff, officer, visitor.now)
    return [(str(one.public_id), f"{one.called}, {one.external_id}") for one in found]


def _officer(one: Caseload) -> dict[str, Any]:
    return {
        "name": one.staff.full_name,
        "children": ngettext("%(num)s child", "%(num)s children", one.children),
        "has_children": bool(one.children),
        "is_officer": one.is_officer,
        "covered": _covered(one.covered),
        "url": f"{HERE}/{one.staff.public_id}",
    }


def _covered(found: Sequence[tuple[Covering, StaffMember | None]]) -> list[str]:
    return [
        _(
            "%(name)s covers from %(first)s until %(last)s",
            name=_name(by),
            first=wording.full_day(each.from_on),
            last=wording.full_day(each.until_on),
        )
        for each, by in found
    ]


def _name(staff: StaffMember | None) -> str:
    return (staff.full_name or "") if staff is not None else _("somebody who has left")


def _allocated(one: Allocation) -> dict[str, Any]:
    told = one.told
    if one.days is None:
        days = None
    else:
        days = ngettext("after %(num)s working day", "after %(num)s working days", one.days)
    return {
        "id": one.child.public_id.hex,
        "child": one.child.called,
        "since": wording.full_day(one.child.looked_after_since),
        "officer": one.officer.full_name if one.officer is not None else None,
        "days": days,
        "late": one.is_late,
        "told": _(
            "%(day)s, %(how)s",
            day=wording.full_day(told.told_on),
            how=wording.worded(TOLD_HOW, told.how),
        )
        if told is not None
        else None,
        "give_path": f"{HERE}/children/{one.child.public_id}",
        "told_path": f"{MY_NAME}/{one.child.public_id}",
    }
