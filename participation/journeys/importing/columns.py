"""The columns of the four files: their names are the contract with the council's case system."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from participation.care.people.models import RelationshipKind, Role
from participation.care.reviews.models import HeldAs
from participation.care.reviews.rules import ReviewType
from participation.journeys.importing import values
from participation.journeys.importing.problems import FileKind

CIRCUMSTANCES = (
    *("unaccompanied", "age_disputed", "connected", "residential", "supported"),
    *("long_term_foster", "short_breaks", "out_of_area", "secure_or_custody", "in_proceedings"),
    *("cp_plan", "missing", "extra_care"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how a filled cell is read, and what an empty one means."""

    name: str
    read: values.Read
    required: bool = False
    default: Any = None


def columns_of(
    kind: FileKind,
    *,
    drama_allowed: bool,
    forms: Collection[str] | None = None,
    staff_domains: Collection[str] = (),
) -> tuple[Column, ...]:
    """Every column we know of a file, required ones marked.

    Args:
        forms: keys of the forms for children; None where any key that could be one will do.
        staff_domains: where staff have their mail; empty where it may be anywhere.
    """
    phone = values.mobile(drama_allowed=drama_allowed)
    match kind:
        case FileKind.STAFF:
            return _staff(values.staff_email(staff_domains))
        case FileKind.CHILDREN:
            form = Column("form_override", values.form_key(forms))
            return (*_CHILDREN, form, Column("mobile", phone))
        case FileKind.CONTACTS:
            return (*_CONTACTS, Column("mobile", phone))
        case FileKind.REVIEWS:
            return _REVIEWS


def _staff(email: values.Read) -> tuple[Column, ...]:
    return (
        Column("staff_id", values.code, required=True),
        Column("full_name", values.name, required=True),
        Column("email", email, required=True),
        Column("roles", values.several_of([role.value for role in Role]), required=True),
        Column("team", values.name),
    )


_CHILDREN = (
    Column("pers_person_id", values.code, required=True),
    Column("first_name", values.name, required=True),
    Column("known_as", values.name),
    Column("pers_dob", values.day, required=True),
    Column("dob_estimated", values.yes_no, default=False),
    Column("looked_after_since", values.day, required=True),
    Column("legal_status", values.legal_status),
    Column("iro_staff_id", values.code, required=True),
    Column("social_worker_staff_id", values.code),
    Column("spoken_language", values.language, default="en"),
    Column("dialect", values.name),
    Column("reading_language", values.language),
    Column("reads", values.one_of("yes", "some", "no", "audio"), default="yes"),
    Column("interpreter_needed", values.yes_no, default=False),
    Column("interpreter_gender", values.gender),
    Column("communication", values.code_list, default=()),
    Column("circumstances", values.several_of(CIRCUMSTANCES), default=()),
    Column("authority_to_place_on", values.day),
    Column("placed_for_adoption_on", values.day),
    Column("mobile_private", values.yes_no, default=False),
    Column("safe_to_text", values.yes_no, default=False),
    Column("confirmed_on", values.day),
    Column("email", values.email),
    Column("ceased_on", values.day),
    Column("ceased_reason", values.ceased_reason),
)
_CONTACTS = (
    Column("contact_id", values.code, required=True),
    Column("person_ref", values.code),
    Column("pers_person_id", values.code, required=True),
    Column("relationship", values.member_of(RelationshipKind), required=True),
    Column("full_name", values.name, required=True),
    Column("parental_responsibility", values.yes_no, default=False),
    Column("mobile_private", values.yes_no, default=False),
    Column("email", values.email),
    Column("spoken_language", values.language, default="en"),
    Column("reading_language", values.language),
    Column("interpreter_needed", values.yes_no, default=False),
    Column("may_be_asked", values.yes_no, required=True),
    Column("not_asked_reason", values.words),
    Column("not_asked_decided_by", values.code),
    Column("not_asked_until", values.day),
    Column("safe_to_text", values.yes_no, default=False),
    Column("confirmed_on", values.day),
)
_REVIEWS = (
    Column("clar_cla_review_id", values.code, required=True),
    Column("pers_person_id", values.code, required=True),
    Column("clar_cla_review_due_date", values.day),
    Column("clar_cla_review_date", values.day),
    Column("review_time", values.clock_time),
    Column("review_type", values.member_of(ReviewType)),
    Column("clar_cla_review_cancelled", values.yes_no, default=False),
    Column("chair_staff_id", values.code),
    Column("part_one_on", values.day),
    Column("completed_on", values.day),
    Column("held_as", values.member_of(HeldAs), default=HeldAs.MEETING),
)

ID_COLUMN: Mapping[FileKind, str] = {
    FileKind.STAFF: "staff_id",
    FileKind.CHILDREN: "pers_person_id",
    FileKind.CONTACTS: "contact_id",
    FileKind.REVIEWS: "clar_cla_review_id",
}

_PLACES = frozenset(
    {
        *("address", "addresses", "addr", "postcode", "postal", "zip", "street", "road", "house"),
        *("flat", "town", "village", "uprn", "latitude", "longitude", "easting", "northing"),
        *("school", "schools", "college", "nursery", "academy", "urn", "placement", "placements"),
    }
)
_INSIDE_A_WORD = ("postcode", "homeaddress", "streetaddress", "schoolname", "schoolurn")


def names_a_place(column: str) -> bool:
    """Whether a column seems to hold an address, a postcode, a school or a placement (P2, B77)."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1_\2", column).casefold()
    parts = set(re.split(r"[^a-z0-9]+", spaced))
    if parts & {"email", "mail", "e"} and not parts & (_PLACES - {"address"}):
        return False  # an e-mail address under another name is ignored, not refused
    numbered = {part.rstrip("0123456789") for part in parts}
    joined = "".join(re.split(r"[^a-z0-9]+", spaced))
    return bool((parts | numbered) & _PLACES) or any(word in joined for word in _INSIDE_A_WORD)
