"""What bookings of interpreters came to, by quarter and language; counted, with nothing of anybody.

Whoever shows it hides numbers that are small (`care/outcomes/feedback.told`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_rules import Attended, BookingState, Means

CAME, LATE, NO_SHOW, NOT_NOTED, NOBODY = "came", "late", "no_show", "not_noted", "nobody"
BECAME = (CAME, LATE, NO_SHOW, NOT_NOTED, NOBODY)
_MONTHS = 3
_BY = {Attended.CAME: CAME, Attended.LATE: LATE, Attended.NO_SHOW: NO_SHOW, None: NOT_NOTED}


@dataclass(slots=True)
class Quarter:
    """Bookings of days in three months. `priced`: of how many the cost is known."""

    became: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    priced: int = 0
    pence: int = 0


def by_quarter(
    session: Session, since: date, until: date, never: Select[int]
) -> Mapping[tuple[int, int], Quarter]:
    """By year and quarter. One statement.

    Args:
        never: keys of the children that this reader must never see, not as one of a number either.
    """
    rows = session.execute(
        select(
            Booking.on_day,
            Booking.state,
            Booking.attended,
            Booking.means,
            Booking.language,
            Booking.cost_pence,
        ).where(
            Booking.on_day.between(since, until),
            Booking.state.in_((BookingState.CONFIRMED, BookingState.FAILED)),
            Booking.child_id.not_in(never),
        )
    )
    found: dict[tuple[int, int], Quarter] = defaultdict(Quarter)
    for on_day, state, attended, means, language, pence in rows:
        if on_day is None:  # the statement asks for a day
            continue
        quarter = found[on_day.year, (on_day.month + _MONTHS - 1) // _MONTHS]
        came = state is BookingState.CONFIRMED
        quarter.became[_BY[attended] if came else NOBODY] += 1
        quarter.languages[(language or "") if means is Means.SPOKEN else means.value] += 1
        if pence is not None:
            quarter.priced += 1
            quarter.pence += pence
    return found
