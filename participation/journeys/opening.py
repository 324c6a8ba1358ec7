"""Open a round: decide who is asked before one review, with which form and in which way.

One commit a review, made by the door. Opening twice promises once: the round is unique to its
review and each invitation's text to its invitation. Nobody is left out silently: whoever is not
asked has a reason, and whoever cannot be asked by this service makes a task for a person (R7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session, selectinload

from participation.care.authority import queries as authority
from participation.care.consultations import queries as rounds
from participation.care.consultations import service as consultations
from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Round,
    TaskKind,
    Way,
)
from participation.care.consultations.queries import is_before
from participation.care.consultations.rules import (
    INVITED,
    PARENTS,
    ChildFacts,
    NotHeard,
    form_for_child,
    triggers_for,
)
from participation.care.people.models import Child, Relationship
from participation.care.people.what_stops import (
    Part,
    Switch,
    is_of_age_by_estimate,
    switched,
)
from participation.care.reviews.long_gone import LONG
from participation.care.reviews.models import TO_COME, Review
from participation.care.reviews.rules import ReviewType
from participation.care.reviews.windows import last_day_opened
from participation.journeys.not_by_text import owner_for
from participation.journeys.planning import Plan, plan_adult, plan_child
from participation.journeys.releasing import hold_for_release
from participation.journeys.services import Services
from participation.journeys.timing_rounds import (
    HAS_MENU,
    OPENED_FOR,
    USUAL,
    adults_from,
    first_text_at,
    last_day,
    timetable_of,
)
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days
from participation.outbox import service as outbox
from participation.questionnaire.definition import Form

OVERDUE_ROUND_WORKING_DAYS = 10  # a review whose day has passed is still worth asking before
TASK_WORKING_DAYS = 5
STOPPED = Switch.STOPPED
DAY = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)
_COURSE = (
    *(Child.born_on, Child.born_estimated, Child.ceased_on, Child.ceased_reason),
    *(Child.contact_stopped_on, Child.circumstances),
)


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
    young people of whom nobody is asked any more have no round (R16); nor has one whose day is long
    gone, planned or not, which nobody wrote down as held: somebody finds out
    (`chasing_what_was_held`). What is looked at follows from what is due, not from how many
    children there are.
    """
    before = authority.timetable(session).opens_before
    last = last_day_opened(on, authority.bank_holidays(session), before)
    oldest = on - LONG
    planned = Review.state.in_(TO_COME)
    unplanned = Review.planned_on.is_(None)
    due = union_all(
        select(Review.id).where(planned, Review.planned_on.between(oldest, last)),
        select(Review.id).where(planned, unplanned, Review.due_computed.between(oldest, last)),
        select(Review.id).where(
            planned,
            unplanned,
            Review.due_computed.is_(None),
            Review.due_imported.between(oldest, last),
        ),
        select(Review.id).where(planned, Review.kind == ReviewType.FIRST),
    )
    rows = session.execute(
        select(Review.id, Review.kind, DAY.label("day"), *_COURSE)
        .join(Child, Review.child_id == Child.id)
        .where(
            Review.id.in_(due),
            oldest <= DAY,
            (Review.kind != ReviewType.FIRST) | (Child.looked_after_since <= on),
            ~select(Round.id).where(Round.review_id == Review.id, is_before()).exists(),
        )
        .order_by(DAY, Review.id)
    ).all()
    return [row.id for row in rows if switched(row, Part.ASK_CHILD, on) is not STOPPED]


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
    if review is None or review.day is None or rounds.round_of(session, review_id):
        return None
    held = _new_round(session, review, on, now)
    invitations = [_invite_child(session, held, review, on, house=house, now=now)]
    relationships = _around(session, review.child_id)
    for related in relationships:
        invitation = _invite_adult(session, held, review, related, on, house=house, now=now)
        if invitation is not None:
            invitations.append(invitation)
    session.flush()
    tasks = _ask_for_the_age(session, review.child, on, now)
    tasks += _set_going(session, invitations, review, on, hold=hold, house=house, now=now)
    return Opened(
        asked_by_text=sum(i.state is InvitationState.TO_SEND for i in invitations),
        asked_by_card=sum(i.way is Way.CARD for i in invitations),
        tasks=tasks,
        not_asked=len(relationships) + 1 - len(invitations),
    )


