"""First texts that wait for a person: whom they reach, as what, at what cost."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from participation.care.consultations import batches
from participation.care.consultations.models import Batch
from participation.care.people.models import StaffMember
from participation.channels.sms.wording import template_name
from participation.channels.sms.wording import wording as source_of
from participation.guard.access import Action
from participation.journeys import releasing
from participation.journeys.releasing import Kind
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.languages import language_called

bp = Blueprint("staff_first_texts", __name__, url_prefix="/staff/first-texts")
HERE = "/staff/first-texts"


@bp.get("")
@staff_page(Action.LET_TEXTS_GO)
def show(visitor: Visitor) -> Response:
    """Numbers and wordings only; nobody's name, so that it needs no list of children."""
    session = visitor.session
    batch = batches.waiting(session)
    seen = (
        releasing.preview(session, batch, house=visitor.house, now=visitor.now) if batch else None
    )
    return page(
        "first_texts",
        visitor,
        held=visitor.house.council(session).hold_first_texts,
        waiting=None
        if seen is None
        else {
            "people": seen.people,
            "texts": seen.texts,
            "parts": seen.parts,
            "reviews": seen.reviews,
            "pounds": f"{seen.pounds:.2f}",
            "pence_per_part": f"{seen.pence_per_part:g}",
            "kinds": [
                _row(kind, number, kind.parts * number * seen.pence_per_part / 100)
                for kind, number in seen.kinds
            ],
            "not_by_text": [
                (wording.worded(wording.REASONS, reason), number)
                for reason, number in seen.not_by_text
            ],
        },
        going=[_going(visitor, one) for one in batches.not_gone(session, visitor.now)],
    )


@bp.post("")
@staff_page(Action.LET_TEXTS_GO)
def let_go(visitor: Visitor) -> Response:
    """In fifteen minutes. Pressed twice, or by two people: once. What the page did not show yet,
    since a round opened meanwhile, is shown first."""
    seen = request.form.get("people", "")[:9]
    if seen.isascii() and seen.isdigit():
        releasing.release(visitor.session, visitor.staff, int(seen), visitor.now)
    return redirect(HERE, HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:batch_id>/take-back")
@staff_page(Action.LET_TEXTS_GO)
def take_back(visitor: Visitor, batch_id: UUID) -> Response:
    batch = visitor.session.scalar(select(Batch).where(Batch.public_id == batch_id))
    if batch is None:
        return nothing_here()
    releasing.take_back(visitor.session, visitor.staff, batch, visitor.now)
    return redirect(HERE, HTTPStatus.SEE_OTHER)


def _row(kind: Kind, number: int, pounds: float) -> dict[str, Any]:
    return {
        "who": wording.worded(wording.ROLES, kind.role),
        "what": wording.worded(wording.FIRST_TEXTS, template_name(kind.key, kind.level)),
        "words": source_of(kind.key, kind.level),
        "reads": language_called(kind.reads),
        "number": number,
        "parts": kind.parts * number,
        "pounds": f"{pounds:.2f}",
    }


def _going(visitor: Visitor, batch: Batch) -> dict[str, Any]:
    by = visitor.session.get(StaffMember, batch.released_by_id) if batch.released_by_id else None
    return {
        "texts": len(batches.invitations_in(visitor.session, batch)),
        "by": by.full_name if by else "",
        "when": wording.moment(batch.goes_at),
        "take_back_path": f"{HERE}/{batch.public_id}/take-back",
    }
