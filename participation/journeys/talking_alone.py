"""The officer's talk with the child alone before the review: when, alone or not, how, and whether
somebody interpreted; or that the child did not want to, or that it was not right, and why (R29).

Rows are only added: the newest counts, in the list and on the summary, and what stood before stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations import queries as consultations
from participation.care.consultations import tasks
from participation.care.consultations.models import PrivateTalk, TaskKind
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.care.reviews.since_when import since_when
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor, note_refusal
from participation.kernel.clock import london_day
from participation.outbox import service as outbox

LONGEST_WHY = 2000  # letters


class Outcome(StrEnum):
    TALKED = "talked"
    REFUSED = "refused"  # the child did not want to
    NOT_APPROPRIATE = "not_appropriate"


class How(StrEnum):
    VISIT = "visit"
    VIDEO = "video"
    CALL = "call"


class Lacks(StrEnum):
    """What is still to be written, or cannot be so."""

    OUTCOME = "outcome"
    DAY = "day"
    DAY_TO_COME = "day_to_come"
    DAY_AFTER = "day_after"  # after the review: no talk before it
    DAY_LONG_AGO = "day_long_ago"  # before the review before it, or before care began
    HOW = "how"
    ALONE = "alone"
    WHY = "why"
    WHY_TOO_LONG = "why_too_long"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Talked:
    """What the officer writes about it. `why` stands on their summary, where there was no talk."""

    outcome: Outcome | None
    on: date | None = None  # also the day on which the child said that they did not want to
    alone: bool | None = None
    how: How | None = None
    interpreter: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class TalkOf:
    """A review, and the talk before it as it stands now."""

    review: Review
    talk: PrivateTalk | None
    since: date  # the review before it, or the day care began


def opened(
    session: Session, staff: StaffMember, review_id: str, action: str, now: datetime
) -> TalkOf | None:
    """Of a child whose officer they are, or cover for; the audit row either way."""
    own = people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
    review = session.scalar(
        select(Review)
        .where(
            Review.external_id == review_id,
            Review.state != ReviewState.CANCELLED,
            Review.child_id.in_(own),
        )
        .options(joinedload(Review.child, innerjoin=True))
    )
    if review is None:
        note_refusal(session, staff, action, "review:unknown", now)
        return None
    subject, child = f"review:{review.public_id.hex}", review.child.public_id.hex
    record(session, Deed(actor=actor(staff), action=action, subject=subject, child=child), now)
    talks = consultations.private_talks_of(session, [review.id])
    return TalkOf(review, talks.get(review.id), since_when(session, review))


def lacks(said: Talked, found: TalkOf, today: date) -> list[Lacks]:
    """What keeps this from being noted, in the order of the page."""
    held_on = found.review.held_on
    if said.outcome is None:
        return [Lacks.OUTCOME]
    amiss = []
    talked = said.outcome is Outcome.TALKED
    if said.on is None and said.outcome is not Outcome.NOT_APPROPRIATE:
        amiss.append(Lacks.DAY)
    if said.on is not None and said.on > today:
        amiss.append(Lacks.DAY_TO_COME)
    elif said.on is not None and held_on is not None and said.on > held_on:
        amiss.append(Lacks.DAY_AFTER)
    elif said.on is not None and said.on < found.since:
        amiss.append(Lacks.DAY_LONG_AGO)
    if talked and said.how is None:
        amiss.append(Lacks.HOW)
    if talked and said.alone is None:
        amiss.append(Lacks.ALONE)
    if said.outcome is Outcome.NOT_APPROPRIATE and not said.why:
        amiss.append(Lacks.WHY)
    if len(said.why) > LONGEST_WHY:
        amiss.append(Lacks.WHY_TOO_LONG)
    return amiss


def note(session: Session, found: TalkOf, said: Talked, now: datetime) -> None:
    """Keep what `lacks` finds nothing wrong with; the officer's summary is put together anew.

    What was not asked on a page because of who sat there (R24) is no task any more once the child
    was alone with their officer, or said that they did not want to be.
    """
    talked = said.outcome is Outcome.TALKED
    row = PrivateTalk(
        key=found.review.child.key,
        review_id=found.review.id,
        outcome=said.outcome,
        on=said.on,
        alone=said.alone if talked else None,
        how=said.how if talked else None,
        interpreter=said.interpreter if talked else None,
        note=None if talked else said.why or None,
    )
    if _same(found.talk, row):
        return
    session.add(row)
    session.flush()
    if said.outcome is Outcome.REFUSED or said.alone:  # asked alone, or would not be
        tasks.end_of_child(session, TaskKind.ASK_ABOUT_WORRIES_ALONE, found.review.child_id)
    outbox.promise(
        session,
        "summary.compose",
        found.review.public_id,
        unique_key=f"summary.compose:talk:{row.public_id.hex}",
        due_at=now,
        now=now,
    )


def _same(before: PrivateTalk | None, row: PrivateTalk) -> bool:
    """The page was pressed twice."""
    kept = ("outcome", "on", "alone", "how", "interpreter", "note")
    return before is not None and all(getattr(before, one) == getattr(row, one) for one in kept)
