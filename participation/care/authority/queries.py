"""Reads the council's choices; where it has made none, the defaults of `rules.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority.models import (
    BankHolidayOverride,
    Helpline,
    SchoolTerm,
    Setting,
)
from participation.care.authority.rules import (
    DEFAULT_HELPLINES,
    Calendar,
    ClosedDays,
    Council,
    HelplineFor,
    HelplineShown,
)
from participation.care.authority.timetable import Timetable, with_choices
from participation.kernel.working_days import BankHolidays

FILES_TO_CLEAN = "files_to_clean"  # no choice, and on no page: the nights note it


def council(session: Session, *, called: str = "", check_phone: str = "") -> Council:
    """What texts and pages say about the council. Three statements: ask `Services.council`.

    Args:
        called, check_phone: its name and the number to ring by the environment
            (PARTICIPATION_COUNCIL_NAME, PARTICIPATION_CHECK_PHONE), for a council that has not
            chosen them here.
    """
    usual = Council()
    chosen = _settings(session)
    lines = session.scalars(select(Helpline).order_by(Helpline.position, Helpline.id)).all()
    return Council(
        name=str(chosen.get("council_name") or called or usual.name),
        check_phone=str(chosen.get("check_phone") or check_phone or usual.check_phone),
        office_opens=_time(chosen.get("office_opens"), usual.office_opens),
        office_closes=_time(chosen.get("office_closes"), usual.office_closes),
        last_call=_time(chosen.get("last_call"), usual.last_call),
        closed_days=ClosedDays(
            bank_holidays(session),
            frozenset(_days(chosen.get("closed_days"))),
        ),
        child_helplines=_shown(lines, HelplineFor.CHILD),
        adult_helplines=_shown(lines, HelplineFor.ADULT),
        texts_an_hour=int(_number(chosen.get("texts_an_hour"), usual.texts_an_hour)),
        hold_first_texts=chosen.get("hold_first_texts") is True,
        pence_per_part=_number(chosen.get("pence_per_part"), usual.pence_per_part),
    )


def bank_holidays(session: Session) -> BankHolidays:
    """Bank holidays of England and Wales, put right by the council; the calendar of every
    statutory date."""
    rows = session.scalars(select(BankHolidayOverride)).all()
    return BankHolidays(
        added=frozenset(row.day for row in rows if row.is_holiday),
        removed=frozenset(row.day for row in rows if not row.is_holiday),
    )


def calendar(session: Session) -> Calendar:
    """What decides when a text may arrive: bank holidays and school terms."""
    terms = session.scalars(select(SchoolTerm).order_by(SchoolTerm.starts_on)).all()
    return Calendar(bank_holidays(session), tuple((term.starts_on, term.ends_on) for term in terms))


def timetable(session: Session) -> Timetable:
    """The council's own, where one round has nothing else."""
    return with_choices(Timetable(), _settings(session))


def files_to_clean(session: Session) -> Sequence[str]:
    """Tables of which rows went that may still lie in a file of the database."""
    noted = session.get(Setting, FILES_TO_CLEAN)
    return tuple(noted.value) if noted is not None else ()


def _settings(session: Session) -> Mapping[str, Any]:
    return {row.key: row.value for row in session.scalars(select(Setting))}


def _time(chosen: object, usual: time) -> time:
    """A choice that cannot be read counts as none: it must never keep an answer from being kept."""
    try:
        return time.fromisoformat(chosen) if isinstance(chosen, str) else usual
    except ValueError:
        return usual


def _number(chosen: object, usual: float) -> float:
    """As with a time: what is no number counts as no choice."""
    if isinstance(chosen, int | float) and not isinstance(chosen, bool) and chosen >= 0:
        return chosen
    return usual


def _days(chosen: object) -> Iterator[date]:
    for day in chosen if isinstance(chosen, list) else ():
        with suppress(TypeError, ValueError):
            yield date.fromisoformat(day)


def _shown(rows: Sequence[Helpline], audience: HelplineFor) -> tuple[HelplineShown, ...]:
    """The council's own list for this audience, or the usual one while it has none."""
    own = tuple(
        HelplineShown(row.name, row.number, row.hours, row.checked_on)
        for row in rows
        if row.audience in (audience, HelplineFor.ALL)
    )
    return own or DEFAULT_HELPLINES[audience]
