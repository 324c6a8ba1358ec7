"""Whoever comes to be known while a round is open, or may be asked by now, is asked (R7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from participation.care.consultations.models import Invitation, InvitationState, Round
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Child, Relationship, RelationshipKind
from participation.care.reviews.models import Review, ReviewState
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem
from participation.outbox.service import Claimed
from participation.worker import rounds
from tests.factories import Make
from tests.journeys.test_opening import invitations, open_it


def an_hour_passes(make: Make) -> None:
    house = make.house
    rounds.look(Claimed(0, outbox.NOBODY, "rounds.look", "", 1, house.now()), house)


def father_of(make: Make, child: Child, **changes: Any) -> Relationship:
    adult = make.adult()
    make.contact(adult=adult)
    return make.relationship(child, adult, RelationshipKind.FATHER, **changes)


def promises_to(invitation: Invitation) -> int:
    with transaction() as session:
        wanted = select(OutboxItem).where(OutboxItem.subject == invitation.public_id.hex)
        return len(session.scalars(wanted).all())


def test_a_father_whom_an_import_brings_while_the_round_is_open_is_asked_once(make: Make) -> None:
    child = make.child()
    open_it(make, child)
    father_of(make, child)
    for _ in range(2):
        an_hour_passes(make)
    father = invitations()["father"]
    assert father.state is InvitationState.TO_SEND
    assert promises_to(father) == 1


@pytest.mark.parametrize("because", ["yes by now", "ran out", "no still", "no for this review"])
def test_who_was_left_out_by_the_case_system_is_asked_once_it_says_so_no_more(
    make: Make, because: str
) -> None:
    child = make.child()
    until = make.today + timedelta(days=2)
    related = father_of(
        make, child, may_be_asked=False, not_asked_reason="Court order", not_asked_until=until
    )
    open_it(make, child)
    with transaction() as session:
        row = session.get_one(Relationship, related.id)
        row.may_be_asked = because in ("yes by now", "no for this review")
        if because == "no for this review":
            row.asked_here = False
            row.asked_here_for = session.scalars(select(Review)).one().public_id.hex
    if because == "ran out":
        make.clock.moment += timedelta(days=3)
    for _ in range(2):
        an_hour_passes(make)
    father = invitations()["father"]
    if because.startswith("no"):
        assert father.not_heard_reason == NotHeard.RECORDED_DECISION
        assert promises_to(father) == 0
    else:
        assert father.state is InvitationState.TO_SEND
        assert promises_to(father) == 1


@pytest.mark.parametrize(
    ("reason", "then"),
    [
        ("Died of cancer", NotHeard.DECISION_RAN_OUT),
        ("Made death threats", NotHeard.DECISION_RAN_OUT),
        ("Died 12/03/2025", NotHeard.RECORDED_DECISION),
    ],
)
def test_r16_when_a_reason_that_speaks_of_a_death_runs_out_nobody_is_texted(
    make: Make, reason: str, then: NotHeard
) -> None:
    child = make.child()
    until = make.today + timedelta(days=2)
    father_of(make, child, may_be_asked=False, not_asked_reason=reason, not_asked_until=until)
    open_it(make, child)
    make.clock.moment += timedelta(days=3)
    for _ in range(2):
        an_hour_passes(make)
    father = invitations()["father"]
    assert father.not_heard_reason == then
    assert promises_to(father) == 0


@pytest.mark.parametrize("because", ["closed", "cancelled", "left care", "gone"])
def test_nobody_is_asked_any_more_where_asking_is_over(make: Make, because: str) -> None:
    child = make.child()
    open_it(make, child)
    gone_on = make.today if because == "gone" else None
    father_of(make, child, ended_on=gone_on)
    with transaction() as session:
        if because == "closed":
            session.scalars(select(Round)).one().closed_at = make.clock.now()
        elif because == "cancelled":
            session.scalars(select(Review)).one().state = ReviewState.CANCELLED
        elif because == "left care":
            row = session.get_one(Child, child.id)
            row.ceased_on, row.ceased_reason = make.today, "E13"
    an_hour_passes(make)
    assert "father" not in invitations()
