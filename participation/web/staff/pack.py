"""The print pack: every summary of an officer's reviews in the next seven days, as one PDF.

Each summary is opened as on its own page: may they, then its audit row, then the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from participation.care.people import queries as people
from participation.care.summaries.caseload import Listed, officers_list
from participation.guard.access import Action
from participation.journeys.reading import read_summary
from participation.web.staff.caseload_shown import is_this_week
from participation.web.staff.door import Visitor, staff_page
from participation.web.staff.files import prints
from participation.web.staff.summary_sheet import summary_sheet
from participation.web.staff.summary_shown import values_of

bp = Blueprint("staff_pack", __name__, url_prefix="/staff/reviews/pack")
AT_MOST = 40  # summaries in one pack; more than anybody chairs in a week


def for_the_pack(listed: Sequence[Listed], today: date) -> tuple[Sequence[Listed], int]:
    """Reviews of the next seven days of which there is a summary, by day; and how many more there
    are than one pack holds."""
    week = [one for one in listed if one.asked and is_this_week(one, today)]
    return week[:AT_MOST], len(week[AT_MOST:])


@bp.post("")
@staff_page(Action.READ_SUMMARY)
def pack(visitor: Visitor) -> Response:
    """The pack as it stands now; back to the list where there is none."""
    children = people.children_open_to(visitor.staff.id, visitor.today, assigned_as=people.OFFICERS)
    listed = officers_list(visitor.session, children, visitor.today, reader_id=visitor.staff.id)
    sheets = []
    for one in for_the_pack(listed, visitor.today)[0]:
        found = read_summary(
            visitor.session,
            visitor.staff,
            one.review.external_id,
            now=visitor.now,
            taken="pdf.pack",
        )
        if found is not None:
            shown = values_of(found, visitor)
            sheets.append(
                summary_sheet(shown, reader=visitor.staff.full_name or "", now=visitor.now)
            )
    if not sheets:
        return redirect("/staff/reviews", 303)
    return prints(sheets, "pack.pdf", visitor)
