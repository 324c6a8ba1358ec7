"""Something for a person to do, once for each thing it is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Select, and_, func, not_, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation, Task, TaskKind, TaskState
from participation.guard.crypto import ChildKey

ASKING = (
    TaskKind.CARD,
    TaskKind.NO_SAFE_WAY,
    TaskKind.NEVER_SPOKEN_WITH,
    TaskKind.LANGUAGE,
    TaskKind.NUMBER_CHANGED,
    TaskKind.ASK_AGAIN,
)
"""What a person does so that somebody is asked at all. To be rung is not among them, nor a person
who speaks their language where they wanted one themselves: we promised it, whatever they sent."""

SPEAKS = "speaks_"  # the reason of a task: they want a person who speaks this language


def make_task(
    session: Session,
    kind: TaskKind,
    *,
    about: str,
    key: ChildKey,
    owner_role: str,
    due_on: date,
    now: datetime,
    owner_id: int | None = None,
    child_id: int | None = None,
    invitation_id: int | None = None,
    reason: str | None = None,
    note: str | None = None,
) -> Task:
    """Something for a person to do; the same kind about the same thing is one task.

    A task that was done and is needed again is opened again, and keeps its attempts. What is said
    last of it counts: whose it is, and why; the earlier day stays.
    """
    row = session.scalar(select(Task).where(Task.kind == kind, Task.about == about))
    if row is not None:
        again = row.state is not TaskState.OPEN
        row.state = TaskState.OPEN
        row.due_on = due_on if again else min(row.due_on, due_on)
        if owner_id is not None or row.owner_role != owner_role:
            row.owner_id = owner_id
        row.owner_role = owner_role
        if reason is not None and not (row.reason or "").startswith(SPEAKS):
            row.reason = reason
        return row
    row = Task(
        key=key,
        kind=kind,
        about=about,
        child_id=child_id,
        invitation_id=invitation_id,
        owner_id=owner_id,
        owner_role=owner_role,
        due_on=due_on,
        reason=reason,
        note=note,
        made_at=now,
    )
    session.add(row)
    return row


def note_attempt(
    session: Session, invitation: Invitation, what: str, on: date, *, by_id: int, now: datetime
) -> None:
    """What a person tried, on which day, among the attempts of a task that is nobody's to do."""
    about = invitation.public_id.hex
    row = session.scalar(select(Task).where(Task.kind == TaskKind.IN_PERSON, Task.about == about))
    if row is None:
        row = make_task(
            session,
            TaskKind.IN_PERSON,
            about=about,
            key=invitation.child.key,
            owner_role="business_support",
            due_on=on,
            now=now,
            owner_id=by_id,
            child_id=invitation.child_id,
            invitation_id=invitation.id,
        )
        row.state, row.attempts = TaskState.DONE, []
    row.attempts = [*row.attempts, {"on": on.isoformat(), "what": what}]


def open_about(
    session: Session, kinds: Collection[TaskKind], children: Select[int]
) -> Sequence[str]:
    """What open tasks of these kinds are about, of these children."""
    return session.scalars(
        select(Task.about).where(
            Task.kind.in_(kinds), Task.state == TaskState.OPEN, Task.child_id.in_(children)
        )
    ).all()


def asking_is_over(session: Session, invitations: Collection[Invitation]) -> None:
    """They were heard, said no, or are asked no more: nobody looks for a way to ask them."""
    for task in _asking(session, invitations, TaskState.OPEN):
        task.state = TaskState.OVER


def asking_over_of(session: Session, invitations: Collection[Invitation]) -> Sequence[Task]:
    """What was to be done to ask them, and was not, since asking was over."""
    return _asking(session, invitations, TaskState.OVER)


def of_invitations(
    session: Session, invitations: Collection[Invitation], state: TaskState
) -> Sequence[Task]:
    """Everything in this state that a person was to do about these people."""
    wanted = [one.id for one in invitations]
    return session.scalars(
        select(Task).where(Task.invitation_id.in_(wanted), Task.state == state)
    ).all()


def _asking(
    session: Session, invitations: Collection[Invitation], state: TaskState
) -> Sequence[Task]:
    promised = and_(
        Task.kind == TaskKind.LANGUAGE,
        func.coalesce(Task.reason, "").startswith(SPEAKS, autoescape=True),
    )
    return session.scalars(
        select(Task).where(
            Task.invitation_id.in_([one.id for one in invitations]),
            Task.kind.in_(ASKING),
            Task.state == state,
            not_(promised),
        )
    ).all()


def end_task(session: Session, kind: TaskKind, about: str) -> None:
    """It is done; if it is needed again, `make_task` opens it again."""
    row = session.scalar(select(Task).where(Task.kind == kind, Task.about == about))
    if row is not None:
        row.state = TaskState.DONE


def end_of_child(session: Session, kind: TaskKind, child_id: int) -> None:
    """Everything of this kind that was to be done about a child is done at once."""
    open_ = Task.state == TaskState.OPEN
    for row in session.scalars(
        select(Task).where(Task.kind == kind, Task.child_id == child_id, open_)
    ):
        row.state = TaskState.DONE


def nobodys_any_more(session: Session, kind: TaskKind, about: str) -> None:
    """It was not done, and need not be as things stand."""
    row = session.scalar(select(Task).where(Task.kind == kind, Task.about == about))
    if row is not None and row.state is TaskState.OPEN:
        row.state = TaskState.OVER
