"""What opening the next rounds would do: who is asked what, in which language, at what cost, and
who cannot be asked yet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from participation.care.people import queries as people
from participation.guard.access import Action
from participation.journeys import previewing_rounds as previewing
from participation.journeys.previewing_rounds import Asked, NotYet, Spoken
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor, staff_page
from participation.web.staff.frame import page
from participation.web.staff.languages import language_called

bp = Blueprint("staff_next_rounds", __name__, url_prefix="/staff/rounds")
NAMED = 100


@bp.get("/next")
@staff_page(Action.LET_TEXTS_GO)
def show(visitor: Visitor) -> Response:
    """Of the next working day, with whatever is due already and not open yet. Nothing opens."""
    seen = previewing.preview(
        visitor.session,
        previewing.next_opening(visitor.session, visitor.today),
        house=visitor.house,
        never=people.children_barred_to(visitor.staff.id),
    )
    return page(
        "next_rounds",
        visitor,
        day=wording.full_day(seen.on),
        rounds=seen.rounds,
        not_looked_at=seen.not_looked_at,
        texts=sum(one.texts + one.links for one in seen.asked),
        parts=seen.parts,
        pounds=f"{seen.pounds:.2f}",
        pence_per_part=f"{seen.pence_per_part:g}",
        held=visitor.house.council(visitor.session).hold_first_texts,
        asked=[_asked(one, seen.pence_per_part) for one in seen.asked],
        languages=[_spoken(one) for one in seen.languages],
        not_yet=[_not_yet(one) for one in seen.not_yet[:NAMED]],
        more=max(0, len(seen.not_yet) - NAMED),
    )


def _asked(one: Asked, pence: float) -> dict[str, Any]:
    return {
        "who": wording.worded(wording.ROLES, one.role),
        "reads": language_called(one.language),
        "texts": one.texts,
        "links": one.links,
        "cards": one.cards,
        "by_person": one.by_person,
        "not_asked": one.not_asked,
        "later": one.later,
        "parts": one.parts,
        "pounds": f"{one.parts * pence / 100:.2f}",
    }


def _spoken(one: Spoken) -> dict[str, Any]:
    lacks = []
    if not one.checked:
        lacks.append(_("no person has checked it: first texts go in English"))
    if not one.said:
        lacks.append(_("the questions are not all there: find an interpreter, or somebody to ask"))
    return {"language": language_called(one.language), "people": one.people, "lacks": lacks}


def _not_yet(one: NotYet) -> dict[str, Any]:
    return {
        "child": one.child,
        "who": wording.worded(wording.ROLES, one.role),
        "why": wording.worded(wording.REASONS, one.reason),
        "owner": wording.worded(wording.STAFF_ROLES, one.owner_role),
    }
