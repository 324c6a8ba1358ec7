"""How one person is asked: with which form, in which way, and why not by text if not.

The rules are the rooms'; this puts their verdicts together for one child or one adult. Opening a
round asks it for everybody, sending an invitation asks once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Way,
)
from participation.care.consultations.rules import (
    NotHeard,
    form_for_adult,
)
from participation.care.people import queries as people
from participation.care.people.models import Child, ContactKind, ContactPoint, Relationship
from participation.care.people.rules import (
    AskingFacts,
    NotAsked,
    NotTextable,
    PointState,
    Textable,
    WhyNotTextable,
    may_be_asked,
    needs_extra_care,
    textable,
)

_WHY: dict[WhyNotTextable, NotHeard] = {
    WhyNotTextable.NO_NUMBER: NotHeard.NO_NUMBER,
    WhyNotTextable.SUPPRESSED: NotHeard.STOPPED,
    WhyNotTextable.SUSPENDED: NotHeard.NUMBER_SUSPENDED,
    WhyNotTextable.NOT_SAFE: NotHeard.NOT_SAFE_TO_TEXT,
    WhyNotTextable.NEVER_SPOKEN_WITH: NotHeard.NEVER_SPOKEN_WITH,
    WhyNotTextable.NOT_YET: NotHeard.NUMBER_TOO_OLD,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How one person is asked: the way, and why not by text if not."""

    form_key: str | None
    way: Way
    why_not: NotHeard | None = None


def plan_child(session: Session, child: Child, form_key: str | None, on: date) -> Plan:
    """A link to a phone that is the child's own, private and fresh; else a card from a person.

    For a child the confirmation is made with the child (R9), so a stale number gets no text.
    """
    if form_key is None:
        return Plan(None, Way.VISIT, NotHeard.NO_FORM_YET)
    point = people.contact_for(session, child_id=child.id, kind=ContactKind.MOBILE)
    verdict = textable(state_of(point), on, extra_care=needs_extra_care(child.circumstances))
    match verdict:
        case NotTextable(reason):
            return Plan(form_key, Way.CARD, why_not_heard(reason))
        case Textable(stale=True):
            return Plan(form_key, Way.CARD, NotHeard.NUMBER_TOO_OLD)
        case _ if point is not None and not point.own_and_private:
            return Plan(form_key, Way.CARD, NotHeard.NOT_SAFE_TO_TEXT)
        case _ if (
            point is not None and people.people_of_number(session, point.value_hash).ambiguous
        ):
            return Plan(form_key, Way.CARD, NotHeard.SHARED_NUMBER)
        case _:
            return Plan(form_key, Way.LINK)


def plan_adult(session: Session, child: Child, related: Relationship, on: date) -> Plan:
    allowed = may_be_asked(
        AskingFacts(
            may_be_asked=related.may_be_asked,
            reason=related.not_asked_reason,
            until=related.not_asked_until,
        ),
        on,
    )
    if isinstance(allowed, NotAsked):
        return Plan(None, Way.LETTER, NotHeard.RECORDED_DECISION)
    form_key = form_for_adult(related.kind, by_text=True)
    point = people.contact_for(session, adult_id=related.adult_id, kind=ContactKind.MOBILE)
    extra_care = needs_extra_care(child.circumstances)
    match textable(state_of(point), on, extra_care=extra_care):
        case NotTextable(reason):
            return Plan(form_key, Way.CALL, why_not_heard(reason))
        case Textable():
            if point is not None and people.people_of_number(session, point.value_hash).ambiguous:
                return Plan(form_key, Way.CALL, NotHeard.SHARED_NUMBER)
            return Plan(form_key, Way.TEXT)


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
