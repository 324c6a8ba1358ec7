"""How one person is asked: with which form, in which way, and why not by text if not.

The rules are the rooms'; this puts their verdicts together for one child or one adult. Opening a
round asks it for everybody, sending an invitation asks once more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.being_asked import asking_facts, why_left_out
from participation.care.consultations.models import Way
from participation.care.consultations.rules import (
    CARERS,
    PARENTS,
    NotHeard,
    age_for_forms,
    form_for_adult,
    needs_a_person,
)
from participation.care.people import queries as people
from participation.care.people.models import Child, ContactPoint, Relationship
from participation.care.people.queries import NumberOf
from participation.care.people.rules import (
    Asked,
    NotTextable,
    PointState,
    Textable,
    WhyNotTextable,
    may_be_asked,
    needs_extra_care,
    textable,
)
from participation.care.reviews.models import Review

_WHY: dict[WhyNotTextable, NotHeard] = {
    WhyNotTextable.NO_NUMBER: NotHeard.NO_NUMBER,
    WhyNotTextable.SUPPRESSED: NotHeard.STOPPED,
    WhyNotTextable.SUSPENDED: NotHeard.NUMBER_SUSPENDED,
    WhyNotTextable.NOT_SAFE: NotHeard.NOT_SAFE_TO_TEXT,
    WhyNotTextable.NEVER_SPOKEN_WITH: NotHeard.NEVER_SPOKEN_WITH,
    WhyNotTextable.NOT_YET: NotHeard.NUMBER_CHANGED,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How one person is asked: the way, and why not by text if not.

    `point` is the number a text may go to. `stale`: the confirmation is old, so the neutral
    opening and a letter (R9).
    """

    form_key: str | None
    way: Way
    why_not: NotHeard | None = None
    point: ContactPoint | None = field(default=None, repr=False, compare=False)
    stale: bool = False


def plan_child(session: Session, child: Child, form_key: str | None, on: date) -> Plan:
    """A link to a phone that is the child's own, private and fresh; else a card from a person.

    For a child the confirmation is made with the child (R9), so a stale number gets no text. A
    small child chooses an adult to answer with, which a person arranges.
    """
    age = age_for_forms(child.born_on, on, estimated=child.born_estimated)
    if form_key is None or needs_a_person(form_key, age):
        return Plan(form_key, Way.VISIT, NotHeard.NO_FORM_YET)
    number = people.number_of(session, child_id=child.id)
    point = None if number is None else number.point
    verdict = textable(state_of(point), on, extra_care=needs_extra_care(child.circumstances))
    match verdict:
        case NotTextable(WhyNotTextable.NOT_YET) if point is not None and point.own_and_private:
            return Plan(form_key, Way.LINK, NotHeard.NUMBER_CHANGED)
        case NotTextable(reason):
            return Plan(form_key, Way.CARD, why_not_heard(reason))
        case Textable(stale=True):
            return Plan(form_key, Way.CARD, NotHeard.NUMBER_TOO_OLD)
        case _ if number is None or not number.point.own_and_private:
            return Plan(form_key, Way.CARD, NotHeard.NOT_OWN_PHONE)
        case _ if (closed := _closed(number)) is not None:
            return Plan(form_key, Way.CARD, closed)
        case _:
            return Plan(form_key, Way.LINK, point=point)


def plan_adult(
    session: Session,
    child: Child,
    related: Relationship,
    review: Review,
    on: date,
    *,
    afterwards: bool = False,
) -> Plan:
    """A text to a number that is theirs, else a call; nothing where a decision says so (R7).

    What was decided here holds before one review. One not to ask that held before another has run
    out: nobody is texted until a person has decided again. Nor is anybody where the case system's
    has run out and spoke of a death: theirs, perhaps (R16); not before people here decide to ask.

    Args:
        afterwards: how the review was, which whoever asks it has rules of their own for.
    """
    if related.ended_on is not None:
        return Plan(None, Way.LETTER, NotHeard.NOT_AROUND)
    decided = related.asked_here if related.asked_here_for == review.public_id.hex else None
    why_not = why_left_out(child, related, decided, on)
    if why_not is NotHeard.RECORDED_DECISION:
        return Plan(None, Way.LETTER, why_not)
    form_key = form_for_adult(related.kind, by_text=True) or form_for_adult(
        related.kind, by_text=False
    )
    if why_not is not None:
        return Plan(form_key, Way.CALL, why_not)
    before = decided is None and related.asked_here is False
    allowed = may_be_asked(asking_facts(related), on)
    ran_out = isinstance(allowed, Asked) and allowed.decided_again_first
    if before or (ran_out and not decided):
        return Plan(form_key, Way.CALL, NotHeard.DECISION_RAN_OUT)
    if not afterwards and related.kind not in PARENTS | CARERS:
        return Plan(form_key, Way.CALL, NotHeard.NO_FORM_YET)
    by_link = related.kind in CARERS and not afterwards
    number = people.number_of(session, adult_id=related.adult_id)
    point = None if number is None else number.point
    extra_care = needs_extra_care(child.circumstances)
    match textable(state_of(point), on, extra_care=extra_care):
        case NotTextable(WhyNotTextable.NOT_YET):
            way = Way.LINK if by_link else Way.TEXT
            return Plan(form_key, way, NotHeard.NUMBER_CHANGED)
        case NotTextable(reason):
            return Plan(form_key, Way.CALL, why_not_heard(reason))
        case Textable(stale):
            if (closed := _closed(number)) is not None:
                return Plan(form_key, Way.CALL, closed)
            if by_link:
                no_link = _no_link(session, related, point, stale=stale)
                way = Way.LINK if no_link is None else Way.CALL
                return Plan(form_key, way, no_link, point if no_link is None else None)
            return Plan(form_key, Way.TEXT, point=point, stale=stale)


def _no_link(
    session: Session, related: Relationship, point: ContactPoint | None, *, stale: bool
) -> NotHeard | None:
    """Why a carer gets no text with a link. The page behind it says what it is about, so the number
    has to be their own and fresh; neither says a child's name, so it has to be the only one."""
    if stale:
        return NotHeard.NUMBER_TOO_OLD
    if point is None or not point.own_and_private:
        return NotHeard.NOT_OWN_PHONE
    another = (
        select(Relationship.id)
        .join(Child, Relationship.child_id == Child.id)
        .where(
            Relationship.adult_id == related.adult_id,
            Relationship.child_id != related.child_id,
            Relationship.kind.in_(CARERS),
            Relationship.ended_on.is_(None),
            Child.ceased_on.is_(None),
        )
    )
    return NotHeard.SEVERAL_CHILDREN if session.scalar(another.limit(1)) is not None else None


def _closed(number: NumberOf | None) -> NotHeard | None:
    """What is known of the number itself, whoever it is held for."""
    if number is None:
        return None
    if number.stopped:
        return NotHeard.STOPPED
    return NotHeard.SHARED_NUMBER if number.shared else None


def state_of(point: ContactPoint | None) -> PointState | None:
    """What the rule about texting wants to know of a number."""
    if point is None:
        return None
    return PointState(
        kind=point.kind,
        safe_to_text=point.safe_to_text,
        state=point.state,
        confirmed_on=point.confirmed_on,
        usable_from=point.usable_from,
    )


def why_not_heard(reason: WhyNotTextable) -> NotHeard:
    """What the officer's page says of somebody who cannot be texted."""
    return _WHY[reason]
