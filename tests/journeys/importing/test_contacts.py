"""Numbers from the case system, beside what we have learnt about them ourselves."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from participation.care.people import numbers
from participation.care.people import queries as people
from participation.care.people.models import Adult, ContactState
from participation.guard.audit import AuditEvent
from participation.guard.crypto import ring_of
from participation.journeys.importing.problems import Asked
from participation.kernel.db import reading, transaction
from tests.journeys.importing.conftest import (
    MOTHERS,
    TODAY,
    BringIn,
    Council,
    by_id,
    mothers_number,
)


def test_r8_sibling_rows_that_disagree_are_read_the_safer_way(
    council: Council, bring_in: BringIn
) -> None:
    council.contacts[1].update(safe_to_text="no", confirmed_on="2026-11-01")
    council.contacts[0].update(mobile_private="yes")
    bring_in()
    with reading() as session:
        point = mothers_number(session)
        assert (point.safe_to_text, point.own_and_private) == (False, False)
        assert point.confirmed_on == date(2026, 11, 1)


def test_r9_a_reply_that_renewed_a_number_is_not_made_older(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    with transaction() as session:
        mothers_number(session).confirmed_on = TODAY
    assert not bring_in().changed_anything
    with reading() as session:
        assert mothers_number(session).confirmed_on == TODAY


def test_r11_a_person_nobody_has_spoken_with_is_unconfirmed_until_somebody_has(
    council: Council, bring_in: BringIn
) -> None:
    for row in council.contacts[:2]:
        row["confirmed_on"] = ""
    bring_in()
    with reading() as session:
        assert mothers_number(session).state is ContactState.UNCONFIRMED
    council.contacts[1]["confirmed_on"] = "2026-11-20"
    bring_in()
    with reading() as session:
        assert mothers_number(session).state is ContactState.USABLE


def test_a_number_that_said_stop_stays_stopped_whoever_has_it_next(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    with transaction() as session:
        value_hash = people.number_hash(ring_of(session), MOTHERS)
        numbers.suppress(session, value_hash, session.scalars(select(AuditEvent.at)).one())
    assert not bring_in().changed_anything
    for row in council.contacts[:2]:
        row["mobile"] = ""
    council.contacts[2]["mobile"] = "07700 900002"
    bring_in()
    with reading() as session:
        point = mothers_number(session)
        assert point.adult_id == by_id(session, Adult, "A2").id
        assert point.state is ContactState.SUPPRESSED


def test_t5_a_suspended_number_is_not_revived_by_a_file_that_repeats_it(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    with transaction() as session:
        numbers.suspend(session, people.number_hash(ring_of(session), MOTHERS))
    assert not bring_in().changed_anything
    with reading() as session:
        assert mothers_number(session).state is ContactState.SUSPENDED


def test_a_file_without_a_column_for_numbers_leaves_them_alone(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    for row in council.contacts:
        del row["mobile"]
    assert not bring_in().changed_anything


def test_two_rows_that_turn_out_to_be_one_person_leave_one_holder_of_the_number(
    council: Council, bring_in: BringIn
) -> None:
    council.contacts[1]["person_ref"] = ""
    first = bring_in()
    assert [problem.column for problem in first.problems] == ["mobile"]
    with reading() as session:
        value_hash = people.number_hash(ring_of(session), MOTHERS)
        assert people.people_of_number(session, value_hash).ambiguous
    council.contacts[1]["person_ref"] = "A1"
    assert bring_in().problems == []
    with reading() as session:
        mother = by_id(session, Adult, "A1")
        assert people.people_of_number(session, value_hash).adults == (mother.id,)


def test_a_number_held_by_somebody_imported_before_is_asked_about(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    new = {**council.contacts[2], "contact_id": "C9", "person_ref": "A9", "mobile": "07700900002"}
    council.contacts = [new]
    (problem,) = (one for one in bring_in().problems if one.asks is Asked.SHARED_PHONE)
    assert (problem.row, problem.column, problem.kind.value) == (2, "mobile", "question")
