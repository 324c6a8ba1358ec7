"""Words that a member of staff has typed for somebody who had sent already, whose round is over, or
who began on a page and has not sent it.

While they typed, the person may have pressed Send on their own phone. What was said is kept all the
same, screened like all words and put in a new summary; it changes no answer and no state, and what
they began stays a draft that is theirs to send (R3).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Remark,
    RemarkKind,
)
from participation.journeys import answering
from participation.journeys.answering import AnswerGiven
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.questionnaire.definition import Question, Sharing


def add(
    session: Session,
    invitation: Invitation,
    words: str,
    said: AnswerGiven,
    question: Question | None = None,
    *,
    house: Services,
    now: datetime,
) -> bool:
    """Whether they are kept; not without words, nor where the same was noted before."""
    narrowed = bool(said.only_officer)
    if was_kept(session, invitation, words, said.how.page_key, only_officer=narrowed):
        return False
    kind = RemarkKind.LATE
    if invitation.state is InvitationState.FINISHED:
        kind = RemarkKind.ADDED
    elif consultations.is_open(invitation, london_day(now)):
        kind = RemarkKind.BESIDE
    kept = answering.keep_words(
        session, invitation, words, kind, said, house=house, now=now, question=question
    )
    return kept is not None


def was_kept(
    session: Session,
    invitation: Invitation,
    words: str,
    mark: str | None,
    *,
    only_officer: bool = False,
) -> bool:
    """Whether these very words were noted already under this mark (`noted_already`). Whoever goes
    back and writes something else, or ticks that it is for the officer alone, says something else.
    """
    rows = select(Remark).where(Remark.invitation_id == invitation.id, Remark.page_key == mark)
    return any(
        row.words == words
        and row.withdrawn_at is None
        and (not only_officer or row.sharing is Sharing.ONLY_OFFICER)
        for row in session.scalars(rows)
    )
