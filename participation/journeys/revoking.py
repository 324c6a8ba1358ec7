"""What a restored copy must not open again: everything it remembers.

Everybody is out: sessions, sittings, links, codes, cards and tokens. They were given out before the
backup, and nobody can say which of them was lost, shown or ended in the days after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation
from participation.care.reviews.meeting import Meeting
from participation.guard.calendar_feeds import CalendarFeed
from participation.guard.cards import CardSitting, PersonalCard
from participation.guard.glass import BrokenGlass
from participation.guard.keys_of_persons import Reading
from participation.guard.restricted_links import RestrictedLink
from participation.guard.sessions import RespondentSitting, SignIn
from participation.guard.tokens import ApiToken
from participation.kernel.ids import new_public_id
from participation.kernel.model import Base


@dataclass(frozen=True, slots=True)
class Revoked:
    """How many of each would have opened something again."""

    sessions: int
    sittings: int
    links: int
    cards: int
    tokens: int


def revoke_everything(session: Session, system: datetime) -> Revoked:
    """Nothing of before opens anything from now on; who may come in again is asked anew."""
    hashes = (Invitation.link_hash, Invitation.code_hash, Invitation.handed_code_hash)
    live_link = or_(*(one.is_not(None) for one in hashes))
    revoked = Revoked(
        sessions=_count(session, SignIn),
        sittings=sum(_count(session, of) for of in (RespondentSitting, CardSitting, Reading)),
        links=_count(session, Invitation, live_link)
        + _count(session, RestrictedLink, RestrictedLink.ended_at.is_(None))
        + _count(session, Meeting),  # of each there may be mails about with links to its page
        cards=_count(session, PersonalCard, PersonalCard.revoked_at.is_(None)),
        tokens=_count(session, ApiToken, ApiToken.revoked_at.is_(None)),
    )
    for of in (SignIn, RespondentSitting, CardSitting, Reading):
        session.execute(delete(of))
    session.execute(
        update(Invitation).values(
            link_hash=None,
            code_hash=None,
            handed_code_hash=None,
            link_generation=Invitation.link_generation + 1,
        )
    )
    session.execute(update(Meeting).values(links_valid=new_public_id()))
    lent = update(RestrictedLink).where(RestrictedLink.ended_at.is_(None))
    shut = {"ended_at": system, "token_sealed": None, "code_hash": None, "cookie_hash": None}
    session.execute(lent.values(**shut))
    still = update(BrokenGlass).where(BrokenGlass.ends_at > system)
    session.execute(still.values(ends_at=system))
    for kind in (PersonalCard, ApiToken, CalendarFeed):
        session.execute(update(kind).where(kind.revoked_at.is_(None)).values(revoked_at=system))
    session.expire_all()
    return revoked


def _count(session: Session, of: type[Base], *having: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(of).where(*having)) or 0
