"""Which texts of one person are one thought, cut in pieces by them or by their phone.

An answer is read with the texts that go on it. Words that answer nothing are heard with what the
same phone sent in the minutes before. Neither piece says it alone, and whatever is raised names the
last one only; so what must not be done with one piece is done with none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Answer, Channel, Remark, RemarkKind

JUST_BEFORE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, repr=False)
class Thought:
    """What belongs to one text, that text among it. `as_one`: what is read as one with it;
    `heard`: that, and what may have been heard together with it."""

    as_one: Sequence[Answer | Remark]
    heard: Sequence[Answer | Remark]

    @property
    def sources(self) -> Sequence[UUID]:
        return [row.public_id for row in self.heard]


def thought_of(session: Session, row: Answer | Remark) -> Thought:
    """The pieces of the thought of which this is one, in the order in which they came."""
    rows = sorted(_said(session, row), key=_came)
    as_one = [one for one in rows if one is row or _goes_on(one, row)]
    return Thought(as_one, [one for one in rows if one in as_one or may_be_one(one, row)])


def may_be_one(one: Answer | Remark, other: Answer | Remark) -> bool:
    """Whether one was heard in front of the other, or may have been."""
    by_text = one.channel is Channel.SMS and other.channel is Channel.SMS
    answers = isinstance(one, Answer) and isinstance(other, Answer)
    return by_text and not answers and abs(_came(one) - _came(other)) <= JUST_BEFORE


def _goes_on(one: Answer | Remark, other: Answer | Remark) -> bool:
    """Whether both are the answer to one question, or texts that go on it."""
    further = all(isinstance(row, Answer) or row.kind is RemarkKind.MORE for row in (one, other))
    answers = isinstance(one, Answer) and isinstance(other, Answer)
    same = one.question_key == other.question_key and one.question_key is not None
    return further and same and not answers


def _said(session: Session, row: Answer | Remark) -> Sequence[Answer | Remark]:
    """All that this person says to what they were asked: the newest of every answer."""
    theirs = row.invitation_id
    answers = select(Answer).where(Answer.invitation_id == theirs).order_by(Answer.revision)
    remarks = select(Remark).where(Remark.invitation_id == theirs)
    newest = {one.question_key: one for one in session.scalars(answers)}
    said = [*newest.values(), *session.scalars(remarks)]
    others = [one for one in said if one is not row and one.withdrawn_at is None]
    return [row, *others]


def _came(row: Answer | Remark) -> datetime:
    return row.given_at if isinstance(row, Answer) else row.received_at
