"""Each Monday a reviewing officer, each working day an officers' manager is sent to the page of
what is due, by the mail that says no more than that something is there (security.md P3, P4).

A mail with nothing in it is not sent: whoever gets one every day stops reading it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.people.models import Role
from participation.channels.mail.wording import officer_notice
from participation.journeys.notices import Notice, leads
from participation.journeys.services import Services
from participation.journeys.what_is_due import due
from participation.kernel.clock import LONDON
from participation.kernel.texts import IN_ENGLISH
from participation.kernel.working_days import is_working_day
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

WEEK, DAY = "week.tell", "day.tell"
WHO = {WEEK: Role.IRO, DAY: Role.IRO_MANAGER}
MONDAY, NOT_BEFORE = 0, time(8)


def promise(session: Session, now: datetime) -> int:
    """On working days from eight: a mail a day for managers, and the week's for officers on Monday,
    or on the first working day after it."""
    here = now.astimezone(LONDON)
    if here.time() < NOT_BEFORE:
        return 0
    if not is_working_day(here.date(), authority.bank_holidays(session)):
        return 0
    year, week, _day = here.isocalendar()
    whens = {WEEK: f"{year}-{week}", DAY: here.date().isoformat()}
    count = 0
    for kind, role in WHO.items():
        for one in leads(session, role, now):
            key = f"{kind}:{whens[kind]}:{one.public_id.hex}"
            outbox.promise(session, kind, one.public_id, unique_key=key, due_at=now, now=now)
            count += 1
    return count


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The mail for one person; none where nothing is due now, or the work is no longer theirs."""
    wanted = UUID(work.subject)
    found = leads(session, WHO[work.kind], now)
    staff = next((one for one in found if one.public_id == wanted), None)
    if staff is None or not staff.email:
        outbox.cancelled(session, work, system=system, error="no_longer_theirs")
        return ()
    today = now.astimezone(LONDON).date()
    waiting = due(session, staff, today, own_only=work.kind == WEEK, most=1)
    if waiting.is_nothing:
        outbox.cancelled(session, work, system=system, error="nothing_due")
        return ()
    mail = officer_notice(IN_ENGLISH, sign_in_url=f"{house.settings.staff_url}/staff/due")
    return [Notice(to=staff.email, mail=mail, message_id=work.public_id.hex)]
