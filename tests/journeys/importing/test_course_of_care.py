"""What the extract says of how care ended, and that what stops then stops in the same import."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Round,
    Task,
    Way,
)
from participation.care.people.models import Child
from participation.care.reviews.models import Review
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.journeys.importing.conftest import BringIn, Council, by_id, mothers_number


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("died", "died"),
        ("E2", "died"),
        ("e11", "adopted"),
        ("E12", "adopted"),
        ("Adopted", "adopted"),
        ("E4A", "other"),
        ("E13", "other"),
        ("X1", "other"),
        ("other", "other"),
        ("", None),
    ],
)
def test_a_word_or_the_code_of_the_national_return_says_why_care_ended(
    council: Council, bring_in: BringIn, cell: str, stored: str | None
) -> None:
    council.children[0].update(ceased_on="2026-11-20", ceased_reason=cell)
    assert bring_in().imported
    with reading() as session:
        assert by_id(session, Child, "P1").ceased_reason == stored


@pytest.mark.parametrize(
    ("ceased_on", "reason", "column"),
    [
        ("2026-11-20", "he went home to his mum", "ceased_reason"),
        ("2026-11-20", "E99X", "ceased_reason"),
        ("", "died", "ceased_on"),
    ],
)
def test_anything_else_is_an_error_where_it_stands(
    council: Council, ceased_on: str, reason: str, column: str
) -> None:
    council.children[0].update(ceased_on=ceased_on, ceased_reason=reason)
    found = [(one.row, one.column, one.kind.value) for one in council.problems()]
    assert found == [(2, column, "error")]


def test_i16_the_import_that_says_it_stops_what_waits(
    council: Council, bring_in: BringIn, app: Flask, clock: MovableClock
) -> None:
    bring_in()
    with transaction() as session:
        review = by_id(session, Review, "R1")
        held = Round(review=review, opened_at=clock.now(), closes_on=date(2026, 12, 10))
        session.add(held)
        session.flush()
        for who, way in (("child", Way.LINK), ("mother", Way.TEXT)):
            session.add(
                Invitation(
                    round_id=held.id,
                    child_id=review.child_id,
                    respondent=who,
                    role=who,
                    way=way,
                    link_hash=f"hash of the link of {who}",
                    asked_from=clock.now().date(),
                )
            )
    council.children[0].update(ceased_on="2026-11-20", ceased_reason="E2")
    bring_in()
    with reading() as session:
        asked = session.scalars(select(Invitation)).all()
        assert {one.state for one in asked} == {InvitationState.CLOSED}
        assert {one.not_heard_reason for one in asked} == {"died"}
        assert {one.link_hash for one in asked} == {None}


def test_r7_the_import_that_says_not_safe_to_text_ends_the_conversation(
    council: Council, bring_in: BringIn, app: Flask, clock: MovableClock
) -> None:
    bring_in()
    with transaction() as session:
        review, number = by_id(session, Review, "R1"), mothers_number(session)
        held = Round(review=review, opened_at=clock.now(), closes_on=date(2026, 12, 10))
        session.add(held)
        session.flush()
        asked = Invitation(
            round_id=held.id,
            child_id=review.child_id,
            respondent="mother",
            role="mother",
            way=Way.TEXT,
            state=InvitationState.STARTED,
            asked_from=clock.now().date(),
        )
        talk = Conversation(
            number_hash=number.value_hash,
            adult_id=number.adult_id,
            state=ConversationState.ASKING,
            opened_at=clock.now(),
            invitations=[asked],
        )
        session.add(talk)
    for row in council.contacts[:2]:
        row.update(safe_to_text="no")
    assert bring_in().shut == 1
    with reading() as session:
        assert session.scalars(select(Conversation)).one().state is ConversationState.CLOSED
        assert session.scalars(select(Task)).one().reason == "not_safe_to_text"
