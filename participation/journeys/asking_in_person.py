"""People who are asked by a person: a visit, a call, a device that is handed over.

What somebody said is kept as their own words, screened like all words, and counts as sent. A no is
a result with their words and no gap, and is not for good: what they want to say after all is an
answer while their round runs. Nobody who notes it is shown what anybody said, and what they began
on a page themselves stays theirs to send.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations import after_a_no, queries, said_so_far, tasks, unsent
from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Channel,
    Invitation,
    InvitationState,
    RemarkKind,
    Round,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.rules import NotHeard
from participation.care.consultations.service import OPEN_STATES, Circumstances
from participation.care.people import queries as people
from participation.care.people.models import Child, Relationship, Role, StaffMember
from participation.care.people.what_stops import Switch, asking, switched
from participation.care.reviews.models import TO_COME, Review, ReviewState
from participation.guard import links
from participation.guard.audit import Deed, record
from participation.journeys import adding_in_person as adding
from participation.journeys import (
    answering,
    asking_another_time,
    finishing,
    noting_what_was_seen,
)
from participation.journeys.answering import AnswerGiven
from participation.journeys.reading import actor, note_refusal
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.questionnaire.replies import Skip

EVERYBODYS = frozenset(
    {Role.BUSINESS_SUPPORT.value, Role.IRO_MANAGER.value, Role.PARTICIPATION.value}
)
MOST, MOST_OVER = 200, 30
LONGEST_WORDS, LONGEST_NOTE = 20_000, 2_000
PAPERS_COME_FOR = timedelta(days=180)  # after a round; what comes later is scanned into the record


class How(StrEnum):
    VISIT = "visit"
    CALL = "call"
    LETTER = "letter"


class Result(StrEnum):
    TOLD = "told"  # they said what they want to say
    SAID_NO = "said_no"
    NOT_THERE = "not_there"
    LATER = "later"  # they asked for another time


@dataclass(frozen=True, slots=True, repr=False)
class Waits:
    """Somebody who has not answered: before which review, and what a person is to do by when."""

    invitation: Invitation
    review: Review
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """Whom a page names, and how many more there are."""

    people: Sequence[Waits]
    more: int


def waiting(session: Session, staff: StaffMember, now: datetime, *, number: str = "") -> Waiting:
    """Whoever may still answer: first those for whom a person has something to do today, then the
    nearest review.

    Args:
        number: a child's number, which also finds whoever said no; empty means everybody whom
            this member of staff may see.
    """
    day = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)
    due_today = exists().where(
        Task.invitation_id == Invitation.id,
        Task.state == TaskState.OPEN,
        Task.due_on <= london_day(now),
    )
    wanted = (
        _may_answer(staff, now, after_a_no=bool(number))
        .where(Review.state.in_(TO_COME))
        .add_columns(Review)
        .options(joinedload(Invitation.child, innerjoin=True))
        .order_by(due_today.desc(), day, Review.id, Invitation.id)
    )
    if number:
        wanted = wanted.join(Child, Invitation.child_id == Child.id).where(
            Child.external_id == number
        )
    found = session.execute(wanted.limit(MOST)).all()
    rows = [row for row in found if _is_asked(row[0], now)]
    to_do = queries.open_tasks_of(session, [invitation.id for invitation, _review in rows])
    people = [
        Waits(invitation, review, to_do.get(invitation.id, ())) for invitation, review in rows
    ]
    return Waiting(people, _how_many(session, wanted) - MOST if len(found) == MOST else 0)


def over(
    session: Session, staff: StaffMember, now: datetime, *, number: str
) -> Sequence[tuple[Invitation, Review]]:
    """Whoever of this child has sent or whose round is over, the latest review first: a paper may
    still come. It is typed in as more words."""
    wanted = (
        _reached(staff, now)
        .add_columns(Review)
        .join(Child, Invitation.child_id == Child.id)
        .where(Child.external_id == number)
        .options(
            joinedload(Invitation.child, innerjoin=True),
            joinedload(Invitation.round, innerjoin=True).joinedload(Round.review, innerjoin=True),
        )
        .order_by(Round.closes_on.desc(), Invitation.id)
        .limit(MOST_OVER)
    )
    return [(one, review) for one, review in session.execute(wanted) if is_over(one, now)]


def opened(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    action: str,
    now: datetime,
    *,
    afterwards: bool = False,
) -> Invitation | None:
    """One of them; the audit row either way.

    Args:
        afterwards: also somebody who has sent meanwhile, or whose round is over.
    """
    found = session.scalar(
        (_reached(staff, now) if afterwards else _may_answer(staff, now, after_a_no=True))
        .where(Invitation.public_id == public_id)
        .options(
            joinedload(Invitation.child, innerjoin=True),
            joinedload(Invitation.round, innerjoin=True).joinedload(Round.review, innerjoin=True),
            joinedload(Invitation.asked_through).joinedload(Relationship.adult),
        )
    )
    subject = f"invitation:{public_id.hex}"
    if found is None or not (afterwards or _is_asked(found, now)):
        note_refusal(session, staff, action, subject, now)
        return None
    child = found.child.public_id.hex
    record(session, Deed(actor=actor(staff), action=action, subject=subject, child=child), now)
    return found


def is_over(invitation: Invitation, now: datetime) -> bool:
    """Whether they have sent, or nobody asks them any more: what is typed is kept all the same."""
    gone = invitation.round.review.state not in TO_COME
    open_ = after_a_no.may_answer(invitation, london_day(now))
    return gone or not open_ or not _is_asked(invitation, now)


def has_begun(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Whether they have begun by themselves and not sent it; what, is nobody's to see."""
    return not is_over(invitation, now) and unsent.has_draft(session, invitation)


