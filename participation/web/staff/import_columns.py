"""What stands in a column of the extract, in the words and days of all other pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.child_shown import REVIEW_STATES
from participation.web.staff.languages import language_called
from participation.web.staff.wording import N_

COLUMNS: Mapping[str, str] = {
    "full_name": N_("Name"),
    "email": N_("Mail address"),
    "roles": N_("Roles"),
    "team": N_("Team"),
    "first_name": N_("First name"),
    "known_as": N_("Called"),
    "pers_dob": N_("Date of birth"),
    "dob_estimated": N_("Date of birth is an estimate"),
    "looked_after_since": N_("Looked after since"),
    "ceased_on": N_("Care ended on"),
    "ceased_reason": N_("Why care ended"),
    "legal_status": N_("Legal status"),
    "iro_staff_id": N_("Reviewing officer"),
    "social_worker_staff_id": N_("Social worker"),
    "spoken_language": N_("Speaks"),
    "dialect": N_("Dialect"),
    "reading_language": N_("Language for reading"),
    "reads": N_("Can read"),
    "interpreter_needed": N_("Interpreter needed"),
    "interpreter_gender": N_("Interpreter, a woman or a man"),
    "communication": N_("Needs"),
    "form_override": N_("Form chosen"),
    "circumstances": N_("Circumstances"),
    "authority_to_place_on": N_("Authority to place for adoption"),
    "placed_for_adoption_on": N_("Placed for adoption"),
    "mobile": N_("Mobile"),
    "mobile_private": N_("Mobile is theirs alone"),
    "safe_to_text": N_("Safe to text"),
    "confirmed_on": N_("Confirmed on"),
    "contact_id": N_("Reference of the contact"),
    "person_ref": N_("Reference of the person"),
    "pers_person_id": N_("Reference of the child"),
    "relationship": N_("Relationship"),
    "parental_responsibility": N_("Parental responsibility"),
    "may_be_asked": N_("May be asked"),
    "not_asked_reason": N_("Why not asked"),
    "not_asked_decided_by": N_("Who decided not to ask"),
    "not_asked_until": N_("Not asked until"),
    "ended_on": N_("Not around the child any more, since"),
    "clar_cla_review_id": N_("Reference of the review"),
    "clar_cla_review_due_date": N_("Due by, says the case system"),
    "clar_cla_review_date": N_("Day of the review"),
    "clar_cla_review_cancelled": N_("Cancelled"),
    "due_computed": N_("Due by, worked out here"),
    "review_time": N_("Time"),
    "review_type": N_("Type of review"),
    "chair_staff_id": N_("Who leads the review"),
    "part_one_on": N_("First part on"),
    "completed_on": N_("Completed on"),
    "held_on": N_("Held on"),
    "held_as": N_("Held as"),
    "state": N_("How it stands"),
}
_STATES: Mapping[str, str] = {
    **REVIEW_STATES,
    # Of a number or an address.
    "usable": N_("may be used"),
    "unconfirmed": N_("not confirmed yet"),
    "suspended": N_("not used at the moment"),
    "suppressed": N_("said stop"),
}
_HELD_AS: Mapping[str, str] = {"meeting": N_("a meeting"), "other": N_("without a meeting")}
_CODES: Mapping[str, Mapping[str, str]] = {
    "roles": wording.STAFF_ROLES,
    "relationship": wording.ROLES,
    "review_type": wording.REVIEW_TYPES,
    "communication": wording.NEEDS,
    "state": _STATES,
    "held_as": _HELD_AS,
}
# A code of the case system, and nobody's own words: its underscores are spaces.
_PLAIN_CODES = frozenset({"circumstances", "ceased_reason", "reads", "interpreter_gender"})
_LANGUAGES = frozenset({"spoken_language", "reading_language"})
_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES_OR_NO = frozenset(
    {
        *("dob_estimated", "interpreter_needed", "mobile_private", "safe_to_text"),
        *("parental_responsibility", "may_be_asked", "clar_cla_review_cancelled"),
    }
)


def called(column: str) -> str:
    """'Day of the review', for `clar_cla_review_date`."""
    return wording.worded(COLUMNS, column)


def with_its_name(column: str) -> str:
    """In words, and as it is called in the file where somebody looks for it."""
    words = called(column) if column in COLUMNS else column
    return words if words.casefold() == column else f"{words} ({column})"


def said(column: str, value: str) -> str:
    """What stands there; whatever cannot be read as what it should be stays as it stands."""
    match column:
        case _ if _A_DAY.fullmatch(value):
            return _day(value)
        case _ if column in _LANGUAGES and value:
            return language_called(value)
        case _ if column in _YES_OR_NO:
            return {"yes": _("yes"), "no": _("no")}.get(value, value)
        case _ if column in _CODES:
            return ", ".join(wording.worded(_CODES[column], one) for one in value.split(";"))
        case _ if column in _PLAIN_CODES:
            return ", ".join(one.replace("_", " ") for one in value.split(";"))
        case _:
            return value


def _day(value: str) -> str:
    try:
        return wording.full_day(date.fromisoformat(value))
    except ValueError:
        return value
