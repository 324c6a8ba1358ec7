""" "If I forget, send what I have said": what somebody saved is sent for them, because they asked.

Without that wish a draft is never sent, whatever the day. With it, it goes two working days before
the review, so that the officer still has time to read it, and is marked as sent for them. The wish
can be taken back until then, and whoever sends it themselves is not sent for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations import beginning_anew, said_so_far
from participation.care.consultations import service as consultations
from participation.care.consultations.being_asked import is_asked_on
from participation.care.consultations.models import Invitation
from participation.care.consultations.rules import sent_for_them_on
from participation.journeys import finishing
from participation.journeys.pinning import pinned_form
from participation.journeys.services import Services
from participation.kernel.clock import LONDON, london_day
from participation.kernel.working_days import BankHolidays
from participation.outbox import service as outbox

KIND = "forgotten.send"
AT = time(9, 30)  # when somebody is there to read it
STILL_WRITING = timedelta(hours=2)


def wish(
    session: Session, invitation: Invitation, wanted: bool, *, house: Services, now: datetime
) -> None:
    """Take the wish down or back. What was wished last counts."""
    if not wanted:
        invitation.if_forgotten_from = None
        return
    if invitation.if_forgotten_from is None:
        invitation.if_forgotten_from = london_day(now)
    promise(session, invitation, _holidays(session, house), now)


def day_of(invitation: Invitation, holidays: BankHolidays, today: date) -> date:
    """The day on which it is sent, for somebody who wishes it today or wished it before."""
    asked_on = invitation.if_forgotten_from or today
    return sent_for_them_on(invitation.round.closes_on, asked_on, holidays)


def promise(
    session: Session, invitation: Invitation, holidays: BankHolidays, now: datetime
) -> None:
    """Promise to look on that day; the review may move, and then this is promised again."""
    day = day_of(invitation, holidays, london_day(now))
    moment = datetime.combine(day, AT, tzinfo=LONDON).astimezone(UTC)
    _look(session, invitation, moment, now)


def send_if_forgotten(
    session: Session, invitation_id: UUID, *, house: Services, now: datetime
) -> None:
    """The worker's job: send what was saved, if that is still wished and nobody is writing."""
    invitation = consultations.invitation_by_id(session, invitation_id)
    if (
        invitation is None
        or invitation.if_forgotten_from is None
        or invitation.started_at is None
        or invitation.state not in consultations.OPEN_STATES
    ):
        return
    holidays, today = _holidays(session, house), london_day(now)
    if today < day_of(invitation, holidays, today):
        promise(session, invitation, holidays, now)
        return
    if not is_asked_on(invitation, today):
        if consultations.is_open(invitation, today):  # they may be asked after all
            _look(session, invitation, now + timedelta(days=1), now)
        return
    newest = said_so_far.newest_answers(session, invitation)
    last = max((row.given_at for row in newest.values()), default=None)
    if last is not None and now - last < STILL_WRITING:
        _look(session, invitation, last + STILL_WRITING, now)
        return
    form = pinned_form(session, invitation, house.library)
    if form is None or not beginning_anew.anything_said(session, invitation, newest.values()):
        return
    finishing.send(session, form, invitation, house=house, now=now)
    invitation.sent_for_them = True


def _look(session: Session, invitation: Invitation, at: datetime, now: datetime) -> None:
    outbox.promise(
        session,
        KIND,
        invitation.public_id,
        unique_key=f"{KIND}:{invitation.public_id.hex}:{at:%Y%m%d%H%M}",
        due_at=at,
        now=now,
    )


def _holidays(session: Session, house: Services) -> BankHolidays:
    return house.council(session).closed_days.bank_holidays