def new_code(invitation: Invitation, house: Services) -> tuple[str, str]:
    """A code and the address with it, which open this person's questions; the code before, say on a
    card that they have, stops."""
    code = house.randomness.code()
    invitation.code_hash = links.hash_of_code(house.ring, code)
    return links.shown_code(code), f"{house.settings.public_url}/c/{code}"


def reference_of(invitation: Invitation) -> str:
    """What stands on this person's paper, so that whoever types it in finds them."""
    return invitation.public_id.hex[:8]


def note_try(
    session: Session,
    staff: StaffMember,
    invitation: Invitation,
    *,
    how: How,
    result: Result,
    words: str,
    seen: str,
    page_key: str,
    house: Services,
    now: datetime,
) -> None:
    """A visit, a call or a letter, and what came of it. Where they had sent meanwhile, or their
    round is over, that stays as it is, and the words are more words of theirs. So they are beside a
    draft of theirs, which nobody sends for them.

    Args:
        words: what the person said, in their own words; kept and screened whatever the result.
        seen: what the member of staff saw. Kept apart from what was said, for the officer alone.
    """
    unsent.hold(session, invitation)
    if result in (Result.TOLD, Result.LATER):
        after_a_no.open_again(invitation, london_day(now))
    is_open = consultations.is_open(invitation, london_day(now))
    beside = is_open and result is Result.TOLD and unsent.has_draft(session, invitation)
    said = AnswerGiven(
        question_key="",
        reply=Skip(""),
        how=Circumstances(Channel.TOLD, invitation.language, page_key=page_key),
        sent=True,
    )
    again = adding.was_kept(session, invitation, words, page_key)
    noted = noting_what_was_seen.note_seen(
        session, staff, invitation, seen, how=how, page_key=page_key, house=house, now=now
    )
    if again and not noted and (beside or not is_open):
        return  # the same page pressed twice
    if is_open and not beside and not again:
        kind = RemarkKind.TOLD
        answering.keep_words(session, invitation, words, kind, said, house=house, now=now)
    elif beside or not is_open:
        adding.add(session, invitation, words, said, house=house, now=now)
    note_attempt(session, staff, invitation, f"{how}_{result}", "", now)
    if not is_open:
        return
    asking_another_time.is_done(session, invitation)
    if result is Result.LATER:
        asking_another_time.promise(session, staff, invitation, house=house, now=now)
    elif result is Result.NOT_THERE:
        asking_another_time.try_again(session, staff, invitation, house=house, now=now)
    if result is Result.SAID_NO:
        invitation.state = InvitationState.DECLINED
        invitation.not_heard_reason = NotHeard.SAID_NO
    elif result is Result.TOLD:
        form = queries.stored_form(session, invitation.form_hash)
        if form is not None and beside:
            newest = said_so_far.newest_answers(session, invitation)
            finishing.ask_alone(session, form, invitation, newest, house=house, now=now)
        elif form is not None:
            finishing.send(session, form, invitation, house=house, now=now)
        elif not beside:
            consultations.finish(invitation, now)
    if result in (Result.SAID_NO, Result.TOLD):
        settle(session, invitation)
        answering.promise_summary(session, invitation, f"in_person:{invitation.public_id.hex}", now)


