"""People who are asked by a person: a visit, a call, a device that is handed over, a paper.

What somebody said is kept as their own words, screened like all words, and counts as sent. A no is
a result with their words and no gap. Nobody who notes it is shown what anybody said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations import observing, queries, said_so_far
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
from participation.care.reviews.models import Review
from participation.guard import links
from participation.guard.audit import Deed, record
from participation.journeys import answering
from participation.journeys.answering import AnswerGiven
from participation.journeys.reading import actor, note_refusal
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.questionnaire import engine
from participation.questionnaire.definition import Company, Form, Question
from participation.questionnaire.engine import Accepted, Problem
from participation.questionnaire.replies import Filled, Reply, Skip

EVERYBODYS = frozenset(
    {Role.BUSINESS_SUPPORT.value, Role.IRO_MANAGER.value, Role.PARTICIPATION.value}
)
MOST = 200
ON_PAPER = "paper"
LONGEST_WORDS, LONGEST_NOTE, LONGEST_REFERENCE = 20_000, 2_000, 60


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
class Paper:
    """What stood on a paper, as somebody typed it. Replies by the key of their question."""

    replies: Mapping[str, Reply]
    language: str
    company: Company | None
    reference: str
    page_key: str
    only_officer: frozenset[str] = frozenset()  # keys of what they ticked to be for the officer
    seen: str = ""  # by whoever types it in: what was drawn, how it is written


def waiting(
    session: Session, staff: StaffMember, now: datetime, *, number: str = ""
) -> Sequence[Waits]:
    """Whoever may still answer, the nearest review first.

    Args:
        number: a child's number; empty means everybody whom this member of staff may see.
    """
    day = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)
    wanted = (
        _open(staff, now)
        .add_columns(Review)
        .options(joinedload(Invitation.child, innerjoin=True))
        .order_by(day, Review.id, Invitation.id)
        .limit(MOST)
    )
    if number:
        wanted = wanted.join(Child, Invitation.child_id == Child.id).where(
            Child.external_id == number
        )
    rows = session.execute(wanted).all()
    tasks = queries.open_tasks_of(session, [invitation.id for invitation, _review in rows])
    return [Waits(invitation, review, tasks.get(invitation.id, ())) for invitation, review in rows]


def opened(
    session: Session, staff: StaffMember, public_id: UUID, action: str, now: datetime
) -> Invitation | None:
    """One of them; the audit row either way."""
    found = session.scalar(
        _open(staff, now)
        .where(Invitation.public_id == public_id)
        .options(
            joinedload(Invitation.child, innerjoin=True),
            joinedload(Invitation.round, innerjoin=True).joinedload(Round.review, innerjoin=True),
            joinedload(Invitation.asked_through).joinedload(Relationship.adult),
        )
    )
    subject = f"invitation:{public_id.hex}"
    if found is None:
        note_refusal(session, staff, action, subject, now)
        return None
    child = found.child.public_id.hex
    record(session, Deed(actor=actor(staff), action=action, subject=subject, child=child), now)
    return found


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
    house: Services,
    now: datetime,
) -> None:
    """A visit, a call or a letter, and what came of it.

    Args:
        words: what the person said, in their own words; kept and screened whatever the result.
        seen: what the member of staff saw. Kept apart from what was said, for the officer alone.
    """
    _keep_told(session, invitation, words, house=house, now=now)
    _note(session, staff, invitation, f"{how}_{result}", "", now)
    observing.note_seen(session, invitation, seen, how=how, by_id=staff.id, now=now)
    if result is Result.SAID_NO:
        invitation.state = InvitationState.DECLINED
        invitation.not_heard_reason = NotHeard.SAID_NO
    elif result is Result.TOLD:
        form = queries.stored_form(session, invitation.form_hash)
        if form is not None:
            answering.send(session, form, invitation, house=house, now=now)
        else:
            consultations.finish(invitation, now)
    if result in (Result.SAID_NO, Result.TOLD):
        _settle(session, invitation)
        answering.promise_summary(session, invitation, f"in_person:{invitation.public_id.hex}", now)


def problems(
    form: Form, invitation: Invitation, paper: Paper, house: Services
) -> dict[str, Problem]:
    """What of it cannot be an answer, by the key of the question; nothing is kept yet."""
    words = house.library.words(invitation.language)
    found = {}
    for question in form.questions:
        reply = paper.replies.get(question.key)
        if reply is None:
            continue
        taken = engine.take(question, reply, words)
        if isinstance(taken, Problem):
            found[question.key] = taken
    return found


def take_paper(
    session: Session,
    staff: StaffMember,
    form: Form,
    invitation: Invitation,
    paper: Paper,
    *,
    house: Services,
    now: datetime,
) -> int:
    """Keep what stood on the paper as this person's answers, and send it for them. What they left
    empty was left out; where they had answered on a page before, that stays.

    Returns:
        how many questions have an answer from the paper.
    """
    if paper.company is not None:
        invitation.company = paper.company.value
    before = said_so_far.given(said_so_far.newest_answers(session, invitation))
    context = answering.context_of(invitation)
    kept, given = 0, dict(before)
    for place, question in enumerate(form.questions):
        reply = paper.replies.get(question.key)
        on_route = engine.may_answer(form, given, question.key, context) is not None
        if reply is None and (question.key in before or not on_route):
            continue
        said = AnswerGiven(
            question_key=question.key,
            reply=reply if reply is not None else Skip(""),
            how=Circumstances(
                Channel.PAPER, paper.language, page_key=f"{paper.page_key}{place:02}"
            ),
            sent=True,
            only_officer=True if question.key in paper.only_officer else None,
        )
        if not on_route:  # a paper cannot say which questions follow: what is said there is kept
            words = _off_the_route(question, reply)
            kind = RemarkKind.REFUSED
            answering.keep_words(session, invitation, words, kind, said, house=house, now=now)
            continue
        outcome = answering.take_answer(session, form, invitation, said, house=house, now=now)
        if isinstance(outcome, Accepted):
            given = outcome.answers
            kept += reply is not None
    answering.send(session, form, invitation, house=house, now=now)
    _note(session, staff, invitation, "paper_typed", f"scan {paper.reference}", now)
    observing.note_seen(session, invitation, paper.seen, how=ON_PAPER, by_id=staff.id, now=now)
    _settle(session, invitation)
    return kept


def tries(session: Session, invitation: Invitation) -> Sequence[Mapping[str, str]]:
    """What was tried with this person so far, by day; codes and no words."""
    found = session.scalars(select(Task).where(Task.invitation_id == invitation.id))
    noted = [one for task in found for one in task.attempts]
    return sorted(noted, key=lambda one: one.get("on", ""))


def _open(staff: StaffMember, now: datetime) -> Select[Invitation]:
    today = london_day(now)
    wanted = (
        select(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(
            Round.closed_at.is_(None),
            Round.closes_on >= today,
            queries.is_before(),
            Invitation.state.in_(OPEN_STATES),
            Invitation.form_hash.is_not(None),
            func.coalesce(Invitation.not_heard_reason, "") != NotHeard.RECORDED_DECISION,
        )
    )
    if EVERYBODYS.isdisjoint(staff.roles):
        own = people.children_open_to(staff.id, today, assigned_as=people.OFFICERS)
        return wanted.where(Invitation.child_id.in_(own))
    return wanted.where(Invitation.child_id.not_in(people.children_barred_to(staff.id)))


def _keep_told(
    session: Session, invitation: Invitation, words: str, *, house: Services, now: datetime
) -> None:
    said = AnswerGiven(
        question_key="",
        reply=Skip(""),
        how=Circumstances(Channel.TOLD, invitation.language),
        sent=True,
    )
    answering.keep_words(session, invitation, words, RemarkKind.TOLD, said, house=house, now=now)


def _off_the_route(question: Question, reply: Reply | None) -> str:
    """What was ticked, as the paper words it, and what was written."""
    if reply is None:
        return ""
    values = reply.values if isinstance(reply, Filled) else ()
    found = [question.choice(value) for value in values]
    ticked = [choice.label for choice in found if choice is not None]
    return "\n".join(line for line in (", ".join(ticked), answering.words_of(reply)) if line)


def _note(
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


def _settle(session: Session, invitation: Invitation) -> None:
    """They were heard: nobody is to find another way any more."""
    found = select(Task).where(
        Task.invitation_id == invitation.id,
        Task.state == TaskState.OPEN,
        Task.kind.in_((TaskKind.NO_SAFE_WAY, TaskKind.CARD, TaskKind.CALL)),
    )
    for task in session.scalars(found):
        task.state = TaskState.DONE
