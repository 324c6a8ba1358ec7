"""Tell whoever has that list that something was asked: a mail that says nothing (R35).

A child's officer, or everybody who has the role whose list it is on; never the officer whom it goes
past. The mail is the one that every notice is. Once somebody has taken it on, nobody is told any
more; where nobody has the list, it is tried again each day, and the page of staff shows it as late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people import queries as people
from participation.care.people.models import NeverList, StaffMember
from participation.care.requests import queries as requests
from participation.care.requests.models import Ask, AskState
from participation.care.requests.rules import Desk
from participation.journeys.notices import Notice, to_each
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

KIND = "ask.tell"
LOOK_AGAIN = timedelta(days=1)


def promise(session: Session, ask: Ask, now: datetime) -> None:
    """Promise the mail about something that was just asked."""
    key = f"{KIND}:{ask.public_id.hex}"
    outbox.promise(session, KIND, ask.public_id, unique_key=key, due_at=now, now=now)


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """Whom to tell at this moment; nobody where it is taken on, or nobody has that list."""
    ask = requests.ask_by_id(session, UUID(work.subject))
    if ask is None or ask.state is not AskState.ASKED:
        outbox.cancelled(session, work, system=system, error="taken_on_already")
        return ()
    addresses = [staff.email for staff in _whose_list(session, ask, now) if staff.email]
    if not addresses:
        outbox.later(session, work, due_at=now + LOOK_AGAIN, error="nobody_on_that_list")
        return ()
    return to_each(addresses, work, house)


def _whose_list(session: Session, ask: Ask, now: datetime) -> Sequence[StaffMember]:
    today = london_day(now)
    officer = people.officer_of(session, ask.child_id, today)
    if ask.desk == Desk.OFFICER:
        if officer is None or people.is_barred(session, ask.child_id, officer.id):
            return []
        return [officer]
    never = select(NeverList.staff_id).where(NeverList.child_id == ask.child_id)
    barred = {*session.scalars(never), ask.not_shown_to_id, officer.id if officer else None}
    return [
        staff
        for staff in people.staff_here(session, today)
        if ask.desk in staff.roles and staff.id not in barred
    ]
