"""Whoever waits to be asked: their day has changed since the review was moved, or the child has
answered, for whom adults wait (R10), and so the text that waits for it goes on another day. What a
person is to do so that they are asked has another day too, where the review was moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from participation.care.authority import queries as authority
from participation.care.consultations import batches, tasks
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Round,
    TaskKind,
    TaskState,
)
from participation.journeys.timing_rounds import (
    adults_from,
    child_from,
    first_text_at,
    timetable_of,
)
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState

ASK_WORKING_DAYS = 5  # so long a person has, from the day on which somebody may be asked
_SOON_WORKING_DAYS = 2
_WITH_THE_ROUND = (*tasks.ASKING, TaskKind.ASK_ABOUT_WORRIES_ALONE)


def follow(session: Session, held: Round, now: datetime) -> None:
    """Whoever has not been asked yet, waits for the new day; also the child, and whoever was to be
    asked by now, where the review has moved months away."""
    today = london_day(now)
    made, holidays = timetable_of(session, held), authority.bank_holidays(session)
    childs = max(today, child_from(held, made, holidays))
    others = max(today, adults_from(held, made, holidays, _child_answered_on(held)))
    days = {one.id: childs if one.asked_through is None else others for one in held.invitations}
    waiting = [one for one in _waiting(held) if max(one.asked_from, today) != days[one.id]]
    _take_back(session, waiting, now)
    for one in waiting:
        day = one.asked_from = days[one.id]
        if batches.waits(session, one):
            continue  # a person lets it go, and that promises it
        outbox.promise(
            session,
            "invitation.send",
            one.public_id,
            unique_key=f"invitation.send:{one.public_id.hex}:on:{day}:{now.isoformat()}",
            due_at=first_text_at(one, batches.not_before(session, one, now)),
            now=now,
        )


def follow_tasks(session: Session, held: Round, before: date, now: datetime) -> None:
    """What a person is to do in a round whose last day was another one before.

    A later review gives more time, as if the round had opened for it; what is late by the days of
    the new one stays late. A nearer one gives less, never less than there is. What the child is to
    be asked alone waits no longer because a review does.
    """
    today = london_day(now)
    made, holidays = timetable_of(session, held), authority.bank_holidays(session)
    froms = {True: child_from(held, made, holidays), False: adults_from(held, made, holidays)}
    soon = add_working_days(today, _SOON_WORKING_DAYS, holidays)
    last = max(held.closes_on, today)
    people = {one.id: one for one in held.invitations}
    session.flush()
    for task in tasks.of_invitations(session, held.invitations, TaskState.OPEN):
        if task.kind not in _WITH_THE_ROUND:
            continue
        begin = froms[people[task.invitation_id or 0].asked_through is None]
        day = add_working_days(begin, ASK_WORKING_DAYS, holidays)
        if held.closes_on < before:
            task.due_on = min(task.due_on, max(day, soon), last)
        elif task.kind in tasks.ASKING:
            task.due_on = max(task.due_on, min(day, last))


def answered_first(session: Session, now: datetime) -> Sequence[int]:
    """Keys of rounds in which adults wait for a day though the child has answered; for the hourly
    look."""
    childs = aliased(Invitation)
    return session.scalars(
        select(Invitation.round_id)
        .join(childs, childs.round_id == Invitation.round_id)
        .where(
            Invitation.state == InvitationState.TO_SEND,
            Invitation.relationship_id.is_not(None),
            Invitation.asked_from > london_day(now),
            childs.relationship_id.is_(None),
            childs.finished_at.is_not(None),
        )
        .distinct()
        .order_by(Invitation.round_id)
    ).all()


def _child_answered_on(held: Round) -> date | None:
    for one in held.invitations:
        if one.asked_through is None and one.finished_at is not None:
            return london_day(one.finished_at)
    return None


def _waiting(held: Round) -> Sequence[Invitation]:
    return [one for one in held.invitations if one.state is InvitationState.TO_SEND]


def _take_back(session: Session, waiting: Sequence[Invitation], now: datetime) -> None:
    session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.kind == "invitation.send",
            OutboxItem.subject.in_([one.public_id.hex for one in waiting]),
            OutboxItem.state == OutboxState.QUEUED,
        )
        .values(state=OutboxState.CANCELLED, done_at=now, last_error="another_day")
        .execution_options(synchronize_session=False)
    )
