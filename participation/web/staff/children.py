"""The social worker's children whose round is coming, and who is to be asked about each (R7)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.consultations.asking_models import AskingDecision
from participation.care.consultations.rules import INVITED, NotHeard
from participation.care.people.models import RelationshipKind
from participation.guard.access import Action
from participation.journeys import deciding_who_is_asked as deciding
from participation.journeys import listing_who_is_asked as listing
from participation.journeys.deciding_who_is_asked import Refused
from participation.journeys.listing_who_is_asked import Coming, PeopleOf, Person
from participation.kernel.clock import london_day
from participation.web.locale import gettext as _
from participation.web.staff import asking_wording as words
from participation.web.staff import wording
from participation.web.staff.after_fields import field, line
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.summary_parts import parts_of
from participation.web.staff.translated_words import (
    corrected_shown,
    still_waiting,
    translated_shown,
)

bp = Blueprint("staff_children", __name__, url_prefix="/staff")
HERE = "/staff/children"


@bp.get("/children")
@staff_page(Action.SAY_WHO_IS_ASKED)
def mine(visitor: Visitor) -> Response:
    """My children whose round is coming; for an officer also what waits for their agreement."""
    session, staff, now = visitor.session, visitor.staff, visitor.now
    coming = listing.list_coming(session, staff, now)
    return page(
        "children",
        visitor,
        rows=[_row(one) for one in coming],
        left=sum(one.check is None for one in coming),
        to_agree=[_waits(one) for one in listing.list_to_agree(session, staff, now)],
    )


@bp.get("/reviews/<review_id>/asked")
@staff_page(Action.SAY_WHO_IS_ASKED)
def show(visitor: Visitor, review_id: str) -> Response:
    """Last round's people, what is recorded beside each, and the child's own wishes."""
    return _show(visitor, review_id)


@bp.post("/reviews/<review_id>/asked")
@staff_page(Action.SAY_WHO_IS_ASKED)
def confirm(visitor: Visitor, review_id: str) -> Response:
    """All still right."""
    done = deciding.confirm(
        visitor.session, visitor.staff, review_id, house=visitor.house, now=visitor.now
    )
    if isinstance(done, PeopleOf):
        return redirect(HERE, HTTPStatus.SEE_OTHER)
    if isinstance(done, Refused):
        return _show(visitor, review_id, (_(words.REFUSED[done]), "#people"))
    return nothing_here()


@bp.post("/reviews/<review_id>/asked/people")
@staff_page(Action.SAY_WHO_IS_ASKED)
def add(visitor: Visitor, review_id: str) -> Response:
    """Somebody who is not on the list yet."""
    name, kind = line("name"), field("kind", 40)
    problem = None
    if kind not in set(RelationshipKind):
        problem = (_("Choose who they are to the child."), "#kind")
    elif not name:
        problem = (_("Write their name."), "#name")
    if problem is not None:
        return _show(visitor, review_id, problem)
    done = deciding.add(
        visitor.session,
        visitor.staff,
        review_id,
        RelationshipKind(kind),
        name,
        house=visitor.house,
        now=visitor.now,
    )
    if isinstance(done, Refused):
        return _show(visitor, review_id, (_(words.REFUSED[done]), "#people"))
    back = f"/staff/reviews/{review_id}/asked"
    return redirect(back, HTTPStatus.SEE_OTHER) if done is not None else nothing_here()


def _show(visitor: Visitor, review_id: str, error: tuple[str, str] | None = None) -> Response:
    found = listing.people_of(
        visitor.session, visitor.staff, review_id, visitor.now, action="asked.open"
    )
    if found is None:
        return nothing_here()
    review = found.review
    base = f"/staff/reviews/{review.external_id}/asked"
    return page(
        "asked",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        child=review.child.called,
        day=wording.day_and_hour(review.day, review.planned_time),
        opens=_opens(found),
        checked=_checked(found),
        over=found.is_over,
        asked=[shown(one, base) for one in found.people if one.is_asked_here],
        others=[shown(one, base) for one in found.people if not one.is_asked_here],
        one_parent=found.asks_for_parents and not found.is_over,
        wishes=_wishes(found),
        kinds=[(one.value, wording.worded(wording.ROLES, one)) for one in _KINDS],
        typed=request.form.to_dict() if error else {},
        error=[error] if error else None,
        path=base,
        people_path=f"{base}/people",
        back_url=HERE,
    )


_KINDS = tuple(
    sorted(
        RelationshipKind, key=lambda one: (one not in INVITED, list(RelationshipKind).index(one))
    )
)


def _row(one: Coming) -> dict[str, Any]:
    review = one.review
    return {
        "child": review.child.called,
        "kind": wording.worded(wording.REVIEW_TYPES, review.kind),
        "day": wording.full_day(review.day),
        "opens": _("open") if one.is_open else wording.full_day(one.opens_on),
        "checked": _by(one.check),
        "url": f"/staff/reviews/{review.external_id}/asked",
    }


def _waits(one: AskingDecision) -> dict[str, Any]:
    base = f"/staff/reviews/{one.review.external_id}/asked"
    return {
        "child": one.review.child.called,
        "who": who(one.related.kind, one.related.adult.full_name),
        "what": _("to be asked") if one.asked else _("not to be asked"),
        "day": wording.full_day(one.review.day),
        "url": f"{base}/{one.related.public_id}",
    }


def who(kind: str, name: str | None) -> str:
    return f"{wording.worded(wording.ROLES, kind).capitalize()}, {name}"


def shown(one: Person, base: str) -> dict[str, Any]:
    """One person with what is recorded beside; no number stands anywhere."""
    related, adult = one.related, one.related.adult
    languages = [wording.language_name(adult.spoken_language) or _("English")]
    if adult.interpreter_needed:
        languages.append(_("interpreter needed"))
    return {
        "who": who(related.kind, adult.full_name),
        "responsible": related.parental_responsibility,
        "languages": ", ".join(languages),
        "way": _way(one),
        "look": one.to_decide or one.people_decide,
        "last": _last(one),
        "decided": decided(one),
        "url": f"{base}/{related.public_id}",
    }


def _way(one: Person) -> str:
    why = one.plan.why_not
    if one.decision is not None and one.decision.asked and one.decision.agreed_at is None:
        return _("to be asked, once the officer agrees")
    if one.to_decide:
        return _("Not asked so far. Decide again: it has run out, or is not complete.")
    if why is NotHeard.RECORDED_DECISION:
        return _("not asked")
    if not one.is_asked_here:
        return _("somebody asks them in person")
    if one.plan.point is not None:
        return (
            _("asked by text; the number is old, so with a letter")
            if one.plan.stale
            else (_("asked by text"))
        )
    return _("by a person: %(why)s", why=wording.worded(wording.REASONS, why or "no_number"))


def _last(one: Person) -> str | None:
    last = one.last
    if last is None:
        return None
    decided_so = last.not_heard_reason == NotHeard.RECORDED_DECISION
    return wording.worded(words.LAST, "not_asked" if decided_so else last.state)


def decided(one: Person) -> list[str]:
    """Basis, decider, date, end and agreement of a decision, a line each."""
    row = one.decision
    if row is not None:
        return [
            wording.worded(words.BASES, row.basis).capitalize() + f". “{row.why}”",
            _("Decided by %(name)s on %(day)s.", name=row.decided_by,
              day=wording.full_day(row.decided_on)),
            _("Runs out at this review."),
            _("The officer agreed: %(name)s, %(day)s.", name=row.agreed_by.full_name,
              day=wording.full_day(london_day(row.agreed_at)))
            if row.agreed_by is not None and row.agreed_at is not None
            else _("The officer has not agreed yet."),
        ]  # fmt: skip
    if one.related.may_be_asked or not one.related.not_asked_reason:
        return []
    return [
        _("The case system: “%(why)s”", why=one.related.not_asked_reason),
        _("Until %(day)s.", day=wording.full_day(one.related.not_asked_until))
        if one.related.not_asked_until
        else _("No end is written there."),
    ]


def _opens(found: PeopleOf) -> str:
    if found.is_over:
        return _("Nobody is asked before this review any more.")
    if found.held is not None:
        return _("The round is open: everybody known is being asked.")
    return _("Asking begins on %(day)s.", day=wording.full_day(found.opens_on))


def _checked(found: PeopleOf) -> str | None:
    return _by(found.check)


def _by(check: Any) -> str | None:
    if check is None:
        return None
    row, staff = check
    day = wording.full_day(london_day(row.at))
    return _("%(name)s, %(day)s", name=staff.full_name or "", day=day)


def _wishes(found: PeopleOf) -> Sequence[dict[str, Any]]:
    if found.wishes is None:
        return ()
    voices = [voice for voice in found.wishes.voices if voice.role == "child"]
    return [
        {
            "question": said.question,
            "label": said.label,
            "face": said.face,
            "drawing": None,
            "words": said.own_words,
            "language": (said.language or "").replace("_", "-") or None,
            "translation": still_waiting(
                said.own_words, said.language, said.translated, 1 + len(said.more)
            ),
            "translated": translated_shown(said.translated),
            "machine": (),
            "corrected": corrected_shown(said.corrected),
        }
        for voice in voices
        for said in parts_of(voice).wishes
    ]
