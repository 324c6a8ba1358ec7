"""Who and when, in the words of the person who reads the page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.journeys import answering
from participation.kernel.clock import london_day
from participation.kernel.dates import day_words
from participation.web.locale import gettext as _
from participation.web.respond.visits import Visit


def names_for(session: Session, visit: Visit) -> dict[str, str]:
    """The officer as this person may know them: by first name to a child (R17)."""
    today = london_day(visit.now)
    officer = visit.house.officer_name(session, visit.invitation.child_id, today)
    full = (officer or "").strip()
    names = {"council": visit.house.settings.council_name}
    if full:
        names["officer"] = full.split()[0] if visit.from_child else full
    return names


def officer_in(names: dict[str, str]) -> str:
    return names.get("officer") or _("your reviewing officer")


def read_by(session: Session, visit: Visit, came: datetime) -> str | None:
    """The day by which words that came then have been read; None once that day is over."""
    due = answering.read_due(session, visit.house, came, from_child=visit.from_child)
    day = london_day(due)
    return day_words(day, visit.texts.language) if day >= london_day(visit.now) else None
