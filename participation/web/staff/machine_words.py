"""What a machine made of words that wait for a translator: beside them, on the officer's page.

Each text is labelled by itself. It stands on no other page (docs/adr/0053).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from participation.care.interpreting.machine_models import MachineWording
from participation.guard.access import Action
from participation.journeys import asking_the_machine
from participation.journeys.reading import SummaryPage
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page

bp = Blueprint("staff_machine_words", __name__, url_prefix="/staff/reviews")
LISTS = ("said", "wishes", "kept", "from_helper", "silent", "remarks", "kept_remarks")


@bp.post("/<review_id>/summary/machine")
@staff_page(Action.READ_SUMMARY)
def ask(visitor: Visitor, review_id: str) -> Response:
    """Let it put into English what waits and may go."""
    if not asking_the_machine.ask(
        visitor.session, visitor.staff, review_id, visitor.house, visitor.now
    ):
        return nothing_here()
    return redirect(f"/staff/reviews/{review_id}/summary", HTTPStatus.SEE_OTHER)


def beside(values: dict[str, Any], found: SummaryPage, visitor: Visitor) -> dict[str, Any]:
    """The page's values with what a machine made, and the way to ask it."""
    if visitor.house.machine is None:
        return values
    around = asking_the_machine.beside(visitor.session, visitor.house, found.content)
    texts = [one.sources for one in asking_the_machine.texts_in(found.content)]
    together = {str(sources[0]): sources for sources in texts}
    for respondent in values["respondents"]:
        for one in (one for name in LISTS for one in respondent.get(name, ())):
            sources = together.get(one.get("source") or "", ())
            rows = [around.made[each.hex] for each in sources if each.hex in around.made]
            one["machine"] = [_shown(row) for row in rows]
    path = f"/staff/reviews/{found.review.external_id}/summary/machine"
    return values | {
        "machine_path": path if around.could_go else None,
        "machine_texts": len(around.could_go),
        "machine_name": visitor.house.machine.name,
    }


def _shown(row: MachineWording) -> dict[str, str | None]:
    when = wording.moment(row.at)
    if not row.words:
        return {"words": None, "by": _("A machine (%(name)s) was asked, %(when)s.",
                                       name=row.engine, when=when)}  # fmt: skip
    return {
        "words": row.words,
        "by": _("Made by a machine (%(name)s), not checked by a person, %(when)s. It can be wrong, "
                "and say the opposite. Decide nothing by it: a translator is to read these words.",
                name=row.engine, when=when),
    }  # fmt: skip
