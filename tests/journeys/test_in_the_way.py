"""What keeps everything of a child from going, and the four weeks after a date was typed (P8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, select

from participation.care.consultations.models import (
    Direction,
    Message,
    MessageState,
    Round,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.outcomes.models import Outcome
from participation.care.people import queries as people
from participation.care.people.models import Child
from participation.guard.crypto import council_key
from participation.guard.glass import BrokenGlass, GlassVerdict, GoesTo, Verdict
from participation.journeys.erasing import beside, holding
from participation.journeys.erasing.beside import BESIDE, IN_A_SUMMARY, NEEDS_NO_RECEIPT, TALKS
from participation.journeys.erasing.in_the_way import TOLD_BEFORE
from participation.journeys.erasing.what_goes import WHAT_GOES, Fate
from participation.kernel.db import reading, transaction
from participation.kernel.model import Base
from participation.questionnaire.definition import Occasion
from tests.factories import Make
from tests.journeys.a_life import Life, lived
from tests.journeys.going import count, over, run
from tests.saying import Saying
from tests.web.staff.signing_in import signed_in


def in_the_way(make: Make) -> tuple[str, ...]:
    (settled,) = run(make).settled
    assert not settled.forgotten
    return settled.in_the_way


def file_the_rest(life: Life) -> None:
    with transaction() as session:
        by, now = life.officer.external_id, life.make.clock.now()
        holding.note_rest_filed(session, life.child.external_id, by, "EDRMS 8", now=now)


# --- words that nobody has looked at -------------------------------------------------------------


@pytest.mark.parametrize("whose", ["the child's", "the mother's", "nobody's"])
def test_p11_a_text_at_the_desk_keeps_whoever_it_may_be_from(make: Make, whose: str) -> None:
    """Nobody has said whose it is, so it belongs to no conversation; it was read all the same."""
    life = lived(make)
    over(make, life)
    number = {"the child's": life.numbers[0], "the mother's": life.numbers[1]}.get(whose)
    number_hash = people.number_hash(make.house.ring, number or make.number())
    with transaction() as session:
        now = make.clock.now()
        text = Message(
            key=council_key(session, now),
            direction=Direction.IN,
            provider="twilio",
            provider_id=uuid4().hex,
            number=number or "",
            number_hash=number_hash,
            body="one thing more",
            state=MessageState.DESK,
            at=now,
        )
        session.add(text)
    if whose == "nobody's":
        assert run(make).forgotten == 1
    else:
        assert in_the_way(make) == ("words_unread",)
    assert count(Message, id=text.id) == 1


def test_p8_words_of_which_no_summary_was_made_are_not_covered_by_the_receipt(make: Make) -> None:
    """The job that composes was lost, and somebody read the words on their own page."""
    life = lived(make)
    over(make, life)
    Saying(make).add(life.invitation, "one thing more")
    life.read_everything()
    assert in_the_way(make) == ("not_filed",)


def test_p8_what_was_said_after_a_review_alone_needs_no_receipt_of_a_summary(make: Make) -> None:
    """No summary is ever made of it: it stands beside them, and has a receipt of its own."""
    life = lived(make)
    review = make.review(life.child, in_days=3)
    held = make.round(review, occasion=Occasion.AFTER)
    asked = make.invitation(round=held, related=life.related, form="after_parent")
    say = Saying(make)
    say.fill_in(asked, "papers", "none")
    say.send(asked)
    with transaction() as session:
        session.get_one(Round, held.id).closed_at = make.clock.now()
    life.read_everything()
    over(make, life)
    assert run(make).forgotten == 1


@pytest.mark.parametrize("occasion", Occasion)
def test_nothing_goes_while_people_are_asked(make: Make, occasion: Occasion) -> None:
    life = lived(make)
    over(make, life)
    with transaction() as session:
        session.scalars(select(Round).where(Round.occasion == occasion)).one().closed_at = None
    assert in_the_way(make) == ("round_open",)


def _nobody_looked(session: Any, life: Life) -> None:
    session.execute(delete(GlassVerdict))


def _it_goes_on(session: Any, life: Life) -> None:
    row = session.scalars(select(BrokenGlass)).one()
    session.add(
        GlassVerdict(
            key=row.key,
            glass_id=row.id,
            staff=life.officer.public_id,
            at=life.make.clock.now() - timedelta(days=400),
            verdict=Verdict.NOT_RIGHT,
            goes_to=GoesTo.DATA_PROTECTION,
            words="why?",
        )
    )


@pytest.mark.parametrize("how", [_nobody_looked, _it_goes_on])
def test_t3_a_record_opened_in_an_emergency_stays_until_somebody_has_looked_it_over(
    make: Make, how: Callable[[Any, Life], None]
) -> None:
    life = lived(make)
    over(make, life)
    with transaction() as session:
        how(session, life)
    assert in_the_way(make)[0] == "glass_open"


# --- the receipt for the rest --------------------------------------------------------------------


def test_p8_every_sealed_column_that_goes_is_in_a_summary_or_under_a_receipt() -> None:
    goes = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
        and WHAT_GOES[table.name].fate in (Fate.GOES, Fate.EMPTIED)
    ]
    under_the_receipt = [column for one in BESIDE for column in one.columns]
    listed = [*under_the_receipt, *TALKS, *IN_A_SUMMARY, *NEEDS_NO_RECEIPT]
    assert [column for column in goes if listed.count(column) != 1] == []
    assert [column for column in listed if column not in goes] == []


def test_p8_each_kind_of_what_stands_beside_the_summaries_is_found(make: Make) -> None:
    life, other = lived(make), make.child()
    with reading() as session:
        child, nobody = session.get_one(Child, life.child.id), session.get_one(Child, other.id)
        for one in BESIDE:
            said = one.columns or one.written
            assert len(beside.moments(session, one, child)) == len(one.written) - (
                one.columns[:1] == ("asks.words_sealed",)  # done at once, and taken on by nobody
            ), said
            assert beside.moments(session, one, nobody) == [], said
        assert beside.last_talk(session, child) is not None
        assert beside.last_of_the_rest(session, nobody) is None


def _told(session: Any, life: Life) -> None:
    """The day is long past; that and who it was is written down only now."""
    session.scalars(select(Outcome)).one().told_noted_at = life.make.clock.now()


def _noted(session: Any, life: Life) -> None:
    task = session.scalars(select(Task)).one()
    session.add(
        Task(
            key=task.key,
            kind=TaskKind.STOPPED,
            about="x",
            child_id=task.child_id,
            owner_role="iro",
            due_on=life.make.today,
            state=TaskState.DONE,
            note="she wants to be rung",
            made_at=life.make.clock.now(),
        )
    )


@pytest.mark.parametrize("what", [_told, _noted])
def test_p8_what_was_written_after_the_receipt_for_the_rest_needs_another(
    make: Make, what: Callable[[Any, Life], None]
) -> None:
    life = lived(make)
    over(make, life)
    with transaction() as session:
        what(session, life)
    assert in_the_way(make) == ("rest_not_filed",)
    file_the_rest(life)
    assert run(make).forgotten == 1


# --- the four weeks ------------------------------------------------------------------------------


def test_p8_a_wrong_date_lets_nothing_go_for_four_weeks_and_the_officer_hears_of_it(
    make: Make, app: Flask
) -> None:
    life = lived(make)
    over(make, life)
    wrong, in_care = date(2024, 3, 1), None
    life.ends(in_care)
    assert run(make).settled == ()
    life.ends(wrong)
    (settled,) = run(make).settled
    goes_on = make.today + TOLD_BEFORE
    assert (settled.forgotten, settled.in_the_way, settled.goes_on) == (False, (), goes_on)
    browser = signed_in(app.test_client(), make, life.officer)
    assert "look whether the end of care and the birthday are right" in browser.get(
        "/staff/tasks"
    ).text.replace("\n", " ")
    make.clock.moment += TOLD_BEFORE - timedelta(days=1)
    assert run(make).forgotten == 0
    life.ends(in_care)
    assert run(make).settled == ()
    with reading() as session:
        task = session.scalar(select(Task).where(Task.kind == TaskKind.FILE_FIRST))
        assert task is not None
        assert task.state is TaskState.DONE, "it is put right: nobody has to look any more"
    life.ends(wrong)
    make.clock.moment += timedelta(days=1)
    assert run(make).forgotten == 0, "the four weeks begin anew"
    make.clock.moment += TOLD_BEFORE
    assert run(make).forgotten == 1


def test_p8_of_a_date_that_was_known_in_time_it_goes_on_the_day(make: Make) -> None:
    life = lived(make)
    over(make, life)
    make.clock.moment -= timedelta(days=60)
    life.ends(make.today + timedelta(days=10) - timedelta(days=365))
    assert [each.forgotten for each in run(make).settled] == [False]
    make.clock.moment += timedelta(days=9)
    assert run(make).forgotten == 0
    make.clock.moment += timedelta(days=19)
    assert run(make).forgotten == 1
