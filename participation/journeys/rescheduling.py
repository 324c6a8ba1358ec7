"""A review was moved, cancelled, or planned after all: its round, its bookings of interpreters
and whoever comes to it follow at once (I17)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.care.authority import queries as authority
from participation.care.consultations import tasks
from participation.care.consultations.models import Invitation, InvitationState, Round, Way
from participation.care.consultations.queries import is_before
from participation.care.consultations.rules import GIVEN_AT_THE_END, NotHeard
from participation.care.reviews.models import TO_COME, Review, ReviewState
from participation.care.reviews.service import reckon_again
from participation.journeys import (
    asking_later,
    calling_off,
    following_interpreters,
    mailing_guests,
    sending_for_them,
)
from participation.journeys.asking_again import ask_again
from participation.journeys.not_by_text import reopen
from participation.journeys.permission import Over, standing
from participation.journeys.timing_rounds import last_day, timetable_of
from participation.kernel.clock import london_day


def follow(session: Session, review: Review, now: datetime) -> None:
    """An officer noted what became of a review: due dates are reckoned from it, and rounds follow.

    A review begun and adjourned is due 20 working days later (R15), and the next one from its day.
    """
    holidays = authority.bank_holidays(session)
    moved = reckon_again(session, review.child, london_day(now), holidays)
    for review_id in sorted({review.id, *moved}):
        retime(session, review_id, now)


def retime(session: Session, review_id: int, now: datetime) -> None:
    """What has not gone out is called off or worded anew, in the transaction that moves the review.

    Links go on working to the new day, so that whoever already answers is heard. Of a review that
    was cancelled or held nobody is asked or reminded any more; planned again, whoever was never
    asked is asked after all.
    """
    following_interpreters.follow(session, review_id, now)
    mailing_guests.follow(session, review_id, now)
    held = session.scalar(
        select(Round)
        .where(Round.review_id == review_id, is_before())
        .options(selectinload(Round.invitations), selectinload(Round.review))
        .with_for_update(of=Round)  # the worker may be closing it at this moment
        .execution_options(populate_existing=True)
    )
    if held is None:
        return
    to_come = held.review.state in TO_COME
    before = held.closes_on
    _put_off(session, held, now)
    moved = held.closes_on != before
    if to_come and held.closed_at is not None and held.closes_on >= london_day(now):
        _go_on(held)
    for invitation in held.invitations:
        if invitation.if_forgotten_from is not None:
            sending_for_them.promise(session, invitation, authority.bank_holidays(session), now)
    if not to_come:
        _call_off(session, held.invitations, held.review.state, now)
    elif held.closed_at is None:
        if moved:
            calling_off.word_anew(session, held.invitations, now)
            asking_later.follow(session, held, now)
        _ask_after_all(session, held, now)
        ask_again(session, held.invitations, now)
        if moved:
            asking_later.follow_tasks(session, held, before, now)


def _put_off(session: Session, held: Round, now: datetime) -> None:
    """To the new day, if there is one.

    Before a review that is overdue people are still asked: its round has a last day of its own.
    Noted long after it was held, an open round ends the day before: no link ends before its time.
    """
    day = held.review.day
    overdue = held.review.state in TO_COME and day is not None and day < london_day(now)
    if day is None or overdue:
        return
    ends = last_day(day, timetable_of(session, held), authority.bank_holidays(session))
    held.closes_on = max(ends, min(day, london_day(now)))  # a last day that is over tells nobody
    if held.review.state is ReviewState.HELD and held.closed_at is None:
        held.closes_on = max(held.closes_on, london_day(now) - timedelta(days=1))


def _go_on(held: Round) -> None:
    """It had closed on its old day: what was noted then as the end is no longer true."""
    held.closed_at = None
    for invitation in held.invitations:
        if invitation.not_heard_reason in GIVEN_AT_THE_END:
            invitation.not_heard_reason = None


def _call_off(
    session: Session, invitations: Sequence[Invitation], state: ReviewState, now: datetime
) -> None:
    unsent = [i for i in invitations if i.state is InvitationState.TO_SEND]
    cancelled = state is ReviewState.CANCELLED
    for invitation in unsent:
        invitation.state = InvitationState.CLOSED
        if cancelled:
            invitation.not_heard_reason = NotHeard.REVIEW_CANCELLED
    session.flush()
    tasks.asking_is_over(session, invitations)
    calling_off.take_back_promises(session, invitations, "review_gone", now)
    calling_off.take_back_texts(session, invitations, now)


def _ask_after_all(session: Session, held: Round, now: datetime) -> None:
    """A review that was cancelled by mistake: whoever was never asked is asked after all, unless it
    was for another reason that still stands, such as that the child has left care."""
    for invitation in held.invitations:
        by_text = invitation.way in (Way.TEXT, Way.LINK)
        never = invitation.sent_at is None and invitation.started_at is None
        if not (invitation.state is InvitationState.CLOSED and by_text and never):
            continue
        if not isinstance(standing(session, invitation, now), Over):
            reopen(session, invitation, now)
