"""Reads everybody around one review, and the words they gave, in three statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from sqlalchemy import Select, and_, bindparam, func, select
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
from participation.care.consultations.observing import Observation
from participation.care.corrections.models import Correction
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
    alone with the child, who at home nobody asked, whether anything recorded on the child is said
    to be wrong, and whether staff noted what they saw."""

    invitations: list[Invitation] = field(default_factory=list)
    tasks: dict[int, list[Task]] = field(default_factory=dict)
    talk: PrivateTalk | None = None
    not_invited: list[Relationship] = field(default_factory=list)
    corrected: bool = False
    seen: bool = False


def around_review(session: Session, review: Review, held: Round) -> Around:
    """Everybody around a review, in one statement: nearly always nobody at home was left out, so
    that what is joined brings few rows twice."""
    asked = {"round": held.id, "review": review.id, "child": review.child_id}
    rows = session.execute(_around(), asked)
    around = Around()
    for invitation, task, talk, left_out, corrected, seen in rows:
        if invitation is not None and invitation not in around.invitations:
            around.invitations.append(invitation)
        if task is not None:
            theirs = around.tasks.setdefault(invitation.id, [])
            theirs.extend(() if task in theirs else (task,))
        if left_out is not None and left_out not in around.not_invited:
            around.not_invited.append(left_out)
        around.talk, around.corrected, around.seen = talk, corrected, seen
    return around


@cache
def _around() -> Select[Invitation, Task, PrivateTalk, Relationship, bool, bool]:
    """Made once: to word it takes longer than to ask it. Of a `round`, its `review` and `child`."""
    home, talks = aliased(Relationship), aliased(PrivateTalk)
    invited = select(Invitation.id).where(
        Invitation.round_id == bindparam("round"), Invitation.relationship_id == home.id
    )
    newest_talk = (
        select(func.max(talks.id)).where(talks.review_id == bindparam("review")).scalar_subquery()
    )
    corrected = select(Correction.id).where(Correction.child_id == bindparam("child")).exists()
    noted = aliased(Invitation)
    seen = (
        select(Observation.id)
        .join(noted, Observation.invitation_id == noted.id)
        .where(noted.round_id == bindparam("round"))
        .exists()
    )
    return (
        select(Invitation, Task, PrivateTalk, home, corrected, seen)
        .select_from(Round)
        .outerjoin(Invitation, Invitation.round_id == Round.id)
        .outerjoin(Task, and_(Task.invitation_id == Invitation.id, Task.state == TaskState.OPEN))
        .outerjoin(PrivateTalk, PrivateTalk.id == newest_talk)
        .outerjoin(
            home,
            and_(
                home.child_id == bindparam("child"),
                home.kind.in_(_AT_HOME),
                ~invited.correlate(home).exists(),
            ),
        )
        .where(Round.id == bindparam("round"))
        .options(
            joinedload(Invitation.asked_through).joinedload(Relationship.adult),
            joinedload(home.adult),
            # Nothing may be there of any of these, and the round is all the same.
            *(joinedload(row.key, innerjoin=False) for row in (Task, PrivateTalk, home)),
        )
        .order_by(Invitation.id, Task.id, home.id)
    )


def words_of(
    session: Session, kind: type[Words], keys: Collection[int]
) -> tuple[Mapping[int, list[Words]], set[str]]:
    """Words by invitation, without what proved to be somebody else's, and the public ids of those
    that nobody has read."""
    found: dict[int, list[Words]] = {}
    unread: set[str] = set()
    if keys:
        rows = session.execute(_words(kind), {"keys": list(keys)})
        for row, waits in rows:
            found.setdefault(row.invitation_id, []).append(row)
            unread |= {row.public_id.hex} if waits else set()
    return found, unread


@cache
def _words(kind: type[Words]) -> Select[Words, bool]:
    """The same of words with these `keys` of invitations."""
    return (
        select(kind, safeguarding.waits(kind.public_id))
        .where(
            kind.invitation_id.in_(bindparam("keys", expanding=True)),
            kind.withdrawn_at.is_(None),
        )
        .order_by(kind.id)
    )
