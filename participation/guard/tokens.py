"""Tokens for the council's other systems: random, hashed at rest, each with its scopes."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kernel.model import Base, Named

SCOPES = ("reviews:read", "summaries:read", "summaries:read_all")
_PREFIX = "pt_"


class ApiToken(Named, Base):
    __tablename__ = "api_tokens"

    name: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


def add_token(session: Session, *, name: str, scopes: list[str], secret: str, now: datetime) -> str:
    """Store a token and give the text to hand out, which is not stored.

    Args:
        secret: at least 32 random characters.
    """
    text = _PREFIX + secret
    session.add(ApiToken(name=name, token_hash=_hash(text), scopes=scopes, made_at=now))
    return text


def token_of(session: Session, text: str) -> ApiToken | None:
    """The token behind a bearer text; None when unknown or revoked."""
    row = session.scalar(select(ApiToken).where(ApiToken.token_hash == _hash(text)))
    return row if row is not None and row.revoked_at is None else None


def _hash(text: str) -> str:
    return sha256(b"api\0" + text.encode("utf-8", "replace")).hexdigest()
