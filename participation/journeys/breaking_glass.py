"""Somebody opens one child's record that is not theirs to open: break-glass (T3).

They say why, in words, and it opens at once, for an hour, to be read and nothing else: what may be
shared of each review, so not what the child kept for the officer (R4). Whoever takes the officer's
place is named as cover instead. At the same moment the officer, the reader's manager and whoever
leads on data protection are told that there is something to look at, and somebody else looks it
over within two working days. The never-list beats it, before and during.

The order is that of every page of words: may they, then the audit row, then the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations.models import Round, TaskKind
from participation.care.consultations.tasks import make_task
from participation.care.people import queries as people
from participation.care.people.models import Child, StaffMember
from participation.care.reviews.models import Review
from participation.care.summaries import queries as summaries
from participation.care.summaries import service as versions
from participation.care.summaries.content import Readers
from participation.guard import glass as guard
from participation.guard import limits
from participation.guard.access import Action, may
from participation.guard.audit import Deed, record
from participation.guard.crypto import council_key
from participation.guard.glass import LASTS, LEAST_WORDS, BrokenGlass, GlassReason
from participation.journeys import telling_of_glass
from participation.journeys.closing import standing_summary
from participation.journeys.reading import SummaryPage, actor, note_refusal
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

LOOKED_OVER_IN = 2  # working days
WRONG_AT_MOST, WRONG_WITHIN = 10, timedelta(hours=24)
_WRONG = "break_glass"


class Refused(StrEnum):
    """Why it did not open. `NO_CHILD` also stands for a child one must not know of."""

    NO_CHILD = "no_child"
    TOO_FEW_WORDS = "too_few_words"
    OPEN_ALREADY = "open_already"  # one at a time
    TOO_MANY = "too_many"  # wrong references today
    NOBODY_LOOKS = "nobody_looks"  # nobody here could look it over
    THEIRS = "theirs"  # they are the child's officer, or cover


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """One child's record as it stands open: the reviews that can be read."""

    glass: BrokenGlass
    child: Child
    reviews: Sequence[Review]


def break_glass(
    session: Session,
    staff: StaffMember,
    reference: str,
    reason: GlassReason,
    words: str,
    *,
    now: datetime,
    system: datetime,
) -> BrokenGlass | Refused:
    """Open the record of the child whom the case system calls this.

    Args:
        words: why, in the reader's own; as few as say nothing are refused.
        system: the machine's own time.
    """
    # Of two presses at one moment the second waits here and finds the first. Nothing of the row is
    # changed, so whoever has the audit's chain and names this reader in a row of theirs goes on.
    reader = select(StaffMember.id).where(StaffMember.id == staff.id)
    session.execute(reader.with_for_update(key_share=True))
    if guard.live_of(session, staff.public_id, system):
        return Refused.OPEN_ALREADY
    if limits.count(session, _WRONG, staff.public_id.hex, system - WRONG_WITHIN) >= WRONG_AT_MOST:
        return Refused.TOO_MANY
    if len("".join(words.split())) < LEAST_WORDS:
        return Refused.TOO_FEW_WORDS
    child = session.scalar(select(Child).where(Child.external_id == reference))
    if child is None or people.is_barred(session, child.id, staff.id):
        limits.note(session, _WRONG, staff.public_id.hex, system)
        known = child.public_id.hex if child else None
        note_refusal(session, staff, "glass.open", f"child:{known or 'unknown'}", now, child=known)
        return Refused.NO_CHILD
    own = people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
    column = own.selected_columns[0]
    if may(staff.roles, Action.READ_SUMMARY) and session.scalar(own.where(column == child.id)):
        return Refused.THEIRS
    hear = telling_of_glass.who_hears(session, staff, child, now)
    owner = hear.looks_it_over
    if owner is None:
        return Refused.NOBODY_LOOKS
    row = BrokenGlass(
        key=child.key,
        staff=staff.public_id,
        child=child.public_id,
        reason=reason,
        words=words,
        at=now,
        ends_at=system + LASTS,
    )
    _note(session, staff, "glass.open", row, f"child:{child.public_id.hex}", now)
    session.add(row)
    session.flush()
    make_task(
        session,
        TaskKind.GLASS,
        about=row.public_id.hex,
        key=council_key(session, now),  # it names no child: lists and counts do not change by it
        owner_role=owner,
        due_on=due_on(session, now),
        now=now,
    )
    telling_of_glass.promise(session, row, now)
    return row


