"""A person's questions as a PDF to print, with a code of their own."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from participation.care.consultations import queries as consultations
from participation.guard.access import Action
from participation.journeys import asking_in_person as asking
from participation.journeys import finding_whom_to_ask as finding
from participation.journeys.first_texts import first_word
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.files import prints
from participation.web.staff.paper_pack import paper_sheet
from participation.web.staff.ways_in import way_in

bp = Blueprint("staff_in_person_print", __name__, url_prefix="/staff/in-person")


@bp.post("/<uuid:invitation>/print")
@staff_page(Action.ASK_IN_PERSON)
def paper(visitor: Visitor, invitation: UUID) -> Response:
    """In the language this person reads; the code on a card that they had stops."""
    session, house = visitor.session, visitor.house
    found = finding.opened(session, visitor.staff, invitation, "in_person.print", visitor.now)
    form = consultations.stored_form(session, found.form_hash) if found else None
    if found is None or form is None:
        return nothing_here()
    code, address = asking.new_code(found, house)
    is_child = found.relationship_id is None
    officer = (house.officer_name(session, found.child_id, visitor.today) or "").strip()
    sheet = paper_sheet(
        form,
        house.texts(found.language),
        way_in(visitor, code, address),
        officer=first_word(officer) if is_child else officer,
        reference=asking.reference_of(found),
        is_child=is_child,
    )
    return prints([sheet], "questions.pdf", visitor)
