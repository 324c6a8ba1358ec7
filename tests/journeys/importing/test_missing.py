"""People and reviews that the case system has dropped: a person is asked, and nothing ends else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Relationship
from participation.care.reviews.models import Review, ReviewState
from participation.journeys import asking_for_a_call
from participation.journeys.importing.keeping import Confirmed
from participation.journeys.importing.problems import Asked, FileKind
from participation.journeys.opening import open_round
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.journeys.importing.conftest import TODAY, BringIn, Council, by_id
from tests.journeys.importing.handing_over import (
    IMPORTED,
    HandOver,
    answer,
    answer_and_confirm,
    confirm,
    rows,
    shown,
    state_of,
    to_be_asked,
    undo,
)


def new_carer(council: Council) -> None:
    """P1 moves from Chris Brown to Robin Hall."""
    council.contacts[2] |= {"contact_id": "C8", "person_ref": "A8", "full_name": "Robin Hall",
                            "mobile": "07700 900008", "mobile_private": "yes"}  # fmt: skip


def open_r1(app: Flask) -> None:
    house = app.extensions["participation"]
    with transaction() as session:
        review = by_id(session, Review, "R1")
        open_round(session, review.id, TODAY, hold=timedelta(0), house=house, now=house.now())


def carers_asked() -> dict[str, tuple[InvitationState, str | None]]:
    with reading() as session:
        return {
            one.asked_through.external_id: (one.state, one.not_heard_reason)
            for one in session.scalars(select(Invitation).where(Invitation.role == "foster_carer"))
            if one.asked_through is not None
        }


def kinds(key: int) -> Sequence[tuple[Asked | None, str]]:
    return [(one.asks, one.about) for one in shown(key).questions]


def test_a_carer_who_is_gone_is_asked_about_and_yes_asks_only_the_new_one(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    new_carer(council)
    key = hand_over()
    (asked,) = shown(key).questions
    assert (asked.asks, asked.about, asked.value) == (Asked.CONTACT_GONE, "C3", "Chris Brown")
    assert confirm(app, key) is Confirmed.NOT_READY
    found = answer(app, key, yes=True, kind=Asked.CONTACT_GONE)
    assert [one.identity for one in found.changed] == ["C3"]
    assert confirm(app, key) is Confirmed.DONE
    open_r1(app)
    assert set(carers_asked()) == {"C8"}
    assert kinds(hand_over()) == []  # they have gone: nobody asks again


def test_no_leaves_them_around_and_is_not_asked_again_the_next_night(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    new_carer(council)
    key = hand_over()
    answer_and_confirm(app, key, yes=False, kind=Asked.CONTACT_GONE)
    again = hand_over()
    assert confirm(app, again) is Confirmed.DONE
    open_r1(app)
    assert set(carers_asked()) == {"C3", "C8"}


def test_whoever_waits_to_be_asked_in_an_open_round_is_called_off_and_undo_asks_them(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.contacts[2]["mobile_private"] = "yes"
    bring_in()
    open_r1(app)
    assert carers_asked() == {"C3": (InvitationState.TO_SEND, None)}
    before = rows(*IMPORTED)
    del council.contacts[2]
    key = hand_over()
    answer(app, key, yes=True, kind=Asked.CONTACT_GONE)
    assert carers_asked() == {"C3": (InvitationState.TO_SEND, None)}  # only looked at
    assert confirm(app, key) is Confirmed.DONE
    assert carers_asked() == {"C3": (InvitationState.CLOSED, NotHeard.NOT_AROUND)}
    assert undo(app, key) == set()
    assert rows(*IMPORTED) == before
    assert carers_asked() == {"C3": (InvitationState.TO_SEND, None)}


def test_a_row_that_comes_back_brings_them_back(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.contacts[2]["mobile_private"] = "yes"
    bring_in()
    open_r1(app)
    gone = council.contacts.pop()
    key = hand_over()
    answer_and_confirm(app, key, yes=True, kind=Asked.CONTACT_GONE)
    council.contacts.append(gone)
    assert bring_in().files[FileKind.CONTACTS].changed == 1
    assert carers_asked() == {"C3": (InvitationState.TO_SEND, None)}
    with reading() as session:
        assert by_id(session, Relationship, "C3").ended_on is None


def test_a_review_that_is_gone_is_asked_about_and_yes_calls_its_round_off(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, make: Make
) -> None:
    bring_in()
    invitation = to_be_asked(make)
    before = rows(*IMPORTED)
    council.reviews[0]["clar_cla_review_id"] = "R1b"  # taken out, and made anew
    key = hand_over()
    assert kinds(key) == [(Asked.REVIEW_GONE, "R1")]
    answer(app, key, yes=True, kind=Asked.REVIEW_GONE)
    assert shown(key).counts["reviews.csv"]["cancelled"] == 1
    assert confirm(app, key) is Confirmed.DONE
    with reading() as session:
        assert by_id(session, Review, "R1").state is ReviewState.CANCELLED
    assert state_of(invitation) is InvitationState.CLOSED
    assert undo(app, key) == set()
    assert rows(*IMPORTED) == before
    assert state_of(invitation) is InvitationState.TO_SEND


def test_a_review_that_was_held_may_leave_the_extract(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.reviews[0] |= {"clar_cla_review_due_date": "2026-11-01",
                           "clar_cla_review_date": "2026-10-30"}  # fmt: skip
    bring_in()
    del council.reviews[0]
    assert kinds(hand_over()) == []


@pytest.mark.parametrize("alone", [False, True])
def test_a_part_of_the_council_ends_nothing_of_children_it_does_not_hold(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, alone: bool
) -> None:
    """A few children's files; or people and reviews of a few without a file of children."""
    bring_in()
    before = rows(Relationship, Review)
    if alone:
        council.children = []
        (council.folder / "children.csv").unlink()
    else:
        del council.children[1:]
    council.contacts = [one for one in council.contacts if one["pers_person_id"] == "P1"]
    del council.reviews[1:]
    key = hand_over()
    if not alone:  # two of three children: each is asked about, and yes ends what is theirs alone
        answer(app, key, yes=False, kind=Asked.CHILD_GONE)
    assert {asked for asked, _about in kinds(key)} <= {Asked.CHILD_GONE}
    assert confirm(app, key) is Confirmed.DONE
    assert rows(Relationship, Review) == before


