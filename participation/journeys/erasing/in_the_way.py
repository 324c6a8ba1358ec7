"""When everything of a child is due to go, and what stands in the way (R30, P8).

File first, purge second: each review's newest summary must have a receipt of the case record, and
what stands beside the summaries one of its own, given after the last of it was written. Nothing
goes that nobody has read, or while a concern or an ask is open, while people are asked, or before
somebody has looked over who opened the record in an emergency. A legal hold stops everything. And
nothing goes within four weeks of the day on which the dates first said so: a wrong date is found
in that time, or it destroys a child's record.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.care.consultations import queries as consultations
from participation.care.consultations.models import (
    Answer,
    Invitation,
    Message,
    MessageState,
    Remark,
    Round,
)
from participation.care.consultations.observing import Observation
from participation.care.people import legal_holds
from participation.care.people.models import Child, ContactPoint, Relationship
from participation.care.people.what_stops import OF_AGE, care_ended_on
from participation.care.requests.models import Ask, AskState
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Concern, ConcernState, Hearing, HearingState
from participation.care.subject_access import queries as subject_access
from participation.care.summaries.models import Filing, RestFiling, Summary
from participation.guard.glass import BrokenGlass, verdicts_of
from participation.journeys.erasing.beside import last_of_the_rest

TOLD_BEFORE = timedelta(days=28)  # a person files, and looks at the dates; they hear of it in time
_MONTHS_A_YEAR = 12


class InTheWay(StrEnum):
    """Why nothing of a child may go yet; but for the first also a task's reason."""

    HELD = "held"
    ROUND_OPEN = "round_open"
    CONCERN_OPEN = "concern_open"
    WORDS_UNREAD = "words_unread"
    ASK_OPEN = "ask_open"
    GLASS_OPEN = "glass_open"
    COPY_OPEN = "copy_open"  # somebody asked for a copy of it
    NOT_FILED = "not_filed"
    REST_NOT_FILED = "rest_not_filed"


@dataclass(frozen=True, slots=True)
class Near:
    """A child whose time here is over, or nearly.

    Args:
        over_on: when it is, by the dates of the case system.
        goes_on: when everything goes: not within four weeks of the first time this was seen.
    """

    child_id: int
    over_on: date
    goes_on: date

    def is_due(self, today: date) -> bool:
        return self.goes_on <= today


def near(session: Session, months: int, today: date) -> Sequence[Near]:
    """Children whose words go within four weeks, or should have gone, the longest past first."""
    ended = _months_before(today + TOLD_BEFORE, months)
    rows = session.scalars(
        select(Child).where(
            Child.forgotten_on.is_(None),
            or_(
                Child.ceased_on <= ended,
                and_(
                    Child.born_on
                    <= ended.replace(year=ended.year - OF_AGE, day=1) + timedelta(days=31),
                    Child.born_estimated.is_(False),
                ),
            ),
        )
    )
    found = [one for row in rows if (one := near_of(row, months, today)) is not None]
    return sorted(found, key=lambda one: (one.over_on, one.child_id))


def near_of(child: Child, months: int, today: date) -> Near | None:
    """The same of one child; None while their time is not over within four weeks."""
    over_on = goes_on_of(child, months)
    if over_on is None or over_on > today + TOLD_BEFORE:
        return None
    seen_on = child.over_seen_on if child.over_on == over_on else None
    return Near(child.id, over_on, max(over_on, (seen_on or today) + TOLD_BEFORE))


def goes_on_of(child: Child, months: int) -> date | None:
    """The day on which what was said about and by a child goes; None while they are in care."""
    ended = care_ended_on(child)
    return _months_after(ended, months) if ended is not None else None


