"""An agency is told by mail what is needed, that it moved, or that nobody has to come.

What is said is read from the booking when the mail goes: a mail that waited tells how it stands by
then, and a newer promise takes the place of an older one to the same address that has not gone.
Where another agency is asked meanwhile, the one before still hears that nobody has to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.care.interpreting import booking_queries as bookings
from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_rules import (
    BookingState,
    Means,
    Presence,
    plain,
    pre_brief_at,
)
from participation.channels.mail import agency
from participation.channels.mail.agency import Needed
from participation.channels.mail.wording import Mail
from participation.journeys.notices import Notice
from participation.journeys.services import Services
from participation.kernel.dates import long_day
from participation.kernel.languages import LANGUAGES
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState
from participation.outbox.service import Claimed

KIND = "agency.mail"
SIGNS = {Means.BSL: "British Sign Language (BSL)", Means.MAKATON: "Makaton"}
PRESENCE = {
    Presence.THERE: "in the room",
    Presence.VIDEO: "by video",
    Presence.PHONE: "by telephone",
}
GENDER = {"female": "a woman", "male": "a man"}


def promise(session: Session, booking: Booking, now: datetime) -> bool:
    """In the transaction that changes the booking; False where the agency has no mail address, and
    a person has to ring."""
    if not booking.agency_email:
        return False
    told: list[str] = list(booking.told or ())
    same = [n for n, to in enumerate(told, 1) if _is_same(to, booking.agency_email)]
    session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.unique_key.in_([_unique(booking, n) for n in same]),
            OutboxItem.state == OutboxState.QUEUED,
        )
        .values(state=OutboxState.CANCELLED, done_at=now, last_error="newer")
        .execution_options(synchronize_session=False)
    )
    booking.told = [*told, booking.agency_email]
    outbox.promise(
        session,
        KIND,
        booking.public_id,
        unique_key=_unique(booking, len(told) + 1),
        due_at=now,
        now=now,
    )
    return True


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The mail as the booking stands now; none where there is nothing to tell any more."""
    booking = bookings.booking_named(session, UUID(work.subject))
    to = _promised_to(session, booking, work) if booking is not None else None
    mail = _worded(session, booking, to, house) if booking is not None and to else None
    if mail is None or not to:
        outbox.cancelled(session, work, system=system, error="nothing_to_tell")
        return ()
    return (Notice(to=to, mail=mail, message_id=work.public_id.hex),)


def _unique(booking: Booking, number: int) -> str:
    return f"{KIND}:{booking.public_id.hex}:{number}"


def _promised_to(session: Session, booking: Booking, work: Claimed) -> str | None:
    """The address that this mail was promised to, whichever agency is asked by now."""
    named = session.scalar(select(OutboxItem.unique_key).where(OutboxItem.id == work.id))
    told = {_unique(booking, n): to for n, to in enumerate(booking.told or (), 1)}
    return told.get(named or "")


def _is_same(one: str, other: str | None) -> bool:
    return one.casefold() == (other or "").casefold()


def _worded(session: Session, booking: Booking, to: str, house: Services) -> Mail | None:
    council = house.settings.council_name
    if not _is_same(to, booking.agency_email):
        return agency.call_off(council=council, reference=booking.reference)
    if booking.state is BookingState.REQUESTED and booking.on_day is not None:
        return agency.request(_needed(session, booking, council))
    if booking.state is BookingState.CONFIRMED or not booking.asked_times:
        return None
    return agency.call_off(council=council, reference=booking.reference)


def _needed(session: Session, booking: Booking, council: str) -> Needed:
    day = long_day(booking.on_day) if booking.on_day is not None else ""
    again = bookings.last_of(session, booking) if booking.wanted_again_id is not None else None
    same = again is not None and again.interpreter_id == booking.wanted_again_id
    return Needed(
        council=council,
        reference=booking.reference,
        language=language_of(booking),
        dialect=dialect_of(session, booking),
        gender=GENDER.get(booking.gender or ""),
        day=day,
        at=booking.at_time,
        pre_brief=pre_brief_at(booking.at_time, booking.pre_brief_minutes),
        minutes=booking.minutes,
        presence=PRESENCE[booking.presence],
        again=_without_names(session, booking, again.agency_reference if again and same else None),
        anew=booking.asked_times > 1,
    )


def dialect_of(session: Session, booking: Booking) -> str | None:
    return _without_names(session, booking, booking.dialect)


def _without_names(session: Session, booking: Booking, typed: str | None) -> str | None:
    """Nothing at all where somebody of the family stands in what was typed."""
    names = [*bookings.family_names(session, booking.child_id), *_called(booking)]
    known = {part for name in names for part in plain(name).split()}
    return None if known & set(plain(typed or "").split()) else typed


def _called(booking: Booking) -> Sequence[str]:
    return [booking.child.first_name or "", booking.child.known_as or ""]


def language_of(booking: Booking) -> str:
    """What is interpreted, in English."""
    if booking.means in SIGNS:
        return SIGNS[booking.means]
    spoken = LANGUAGES.get(booking.language or "")
    return spoken.english if spoken is not None else ""
