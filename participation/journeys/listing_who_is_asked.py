"""Who is to be asked before a review, as the social worker and the officer see it (R7).

Last round's people with what is recorded beside each, the child's own wishes, and what is left to
decide. Nobody who was not asked is carried on silently: each such decision runs out at its review,
and is taken again, with basis, decider and date, or ends.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import asking_queries as asking
from participation.care.consultations import queries as rounds
from participation.care.consultations.asking_models import AskingCheck, AskingDecision
from participation.care.consultations.asking_rules import (
    PARENTS_KNOWN,
    PEOPLE_DECIDE,
    TO_LOOK_WORKING_DAYS,
)
from participation.care.consultations.models import Invitation, Round
from participation.care.consultations.rules import INVITED, PARENTS, NotHeard
from participation.care.outcomes.earlier import earlier_reviews
from participation.care.people import queries as people
from participation.care.people.models import AssignedAs, Child, Relationship, Role, StaffMember
from participation.care.people.rules import (
    AskingFacts,
    NotAsked,
    WhyNotAsked,
    leaves_open_who_died,
    may_be_asked,
)
from participation.care.people.what_stops import Part, Switch, switched
from participation.care.reviews.models import TO_COME, Review
from participation.care.reviews.windows import round_opens
from participation.care.summaries.content import Content, Readers
from participation.care.summaries.reading_facts import facts_of
from participation.care.summaries.rules import compose
from participation.guard.audit import Deed, record
from participation.journeys.planning import Plan, plan_adult
from participation.journeys.reading import actor, note_refusal
from participation.kernel.clock import london_day
from participation.kernel.working_days import last_day_within


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One adult around the child, and how they stand before this review.

    `plan`: how they would be asked today. `decision`: what was decided here for this review;
    `before`: for an earlier one, which has run out. `last`: how far they were last time.
    """

    related: Relationship
    plan: Plan
    asked: Invitation | None
    last: Invitation | None
    decision: AskingDecision | None
    before: AskingDecision | None

    @property
    def is_asked_here(self) -> bool:
        """By this service; everybody else is asked by people."""
        return self.related.kind in INVITED

    @property
    def has_died(self) -> bool:
        allowed = may_be_asked(
            AskingFacts(
                may_be_asked=self.related.may_be_asked,
                reason=self.related.not_asked_reason,
                until=None,
            ),
            date.min,
        )
        return isinstance(allowed, NotAsked) and allowed.reason is WhyNotAsked.DIED

    @property
    def people_decide(self) -> bool:
        """Whether a text may go only where the social worker and the officer decide so (R13)."""
        return self.plan.why_not in PEOPLE_DECIDE or self.is_after_words_of_a_death

    @property
    def is_after_words_of_a_death(self) -> bool:
        """The case system's no has run out and spoke of a death: theirs, or somebody else's (R16).
        Whoever knows says which."""
        ran_out = self.plan.why_not is NotHeard.DECISION_RAN_OUT and not self.related.may_be_asked
        return ran_out and leaves_open_who_died(self.related.not_asked_reason)

    @property
    def to_decide(self) -> bool:
        """Left out by the case system alone, or by a decision that has run out: basis, decider,
        date and the officer's agreement have to stand for this review (R7)."""
        if self.decision is not None or self.has_died:
            return False
        return self.plan.why_not in (NotHeard.RECORDED_DECISION, NotHeard.DECISION_RAN_OUT)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class PeopleOf:
    """Everybody around one child before one review. `held`: its round, once it is open."""

    review: Review
    held: Round | None
    opens_on: date | None
    people: Sequence[Person]
    parents: int
    check: tuple[AskingCheck, StaffMember] | None
    wishes: Content | None
    is_officer: bool
    is_over: bool

    def person(self, public_id: str) -> Person | None:
        return next((one for one in self.people if str(one.related.public_id) == public_id), None)

    @property
    def asks_for_parents(self) -> bool:
        """Fewer than two parents are known: whoever knows the child says whether that is so."""
        return self.parents < PARENTS_KNOWN


@dataclass(frozen=True, slots=True, repr=False)
class Coming:
    """One review on the list of a social worker, or an officer."""

    review: Review
    opens_on: date | None
    is_open: bool
    check: tuple[AskingCheck, StaffMember] | None


def own_children(staff: StaffMember, today: date) -> Select[int]:
    """Children whose social worker they are, or whose officer."""
    ways: list[AssignedAs] = []
    if Role.SOCIAL_WORKER in staff.roles:
        ways.append(AssignedAs.SOCIAL_WORKER)
    if Role.IRO in staff.roles:
        ways += people.OFFICERS
    return people.children_open_to(staff.id, today, assigned_as=ways)


