"""What a run does about one child whose time is over, or nearly.

Three steps, each a transaction of its own: the summaries are composed anew, so that no word is
missing from the newest; it is looked whether all may go, and a person gets a task; and everything
goes. A run that is killed is taken up by the next.

The last step takes the audit's chain before it takes any row, as every page does: two who each
hold what the other wants would stop everybody. So it looks again once both are held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.care.consultations.models import TaskKind
from participation.care.consultations.tasks import end_task, make_task
from participation.care.people import around
from participation.care.people.models import AssignedAs, Child, Role
from participation.care.reviews.models import Review
from participation.guard.audit import Deed, record
from participation.guard.crypto import council_key
from participation.journeys.closing import standing_summary
from participation.journeys.erasing.forgetting import forget_child
from participation.journeys.erasing.in_the_way import InTheWay, Near, in_the_way, near_of
from participation.journeys.erasing.what_goes import WHAT_GOES, Fate
from participation.kernel.clock import london_day

REWRITTEN = tuple(
    name for name, line in WHAT_GOES.items() if line.fate in (Fate.GOES, Fate.EMPTIED)
)
"""Tables whose files are cleaned after a child went."""
GOES_SOON = "goes_soon"  # nothing is in the way but the four weeks


@dataclass(frozen=True, slots=True)
class Settled:
    """What a run did about one child."""

    child: str  # the case system's reference, as it was
    goes_on: date
    forgotten: bool
    in_the_way: tuple[InTheWay, ...]


class Changed(Exception):
    """Of a child who was to go something is in the way after all: nothing was done."""


def see(session: Session, due: Sequence[Near], today: date) -> None:
    """Note since when each is known to be over; of whoever is not any more that is forgotten, and
    nobody has to look at them."""
    known = {one.child_id: one.over_on for one in due}
    noted = session.scalars(
        select(Child).where(
            Child.forgotten_on.is_(None),
            Child.over_on.is_not(None) | Child.id.in_(known),
        )
    )
    for child in noted:
        over_on = known.get(child.id)
        if child.over_on != over_on:
            child.over_on, child.over_seen_on = over_on, today if over_on else None
        if over_on is None:
            end_task(session, TaskKind.FILE_FIRST, child.public_id.hex)
    session.flush()


def compose(session: Session, one: Near, now: datetime) -> None:
    """Each review's summary as it stands: words whose own composing was lost are in it now."""
    for review in session.scalars(select(Review.id).where(Review.child_id == one.child_id)).all():
        standing_summary(session, review, "asked_for", now)


def look(session: Session, one: Near, *, months: int, now: datetime) -> Settled | None:
    """See that a person removes what stands in the way, or looks at the dates. None where somebody
    else forgot the child, or care goes on after all."""
    child = session.get(Child, one.child_id)
    stands = _still_near(child, months, now)
    if child is None or stands is None:
        return None
    found = tuple(in_the_way(session, child))
    _task(session, child, stands, found, now)
    return Settled(child.external_id, stands.goes_on, forgotten=False, in_the_way=found)


def let_go(session: Session, one: Near, *, months: int, actor: str, now: datetime) -> Settled:
    """Everything of one child goes.

    Raises:
        Changed: not now after all; the caller rolls back.
    """
    owner = session.scalar(select(Child.public_id).where(Child.id == one.child_id))
    if owner is None:
        raise Changed
    about = owner.hex
    deed = Deed(
        actor=actor,
        action="child.forget",
        subject=f"child:{about}",
        child=about,
        reason="retention",
    )
    record(session, deed, now)
    child = session.scalar(
        select(Child)
        .where(Child.id == one.child_id)
        .with_for_update(of=Child)
        .execution_options(populate_existing=True)
    )
    stands = _still_near(child, months, now)
    if child is None or stands is None or not stands.is_due(london_day(now)):
        raise Changed
    if in_the_way(session, child):
        raise Changed
    reference = child.external_id
    end_task(session, TaskKind.FILE_FIRST, about)
    forget_child(session, child, now)
    return Settled(reference, stands.goes_on, forgotten=True, in_the_way=())


def _still_near(child: Child | None, months: int, now: datetime) -> Near | None:
    if child is None or child.forgotten_on is not None:
        return None
    return near_of(child, months, london_day(now))


def is_to_be_cleaned(session: Session) -> bool:
    """Whether a child went of whom old bytes may still lie in a file."""
    wanted = select(Child.id).where(Child.forgotten_on.is_not(None), Child.cleaned_on.is_(None))
    return session.scalar(wanted.limit(1)) is not None


def note_cleaned(session: Session, forgotten_until: date, today: date) -> None:
    """No file holds anything any more of whoever went up to that day."""
    session.execute(
        update(Child)
        .where(Child.forgotten_on <= forgotten_until, Child.cleaned_on.is_(None))
        .values(cleaned_on=today)
    )


def _task(
    session: Session, child: Child, one: Near, found: tuple[InTheWay, ...], now: datetime
) -> None:
    """For the officer, or where none of theirs works here any more for the officers' manager. A
    hold is a decision, and nobody's task."""
    about = child.public_id.hex
    if InTheWay.HELD in found:
        end_task(session, TaskKind.FILE_FIRST, about)
        return
    today = london_day(now)
    officer = next(
        iter(
            around.working_with(
                session, child.id, (AssignedAs.REVIEWING_OFFICER, AssignedAs.COVER), today
            )
        ),
        None,
    )
    role, owner = (Role.IRO, officer.id) if officer is not None else (Role.IRO_MANAGER, None)
    reason = found[0].value if found else GOES_SOON
    task = make_task(
        session,
        TaskKind.FILE_FIRST,
        about=about,
        key=council_key(session, now),
        owner_role=role.value,
        owner_id=owner,
        due_on=max(one.goes_on, today),
        now=now,
        child_id=child.id,
        reason=reason,
    )
    task.reason, task.owner_role, task.owner_id = reason, role.value, owner
