"""Leaflets to print: what a review is and what rights one has, and how to complain.

For each age, in each language that is open; nothing of anybody stands on them.
"""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from participation.guard.access import Action
from participation.kernel.languages import LANGUAGES
from participation.web.locale import gettext as _
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.files import prints
from participation.web.staff.frame import page
from participation.web.staff.leaflet_sheets import AGES, Kind, leaflet

bp = Blueprint("staff_leaflets", __name__, url_prefix="/staff/leaflets")
N_ = str  # marks a text for the translators
KINDS = {
    Kind.RIGHTS: N_("What a review is, and your rights"),
    Kind.COMPLAINTS: N_("When something is not right: how to complain"),
}
NAMES = {"young": N_("Up to 7"), "middle": N_("8 to 11"), "older": N_("12 and over")}


@bp.get("")
@staff_page(Action.SEE_FORMS)
def show(visitor: Visitor) -> Response:
    """Which there are."""
    return page(
        "leaflets",
        visitor,
        kinds=[(kind.value, _(words)) for kind, words in KINDS.items()],
        ages=[(age, _(NAMES[age])) for age in AGES],
        languages=[(code, LANGUAGES[code].own) for code in visitor.house.languages],
        path="/staff/leaflets/print",
    )


@bp.post("/print")
@staff_page(Action.SEE_FORMS)
def printed(visitor: Visitor) -> Response:
    """One of them as a PDF."""
    kind, age = request.form.get("kind", ""), request.form.get("age", "")
    code = request.form.get("language", "")[:12]
    if kind not in set(Kind) or age not in AGES or code not in visitor.house.languages:
        return nothing_here()
    council = visitor.house.council(visitor.session)
    sheet = leaflet(
        Kind(kind),
        age,
        visitor.house.texts(code),
        phone=council.check_phone,
        lines=[f"{one.name}: {one.number}. {one.hours}" for one in council.child_helplines],
    )
    return prints([sheet], f"{kind}-{age}.pdf", visitor)
