"""What happens to a number: STOP, START, and numbers that turn out to be somebody else's."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from participation.care.people.models import ContactPoint, ContactState, SuppressedNumber
from participation.guard import ledger
from participation.guard.ledger import Happened


def suppress(session: Session, number_hash: str, now: datetime) -> None:
    """No text to this number any more, whoever of ours has it (I19).

    One that is suspended stays so: START must not make good what only a person may.
    """
    if session.get(SuppressedNumber, number_hash) is None:
        session.add(SuppressedNumber(number_hash=number_hash, since=now))
    ledger.note(session, Happened.NUMBER_STOPPED, number_hash)
    _set(session, number_hash, ContactState.SUPPRESSED, but_not=ContactState.SUSPENDED)


def unsuppress(session: Session, number_hash: str) -> None:
    """The phone itself said START; nothing else reopens it. Not where a person cut it off."""
    ledger.note(session, Happened.NUMBER_STARTED, number_hash)
    session.execute(
        delete(SuppressedNumber).where(
            SuppressedNumber.number_hash == number_hash, SuppressedNumber.cut_off.is_(False)
        )
    )
    session.execute(
        update(ContactPoint)
        .where(
            ContactPoint.value_hash == number_hash, ContactPoint.state == ContactState.SUPPRESSED
        )
        .values(state=ContactState.USABLE)
        .execution_options(synchronize_session=False)
    )


def cut_off(session: Session, number_hash: str, now: datetime) -> None:
    """A person ends everything over this phone: START does not reopen it, whoever has it now."""
    row = session.get(SuppressedNumber, number_hash)
    if row is None:
        row = SuppressedNumber(number_hash=number_hash, since=now)
        session.add(row)
    row.cut_off = True
    ledger.note(session, Happened.NUMBER_CUT_OFF, number_hash)
    _set(session, number_hash, ContactState.SUSPENDED)


def suspend(session: Session, number_hash: str) -> None:
    """Wrong number, or not delivered: for everybody who has it, until a person has looked (T5)."""
    ledger.note(session, Happened.NUMBER_SUSPENDED, number_hash)
    _set(session, number_hash, ContactState.SUSPENDED)


def renew(session: Session, number_hash: str, on: date, *, of_child: int | None = None) -> None:
    """A reply came from this number: it is fresh from that day on (R9).

    Only where somebody has spoken with the person before; a reply alone does not say whose phone
    it is. A number that was stopped or suspended stays so.

    Args:
        of_child: only as this child's number, and only where it is their own and private.
    """
    which = update(ContactPoint).where(
        ContactPoint.value_hash == number_hash,
        ContactPoint.state == ContactState.USABLE,
        ContactPoint.confirmed_on < on,
    )
    if of_child is not None:
        which = which.where(ContactPoint.child_id == of_child, ContactPoint.own_and_private)
    session.execute(which.values(confirmed_on=on).execution_options(synchronize_session=False))


def _set(
    session: Session, number_hash: str, state: ContactState, *, but_not: ContactState | None = None
) -> None:
    wanted = update(ContactPoint).where(ContactPoint.value_hash == number_hash)
    if but_not is not None:
        wanted = wanted.where(ContactPoint.state != but_not)
    session.execute(wanted.values(state=state).execution_options(synchronize_session=False))
