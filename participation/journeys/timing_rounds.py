"""The days of one round: the council's when it opened, but for what was chosen for it alone.

The round keeps both (`choosing_timetables`), so that a choice of the council never leaves a round
with the end of before and the reminder of today; a review that moves takes them along. Whoever
invites, reminds, sums up or closes asks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.authority.timetable import Timetable, with_choices
from participation.care.consultations.models import Invitation, Round
from participation.care.reviews.windows import Audience, round_opens, window_opens
from participation.kernel.clock import LONDON
from participation.kernel.working_days import BankHolidays, subtract_working_days

OPENED_FOR, HAS_MENU, USUAL = "opened_for", "has_menu", "usual"
_MORNING = time(7)  # what is promised for a day waits from here for the hours of R18


@dataclass(frozen=True, slots=True)
class Days:
    """What is due in a round, and on which day."""

    adults_invited: date
    child_reminded: date
    adults_reminded: date
    summary: date
    closes: date


def usual_of(session: Session, held: Round) -> Timetable:
    """The council's own as the round opened; what it chooses later is for later rounds."""
    kept = held.timetable.get(USUAL)
    return with_choices(Timetable(), kept) if kept else authority.timetable(session)


def timetable_of(session: Session, held: Round) -> Timetable:
    return with_choices(usual_of(session, held), held.timetable)


def days_of(session: Session, held: Round) -> Days:
    """On which days the steps of a round are due."""
    made, holidays = timetable_of(session, held), authority.bank_holidays(session)
    return Days(
        adults_invited=adults_from(held, made, holidays),
        child_reminded=reminded_on(held, made, holidays, child=True),
        adults_reminded=reminded_on(held, made, holidays, child=False),
        summary=subtract_working_days(_reckoned_from(held), made.summary_before, holidays),
        closes=held.closes_on,
    )


def reminded_on(held: Round, made: Timetable, holidays: BankHolidays, *, child: bool) -> date:
    """From this day whoever has not answered is reminded, once."""
    before = made.remind_child_before if child else made.remind_adults_before
    return subtract_working_days(_reckoned_from(held), before, holidays)


def last_day(day: date, made: Timetable, holidays: BankHolidays) -> date:
    """Of a round before a review of that day."""
    return subtract_working_days(day, made.close_before, holidays) if made.close_before else day


def adults_from(
    held: Round, made: Timetable, holidays: BankHolidays, menu_answered_on: date | None = None
) -> date:
    """The day from which the adults of a round are asked (R10)."""
    opened, day = _opened_for(held), held.review.day
    if day is None:
        return opened
    return window_opens(
        Audience.OTHERS,
        day,
        held.review.kind,
        opened,
        holidays,
        menu_form_exists=bool(held.timetable.get(HAS_MENU)),
        menu_answered_on=menu_answered_on,
        made=made,
    )


def child_from(held: Round, made: Timetable, holidays: BankHolidays) -> date:
    """The day from which the child of a round is asked."""
    opened, day = _opened_for(held), held.review.day
    if day is None:
        return opened
    return round_opens(day, held.review.kind, opened, holidays, made.invite_child_before)


def first_text_at(invitation: Invitation, earliest: datetime) -> datetime:
    """When the first text is promised: as early as may be, or on the later day of an adult."""
    if invitation.asked_from <= _opened_for(invitation.round):
        return earliest
    morning = datetime.combine(invitation.asked_from, _MORNING, LONDON).astimezone(UTC)
    return max(earliest, morning)


def _opened_for(held: Round) -> date:
    known = held.timetable.get(OPENED_FOR)
    return date.fromisoformat(known) if known else held.opened_at.astimezone(LONDON).date()


def _reckoned_from(held: Round) -> date:
    """The day of the review; before one that is overdue the round has a last day of its own."""
    return max(held.review.day or held.closes_on, held.closes_on)