def test_a_row_with_a_mistake_is_not_gone(app: Flask, council: Council, bring_in: BringIn) -> None:
    bring_in()
    council.contacts[2]["relationship"] = "uncle bob"
    council.reviews[0]["review_time"] = "4pm"
    result = bring_in(allow_skips=True)
    assert [one.asks for one in result.problems] == [None, None]


def test_very_many_missing_is_one_question(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.contacts += [
        {**council.contacts[2], "contact_id": f"D{n}", "person_ref": f"B{n}", "mobile": "",
         "relationship": "other", "full_name": f"Kim {n}"}
        for n in range(8)
    ]  # fmt: skip
    bring_in()
    del council.contacts[3:]
    key = hand_over()
    assert kinds(key) == [(Asked.MOST_GONE, "8")]
    answer_and_confirm(app, key, yes=True, kind=Asked.MOST_GONE)
    with reading() as session:
        assert by_id(session, Relationship, "D3").ended_on is None


@pytest.mark.parametrize("by_undo", [True, False])
def test_the_call_that_was_promised_to_somebody_is_to_be_made_again_where_they_are_back(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, by_undo: bool
) -> None:
    council.contacts[2]["mobile_private"] = "yes"
    bring_in()
    open_r1(app)
    house = app.extensions["participation"]
    with transaction() as session:
        carer = session.scalars(select(Invitation).where(Invitation.role == "foster_carer")).one()
        carer.state, carer.sent_at = InvitationState.SENT, house.now()
        asking_for_a_call.ask_for_call(session, carer, house, house.now())
    row = council.contacts.pop(2)
    key = hand_over()
    answer_and_confirm(app, key, yes=True, kind=Asked.CONTACT_GONE)
    assert calls() == [TaskState.OVER]
    if by_undo:
        assert undo(app, key) == set()
    else:
        council.contacts.insert(2, row)
        assert confirm(app, hand_over()) is Confirmed.DONE
    assert calls() == [TaskState.OPEN]


def calls() -> Sequence[TaskState]:
    with reading() as session:
        return session.scalars(select(Task.state).where(Task.kind == TaskKind.CALL)).all()
