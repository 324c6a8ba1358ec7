"""The desk: texts that no rule could place. A person says whose they are, or that they are not
for us."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.guard.access import Action
from participation.journeys import cutting_off, placing_texts, taking_back_texts
from participation.journeys.placing_texts import LONGEST_NOTE, OnTheDesk, OpenedText
from participation.web.locale import gettext as _
from participation.web.staff import placed_texts, wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_desk", __name__, url_prefix="/staff/desk")
LIST = "/staff/desk"
LONGEST_NUMBER = 60


@bp.get("")
@staff_page(Action.READ_WORDS_WAITING)
def show(visitor: Visitor) -> Response:
    """What waits for a decision; no words and no numbers here."""
    listed = placing_texts.on_the_desk(
        visitor.session, visitor.staff, house=visitor.house, now=visitor.now
    )
    placed = taking_back_texts.placed_lately(visitor.session, visitor.staff, now=visitor.now)
    return page(
        "desk",
        visitor,
        texts=[_row(one, visitor) for one in listed],
        placed=[placed_texts.row(one) for one in placed],
    )


@bp.get("/<uuid:text>")
@staff_page(Action.READ_WORDS_WAITING)
def one(visitor: Visitor, text: UUID) -> Response:
    """One text, verbatim; the audit row is there before it."""
    return _show(visitor, text)


@bp.post("/<uuid:text>/place")
@staff_page(Action.READ_WORDS_WAITING)
def place(visitor: Visitor, text: UUID) -> Response:
    """These are this person's words."""
    chosen = _uuid(request.form.get("invitation", ""))
    if chosen is None:
        return _show(visitor, text, problem=_("Choose whose words these are."))
    placed = placing_texts.place(visitor.session, visitor.staff, text, chosen, now=visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER) if placed else nothing_here()


@bp.post("/<uuid:text>/not-ours")
@staff_page(Action.READ_WORDS_WAITING)
def not_ours(visitor: Visitor, text: UUID) -> Response:
    """Nothing to do with any child of ours; somebody says why."""
    note = request.form.get("note", "").replace("\0", "\N{REPLACEMENT CHARACTER}").strip()
    if not note:
        return _show(visitor, text, problem=_("Say how you know that it is not for us."))
    done = placing_texts.not_ours(
        visitor.session, visitor.staff, text, note[:LONGEST_NOTE], now=visitor.now
    )
    return redirect(LIST, HTTPStatus.SEE_OTHER) if done else nothing_here()


@bp.post("/<uuid:text>/cut-off")
@staff_page(Action.READ_WORDS_WAITING)
def cut_off(visitor: Visitor, text: UUID) -> Response:
    """Everything over the phone this came from ends."""
    opened = placing_texts.open_text(
        visitor.session, visitor.staff, text, case_number="", now=visitor.now
    )
    if opened is None:
        return nothing_here()
    cutting_off.cut_off(visitor.session, visitor.staff, opened.message, now=visitor.now)
    return redirect(f"{LIST}/{text}", HTTPStatus.SEE_OTHER)


def _show(visitor: Visitor, text: UUID, *, problem: str | None = None) -> Response:
    number = request.args.get("case", "").strip()[:LONGEST_NUMBER]
    opened = placing_texts.open_text(
        visitor.session,
        visitor.staff,
        text,
        case_number=number.replace("\0", ""),
        now=visitor.now,
    )
    if opened is None:
        return nothing_here()
    status = HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return page("desk_text", visitor, status, error=problem, **_opened(opened, number))


def _row(one: OnTheDesk, visitor: Visitor) -> dict[str, Any]:
    return {
        "url": f"{LIST}/{one.message.public_id}",
        "when": wording.moment(one.message.at),
        "due": wording.moment(one.due),
        "late": one.due < visitor.now,
        "screened": one.hearing.screened if one.hearing else None,
        "pictures": one.message.pictures,
    }


def _opened(opened: OpenedText, number: str) -> dict[str, Any]:
    message, hearing = opened.message, opened.hearing
    base = f"{LIST}/{message.public_id}"
    return {
        "text": {
            "words": message.body or "",
            "from": message.number or "",
            "when": wording.moment(message.at),
            "sent": wording.moment(message.provider_at),
            "pictures": message.pictures,
            "anomaly": message.anomaly is not None,
            "read_url": f"/staff/words/{hearing.public_id}" if hearing else None,
            "screened": hearing.screened if hearing else None,
        },
        "holders": _holders(opened),
        "may_be": [
            {"value": one.public_id.hex, **placed_texts.person(one)} for one in opened.may_be
        ],
        "case": number,
        "decided": [
            {"what": wording.worded(wording.PLACEMENTS, one.what), "when": wording.moment(one.at)}
            for one in opened.decided
        ],
        "paths": {name: f"{base}/{name}" for name in ("place", "not-ours", "cut-off")},
        "page_path": base,
        "back_url": LIST,
    }


def _holders(opened: OpenedText) -> str:
    if opened.holders.nobody:
        return _("Nobody on record has this number.")
    if opened.holders.ambiguous:
        return _("Different people on record have this number.")
    return _("One person on record has this number. That does not say who wrote the text.")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text[:40])
    except ValueError:
        return None