def officers_children(staff: StaffMember, today: date) -> Select[int]:
    ways = people.OFFICERS if Role.IRO in staff.roles else ()
    return people.children_open_to(staff.id, today, assigned_as=ways)


def list_coming(session: Session, staff: StaffMember, now: datetime) -> Sequence[Coming]:
    """My children whose round is coming or open, the nearest review first."""
    today, holidays = london_day(now), authority.bank_holidays(session)
    before = authority.timetable(session).opens_before
    last = last_day_within(today, before + TO_LOOK_WORKING_DAYS, holidays)
    found = asking.coming(session, own_children(staff, today), today, last)
    found = [one for one in found if _is_asked(one.child, today)]
    keys = [one.id for one in found]
    checked = asking.checks(session, keys)
    opened = rounds.opened_of(session, keys)
    return [
        Coming(one, _opens_on(one, holidays, before), one.id in opened, checked.get(one.id))
        for one in found
    ]


def list_to_agree(session: Session, staff: StaffMember, now: datetime) -> Sequence[AskingDecision]:
    """What waits for this officer's agreement."""
    return asking.to_agree(session, officers_children(staff, london_day(now)))


def people_of(
    session: Session, staff: StaffMember, review_id: str, now: datetime, *, action: str
) -> PeopleOf | None:
    """Everybody around the child, once it is in the log that this reader looks; None where they
    may not, which is in the log as well."""
    today = london_day(now)
    review = asking.review_of(session, review_id, own_children(staff, today))
    if review is None:
        note_refusal(session, staff, action, "review:unknown", now)
        return None
    record(
        session,
        Deed(
            actor=actor(staff),
            action=action,
            subject=f"review:{review.public_id.hex}",
            child=review.child.public_id.hex,
        ),
        now,
    )
    holidays = authority.bank_holidays(session)
    held, last = rounds.round_of(session, review.id), asking.last_round(session, review)
    asked = asking.asked_in(session, [one.id for one in (held, last) if one is not None])
    decided = asking.decisions(session, review.child_id)
    related = asking.around(session, review.child_id)
    found = [_person(session, one, review, held, last, asked, decided, today) for one in related]
    found.sort(key=lambda one: (one.last is None, one.related.kind not in PARENTS))
    is_officer = _holds(session, officers_children(staff, today), review.child_id)
    return PeopleOf(
        review=review,
        held=held,
        opens_on=_opens_on(review, holidays, authority.timetable(session).opens_before),
        people=found,
        parents=len({one.adult_id for one in related if one.kind in PARENTS}),
        check=asking.checks(session, [review.id]).get(review.id),
        wishes=_wishes(session, held, last, is_officer=is_officer),
        is_officer=is_officer,
        is_over=_is_over(review, held, today),
    )


def _person(
    session: Session,
    related: Relationship,
    review: Review,
    held: Round | None,
    last: Round | None,
    asked: Mapping[tuple[int, str], Invitation],
    decided: Sequence[AskingDecision],
    today: date,
) -> Person:
    theirs = [one for one in decided if one.relationship_id == related.id]
    who = related.public_id.hex
    return Person(
        related=related,
        plan=plan_adult(session, review.child, related, review, today),
        asked=asked.get((held.id, who)) if held is not None else None,
        last=asked.get((last.id, who)) if last is not None else None,
        decision=next((one for one in theirs if one.review_id == review.id), None),
        before=next((one for one in theirs if one.review_id != review.id), None),
    )


def _wishes(
    session: Session, held: Round | None, last: Round | None, *, is_officer: bool
) -> Content | None:
    """What the child said they wish for the review, as far as this reader may see it: before this
    one, else before the last. Put together at this moment, for a child may have narrowed or taken
    back words since a version was kept; and kept as none, for this look tells the officer nothing.
    """
    readers = Readers.OFFICER if is_officer else Readers.SHARED
    for one in (held, last):
        if one is None:
            continue
        facts = facts_of(session, one.review, one, earlier_reviews(session, one.review))
        content = compose(facts, readers)
        if any(voice.role == "child" and voice.answers for voice in content.voices):
            return content
    return None


def _opens_on(review: Review, holidays: Container[date], before: int) -> date | None:
    if review.day is None:
        return None
    since = review.child.looked_after_since
    return round_opens(review.day, review.kind, since, holidays, before)


def _is_over(review: Review, held: Round | None, today: date) -> bool:
    to_come = review.state in TO_COME
    closed = held is not None and held.closed_at is not None
    return closed or not to_come or not _is_asked(review.child, today)


def _is_asked(child: Child, today: date) -> bool:
    return switched(child, Part.ASK_CHILD, today) is not Switch.STOPPED


def _holds(session: Session, children: Select[int], child_id: int) -> bool:
    column = children.selected_columns[0]
    return session.scalar(children.where(column == child_id).limit(1)) is not None
