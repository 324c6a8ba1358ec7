"""An import taken back within a day: rows as they were, and what it made is gone.

Only while nothing has come of it. A text that went out, an answer, somebody's edit, a round that
was opened: each is a reason, told to the person, and then nothing is undone at all.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, Uuid, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Answer,
    Conversation,
    Direction,
    Invitation,
    Message,
    MessageState,
    Remark,
    Task,
    conversation_invitations,
)
from participation.care.imports.models import Import, ImportState
from participation.care.interpreting import booking_service
from participation.care.interpreting.booking_models import Booking
from participation.care.people.bulk import in_chunks
from participation.care.people.models import Adult, Child, Relationship, StaffMember
from participation.care.people.recorded import Touched, Values, packed, unpacked
from participation.care.reviews.models import Review
from participation.care.summaries.models import Summary
from participation.guard import audit
from participation.journeys import following_care, following_people, rescheduling
from participation.journeys.importing.keeping import clear
from participation.journeys.importing.writing import one_at_a_time
from participation.kernel.model import Base
from participation.outbox.models import OutboxItem, OutboxState

_NOT_GONE = (MessageState.CANCELLED, MessageState.FAILED)


class Why(StrEnum):
    """Why an import cannot be undone any more."""

    OVER = "over"  # a day is over, it was undone, or it changed nothing
    LATER_IMPORT = "later_import"  # the later one first
    CHANGED_SINCE = "changed_since"  # somebody, or a reply, changed a row since
    TEXTS = "texts"
    MAILS = "mails"
    ANSWERS = "answers"
    ROUNDS = "rounds"  # somebody is being asked about a review that it brought
    HANGS_ON_IT = "hangs_on_it"  # something else was noted about somebody it brought
    LINKS_SHUT = "links_shut"  # what went to an old number opens nothing more, for good


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One reason and how often; `tables` says what hangs on rows that are new."""

    why: Why
    count: int = 1


def hindrances(
    session: Session, one: Import, now: datetime, *, hold: bool = False
) -> list[Hindrance]:
    """Everything that stands against it; empty where it can be undone.

    Args:
        hold: nobody changes the rows from now on until this transaction is over.
    """
    if one.state is not ImportState.DONE or one.undo is None or not one.until or one.until <= now:
        return [Hindrance(Why.OVER)]
    found: list[Hindrance] = []
    later = select(func.count()).where(
        Import.id != one.id, Import.state == ImportState.DONE, Import.done_at >= one.done_at
    )
    if count := session.scalar(later.where(Import.undo_sealed.is_not(None))):
        found.append(Hindrance(Why.LATER_IMPORT, count))
    kept = _kept(one)
    rows = unpacked(kept["rows"])
    if kept["shut"]:
        found.append(Hindrance(Why.LINKS_SHUT, kept["shut"]))
    if count := _changed_since(session, rows, hold=hold):
        found.append(Hindrance(Why.CHANGED_SINCE, count))
    if one.done_at is not None:
        found += _came_of_it(session, rows, one.done_at)
    return found + _hanging(session, rows)


def undo(
    session: Session, one: Import, *, by: StaffMember | None, now: datetime
) -> list[Hindrance]:
    """Take it back, all or nothing; what stands against it otherwise."""
    if one.state is ImportState.UNDONE:
        return []
    one_at_a_time(session)
    if found := hindrances(session, one, now, hold=True):
        return found
    kept = _kept(one)
    rows = unpacked(kept["rows"])
    booking_service.forget_untouched(session, _new_reviews(rows))
    _put_back(session, rows)
    session.flush()
    session.expire_all()
    following_care.follow(session, kept["care"], now)
    following_people.follow(session, kept.get("people", []), now)
    still = set(session.scalars(select(Review.id).where(Review.id.in_(kept["moved"]))))
    for review_id in kept["moved"]:
        if review_id in still:
            rescheduling.retime(session, review_id, now)
    one.state, one.undone_at = ImportState.UNDONE, now
    one.undone_by_id = by.id if by else None
    clear(session, one)
    actor = f"staff:{by.public_id.hex}" if by else "command"
    subject = f"import:{one.public_id.hex}"
    audit.record(session, audit.Deed(actor=actor, action="import.undo", subject=subject), now)
    return []


