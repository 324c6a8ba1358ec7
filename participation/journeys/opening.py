"""Open a round: decide who is asked before one review, with which form and in which way.

One commit a review, made by the door. Opening twice promises once: the round is unique to its
review and each invitation's text to its invitation. Nobody is left out silently: whoever is not
asked has a reason, and whoever cannot be asked by this service makes a task for a person (R7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, selectinload

from participation.care.authority import queries as authority
from participation.care.consultations import service as consultations
from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Round,
    TaskKind,
    Way,
)
from participation.care.consultations.rules import (
    INVITED,
    ChildFacts,
    NotHeard,
    form_for_child,
    triggers_for,
)
from participation.care.people.models import Child, Relationship
from participation.care.reviews.models import Review, ReviewState
from participation.care.reviews.rules import ReviewType
from participation.care.reviews.windows import round_opens
from participation.journeys import sending_for_them
from participation.journeys.not_by_text import owner_for, reopen
from participation.journeys.planning import Plan, plan_adult, plan_child
from participation.journeys.releasing import hold_for_release
from participation.journeys.services import Services
from participation.kernel.dates import turns
from participation.kernel.working_days import add_working_days, subtract_working_days
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState
from participation.questionnaire.definition import Form

CHILD_IS_ASKED_WORKING_DAYS = 30  # R10; adults do not wait for the menu of choice yet
OVERDUE_ROUND_WORKING_DAYS = 10  # a review whose day has passed is still worth asking before
TASK_WORKING_DAYS = 5
OF_AGE = 18
_FORGOTTEN = timedelta(days=60)
_FURTHEST_WINDOW = timedelta(days=60)  # 30 working days never reach further


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening one round came to, in people."""

    asked_by_text: int
    asked_by_card: int
    tasks: int
    not_asked: int


def reviews_to_open(session: Session, on: date) -> Sequence[int]:
    """Keys of reviews whose round is due on or before a day and not yet open, by review day.

    A first review is asked about at once (R10). Reviews that were held, cancelled, or belong to
    young people who have left care or are 18 have no round (R16); nor has one planned for long
    ago, which nobody wrote down as held.
    """
    holidays = authority.bank_holidays(session)
    day = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)
    rows = session.execute(
        select(Review.id, Review.kind, day.label("day"), Child.looked_after_since, Child.born_on)
        .join(Child, Review.child_id == Child.id)
        .where(
            Review.state.in_((ReviewState.PLANNED, ReviewState.PART_HELD)),
            (day <= on + _FURTHEST_WINDOW) | (Review.kind == ReviewType.FIRST),
            day.is_not(None),
            Review.planned_on.is_(None) | (Review.planned_on >= on - _FORGOTTEN),
            Child.ceased_on.is_(None) | (Child.ceased_on > on),
            Child.contact_stopped_on.is_(None),
            ~select(Round.id).where(Round.review_id == Review.id).exists(),
        )
        .order_by(day, Review.id)
    ).all()
    return [
        row.id
        for row in rows
        if round_opens(row.day, row.kind, row.looked_after_since, holidays) <= on
        and on < turns(row.born_on, OF_AGE)
    ]


def open_round(
    session: Session, review_id: int, on: date, *, hold: timedelta, house: Services, now: datetime
) -> Opened | None:
    """Open the round of one review; None when somebody else did, or the review is gone.

    Args:
        on: the day the round is opened for; ages and permissions are looked at on the review day
            and on this day.
        hold: how long first texts wait, so that a mistake can be undone.
    """
    review = session.get(Review, review_id)
    if review is None or review.day is None or _has_round(session, review_id):
        return None
    held = _new_round(session, review, on, now)
    invitations = [_invite_child(session, held, review, on, house=house, now=now)]
    relationships = session.scalars(
        select(Relationship)
        .where(Relationship.child_id == review.child_id)
        .options(selectinload(Relationship.adult))
        .order_by(Relationship.id)
    ).all()
    for related in relationships:
        invitation = _invite_adult(session, held, review, related, on, house=house, now=now)
        if invitation is not None:
            invitations.append(invitation)
    session.flush()
    tasks = 0
    to_send = [i for i in invitations if i.state is InvitationState.TO_SEND]
    a_person_lets_go = house.council(session).hold_first_texts
    if a_person_lets_go and to_send:
        hold_for_release(session, to_send, now)
    for invitation in invitations:
        if invitation.state is not InvitationState.TO_SEND:
            tasks += _task_for(session, invitation, review, on, now)
        elif not a_person_lets_go:
            outbox.promise(
                session,
                "invitation.send",
                invitation.public_id,
                unique_key=f"invitation.send:{invitation.public_id.hex}",
                due_at=now + hold,
                now=now,
            )
    return Opened(
        asked_by_text=sum(i.state is InvitationState.TO_SEND for i in invitations),
        asked_by_card=sum(i.way is Way.CARD for i in invitations),
        tasks=tasks,
        not_asked=len(relationships) + 1 - len(invitations),
    )


