"""One booking of an interpreter: an agency is asked, somebody is confirmed, what became of it."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_rules import (
    WHY_CANCELLED,
    WHY_FAILED,
    Attended,
    BookingState,
    Occasion,
    Presence,
    Stands,
    Why,
    clock_time,
    may_move,
)
from participation.care.reviews.models import TO_COME
from participation.channels.mail.addresses import LONGEST_ADDRESS, is_outside
from participation.guard.access import Action
from participation.journeys import booking_interpreters as booking_them
from participation.journeys import choosing_interpreters
from participation.journeys.booking_interpreters import Asking
from participation.web.locale import gettext as _
from participation.web.staff import interpreter_wording as words
from participation.web.staff import wording
from participation.web.staff.after_fields import day, field, line, uuid_in
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.interpreters import LIST, row
from participation.web.staff.wording import N_

bp = Blueprint("staff_booking", __name__, url_prefix="/staff/interpreters")
LONGEST_MINUTES, LONGEST_BEFORE = 480, 60
AT: dict[Stands, str] = {  # beside which box a problem stands
    Stands.NOBODY: "#interpreter",
    Stands.NOT_CHECKED: "#interpreter",
    Stands.NOT_WANTED: "#interpreter",
    Stands.FAMILY: "#interpreter",
    Stands.KNOWS_FAMILY: "#interpreter",
    Stands.NOT_SAID: "#no_relative",
}
TIME = N_("Write the time like 16:15.")
MONEY = N_("Write the cost in pounds, like 65 or 65.50.")


@bp.get("/<uuid:booking>")
@staff_page(Action.BOOK_INTERPRETERS)
def show(visitor: Visitor, booking: UUID) -> Response:
    return _show(visitor, booking)


@bp.post("/<uuid:booking>")
@staff_page(Action.BOOK_INTERPRETERS)
def press(visitor: Visitor, booking: UUID) -> Response:
    """One of the things that can be done about it: `press` says which."""
    what = _PRESSES.get(field("press", 20))
    if what is None:
        return _show(visitor, booking)
    done = what(visitor, booking)
    if done is None:
        return nothing_here()
    if isinstance(done, tuple):
        return _show(visitor, booking, done)
    if isinstance(done, Stands):
        problem = wording.worded(words.STANDS, done)
        return _show(visitor, booking, (problem, AT.get(done, "#what-to-do")))
    return redirect(f"{LIST}/{done.public_id}", HTTPStatus.SEE_OTHER)


Done = Booking | Stands | tuple[str, str] | None


def _ask(visitor: Visitor, booking: UUID) -> Done:
    email = line("email", LONGEST_ADDRESS + 1)
    agency = line("agency")
    if not agency:
        return _("Write which agency, or who, was asked."), "#agency"
    if email and not is_outside(email):
        return _("Write a mail address, such as name@agency.example."), "#email"
    minutes = _number("minutes", LONGEST_MINUTES)
    before = _number("pre_brief", LONGEST_BEFORE)
    if not minutes or before is None:
        return _(
            "Write how long in minutes, 480 at most; the talk before in 60 at most."
        ), "#minutes"
    presence = field("presence", 10)
    asking = Asking(
        agency=agency,
        email=email,
        presence=Presence(presence) if presence in set(Presence) else Presence.THERE,
        minutes=minutes,
        pre_brief_minutes=before,
        same_again=field("same_again", 3) == "yes",
    )
    return booking_them.ask(visitor.session, visitor.staff, booking, asking, visitor.now)


def _confirm(visitor: Visitor, booking: UUID) -> Done:
    return booking_them.confirm(
        visitor.session,
        visitor.staff,
        booking,
        uuid_in(field("interpreter", 40)),
        line("agency_reference"),
        said_no_relative=field("no_relative", 3) == "yes",
        now=visitor.now,
    )


def _end(visitor: Visitor, booking: UUID) -> Done:
    why = field("why", 20)
    if why not in {*WHY_FAILED, *WHY_CANCELLED}:
        return _("Choose why."), "#why"
    return booking_them.end(visitor.session, visitor.staff, booking, Why(why), visitor.now)


def _again(visitor: Visitor, booking: UUID) -> Done:
    return booking_them.begin_again(visitor.session, visitor.staff, booking, visitor.now)


def _refuse(visitor: Visitor, booking: UUID) -> Done:
    whom = uuid_in(field("refused", 40))
    if whom is None:
        return _("Choose whom this person does not want."), "#refused"
    return booking_them.refuse(visitor.session, visitor.staff, booking, whom, visitor.now)


def _after(visitor: Visitor, booking: UUID) -> Done:
    attended = field("attended", 10)
    if attended not in set(Attended):
        return _("Choose whether they came."), "#attended"
    typed = line("cost").removeprefix("£")
    found = re.fullmatch(r"(\d{1,5})(?:\.(\d{2}))?", typed, re.ASCII)
    if typed and not found:
        return _(MONEY), "#cost"
    pence = int(found[1]) * 100 + int(found[2] or 0) if found else None
    return booking_them.note_after(
        visitor.session, visitor.staff, booking, Attended(attended), pence, visitor.now
    )


def _talk_before(visitor: Visitor, booking: UUID) -> Done:
    on_day, at = day("talk_day"), line("talk_time")
    if on_day is None:
        return _("Choose a day."), "#talk_day"
    if at and clock_time(at) is None:
        return _(TIME), "#talk_time"
    at_time = f"{clock_time(at):%H:%M}" if at else None
    return booking_them.add_talk_before(
        visitor.session, visitor.staff, booking, on_day, at_time, visitor.now
    )


_PRESSES = {
    "ask": _ask,
    "confirm": _confirm,
    "end": _end,
    "again": _again,
    "refuse": _refuse,
    "after": _after,
    "talk": _talk_before,
}


def _show(visitor: Visitor, booking: UUID, error: tuple[str, str] | None = None) -> Response:
    session = visitor.session
    one = booking_them.open_booking(session, visitor.staff, booking, "booking.look", visitor.now)
    if one is None:
        return nothing_here()
    again = choosing_interpreters.suggested(session, one)
    own = one.interpreter or one.wanted_again
    known = again or own
    may_come = choosing_interpreters.who_may_come(session, one)
    over = one.on_day is not None and one.on_day <= visitor.today
    return page(
        "booking",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=[error] if error else None,
        typed=request.form.to_dict() if error else {},
        one=row(one, visitor) | _more(one),
        can={str(state): may_move(one.state, state) for state in BookingState},
        again=again.called if again is not None else None,
        known={
            "agency": one.agency or (known.agency if known is not None else None) or "",
            "email": one.agency_email or (known.email if known is not None else None) or "",
            "presence": str(one.presence),
            "minutes": str(one.minutes),
            "pre_brief": str(one.pre_brief_minutes),
            "interpreter": str(known.public_id) if known is not None else "",
            "reference": one.agency_reference or "",
            "attended": str(one.attended or ""),
            "cost": f"{one.cost_pence / 100:.2f}" if one.cost_pence is not None else "",
        },
        presences=words.options(words.PRESENCE),
        interpreters=[(str(each.public_id), _described(each.called, each.gender))
                      for each in may_come],
        refusable=[(str(each.public_id), each.called) for each in may_come],
        whys=words.options(words.WHY, *(WHY_FAILED if may_move(one.state, BookingState.FAILED)
                                        else ()), *WHY_CANCELLED),
        is_over=over and one.state is BookingState.CONFIRMED,
        attendances=words.options(words.ATTENDED),
        may_add_talk=one.occasion is Occasion.REVIEW and one.review.state in TO_COME,
        path=f"{LIST}/{one.public_id}",
        calendar_url=f"{LIST}/{one.public_id}/calendar" if one.on_day is not None else None,
        list_url=LIST,
    )  # fmt: skip


def _more(one: Booking) -> dict[str, Any]:
    return {
        "pre_brief": words.pre_brief(one),
        "minutes": one.minutes,
        "agency": one.agency,
        "agency_reference": one.agency_reference,
        "attended": wording.worded(words.ATTENDED, one.attended) if one.attended else None,
        "cost": _("£%(cost)s", cost=f"{one.cost_pence / 100:.2f}")
        if one.cost_pence is not None
        else None,
    }


def _described(called: str, gender: str | None) -> str:
    return f"{called} ({wording.worded(words.GENDERS, gender)})" if gender else called


def _number(name: str, most: int) -> int | None:
    typed = line(name)
    return int(typed) if re.fullmatch(r"\d{1,3}", typed, re.ASCII) and int(typed) <= most else None
