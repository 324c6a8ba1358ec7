"""Keep what became of a child's points, decisions, papers and the code. Nothing here commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.outcomes import queries
from participation.care.outcomes.codes import Code
from participation.care.outcomes.models import (
    Decision,
    Outcome,
    Paper,
    PaperDone,
    PaperGiven,
    Participation,
    Point,
    Reply,
)
from participation.care.outcomes.rules import (
    PICKED_AT_MOST,
    POINTS_AT_MOST,
    OutcomeKind,
    ToldHow,
    Verdict,
)
from participation.care.reviews.models import Review
from participation.guard import ledger
from participation.guard.crypto import ChildKey
from participation.guard.ledger import Happened


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Chosen:
    """Words of the child's, by their public id, that are to be a point."""

    source: UUID
    one_thing: bool
    only_officer: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Written:
    """What became of a point, in the officer's words. `told`: as the child is to read it."""

    kind: OutcomeKind
    who: str
    by_on: date | None
    because: str
    told: str
    language: str
    safe_to_show: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Decided:
    """One decision: what should change, how, who, by when, and how we will know."""

    outcome: str
    how: str
    who: str
    by_on: date
    sign: str


def choose_point(
    session: Session, review: Review, chosen: Chosen, *, by_id: int, now: datetime
) -> Point | None:
    """Make these words a point; one that was dropped comes back. None where there are enough."""
    _one_at_a_time(session, review.id)
    known = queries.point_with_source(session, review.id, chosen.source)
    if known is not None:
        known.dropped_at, known.only_officer = None, chosen.only_officer
        return known
    if len(queries.points_of(session, review.id)) >= POINTS_AT_MOST:
        return None
    point = Point(
        review_id=review.id,
        source_id=chosen.source,
        one_thing=chosen.one_thing,
        picked=False,
        only_officer=chosen.only_officer,
        made_by_id=by_id,
        made_at=now,
    )
    session.add(point)
    session.flush()
    return point


def drop_point(session: Session, point: Point, now: datetime) -> None:
    """Chosen by mistake: it is shown nowhere any more, and what was released is taken back."""
    point.dropped_at, point.picked = now, False
    _take_back(session, point)


def pick(session: Session, point: Point, *, picked: bool) -> bool:
    """The child picked it, or not after all; False where they have picked three others."""
    _one_at_a_time(session, point.review_id)
    others = [one for one in queries.points_of(session, point.review_id) if one.id != point.id]
    if picked and sum(one.picked for one in others) >= PICKED_AT_MOST:
        return False
    point.picked = picked
    return True


def write_outcome(
    session: Session,
    point: Point,
    written: Written,
    *,
    key: ChildKey,
    by_id: int,
    now: datetime,
) -> Outcome:
    """A new wording. What stood there before is shown to nobody any more (R3)."""
    _one_at_a_time(session, point.review_id)
    before = queries.newest_outcome(session, point.id)
    if before is not None and before.released_at is not None:
        ledger.note(session, Happened.POINT_TAKEN_BACK, point.public_id.hex)
    row = Outcome(
        key=key,
        point_id=point.id,
        revision=before.revision + 1 if before is not None else 1,
        kind=written.kind,
        who=written.who or None,
        by_on=written.by_on,
        because=written.because or None,
        told=written.told,
        language=written.language,
        safe_to_show=written.safe_to_show,
        written_by_id=by_id,
        written_at=now,
    )
    session.add(row)
    session.flush()
    return row


def release(outcome: Outcome, *, by_id: int, now: datetime) -> bool:
    """For reading with the child's own key; False where it was released already."""
    if outcome.released_at is not None:
        return False
    outcome.released_at, outcome.released_by_id = now, by_id
    return True


def take_back(session: Session, point: Point, outcome: Outcome) -> None:
    """Not to be read any more, also where an old backup comes back."""
    if outcome.released_at is not None:
        ledger.note(session, Happened.POINT_TAKEN_BACK, point.public_id.hex)
    outcome.released_at = outcome.released_by_id = None


def note_told(outcome: Outcome, *, on: date, how: ToldHow, by: str, now: datetime) -> None:
    """A person told the child, on a day and in a way."""
    outcome.told_on, outcome.told_how, outcome.told_by = on, how, by
    outcome.told_noted_at = now


def note_read(outcome: Outcome, now: datetime) -> None:
    outcome.read_at = outcome.read_at or now


def keep_reply(
    session: Session,
    outcome: Outcome,
    verdict: Verdict,
    *,
    page_key: str,
    ask: UUID | None,
    now: datetime,
) -> Reply:
    """What the child says to "Is that right?", once for each page."""
    known = queries.reply_by_page_key(session, page_key)
    if known is not None:
        return known
    row = Reply(outcome_id=outcome.id, answer=verdict, page_key=page_key, ask=ask, at=now)
    session.add(row)
    session.flush()
    return row


def decide(
    session: Session,
    review: Review,
    decided: Decided,
    *,
    by_id: int,
    now: datetime,
    instead_of: Decision | None = None,
) -> Decision:
    """Write a decision down. A changed one is struck and stands there anew."""
    if instead_of is not None:
        strike(instead_of, now)
    row = Decision(
        key=review.child.key,
        review_id=review.id,
        outcome=decided.outcome,
        how=decided.how,
        who=decided.who,
        by_on=decided.by_on,
        sign=decided.sign,
        written_by_id=by_id,
        written_at=now,
    )
    session.add(row)
    session.flush()
    return row


def strike(decision: Decision, now: datetime) -> None:
    decision.struck_at = decision.struck_at or now


def note_paper_done(
    session: Session, review: Review, paper: Paper, on: date, *, by_id: int, now: datetime
) -> None:
    session.add(PaperDone(review_id=review.id, paper=paper, done_on=on, by_id=by_id, at=now))
    session.flush()


def note_given(
    session: Session,
    review: Review,
    paper: str,
    *,
    to: str,
    on: date,
    how: str,
    by_id: int,
    now: datetime,
) -> None:
    """One line of the log: who was given what, when and how."""
    session.add(
        PaperGiven(
            key=review.child.key,
            review_id=review.id,
            paper=paper,
            given_to=to,
            given_on=on,
            how=how,
            by_id=by_id,
            at=now,
        )
    )
    session.flush()


def confirm_code(
    session: Session,
    review: Review,
    code: Code,
    *,
    suggested: Code | None,
    facts: Mapping[str, bool | None],
    reason: str,
    by_id: int,
    now: datetime,
) -> Participation:
    """The officer's own decision; the newest one counts."""
    row = Participation(
        key=review.child.key,
        review_id=review.id,
        facts=dict(facts),
        suggested=suggested,
        code=code,
        reason=reason or None,
        confirmed_by_id=by_id,
        confirmed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _one_at_a_time(session: Session, review_id: int) -> None:
    """A button pressed twice: the second looks at what the first has written."""
    session.execute(select(Review.id).where(Review.id == review_id).with_for_update(key_share=True))


def _take_back(session: Session, point: Point) -> None:
    newest = queries.newest_outcome(session, point.id)
    if newest is not None:
        take_back(session, point, newest)
