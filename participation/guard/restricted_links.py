"""A way in for somebody who has no account: a link by mail and a code by another way (T18).

Neither opens anything alone. The browser in which the code is typed first is the only one: any
other finds what a link that never was shows. After a pause that same browser is asked for the code
again. Making a new code shuts the browser before out, so that whoever sits at another computer now
can be let in by the person who knows them. Moments are the machine's own, save `over_after`, which
is a deadline that people set.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import LargeBinary, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.guard.audit import take_turn
from participation.guard.crypto import ChildKey, Sealed, UnderKey, ring_of
from participation.guard.links import hash_of_token
from participation.guard.sessions import hash_of_cookie
from participation.kernel.model import Base

CODE_GOOD_FOR: Final = timedelta(minutes=10)  # for a browser that we do not know yet
TRIES: Final = 5
LOCKS_AFTER: Final = timedelta(minutes=20)  # without a press
DIGITS: Final = 6
NO_CHILD: Final = UUID(int=0)  # of a link to what is about no child; it has the council's key


class RestrictedLink(UnderKey, Base):
    """One link to one thing, and the one browser that opened it. Under the child's key, or the
    council's where it is about none."""

    __tablename__ = "restricted_links"

    child: Mapped[UUID] = mapped_column(index=True)
    opens: Mapped[UUID] = mapped_column(unique=True)  # what it leads to, by public id
    token_hash: Mapped[str] = mapped_column(unique=True)
    token_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    token = Sealed.text("token_sealed")  # until the mail that carries it is gone
    made_at: Mapped[datetime]
    over_after: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    code_hash: Mapped[str | None]
    code_made_at: Mapped[datetime | None]
    tries_left: Mapped[int] = mapped_column(default=0)
    cookie_hash: Mapped[str | None] = mapped_column(unique=True)  # of the one browser
    csrf: Mapped[str | None]
    last_seen: Mapped[datetime | None]

    def is_over(self, now: datetime) -> bool:
        return self.ended_at is not None or now > self.over_after

    def is_locked(self, system: datetime) -> bool:
        """Whether nobody has pressed anything for so long that somebody else may sit there."""
        return self.last_seen is None or system - self.last_seen > LOCKS_AFTER

    def is_browser(self, cookie: str | None) -> bool:
        """Whether this is the cookie of the one browser."""
        return bool(cookie and self.cookie_hash) and hmac.compare_digest(
            hash_of_cookie(cookie or ""), self.cookie_hash or ""
        )


def make_link(
    session: Session,
    *,
    key: ChildKey,
    child: UUID,
    opens: UUID,
    token: str,
    over_after: datetime,
    system: datetime,
) -> RestrictedLink:
    token_hash = hash_of_token(token)
    if token_hash is None:
        raise ValueError("the source of randomness gives no tokens")
    row = RestrictedLink(
        key=key,
        child=child,
        opens=opens,
        token_hash=token_hash,
        token=token,
        made_at=system,
        over_after=over_after,
    )
    session.add(row)
    session.flush()
    return row


def link_to(session: Session, opens: UUID) -> RestrictedLink | None:
    return session.scalar(select(RestrictedLink).where(RestrictedLink.opens == opens))


def link_by_token(
    session: Session, token: str, now: datetime, *, locked: bool = False
) -> RestrictedLink | None:
    """The link behind a token while it opens anything. `locked`: of two presses at one moment the
    second waits, and sees what the first has made of it. It waits for the audit's chain first, as
    members of staff do who end a link; for a token that opens nothing nobody waits."""
    token_hash = hash_of_token(token)
    if token_hash is None:
        return None
    wanted = select(RestrictedLink).where(RestrictedLink.token_hash == token_hash)
    row = session.scalar(wanted)
    if locked and row is not None:
        take_turn(session)
        anew = wanted.with_for_update(of=RestrictedLink)
        row = session.scalar(anew.execution_options(populate_existing=True))
    return row if row is not None and not row.is_over(now) else None


def make_code(session: Session, link: RestrictedLink, randomness: str, system: datetime) -> str:
    """A new code, to be read out; the one before and its browser open nothing any more.

    Args:
        randomness: a fresh random token, from which the digits are made.
    """
    drawn = int.from_bytes(sha256(b"digits\0" + randomness.encode()).digest())
    code = f"{drawn % 10**DIGITS:0{DIGITS}d}"
    link.code_hash = _hash_of_code(session, link, code)
    link.code_made_at, link.tries_left = system, TRIES
    link.cookie_hash = link.csrf = link.last_seen = None
    session.flush()
    return code


def let_in(
    session: Session,
    link: RestrictedLink,
    typed: str,
    *,
    came_with: str | None,
    cookie: str,
    csrf: str,
    system: datetime,
) -> bool:
    """Whether this browser is in from now on: the first with the right code, or the one that was
    let in before and is asked for it again. A wrong try is counted either way. The link is one that
    was found `locked`."""
    again = link.is_browser(came_with)
    if link.cookie_hash is not None and not again:
        return False
    in_time = link.code_made_at is not None and system - link.code_made_at <= CODE_GOOD_FOR
    if not (again or in_time) or not _is_right(session, link, typed):
        return False
    mine = RestrictedLink.cookie_hash
    free = mine == link.cookie_hash if again else mine.is_(None)
    taken = session.scalar(
        update(RestrictedLink)
        .where(RestrictedLink.id == link.id, free)
        .values(cookie_hash=hash_of_cookie(cookie), csrf=csrf, last_seen=system, tries_left=TRIES)
        .returning(RestrictedLink.id)
    )
    session.refresh(link)
    return taken is not None


def _is_right(session: Session, link: RestrictedLink, typed: str) -> bool:
    """One of few tries, taken off before it is looked at."""
    tried = session.scalar(
        update(RestrictedLink)
        .where(RestrictedLink.id == link.id, RestrictedLink.tries_left > 0)
        .values(tries_left=RestrictedLink.tries_left - 1)
        .returning(RestrictedLink.id)
    )
    code = "".join(typed[:40].split()).replace("-", "")
    if tried is None or link.code_hash is None:
        return False
    return hmac.compare_digest(link.code_hash, _hash_of_code(session, link, code))


def end(link: RestrictedLink, system: datetime) -> None:
    """It opens nothing from now on, in no browser."""
    link.ended_at = link.ended_at or system
    link.token = None
    link.code_hash = link.cookie_hash = link.csrf = None


def _hash_of_code(session: Session, link: RestrictedLink, code: str) -> str:
    """Keyed: six digits are tried out in a moment by whoever has but the database."""
    return ring_of(session).lookup_hash("code of a link", f"{link.public_id.hex}:{code}")