def _kept(one: Import) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(zlib.decompress(one.undo or b""))
    return kept


# --- does anything stand against it? --------------------------------------------------------------


def _changed_since(session: Session, rows: Sequence[Touched], *, hold: bool) -> int:
    """Rows that are not as the import left them."""
    count = 0
    for table, mine in _by_table(rows):
        for chunk in in_chunks(mine):
            statement = select(table).where(table.c.id.in_([one.id for one in chunk]))
            statement = statement.with_for_update() if hold else statement
            now = {row._mapping["id"]: dict(row._mapping) for row in session.execute(statement)}
            count += sum(_is_otherwise(one, now.get(one.id)) for one in chunk)
    return count


def _is_otherwise(one: Touched, row: Values | None) -> bool:
    if one.after is None and row is not None:  # its key may have gone to a new row
        return row.get("public_id") == (one.before or {}).get("public_id")
    return bool(_as_kept(one.id, row) != _as_kept(one.id, one.after))


def _as_kept(key: int, row: Values | None) -> Any:
    return packed([Touched("", key, None, row)])


def _came_of_it(session: Session, rows: Sequence[Touched], since: datetime) -> list[Hindrance]:
    children, adults = _about(session, rows)
    texts = mails = answers = 0
    for chunk in in_chunks(sorted(children)):
        asked = select(Invitation.id).where(Invitation.child_id.in_(chunk))
        texts += _count(session, *_texts_since(since), _of_children(chunk))
        answers += _count(session, Answer.invitation_id.in_(asked), Answer.given_at >= since)
        answers += _count(session, Remark.invitation_id.in_(asked), Remark.received_at >= since)
        mails += _mails(session, chunk, since)
    for adults_chunk in in_chunks(sorted(adults)):
        texts += _count(session, *_texts_since(since), Conversation.adult_id.in_(adults_chunk))
    counted = ((Why.TEXTS, texts), (Why.ANSWERS, answers), (Why.MAILS, mails))
    return [Hindrance(why, count) for why, count in counted if count]


def _about(session: Session, rows: Sequence[Touched]) -> tuple[set[int], set[int]]:
    """Known children and adults whose rows were changed."""
    children: set[int] = set()
    adults: set[int] = set()
    for one in rows:
        values = one.after or one.before or {}
        if one.table == Child.__tablename__ and one.before is not None:
            children.add(one.id)
        if one.table == Adult.__tablename__ and one.before is not None:
            adults.add(one.id)
        if values.get("child_id") is not None:
            children.add(values["child_id"])
        if values.get("adult_id") is not None:
            adults.add(values["adult_id"])
    for chunk in in_chunks(sorted(adults)):
        theirs = select(Relationship.child_id).where(Relationship.adult_id.in_(chunk))
        children |= set(session.scalars(theirs))
    return children, adults


def _texts_since(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Message.direction == Direction.OUT,
        Message.at >= since,
        Message.state.not_in(_NOT_GONE),
        Message.conversation_id == Conversation.id,
    )


def _of_children(children: Sequence[int]) -> ColumnElement[bool]:
    links = conversation_invitations.c
    asked = (
        select(links.conversation_id)
        .join(Invitation, Invitation.id == links.invitation_id)
        .where(Invitation.child_id.in_(children))
    )
    return or_(Conversation.child_id.in_(children), Conversation.id.in_(asked))


def _mails(session: Session, children: Sequence[int], since: datetime) -> int:
    """Officers who were told since that something of these children's reviews can be read."""
    summaries = session.scalars(
        select(Summary.public_id)
        .join(Review, Review.id == Summary.review_id)
        .where(Review.child_id.in_(children))
    ).all()
    told = [
        OutboxItem.kind == "officer.tell",
        OutboxItem.state.in_((OutboxState.DONE, OutboxState.UNKNOWN)),
        or_(OutboxItem.done_at >= since, OutboxItem.made_at >= since),
    ]
    return sum(
        _count(session, *told, OutboxItem.subject.in_([one.hex for one in chunk]))
        for chunk in in_chunks(summaries)
    )


