"""A member of staff makes a card for a child or for one invitation, ends it, or cuts a phone off.

What is printed is known only at the moment it is made: the house keeps hashes. Cutting off ends in
one press whatever a lost or stolen phone or card could still open (T1).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations import own_words
from participation.care.consultations.models import (
    Invitation,
    Round,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.people import queries as people
from participation.care.people.models import Child, Role, StaffMember
from participation.care.people.what_stops import Part, Switch, asking, switched
from participation.care.reviews.models import Review, ReviewState
from participation.guard import cards, keys_of_persons, links
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor, note_refusal
from participation.journeys.services import Services
from participation.kernel.clock import london_day

LONGEST_LIST = 200
EVERYBODYS = frozenset({"business_support", "iro_manager"})


@dataclass(frozen=True, slots=True)
class Standing:
    """One child on the list: has a card since, has a key, and whether it is shut."""

    child: Child
    card_since: datetime | None
    has_key: bool
    key_shut: bool


@dataclass(frozen=True, slots=True, repr=False)
class Printed:
    """What stands on a card that was just made: the address in the QR code, and the code."""

    address: str
    code: str
    lasting: bool  # a child's own card; else good for one invitation
    child: Child


def children_listed(
    session: Session, staff: StaffMember, now: datetime, *, external_id: str = ""
) -> Sequence[Standing]:
    """An officer's own looked-after children; others find one child by its number."""
    today = london_day(now)
    wanted = select(Child).order_by(Child.id).limit(LONGEST_LIST)
    if external_id:
        wanted = wanted.where(Child.external_id == external_id)
    elif _sees_everybody(staff):
        waiting = select(Task.child_id).where(_open(TaskKind.CARD), Task.child_id.is_not(None))
        wanted = wanted.where(Child.id.in_(waiting))
    found = [
        child
        for child in session.scalars(wanted.where(Child.id.in_(_handled_by(staff, now))))
        if switched(child, Part.CARD, today) is Switch.OPEN
    ]
    live = cards.live_cards(session, [child.public_id for child in found])
    keys = keys_of_persons.keys_of_many(session, [child.public_id for child in found])
    return [
        Standing(
            child=child,
            card_since=live[child.public_id].made_at if child.public_id in live else None,
            has_key=child.public_id in keys,
            key_shut=child.public_id in keys and keys[child.public_id].is_shut,
        )
        for child in found
    ]


def cards_wanted(
    session: Session, staff: StaffMember, now: datetime
) -> Sequence[tuple[Task, Child]]:
    """Tasks to hand over a card with a code, each with the child it is about."""
    wanted = _tasks(session, TaskKind.CARD, staff, now)
    asked = _asked(session, [task for task, _child in wanted], now)
    return [(task, child) for task, child in wanted if task.invitation_id in asked]


def shut_keys(session: Session, staff: StaffMember, now: datetime) -> Sequence[tuple[Task, Child]]:
    """Keys with five wrong tries, a child's or an adult's, each with the child it is about."""
    return _tasks(session, TaskKind.KEY_SHUT, staff, now)


def shut_key(
    session: Session, staff: StaffMember, task_public_id: UUID, now: datetime
) -> tuple[UUID, Child] | None:
    """Whose key a task is about, with the child, where this member of staff may set it free."""
    for task, child in shut_keys(session, staff, now):
        if task.public_id == task_public_id and whose_keys(session, staff, [child.id], now):
            return UUID(task.about), child
    note_refusal(session, staff, "key.reset", f"task:{task_public_id.hex}", now)
    return None


def whose_keys(
    session: Session, staff: StaffMember, children: Collection[int], now: datetime
) -> set[int]:
    """Of these children those whose key, and whose family's, this member of staff sets free."""
    own = _keys_of(staff, now)
    return set(session.scalars(own.where(own.selected_columns[0].in_(children))))


def child_handled(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    action: str,
    now: datetime,
    *,
    to_reset: bool = False,
) -> Child | None:
    """The child, if this member of staff handles their cards; the audit row either way.

    Args:
        to_reset: if they may set the key free, which is not for whoever only hands out cards.
    """
    whose = _keys_of(staff, now) if to_reset else _handled_by(staff, now)
    child = session.scalar(select(Child).where(Child.public_id == public_id, Child.id.in_(whose)))
    if child is None:
        note_refusal(session, staff, action, f"child:{public_id.hex}", now)
        return None
    _note(session, staff, action, f"child:{child.public_id.hex}", child, now)
    return child


def make_card(
    session: Session, staff: StaffMember, public_id: UUID, house: Services, now: datetime
) -> Printed | None:
    """A child's own card; the one before stops. None for whom this member of staff has not, and
    once a card opens nothing any more."""
    child = child_handled(session, staff, public_id, "card.make", now)
    if child is None or switched(child, Part.CARD, london_day(now)) is not Switch.OPEN:
        return None
    token, code = house.randomness.token(), house.randomness.code()
    token_hash, code_hash = links.hash_of_token(token), links.hash_of_code(house.ring, code)
    if token_hash is None or code_hash is None:
        raise ValueError("the source of randomness gives no tokens or codes")
    cards.make_card(session, child.public_id, token_hash=token_hash, code_hash=code_hash, now=now)
    address = f"{house.settings.public_url}/m/{token}"
    return Printed(address, links.shown_code(code), lasting=True, child=child)


