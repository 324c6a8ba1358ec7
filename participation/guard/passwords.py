"""Local accounts for small installs and the demo: a password (argon2) and a one-time code (TOTP).

Off in production unless switched on (D18). The room knows a member of staff as an id only.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import JSON, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from participation.guard.crypto import KeyRing, Sealed, UnderKey
from participation.kernel.model import Base

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Checked in place of a missing account, so that a stranger cannot tell the two apart (A29).
_NOBODY = _HASHER.hash("there is no such account")
CODE_SECONDS = 30
RECOVERY_CODES = 10
SHORTEST, LONGEST = 12, 200  # characters of a password that somebody chooses


class LocalAccount(UnderKey, Base):
    """How one member of staff proves who they are without the council's identity provider."""

    __tablename__ = "local_accounts"

    staff: Mapped[UUID] = mapped_column(unique=True)
    password_hash: Mapped[str]
    totp_secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    totp_secret = Sealed.text("totp_secret_sealed")
    last_code_step: Mapped[int] = mapped_column(default=0)  # a code is good once
    must_change: Mapped[bool] = mapped_column(default=True)  # nothing else opens before that
    recovery_hashes: Mapped[list[str] | None] = mapped_column(JSON)  # each good once, for a code
    disabled_at: Mapped[datetime | None]


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def has_password(account: LocalAccount | None, password: str) -> bool:
    """Whether this is the account's password; takes as long when nobody is there."""
    stored = account.password_hash if account else _NOBODY
    try:
        right: bool = _HASHER.verify(stored, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right


def is_right(
    account: LocalAccount | None, password: str, code: str, now: datetime, *, recovery: str = ""
) -> bool:
    """Whether password and one-time code are both right; takes as long when nobody is there.

    A code is accepted in its own half minute and the one before, and only once: the account
    remembers the step it used. A recovery code counts in its place, once.

    Args:
        now: the machine's own time, not the council's clock.
        recovery: `recovery_hash` of what was typed as the code.
    """
    password_ok = has_password(account, password)
    if account is None or account.disabled_at is not None or not password_ok:
        return False
    totp = pyotp.TOTP(account.totp_secret or "")
    step = int(now.timestamp()) // CODE_SECONDS
    for candidate in (step, step - 1):
        matches = pyotp.utils.strings_equal(
            code.replace(" ", "")[:10], totp.generate_otp(candidate)
        )
        if matches and candidate > account.last_code_step:
            account.last_code_step = candidate
            return True
    left = account.recovery_hashes or []
    if recovery and recovery in left:
        account.recovery_hashes = [one for one in left if one != recovery]
        return True
    return False


def recovery_hash(ring: KeyRing, staff: UUID, code: str) -> str:
    """What one person's recovery code is known by, however it was typed; empty for no code."""
    typed = code[:40].replace(" ", "").replace("-", "").lower()
    return ring.lookup_hash("recovery", f"{staff.hex} {typed}") if typed else ""


def new_totp_secret() -> str:
    return pyotp.random_base32()


def current_code(account: LocalAccount, now: datetime) -> str:
    """The code of this half minute, for the demo's printed sign-ins."""
    return pyotp.TOTP(account.totp_secret or "").generate_otp(int(now.timestamp()) // CODE_SECONDS)
