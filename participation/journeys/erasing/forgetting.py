"""Everything of one child goes, and their key is destroyed (R30, D11).

Done by the clock, and once more in a restored copy by the ledger or by the file of keys. Doing it
twice changes nothing. Words go from the rows *and* their key goes: rows for whoever reads the
database, the key for whoever finds an old page of it, or an old backup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session, aliased

from participation.care.consultations.models import (
    Conversation,
    Invitation,
    Message,
    conversation_invitations,
)
from participation.care.outcomes.models import Outcome, Point
from participation.care.people.bulk import in_chunks
from participation.care.people.models import Adult, Child, ContactPoint, Relationship
from participation.care.people.what_stops import care_ended_on
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Concern
from participation.care.summaries.models import Summary
from participation.guard import crypto
from participation.guard.cards import PersonalCard
from participation.guard.crypto import ChildKey, UnderKey, council_key
from participation.guard.glass import BrokenGlass
from participation.guard.keys_of_persons import PersonKey
from participation.journeys.erasing.what_goes import (
    FIRST_OF_MONTH,
    MADE_FROM_ID,
    WHAT_GOES,
    Fate,
    Line,
    Reach,
)
from participation.kernel.clock import london_day
from participation.kernel.errors import Unreadable
from participation.kernel.model import Base

Keys = Mapping[Reach, Sequence[Any]]


def forget_child(session: Session, child: Child, now: datetime) -> bool:
    """Delete or empty every row of theirs, and destroy the key. False where that was done before.

    Whether it may be done is asked elsewhere (`in_the_way`).
    """
    owner = child.public_id.hex
    if child.forgotten_on is not None:
        return False
    session.flush()
    keys, key_id = _keys(session, child), child.key_id
    if child.ceased_on is None and (ended := care_ended_on(child)) is not None:
        child.ceased_on = ended.replace(day=1)  # of age: no extract is asked about them any more
    council = council_key(session, now)
    models = {str(one.class_.__tablename__): one.class_ for one in Base.registry.mappers}
    for table in reversed(Base.metadata.sorted_tables):  # whoever points at others goes first
        line = WHAT_GOES[table.name]
        if line.fate not in (Fate.EMPTIED, Fate.GOES) or table.name == ChildKey.__tablename__:
            continue
        meant = [(table.c[column], keys[reach]) for column, reach in line.by.items()]
        if issubclass(models.get(table.name, Base), UnderKey):  # however it came to be there
            meant.append((table.c.key_id, [key_id]))
        for column, wanted in meant:
            for chunk in in_chunks(wanted):
                if line.fate is Fate.GOES:
                    session.execute(delete(table).where(column.in_(chunk)))
                else:
                    _empty(session, models[table.name], column.in_(chunk), line, council)
        session.flush()
    child.forgotten_on = london_day(now)
    session.flush()
    session.expire_all()
    crypto.forget(session, owner)
    return True


def _empty(
    session: Session,
    model: type[Any],
    meant: ColumnElement[bool],
    line: Line,
    council: ChildKey,
) -> None:
    for row in session.scalars(select(model).where(meant)).all():
        _empty_row(row, line, council)


def _empty_row(row: Any, line: Line, council: ChildKey) -> None:
    kept = {name: _readable(row, name) for name in line.kept}
    if isinstance(row, UnderKey):
        row.key = council  # its own is about to be destroyed, and lists still read the row
    for name, value in (*line.empties.items(), *kept.items()):
        if value is MADE_FROM_ID:
            setattr(row, name, f"gone-{row.public_id.hex}")
        elif value is FIRST_OF_MONTH:
            setattr(row, name, _first_of_month(getattr(row, name)))
        else:
            setattr(row, name, value)


def _readable(row: Any, name: str) -> str:
    """Empty in a restored copy whose file of keys lacks this child's."""
    try:
        return str(getattr(row, name) or "")
    except Unreadable:
        return ""


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _keys(session: Session, child: Child) -> Keys:
    """What leads to their rows, by kind."""

    def found(statement: Any) -> list[Any]:
        return list(session.scalars(statement))

    reviews = found(select(Review.id).where(Review.child_id == child.id))
    asked = session.execute(
        select(Invitation.id, Invitation.public_id).where(Invitation.child_id == child.id)
    ).all()
    invitations = [row[0] for row in asked]
    points = _of(session, Point.id, Point.review_id, reviews)
    adults = _adults(session, child)
    conversations = _conversations(session, child, invitations, list(adults))
    persons = [child.public_id, *adults.values()]
    numbers = _numbers(session, child, list(adults))
    messages = {
        *found(select(Message.id).where(Message.key_id == child.key_id)),
        *_of(session, Message.id, Message.conversation_id, conversations),
        *found(
            select(Message.id).where(
                Message.conversation_id.is_(None),
                or_(Message.invitation_id.in_(invitations), Message.number_hash.in_(numbers)),
            )
        ),
    }
    return {
        Reach.CHILD: [child.id],
        Reach.CHILD_ID: [child.public_id],
        Reach.REVIEW: reviews,
        Reach.INVITATION: invitations,
        Reach.INVITATION_ID: [row[1] for row in asked],
        Reach.CONCERN: found(
            select(Concern.id).where(
                or_(Concern.child_id == child.id, Concern.key_id == child.key_id)
            )
        ),
        Reach.POINT: points,
        Reach.OUTCOME: _of(session, Outcome.id, Outcome.point_id, points),
        Reach.SUMMARY: _of(session, Summary.id, Summary.review_id, reviews),
        Reach.GLASS: found(select(BrokenGlass.id).where(BrokenGlass.child == child.public_id)),
        Reach.CONVERSATION: conversations,
        Reach.MESSAGE: sorted(messages),
        Reach.ADULT: list(adults),
        Reach.PERSON_ID: persons,
        Reach.PERSON_KEY: found(select(PersonKey.id).where(PersonKey.person.in_(persons))),
        Reach.CARD_ID: found(
            select(PersonalCard.public_id).where(PersonalCard.child == child.public_id)
        ),
        Reach.OWNER: [child.public_id.hex],
    }


