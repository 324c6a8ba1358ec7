"""Who needs what at one review, and which interpreter comes; and noting what somebody needs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.consultations import asking_queries as asking
from participation.care.interpreting.booking_rules import SIGN_LANGUAGES
from participation.care.interpreting.queries import AT_WORK
from participation.care.people.models import Adult, Child
from participation.care.reviews.models import Review
from participation.guard.access import Action
from participation.journeys import booking_interpreters as booking_them
from participation.journeys import saying_needs
from participation.journeys.saying_needs import CHILD, Declared, Whose
from participation.kernel.languages import LANGUAGES
from participation.web.locale import gettext as _
from participation.web.staff import interpreter_wording as words
from participation.web.staff import wording
from participation.web.staff.after_fields import field, line
from participation.web.staff.called_off_words import why_called_off
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.interpreters import row
from participation.web.staff.languages import language_name
from participation.web.staff.wording import N_

bp = Blueprint("staff_review_interpreters", __name__, url_prefix="/staff/reviews")
READS = {
    "yes": N_("reads it"),
    "some": N_("reads some of it"),
    "no": N_("does not read"),
    "audio": N_("listens: read it out or record it"),
}
_GENDERS = ("female", "male")


@bp.get("/<review_id>/interpreters")
@staff_page(Action.BOOK_INTERPRETERS)
def show(visitor: Visitor, review_id: str) -> Response:
    """The child and each adult apart: what they need, and the bookings."""
    found = booking_them.open_review(visitor.session, visitor.staff, review_id, visitor.now)
    if found is None:
        return nothing_here()
    return page(
        "review_interpreters",
        visitor,
        child=found.review.child.called,
        day=why_called_off(found.review, visitor.today)
        or wording.day_and_hour(found.review.day, found.review.hour),
        not_ready=found.not_ready,
        rows=[row(one, visitor) for one in found.rows],
        people=_people(visitor, found.review),
        back_url="/staff/interpreters",
    )


@bp.get("/<review_id>/needs/<who>")
@staff_page(Action.BOOK_INTERPRETERS)
def needs(visitor: Visitor, review_id: str, who: str) -> Response:
    found = saying_needs.open_needs(visitor.session, visitor.staff, review_id, who, visitor.now)
    return _needs(visitor, found, who) if found is not None else nothing_here()


@bp.post("/<review_id>/needs/<who>")
@staff_page(Action.BOOK_INTERPRETERS)
def say(visitor: Visitor, review_id: str, who: str) -> Response:
    """What somebody here learned; the next import leaves it alone."""
    spoken, reading = field("spoken", 20), field("reading", 20)
    problem = None
    if spoken not in LANGUAGES:
        problem = (_("Choose the language they speak."), "#spoken")
    elif reading not in LANGUAGES:
        problem = (_("Choose the language they read."), "#reading")
    elif field("reads", 10) not in READS:
        problem = (_("Choose whether they read or listen."), "#reads")
    if problem is not None:
        found = saying_needs.open_needs(visitor.session, visitor.staff, review_id, who, visitor.now)
        return _needs(visitor, found, who, problem) if found is not None else nothing_here()
    done = saying_needs.say(
        visitor.session, visitor.staff, review_id, who, _typed(), visitor.now, shown=_typed("was_")
    )
    if done is None:
        return nothing_here()
    if done.overtaken:
        return _needs(visitor, done, who, (_overtaken(done), "#spoken"))
    back = f"/staff/reviews/{done.review.external_id}/interpreters"
    return redirect(back, HTTPStatus.SEE_OTHER)


def _typed(before: str = "") -> Declared:
    """What was typed, or with "was_" what stood on the page when it was shown."""
    gender, not_wanted = field(f"{before}gender", 10), f"{before}not_wanted"
    return Declared(
        spoken_language=field(f"{before}spoken", 20),
        dialect=line(f"{before}dialect"),
        reading_language=field(f"{before}reading", 20),
        reads=field(f"{before}reads", 10),
        interpreter_needed=field(f"{before}interpreter_needed", 3) == "yes",
        interpreter_gender=gender if gender in _GENDERS else None,
        signs=frozenset(sign for sign in SIGN_LANGUAGES if field(f"{before}{sign}", 3) == "yes"),
        not_wanted=field(not_wanted) if not_wanted in request.form else None,
    )


def _overtaken(found: Whose) -> str:
    """What somebody else noted meanwhile, beside what was typed."""
    stands = _person(found.person, "", "")
    parts = [stands["speaks"], stands["reads"], stands["gender"], stands["signs"]]
    parts.append(_("needs an interpreter") if stands["needed"] else _("needs no interpreter"))
    if found.sees_not_wanted:
        parts.append(found.person.not_wanted)
    return _(
        "Nothing is kept yet: this was changed meanwhile. Now it says: %(now)s. What you typed is"
        " still in the boxes.",
        now="; ".join(part for part in parts if part),
    )


def _people(visitor: Visitor, review: Review) -> list[dict[str, Any]]:
    around = asking.around(visitor.session, review.child_id)
    base = f"/staff/reviews/{review.external_id}/needs"
    return [_person(review.child, review.child.called, f"{base}/{CHILD}")] + [
        _person(
            one.adult,
            f"{wording.worded(wording.ROLES, one.kind).capitalize()}, {one.adult.full_name}",
            f"{base}/{one.public_id}",
        )
        for one in around
        if one.kind not in AT_WORK
    ]


def _person(person: Child | Adult, who: str, url: str) -> dict[str, Any]:
    name = language_name(person.spoken_language) or _("English")
    signs = [_(words.SIGNS[sign]) for sign in words.SIGNS if sign in (person.communication or ())]
    gender = person.interpreter_gender
    return {
        "who": who,
        "url": url,
        "speaks": f"{name} ({person.dialect})" if person.dialect else name,
        "reads": f"{language_name(person.reading_language) or _('English')}: "
        f"{wording.worded(READS, person.reads)}",
        "needed": person.interpreter_needed or bool(signs),
        "signs": ", ".join(signs),
        "gender": wording.worded(words.GENDERS, gender) if gender else None,
        "has_not_wanted": bool(person.not_wanted),
        "said_here": bool(person.said_here),
    }


def _needs(
    visitor: Visitor, found: Whose, who: str, error: tuple[str, str] | None = None
) -> Response:
    person, review = found.person, found.review
    called = person.called if isinstance(person, Child) else person.full_name
    base = f"/staff/reviews/{review.external_id}"
    return page(
        "needs",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=[error] if error else None,
        typed=request.form.to_dict() if error else {},
        who=called,
        person={
            "spoken": person.spoken_language,
            "dialect": person.dialect or "",
            "reading": person.reading_language,
            "reads": person.reads,
            "needed": person.interpreter_needed,
            "gender": person.interpreter_gender or "any",
            "signs": [sign for sign in SIGN_LANGUAGES if sign in (person.communication or ())],
            "not_wanted": person.not_wanted or "",
        },
        was=_was(saying_needs.as_it_stands(found)),
        languages={code: one.english for code, one in LANGUAGES.items()},
        reads=words.options(READS),
        genders=[*words.options(words.GENDERS), ("any", _("either"))],
        sees_not_wanted=found.sees_not_wanted,
        said_here=bool(person.said_here),
        path=f"{base}/needs/{CHILD if who == CHILD else who}",
        back_url=f"{base}/interpreters",
    )


def _was(stands: Declared) -> dict[str, str]:
    """What the page shows, by the names of its boxes; it comes back with what is typed."""
    shown = {
        "spoken": stands.spoken_language,
        "dialect": stands.dialect,
        "reading": stands.reading_language,
        "reads": stands.reads,
        "interpreter_needed": "yes" if stands.interpreter_needed else "",
        "gender": stands.interpreter_gender or "any",
        **{sign: "yes" if sign in stands.signs else "" for sign in SIGN_LANGUAGES},
    }
    return shown if stands.not_wanted is None else shown | {"not_wanted": stands.not_wanted}
