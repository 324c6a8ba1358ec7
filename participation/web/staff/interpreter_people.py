"""Who interprets for the council and when they were checked; and figures for managers."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.interpreting import booking_figures
from participation.care.interpreting import booking_queries as bookings
from participation.care.interpreting.booking_figures import BECAME, Quarter
from participation.care.interpreting.booking_service import Added
from participation.care.outcomes import feedback
from participation.care.people import queries as people
from participation.channels.mail.addresses import LONGEST_ADDRESS, is_outside
from participation.guard.access import Action
from participation.journeys import keeping_interpreters
from participation.web.locale import gettext as _
from participation.web.staff import interpreter_wording as words
from participation.web.staff import wording
from participation.web.staff.after_fields import day, field, line
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.interpreters import LIST
from participation.web.staff.languages import language_name
from participation.web.staff.rounds import QUARTERS, not_shown, quarter_name
from participation.web.staff.wording import N_

bp = Blueprint("staff_interpreter_people", __name__, url_prefix="/staff/interpreters")
PEOPLE = f"{LIST}/people"
BECAME_WORDS = {
    booking_figures.CAME: N_("Came"),
    booking_figures.LATE: N_("Came late"),
    booking_figures.NO_SHOW: N_("Did not come"),
    booking_figures.NOT_NOTED: N_("Confirmed, nobody noted whether they came"),
    booking_figures.NOBODY: N_("Nobody found"),
}
_PENCE = 100


@bp.get("/people")
@staff_page(Action.KEEP_INTERPRETERS)
def show(visitor: Visitor) -> Response:
    return _list(visitor)


@bp.post("/people")
@staff_page(Action.KEEP_INTERPRETERS)
def add(visitor: Visitor) -> Response:
    """Somebody who interprets, with what was checked; unchecked, they cannot be confirmed."""
    known = words.languages()
    languages = [code for code in request.form.getlist("languages") if code in known]
    name, email = line("full_name"), line("email", LONGEST_ADDRESS + 1)
    if not name:
        return _list(visitor, (_("Write their name."), "#full_name"))
    if bookings.is_listed(visitor.session, name):
        return _list(visitor, (_("Somebody of this name is on the list already."), "#full_name"))
    if not languages:
        return _list(visitor, (_("Choose at least one language."), "#languages"))
    if email and not is_outside(email):
        return _list(visitor, (_("Write a mail address, such as name@agency.example."), "#email"))
    checked = {box: day(box) for box in ("confidential_on", "vetted_on", "vetted_until")}
    for box in ("confidential_on", "vetted_on"):
        on = checked[box]
        if on is not None and on > visitor.today:
            return _list(visitor, (_("Write a day that is not to come."), f"#{box}"))
    gender = field("gender", 10)
    added = Added(
        full_name=name,
        agency=line("agency"),
        email=email,
        gender=gender if gender in words.GENDERS else None,
        languages=languages,
        **checked,
    )
    keeping_interpreters.add(visitor.session, visitor.staff, added, visitor.now)
    return redirect(PEOPLE, HTTPStatus.SEE_OTHER)


@bp.post("/people/<uuid:interpreter>/retire")
@staff_page(Action.KEEP_INTERPRETERS)
def retire(visitor: Visitor, interpreter: UUID) -> Response:
    done = keeping_interpreters.retire(visitor.session, visitor.staff, interpreter, visitor.now)
    return redirect(PEOPLE, HTTPStatus.SEE_OTHER) if done else nothing_here()


@bp.get("/figures")
@staff_page(Action.SEE_BOOKING_FIGURES)
def figures(visitor: Visitor) -> Response:
    """By quarter, once it is over; a small number is not shown, nor one that would tell it."""
    quarters = [one for one in feedback.quarters_until(visitor.today, QUARTERS + 1)
                if one.is_settled(visitor.today)]  # fmt: skip
    never = people.children_barred_to(visitor.staff.id)
    since = quarters[-1].first_day if quarters else visitor.today
    until = quarters[0].next.first_day - timedelta(days=1) if quarters else visitor.today
    found = booking_figures.by_quarter(visitor.session, since, until, never)
    shown = [(one, found[one.year, one.number]) for one in quarters
             if (one.year, one.number) in found]  # fmt: skip
    told = [feedback.told({name: each.became[name] for name in BECAME}) for _one, each in shown]
    spoken = sorted({code for _one, each in shown for code in each.languages})
    of_language = [
        feedback.told({code: each.languages[code] for code in spoken}) for _one, each in shown
    ]
    return page(
        "interpreter_figures",
        visitor,
        quarters=[quarter_name(one) for one, _each in shown],
        rows=[
            (_(BECAME_WORDS[name]), [_cell(numbers, name) for numbers in told]) for name in BECAME
        ]
        + [(_("Cost, as far as it is known"), [_cost(each) for _one, each in shown])],
        languages=[
            (_language(code), [_cell(numbers, code) for numbers in of_language]) for code in spoken
        ],
        fewest=feedback.FEWEST,
        small=feedback.SMALL,
        back_url=LIST,
    )


def _cell(numbers: Any, name: str) -> str:
    if numbers is None:
        return "–"
    number = numbers[name]
    return not_shown() if number is None else str(number)


def _cost(quarter: Quarter) -> str:
    """Of many bookings alone: that of a few is that of somebody."""
    if quarter.priced < feedback.FEWEST:
        return "–"
    each = quarter.pence / quarter.priced / _PENCE
    return _("£%(sum)s, £%(each)s each", sum=f"{quarter.pence / _PENCE:,.2f}", each=f"{each:,.2f}")


def _language(code: str) -> str:
    return words.languages().get(code) or language_name(code) or _("language not known")


def _list(visitor: Visitor, error: tuple[str, str] | None = None) -> Response:
    return page(
        "interpreter_people",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=[error] if error else None,
        typed=request.form.to_dict() if error else {},
        chosen=request.form.getlist("languages") if error else [],
        people=[
            {
                "name": one.full_name,
                "agency": one.agency,
                "email": one.email,
                "gender": wording.worded(words.GENDERS, one.gender) if one.gender else None,
                "languages": ", ".join(_language(code) for code in one.languages),
                "confidential": _checked(one.confidential_on),
                "vetted": _checked(one.vetted_on),
                "until": wording.full_day(one.vetted_until) if one.vetted_until else None,
                "over": one.vetted_until is not None and one.vetted_until < visitor.today,
                "checked": one.confidential_on is not None and one.vetted_on is not None,
                "retire_path": f"{PEOPLE}/{one.public_id}/retire",
            }
            for one in bookings.interpreters(visitor.session)
        ],
        languages=words.languages(),
        genders=[*words.options(words.GENDERS), ("", _("not said"))],
        path=PEOPLE,
        back_url=LIST,
    )


def _checked(on: date | None) -> str | None:
    return wording.full_day(on) if on is not None else None