def what_is_open(
    session: Session,
    staff: StaffMember,
    glass_id: UUID,
    *,
    let: bool,
    now: datetime,
    system: datetime,
) -> Opened | None:
    """What can be read in this hour; None once it is over, and for anybody else's.

    Args:
        let: whether the council lets this role, at this moment.
    """
    found = _live(session, staff, glass_id, system) if let else None
    if found is None:
        note_refusal(session, staff, "glass.list", f"glass:{glass_id.hex}", now)
        return None
    row, child = found
    _note(session, staff, "glass.list", row, f"child:{child.public_id.hex}", now)
    asked = select(Round.review_id)  # before that there is nothing to read
    reviews = session.scalars(
        select(Review)
        .where(Review.child_id == child.id, Review.id.in_(asked))
        .order_by(Review.id.desc())
    ).all()
    return Opened(row, child, reviews)


def read_through(
    session: Session,
    staff: StaffMember,
    glass_id: UUID,
    review_external_id: str,
    *,
    let: bool,
    now: datetime,
    system: datetime,
) -> tuple[BrokenGlass, SummaryPage] | None:
    """One review's summary, without what was kept for the officer. Looking leaves no reading:
    whoever is the officer still finds it unread."""
    found = _live(session, staff, glass_id, system) if let else None
    review = summaries.review_named(session, review_external_id)
    if found is None or review is None or review.child_id != found[1].id:
        subject = f"review:{review.public_id.hex}" if review else "review:unknown"
        of = review.child.public_id.hex if review else None
        note_refusal(session, staff, "glass.summary", subject, now, child=of)
        return None
    row = found[0]
    _note(session, staff, "glass.summary", row, f"review:{review.public_id.hex}", now)
    standing = standing_summary(session, review.id, "asked_for", now)
    if standing is None:
        return None
    content = versions.content_of(standing.summary, Readers.SHARED)
    return row, SummaryPage(review, standing.summary, content, waiting=0, read_at=None)


def end(
    session: Session, staff: StaffMember, glass_id: UUID, *, now: datetime, system: datetime
) -> bool:
    """The reader is done before the hour is over; False where there is nothing to end."""
    found = _live(session, staff, glass_id, system)
    if found is None:
        note_refusal(session, staff, "glass.end", f"glass:{glass_id.hex}", now)
        return False
    row, child = found
    _note(session, staff, "glass.end", row, f"child:{child.public_id.hex}", now)
    row.ends_at = system
    return True


def open_now(
    session: Session, staff: StaffMember, system: datetime
) -> tuple[BrokenGlass, Child] | None:
    """What stands open to this reader, for the page that leads there."""
    for row in guard.live_of(session, staff.public_id, system):
        if found := _live(session, staff, row.public_id, system):
            return found
    return None


def _live(
    session: Session, staff: StaffMember, glass_id: UUID, system: datetime
) -> tuple[BrokenGlass, Child] | None:
    """It is this reader's, in its hour, and neither their role nor the never-list says otherwise
    by now."""
    row = guard.glass_named(session, glass_id)
    if row is None or row.staff != staff.public_id or not row.is_live(system):
        return None
    child = session.scalar(select(Child).where(Child.public_id == row.child))
    if child is None or people.is_barred(session, child.id, staff.id):
        return None
    return (row, child) if may(staff.roles, Action.BREAK_GLASS) else None


def _note(
    session: Session,
    staff: StaffMember,
    action: str,
    row: BrokenGlass,
    subject: str,
    now: datetime,
) -> None:
    deed = Deed(
        actor=actor(staff),
        action=action,
        subject=subject,
        child=row.child.hex,
        reason=f"glass:{row.public_id.hex}",
    )
    record(session, deed, now)


def due_on(session: Session, now: datetime) -> date:
    """By when somebody has looked it over."""
    holidays = authority.bank_holidays(session)
    return add_working_days(london_day(now), LOOKED_OVER_IN, holidays)
