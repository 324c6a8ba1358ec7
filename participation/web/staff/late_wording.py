"""How late a review is and why, in the words of staff pages. `wording` is long enough."""

from __future__ import annotations

from collections.abc import Mapping

from participation.care.reviews.late_list import LateReview
from participation.care.reviews.lateness import Timeliness
from participation.care.reviews.none_planned import NonePlanned
from participation.kernel.dates import long_day, short_day
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import wording

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


def stands(one: LateReview) -> str:
    """'Not held yet, 3 days late' and the like; calendar days."""
    review, days = one.review, one.late.days
    late = ngettext("%(num)s day late", "%(num)s days late", days)
    match one.late.what:
        case Timeliness.NO_DAY_YET if not days:
            return _("No day yet, due today")
        case Timeliness.NO_DAY_YET:
            return ngettext(
                "No day yet, due in %(num)s day", "No day yet, due in %(num)s days", days
            )
        case Timeliness.PLANNED_LATE if review.planned_on is not None:
            return _("Planned for %(day)s, %(late)s", day=short_day(review.planned_on), late=late)
        case Timeliness.OVERDUE:
            return _("Not held yet, %(late)s", late=late)
        case Timeliness.COMPLETED_LATE if review.held_on is not None:
            return _("Completed on %(day)s, %(late)s", day=short_day(review.held_on), late=late)
        case _:
            began = review.part_one_on or review.held_on
            return _("Held on %(day)s, %(late)s", day=short_day(began), late=late) if began else ""


def none_stands(one: NonePlanned) -> str:
    """'Due by 17 December 2026, none planned' and the like."""
    late = one.late
    if late.due_on is None:
        if late.what is Timeliness.OVERDUE:
            return _("None planned, and none since care began is known here")
        return _("None planned, and an adoption date is missing")
    day = long_day(late.due_on)
    if late.what is Timeliness.OVERDUE:
        days = ngettext("%(num)s day late", "%(num)s days late", late.days)
        return _("Due by %(day)s, none planned, %(late)s", day=day, late=days)
    return _("Due by %(day)s, none planned", day=day)


def none_because(one: NonePlanned) -> str | None:
    """The rule that gave the day, where there is a day."""
    return wording.worded(wording.DUE_RULES, one.due.rule) if one.late.due_on else None


def officer_of(one: NonePlanned) -> str:
    """Whose child it is; that nobody is, says who must act first."""
    if one.officer is None:
        return _("No reviewing officer")
    return _("Reviewing officer: %(name)s", name=one.officer.full_name or "")