def _adults(session: Session, child: Child) -> dict[int, UUID]:
    """Adults who are here for this child alone, with their public ids."""
    other = aliased(Relationship)
    links = conversation_invitations.c
    elsewhere = select(other.id).where(other.adult_id == Adult.id, other.child_id != child.id)
    talked_of = (
        select(links.conversation_id)
        .join(Conversation, Conversation.id == links.conversation_id)
        .join(Invitation, Invitation.id == links.invitation_id)
        .join(Child, Child.id == Invitation.child_id)
        .where(
            Conversation.adult_id == Adult.id,
            Invitation.child_id != child.id,
            Child.forgotten_on.is_(None),
        )
    )
    rows = session.execute(
        select(Adult.id, Adult.public_id)
        .join(Relationship, Relationship.adult_id == Adult.id)
        .where(
            Relationship.child_id == child.id,
            ~elsewhere.correlate(Adult).exists(),
            ~talked_of.correlate(Adult).exists(),
        )
    )
    return {row[0]: row[1] for row in rows}


def _numbers(session: Session, child: Child, adults: Sequence[int]) -> set[str]:
    """Numbers that are theirs, and that nobody has who stays."""
    theirs = or_(ContactPoint.child_id == child.id, ContactPoint.adult_id.in_(adults))
    found = set(session.scalars(select(ContactPoint.value_hash).where(theirs)))
    others = select(ContactPoint.value_hash).where(
        ContactPoint.value_hash.in_(found),
        or_(ContactPoint.child_id.is_(None), ContactPoint.child_id != child.id),
        or_(ContactPoint.adult_id.is_(None), ContactPoint.adult_id.not_in(adults)),
    )
    return found - set(session.scalars(others))


def _conversations(
    session: Session, child: Child, invitations: Sequence[int], adults: Sequence[int]
) -> list[int]:
    """Those that are about no other child; a sibling's stays until the last of them goes."""
    links = conversation_invitations.c
    own = select(Conversation.id).where(
        or_(Conversation.child_id == child.id, Conversation.adult_id.in_(adults))
    )
    about = select(links.conversation_id).where(links.invitation_id.in_(invitations))
    found = {*session.scalars(own), *session.scalars(about)}
    shared = session.scalars(
        select(links.conversation_id)
        .join(Invitation, Invitation.id == links.invitation_id)
        .join(Child, Child.id == Invitation.child_id)
        .where(
            links.conversation_id.in_(found),
            Invitation.child_id != child.id,
            Child.forgotten_on.is_(None),
        )
    )
    return sorted(found - set(shared))


def _of(session: Session, wanted: Any, column: Any, keys: Sequence[Any]) -> list[Any]:
    return [
        one
        for chunk in in_chunks(keys)
        for one in session.scalars(select(wanted).where(column.in_(chunk)))
    ]
