"""The summary taken away: as a PDF, a text or JSON, and the note that it was filed.

For the case record there are two documents, what the social worker may see and what was kept for
the officer (R4).

As with the page the audit row is written first. What is taken away names on every side who took it
and when.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.summaries.kept_apart import Part
from participation.care.summaries.who_may_see import Readers
from participation.guard.access import Action
from participation.journeys import handing_on
from participation.journeys.reading import HandedOver, part_of, read_summary
from participation.web.api.summaries import as_sent
from participation.web.locale import gettext as _
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.files import JSON, PDF, TEXT, attachment
from participation.web.staff.summary_sheet import summary_sheet
from participation.web.staff.summary_shown import values_of

bp = Blueprint("staff_summary_files", __name__, url_prefix="/staff/reviews")


@bp.post("/<review_id>/summary/take")
@staff_page(Action.READ_SUMMARY, Action.READ_SHARED_SUMMARY)
def take(visitor: Visitor, review_id: str) -> Response:
    """The summary as it stands now, as a file."""
    shape = request.form.get("shape", "")
    wanted = request.form.get("part", Part.WHOLE)
    part = next((one for one in Part if one == wanted), None)
    if shape not in (PDF, TEXT, JSON) or part is None:
        return nothing_here()
    taken = shape if part is Part.WHOLE else f"{shape}.{part}"
    found = read_summary(visitor.session, visitor.staff, review_id, now=visitor.now, taken=taken)
    if found is None:
        return nothing_here()
    found = part_of(found, part)
    values = values_of(found, visitor)
    if part is not Part.WHOLE:  # of a part nothing is to be concluded for the whole
        values["evidence"] = None
        for one in values["respondents"]:
            one["no_words"] = False
    sheet = summary_sheet(values, reader=visitor.staff.full_name or "", now=visitor.now)
    if part is Part.KEPT and found.content.readers is Readers.OFFICER:
        note = _("Kept for the reviewing officer. File it apart, where few can read it.")
        sheet = replace(sheet, facts=(note, *sheet.facts))
    content = as_sent(HandedOver(found.summary, found.content))
    return attachment(shape, sheet, content, visitor)


@bp.post("/<review_id>/summary/filed")
@staff_page(Action.HAND_ON_SUMMARY)
def filed(visitor: Visitor, review_id: str) -> Response:
    """A version that the officer had opened stands in the case record, under this reference."""
    typed = request.form.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
    reference = " ".join(request.form.get("reference", "").split())
    if not reference or len(reference) > handing_on.LONGEST_REFERENCE:
        return redirect(f"/staff/reviews/{review_id}/summary?reference=missing#filed",
                        HTTPStatus.SEE_OTHER)  # fmt: skip
    noted = handing_on.note_filing(
        visitor.session, visitor.staff, review_id, version, reference, now=visitor.now
    )
    if noted is None:
        return nothing_here()
    return redirect(f"/staff/reviews/{review_id}/summary#filed", HTTPStatus.SEE_OTHER)
