"""Who signs in here, for an administrator: nothing of any child stands on these pages."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.channels.mail.addresses import LONGEST_ADDRESS
from participation.guard.access import Action
from participation.guard.standing import Newcomer, Shut
from participation.journeys import managing_staff as managing
from participation.journeys.admitting import enrol_anew
from participation.journeys.managing_staff import Colleague, NotTied
from participation.kernel.clock import system_now
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_colleagues", __name__, url_prefix="/staff/colleagues")
LIST = "/staff/colleagues"
N_ = str  # marks a text for the translators
NOT_TIED: Mapping[NotTied, str] = {
    NotTied.NOBODY: N_("Nobody else here has that address, or nobody waits any more."),
    NotTied.SHUT_OUT: N_("A person shut them out: let them in again first."),
}


@bp.get("")
@staff_page(Action.MANAGE_STAFF)
def show(visitor: Visitor) -> Response:
    """Who waits to be let in, and everybody who may come in."""
    return _list(visitor)


@bp.post("/waiting/<uuid:newcomer>/tie")
@staff_page(Action.MANAGE_STAFF)
def tie(visitor: Visitor, newcomer: UUID) -> Response:
    """From now on this council account is that member of staff."""
    email = request.form.get("email", "").strip()[:LONGEST_ADDRESS]
    staff = managing.tie_newcomer(
        visitor.session, newcomer, email, visitor.staff, house=visitor.house, now=visitor.now
    )
    if isinstance(staff, NotTied):
        return _list(visitor, _(NOT_TIED[staff]))
    return redirect(LIST, HTTPStatus.SEE_OTHER)


@bp.post("/waiting/<uuid:newcomer>/turn-away")
@staff_page(Action.MANAGE_STAFF)
def turn_away(visitor: Visitor, newcomer: UUID) -> Response:
    done = managing.turn_away(visitor.session, newcomer, visitor.staff, visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER) if done else nothing_here()


@bp.post("/<uuid:staff>/end-sessions")
@staff_page(Action.MANAGE_STAFF)
def end_sessions(visitor: Visitor, staff: UUID) -> Response:
    """They are out everywhere, from their next click on."""
    found = managing.colleague(visitor.session, staff, visitor.staff)
    if found is None:
        return nothing_here()
    managing.end_everywhere(visitor.session, found, visitor.staff, visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:staff>/shut")
@staff_page(Action.MANAGE_STAFF)
def shut(visitor: Visitor, staff: UUID) -> Response:
    """They do not come in until somebody lets them in again."""
    found = managing.colleague(visitor.session, staff, visitor.staff)
    if found is None:
        return nothing_here()
    managing.shut(visitor.session, found, visitor.staff, visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:staff>/let-in-again")
@staff_page(Action.MANAGE_STAFF)
def let_in_again(visitor: Visitor, staff: UUID) -> Response:
    found = managing.colleague(visitor.session, staff, visitor.staff)
    if found is None:
        return nothing_here()
    managing.let_in_again(visitor.session, found, visitor.staff, visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:staff>/enrol-anew")
@staff_page(Action.MANAGE_STAFF)
def enrol(visitor: Visitor, staff: UUID) -> Response:
    """A new one-time password and a new secret for the app, shown once, to hand over in person."""
    found = managing.colleague(visitor.session, staff, visitor.staff)
    if found is None or not visitor.house.settings.local_accounts:
        return nothing_here()
    if managing.is_shut_by_person(visitor.session, found):
        return _list(visitor, _(NOT_TIED[NotTied.SHUT_OUT]), "#everybody")
    actor = f"staff:{visitor.staff.public_id.hex}"
    admitted = enrol_anew(visitor.session, found, actor=actor, house=visitor.house, now=visitor.now)
    return page(
        "enrolled",
        visitor,
        name=found.full_name,
        password=admitted.password,
        secret=admitted.code_secret,
        codes=admitted.recovery,
        back_url=LIST,
    )


def _list(visitor: Visitor, error: str | None = None, at: str = "#waiting") -> Response:
    rows = managing.colleagues(visitor.session, house=visitor.house, system=system_now())
    return page(
        "colleagues",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=[(error, at)] if error else None,
        waiting=[_waiting(one) for one in managing.newcomers(visitor.session)],
        colleagues=[_row(one, visitor) for one in rows],
        passwords=visitor.house.settings.local_accounts,
    )


def _waiting(one: Newcomer) -> dict[str, Any]:
    path = f"{LIST}/waiting/{one.public_id}"
    return {
        "name": one.name,
        "email": one.email,
        "code": "-".join((one.code[:3], one.code[3:6], one.code[6:])),
        "when": wording.moment(one.at),
        "tie_path": f"{path}/tie",
        "away_path": f"{path}/turn-away",
    }


def _row(one: Colleague, visitor: Visitor) -> dict[str, Any]:
    path = f"{LIST}/{one.staff.public_id}"
    mine = one.staff.id == visitor.staff.id
    stands = one.standing
    is_shut = stands is not None and stands.disabled_at is not None
    return {
        "name": one.staff.full_name,
        "roles": [wording.worded(wording.STAFF_ROLES, role) for role in one.staff.roles],
        "came": wording.moment(stands.used_at) if stands and stands.used_at else None,
        "state": _state(one),
        "sessions": one.sessions,
        "end_path": None if mine or not one.sessions else f"{path}/end-sessions",
        "shut_path": None if mine or is_shut else f"{path}/shut",
        "open_path": f"{path}/let-in-again" if is_shut and not mine else None,
        "enrol_path": f"{path}/enrol-anew"
        if one.has_account and not mine and visitor.house.settings.local_accounts
        else None,
    }


def _state(one: Colleague) -> str:
    stands = one.standing
    if one.left:
        return _("has left")
    if stands is not None and stands.disabled_at is not None:
        match stands.disabled_why:
            case Shut.UNUSED:
                return _("shut out: not used for 30 days")
            case Shut.RESTORED:
                return _("shut out since a copy was restored")
            case _why:
                return _("shut out by a person")
    if not one.may_come_in:
        return _("has no way in yet")
    return _("may come in")