def _hanging(session: Session, rows: Sequence[Touched]) -> list[Hindrance]:
    """Rows of other tables that name a row which would go, by its key or its public id. Every table
    is looked at, so that one which is thought of later is not forgotten."""
    new: defaultdict[str, set[int]] = defaultdict(set)
    own: defaultdict[str, set[int]] = defaultdict(set)  # they go first, or are put back first
    named: set[Any] = set()
    for one in rows:
        if one.before is None or one.table == Task.__tablename__:
            own[one.table].add(one.id)
        if one.before is None and one.after is not None:
            new[one.table].add(one.id)
            named.add(one.after.get("public_id"))
    found: Counter[str] = Counter()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                going = new.get(key.column.table.name)
                if going:
                    found[table.name] += _naming(session, table, column, going, own[table.name])
            if isinstance(column.type, Uuid) and column.name != "public_id":
                found[table.name] += _naming(session, table, column, named - {None}, set())
    rounds = found.pop("rounds", 0)
    rest = sum(found.values())
    counted = ((Why.ROUNDS, rounds), (Why.HANGS_ON_IT, rest if not rounds else 0))
    return [Hindrance(why, count) for why, count in counted if count]


def _naming(
    session: Session,
    table: Table,
    column: ColumnElement[Any],
    going: Collection[Any],
    own: set[int],
) -> int:
    count = 0
    for chunk in in_chunks(going):
        if "id" in table.c:
            hanging = select(table.c.id).where(column.in_(chunk))
            if table.name == Booking.__tablename__:  # one that nobody has touched goes with it
                hanging = hanging.where(Booking.is_touched())
            count += len(set(session.scalars(hanging)) - own)
        else:
            count += session.scalar(select(func.count()).where(column.in_(chunk))) or 0
    return count


def _count(session: Session, *having: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*having)) or 0


# --- taking it back -------------------------------------------------------------------------------


def _put_back(session: Session, rows: Sequence[Touched]) -> None:
    """New rows out, from the last to lean on another to the first; then the old ones in."""
    tables = list(_by_table(rows))
    for table, mine in tables:  # whoever a task was given to may go; nothing leans on a task
        if table.name == Task.__tablename__:
            _change_back(session, table, mine)
    for table, mine in reversed(tables):
        for chunk in in_chunks([one.id for one in mine if one.before is None]):
            session.execute(delete(table).where(table.c.id.in_(chunk)))
    for table, mine in tables:
        gone = [one.before for one in mine if one.before is not None and one.after is None]
        for rows_back in in_chunks(gone):
            session.execute(insert(table), rows_back)
        _change_back(session, table, mine)


def _change_back(session: Session, table: Table, mine: Sequence[Touched]) -> None:
    changed = [one for one in mine if one.before is not None and one.after is not None]
    _make_way(session, table, changed)
    for one in changed:
        before = {name: value for name, value in (one.before or {}).items() if name != "id"}
        session.execute(update(table).where(table.c.id == one.id).values(before))


def _make_way(session: Session, table: Table, changed: Sequence[Touched]) -> None:
    """Two people may have swapped addresses: none is taken before the other has let it go."""
    if table.name == StaffMember.__tablename__:
        for one in changed:
            free = update(table).where(table.c.id == one.id)
            session.execute(free.values(email_hash=f"·{one.id}"))


def _new_reviews(rows: Sequence[Touched]) -> Sequence[int]:
    return [one.id for one in rows if one.table == Review.__tablename__ and one.before is None]


def _by_table(rows: Sequence[Touched]) -> Iterable[tuple[Table, list[Touched]]]:
    """The rows of each table, those first on which others lean."""
    mine: defaultdict[str, list[Touched]] = defaultdict(list)
    for one in rows:
        mine[one.table].append(one)
    return [
        (table, mine[table.name]) for table in Base.metadata.sorted_tables if table.name in mine
    ]
