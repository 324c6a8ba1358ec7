"""The sign-ins of the demonstration, with the code of this half minute.

A password is worked out from the demonstration's secret key, which is new at each start, so that
the command that makes the account and the page that shows it agree without keeping it anywhere.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import Role, StaffMember
from participation.guard.crypto import council_key
from participation.guard.passwords import (
    CODE_SECONDS,
    LocalAccount,
    current_code,
    hash_password,
    new_totp_secret,
)

_IN_WORDS = {
    Role.IRO: "Reviewing officer",
    Role.IRO_MANAGER: "Officers' manager",
    Role.BUSINESS_SUPPORT: "Business support",
    Role.SOCIAL_WORKER: "Social worker",
    Role.PARTICIPATION: "Participation",
    Role.SAFEGUARDING: "Duty desk",
    Role.ADMIN: "Administrator",
}
_MOST_OF_ONE, _MOST_OFFICERS = 1, 3


@dataclass(frozen=True, slots=True, repr=False)
class SignIn:
    """What somebody types to look at the staff's side."""

    role: str
    name: str
    email: str
    password: str
    code: str
    used: bool  # a code is good once
    seconds_left: int


def add_all(session: Session, *, secret_key: str, now: datetime) -> None:
    """Every officer of a small council, and one person of each other role that it has."""
    everybody = session.scalars(select(StaffMember).order_by(StaffMember.id)).all()
    for role in _IN_WORDS:
        most = _MOST_OFFICERS if role is Role.IRO else _MOST_OF_ONE
        for staff in [one for one in everybody if role in one.roles][:most]:
            add(session, staff, secret_key=secret_key, now=now)


def add(session: Session, staff: StaffMember, *, secret_key: str, now: datetime) -> None:
    """Give a made-up member of staff a way to sign in."""
    session.add(
        LocalAccount(
            key=council_key(session, now),
            staff=staff.public_id,
            password_hash=hash_password(_password(secret_key, staff)),
            totp_secret=new_totp_secret(),
            must_change=False,
        )
    )


def all_of(session: Session, *, secret_key: str, system: datetime) -> list[SignIn]:
    """Every sign-in, with the code that is good at this moment of the machine's own time."""
    rows = session.execute(
        select(StaffMember, LocalAccount)
        .join(LocalAccount, LocalAccount.staff == StaffMember.public_id)
        .order_by(LocalAccount.id)
    ).all()
    seconds = int(system.timestamp())
    return [
        SignIn(
            role=", ".join(_IN_WORDS.get(Role(role), role) for role in staff.roles),
            name=staff.full_name or "",
            email=staff.email or "",
            password=_password(secret_key, staff),
            code=current_code(account, system),
            used=account.last_code_step >= seconds // CODE_SECONDS,
            seconds_left=CODE_SECONDS - seconds % CODE_SECONDS,
        )
        for staff, account in rows
    ]


def _password(secret_key: str, staff: StaffMember) -> str:
    mac = hmac.new(secret_key.encode(), f"demo\0{staff.email}".encode(), sha256).digest()
    letters = base64.b32encode(mac).decode().lower()
    return "-".join((letters[:4], letters[4:8], letters[8:12]))
