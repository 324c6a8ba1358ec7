"""The one page before a review. Opening it writes the audit row first."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.guard.access import Action
from participation.journeys.reading import mark_summary_read, read_summary
from participation.web.locale import gettext as _
from participation.web.staff import machine_words
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.summary_shown import values_of

bp = Blueprint("staff_summaries", __name__, url_prefix="/staff/reviews")


@bp.get("/<review_id>/summary")
@staff_page(Action.READ_SUMMARY, Action.READ_SHARED_SUMMARY)
def show(visitor: Visitor, review_id: str) -> Response:
    """The summary as it stands now."""
    found = read_summary(visitor.session, visitor.staff, review_id, now=visitor.now)
    if found is None:
        return nothing_here()
    error = None
    if request.args.get("reference") == "missing":
        error = [(_("Write the reference that the case system gave it."), "#reference")]
    values = machine_words.beside(values_of(found, visitor), found, visitor)
    return page("summary", visitor, error=error, **values)


@bp.post("/<review_id>/summary/read")
@staff_page(Action.READ_SUMMARY)
def mark(visitor: Visitor, review_id: str) -> Response:
    """The officer has read every word of the version they were shown."""
    typed = request.form.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
    marked = mark_summary_read(visitor.session, visitor.staff, review_id, version, now=visitor.now)
    if not marked:
        return nothing_here()
    return redirect(f"/staff/reviews/{review_id}/summary", HTTPStatus.SEE_OTHER)
