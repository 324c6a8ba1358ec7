"""A review that will not be, in words, for the head of each page about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from participation.care.reviews.called_off import CalledOff, called_off
from participation.care.reviews.models import Review
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.wording import N_

WHY: Mapping[CalledOff, str] = {
    CalledOff.CANCELLED: N_("Cancelled: nobody is asked or reminded any more."),
    CalledOff.CARE_ENDED: N_(
        "The child’s care has ended, so there is no review: nobody is asked or reminded any more."
    ),
}


def why_called_off(review: Review, today: date) -> str | None:
    """Why it will not be, and the day it was planned for; None for one to come, or held."""
    why = called_off(review, today)
    if why is None:
        return None
    if review.planned_on is None:
        return _(WHY[why])
    return _(
        "%(why)s It was planned for %(day)s.",
        why=_(WHY[why]),
        day=wording.full_day(review.planned_on),
    )
