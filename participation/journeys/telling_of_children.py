"""A social worker is sent to their page of who is asked, once for each round that is coming (R7).

Nothing waits for it and nobody is named: it is the mail that says only that something is there, on
working days from eight. Two minutes, "all still right", and it is done; a task comes only where
nobody has looked some days after the round has opened (`chasing_who_is_asked`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import asking_queries as asking
from participation.care.consultations.asking_rules import TO_LOOK_WORKING_DAYS
from participation.care.people.models import AssignedAs, Role
from participation.channels.mail.wording import officer_notice
from participation.journeys.listing_who_is_asked import list_coming
from participation.journeys.notices import Notice, leads
from participation.journeys.services import Services
from participation.kernel.clock import LONDON
from participation.kernel.texts import IN_ENGLISH
from participation.kernel.working_days import is_working_day, last_day_within
from participation.outbox import service as outbox
from participation.outbox.service import NOBODY, Claimed

KIND = "children.tell"
NOT_BEFORE = time(8)
AT_ONCE = 500  # keys in one question to the database


def promise(session: Session, now: datetime) -> int:
    """A mail for each social worker on whose list something stands that nobody has looked through
    and that they were not told of before; how many. All that is new to somebody is one mail."""
    here = now.astimezone(LONDON)
    holidays = authority.bank_holidays(session)
    if here.time() < NOT_BEFORE or not is_working_day(here.date(), holidays):
        return 0
    near = authority.timetable(session).opens_before + TO_LOOK_WORKING_DAYS
    last = last_day_within(here.date(), near, holidays)
    waits = asking.waits_for(session, (AssignedAs.SOCIAL_WORKER,), here.date(), last)
    # Whoever has no address yet is told once they have one: a promise now would be used up.
    found = leads(session, Role.SOCIAL_WORKER, now) if waits else ()
    reached = {one.public_id for one in found if one.email}
    waits = [(review, worker) for review, worker in waits if worker in reached]
    told: set[UUID] = set()
    for start in range(0, len(waits), AT_ONCE):
        some = waits[start : start + AT_ONCE]
        keys = {f"{KIND}:{review.hex}:{worker.hex}": worker for review, worker in some}
        known = outbox.promised(session, list(keys))
        for key in (one for one in keys if one not in known):
            # The first of what is new to somebody brings the mail; the rest is told with it.
            subject = NOBODY if keys[key] in told else keys[key]
            outbox.promise(session, KIND, subject, unique_key=key, due_at=now, now=now)
            told.add(keys[key])
    return len(told)


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The mail for one social worker; none where somebody has looked since."""
    wanted = UUID(work.subject)
    found = leads(session, Role.SOCIAL_WORKER, now) if wanted != NOBODY else ()
    staff = next((one for one in found if one.public_id == wanted), None)
    if staff is None or not staff.email:
        error = "told_with_another" if wanted == NOBODY else "no_longer_theirs"
        outbox.cancelled(session, work, system=system, error=error)
        return ()
    if all(one.check is not None for one in list_coming(session, staff, now)):
        outbox.cancelled(session, work, system=system, error="nothing_waits")
        return ()
    mail = officer_notice(IN_ENGLISH, sign_in_url=f"{house.settings.staff_url}/staff/children")
    return [Notice(to=staff.email, mail=mail, message_id=work.public_id.hex)]
