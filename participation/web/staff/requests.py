"""What children and adults asked between reviews: the list, the words, taking on, and done."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.requests.models import Ask, AskState
from participation.guard.access import Action
from participation.journeys import asking_between_reviews as asking
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_requests", __name__, url_prefix="/staff/requests")
LIST = "/staff/requests"
LONGEST_ANSWER = 2000


@bp.get("")
@staff_page(Action.SEE_ASKS)
def show(visitor: Visitor) -> Response:
    """What is not done, the earliest day first. No words."""
    listed = asking.list_for(visitor.session, visitor.staff, visitor.now)
    return page("asks", visitor, asks=[_row(one.ask, visitor, opens=one.opens) for one in listed])


@bp.get("/<uuid:ask>")
@staff_page(Action.READ_ASKS)
def words(visitor: Visitor, ask: UUID) -> Response:
    """One of them with its words; the audit row is there before them."""
    opened = asking.open_ask(visitor.session, visitor.staff, ask, visitor.now)
    return _one(visitor, opened) if opened is not None else nothing_here()


@bp.post("/<uuid:ask>/take")
@staff_page(Action.READ_ASKS)
def take(visitor: Visitor, ask: UUID) -> Response:
    """Somebody takes it on, by name: from now on the person who asked is told so."""
    taken = asking.take_on(visitor.session, visitor.staff, ask, visitor.now)
    return _back(ask) if taken is not None else nothing_here()


@bp.post("/<uuid:ask>/done")
@staff_page(Action.READ_ASKS)
def done(visitor: Visitor, ask: UUID) -> Response:
    """It is done, with the line that the person is told."""
    answer = request.form.get("answer", "").replace("\0", "\N{REPLACEMENT CHARACTER}")
    said = _("Write what the person is told.") if not answer.strip() else None
    if len(answer) > LONGEST_ANSWER:
        said = _("Write it in 2,000 letters at most.")
    if said is not None:
        opened = asking.open_ask(visitor.session, visitor.staff, ask, visitor.now)
        problem = [(said, "#answer")]
        return _one(visitor, opened, problem, answer) if opened is not None else nothing_here()
    finished = asking.finish(visitor.session, visitor.staff, ask, answer, visitor.now)
    if finished is None:
        return nothing_here()
    # Somebody else may have been first: then the page shows what the person is told.
    return redirect(LIST, HTTPStatus.SEE_OTHER) if finished.answer == answer else _back(ask)


def _one(
    visitor: Visitor, ask: Ask, problem: list[tuple[str, str]] | None = None, typed: str = ""
) -> Response:
    return page(
        "ask",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        error=problem,
        typed=typed,
        ask={
            **_row(ask, visitor, opens=True),
            "words": ask.words,
            "language": ask.language.replace("_", "-"),
            "how": wording.worded(wording.TELLING, ask.how) if ask.how else None,
            "answer": ask.answer,
            "past_officer": ask.past_officer,
        },
        take_path=None if ask.state is AskState.DONE else f"{LIST}/{ask.public_id}/take",
        done_path=None if ask.state is AskState.DONE else f"{LIST}/{ask.public_id}/done",
        mine=ask.taken_by_id == visitor.staff.id,
        back_url=LIST,
    )


def _row(ask: Ask, visitor: Visitor, *, opens: bool) -> dict[str, Any]:
    return {
        "what": wording.worded(wording.ASKS, ask.kind).capitalize(),
        "child": ask.child.called,
        "from": _("Child") if ask.asker == asking.CHILD else _("An adult about the child"),
        "asked": wording.moment(ask.asked_at),
        "due": wording.full_day(ask.due_on),
        "late": ask.state is AskState.ASKED and ask.due_on < visitor.today,
        "desk": wording.worded(wording.STAFF_ROLES, ask.desk),
        "owner": ask.taken_by.full_name if ask.taken_by is not None else None,
        "url": f"{LIST}/{ask.public_id}" if opens else None,
    }


def _back(ask: UUID) -> Response:
    return redirect(f"{LIST}/{ask}", HTTPStatus.SEE_OTHER)
