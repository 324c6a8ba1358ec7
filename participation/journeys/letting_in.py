"""Somebody whom the council's provider has proven comes in, or is told why not.

No account is made by it. The first time, a person here ties what the provider knows them by to a
member of staff; from then on that alone counts, whatever becomes of their name and address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.guard import calendar_feeds, ledger, sessions, standing
from participation.guard.audit import Deed, record
from participation.guard.crypto import council_key
from participation.guard.ledger import Happened
from participation.guard.passwords import LocalAccount
from participation.guard.proving import Proven
from participation.guard.standing import Newcomer, StaffStanding
from participation.journeys import telling_of_new_ways
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.errors import NotFound


class Outside(StrEnum):
    """Why somebody who is proven does not come in."""

    UNKNOWN = "unknown"  # nobody has tied them to a member of staff
    NOT_HERE = "not_here"  # no longer working here
    SHUT_OUT = "shut_out"
    NO_ROLE = "no_role"  # none of the provider's groups gives one


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody outside is told; `code` is what they say to whoever lets people in."""

    why: Outside
    code: str = ""


def let_in(
    session: Session, proven: Proven, *, house: Services, now: datetime
) -> StaffMember | Told:
    """The member of staff behind a proven person, with the roles that their groups give."""
    identity = house.ring.lookup_hash("identity", proven.identity)
    row = standing.known_as(session, identity)
    if row is None:
        return _newcomer(session, proven, identity, house, now)
    staff = session.scalar(select(StaffMember).where(StaffMember.public_id == row.staff))
    if staff is None or staff.has_left(london_day(house.now())):
        return _outside(session, Outside.NOT_HERE, row, now)
    if row.disabled_at is not None:
        return _outside(session, Outside.SHUT_OUT, row, now)
    _give_roles(staff, proven, house)
    if house.settings.oidc.roles and not staff.roles:
        return _outside(session, Outside.NO_ROLE, row, now)
    row.used_at = now
    return staff


def tie(
    session: Session, newcomer: Newcomer, staff: StaffMember, *, actor: str, now: datetime
) -> None:
    """From now on this is who they are here, and they may come in, also if they were shut out.
    Somebody who was tied to another identity leaves it: whoever has that comes in no more, and
    every session ends, and the address of their calendar. They are told; where they had a way in,
    so is whoever leads on data protection."""
    row = standing.standing_of(session, staff.public_id, now)
    identity, had_one = newcomer.identity_hash, _had_a_way_in(session, row)
    session.delete(newcomer)
    row.identity_hash = identity
    standing.let_in_again(row, now)
    sessions.end_all_sign_ins(session, staff.public_id)
    calendar_feeds.end_feeds(session, staff.public_id, now)
    ledger.note(session, Happened.ACCOUNT_CHANGED, staff.public_id.hex)
    telling_of_new_ways.promise(session, staff, now, had_one=had_one)
    action = "staff.tied_anew" if had_one else "staff.tie"
    _record(session, actor, action, f"staff:{staff.public_id.hex}", now)


def _had_a_way_in(session: Session, row: StaffStanding) -> bool:
    """Whether somebody could come in as them before: then this may take it from its owner."""
    if row.identity_hash is not None or row.used_at is not None:
        return True
    own = select(LocalAccount.id).where(LocalAccount.staff == row.staff)
    return session.scalar(own) is not None


def by_code(session: Session, code: str) -> Newcomer:
    """Raises:
    NotFound: nobody waits with this reference.
    """
    found = standing.newcomer_by_code(session, code)
    if found is None:
        raise NotFound("nobody waits with this reference")
    return found


def _newcomer(
    session: Session, proven: Proven, identity: str, house: Services, now: datetime
) -> Told:
    row = standing.newcomer(
        session,
        identity,
        name=proven.name,
        email=proven.email,
        code=house.randomness.code(),
        key=council_key(session, now),
        now=now,
    )
    if row is None:
        return Told(Outside.UNKNOWN)
    session.flush()
    subject = f"newcomer:{row.public_id.hex}"
    _record(session, subject, "sign_in.council", subject, now, Outside.UNKNOWN)
    return Told(Outside.UNKNOWN, row.code)


def _give_roles(staff: StaffMember, proven: Proven, house: Services) -> None:
    """Where groups give roles they alone do, and one that was left counts no more."""
    given = house.settings.oidc.roles
    if not given:
        staff.provider_roles = None
        return
    roles = sorted({given[group] for group in proven.groups if group in given})
    if staff.provider_roles != roles or staff.roles != roles:
        staff.provider_roles, staff.roles = roles, roles


def _outside(session: Session, why: Outside, row: StaffStanding, now: datetime) -> Told:
    who = f"staff:{row.staff.hex}"
    _record(session, who, "sign_in.council", who, now, why)
    return Told(why)


def _record(
    session: Session, actor: str, action: str, subject: str, now: datetime, outcome: str = "done"
) -> None:
    record(session, Deed(actor=actor, action=action, subject=subject, outcome=outcome), now)
