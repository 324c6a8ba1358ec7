"""The officer writes down what became of a review as a whole: when it was, decisions, papers, code.

Each is one deed with its audit row, in the unit of work of the page.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.outcomes import queries as outcomes
from participation.care.outcomes import service as kept
from participation.care.outcomes.codes import Code, Fault, faults, needs_a_reason, suggest
from participation.care.outcomes.models import Decision, Paper
from participation.care.outcomes.service import Decided
from participation.care.people.models import StaffMember
from participation.care.reviews import taking_place
from participation.care.reviews.models import Review
from participation.care.reviews.taking_place import Refused, TookPlace
from participation.journeys import rescheduling, telling_back
from participation.journeys.following_up import allowed
from participation.journeys.noting_outcomes import Problem
from participation.journeys.taking_part import facts_of, with_noted
from participation.journeys.telling_back import sources_of
from participation.kernel.clock import london_day


def note_taking_place(
    session: Session, staff: StaffMember, review_id: str, noted: TookPlace, now: datetime
) -> Review | Refused | None:
    """It took place, was begun, or was moved: its round follows in the same transaction (I17)."""
    review = allowed(session, staff, review_id, f"review.{noted.what}", now)
    if review is None:
        return None
    refused = taking_place.note(review, noted, london_day(now))
    if refused is not None:
        return refused
    rescheduling.follow(session, review, now)
    return review


def decide(
    session: Session,
    staff: StaffMember,
    review_id: str,
    decided: Decided,
    now: datetime,
    *,
    instead_of: UUID | None = None,
) -> Decision | None:
    review = allowed(session, staff, review_id, "outcomes.decide", now)
    if review is None:
        return None
    before = (
        outcomes.decision_of_review(session, review.id, instead_of)
        if instead_of is not None
        else None
    )
    return kept.decide(session, review, decided, by_id=staff.id, now=now, instead_of=before)


def strike(
    session: Session, staff: StaffMember, review_id: str, decision: UUID, now: datetime
) -> bool:
    review = allowed(session, staff, review_id, "outcomes.strike", now)
    found = (
        outcomes.decision_of_review(session, review.id, decision) if review is not None else None
    )
    if found is not None:
        kept.strike(found, now)
    return found is not None


def paper_done(
    session: Session,
    staff: StaffMember,
    review_id: str,
    paper: Paper,
    on: date,
    now: datetime,
) -> Review | Problem | None:
    """The decisions went round, the record is finished, or everybody has it."""
    review = allowed(session, staff, review_id, f"outcomes.done.{paper}", now)
    if review is None:
        return None
    if review.held_on is None or on < review.held_on:
        return Problem.NOT_HELD
    if on > london_day(now):
        return Problem.IN_THE_FUTURE
    kept.note_paper_done(session, review, paper, on, by_id=staff.id, now=now)
    return review


def paper_given(
    session: Session,
    staff: StaffMember,
    review_id: str,
    paper: str,
    *,
    to: str,
    on: date,
    how: str,
    now: datetime,
) -> Review | Problem | None:
    """One line of the log: who was given what, when and how."""
    review = allowed(session, staff, review_id, "outcomes.given", now)
    if review is None:
        return None
    if on > london_day(now):
        return Problem.IN_THE_FUTURE
    kept.note_given(session, review, paper, to=to, on=on, how=how, by_id=staff.id, now=now)
    return review


def confirm_code(
    session: Session,
    staff: StaffMember,
    review_id: str,
    code: Code | None,
    noted: dict[str, bool | None],
    reason: str,
    now: datetime,
) -> Review | Problem | tuple[Fault, ...] | None:
    """The officer's code, with what they say about the review; refused where the national return
    would refuse it, or where a reason is due and none is given."""
    review = allowed(session, staff, review_id, "outcomes.code", now)
    if review is None:
        return None
    sources = sources_of(session, review)
    invitation = telling_back.own_invitation(session, review)
    facts = with_noted(facts_of(session, review, invitation, sources), noted)
    found = faults(code, facts)
    if code is None or found:
        return found
    suggestion = suggest(facts)
    if needs_a_reason(code, suggestion) and not reason.strip():
        return Problem.NEEDS_A_REASON
    kept.confirm_code(
        session,
        review,
        code,
        suggested=suggestion.code,
        facts=noted,
        reason=reason,
        by_id=staff.id,
        now=now,
    )
    return review
