"""A correction is added beside what was recorded, named and dated; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from participation.care.corrections.rules import STAFF, ToldHow
from participation.guard.access import Action
from participation.journeys import putting_right
from participation.journeys.putting_right import Recorded
from participation.kernel.ids import new_public_id
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.after_fields import field, uuid_in
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.languages import tag
from participation.web.staff.translated_words import corrected_shown
from participation.web.staff.wording import N_

bp = Blueprint("staff_correcting", __name__, url_prefix="/staff/reviews")
HOW: Mapping[str, str] = {
    ToldHow.CALL: N_("on the phone"),
    ToldHow.TALK: N_("face to face"),
    ToldHow.WRITING: N_("in writing"),
}
_AFTER = ("outcome", "decision")


@bp.get("/<review_id>/correct/<uuid:source>")
@staff_page(Action.NOTE_CORRECTIONS)
def show(visitor: Visitor, review_id: str, source: UUID) -> AnyResponse:
    """What stands recorded, and what was said of it before."""
    found = putting_right.open_page(visitor.session, visitor.staff, review_id, source, visitor.now)
    return _page(visitor, found) if found is not None else nothing_here()


@bp.post("/<review_id>/correct/<uuid:source>")
@staff_page(Action.NOTE_CORRECTIONS)
def add(visitor: Visitor, review_id: str, source: UUID) -> AnyResponse:
    """What somebody says is wrong, kept beside it."""
    how = next((one for one in ToldHow if one == field("told_how")), None)
    said_by, words = field("said_by", 60), field("words", putting_right.MOST_WORDS)
    problem = (
        (_("Write what is wrong, and how it was."), "#words")
        if not words
        else (_("Say who says so."), "#said_by")
        if not said_by
        else (_("Say how they told you."), "#told_how")
        if how is None
        else None
    )
    if problem is not None or how is None:
        found = putting_right.open_page(
            visitor.session, visitor.staff, review_id, source, visitor.now
        )
        return _page(visitor, found, problem) if found is not None else nothing_here()
    done = putting_right.put_right(
        visitor.session,
        visitor.staff,
        review_id,
        source,
        words=words,
        said_by=said_by,
        told_how=how,
        page_key=f"{visitor.staff.public_id.hex}.{_page_key().hex}",
        now=visitor.now,
    )
    if done is None:
        return nothing_here()
    return redirect(_back(done), HTTPStatus.SEE_OTHER)


def _page(visitor: Visitor, found: Recorded, error: tuple[str, str] | None = None) -> Response:
    return page(
        "correct",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=[error] if error else None,
        typed=request.form.to_dict() if error else {},
        child=found.review.child.called,
        question=found.question,
        chosen=found.chosen,
        words=found.words,
        language=tag(found.language),
        corrected=corrected_shown(found.corrected),
        who=[
            (code, _("We found it ourselves") if code == STAFF else
             wording.worded(wording.ROLES, code))
            for code in found.who
        ],
        hows=[(code.value, wording.worded(HOW, code).capitalize()) for code in ToldHow],
        page_key=_page_key().hex,
        path=f"/staff/reviews/{found.review.external_id}/correct/{found.source}",
        back_url=_back(found),
    )  # fmt: skip


def _page_key() -> UUID:
    """The page's own, or a fresh one: it is kept unsealed, so no word of anybody stands in it."""
    return uuid_in(field("page_key", 40)) or new_public_id()


def _back(found: Recorded) -> str:
    where = "after" if found.kind in _AFTER else "summary"
    return f"/staff/reviews/{found.review.external_id}/{where}"
