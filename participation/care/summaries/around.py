"""Reads everybody around one review, and the words they gave, in three statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from participation.care.consultations.models import (
    Answer,
    Invitation,
    PrivateTalk,
    Remark,
    Round,
    Task,
    TaskState,
)
from participation.care.people.models import Relationship, RelationshipKind
from participation.care.reviews.models import Review
from participation.care.safeguarding import queries as safeguarding

Words = TypeVar("Words", Answer, Remark)


# People at home, whom the officer should know nobody asked. Professionals report in other ways.
_AT_HOME = frozenset(
    {
        RelationshipKind.FOSTER_CARER,
        RelationshipKind.CONNECTED_CARER,
        RelationshipKind.RESIDENTIAL_CARER,
        RelationshipKind.PROSPECTIVE_ADOPTER,
    }
)


@dataclass(slots=True, repr=False)
class Around:
    """Everybody around one review: who was asked and what is open about them, the officer's talk
    alone with the child, and who at home nobody asked."""

    invitations: list[Invitation] = field(default_factory=list)
    tasks: dict[int, list[Task]] = field(default_factory=dict)
    talk: PrivateTalk | None = None
    not_invited: list[Relationship] = field(default_factory=list)


def around_review(session: Session, review: Review, held: Round) -> Around:
    """Everybody around a review, in one statement: nearly always nobody at home was left out, so
    that what is joined brings few rows twice."""
    home, talks = aliased(Relationship), aliased(PrivateTalk)
    invited = select(Invitation.id).where(
        Invitation.round_id == held.id, Invitation.relationship_id == home.id
    )
    newest_talk = select(func.max(talks.id)).where(talks.review_id == review.id).scalar_subquery()
    rows = session.execute(
        select(Invitation, Task, PrivateTalk, home)
        .select_from(Round)
        .outerjoin(Invitation, Invitation.round_id == Round.id)
        .outerjoin(Task, and_(Task.invitation_id == Invitation.id, Task.state == TaskState.OPEN))
        .outerjoin(PrivateTalk, PrivateTalk.id == newest_talk)
        .outerjoin(
            home,
            and_(
                home.child_id == review.child_id,
                home.kind.in_(_AT_HOME),
                ~invited.correlate(home).exists(),
            ),
        )
        .where(Round.id == held.id)
        .options(
            joinedload(Invitation.asked_through).joinedload(Relationship.adult),
            joinedload(home.adult),
            # Nothing may be there of any of these, and the round is all the same.
            *(joinedload(row.key, innerjoin=False) for row in (Task, PrivateTalk, home)),
        )
        .order_by(Invitation.id, Task.id, home.id)
    )
    around = Around()
    for invitation, task, talk, left_out in rows:
        if invitation is not None and invitation not in around.invitations:
            around.invitations.append(invitation)
        if task is not None:
            theirs = around.tasks.setdefault(invitation.id, [])
            theirs.extend(() if task in theirs else (task,))
        if left_out is not None and left_out not in around.not_invited:
            around.not_invited.append(left_out)
        around.talk = talk
    return around


def words_of(
    session: Session, kind: type[Words], keys: Collection[int]
) -> tuple[Mapping[int, list[Words]], set[str]]:
    """Words by invitation, without what proved to be somebody else's, and the public ids of those
    that nobody has read."""
    found: dict[int, list[Words]] = {}
    unread: set[str] = set()
    if keys:
        rows = session.execute(
            select(kind, safeguarding.waits(kind.public_id))
            .where(kind.invitation_id.in_(keys), kind.withdrawn_at.is_(None))
            .order_by(kind.id)
        )
        for row, waits in rows:
            found.setdefault(row.invitation_id, []).append(row)
            unread |= {row.public_id.hex} if waits else set()
    return found, unread