def ask_whoever_came(session: Session, held: Round, *, house: Services, now: datetime) -> int:
    """Ask those of a round that is open who came to be known since; how many they are."""
    on, review = london_day(now), held.review
    known = {one.respondent for one in rounds.invitations_of(session, held.id)}
    invitations = []
    for related in _around(session, review.child_id):
        if related.public_id.hex in known:
            continue
        invitation = _invite_adult(session, held, review, related, on, house=house, now=now)
        if invitation is not None:
            invitations.append(invitation)
    session.flush()
    _set_going(session, invitations, review, on, hold=timedelta(0), house=house, now=now)
    return len(invitations)


def _around(session: Session, child_id: int) -> Sequence[Relationship]:
    return session.scalars(
        select(Relationship)
        .where(Relationship.child_id == child_id, Relationship.ended_on.is_(None))
        .options(selectinload(Relationship.adult))
        .order_by(Relationship.id)
    ).all()


def _set_going(
    session: Session,
    invitations: Sequence[Invitation],
    review: Review,
    on: date,
    *,
    hold: timedelta,
    house: Services,
    now: datetime,
) -> int:
    """First texts, and tasks for whoever gets none; how many tasks."""
    made = 0
    to_send = [i for i in invitations if i.state is InvitationState.TO_SEND]
    a_person_lets_go = house.council(session).hold_first_texts
    if a_person_lets_go and to_send:
        hold_for_release(session, to_send, now)
    for invitation in invitations:
        if invitation.state is not InvitationState.TO_SEND:
            made += _task_for(session, invitation, review, on, now)
        elif not a_person_lets_go:
            promise_first_text(session, invitation, first_text_at(invitation, now + hold), now)
    return made


def promise_first_text(
    session: Session, invitation: Invitation, due_at: datetime, now: datetime
) -> None:
    """Once an invitation, however often it is asked for."""
    outbox.promise(
        session,
        "invitation.send",
        invitation.public_id,
        unique_key=f"invitation.send:{invitation.public_id.hex}",
        due_at=due_at,
        now=now,
    )


def _new_round(session: Session, review: Review, on: date, now: datetime) -> Round:
    day = review.day or on
    usual, holidays = authority.timetable(session), authority.bank_holidays(session)
    ends = max(on, last_day(day, usual, holidays))
    closes_on = ends if day >= on else add_working_days(on, OVERDUE_ROUND_WORKING_DAYS, holidays)
    held = Round(
        review=review,
        opened_at=now,
        closes_on=closes_on,
        timetable={OPENED_FOR: on.isoformat(), USUAL: asdict(usual)},
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
    menu = any(question.of_the_menu for question in form.questions)
    held.timetable = {**held.timetable, HAS_MENU: menu}  # a new one: a change inside is not stored
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
    """None for those whom no form is for; and one person is asked once, whatever else they are."""
    if related.kind not in INVITED or _is_asked_as_something_else(session, related):
        return None
    plan = plan_adult(session, review.child, related, review, on)
    form = house.library.forms.get(plan.form_key) if plan.form_key else None
    language = related.adult.reading_language
    made, holidays = timetable_of(session, held), authority.bank_holidays(session)
    asked_from = max(on, adults_from(held, made, holidays))
    return _invitation(
        session, held, review.child, related, plan, form, language, asked_from, now=now
    )


def _is_asked_as_something_else(session: Session, related: Relationship) -> bool:
    """A grandmother with parental responsibility who is the carer too has one invitation, as a
    parent; of two other kinds the one that was known first counts."""
    if related.kind in PARENTS:
        return False
    others = session.scalars(
        select(Relationship).where(
            Relationship.child_id == related.child_id,
            Relationship.adult_id == related.adult_id,
            Relationship.id != related.id,
            Relationship.kind.in_(INVITED),
            Relationship.may_be_asked,
            Relationship.ended_on.is_(None),
        )
    )
    return any(one.kind in PARENTS or one.id < related.id for one in others)


def _invitation(
    session: Session,
    held: Round,
    child: Child,
    related: Relationship | None,
    plan: Plan,
    form: Form | None,
    language: str,
    asked_from: date,
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
        asked_from=asked_from,
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
    begin = max(on, invitation.asked_from)
    soon = add_working_days(begin, TASK_WORKING_DAYS, authority.bank_holidays(session))
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


def _ask_for_the_age(session: Session, child: Child, on: date, now: datetime) -> int:
    """Eighteen by a birthday that somebody estimated: a person finds out, and nothing stops."""
    if not is_of_age_by_estimate(child, on):
        return 0
    tasks.make_task(
        session,
        TaskKind.AGE_ESTIMATED,
        about=child.public_id.hex,
        key=child.key,
        owner_role="iro",
        due_on=add_working_days(on, TASK_WORKING_DAYS, authority.bank_holidays(session)),
        child_id=child.id,
        now=now,
    )
    return 1
