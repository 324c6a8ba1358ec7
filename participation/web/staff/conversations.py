"""One conversation by text, as it was said and as it arrived, for those who may read it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.consultations.models import Direction, Message
from participation.guard.access import Action
from participation.journeys import cutting_off, reading_texts
from participation.journeys.reading_texts import OpenedConversation
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_conversations", __name__, url_prefix="/staff/conversations")


@bp.get("/<uuid:conversation>")
@staff_page(Action.READ_SUMMARY)
def show(visitor: Visitor, conversation: UUID) -> Response:
    """Every text in and out, verbatim; the audit rows are there before them."""
    opened = reading_texts.open_conversation(
        visitor.session, visitor.staff, conversation, now=visitor.now
    )
    if opened is None:
        return nothing_here()
    return page("conversation", visitor, **_opened(opened))


@bp.post("/<uuid:conversation>/take-back")
@staff_page(Action.READ_SUMMARY)
def take_back(visitor: Visitor, conversation: UUID) -> Response:
    """One text is not theirs: it goes to the desk, and out of what they said."""
    text = _uuid(request.form.get("text", ""))
    done = text is not None and reading_texts.take_back_from(
        visitor.session,
        visitor.staff,
        conversation,
        text,
        house=visitor.house,
        now=visitor.now,
    )
    return _back(conversation) if done else nothing_here()


@bp.post("/<uuid:conversation>/cut-off")
@staff_page(Action.READ_SUMMARY)
def cut_off(visitor: Visitor, conversation: UUID) -> Response:
    """Everything over this phone ends."""
    opened = reading_texts.open_conversation(
        visitor.session, visitor.staff, conversation, now=visitor.now
    )
    if opened is None or not opened.texts:
        return nothing_here()
    cutting_off.cut_off(visitor.session, visitor.staff, opened.texts[-1], now=visitor.now)
    return _back(conversation)


def _back(conversation: UUID) -> Response:
    return redirect(f"/staff/conversations/{conversation}", HTTPStatus.SEE_OTHER)


def _opened(opened: OpenedConversation) -> dict[str, Any]:
    row = opened.conversation
    base = f"/staff/conversations/{row.public_id}"
    children = {one.child_id: one.child.called for one in row.invitations}
    return {
        "who": (row.adult.full_name or "") if row.adult else ", ".join(children.values()),
        "children": list(children.values()),
        "state": wording.worded(wording.CONVERSATIONS, row.state),
        "texts": [_text(one) for one in opened.texts],
        "paths": {name: f"{base}/{name}" for name in ("take-back", "cut-off")},
    }


def _text(one: Message) -> dict[str, Any]:
    came = one.direction is Direction.IN
    return {
        "id": one.public_id.hex if came else None,
        "ours": not came,
        "words": one.body or "",
        "when": wording.moment(one.at),
        "sent": wording.moment(one.provider_at) if came else "",
        "pictures": one.pictures,
        "state": wording.worded(wording.DELIVERY, one.state),
        "trouble": not came and one.state in wording.DELIVERY_TROUBLE,
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text[:40])
    except ValueError:
        return None
