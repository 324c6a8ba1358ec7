"""Somebody asked for another time, or was not there: they are asked again, by somebody, by a day.

What they asked for is a promise, so it is a task whatever else is to be done to ask them. Where
nobody was there, whoever has to ask them anyhow tries again, and else whoever tried (R7). Nobody
does while a decision not to ask them stands, nor where they are not around the child any more.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    TaskKind,
    TaskState,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Role, StaffMember
from participation.journeys.permission import AnotherWay, Over, standing
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

WORKING_DAYS = 2
_ASK_PEOPLE = (Role.IRO, Role.PARTICIPATION, Role.BUSINESS_SUPPORT, Role.IRO_MANAGER)
_ASKS = frozenset({*tasks.ASKING, TaskKind.CALL})


def promise(
    session: Session, staff: StaffMember, invitation: Invitation, *, house: Services, now: datetime
) -> None:
    """They asked for another time; where they had wanted to be rung, they were."""
    about = invitation.public_id.hex
    tasks.end_task(session, TaskKind.CALL, about)
    if invitation.state is InvitationState.NOT_POSSIBLE and invitation.not_heard_reason is None:
        invitation.not_heard_reason = _why_by_a_person(session, invitation)
    _ask_again(session, staff, invitation, house, now)


def try_again(
    session: Session, staff: StaffMember, invitation: Invitation, *, house: Services, now: datetime
) -> None:
    """Nobody was there."""
    session.flush()
    to_do = tasks.of_invitations(session, [invitation], TaskState.OPEN)
    if not any(task.kind in _ASKS for task in to_do):
        _ask_again(session, staff, invitation, house, now)


def is_done(session: Session, invitation: Invitation) -> None:
    """They were asked again, whatever came of it."""
    tasks.end_task(session, TaskKind.ASK_AGAIN, invitation.public_id.hex)


def is_left_out(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Whether a recorded decision not to ask them stands (R7), or they are not around the child any
    more: then nobody asks again."""
    if invitation.not_heard_reason == NotHeard.RECORDED_DECISION:
        return True
    stands = standing(session, invitation, now)
    return stands in (AnotherWay(NotHeard.RECORDED_DECISION), Over(NotHeard.NOT_AROUND))


def _why_by_a_person(session: Session, invitation: Invitation) -> str:
    """Why no text went to them, as it stood before a no; else that they asked for another time."""
    session.flush()
    before = [one.reason for one in tasks.asking_over_of(session, [invitation])]
    known = set(NotHeard)
    return next((why for why in before if why in known), NotHeard.ANOTHER_TIME)


def _ask_again(
    session: Session, staff: StaffMember, invitation: Invitation, house: Services, now: datetime
) -> None:
    if is_left_out(session, invitation, now):
        return
    soon = add_working_days(london_day(now), WORKING_DAYS, house.council(session).closed_days)
    role = next((role for role in _ASK_PEOPLE if role in staff.roles), Role.PARTICIPATION)
    tasks.make_task(
        session,
        TaskKind.ASK_AGAIN,
        about=invitation.public_id.hex,
        key=invitation.child.key,
        owner_role=role.value,
        owner_id=staff.id,
        due_on=min(soon, invitation.round.closes_on),
        child_id=invitation.child_id,
        invitation_id=invitation.id,
        now=now,
    )
