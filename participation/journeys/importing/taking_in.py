"""An extract that nobody brought to a page: written if it asks nothing, else laid before somebody.

The watched folder comes here, and comes again if it was killed on the way: the same files change
nothing the second time, and the same files that wait are not laid before anybody twice; they wait
on. A newer extract takes the place of one that waits, and what was said to that goes along
(`carrying`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import tasks
from participation.care.consultations.models import TaskKind
from participation.care.imports.models import Import, ImportState, ImportWay
from participation.guard.crypto import council_key
from participation.journeys.importing import carrying, keeping
from participation.journeys.importing.carrying import Carried
from participation.journeys.importing.given import Given
from participation.journeys.importing.headings import Headings
from participation.journeys.importing.reading import read
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days


class Taken(StrEnum):
    DONE = "done"
    WAITS = "waits"  # for a person
    WAITED = "waited"  # the same files wait already


def take_in(
    session: Session,
    givens: Sequence[Given],
    *,
    names: Headings,
    house: Services,
    now: datetime,
) -> Taken:
    """Write the extract, or make it an import that waits for answers, with a task."""
    extract = read(
        list(givens),
        today=london_day(now),
        drama_allowed=house.settings.drama_numbers_allowed,
        forms=house.library.for_children(),
        staff_domains=house.settings.imports.staff_domains,
        headings=names,
    )
    _done, written = keeping.straight(
        session,
        givens,
        extract,
        way=ImportWay.FOLDER,
        answers={},
        ask=True,
        allow_skips=False,
        house=house,
        now=now,
    )
    if not written and (same := _waits_already(session, givens, house)) is not None:
        same.until = now + keeping.FOLDER_KEPT
        return Taken.WAITED  # what somebody has answered meanwhile stays
    before = _waiting(session)
    carried = carrying.of(before[-1], givens, names) if before and not written else Carried()
    for overtaken in before:
        keeping.drop(session, overtaken, now)
    if written:
        return Taken.DONE
    one = keeping.begin(
        session,
        givens,
        way=ImportWay.FOLDER,
        by=None,
        names=names,
        fixes=carried.fixes,
        house=house,
        now=now,
    )
    carrying.answer(session, one, carried, house, now)
    tasks.make_task(
        session,
        TaskKind.IMPORT_WAITS,
        about=one.public_id.hex,
        key=council_key(session, now),
        owner_role="business_support",
        due_on=add_working_days(london_day(now), 1, authority.bank_holidays(session)),
        now=now,
    )
    return Taken.WAITS


def _waits_already(session: Session, givens: Sequence[Given], house: Services) -> Import | None:
    """The import of these very files, if they wait for a person already."""
    return session.scalar(
        select(Import)
        .where(
            Import.state == ImportState.WAITING,
            Import.way == ImportWay.FOLDER,
            Import.files_hash == keeping.hash_of(givens, house),
        )
        .order_by(Import.id)
        .limit(1)
        .with_for_update(of=Import)  # somebody may be answering at this moment
    )


def _waiting(session: Session) -> Sequence[Import]:
    """Extracts of the folder that wait for a person: today's overtakes yesterday's."""
    return session.scalars(
        select(Import)
        .where(Import.state == ImportState.WAITING, Import.way == ImportWay.FOLDER)
        .order_by(Import.id)
        .with_for_update(of=Import)  # somebody may be answering at this moment
    ).all()
