"""Texts that a person put with somebody: where they stand, and the way back if that was wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from participation.care.consultations.models import Invitation
from participation.guard.access import Action
from participation.journeys import taking_back_texts
from participation.journeys.taking_back_texts import PlacedText
from participation.kernel.dates import long_day
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

DESK = "/staff/desk"
PLACED = f"{DESK}/placed"
bp = Blueprint("staff_placed_texts", __name__, url_prefix=PLACED)


@bp.get("/<uuid:text>")
@staff_page(Action.READ_WORDS_WAITING)
def one(visitor: Visitor, text: UUID) -> Response:
    """One text, verbatim; the audit row is there before it."""
    opened = taking_back_texts.open_placed(visitor.session, visitor.staff, text, now=visitor.now)
    if opened is None:
        return nothing_here()
    message = opened.message
    return page(
        "desk_placed",
        visitor,
        text={
            "words": message.body or "",
            "from": message.number or "",
            "when": wording.moment(message.at),
            "pictures": message.pictures,
        },
        placed=row(opened),
        take_back_path=f"{PLACED}/{text}/take-back",
        back_url=DESK,
    )


@bp.post("/<uuid:text>/take-back")
@staff_page(Action.READ_WORDS_WAITING)
def take_back(visitor: Visitor, text: UUID) -> Response:
    """It is not theirs: it stands on the desk again, and no longer in what they said."""
    done = taking_back_texts.take_back_placed(
        visitor.session, visitor.staff, text, house=visitor.house, now=visitor.now
    )
    return redirect(DESK, HTTPStatus.SEE_OTHER) if done else nothing_here()


def row(one: PlacedText) -> dict[str, Any]:
    """What a list says of one: whose it was said to be, by whom and when; no words."""
    return {
        "url": f"{PLACED}/{one.message.public_id}",
        "came": wording.moment(one.message.at),
        **person(one.theirs),
        "by": (one.by.full_name or "") if one.by else "",
        "when": wording.moment(one.decision.at),
    }


def person(one: Invitation) -> dict[str, str]:
    """Who was asked, and about which child and review."""
    related = one.asked_through
    name = (related.adult.full_name or "") if related else ""
    day = one.round.review.day or one.round.closes_on
    return {
        "who": wording.who(one.role, name, one.child.called),
        "about": _("%(child)s, review %(day)s", child=one.child.called, day=long_day(day)),
    }
