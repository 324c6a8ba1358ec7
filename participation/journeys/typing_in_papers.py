"""A paper is typed in by a member of staff, as the own answers of whoever wrote it.

It may come when they have sent already, even a moment ago on their own phone, when the round is
over, or when they have begun on a page and not sent it. Then nothing that they answered is touched:
what stands on it is kept as more words, or as late ones, and counts as sent; what they began stays
theirs to send. Nobody who types is shown what anybody said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.consultations import after_a_no, said_so_far, unsent
from participation.care.consultations import service as consultations
from participation.care.consultations.models import Channel, Invitation, RemarkKind
from participation.care.consultations.service import Circumstances
from participation.care.people.models import StaffMember
from participation.journeys import adding_in_person as adding
from participation.journeys import answering, finishing, noted_already, noting_what_was_seen
from participation.journeys import asking_in_person as asking
from participation.journeys.answering import AnswerGiven
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.questionnaire import engine
from participation.questionnaire.definition import Company, Form, Question, Sharing
from participation.questionnaire.engine import Accepted, Problem
from participation.questionnaire.replies import Decline, DontKnow, Filled, Reply, Skip

ON_PAPER = "paper"
LONGEST_REFERENCE = 60
_PASSED: Mapping[type, str] = {
    Decline: "I do not want to answer",
    DontKnow: "I don’t know",
}


@dataclass(frozen=True, slots=True, repr=False)
class Paper:
    """What stood on a paper, as somebody typed it. Replies by the key of their question."""

    replies: Mapping[str, Reply]
    language: str
    company: Company | None
    reference: str
    only_officer: frozenset[str] = frozenset()  # keys of what they ticked to be for the officer
    seen: str = ""  # by whoever types it in: what was drawn, how it is written


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
) -> bool:
    """Keep what stood on the paper as this person's answers, and send it for them. What they left
    empty was left out; where they had answered by text before, that stays. Beside a draft of their
    own it is kept as words, and nothing is sent for them.

    Returns:
        Whether anything of it was new: the same paper, typed in twice on one day, is there once.
    """
    mark = noted_already.mark_of(
        *(staff, invitation, ON_PAPER, paper.reference), ring=house.ring, now=now
    )
    unsent.hold(session, invitation)
    noted = noting_what_was_seen.note_seen(
        session,
        staff,
        invitation,
        paper.seen,
        how=ON_PAPER,
        page_key=mark,
        house=house,
        now=now,
    )
    after_a_no.open_again(invitation, london_day(now))
    is_open = consultations.is_open(invitation, london_day(now))
    if is_open and not unsent.has_draft(session, invitation):
        _take_answers(session, form, invitation, paper, mark, house=house, now=now)
        finishing.send(session, form, invitation, house=house, now=now)
        asking.settle(session, invitation)
    elif not _add_words(session, form, invitation, paper, mark, house=house, now=now) and not noted:
        return False
    elif is_open:
        newest = said_so_far.newest_answers(session, invitation)
        finishing.ask_alone(session, form, invitation, newest, house=house, now=now)
        asking.settle(session, invitation)
    what = f"scan {paper.reference}"
    asking.note_attempt(session, staff, invitation, "paper_typed", what, now)
    return True


def _take_answers(
    session: Session,
    form: Form,
    invitation: Invitation,
    paper: Paper,
    mark: str,
    *,
    house: Services,
    now: datetime,
) -> None:
    if paper.company is not None:
        invitation.company = paper.company.value
    before = said_so_far.given(said_so_far.newest_answers(session, invitation))
    context = answering.context_of(invitation)
    given = dict(before)
    for place, question in enumerate(form.questions):
        reply = paper.replies.get(question.key)
        on_route = engine.may_answer(form, given, question.key, context) is not None
        if reply is None and (question.key in before or not on_route):
            continue
        said = _said(paper, mark, question, place, reply if reply is not None else Skip(""))
        if not on_route:  # a paper cannot say which questions follow: what is said there is kept
            words = _in_words(question, said.reply)
            answering.keep_words(
                *(session, invitation, words, RemarkKind.REFUSED, said),
                house=house,
                now=now,
                question=question,
            )
            continue
        outcome = answering.take_answer(session, form, invitation, said, house=house, now=now)
        if isinstance(outcome, Accepted):
            given = outcome.answers


def _add_words(
    session: Session,
    form: Form,
    invitation: Invitation,
    paper: Paper,
    mark: str,
    *,
    house: Services,
    now: datetime,
) -> int:
    """How many questions have words from it that were not there yet."""
    added = 0
    matching = house.library.words(invitation.language)
    answers = {row.page_key: row for row in said_so_far.revisions(session, invitation)}
    for place, question in enumerate(form.questions):
        reply = paper.replies.get(question.key)
        if reply is None:
            continue
        said = _said(paper, mark, question, place, reply)
        row = answers.get(said.how.page_key)
        if (
            row is not None
            and said_so_far.as_given(row) == engine.take(question, reply, matching)
            and (not said.only_officer or row.sharing is Sharing.ONLY_OFFICER)
        ):
            continue
        words = _in_words(question, reply)
        added += adding.add(session, invitation, words, said, question, house=house, now=now)
    return added


def _said(paper: Paper, mark: str, question: Question, place: int, reply: Reply) -> AnswerGiven:
    return AnswerGiven(
        question_key=question.key,
        reply=reply,
        how=Circumstances(Channel.PAPER, paper.language, page_key=f"{mark}{place:02}"),
        sent=True,
        only_officer=True if question.key in paper.only_officer else None,
    )


def _in_words(question: Question, reply: Reply) -> str:
    """What was ticked, as the paper words it, or the number that was written, and the words."""
    values = reply.values if isinstance(reply, Filled) else ()
    found = [(value, question.choice(value)) for value in values]
    ticked = [choice.label if choice is not None else value for value, choice in found]
    lines = (", ".join(ticked), _PASSED.get(type(reply), ""), answering.words_of(reply))
    return "\n".join(line for line in lines if line)
