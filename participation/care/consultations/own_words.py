"""What one person wrote, for that person: by the sittings in which it was typed (R2).

Only what was sent, and only the wording that counts now: what somebody changed since is never
shown, to themselves either (R3).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations.models import Answer, Invitation, InvitationState, Remark
from participation.care.consultations.said_so_far import newest_answers
from participation.care.people.models import Relationship

MOST_INVITATIONS = 12  # a child has two to four reviews a year


def invitations_of(
    session: Session, *, child_id: int | None = None, adult_id: int | None = None
) -> Sequence[Invitation]:
    """The invitations of one person, newest first: a child's own, or an adult's about any child."""
    if adult_id is not None:
        ties = select(Relationship.id).where(Relationship.adult_id == adult_id)
        theirs: ColumnElement[bool] = Invitation.relationship_id.in_(ties)
    else:
        theirs = and_(Invitation.child_id == child_id, Invitation.respondent == "child")
    return session.scalars(
        select(Invitation)
        .where(theirs)
        .options(joinedload(Invitation.round), joinedload(Invitation.child, innerjoin=True))
        .order_by(Invitation.id.desc())
        .limit(MOST_INVITATIONS)
    ).all()


def answers_typed_in(
    session: Session, invitation: Invitation, marks: Collection[str]
) -> Mapping[str, Answer]:
    """The answers that count and were typed in these sittings; none before they were sent."""
    if invitation.state is not InvitationState.FINISHED or not marks:
        return {}
    newest = newest_answers(session, invitation)
    return {key: row for key, row in newest.items() if _typed_in(row.page_key, marks)}


def remarks_typed_in(
    session: Session, invitation: Invitation, marks: Collection[str]
) -> Sequence[Remark]:
    """Words that were added in these sittings after sending."""
    if invitation.state is not InvitationState.FINISHED or not marks:
        return []
    there = or_(*(Remark.page_key.startswith(mark) for mark in marks))
    return session.scalars(
        select(Remark).where(Remark.invitation_id == invitation.id, there).order_by(Remark.id)
    ).all()


def typed_something(session: Session, invitation: Invitation, mark: str) -> bool:
    """Whether anything was typed in the sitting with this mark."""
    for table in (Answer, Remark):
        found = select(table.id).where(
            table.invitation_id == invitation.id, table.page_key.startswith(mark)
        )
        if session.scalar(found.limit(1)) is not None:
            return True
    return False


def _typed_in(page_key: str | None, marks: Collection[str]) -> bool:
    return page_key is not None and any(page_key.startswith(mark) for mark in marks)
