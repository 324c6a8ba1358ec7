"""Choosing a password of one's own, the only page that opens after a first sign-in; and codes for a
day without the app."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from participation.guard import limits, sessions
from participation.guard.passwords import SHORTEST
from participation.journeys.admitting import Unchanged, change_password, new_recovery_codes
from participation.kernel.clock import system_now
from participation.web.locale import gettext as _
from participation.web.staff.door import Visitor, cookie_name, set_cookie, staff_page
from participation.web.staff.frame import first_page, page

bp = Blueprint("staff_password", __name__, url_prefix="/staff")

LOOK_BACK = timedelta(minutes=5)
TRIES = 10  # wrong tries at the present password, by somebody at an open session


@bp.get("/password")
@staff_page(while_one_time=True)
def ask(visitor: Visitor) -> AnyResponse:
    """The form."""
    return _form(visitor)


@bp.post("/password")
@staff_page(while_one_time=True)
def change(visitor: Visitor) -> AnyResponse:
    """Take the new password, end every session, and open a fresh one here."""
    system, who = system_now(), visitor.staff.public_id.hex
    if limits.count(visitor.session, "password", who, system - LOOK_BACK) >= TRIES:
        wait = _("Too many tries. Wait five minutes, then try again.")
        return _form(visitor, wait, status=HTTPStatus.TOO_MANY_REQUESTS)
    old, new = request.form.get("password", ""), request.form.get("new_password", "")
    if new != request.form.get("again", ""):
        return _form(visitor, _("The two new passwords are not the same."), "#again")
    house = visitor.house
    names = (house.settings.council_name, house.council(visitor.session).name)
    why = change_password(visitor.session, visitor.staff, old, new, now=visitor.now, names=names)
    if why is Unchanged.NOT_YOURS:
        limits.note(visitor.session, "password", who, system)
    if why is not None:
        place = "#password" if why is Unchanged.NOT_YOURS else "#new_password"
        return _form(visitor, _why(why), place)
    cookie = visitor.house.randomness.token()
    sessions.begin_sign_in(
        visitor.session,
        cookie=cookie,
        csrf=visitor.house.randomness.token(),
        staff=visitor.staff.public_id,
        way=visitor.sign_in.way,
        now=system,
    )
    answer = redirect(first_page(visitor.staff.roles), HTTPStatus.SEE_OTHER)
    set_cookie(answer, visitor.house, cookie_name(visitor.house), cookie)
    return answer


@bp.post("/password/recovery")
@staff_page()
def recovery(visitor: Visitor) -> AnyResponse:
    """Ten fresh codes for a day without the app, shown once. Whose they are is never asked: they
    are always one's own."""
    system, who = system_now(), visitor.staff.public_id.hex
    if limits.count(visitor.session, "password", who, system - LOOK_BACK) >= TRIES:
        wait = _("Too many tries. Wait five minutes, then try again.")
        return _form(visitor, wait, "#own_password", status=HTTPStatus.TOO_MANY_REQUESTS)
    codes = new_recovery_codes(
        visitor.session,
        visitor.staff,
        request.form.get("own_password", ""),
        house=visitor.house,
        now=visitor.now,
    )
    if codes is None:
        limits.note(visitor.session, "password", who, system)
        return _form(visitor, _why(Unchanged.NOT_YOURS), "#own_password")
    return page(
        "enrolled", visitor, name=None, password=None, secret=None, codes=codes, back_url="/staff/"
    )


def _form(
    visitor: Visitor,
    error: str | None = None,
    place: str = "#password",
    *,
    status: HTTPStatus | None = None,
) -> AnyResponse:
    return page(
        "password",
        visitor,
        status or (HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK),
        error=[(error, place)] if error else None,
        must_change=visitor.must_change,
        shortest=SHORTEST,
    )


def _why(why: Unchanged) -> str:
    match why:
        case Unchanged.NOT_YOURS:
            return _("The password you have now is not right.")
        case Unchanged.TOO_SHORT:
            return _("Choose a new password of at least %(number)s characters.", number=SHORTEST)
        case Unchanged.TOO_LONG:
            return _("Choose a shorter new password.")
        case Unchanged.THE_OLD_ONE:
            return _("Choose a new password, not the one you have now.")
        case Unchanged.COMMON:
            return _(
                "Choose a new password that is harder to guess: no common word with numbers,"
                " nothing typed twice, not the name of the council or of this service."
            )
