"""Why a review was late, in the words of the staff page. A room of its own: `wording` is long."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str  # marks a text for the translators

LATE_REASONS: Mapping[str, str] = {
    "late_notification": N_("We were told late that the child is looked after"),
    "backdated": N_("The day care began was backdated"),
    "connected_person": N_("Placed with family or friends, assessed afterwards"),
    "mother_and_baby": N_("Mother and baby placement"),
    "child_asked": N_("The child asked for another day"),
    "child_missing": N_("The child was missing"),
    "illness_family": N_("Illness of the child, a parent or a carer"),
    "illness_staff": N_("Illness of a member of staff"),
    "officer_changed": N_("The reviewing officer or social worker changed"),
    "court": N_("Moved because of a court date"),
    "interpreter": N_("No interpreter on the day"),
    "report_missing": N_("A report was not ready"),
    "other": N_("Something else"),
}
