"""A version for the meeting or for a parent is looked through by a person, and goes out.

May they, then the audit row, then the words, as everywhere (T3); the chain of the audit is taken
before the round, so that two at one review never wait for each other.

Whatever looks like an address, a
number or a carer's name stops the version until the officer leaves the answer out or says that it
may be shared. What goes out is what they looked at: had it changed since, they look again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.care.summaries import queries as summaries
from participation.care.summaries import sharing
from participation.care.summaries.handed import Handed
from participation.care.summaries.models import Choice, Filing
from participation.care.summaries.sharing import LookedThrough
from participation.care.summaries.who_may_see import WHO_MAY_SEE, Readers
from participation.guard.audit import Deed, record
from participation.journeys.closing import standing_summary
from participation.journeys.reading import actor, may_open, note_refusal

LONGEST_REFERENCE = 100


@dataclass(frozen=True, slots=True, repr=False)
class HandingPage:
    """A version before it goes out."""

    review: Review
    readers: Readers
    through: LookedThrough


@dataclass(frozen=True, slots=True, repr=False)
class HandedOn:
    """A version that goes out now."""

    review: Review
    version: Handed


@dataclass(frozen=True, slots=True, repr=False)
class Stopped:
    """It does not go out: something waits for a decision, or it changed since they looked."""

    page: HandingPage
    changed: bool


def open_page(
    session: Session, staff: StaffMember, review_id: str, readers: Readers, now: datetime
) -> HandingPage | None:
    """The version with what was found in it; None for what must not be known to exist."""
    review = _allowed(session, staff, review_id, readers, f"summary.look.{readers}", now)
    if review is None:
        return None
    return _page(session, staff, review, readers, now)


def choose(
    session: Session,
    staff: StaffMember,
    review_id: str,
    readers: Readers,
    source: str,
    choice: Choice,
    *,
    seen: str,
    why: str | None,
    now: datetime,
) -> Review | Stopped | None:
    """Leave an answer out, put it back, or say that what was found may go; None when refused.

    Args:
        seen: the mark of the answer that the officer had before them. A decision is about those
            words: had they changed since, nothing is decided and they look again.
    """
    action = f"summary.choose.{readers}"
    review = _allowed(session, staff, review_id, readers, action, now)
    if review is None:
        return None
    page = _page(session, staff, review, readers, now)
    looked = page.through.looked if page else ()
    one = next((each for each in looked if each.answer.source == source), None)
    if page is None or one is None:
        return None
    if one.mark != seen:
        return Stopped(page, changed=True)
    _note(session, staff, f"{action}.{choice}", review, now, reason=why, subject=f"words:{source}")
    sharing.choose(session, review, readers, one, choice, why=why, by_id=staff.id, now=now)
    return review


def hand_on(
    session: Session,
    staff: StaffMember,
    review_id: str,
    readers: Readers,
    *,
    seen: str,
    shape: str,
    now: datetime,
) -> HandedOn | Stopped | None:
    """The version as it goes out, or why it does not.

    Args:
        seen: the mark of the version that the officer had before them.
        shape: pdf | text | json.
    """
    action = f"summary.hand_on.{readers}"
    review = _allowed(session, staff, review_id, readers, action, now)
    page = _page(session, staff, review, readers, now) if review else None
    if review is None or page is None:
        return None
    changed = page.through.mark != seen
    if changed or page.through.stops:
        _note(session, staff, action, review, now, reason=shape, outcome="stopped")
        return Stopped(page, changed)
    _note(session, staff, action, review, now, reason=shape)
    return HandedOn(review, page.through.version)


def note_filing(
    session: Session,
    staff: StaffMember,
    review_id: str,
    version: int,
    reference: str,
    *,
    now: datetime,
) -> Filing | None:
    """The officer has put a version that they had opened into the case record; None: refused."""
    review = _allowed(session, staff, review_id, Readers.OFFICER, "summary.file", now)
    summary = summaries.version_of(session, review.id, version) if review else None
    if review is None or summary is None:
        return None
    if summaries.first_reading(session, summary.id, staff.id) is None:
        return None
    _note(session, staff, "summary.file", review, now)
    return sharing.file_version(session, review, version, reference, by_id=staff.id, now=now)


def _page(
    session: Session, staff: StaffMember, review: Review, readers: Readers, now: datetime
) -> HandingPage | None:
    """What may be in it, noted in the audit first. It is not the summary: of words that are new the
    officer is told as if they had not been here, since what was kept for them is not on it."""
    _note(session, staff, f"summary.look.{readers}", review, now)
    standing = standing_summary(session, review.id, "asked_for", now)
    if standing is None:
        return None
    return HandingPage(
        review, readers, sharing.look_through(session, review, standing.facts, readers)
    )


def _allowed(
    session: Session,
    staff: StaffMember,
    review_id: str,
    readers: Readers,
    action: str,
    now: datetime,
) -> Review | None:
    review = summaries.review_named(session, review_id)
    if review is not None and may_open(session, staff, review.child_id, readers, now):
        return review
    subject = f"review:{review.public_id.hex}" if review else "review:unknown"
    child = review.child.public_id.hex if review else None
    note_refusal(session, staff, action, subject, now, child=child)
    return None


def _note(
    session: Session,
    staff: StaffMember,
    action: str,
    review: Review,
    now: datetime,
    *,
    reason: str | None = None,
    outcome: str = "done",
    subject: str | None = None,
) -> None:
    record(
        session,
        Deed(
            actor=actor(staff),
            action=action,
            subject=subject or f"review:{review.public_id.hex}",
            child=review.child.public_id.hex,
            reason=reason,
            outcome=outcome,
        ),
        now,
    )


def goes_out(readers: str) -> Readers | None:
    """The version of that name, if it is one that leaves the service."""
    known = next((one for one in Readers if one.value == readers), None)
    return known if known is not None and WHO_MAY_SEE[known].leaves else None