def in_the_way(session: Session, child: Child) -> list[InTheWay]:
    """Everything that keeps it, the gravest first; empty where all may go."""
    looks = {
        InTheWay.HELD: bool(legal_holds.holds_of(session, child.id)),
        InTheWay.ROUND_OPEN: _is_asked(session, child.id),
        InTheWay.CONCERN_OPEN: _has(
            session, Concern.child_id == child.id, Concern.state != ConcernState.CLOSED
        ),
        InTheWay.WORDS_UNREAD: _is_unread(session, child),
        InTheWay.ASK_OPEN: _has(session, Ask.child_id == child.id, Ask.state != AskState.DONE),
        InTheWay.GLASS_OPEN: _is_to_be_looked_over(session, child),
        InTheWay.COPY_OPEN: subject_access.is_any_open(session, child.id),
        InTheWay.NOT_FILED: bool(reviews_not_filed(session, child.id)),
        InTheWay.REST_NOT_FILED: not _rest_is_filed(session, child),
    }
    return [what for what, stands in looks.items() if stands]


def reviews_not_filed(session: Session, child_id: int) -> Sequence[str]:
    """Reviews, by the case system's reference, of which words are here and the newest summary has
    no receipt. What was said about how a review was is in no summary, and stands beside them."""
    newest = (
        select(func.max(Summary.version)).where(Summary.review_id == Review.id).scalar_subquery()
    )
    filed = select(Filing.id).where(Filing.review_id == Review.id, Filing.version == newest)
    words = [
        select(kind.id)
        .join(Invitation, Invitation.id == kind.invitation_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(Round.review_id == Review.id, consultations.is_before())
        for kind in (Answer, Remark, Observation)
    ]
    return session.scalars(
        select(Review.external_id)
        .where(
            Review.child_id == child_id,
            or_(newest.is_not(None), *(one.exists() for one in words)),
            ~filed.exists(),
        )
        .order_by(Review.id)
    ).all()


def _rest_is_filed(session: Session, child: Child) -> bool:
    """Whether a receipt was given after the last that was written beside the summaries."""
    last = last_of_the_rest(session, child)
    if last is None:
        return True
    given = session.scalar(select(func.max(RestFiling.at)).where(RestFiling.child_id == child.id))
    return given is not None and given >= last


def _is_asked(session: Session, child_id: int) -> bool:
    """Whether a round of theirs is not over: of somebody whose care has ended none should run."""
    review = select(Review.id).where(Review.child_id == child_id)
    return _has(session, Round.review_id.in_(review), Round.closed_at.is_(None))


def _is_unread(session: Session, child: Child) -> bool:
    """Words that a person has to read, or a text of which nobody has said whose it is.

    Such a text belongs to no conversation and nobody who was asked: it is from a number of theirs
    or of their family's, or it was heard as theirs.
    """
    if _has(session, Hearing.child_id == child.id, Hearing.state == HearingState.WAITING):
        return True
    family = select(Relationship.adult_id).where(Relationship.child_id == child.id)
    numbers = select(ContactPoint.value_hash).where(
        or_(ContactPoint.child_id == child.id, ContactPoint.adult_id.in_(family))
    )
    heard = select(Hearing.source_id).where(Hearing.child_id == child.id)
    return _has(
        session,
        Message.state == MessageState.DESK,
        or_(
            Message.number_hash.in_(numbers),
            Message.public_id.in_(heard),
            Message.key_id == child.key_id,
        ),
    )


def _is_to_be_looked_over(session: Session, child: Child) -> bool:
    """Whether somebody opened the record in an emergency, and nobody has settled whether that was
    right: the newest verdict counts."""
    opened = session.scalars(select(BrokenGlass.id).where(BrokenGlass.child == child.public_id))
    thought = [verdicts_of(session, one) for one in opened.all()]
    return any(not said or not said[-1].settles_it for said in thought)


def _has(session: Session, *which: ColumnElement[bool]) -> bool:
    return bool(session.scalar(select(select(1).where(*which).exists())))


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months_before(day: date, months: int) -> date:
    """A day not earlier than any whose `_months_after` is that day; a prefilter may be wide."""
    return _months_after(day, -months) + timedelta(days=3)
