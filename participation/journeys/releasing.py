"""A person lets first texts go: sees whom they reach, as what and at what cost, and has fifteen
minutes to take them back.

Where the council has not chosen so, opening a round promises its texts by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import batches, tasks
from participation.care.consultations.models import (
    Batch,
    BatchState,
    Invitation,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.people.models import StaffMember
from participation.channels.sms.segments import count
from participation.channels.sms.wording import Level, TextKey
from participation.guard.audit import Deed, record
from participation.guard.crypto import council_key
from participation.journeys.first_texts import FirstText, text_to_adult, text_to_child
from participation.journeys.permission import AnotherWay, MayAsk, Over, Paused, standing
from participation.journeys.services import Services
from participation.journeys.timing_rounds import first_text_at
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState

TIME_TO_TAKE_BACK = timedelta(minutes=15)
_TOKEN_LETTERS = 22  # of a link; what a text costs depends on its length alone
_ABOUT = "first_texts"


@dataclass(frozen=True, slots=True)
class Kind:
    """Texts that are alike: to whom, in which wording, who reads what. Nobody's name."""

    role: str
    key: TextKey
    level: Level
    reads: str  # the language the person reads; first texts are in English so far
    parts: int  # of one text


@dataclass(frozen=True, slots=True)
class Preview:
    """What letting a batch go would send now, and who would not be written to, by reason."""

    people: int  # invitations, also those that no text will reach
    kinds: Sequence[tuple[Kind, int]]
    reviews: int
    not_by_text: Sequence[tuple[str, int]]
    pence_per_part: float

    @property
    def texts(self) -> int:
        return sum(number for _, number in self.kinds)

    @property
    def parts(self) -> int:
        return sum(kind.parts * number for kind, number in self.kinds)

    @property
    def pounds(self) -> float:
        return self.parts * self.pence_per_part / 100


def hold_for_release(session: Session, invitations: Sequence[Invitation], now: datetime) -> None:
    """Texts of a round that was opened wait, and a person is told so."""
    batches.hold(session, invitations, now)
    today = london_day(now)
    tasks.make_task(
        session,
        TaskKind.LET_TEXTS_GO,
        about=_ABOUT,
        key=council_key(session, now),
        owner_role="business_support",
        due_on=add_working_days(today, 1, authority.bank_holidays(session)),
        now=now,
    )


def preview(session: Session, batch: Batch, *, house: Services, now: datetime) -> Preview:
    """Looked at as the sending will look; a parent of several children gets one text (R8)."""
    kinds: Counter[Kind] = Counter()
    not_by_text: Counter[str] = Counter()
    reviews: set[int] = set()
    adults: dict[tuple[int, int, str, str], list[tuple[Invitation, MayAsk]]] = {}
    invitations = batches.invitations_in(session, batch)
    for invitation in invitations:
        reviews.add(invitation.round_id)
        match standing(session, invitation, now):
            case MayAsk() as allowed if invitation.asked_through is None:
                link = any_link(house)
                said = text_to_child(session, invitation, link, house=house, now=now)
                kinds[_kind(invitation, said)] += 1
            case MayAsk(point) as allowed if invitation.asked_through is not None:
                occasion = invitation.round.occasion
                adult = invitation.asked_through.adult_id
                person = (adult, point.id, occasion, invitation.way)
                adults.setdefault(person, []).append((invitation, allowed))
            case AnotherWay(reason) | Paused(reason) | Over(reason):
                not_by_text[reason or "review_gone"] += 1
    for asked in adults.values():
        said = _adults_text(session, asked, house=house, now=now)
        kinds[_kind(asked[0][0], said)] += 1
    return Preview(
        people=len(invitations),
        kinds=sorted(kinds.items(), key=lambda row: (row[0].role, row[0].key, row[0].reads)),
        reviews=len(reviews),
        not_by_text=sorted(not_by_text.items()),
        pence_per_part=house.council(session).pence_per_part,
    )


def release(session: Session, staff: StaffMember, seen: int, now: datetime) -> Batch | None:
    """Let the batch that waits go in fifteen minutes; None when none waits (any more).

    Args:
        seen: how many people it asked when it was looked at; None too when that has changed.
    """
    batch = batches.waiting(session, locked=True)
    if batch is None:
        return None
    invitations = batches.invitations_in(session, batch)
    if len(invitations) != seen:
        return None
    batch.state, batch.released_by_id = BatchState.RELEASED, staff.id
    batch.goes_at = now + TIME_TO_TAKE_BACK
    batch.releases += 1
    for invitation in invitations:
        outbox.promise(
            session,
            "invitation.send",
            invitation.public_id,
            unique_key=f"{_keys(batch)}{batch.releases}:{invitation.public_id.hex}",
            due_at=first_text_at(invitation, batch.goes_at),
            now=now,
        )
    _close_task(session)
    record(session, _deed(staff, "texts.release", batch), now)
    return batch


def take_back(session: Session, staff: StaffMember, batch: Batch, now: datetime) -> bool:
    """Hold it again; False when its time has come and the texts are on their way."""
    session.refresh(batch, with_for_update=True)
    if batch.state is not BatchState.RELEASED or batch.goes_at is None or batch.goes_at <= now:
        return False
    session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.unique_key.startswith(_keys(batch), autoescape=True),
            OutboxItem.state == OutboxState.QUEUED,
        )
        .values(state=OutboxState.CANCELLED, done_at=now, last_error="taken_back")
        .execution_options(synchronize_session=False)
    )
    batch.goes_at = None
    another = batches.waiting(session, locked=True)
    if another is None:
        batch.state = BatchState.WAITING
    else:
        batches.move(session, batch, into=another)
    hold_again = batch if another is None else another
    hold_for_release(session, batches.invitations_in(session, hold_again), now)
    record(session, _deed(staff, "texts.take_back", batch), now)
    return True


def _keys(batch: Batch) -> str:
    return f"invitation.send:batch:{batch.public_id.hex}:"


def _deed(staff: StaffMember, action: str, batch: Batch) -> Deed:
    return Deed(
        actor=f"staff:{staff.public_id.hex}", action=action, subject=f"batch:{batch.public_id.hex}"
    )


def _close_task(session: Session) -> None:
    task = session.scalar(
        select(Task).where(Task.kind == TaskKind.LET_TEXTS_GO, Task.about == _ABOUT)
    )
    if task is not None:
        task.state = TaskState.DONE


def _adults_text(
    session: Session,
    asked: Sequence[tuple[Invitation, MayAsk]],
    *,
    house: Services,
    now: datetime,
) -> FirstText:
    first, allowed = asked[0]
    closes_on: date = min(invitation.round.closes_on for invitation, _ in asked)
    stale = any(one.stale for _, one in asked)
    return text_to_adult(
        session,
        first,
        allowed.point,
        stale=stale,
        closes_on=closes_on,
        link=any_link(house),
        house=house,
        now=now,
    )


def any_link(house: Services) -> str:
    """As long as a real one, and leading nowhere."""
    return f"{house.settings.public_url}/l/{'x' * _TOKEN_LETTERS}"


def _kind(invitation: Invitation, said: FirstText) -> Kind:
    return Kind(
        role=invitation.role,
        key=said.key,
        level=said.level,
        reads=invitation.language,
        parts=count(said.body).parts,
    )
