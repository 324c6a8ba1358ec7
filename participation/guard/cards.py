"""A child's own card: a link and a code that write and never read, good while looked after (R27).

Both are random and only their hashes are kept, so a card is shown once, when it is made. A new
card ends the one before; ending a card ends every sitting it opened, at the next request (T1).
Times here are the machine's own.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.guard.sessions import READ_BACK_IDLE, WRITE_OWN_DEVICE, hash_of_cookie
from participation.kernel.model import Base, Named


class PersonalCard(Named, Base):
    """One card of one child."""

    __tablename__ = "personal_cards"

    child: Mapped[UUID] = mapped_column(index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class CardSitting(Named, Base):
    """One browser at which a card was opened, until leaving."""

    __tablename__ = "card_sittings"

    cookie_hash: Mapped[str] = mapped_column(unique=True)
    card: Mapped[UUID] = mapped_column(index=True)
    began_at: Mapped[datetime]
    last_seen: Mapped[datetime]
    csrf: Mapped[str]
    showing: Mapped[str | None]  # the page this browser asked for; None: the front

    @property
    def mark(self) -> str:
        """How the page keys of everything typed in this sitting begin."""
        return f"{self.public_id.hex}."

    def is_live(self, now: datetime) -> bool:
        return now - self.last_seen <= WRITE_OWN_DEVICE

    def is_fresh(self, now: datetime) -> bool:
        """Whether the same person is likely still there: else a key made now is not tied to it."""
        return now - self.last_seen <= READ_BACK_IDLE


def make_card(
    session: Session, child: UUID, *, token_hash: str, code_hash: str, now: datetime
) -> PersonalCard:
    """A new card; the one before stops at once."""
    revoke_cards(session, child, now)
    card = PersonalCard(child=child, token_hash=token_hash, code_hash=code_hash, made_at=now)
    session.add(card)
    session.flush()
    return card


def revoke_cards(session: Session, child: UUID, now: datetime) -> int:
    """End every card of a child and what they opened; how many were live."""
    live = session.scalars(
        select(PersonalCard.public_id).where(
            PersonalCard.child == child, PersonalCard.revoked_at.is_(None)
        )
    ).all()
    if live:
        session.execute(delete(CardSitting).where(CardSitting.card.in_(live)))
        session.execute(
            update(PersonalCard).where(PersonalCard.public_id.in_(live)).values(revoked_at=now)
        )
    return len(live)


def card_by_token(session: Session, token_hash: str) -> PersonalCard | None:
    """The live card behind a link."""
    return session.scalar(
        select(PersonalCard).where(
            PersonalCard.token_hash == token_hash, PersonalCard.revoked_at.is_(None)
        )
    )


def card_by_code(session: Session, code_hash: str) -> PersonalCard | None:
    return session.scalar(
        select(PersonalCard).where(
            PersonalCard.code_hash == code_hash, PersonalCard.revoked_at.is_(None)
        )
    )


def live_cards(session: Session, children: Collection[UUID]) -> dict[UUID, PersonalCard]:
    """The live card of each of these children who has one."""
    if not children:
        return {}
    rows = session.scalars(
        select(PersonalCard).where(
            PersonalCard.child.in_(children), PersonalCard.revoked_at.is_(None)
        )
    )
    return {row.child: row for row in rows}


def begin_card_sitting(
    session: Session, *, cookie: str, csrf: str, card: PersonalCard, now: datetime
) -> CardSitting:
    sitting = CardSitting(
        cookie_hash=hash_of_cookie(cookie),
        card=card.public_id,
        began_at=now,
        last_seen=now,
        csrf=csrf,
    )
    session.add(sitting)
    return sitting


def card_sitting_of(
    session: Session, cookie: str | None, now: datetime
) -> tuple[CardSitting, PersonalCard] | None:
    """The live sitting behind a cookie with its live card."""
    if not cookie:
        return None
    found = session.execute(
        select(CardSitting, PersonalCard)
        .join(PersonalCard, PersonalCard.public_id == CardSitting.card)
        .where(CardSitting.cookie_hash == hash_of_cookie(cookie), PersonalCard.revoked_at.is_(None))
    ).first()
    return (found[0], found[1]) if found is not None and found[0].is_live(now) else None


def end_card_sitting(session: Session, cookie: str | None) -> None:
    if cookie:
        session.execute(
            delete(CardSitting).where(CardSitting.cookie_hash == hash_of_cookie(cookie))
        )
