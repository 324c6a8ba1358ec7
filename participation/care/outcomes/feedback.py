"""How reviews were for people, counted by questionnaire, quarter, question and answer; no words.

A quarter is told once it is over, every round of it has closed and none can begin any more: whoever
looks twice sees the same numbers, and none that changes on the day on which one person's are added.
Where few have answered nothing is shown, and a small number never stands alone: with the others and
the sum it could be found out. Nobody's answers are shown by themselves.

What is left: a child who is forgotten is counted no more, and neither is an answer that a person
found to be somebody else's; whoever saw that quarter before and after could tell. With the twelve
months after care that are usual, the quarters of a forgotten child are on no page any more. A
council that keeps less, or corrects the day of a review, should know it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from participation.care.consultations.models import Answer, Invitation, InvitationState, Round
from participation.care.reviews.models import Review
from participation.questionnaire.definition import AnswerState, Occasion

FEWEST = 5  # people: fewer are nobody's business
SMALL = 3  # a smaller number is not told, nor are others with which it would be
# After a quarter's last day nobody is asked any more about a review of it: ten working days after a
# review it is let be (journeys/asking_afterwards.py), over Christmas too.
SETTLED_AFTER = timedelta(days=28)
_MONTHS = 3
_A_YEAR = 12


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of the year in which reviews were held."""

    year: int
    number: int  # 1 to 4

    @property
    def first_day(self) -> date:
        return date(self.year, self.number * _MONTHS - 2, 1)

    @property
    def next(self) -> Quarter:
        over_the_year, number = divmod(self.number, _A_YEAR // _MONTHS)
        return Quarter(self.year + over_the_year, number + 1)

    def is_settled(self, today: date) -> bool:
        """Whether it is over, and for so long that no round about a review of it begins."""
        return today >= self.next.first_day + SETTLED_AFTER


@dataclass(slots=True)
class Group:
    """Those who were asked with one questionnaire about reviews of one quarter.

    `counts`: by question and value, how many chose it; of those who sent it.
    """

    asked: int = 0
    answered: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


Groups = Mapping[tuple[str, Quarter], Group]


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + _MONTHS - 1) // _MONTHS)


def quarters_until(today: date, how_many: int) -> Sequence[Quarter]:
    """The last quarters, the one of that day first."""
    newest = quarter_of(today)
    months = newest.year * _A_YEAR + newest.first_day.month - 1
    earlier = (divmod(months - _MONTHS * back, _A_YEAR) for back in range(how_many))
    return [Quarter(year, month // _MONTHS + 1) for year, month in earlier]


def told(counts: Mapping[str, int]) -> Mapping[str, int | None] | None:
    """What may be told of the answers to one question: None for a number that is too small, or
    that would tell one; nothing at all where few answered it. What is hidden is five at least."""
    if sum(counts.values()) < FEWEST:
        return None
    hidden = {value for value, number in counts.items() if 0 < number < SMALL}
    if hidden:  # whoever knows the sum and the others must not find them out
        rest = sorted((n, value) for value, n in counts.items() if n and value not in hidden)
        while rest and sum(counts[value] for value in hidden) < FEWEST:
            hidden.add(rest.pop(0)[1])
    return {value: None if value in hidden else number for value, number in counts.items()}


def grouped(session: Session, since: date, never: Select[int], *, today: date) -> Groups:
    """Everybody who was asked how a review was, in the quarters since that may be told.
    Three statements.

    Args:
        never: keys of the children that this reader must never see, not as one of a number either.
    """
    asked_still = {
        quarter_of(day)
        for day in session.scalars(
            select(Review.held_on)
            .join(Round, Round.review_id == Review.id)
            .where(
                Round.occasion == Occasion.AFTER,
                Round.closed_at.is_(None),
                Review.held_on >= since,
            )
        )
        if day is not None
    }
    rows = session.execute(
        select(Invitation.id, Invitation.form_key, Invitation.state, Review.held_on)
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(
            Round.occasion == Occasion.AFTER,
            Review.held_on >= since,
            Invitation.sent_at.is_not(None),
            Invitation.child_id.not_in(never),
        )
    ).all()
    found: dict[tuple[str, Quarter], Group] = defaultdict(Group)
    of: dict[int, Group] = {}
    for key, form, state, held_on in rows:
        if held_on is None:  # the statement asks for a day
            continue
        quarter = quarter_of(held_on)
        if quarter in asked_still or not quarter.is_settled(today):
            continue
        group = found[form or "", quarter]
        group.asked += 1
        if state is InvitationState.FINISHED:
            group.answered += 1
            of[key] = group
    for answer in _newest_answers(session, since):
        if answer.invitation_id in of and answer.state is AnswerState.ANSWERED:
            of[answer.invitation_id].counts[answer.question_key].update(answer.value or ())
    return found


def _newest_answers(session: Session, since: date) -> Sequence[Answer]:
    later = aliased(Answer)
    newest = (
        select(func.max(later.revision))
        .where(
            later.invitation_id == Answer.invitation_id,
            later.question_key == Answer.question_key,
            later.withdrawn_at.is_(None),
        )
        .correlate(Answer)
        .scalar_subquery()
    )
    return session.scalars(
        select(Answer)
        .join(Invitation, Answer.invitation_id == Invitation.id)
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(
            Round.occasion == Occasion.AFTER,
            Review.held_on >= since,
            Invitation.state == InvitationState.FINISHED,
            Answer.revision == newest,
        )
    ).all()
