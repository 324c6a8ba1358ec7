"""Hear every piece of words: screen it, note that a person must read it, raise a concern.

Screening can never stop saving: if it fails, the words count as not screened and are read by a
person like all others (security.md 6.6, 8). What was heard is a return value, so no rollback can
erase it behind a caller's back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.care.people.models import Child
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import (
    Concern,
    ConcernDid,
    ConcernState,
    Hearing,
    HearingState,
    SourceKind,
)
from participation.care.safeguarding.route import RouteOf
from participation.care.safeguarding.rules import Level, Screening, ScreeningLists, screen
from participation.guard import ledger
from participation.guard.crypto import ChildKey
from participation.guard.ledger import Happened
from participation.kernel.rows import jotted, write_down

log = structlog.get_logger()

SIGN_OF_LIFE = "sign_of_life"  # a missing child wrote or opened something: red at once (R16)
CHOSEN_ANSWER = "chosen_answer"
_MISSING = "missing"
_SIGNS_APART = timedelta(hours=1)  # opening and ticking are many presses; words are each heard


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Heard:
    """Some words that arrived, and what they became."""

    child_id: int | None
    source_kind: SourceKind
    source_id: UUID
    words: str
    language: str
    from_child: bool
    sent: bool  # False: a draft, which a person opens only if it is flagged (R3)
    read_due: datetime
    chosen: Level = Level.GREEN  # how a form marks the answer that was chosen
    raised_by: str | None = None  # "help_text", "worry_yes": a cause apart from the words
    past_officer: bool = False  # said past the reviewing officer, who never sees it (R26)


def hear(
    session: Session, heard: Heard, *, key: ChildKey, lists: ScreeningLists, now: datetime
) -> Concern | None:
    """Note the words for reading and raise a concern where something worries us.

    Blank words with nothing else to say leave no trace to read. Words of a child that no list can
    screen are amber at once (R22); an adult's are read like all others. Whatever a missing child
    says or ticks is a sign of life, and red (R16).

    Args:
        key: seals the concern's steps: the child's, or the council's when no child is known.
    """
    silent = heard.raised_by in (None, SIGN_OF_LIFE)  # no picture, no order beside the words
    heard = _with_sign_of_life(session, heard)
    screening = screened(heard.words, heard.language, lists)
    level, cause = _worry(heard, screening)
    said = bool(heard.words.strip())
    if level is Level.GREEN:
        if said:
            write_down(session, jotted(Hearing, **_to_be_read(heard, screening, now)))
        return None
    hearing: Hearing | None = None
    if said:
        hearing = Hearing(**_to_be_read(heard, screening, now))
        session.add(hearing)
        session.flush()
    elif silent and cause == SIGN_OF_LIFE and _signed_lately(session, heard.child_id, now):
        return None
    # Whoever we do not know may be a child.
    child = heard.from_child or heard.child_id is None
    concern = _raise(
        session,
        heard.child_id,
        hearing,
        level,
        cause,
        key=key,
        now=now,
        route=RouteOf.CHILD if child else RouteOf.ADULT,
    )
    concern.source_kind, concern.source_id = heard.source_kind, heard.source_id
    return concern


def _to_be_read(heard: Heard, screening: Screening, now: datetime) -> dict[str, Any]:
    return {
        "child_id": heard.child_id,
        "source_kind": heard.source_kind,
        "source_id": heard.source_id,
        "heard_at": now,
        "screened": screening.level,
        "screened_language": screening.language,
        "screened_version": screening.version,
        "state": HearingState.WAITING if heard.sent else HearingState.DRAFT,
        "read_due": heard.read_due,
        "past_officer": heard.past_officer,
    }


def note_sign_of_life(session: Session, child: Child, *, now: datetime) -> Concern | None:
    """Somebody used what only this child has, say opened the link: red if the child is missing.

    Nothing was said, so there is nothing to read. Another sign within the hour adds no concern.
    """
    if _MISSING not in child.circumstances or _signed_lately(session, child.id, now):
        return None
    return _raise(session, child.id, None, Level.RED, SIGN_OF_LIFE, key=child.key, now=now)


def send_drafts(session: Session, source_ids: list[UUID], read_due: datetime) -> None:
    """What was a draft has been sent: from now on it waits to be read."""
    if source_ids:
        session.execute(
            update(Hearing)
            .where(Hearing.source_id.in_(source_ids), Hearing.state == HearingState.DRAFT)
            .values(state=HearingState.WAITING, read_due=read_due)
        )


def follow(session: Session, moved: Mapping[UUID, UUID]) -> None:
    """The same words now stand in another row: what was heard of them goes with them."""
    for before, after in moved.items():
        for table in (Hearing, Concern):
            session.execute(update(table).where(table.source_id == before).values(source_id=after))


def mark_read(session: Session, hearing: Hearing, *, by_id: int, now: datetime) -> None:
    """A named person has read it. A concern that came with it stays open for its own route."""
    if hearing.read_at is None:
        hearing.state = HearingState.READ
        hearing.read_by_id = by_id
        hearing.read_at = now


def open_concerns_of(session: Session, child_id: int) -> list[Concern]:
    """A child's concerns that no person has closed, oldest first."""
    return list(
        session.scalars(
            select(Concern)
            .where(Concern.child_id == child_id, Concern.state != ConcernState.CLOSED)
            .order_by(Concern.raised_at)
        )
    )