def tries(session: Session, invitation: Invitation) -> Sequence[Mapping[str, str]]:
    """What was tried with this person so far, by day; codes and no words."""
    found = session.scalars(select(Task).where(Task.invitation_id == invitation.id))
    noted = [one for task in found for one in task.attempts]
    return sorted(noted, key=lambda one: one.get("on", ""))


def _may_answer(staff: StaffMember, now: datetime, *, after_a_no: bool) -> Select[Invitation]:
    """Whoever may still answer.

    Args:
        after_a_no: also whoever said no, and may change their mind.
    """
    states = OPEN_STATES | {InvitationState.DECLINED} if after_a_no else OPEN_STATES
    return _reached(staff, now).where(
        Round.closed_at.is_(None),
        Round.closes_on >= london_day(now),
        Review.state != ReviewState.CANCELLED,
        Invitation.state.in_(states),
        func.coalesce(Invitation.not_heard_reason, "") != NotHeard.RECORDED_DECISION,
    )


def _how_many(session: Session, wanted: Select[Invitation, Review]) -> int:
    every = wanted.with_only_columns(Invitation.id).order_by(None).subquery()
    return session.scalars(select(func.count()).select_from(every)).one()


def _is_asked(invitation: Invitation, now: datetime) -> bool:
    """Not once care has ended, or all contact was stopped (R16)."""
    part = asking(invitation.role)
    return switched(invitation.child, part, london_day(now)) is not Switch.STOPPED


def _reached(staff: StaffMember, now: datetime) -> Select[Invitation]:
    """Whoever was asked before a review, of the children whom this member of staff asks."""
    today = london_day(now)
    wanted = (
        select(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(
            queries.is_before(),
            Round.closes_on >= today - PAPERS_COME_FOR,
            Invitation.form_hash.is_not(None),
        )
    )
    if EVERYBODYS.isdisjoint(staff.roles):
        own = people.children_open_to(staff.id, today, assigned_as=people.OFFICERS)
        return wanted.where(Invitation.child_id.in_(own))
    return wanted.where(Invitation.child_id.not_in(people.children_barred_to(staff.id)))


def note_attempt(
    session: Session,
    staff: StaffMember,
    invitation: Invitation,
    what: str,
    note: str,
    now: datetime,
) -> None:
    """One dated line among the attempts, on a task that is nobody's to do."""
    today = london_day(now).isoformat()
    about = invitation.public_id.hex
    row = session.scalar(select(Task).where(Task.kind == TaskKind.IN_PERSON, Task.about == about))
    if row is None:
        row = Task(
            key=invitation.child.key,
            kind=TaskKind.IN_PERSON,
            about=about,
            child_id=invitation.child_id,
            invitation_id=invitation.id,
            owner_id=staff.id,
            owner_role=Role.PARTICIPATION.value,
            due_on=london_day(now),
            state=TaskState.DONE,
            attempts=[],
            made_at=now,
        )
        session.add(row)
    row.attempts = [*row.attempts, {"on": today, "what": what}]
    if note:
        row.note = f"{row.note}\n\n{today}: {note}" if row.note else f"{today}: {note}"


def settle(session: Session, invitation: Invitation) -> None:
    """They were heard by a person: nobody is to find another way any more, nor to ring them."""
    tasks.asking_is_over(session, [invitation])
    found = select(Task).where(
        Task.invitation_id == invitation.id,
        Task.state == TaskState.OPEN,
        Task.kind == TaskKind.CALL,
    )
    for task in session.scalars(found):
        task.state = TaskState.DONE