def may_have_card(session: Session, staff: StaffMember, child: Child, now: datetime) -> bool:
    """Whether this member of staff makes cards for this child, and one would open anything."""
    whose = _handled_by(staff, now)
    mine = session.scalar(whose.where(whose.selected_columns[0] == child.id).limit(1))
    open_ = switched(child, Part.CARD, london_day(now)) is Switch.OPEN
    return mine is not None and open_


def make_invitation_card(
    session: Session, staff: StaffMember, task_public_id: UUID, house: Services, now: datetime
) -> Printed | None:
    """A code for the invitation that a task is about; the code before stops."""
    task = _card_task(session, staff, task_public_id, now)
    invitation = _invitation(session, task, now)
    if task is None or invitation is None:
        note_refusal(session, staff, "card.print", f"task:{task_public_id.hex}", now)
        return None
    subject = f"invitation:{invitation.public_id.hex}"
    _note(session, staff, "card.print", subject, invitation.child, now)
    code = house.randomness.code()
    invitation.code_hash = links.hash_of_code(house.ring, code)
    address = f"{house.settings.public_url}/c/{code}"
    return Printed(address, links.shown_code(code), lasting=False, child=invitation.child)


def handed_over(session: Session, staff: StaffMember, task_public_id: UUID, now: datetime) -> bool:
    """The card is in the person's hand: the task is done, and the attempt is dated."""
    task = _card_task(session, staff, task_public_id, now)
    if task is None:
        note_refusal(session, staff, "card.handed_over", f"task:{task_public_id.hex}", now)
        return False
    child = session.get(Child, task.child_id) if task.child_id else None
    if child is not None:
        _note(session, staff, "card.handed_over", f"task:{task.public_id.hex}", child, now)
    task.attempts = [*task.attempts, {"on": london_day(now).isoformat(), "what": "card"}]
    task.state = TaskState.DONE
    return True


def cut_off(session: Session, staff: StaffMember, public_id: UUID, now: datetime) -> bool:
    """Whatever a child's lost phone or card still opens is shut, effective at the next request:
    the card, every link and code of theirs, and reading with their key."""
    child = child_handled(session, staff, public_id, "card.cut_off", now)
    if child is None:
        return False
    cards.revoke_cards(session, child.public_id, now)
    keys_of_persons.end_readings(session, child.public_id)
    for invitation in own_words.invitations_of(session, child_id=child.id):
        invitation.link_hash = invitation.code_hash = invitation.handed_code_hash = None
        invitation.link_generation += 1
    return True


def _handled_by(staff: StaffMember, now: datetime) -> Select[int]:
    """Keys of the children whose cards this member of staff makes and ends."""
    if _sees_everybody(staff):
        return select(Child.id).where(Child.id.not_in(people.children_barred_to(staff.id)))
    return people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)


def _keys_of(staff: StaffMember, now: datetime) -> Select[int]:
    """Business support sets no key free, nor does an officer another's who does their work too."""
    if Role.IRO_MANAGER in staff.roles:
        return people.children_not_barred(staff.id)
    return people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)


def _sees_everybody(staff: StaffMember) -> bool:
    return not EVERYBODYS.isdisjoint(staff.roles)


def _tasks(
    session: Session, kind: TaskKind, staff: StaffMember, now: datetime
) -> Sequence[tuple[Task, Child]]:
    """Open tasks of a kind, the earliest first."""
    rows = session.execute(
        select(Task, Child)
        .join(Child, Task.child_id == Child.id)
        .where(_open(kind), Task.child_id.in_(_handled_by(staff, now)))
        .order_by(Task.due_on, Task.id)
        .limit(LONGEST_LIST)
    )
    return [(task, child) for task, child in rows]


def _card_task(session: Session, staff: StaffMember, public_id: UUID, now: datetime) -> Task | None:
    """A card that is still to be handed over. Once it was, an old page of staff must not make a new
    code: the one in the person's hand would stop."""
    return session.scalar(
        select(Task).where(
            Task.public_id == public_id,
            _open(TaskKind.CARD),
            Task.child_id.in_(_handled_by(staff, now)),
        )
    )


def _open(kind: TaskKind) -> ColumnElement[bool]:
    return (Task.kind == kind) & (Task.state == TaskState.OPEN)


def _invitation(session: Session, task: Task | None, now: datetime) -> Invitation | None:
    """Whom the card is for."""
    if task is None or task.invitation_id is None:
        return None
    return _asked(session, [task], now).get(task.invitation_id)


def _asked(session: Session, tasks: Sequence[Task], now: datetime) -> Mapping[int, Invitation]:
    """Whom these are for; not whoever is asked no more, or for a review that is off (R16, I17)."""
    found = session.scalars(
        select(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(
            Invitation.id.in_([task.invitation_id for task in tasks]),
            Review.state != ReviewState.CANCELLED,
        )
        .options(joinedload(Invitation.child, innerjoin=True))
    )
    today = london_day(now)
    return {
        one.id: one
        for one in found
        if switched(one.child, asking(one.role), today) is not Switch.STOPPED
    }


def _note(
    session: Session, staff: StaffMember, action: str, subject: str, child: Child, now: datetime
) -> None:
    deed = Deed(actor=actor(staff), action=action, subject=subject, child=child.public_id.hex)
    record(session, deed, now)
