"""People who are asked by a person: a visit, a call, a device that is handed over.

What somebody said is kept as their own words, screened like all words, and counts as sent. A no is
a result with their words and no gap, and is not for good: what they want to say after all is an
answer while their round runs. Nobody who notes it is shown what anybody said, and what they began
on a page themselves stays theirs to send.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import after_a_no, queries, said_so_far, tasks, unsent
from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Channel,
    Invitation,
    InvitationState,
    RemarkKind,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.rules import NotHeard
from participation.care.consultations.service import Circumstances
from participation.care.people.models import Role, StaffMember
from participation.guard import links
from participation.journeys import adding_in_person as adding
from participation.journeys import (
    answering,
    asking_another_time,
    finishing,
    noted_already,
    noting_what_was_seen,
)
from participation.journeys.answering import AnswerGiven
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.questionnaire.replies import Skip

LONGEST_WORDS, LONGEST_NOTE = 20_000, 2_000


class How(StrEnum):
    VISIT = "visit"
    CALL = "call"
    LETTER = "letter"


class Result(StrEnum):
    TOLD = "told"  # they said what they want to say
    SAID_NO = "said_no"
    NOT_THERE = "not_there"
    LATER = "later"  # they asked for another time


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
) -> bool:
    """A visit, a call or a letter, and what came of it. Where they had sent meanwhile, or their
    round is over, that stays as it is, and the words are more words of theirs. So they are beside a
    draft of theirs, which nobody sends for them.

    Returns:
        Whether anything of it was new: the same, noted twice on one day, is there once.

    Args:
        words: what the person said, in their own words; kept and screened whatever the result.
        seen: what the member of staff saw. Kept apart from what was said, for the officer alone.
    """
    unsent.hold(session, invitation)
    left_out = asking_another_time.is_left_out(session, invitation, now)
    was_open = consultations.is_open(invitation, london_day(now))
    if result is Result.TOLD or (result is Result.LATER and not left_out):
        after_a_no.open_again(invitation, london_day(now))
    is_open = consultations.is_open(invitation, london_day(now))
    beside = is_open and result is Result.TOLD and unsent.has_draft(session, invitation)
    mark = noted_already.mark_of(staff, invitation, how, result, ring=house.ring, now=now)
    said = AnswerGiven(
        question_key="",
        reply=Skip(""),
        how=Circumstances(Channel.TOLD, invitation.language, page_key=mark),
        sent=True,
    )
    again = adding.was_kept(session, invitation, words, mark)
    noted = noting_what_was_seen.note_seen(
        session, staff, invitation, seen, how=how, page_key=mark, house=house, now=now
    )
    nothing_new = not noted and (again or (not words.strip() and bool(seen.strip())))
    waits_as_before = was_open and result in (Result.LATER, Result.NOT_THERE)
    if nothing_new and (beside or not is_open or waits_as_before):
        return False
    if is_open and not beside and not again:
        kind = RemarkKind.TOLD
        answering.keep_words(session, invitation, words, kind, said, house=house, now=now)
    elif beside or not is_open:
        adding.add(session, invitation, words, said, house=house, now=now)
    note_attempt(session, staff, invitation, f"{how}_{result}", "", now)
    if not is_open:
        return True
    asking_another_time.is_done(session, invitation)
    match result:
        case Result.LATER:
            asking_another_time.promise(session, staff, invitation, house=house, now=now)
            return True
        case Result.NOT_THERE:
            asking_another_time.try_again(session, staff, invitation, house=house, now=now)
            return True
        case Result.SAID_NO:
            invitation.state = InvitationState.DECLINED
            if not left_out:
                invitation.not_heard_reason = NotHeard.SAID_NO
        case Result.TOLD:
            _told(session, invitation, beside=beside, house=house, now=now)
    settle(session, invitation)
    answering.promise_summary(session, invitation, f"in_person:{invitation.public_id.hex}", now)
    return True


def _told(
    session: Session, invitation: Invitation, *, beside: bool, house: Services, now: datetime
) -> None:
    """They have said what they want to say: it is sent, but not what they began themselves."""
    form = queries.stored_form(session, invitation.form_hash)
    if form is not None and beside:
        newest = said_so_far.newest_answers(session, invitation)
        finishing.ask_alone(session, form, invitation, newest, house=house, now=now)
    elif form is not None:
        finishing.send(session, form, invitation, house=house, now=now)
    elif not beside:
        consultations.finish(invitation, now)


def tries(session: Session, invitation: Invitation) -> Sequence[Mapping[str, str]]:
    """What was tried with this person so far, by day; codes and no words."""
    found = session.scalars(select(Task).where(Task.invitation_id == invitation.id))
    noted = [one for task in found for one in task.attempts]
    return sorted(noted, key=lambda one: one.get("on", ""))


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
