"""The one mail that every notice to staff is: something waits, and where to sign in. No name, no
number, no word of what it is about.

Who is told, each journey finds out when the mail is about to go (`prepare` in it); that and
`settle` are the two database halves of the worker's job. The call to the mail server stands between
them, outside any transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.people import queries as people
from participation.care.people.models import Role, StaffMember
from participation.channels.mail.gateway import MailError
from participation.channels.mail.wording import Mail, officer_notice
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.texts import IN_ENGLISH
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

SEND_AT_MOST = 2  # where it is not known whether the first one arrived (security.md 3.1)


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """One mail, ready to go."""

    to: str
    mail: Mail
    message_id: str


def to_each(addresses: Sequence[str], work: Claimed, house: Services) -> Sequence[Notice]:
    """The notice for each of these, none of whom sees another's address. Sent again after a crash,
    each has the id that it had."""
    mail = officer_notice(IN_ENGLISH, sign_in_url=f"{house.settings.staff_url}/staff/sign-in")
    one = work.public_id.hex
    return [
        Notice(to=address, mail=mail, message_id=one if place == 1 else f"{one}.{place}")
        for place, address in enumerate(addresses, start=1)
    ]


def leads(session: Session, role: Role, now: datetime) -> Sequence[StaffMember]:
    """Everybody here who has this role."""
    return [one for one in people.staff_here(session, london_day(now)) if role in one.roles]


def to_lead(
    session: Session,
    role: Role,
    work: Claimed,
    *,
    house: Services,
    now: datetime,
    system: datetime,
) -> Sequence[Notice]:
    """The notice for the person whom the work names, if that role is still theirs."""
    wanted = UUID(work.subject)
    lead = next((one for one in leads(session, role, now) if one.public_id == wanted), None)
    if lead is None or not lead.email:
        outbox.cancelled(session, work, system=system, error="no_longer_theirs")
        return ()
    return to_each([lead.email], work, house)


def call(notices: Sequence[Notice], house: Services) -> MailError | None:
    """Hand the mails over. No database here. Somebody was told where one of them was taken."""
    results = [_handed_over(notice, house) for notice in notices]
    return None if None in results else results[-1]


def _handed_over(notice: Notice, house: Services) -> MailError | None:
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