def _with_sign_of_life(session: Session, heard: Heard) -> Heard:
    if not heard.from_child or heard.child_id is None:
        return heard
    child = session.get(Child, heard.child_id)  # at hand already wherever it was the child's turn
    if child is None or _MISSING not in child.circumstances:
        return heard
    return replace(heard, raised_by=SIGN_OF_LIFE)


def _signed_lately(session: Session, child_id: int | None, now: datetime) -> bool:
    found = session.scalar(
        select(Concern.id)
        .where(
            Concern.child_id == child_id,
            Concern.cause == SIGN_OF_LIFE,
            Concern.raised_at > now - _SIGNS_APART,
        )
        .limit(1)
    )
    return found is not None


def _raise(
    session: Session,
    child_id: int | None,
    hearing: Hearing | None,
    level: Level,
    cause: str,
    *,
    key: ChildKey,
    now: datetime,
    route: RouteOf = RouteOf.CHILD,
) -> Concern:
    return raise_concern(
        session,
        child_id=child_id,
        hearing_id=hearing.id if hearing else None,
        level=level,
        cause=cause,
        route=route,
        key=key,
        now=now,
    )


def raise_concern(
    session: Session,
    *,
    child_id: int | None,
    level: Level,
    cause: str,
    key: ChildKey,
    now: datetime,
    hearing_id: int | None = None,
    route: RouteOf = RouteOf.CHILD,
    by_id: int | None = None,
) -> Concern:
    """A concern, and in the same transaction the promise that its route begins: whatever dies
    after the commit, somebody is told (ADR 0034).

    Args:
        cause: button, person_worried, help_text … see `Concern.cause`.
        key: the child's, or the council's when no child is known.
        by_id: the member of staff who is worried, where it was one.
    """
    concern = Concern(
        key=key,
        child_id=child_id,
        hearing_id=hearing_id,
        level=level,
        cause=cause,
        route=route,
        raised_at=now,
        clock_from=now,
        state=ConcernState.RAISED,
        rung=-1,
        again=0,
    )
    session.add(concern)
    session.flush()
    ledger.note(
        session, Happened.CONCERN_RAISED, concern.public_id.hex, key.owner, level.value, route.value
    )
    steps.add_step(session, concern, ConcernDid.RAISED, by_id=by_id, now=now)
    steps.set_clock(session, concern, now, now)
    return concern


def screened(words: str, language: str, lists: ScreeningLists) -> Screening:
    """What the lists say of these words; not screened where looking itself fails."""
    try:
        return screen(words, language, lists)
    except Exception as fault:  # noqa: BLE001 - saving must go on whatever the words contain
        log.error("screening failed", error=type(fault).__name__)
        return Screening(Level.NOT_SCREENED, None, None)


def _worry(heard: Heard, screening: Screening) -> tuple[Level, str]:
    if heard.chosen is Level.RED:
        return Level.RED, CHOSEN_ANSWER
    if heard.raised_by == SIGN_OF_LIFE:
        return Level.RED, SIGN_OF_LIFE
    if screening.level in (Level.RED, Level.AMBER):
        return screening.level, "words"
    if heard.chosen is Level.AMBER:
        return Level.AMBER, CHOSEN_ANSWER
    if heard.raised_by is not None:
        return Level.AMBER, heard.raised_by
    unscreened = screening.level is Level.NOT_SCREENED and heard.words.strip()
    if unscreened and heard.from_child:
        return Level.AMBER, "not_screened"
    return Level.GREEN, ""
