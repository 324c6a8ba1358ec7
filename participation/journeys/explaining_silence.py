"""Why somebody was not heard: chosen by somebody who knows, with what was tried, mother and father
apart. The summary says it, and it is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import silence, tasks
from participation.care.consultations.models import Invitation
from participation.care.consultations.not_heard import (
    KNOWN_BY_ITSELF,
    NOBODY_ASKS_AGAIN,
    Refused,
    TriedBy,
    refused,
)
from participation.care.consultations.silence import WhichRounds
from participation.care.people import queries as people
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.since_when import since_when
from participation.care.reviews.windows import round_opens
from participation.guard.audit import Deed, record
from participation.journeys.asking_again import ask_again
from participation.journeys.noting_attempts import Attempt, all_attempts, attempts_of
from participation.journeys.reading import actor, note_refusal
from participation.journeys.timing_rounds import usual_of
from participation.kernel.clock import london_day
from participation.kernel.working_days import last_day_within
from participation.outbox import service as outbox

NEAR_WORKING_DAYS = 10
LOOKS_BACK = timedelta(days=56)
ON_A_PAGE = 50
_EVERYBODYS = frozenset({Role.BUSINESS_SUPPORT.value, Role.IRO_MANAGER.value})


@dataclass(frozen=True, slots=True, repr=False)
class Silent:
    """One person who was not heard, and what was tried."""

    invitation: Invitation
    attempts: Sequence[Attempt]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose: the reason, and what they tried on which day, if they note it."""

    reason: str
    tried: TriedBy | None
    tried_on: date | None


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """One page of those who were not heard.

    `left`: of how many, on all pages, nobody has said why.
    """

    people: Sequence[Silent]
    number: int
    pages: int
    left: int


def listed(session: Session, staff: StaffMember, now: datetime, *, page: int = 1) -> Listed:
    """An officer's own children's people; everybody's for those who chase them. No words. A page
    that there is not any more is the last one."""
    children, never = _children(staff, now), people.children_barred_to(staff.id)
    which = _which_rounds(session, london_day(now))
    every, left = silence.how_many(session, children, never, which)
    pages = max(1, -(-every // ON_A_PAGE))
    number = min(max(1, page), pages)
    found = silence.unexplained(
        session, children, never, which, skip=(number - 1) * ON_A_PAGE, limit=ON_A_PAGE
    )
    tried = attempts_of(session, [one.id for one in found])
    return Listed([Silent(one, _all_tried(one, tried)) for one in found], number, pages, left)


def _which_rounds(session: Session, today: date) -> WhichRounds:
    near = last_day_within(today, NEAR_WORKING_DAYS, authority.bank_holidays(session))
    return WhichRounds(near=near, closed_since=today - LOOKS_BACK)


def explain(
    session: Session, staff: StaffMember, invitation_id: UUID, chosen: Chosen, now: datetime
) -> bool | Refused | None:
    """Whether anything of it is new: the very same, saved twice, stands there once. None where this
    member of staff may not see this person, or there is none; it is noted."""
    never, today = people.children_barred_to(staff.id), london_day(now)
    one = silence.one_of(session, _children(staff, now), never, invitation_id)
    if one is None or one.not_heard_reason in KNOWN_BY_ITSELF or one.finished_at is not None:
        subject = f"invitation:{invitation_id.hex}"
        note_refusal(session, staff, "invitation.reason", subject, now)
        return None
    before = _all_tried(one, attempts_of(session, [one.id]))
    tried, tried_on = chosen.tried, chosen.tried_on
    since = _asked_since(session, one)
    why = refused(chosen.reason, before, tried, tried_on, since=since, today=today)
    if why is not None:
        return why
    theirs = one.not_heard_reason == chosen.reason and one.reason_by_id == staff.id
    if tried is not None and tried_on is not None:
        attempt = {"on": tried_on.isoformat(), "what": tried.value}
        if theirs and attempt in before:
            return False
        tasks.note_attempt(session, one, tried, tried_on, by_id=staff.id, now=now)
        if one.round.closed_at is not None:
            one.tried = [*before, attempt]
    elif theirs and one.reason_on == today:
        return False
    over_before = one.not_heard_reason in NOBODY_ASKS_AGAIN
    silence.explain(one, chosen.reason, by_id=staff.id, today=today)
    if one.round.closed_at is None:
        _follow(session, one, now, over_before=over_before)
    record(
        session,
        Deed(
            actor=actor(staff),
            action="invitation.reason",
            subject=f"invitation:{one.public_id.hex}",
            child=one.child.public_id.hex,
            reason=chosen.reason,
        ),
        now,
    )
    outbox.promise(
        session,
        "summary.compose",
        one.round.review.public_id,
        unique_key=f"summary.compose:reason:{one.public_id.hex}:{now.isoformat()}",
        due_at=now,
        now=now,
    )
    return True


def _asked_since(session: Session, one: Invitation) -> date:
    """The first day on which somebody may have been asked before this review: as its round opened,
    or should have where it opened late, and not before care began or the last review was."""
    held, review = one.round, one.round.review
    opened, began = london_day(held.opened_at), one.child.looked_after_since
    if review.day is None:
        return max(opened, began)
    before, holidays = usual_of(session, held).opens_before, authority.bank_holidays(session)
    usual = round_opens(review.day, review.kind, began, holidays, before)
    return max(began, min(opened, max(usual, since_when(session, review))))


def _follow(session: Session, one: Invitation, now: datetime, *, over_before: bool) -> None:
    """Nobody is to look for another way where that is what the reason says; what was tried goes
    from those tasks to the person. Another reason after it gives both back."""
    found = attempts_of(session, [one.id])
    if one.not_heard_reason in NOBODY_ASKS_AGAIN:
        one.tried = all_attempts(one, found) or None
        tasks.asking_is_over(session, [one])
    elif over_before:
        on_tasks = found.get(one.id, ())
        one.tried = [each for each in one.tried or () if each not in on_tasks] or None
        ask_again(session, [one], now)


def _all_tried(one: Invitation, found: Mapping[int, Sequence[Attempt]]) -> Sequence[Attempt]:
    """As it was noted when the round closed; while it is open, what there is so far."""
    if one.round.closed_at is not None and one.tried is not None:
        return one.tried
    return all_attempts(one, found)


def _children(staff: StaffMember, now: datetime) -> Select[int] | None:
    if not _EVERYBODYS.isdisjoint(staff.roles):
        return None
    return people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
