"""One person around a child: whether they are asked before this review, and why not if not (R7)."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.consultations.asking_rules import Basis, Decided, Missing, bases_for
from participation.guard.access import Action
from participation.journeys import deciding_who_is_asked as deciding
from participation.journeys import finding_another_way
from participation.journeys import listing_who_is_asked as listing
from participation.journeys.deciding_who_is_asked import Refused
from participation.journeys.listing_who_is_asked import PeopleOf, Person
from participation.web.locale import gettext as _
from participation.web.staff import asking_wording as words
from participation.web.staff import wording
from participation.web.staff.after_fields import day, field, line, uuid_in
from participation.web.staff.asked_shown import shown
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_asked_person", __name__, url_prefix="/staff/reviews")
Errors = list[tuple[str, str]]


@bp.get("/<review_id>/asked/<uuid:related>")
@staff_page(Action.SAY_WHO_IS_ASKED)
def show(visitor: Visitor, review_id: str, related: UUID) -> Response:
    return _show(visitor, review_id, related)


@bp.post("/<review_id>/asked/<uuid:related>")
@staff_page(Action.SAY_WHO_IS_ASKED)
def decide(visitor: Visitor, review_id: str, related: UUID) -> Response:
    """Not asked, asked, or another way: whichever button it was."""
    session, staff, house, now = visitor.session, visitor.staff, visitor.house, visitor.now
    press, who, seen = field("press", 20), str(related), uuid_in(field("decision", 40))
    done: deciding.Done
    match press:
        case "not_asked" | "to_ask":
            done = deciding.decide(
                session,
                staff,
                review_id,
                who,
                _decided(press),
                seen=seen,
                house=house,
                now=now,
            )
        case "ask_again":
            done = deciding.ask_again(
                session, staff, review_id, who, seen=seen, house=house, now=now
            )
        case "reach" if field("missing", 30) in set(Missing):
            missing = Missing(field("missing", 30))
            done = finding_another_way.hard_to_reach(session, staff, review_id, who, missing, now)
        case _:
            return _show(visitor, review_id, related, [(_("Choose one of these."), "#missing")])
    return _came(visitor, review_id, related, done)


@bp.post("/<review_id>/asked/<uuid:related>/agree")
@staff_page(Action.AGREE_WHO_IS_ASKED)
def agree(visitor: Visitor, review_id: str, related: UUID) -> Response:
    """The officer agrees, or does not."""
    done = deciding.agree(
        visitor.session,
        visitor.staff,
        review_id,
        str(related),
        yes=field("press", 20) == "agree",
        seen=uuid_in(field("decision", 40)),
        house=visitor.house,
        now=visitor.now,
    )
    return _came(visitor, review_id, related, done)


def _decided(press: str) -> Decided:
    basis = field("basis", 40)
    return Decided(
        asked=press == "to_ask",
        basis=Basis(basis) if basis in set(Basis) else None,
        why=field("why"),
        decided_by=line("decided_by"),
        decided_on=day("decided_on"),
    )


def _came(visitor: Visitor, review_id: str, related: UUID, done: deciding.Done) -> Response:
    if isinstance(done, PeopleOf):
        return redirect(f"/staff/reviews/{review_id}/asked", HTTPStatus.SEE_OTHER)
    if isinstance(done, Refused):
        return _show(visitor, review_id, related, [(_(words.REFUSED[done]), "#person")])
    if done is None:
        return nothing_here()
    errors = [(_(words.FAULTS[fault][0]), words.FAULTS[fault][1]) for fault in done]
    return _show(visitor, review_id, related, errors)


def _show(
    visitor: Visitor, review_id: str, related: UUID, errors: Errors | None = None
) -> Response:
    found = listing.people_of(
        visitor.session, visitor.staff, review_id, visitor.now, action="asked.open"
    )
    person = found.person(str(related)) if found is not None else None
    if found is None or person is None:
        return nothing_here()
    base = f"/staff/reviews/{found.review.external_id}/asked"
    standing, before, row = person.related, person.before, person.decision
    after_a_death = person.is_after_words_of_a_death and row is None
    return page(
        "asked_person",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        child=found.review.child.called,
        review_day=wording.full_day(found.review.day),
        person=shown(person, base),
        over=found.is_over,
        bases=[(one.value, wording.worded(words.BASES, one)) for one in bases_for(standing.kind)],
        missing=[(one.value, wording.worded(words.MISSING, one)) for one in Missing],
        known={
            "basis": before.basis if before is not None else "",
            "why": "" if after_a_death else _why(person),
            "decided_by": visitor.staff.full_name or "",
            "decided_on": visitor.today.isoformat(),
        },
        decision=row.public_id.hex if row is not None else "",
        noted=_(
            "Written down by %(name)s, %(when)s.",
            name=row.noted_by.full_name or "",
            when=wording.moment(row.noted_at),
        )
        if row is not None
        else None,
        may_agree=found.is_officer and row is not None and row.agreed_at is None,
        may_ask_again=row is not None
        or (before is not None and not before.asked and not after_a_death),
        may_decide_to_ask=person.people_decide and row is None,
        after_a_death=after_a_death,
        typed=request.form.to_dict() if errors else {},
        error=errors,
        path=f"{base}/{standing.public_id}",
        back_url=base,
    )


def _why(person: Person) -> str:
    """What was written down before, to be looked at."""
    known = person.before.why if person.before is not None else person.related.not_asked_reason
    return known or ""
