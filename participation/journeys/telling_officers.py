"""Tell the officer that something new waits: a mail without names, to whoever it is by then.

`prepare` and `settle` are the two database halves of the worker's job for `officer.tell`; the call
to the mail server stands between them, outside any transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.people import queries as people
from participation.care.reviews.models import Review
from participation.care.summaries import queries as summaries
from participation.care.summaries.models import Summary
from participation.channels.mail.gateway import MailError
from participation.channels.mail.wording import Mail, officer_notice
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.texts import IN_ENGLISH
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

SEND_AT_MOST = 2  # where it is not known whether the first one arrived (security.md 3.1)
LOOK_AGAIN_FOR_AN_OFFICER = timedelta(days=1)


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """One mail, ready to go."""

    to: str
    mail: Mail
    message_id: str


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Notice | None:
    """Whom to tell at this moment (I15); None when there is nobody, or nothing new to them."""
    summary = session.scalar(select(Summary).where(Summary.public_id == UUID(work.subject)))
    if summary is None:
        outbox.cancelled(session, work, system=system, error="summary_gone")
        return None
    review = session.scalar(
        select(Review).where(Review.id == summary.review_id).options(joinedload(Review.child))
    )
    officer = (
        people.officer_of(session, review.child_id, london_day(now)) if review is not None else None
    )
    if review and officer and people.is_barred(session, review.child_id, officer.id):
        officer = None  # say a concern is about them: the safeguarding team reads what waits
    if officer is None or not officer.email:
        # A child without an officer will have one; nobody else is told in the meantime.
        outbox.later(session, work, due_at=now + LOOK_AGAIN_FOR_AN_OFFICER, error="no_officer")
        return None
    if summaries.first_reading(session, summary.id, officer.id) is not None:
        outbox.cancelled(session, work, system=system, error="read_already")
        return None
    return Notice(
        to=officer.email,
        mail=officer_notice(IN_ENGLISH, sign_in_url=f"{house.settings.staff_url}/staff/sign-in"),
        message_id=work.public_id.hex,
    )


def call(notice: Notice, house: Services) -> MailError | None:
    """Hand the mail over. No database here."""
    try:
        house.mail.send(
            to=notice.to,
            subject=notice.mail.subject,
            body=notice.mail.body,
            message_id=notice.message_id,
        )
    except MailError as problem:
        return problem
    return None


def settle(session: Session, work: Claimed, result: MailError | None, *, system: datetime) -> None:
    """Write down what the server said."""
    if result is None:
        outbox.done(session, work, system=system)
    elif result.permanent:
        outbox.failed(session, work, system=system, error=result.code)
    elif result.may_have_been_sent and work.attempt >= SEND_AT_MOST:
        outbox.unknown(session, work, system=system, error=result.code)
    else:
        outbox.rest(session, work, until=system + outbox.backoff(work.attempt), error=result.code)
