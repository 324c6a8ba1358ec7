"""What the provider knows and we do not: texts that no webhook brought, words it still holds.

The webhook is the quick way in; the provider's own list is the guarantee. Every few minutes it is
read back to a little before the last look, and what is not here is taken in as if it had just come,
the oldest first. A look counts only when everything it found is kept, so one that died is begun
again and finds less to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Direction,
    Message,
    MessageState,
    ProviderLook,
)
from participation.channels.sms.gateway import Listed
from participation.guard.kept_aside import KeptAside
from participation.journeys.receiving_texts import Incoming
from participation.kernel.errors import Unreadable
from participation.outbox import service as outbox

FIRST_LOOK = timedelta(days=7)  # a provider keeps coming back to nobody for so long
OVERLAP = timedelta(minutes=30)  # a text may enter the provider's list later than it is dated
COLLECT = "texts.collect"
FORGET = "message.forget"
FORGET_AT_ONCE = 500
COPIED_WITHIN = timedelta(minutes=25)  # T22 gives an hour
# No report came of these, and the provider is not asked for them any more.
SILENT_FOR = timedelta(days=3)

_OVER = (MessageState.DELIVERED, MessageState.UNDELIVERED, MessageState.FAILED)
_NO_REPORT = (MessageState.SENT, MessageState.UNKNOWN, MessageState.CANCELLED)


def look_from(session: Session, provider: str, system: datetime) -> datetime:
    """From when on the provider's list must be read."""
    look = session.get(ProviderLook, provider)
    return (look.looked_until - OVERLAP) if look is not None else system - FIRST_LOOK


def not_here(session: Session, page: Collection[Listed]) -> list[Listed]:
    """Those of a page that we do not have, in the order of the page."""
    ids = [one.provider_id for one in page]
    known = set(
        session.scalars(select(Message.provider_id).where(Message.provider_id.in_(ids)))
        if ids
        else ()
    )
    return [one for one in page if one.provider_id not in known]


def as_it_came(listed: Listed, provider: str) -> Incoming:
    return Incoming(
        provider=provider,
        provider_id=listed.provider_id,
        from_raw=listed.from_raw,
        body=listed.body,
        pictures=listed.pictures,
        at=listed.at,
    )


def was_blanked(listed: Listed) -> bool:
    """Nobody texts nothing: we had these words, blanked them there, and lost them with the days
    that a backup does not hold. Nobody is asked a question again for it; a person sees that they
    wrote."""
    return not listed.body and not listed.pictures


def looked(session: Session, provider: str, *, until: datetime, system: datetime) -> None:
    """Everything that the provider had before `until` is here now."""
    look = session.get(ProviderLook, provider)
    if look is None:
        session.add(ProviderLook(provider=provider, looked_until=until, looked_at=system))
        return
    look.looked_until, look.looked_at = max(look.looked_until, until), system


def promise_forgetting(
    session: Session, provider: str, now: datetime, *, aside: KeptAside | None, system: datetime
) -> int:
    """Promise that settled texts are blanked at the provider; how many.

    A text that came in is settled once it is kept. One that went out is when its end was
    reported, or nobody will report any more: until then the provider may be asked for it (I4).

    Args:
        aside: where what people wrote is kept first: no backup has it yet. It is blanked so much
            later that whoever copies the folder away has it in another place by then.

    Raises:
        OSError: the folder takes nothing.
    """
    settled = or_(
        Message.direction == Direction.IN,
        Message.state.in_(_OVER),
        and_(Message.state.in_(_NO_REPORT), Message.at < now - SILENT_FOR),
    )
    rows = session.scalars(
        select(Message)
        .where(
            Message.forget_promised_at.is_(None),
            Message.provider == provider,
            Message.provider_id.is_not(None),
            settled,
        )
        .order_by(Message.id)
        .limit(FORGET_AT_ONCE)
    ).all()
    if aside is not None:
        aside.put([text for row in rows for text in _what_they_wrote(row)], system)
    for row in rows:
        row.forget_promised_at = now
        outbox.promise(
            session,
            FORGET,
            row.public_id,
            unique_key=f"{FORGET}:{row.public_id.hex}",
            due_at=now + (COPIED_WITHIN if aside is not None else timedelta(0)),
            now=now,
        )
    return len(rows)


def _what_they_wrote(row: Message) -> Iterator[tuple[str, str]]:
    """The provider's id and the words of a text that came in; nothing where they do not open."""
    if row.direction is Direction.IN and row.provider_id:
        with suppress(Unreadable):
            if row.body:
                yield row.provider_id, row.body