def retime(session: Session, review_id: int, now: datetime) -> None:
    """A review was moved or cancelled: its round follows in the same transaction (I17).

    Unsent invitations of a cancelled or held review are cancelled; links go on working, so that
    whoever already answers is heard. Planned again, whoever was never asked is asked after all.
    """
    held = session.scalar(
        select(Round)
        .where(Round.review_id == review_id)
        .options(selectinload(Round.invitations), selectinload(Round.review))
    )
    if held is None or held.review.day is None:
        return
    held.closes_on = held.review.day
    for invitation in held.invitations:
        if invitation.if_forgotten_from is not None:
            sending_for_them.promise(session, invitation, authority.bank_holidays(session), now)
    if held.review.state in (ReviewState.PLANNED, ReviewState.PART_HELD):
        if held.closed_at is None:
            _ask_after_all(session, held, now)
        return
    unsent = [i for i in held.invitations if i.state is InvitationState.TO_SEND]
    for invitation in unsent:
        invitation.state = InvitationState.CLOSED
    _take_back_promises(session, unsent, now)


def _ask_after_all(session: Session, held: Round, now: datetime) -> None:
    """A review that was cancelled by mistake: whoever was never asked is asked after all."""
    for invitation in held.invitations:
        by_text = invitation.way in (Way.TEXT, Way.LINK)
        never = invitation.sent_at is None and invitation.started_at is None
        if invitation.state is InvitationState.CLOSED and by_text and never:
            reopen(session, invitation, now)


def _take_back_promises(session: Session, unsent: Sequence[Invitation], now: datetime) -> None:
    if not unsent:
        return
    session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.kind == "invitation.send",
            OutboxItem.subject.in_([i.public_id.hex for i in unsent]),
            OutboxItem.state == OutboxState.QUEUED,
        )
        .values(state=OutboxState.CANCELLED, done_at=now, last_error="review_gone")
        .execution_options(synchronize_session=False)
    )


def _new_round(session: Session, review: Review, on: date, now: datetime) -> Round:
    day = review.day or on
    holidays = authority.bank_holidays(session)
    closes_on = day if day >= on else add_working_days(on, OVERDUE_ROUND_WORKING_DAYS, holidays)
    held = Round(
        review=review,
        opened_at=now,
        closes_on=closes_on,
        timetable={
            "opened_for": on.isoformat(),
            "child_from": subtract_working_days(
                day, CHILD_IS_ASKED_WORKING_DAYS, holidays
            ).isoformat(),
        },
    )
    session.add(held)
    session.flush()
    return held


def _invite_child(
    session: Session, held: Round, review: Review, on: date, *, house: Services, now: datetime
) -> Invitation:
    child = review.child
    facts = ChildFacts(
        born_on=child.born_on,
        born_estimated=child.born_estimated,
        # A form that a council took away since it was chosen for this child chooses nothing.
        form_override=child.form_override if child.form_override in house.library.forms else None,
        communication=frozenset(child.communication or ()),
    )
    form_key = form_for_child(facts, review.day or on)
    plan = plan_child(session, child, form_key, on)
    switched = house.library.switched_on(triggers_for(child.circumstances, review.kind))
    form = house.library.composed(form_key, switched)
    return _invitation(session, held, child, None, plan, form, child.reading_language, on, now=now)


def _invite_adult(
    session: Session,
    held: Round,
    review: Review,
    related: Relationship,
    on: date,
    *,
    house: Services,
    now: datetime,
) -> Invitation | None:
    """None for those this service does not ask yet: they are asked by people as before."""
    if related.kind not in INVITED:
        return None
    plan = plan_adult(session, review.child, related, on)
    form = house.library.forms.get(plan.form_key) if plan.form_key else None
    language = related.adult.reading_language
    return _invitation(session, held, review.child, related, plan, form, language, on, now=now)


def _invitation(
    session: Session,
    held: Round,
    child: Child,
    related: Relationship | None,
    plan: Plan,
    form: Form | None,
    language: str,
    on: date,
    *,
    now: datetime,
) -> Invitation:
    if form is not None:
        consultations.pin_form(session, form)
    by_text = plan.way in (Way.TEXT, Way.LINK)
    invitation = Invitation(
        round=held,
        child=child,
        asked_through=related,
        respondent=related.public_id.hex if related else "child",
        role=related.kind if related else "child",
        form_key=form.key if form else None,
        form_version=form.version if form else None,
        form_hash=form.source_hash if form else None,
        language=language,
        way=plan.way,
        state=InvitationState.TO_SEND if by_text else InvitationState.NOT_POSSIBLE,
        not_heard_reason=plan.why_not,
        asked_from=on,
    )
    session.add(invitation)
    return invitation


def _task_for(
    session: Session, invitation: Invitation, review: Review, on: date, now: datetime
) -> int:
    """Another way for whoever cannot be texted; a recorded decision is nobody's task."""
    match invitation.not_heard_reason:
        case NotHeard.RECORDED_DECISION:
            return 0
        case NotHeard.NEVER_SPOKEN_WITH:
            kind = TaskKind.NEVER_SPOKEN_WITH
        case _ if invitation.way is Way.CARD:
            kind = TaskKind.CARD
        case _:
            kind = TaskKind.NO_SAFE_WAY
    soon = add_working_days(on, TASK_WORKING_DAYS, authority.bank_holidays(session))
    tasks.make_task(
        session,
        kind,
        about=invitation.public_id.hex,
        key=review.child.key,
        owner_role=owner_for(invitation.not_heard_reason),
        due_on=min(soon, max(review.day or soon, on)),
        child_id=review.child_id,
        invitation_id=invitation.id,
        reason=invitation.not_heard_reason,
        now=now,
    )
    return 1


def _has_round(session: Session, review_id: int) -> bool:
    return session.scalar(select(Round.id).where(Round.review_id == review_id)) is not None
