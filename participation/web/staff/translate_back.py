"""What the officer wrote for a child, to a translator and back: two presses and what stands."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from participation.care.outcomes.models import Letter, Outcome
from participation.guard.access import Action
from participation.journeys import asking_for_translation as asking
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.languages import language_name

bp = Blueprint("staff_translate_back", __name__, url_prefix="/staff/reviews/<review_id>/after")


@bp.post("/points/<uuid:point>/translate")
@staff_page(Action.WRITE_OUTCOMES)
def point(visitor: Visitor, review_id: str, point: UUID) -> Response:
    """What the child is told about this point, into their language."""
    done = asking.ask_for_point(visitor.session, visitor.staff, review_id, point, visitor.now)
    if done is None:
        return nothing_here()
    where = f"/staff/reviews/{review_id}/after/points/{point}"
    return redirect(where, HTTPStatus.SEE_OTHER)


@bp.post("/letter/translate")
@staff_page(Action.WRITE_OUTCOMES)
def letter(visitor: Visitor, review_id: str) -> Response:
    done = asking.ask_for_letter(visitor.session, visitor.staff, review_id, visitor.now)
    if done is None:
        return nothing_here()
    return redirect(f"/staff/reviews/{review_id}/after/letter", HTTPStatus.SEE_OTHER)


def translating_shown(
    session: Session, row: Outcome | Letter | None, language: str, path: str, now: datetime
) -> dict[str, Any]:
    """For the page of the text: the press, or who has it, or who made it of what."""
    found = asking.stands(session, row, language, now)
    name = language_name(language)
    stands = None
    if found.with_translator:
        stands = _("A translator has it now, to put it into %(language)s.", language=name)
    elif found.asked:
        stands = _("It waits to be given to a translator of %(language)s.", language=name)
    elif found.made is not None:
        stands = _(
            "Put into %(language)s by a person: %(who)s, %(when)s. In English it was:",
            language=name,
            who=found.made.translator.called,
            when=wording.moment(found.made.at),
        )
    return {
        "ask_path": f"{path}/translate" if found.may_ask else None,
        "language": name,
        "stands": stands,
        "goes_as": found.goes_as,
        "english": found.english if found.made is not None else None,
        "note": found.made.note if found.made is not None else None,
    }
