"""Once a month whoever leads on data protection is told that the month's "who looked at what" is
there: the mail that every notice is, with the way to sign in and no number in it.
"""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from participation.care.people.models import Role, StaffMember
from participation.channels.mail.wording import officer_notice
from participation.journeys.services import Services
from participation.journeys.telling_officers import Notice
from participation.journeys.who_looked import anything_in, month_of
from participation.kernel.clock import LONDON, london_day
from participation.kernel.texts import IN_ENGLISH
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

KIND = "who_looked.tell"
NOT_BEFORE = time(9)


def promise(session: Session, now: datetime) -> int:
    """On the first of a month from nine, or later in it where no worker ran then: one mail each
    about the month before, if anything was opened in it."""
    here = now.astimezone(LONDON)
    if here.day == 1 and here.time() < NOT_BEFORE:
        return 0
    month = month_of(london_day(now)).before
    leads = _leads(session, now)
    if not leads or not anything_in(session, month):
        return 0
    for lead in leads:
        key = f"{KIND}:{month}:{lead.public_id.hex}"
        outbox.promise(session, KIND, lead.public_id, unique_key=key, due_at=now, now=now)
    return len(leads)


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Notice | None:
    """The mail for one person, if that is still their work."""
    wanted = UUID(work.subject)
    lead = next((one for one in _leads(session, now) if one.public_id == wanted), None)
    if lead is None or not lead.email:
        outbox.cancelled(session, work, system=system, error="no_longer_theirs")
        return None
    mail = officer_notice(IN_ENGLISH, sign_in_url=f"{house.settings.staff_url}/staff/sign-in")
    return Notice(to=lead.email, mail=mail, message_id=work.public_id.hex)


def _leads(session: Session, now: datetime) -> list[StaffMember]:
    today = london_day(now)
    here = select(StaffMember).where(
        or_(StaffMember.active_until.is_(None), StaffMember.active_until >= today)
    )
    everybody = session.scalars(here.order_by(StaffMember.id))
    return [one for one in everybody if Role.DATA_PROTECTION in one.roles]
