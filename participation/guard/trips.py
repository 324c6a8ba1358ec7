"""A trip to the council's provider and back: begun at this browser, within ten minutes, once.

Nothing is stored when somebody sets out, so that a stranger who sets out a million times fills
nothing. What must be known on the way back is worked out of three things: our own secret, the
cookie that only this browser has, and the state that the provider hands back. The nonce binds the
token to this trip, the verifier the code (PKCE); neither ever leaves us before its time. A state
that came back is noted, and is good no second time.

A trip from a browser at which somebody signed out, or that was handed to a child, is `anew`: the
session that the provider still has there counts for nothing. That stands in the state, under our
mark, so that nobody takes it off on the way.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kernel.model import Base
from participation.kernel.rows import write_once

LONGEST_TRIP = timedelta(minutes=10)  # a password, a second factor, a colleague at the desk
_LONGEST_STATE = 200
_ANEW, _AS_EVER = "anew", "ever"


class SpentTrip(Base):
    """A state that came back."""

    __tablename__ = "spent_trips"

    id: Mapped[int] = mapped_column(primary_key=True)
    state_hash: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True, repr=False)
class Trip:
    """What one trip is known by: `state` is told to the provider, `nonce` comes back inside the
    token, `verifier` proves to the provider that the code came back to us. `anew`: whoever comes
    back must have signed in there since it `began`."""

    state: str
    nonce: str
    verifier: str
    began: datetime
    anew: bool


def set_out(secret: bytes, browser: str, *, random: str, now: datetime, anew: bool = False) -> Trip:
    """A new trip from this browser.

    Args:
        browser: the value of a cookie that was made for this trip.
        random: a fresh random value.
        now: the machine's own time.
        anew: whoever is signed in at the provider must sign in again.
    """
    told = f"{int(now.timestamp())}.{_ANEW if anew else _AS_EVER}.{random}"
    return _trip(secret, browser, f"{told}.{_mark(secret, 'state', browser, told)}")


def come_back(secret: bytes, browser: str, state: str, now: datetime) -> Trip | None:
    """The trip that this state belongs to, if it began at this browser, here, and not long ago."""
    told, _, mark = state.rpartition(".")
    if len(state) > _LONGEST_STATE or not browser or not state.isascii():
        return None
    if not hmac.compare_digest(mark, _mark(secret, "state", browser, told)):
        return None
    trip = _trip(secret, browser, state)
    return trip if now - trip.began <= LONGEST_TRIP else None


def spend(session: Session, trip: Trip, now: datetime) -> bool:
    """Note that it came back; False when it had before. The database decides between two."""
    session.execute(delete(SpentTrip).where(SpentTrip.at < now - 2 * LONGEST_TRIP))
    row = SpentTrip(state_hash=sha256(b"trip\0" + trip.state.encode()).hexdigest(), at=now)
    return write_once(session, row, "state_hash") is not None


def _trip(secret: bytes, browser: str, state: str) -> Trip:
    began, how, _rest = state.split(".", 2)
    return Trip(
        state,
        nonce=_mark(secret, "nonce", browser, state),
        verifier=_mark(secret, "verifier", browser, state),
        began=datetime.fromtimestamp(int(began), UTC),
        anew=how == _ANEW,
    )


def _mark(secret: bytes, what: str, browser: str, told: str) -> str:
    """43 characters that nobody works out who lacks the secret or the cookie."""
    said = "\0".join(("trip", what, browser, told))
    mac = hmac.new(secret, said.encode("utf-8", "replace"), sha256).digest()
    return urlsafe_b64encode(mac).rstrip(b"=").decode()
