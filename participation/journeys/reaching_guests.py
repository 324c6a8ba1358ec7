"""How each person who comes to a review can be written to, and what became of each mail to them.

Only who comes for their work is written to, at the address that the case system has for them: the
child's social worker too.
Everybody else, and whoever a decision leaves out, has their invitation on paper.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.interpreting.queries import AT_WORK
from participation.care.people.models import ContactKind, ContactPoint, ContactState
from participation.care.reviews import meeting as meetings
from participation.care.reviews.meeting import Guest, Mailed, MailSays, Meeting
from participation.journeys.coming_to_meetings import Person
from participation.outbox.models import OutboxItem, OutboxState

KIND = "guest.mail"
_GOES = (OutboxState.QUEUED, OutboxState.LEASED, OutboxState.DONE)
_NOT_USABLE = (ContactState.SUSPENDED, ContactState.SUPPRESSED)


class OnPaper(StrEnum):
    """Why somebody who comes is not written to by mail."""

    NOT_FOR_WORK = "not_for_work"  # the child, family, and carers at home
    NO_ADDRESS = "no_address"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, repr=False)
class Sending:
    """One mail and what became of it; None where it was taken back before it was promised."""

    mailed: Mailed
    state: OutboxState | None
    at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class ByMail:
    """How one person who comes can be, and was, written to.

    Args:
        addresses: every one that is theirs now, the one that was confirmed last before the others.
    """

    addresses: Sequence[str]
    on_paper: OnPaper | None
    sendings: Sequence[Sending]
    opened_on: date | None

    @property
    def address(self) -> str | None:
        return self.addresses[0] if self.addresses else None

    @property
    def is_told(self) -> bool:
        """Whether their newest mail has gone, or is about to, and went to them."""
        newest = self.sendings[-1] if self.sendings else None
        if newest is None or newest.mailed.says is MailSays.OFF:
            return False
        return newest.state in _GOES and newest.mailed.to in self.addresses


def by_mail(
    session: Session, meeting: Meeting | None, coming: Sequence[Person]
) -> Mapping[str, ByMail]:
    """Of everybody who comes, and of whoever was written to before."""
    addresses = addresses_of(session, coming)
    everybody = meetings.everybody_of(meeting)
    states = _states(session, meeting, everybody.values()) if meeting is not None else {}
    found = {}
    for one in coming:
        guest = everybody.get(one.who)
        if guest is None:
            continue
        found[one.who] = ByMail(
            addresses.get(one.who, ()),
            _on_paper(one, addresses),
            [_sending(meeting, guest, mailed, states) for mailed in guest.mails],
            guest.opened_on,
        )
    return found


def unique_key(meeting: Meeting, guest: Guest, number: int) -> str:
    return f"{KIND}:{meeting.public_id.hex}:{guest.who}:{number}"


def _on_paper(one: Person, addresses: Collection[str]) -> OnPaper | None:
    if one.guest is not None and one.guest.name:
        return OnPaper.NO_ADDRESS
    if one.staff is None and (one.related is None or one.related.kind not in AT_WORK):
        return OnPaper.NOT_FOR_WORK
    if one.not_asked:
        return OnPaper.LEFT_OUT
    return None if one.who in addresses else OnPaper.NO_ADDRESS


def addresses_of(session: Session, people: Sequence[Person]) -> Mapping[str, Sequence[str]]:
    """Where to write to each who comes for their work, the address that was confirmed last before
    their others; nobody's at home, which case systems do not tell apart from family's."""
    at_work: dict[int, list[str]] = {}
    for one in people:
        if one.related is not None and one.related.kind in AT_WORK:
            at_work.setdefault(one.related.adult_id, []).append(one.who)
    rows = session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.adult_id.in_(at_work),
            ContactPoint.kind == ContactKind.EMAIL,
            ContactPoint.state.not_in(_NOT_USABLE),
        )
        .order_by(ContactPoint.confirmed_on.desc().nulls_last(), ContactPoint.id.desc())
    )
    found = {one.who: [one.staff.email] for one in people if one.staff and one.staff.email}
    for row in rows:
        for who in at_work.get(row.adult_id or 0, ()):
            if row.value:
                found.setdefault(who, []).append(row.value)
    return found


def _states(
    session: Session, meeting: Meeting, guests: Collection[Guest]
) -> Mapping[str, OutboxItem]:
    keys = [unique_key(meeting, guest, one.number) for guest in guests for one in guest.mails]
    rows = session.scalars(select(OutboxItem).where(OutboxItem.unique_key.in_(keys)))
    return {row.unique_key: row for row in rows}


def _sending(
    meeting: Meeting | None, guest: Guest, mailed: Mailed, states: Mapping[str, OutboxItem]
) -> Sending:
    row = states.get(unique_key(meeting, guest, mailed.number)) if meeting is not None else None
    return Sending(mailed, row.state if row else None, row.done_at if row else None)
