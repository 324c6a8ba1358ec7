"""From the read cells of one row to one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from participation.care.people.facts import ChildFacts, ContactFacts, StaffFacts
from participation.care.reviews.facts import ReviewFacts
from participation.journeys.importing.checking import Facts
from participation.journeys.importing.problems import FileKind

Cells = Mapping[str, Any]


def _staff(cells: Cells, row: int) -> StaffFacts:
    return StaffFacts(
        external_id=cells["staff_id"],
        full_name=cells["full_name"],
        email=cells["email"],
        roles=cells["roles"],
        team=cells["team"],
        row=row,
    )


def _child(cells: Cells, row: int) -> ChildFacts:
    return ChildFacts(
        external_id=cells["pers_person_id"],
        first_name=cells["first_name"],
        known_as=cells["known_as"],
        born_on=cells["pers_dob"],
        born_estimated=cells["dob_estimated"],
        looked_after_since=cells["looked_after_since"],
        ceased_on=cells["ceased_on"],
        ceased_reason=cells["ceased_reason"],
        legal_status=cells["legal_status"],
        officer=cells["iro_staff_id"],
        social_worker=cells["social_worker_staff_id"],
        spoken_language=cells["spoken_language"],
        dialect=cells["dialect"],
        reading_language=cells["reading_language"] or cells["spoken_language"],
        reads=cells["reads"],
        interpreter_needed=cells["interpreter_needed"],
        interpreter_gender=cells["interpreter_gender"],
        communication=cells["communication"],
        form_override=cells["form_override"],
        circumstances=cells["circumstances"],
        authority_to_place_on=cells["authority_to_place_on"],
        placed_for_adoption_on=cells["placed_for_adoption_on"],
        mobile=cells["mobile"],
        mobile_private=cells["mobile_private"],
        safe_to_text=cells["safe_to_text"],
        confirmed_on=cells["confirmed_on"],
        email=cells["email"],
        row=row,
    )


def apart(contact_id: str) -> str:
    """What the adult of a row without a person_ref is known by: a person of their own."""
    return f"contact:{contact_id}"


def _contact(cells: Cells, row: int) -> ContactFacts:
    return ContactFacts(
        external_id=cells["contact_id"],
        adult=cells["person_ref"] or apart(cells["contact_id"]),
        child=cells["pers_person_id"],
        kind=cells["relationship"],
        full_name=cells["full_name"],
        parental_responsibility=cells["parental_responsibility"],
        mobile=cells["mobile"],
        mobile_private=cells["mobile_private"],
        email=cells["email"],
        spoken_language=cells["spoken_language"],
        reading_language=cells["reading_language"] or cells["spoken_language"],
        interpreter_needed=cells["interpreter_needed"],
        may_be_asked=cells["may_be_asked"],
        not_asked_reason=cells["not_asked_reason"],
        not_asked_decided_by=cells["not_asked_decided_by"],
        not_asked_until=cells["not_asked_until"],
        safe_to_text=cells["safe_to_text"],
        confirmed_on=cells["confirmed_on"],
        row=row,
    )


def _review(cells: Cells, row: int) -> ReviewFacts:
    return ReviewFacts(
        external_id=cells["clar_cla_review_id"],
        child=cells["pers_person_id"],
        due_on=cells["clar_cla_review_due_date"],
        review_on=cells["clar_cla_review_date"],
        time=cells["review_time"],
        kind=cells["review_type"],
        cancelled=cells["clar_cla_review_cancelled"],
        chair=cells["chair_staff_id"],
        part_one_on=cells["part_one_on"],
        completed_on=cells["completed_on"],
        held_as=cells["held_as"],
        row=row,
    )


BUILD: Mapping[FileKind, Callable[[Cells, int], Facts]] = {
    FileKind.STAFF: _staff,
    FileKind.CHILDREN: _child,
    FileKind.CONTACTS: _contact,
    FileKind.REVIEWS: _review,
}
