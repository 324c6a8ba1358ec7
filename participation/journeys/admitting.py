"""Let a member of staff in, let another system in, and end somebody's sessions.

For small installs and the demonstration; where the council has an identity provider, people come
and go there. What is secret is handed back once and stored only as a hash, or sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.people.staff import ADDED_HERE
from participation.guard import calendar_feeds, ledger, passwords, sessions, tokens
from participation.guard.audit import Deed, record
from participation.guard.common_passwords import is_common
from participation.guard.crypto import council_key
from participation.guard.ledger import Happened
from participation.guard.passwords import LocalAccount
from participation.guard.standing import let_in_again, standing_of
from participation.guard.tokens import ApiToken
from participation.journeys import telling_of_new_ways
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.errors import Conflict, NotFound

BY_COMMAND = "command"


@dataclass(frozen=True, slots=True, repr=False)
class Admitted:
    """What is said once and never again."""

    password: str
    code_secret: str
    recovery: Sequence[str]  # each counts once in place of a code of the app
    known_before: bool  # imported, or added earlier
    roles: Sequence[str]


def admit(
    session: Session,
    email: str,
    roles: Sequence[str],
    *,
    team: str | None,
    house: Services,
    now: datetime,
) -> Admitted:
    """Give somebody a way to sign in, and these roles beside those they have; no import takes them.
    Where the council's provider gives roles by its groups, they are kept for when it does no more.

    Somebody who has one already gets a new password and a new secret, and their sessions end.
    """
    staff = people.staff_by_email(session, house.ring, email)
    known_before = staff is not None
    if staff is None:
        staff = _new_member(session, email, house, now)
    staff.local_roles = sorted({*(staff.local_roles or ()), *roles})
    if staff.provider_roles is None:
        staff.roles = sorted({*staff.roles, *roles})
    if team:
        staff.team = team
    return _enrol(session, staff, BY_COMMAND, house, now, known_before=known_before)


def enrol_anew(
    session: Session, staff: StaffMember, *, actor: str, house: Services, now: datetime
) -> Admitted:
    """A new one-time password and a new secret for somebody who lost theirs; the old ones count
    no more, and their sessions end. They and whoever leads on data protection are told."""
    return _enrol(session, staff, actor, house, now, known_before=True)


def new_recovery_codes(
    session: Session, staff: StaffMember, password: str, *, house: Services, now: datetime
) -> Sequence[str] | None:
    """Ten fresh codes for somebody who has just typed their password; None when it is not right.
    Those of before count no more."""
    account = session.scalar(
        select(LocalAccount).where(LocalAccount.staff == staff.public_id).with_for_update()
    )
    if account is None or not passwords.has_password(account, password):
        return None
    codes = _recovery(account, house)
    who = f"staff:{staff.public_id.hex}"
    record(session, Deed(actor=who, action="staff.recovery_codes", subject=who), now)
    return codes


def _recovery(account: LocalAccount, house: Services) -> Sequence[str]:
    codes = [house.randomness.code() for _ in range(passwords.RECOVERY_CODES)]
    account.recovery_hashes = [
        passwords.recovery_hash(house.ring, account.staff, code) for code in codes
    ]
    return ["-".join((code[:3], code[3:6], code[6:])) for code in codes]


def _enrol(
    session: Session,
    staff: StaffMember,
    actor: str,
    house: Services,
    now: datetime,
    *,
    known_before: bool,
) -> Admitted:
    password, secret = house.randomness.token(), passwords.new_totp_secret()
    had_one = False
    account = session.scalar(select(LocalAccount).where(LocalAccount.staff == staff.public_id))
    if account is None:
        account = LocalAccount(
            key=council_key(session, now),
            staff=staff.public_id,
            password_hash=passwords.hash_password(password),
            totp_secret=secret,
        )
        session.add(account)
    else:
        had_one = True
        account.password_hash = passwords.hash_password(password)
        account.totp_secret = secret
        account.last_code_step = 0
        account.must_change = True
        account.disabled_at = None
        sessions.end_all_sign_ins(session, staff.public_id)
    calendar_feeds.end_feeds(session, staff.public_id, now)
    let_in_again(standing_of(session, staff.public_id, now), now)
    recovery = _recovery(account, house)
    ledger.note(session, Happened.ACCOUNT_CHANGED, staff.public_id.hex)
    subject = f"staff:{staff.public_id.hex}"
    anew = had_one or actor != BY_COMMAND
    if anew:
        telling_of_new_ways.promise(session, staff, now, had_one=True)
    action = "staff.enrol_anew" if anew else "staff.add"
    record(session, Deed(actor=actor, action=action, subject=subject), now)
    return Admitted(password, secret, recovery, known_before, staff.roles)


class Unchanged(StrEnum):
    """Why a password stays as it was."""

    NOT_YOURS = "not_yours"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    THE_OLD_ONE = "the_old_one"
    COMMON = "common"


def change_password(
    session: Session,
    staff: StaffMember,
    old: str,
    new: str,
    *,
    now: datetime,
    names: Sequence[str] = (),
) -> Unchanged | None:
    """Somebody who is signed in chooses a password of their own; None when it is changed.

    Every session of theirs ends, this one as well: the caller opens a new one.

    Args:
        names: what the council is called, which is no password.
    """
    account = session.scalar(
        select(LocalAccount).where(LocalAccount.staff == staff.public_id).with_for_update()
    )
    if account is None or not passwords.has_password(account, old):
        return Unchanged.NOT_YOURS
    if len(new) < passwords.SHORTEST:
        return Unchanged.TOO_SHORT
    if len(new) > passwords.LONGEST:
        return Unchanged.TOO_LONG
    if new == old:
        return Unchanged.THE_OLD_ONE
    if is_common(new, names):
        return Unchanged.COMMON
    account.password_hash = passwords.hash_password(new)
    account.must_change = False
    sessions.end_all_sign_ins(session, staff.public_id)
    ledger.note(session, Happened.ACCOUNT_CHANGED, staff.public_id.hex)
    who = f"staff:{staff.public_id.hex}"
    record(session, Deed(actor=who, action="staff.password", subject=who), now)
    return None


def end_sessions(session: Session, email: str, *, house: Services, now: datetime) -> int:
    """End every session of one member of staff, from their next request on; how many.

    Raises:
        NotFound: nobody has this address.
    """
    staff = people.staff_by_email(session, house.ring, email)
    if staff is None:
        raise NotFound("nobody has this address")
    ended = sessions.end_all_sign_ins(session, staff.public_id)
    calendar_feeds.end_feeds(session, staff.public_id, now)
    record(session, _deed("staff.end_sessions", f"staff:{staff.public_id.hex}"), now)
    return ended


def issue_token(
    session: Session, name: str, scopes: Sequence[str], *, house: Services, now: datetime
) -> str:
    """A token for another system, to be shown once.

    Raises:
        Conflict: another token has this name.
    """
    if session.scalar(select(ApiToken.id).where(ApiToken.name == name)) is not None:
        raise Conflict("another token has this name")
    secret = house.randomness.token() + house.randomness.token()
    text = tokens.add_token(
        session, name=name, scopes=sorted(set(scopes)), secret=secret, now=system_now()
    )
    record(session, _deed("token.add", f"token:{name}"), now)
    return text


def _new_member(session: Session, email: str, house: Services, now: datetime) -> StaffMember:
    """Somebody the council's extract does not hold; called by their address until it does."""
    address = email.strip().lower()
    email_hash = people.email_hash(house.ring, address)
    staff = StaffMember(
        key=council_key(session, now),
        external_id=f"{ADDED_HERE}{email_hash[:12]}",
        full_name=address.partition("@")[0].replace(".", " ").title(),
        email=address,
        email_hash=email_hash,
        roles=[],
    )
    session.add(staff)
    session.flush()
    return staff


def _deed(action: str, subject: str) -> Deed:
    return Deed(actor=BY_COMMAND, action=action, subject=subject)
