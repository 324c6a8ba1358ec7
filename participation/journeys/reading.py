"""A member of staff opens what somebody said: a summary, or one piece of words that waits.

Always in this order: may they, then the audit row, then the words. If the row cannot be written
nothing is shown (T3). What may not be known to exist is None, and that too leaves a row (B53); the
door answers 404 and commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from participation.care.interpreting import booking_queries as bookings
from participation.care.people import queries as people
from participation.care.people.models import AssignedAs, StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding import service as hearings
from participation.care.summaries import queries as summaries
from participation.care.summaries import service as versions
from participation.care.summaries.content import Content, Readers
from participation.care.summaries.kept_apart import Part, kept_apart
from participation.care.summaries.models import Filing, Summary
from participation.care.summaries.who_may_see import WHO_MAY_SEE
from participation.guard.access import may
from participation.guard.audit import Deed, record
from participation.journeys.closing import standing_summary
from participation.kernel.clock import london_day


@dataclass(frozen=True, slots=True, repr=False)
class SummaryPage:
    """A summary as one reader sees it. `waiting`: pieces of words in it that nobody has read.

    `opened_before`: the version this reader had open last, where it is an older one; `fresh` are
    the sources of words that were not in that.
    """

    review: Review
    summary: Summary
    content: Content
    waiting: int
    read_at: datetime | None  # when this reader first opened this version, if before now
    opened_before: int | None = None
    fresh: frozenset[str] = frozenset()
    filings: Sequence[tuple[Filing, StaffMember]] = ()
    lacks_interpreter: bool = False  # one is booked and not confirmed


def read_summary(
    session: Session,
    staff: StaffMember,
    review_external_id: str,
    *,
    now: datetime,
    taken: str | None = None,
) -> SummaryPage | None:
    """The summary as it stands now, for the officer or, without what was kept, a social worker.

    Args:
        taken: the shape in which it is taken away: pdf | text | json. None where it is shown.
    """
    review, readers, lacks = _review_and_readers(session, staff, review_external_id, now)
    if review is None or readers is None:
        note_refusal(session, staff, "summary.read", _subject(review), now, child=_child(review))
        return None
    # Who looks at this moment need not be told by mail; another's look does not tell the officer.
    action = f"summary.{'taken' if taken else 'read'}.{readers}"
    record(session, _deed(staff, action, _subject(review), review, reason=taken), now)
    standing = standing_summary(
        session,
        review.id,
        "asked_for",
        now,
        tell=not _is_officer(readers),
        reader_id=staff.id,
    )
    if standing is None or standing.history is None:
        return None
    summary, history = standing.summary, standing.history
    read_at, older = history.read_at, history.opened_before
    if standing.new_version:
        read_at, older = None, history.newest if history.read_at else history.opened_before
    if read_at is None:
        versions.note_reading(session, summary, staff.id, now)
    content = versions.content_of(summary, readers)
    unread = standing.facts.waiting if _is_officer(readers) else frozenset()
    known = versions.content_of(older, readers).sources() if older else content.sources()
    return SummaryPage(
        review=review,
        summary=summary,
        content=content,
        waiting=len(unread.intersection(content.sources())),
        read_at=read_at,
        opened_before=older.version if older else None,
        fresh=frozenset(content.sources()) - frozenset(known),
        filings=history.filings if _is_officer(readers) else (),
        lacks_interpreter=lacks,
    )


def part_of(found: SummaryPage, part: Part) -> SummaryPage:
    """One of the two documents for the case record (R4). A social worker opens but one of them."""
    if part is Part.WHOLE or not _is_officer(found.content.readers):
        return found
    record_of_it = versions.content_of(found.summary, Readers.SHARED)
    if part is Part.RECORD:
        return replace(found, content=record_of_it)
    return replace(found, content=kept_apart(found.content, record_of_it))


@dataclass(frozen=True, slots=True, repr=False)
class HandedOver:
    """A summary for another system of the council."""

    summary: Summary
    content: Content


def hand_over(
    session: Session, token_name: str, readers: Readers, review_external_id: str, *, now: datetime
) -> HandedOver | None:
    """The summary as it stands now, for a token that may have it; None before the round opens."""
    review = summaries.review_named(session, review_external_id)
    deed = Deed(
        actor=f"token:{token_name}",
        action=f"summary.read.{readers}",
        subject=_subject(review),
        child=_child(review),
        outcome="done" if review else "refused",
    )
    record(session, deed, now)
    standing = standing_summary(session, review.id, "asked_for", now) if review else None
    if standing is None:
        return None
    return HandedOver(standing.summary, versions.content_of(standing.summary, readers))


def mark_summary_read(
    session: Session, staff: StaffMember, review_external_id: str, version: int, *, now: datetime
) -> bool:
    """The officer has read every word of a version that they had opened; False when refused.

    Only words of that version: what came since is still waiting.
    """
    review, readers, _lacks = _review_and_readers(session, staff, review_external_id, now)
    summary = summaries.version_of(session, review.id, version) if review else None
    opened = summary is not None and summaries.first_reading(session, summary.id, staff.id)
    if review is None or summary is None or not opened or not _is_officer(readers):
        note_refusal(session, staff, "summary.mark", _subject(review), now, child=_child(review))
        return False
    record(session, _deed(staff, "summary.mark", _subject(review), review), now)
    content = versions.content_of(summary, Readers.OFFICER)
    for hearing in safeguarding.waiting_from(session, _sources(content)):
        hearings.mark_read(session, hearing, by_id=staff.id, now=now)
    return True


def sees_everybody(staff: StaffMember) -> bool:
    """Whether this reader's lists hold every child, save those on a never list."""
    return "safeguarding" in staff.roles


