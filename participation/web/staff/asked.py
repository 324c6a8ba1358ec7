"""Who is to be asked before one review: last round's people, and what the child wishes (R7)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.consultations.rules import INVITED
from participation.care.people.models import RelationshipKind
from participation.guard.access import Action
from participation.journeys import deciding_who_is_asked as deciding
from participation.journeys import listing_who_is_asked as listing
from participation.journeys.deciding_who_is_asked import Refused
from participation.journeys.listing_who_is_asked import PeopleOf
from participation.web.locale import gettext as _
from participation.web.staff import asking_wording as words
from participation.web.staff import wording
from participation.web.staff.after_fields import field, line
from participation.web.staff.asked_shown import by_whom, shown
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.languages import tag
from participation.web.staff.summary_parts import parts_of
from participation.web.staff.translated_words import (
    corrected_shown,
    still_waiting,
    translated_shown,
)

bp = Blueprint("staff_asked", __name__, url_prefix="/staff")
LIST = "/staff/children"
# Whom this service asks by itself stands first.
_KINDS = sorted(RelationshipKind, key=lambda one: one not in INVITED)


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
        return redirect(LIST, HTTPStatus.SEE_OTHER)
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
        day=wording.day_and_hour(review.day, review.hour),
        opens=_opens(found),
        checked=by_whom(found.check),
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
        back_url=LIST,
    )


def _opens(found: PeopleOf) -> str:
    if found.is_over:
        return _("Nobody is asked before this review any more.")
    if found.held is not None:
        return _("The round is open: everybody known is being asked.")
    return _("Asking begins on %(day)s.", day=wording.full_day(found.opens_on))


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
            "language": tag(said.language),
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
