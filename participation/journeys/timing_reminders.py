"""When somebody is reminded: as the council has chosen, or otherwise for one round.

The round keeps what was chosen for it alone (`choosing_reminders`), and a review that moves takes
that along. The hourly look finds whom a reminder is due to by these days (`reminding`).
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations.models import Round

CHILD, ADULTS = "remind_child_before", "remind_adults_before"


def days_before(session: Session, held: Round, *, child: bool) -> int:
    """Working days before the review."""
    of_this = held.timetable.get(CHILD if child else ADULTS)
    if of_this is not None:
        return int(of_this)
    usual = authority.reminders(session)
    return usual.child if child else usual.adult


def has_its_own() -> ColumnElement[bool]:
    """Of a round for which somebody chose another time."""
    return or_(*(Round.timetable[key].as_string().is_not(None) for key in (CHILD, ADULTS)))