def children_seen_by(staff: StaffMember, now: datetime) -> Select[int] | None:
    """Keys of the children whose waiting words this reader opens; None means every child's."""
    if sees_everybody(staff):
        return None
    return people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)


def note_refusal(
    session: Session,
    staff: StaffMember,
    action: str,
    subject: str,
    now: datetime,
    *,
    child: str | None = None,
) -> None:
    """Somebody asked for what they may not open, or for what there is not."""
    deed = Deed(actor=actor(staff), action=action, subject=subject, child=child, outcome="refused")
    record(session, deed, now)


def actor(staff: StaffMember) -> str:
    """How the audit names a member of staff."""
    return f"staff:{staff.public_id.hex}"


def _review_and_readers(
    session: Session, staff: StaffMember, external_id: str, now: datetime
) -> tuple[Review | None, Readers | None, bool]:
    """A review, as whom this member of staff opens its summary, None for not at all, and whether
    an interpreter is booked for it and not confirmed: asked with it, since each page needs it."""
    asked = [
        readers
        for readers in (Readers.OFFICER, Readers.SHARED)
        if may(staff.roles, WHO_MAY_SEE[readers].opened_by)
    ]
    row = session.execute(
        select(
            Review,
            bookings.lacks_one(),
            *(Review.child_id.in_(_children(staff, readers, now)) for readers in asked),
        )
        .where(Review.external_id == external_id)
        .options(joinedload(Review.child, innerjoin=True))
    ).one_or_none()
    if row is None:
        return None, None, False
    readers = next((one for one, may_so in zip(asked, row[2:], strict=True) if may_so), None)
    return row[0], readers, bool(row[1])


def may_open(
    session: Session, staff: StaffMember, child_id: int, readers: Readers, now: datetime
) -> bool:
    """Whether this member of staff opens, or makes, this version for this child."""
    if not may(staff.roles, WHO_MAY_SEE[readers].opened_by):
        return False
    return _holds(session, _children(staff, readers, now), child_id)


def _children(staff: StaffMember, readers: Readers, now: datetime) -> Select[int]:
    """Keys of the children to whom this member of staff is what these readers have to be."""
    assigned_as = tuple(AssignedAs(value) for value in sorted(WHO_MAY_SEE[readers].assigned_as))
    return people.children_open_to(staff.id, london_day(now), assigned_as=assigned_as)


def _holds(session: Session, children: Select[int], child_id: int) -> bool:
    column = children.selected_columns[0]
    return session.scalar(select(children.where(column == child_id).exists())) is True


def _is_officer(readers: Readers | None) -> bool:
    return readers is Readers.OFFICER


def _sources(content: Content) -> list[UUID]:
    return [UUID(source) for source in content.sources()]


def _subject(review: Review | None) -> str:
    return f"review:{review.public_id.hex}" if review else "review:unknown"


def _child(review: Review | None) -> str | None:
    return review.child.public_id.hex if review else None


def _deed(
    staff: StaffMember, action: str, subject: str, review: Review, *, reason: str | None = None
) -> Deed:
    child = _child(review)
    return Deed(actor=actor(staff), action=action, subject=subject, child=child, reason=reason)
