"""Whose words a piece is, where a person decides it: it waits to be read once, wherever it stands.

Concerns go along and stay open; what somebody has read stays read by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from participation.care.safeguarding.models import Concern, Hearing, HearingState, SourceKind
from participation.care.safeguarding.rules import Level

_GRAVER = (Level.GREEN, Level.NOT_SCREENED, Level.AMBER, Level.RED)


def belongs_to(session: Session, source: UUID, now_in: UUID, child_id: int) -> None:
    """Words of nobody known are this child's, by a person's decision.

    They wait once, with the clock they came with, for the child's own readers. What somebody
    outside them has read already is to be read once more.

    Args:
        now_in: the remark that holds them now.
    """
    rows = _heard_of(session, [source])
    _concerns_are_of(session, rows, [source], child_id, (SourceKind.REMARK, now_in))
    waiting = _once(session, rows)
    if waiting is not None:
        waiting.child_id, waiting.source_kind = child_id, SourceKind.REMARK
        waiting.source_id = now_in
    elif rows:
        session.add(_again(max(rows, key=lambda row: row.read_due), child_id, now_in))


def back_to(session: Session, sources: Sequence[UUID], message: UUID, *, due: datetime) -> None:
    """Words that were taken for somebody's are nobody's again, and wait to be read once.

    One text may have been heard once for each of two siblings: it is one text again.

    Args:
        due: by when, if everybody they were taken to be for has read them; else the old time holds.
    """
    rows = _heard_of(session, sources)
    _concerns_are_of(session, rows, sources, None, (SourceKind.MESSAGE, message))
    waiting = _once(session, rows)
    for hearing in rows:
        hearing.child_id, hearing.source_kind = None, SourceKind.MESSAGE
        hearing.source_id = message
    if rows and waiting is None:
        again = _again(rows[0], None, message)
        again.source_kind, again.read_due = SourceKind.MESSAGE, due
        session.add(again)


def _heard_of(session: Session, sources: Sequence[UUID]) -> list[Hearing]:
    wanted = select(Hearing).where(Hearing.source_id.in_(sources)).order_by(Hearing.id)
    return list(session.scalars(wanted))


def _concerns_are_of(
    session: Session,
    rows: Sequence[Hearing],
    sources: Sequence[UUID],
    child_id: int | None,
    now_in: tuple[SourceKind, UUID],
) -> None:
    """Those raised from the words, and those raised from what came with no words.

    Whoever asks whether the words worried anybody asks by where they stand now.
    """
    ids = [row.id for row in rows]
    raised_from = or_(Concern.hearing_id.in_(ids), Concern.source_id.in_(sources))
    kind, source = now_in
    moved = {"child_id": child_id, "source_kind": kind, "source_id": source}
    session.execute(update(Concern).where(raised_from).values(**moved))


def _once(session: Session, rows: list[Hearing]) -> Hearing | None:
    """The one among these that waits to be read, by the earliest time and under the gravest flag.

    The others that wait say the same of the same text. They go, out of `rows` too, and their
    concerns stay open beside it.
    """
    waiting = [row for row in rows if row.state is HearingState.WAITING]
    if not waiting:
        return None
    gravest = max(waiting, key=lambda row: _GRAVER.index(row.screened))
    one, *others = sorted(waiting, key=lambda row: (row.read_due, row.id))
    one.screened, one.screened_language = gravest.screened, gravest.screened_language
    one.screened_version = gravest.screened_version
    one.past_officer = any(row.past_officer for row in waiting)
    for other in others:
        session.execute(
            update(Concern).where(Concern.hearing_id == other.id).values(hearing_id=one.id)
        )
        session.delete(other)
        rows.remove(other)
    return one


def _again(hearing: Hearing, child_id: int | None, source: UUID) -> Hearing:
    """The same words, waiting for another reader."""
    return Hearing(
        child_id=child_id,
        source_kind=SourceKind.REMARK,
        source_id=source,
        heard_at=hearing.heard_at,
        screened=hearing.screened,
        screened_language=hearing.screened_language,
        screened_version=hearing.screened_version,
        state=HearingState.WAITING,
        read_due=hearing.read_due,
        past_officer=hearing.past_officer,
    )
