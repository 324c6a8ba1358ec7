"""A reason of the case system that spoke of a death has run out: a text goes only before the review
for which people here decided so (R16)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Relationship, RelationshipKind
from participation.care.reviews.models import Review
from participation.journeys.planning import plan_adult
from participation.kernel.db import reading, transaction
from tests.factories import Make


def planned(make: Make, related: Relationship, review: Review) -> NotHeard | None:
    """Why no text of ours would go to them today."""
    with reading() as session:
        row = session.get_one(Relationship, related.id)
        return plan_adult(
            session, row.child, row, session.get_one(Review, review.id), make.today
        ).why_not


def decided(related: Relationship, review: Review, *, to_ask: bool) -> None:
    with transaction() as session:
        row = session.get_one(Relationship, related.id)
        row.asked_here, row.asked_here_for = to_ask, review.public_id.hex


@pytest.mark.parametrize("kind", [RelationshipKind.FATHER, RelationshipKind.FOSTER_CARER])
def test_r16_a_yes_of_people_here_holds_before_one_review(
    make: Make, kind: RelationshipKind
) -> None:
    child, adult = make.child(), make.adult()
    make.contact(adult=adult, own_and_private=True)
    yesterday = make.today - timedelta(days=1)
    related = make.relationship(
        child, adult, kind, may_be_asked=False, not_asked_until=yesterday,
        not_asked_reason="His father died in 2019",
    )  # fmt: skip
    this, later = make.review(child, in_days=20), make.review(child, in_days=200)
    assert planned(make, related, this) is NotHeard.DECISION_RAN_OUT
    decided(related, this, to_ask=True)
    assert planned(make, related, this) is None
    assert planned(make, related, later) is NotHeard.DECISION_RAN_OUT
    decided(related, this, to_ask=False)
    assert planned(make, related, this) is NotHeard.RECORDED_DECISION


@pytest.mark.parametrize(
    ("reason", "until"), [("died 12/03/2025", -1), ("Died of cancer", 1), ("Order of 2024", 1)]
)
def test_r7_a_yes_of_people_here_does_not_undo_what_the_case_system_still_says(
    make: Make, reason: str, until: int
) -> None:
    child, adult = make.child(), make.adult()
    make.contact(adult=adult, own_and_private=True)
    related = make.relationship(
        child, adult, RelationshipKind.FATHER, may_be_asked=False, not_asked_reason=reason,
        not_asked_until=make.today + timedelta(days=until),
    )  # fmt: skip
    review = make.review(child, in_days=20)
    decided(related, review, to_ask=True)
    assert planned(make, related, review) is NotHeard.RECORDED_DECISION
