"""Whoever goes back in their browser finds what they typed in its boxes, and saves it again: it is
there once, and the page says so. Whatever differs in anything is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participation.care.consultations import service
from participation.care.consultations.models import Invitation, Remark, Task, TaskKind
from participation.care.consultations.observing import Observation
from participation.care.people.models import Role
from participation.care.safeguarding.models import Concern
from participation.kernel.db import reading, transaction
from participation.questionnaire.definition import Sharing
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.asking_in_person import LIST, invitation, note, page_of, review, type_in
from tests.web.staff.signing_in import signed_in

__all__ = ["invitation", "review"]
pytestmark = on_sqlite
VISIT = {
    "how": "visit",
    "result": "told",
    "words": "I am scared. I want my brother",
    "seen": "he has bruises on him",
}
ALREADY = "You noted this today already."


def kept() -> tuple[list[str | None], list[str | None]]:
    """Words of theirs, and what staff saw."""
    with reading() as session:
        said = session.scalars(select(Remark).order_by(Remark.id)).all()
        seen = session.scalars(select(Observation).order_by(Observation.id)).all()
        return [one.words for one in said], [one.words for one in seen]


def attempts() -> int:
    with reading() as session:
        task = session.scalars(select(Task).where(Task.kind == TaskKind.IN_PERSON)).one()
        return len(task.attempts)


def concerns() -> int:
    with reading() as session:
        return session.scalars(select(func.count()).select_from(Concern)).one()


@pytest.mark.parametrize("result", ["told", "said_no", "later"])
def test_a_visit_saved_again_from_the_page_before_is_there_once(
    desk: FlaskClient, invitation: Invitation, result: str
) -> None:
    first = note(desk, invitation, **VISIT | {"result": result})
    assert "Kept." in desk.get(first.location).text
    told = concerns()
    again = note(desk, invitation, **VISIT | {"result": result})
    page = desk.get(again.location).text
    assert ALREADY in page
    assert "Kept." not in page
    assert kept() == ([VISIT["words"]], [VISIT["seen"]])
    assert (attempts(), concerns()) == (1, told)


@pytest.mark.parametrize(
    "other",
    [
        {"words": "I am scared. I want my brother!"},
        {"seen": "he has bruises on his arm"},
        {"how": "call"},
        {"result": "said_no"},
    ],
)
def test_what_differs_in_anything_is_kept(
    desk: FlaskClient, invitation: Invitation, other: Mapping[str, str]
) -> None:
    note(desk, invitation, **VISIT)
    again = note(desk, invitation, **VISIT | other)
    assert ALREADY not in desk.get(again.location).text
    words, seen = kept()
    assert len(words) + len(seen) > 2
    assert {VISIT["words"], other.get("words", VISIT["words"])} == set(words)
    assert {VISIT["seen"], other.get("seen", VISIT["seen"])} == set(seen)


def test_words_that_were_taken_for_somebody_elses_are_kept_when_they_are_noted_again(
    desk: FlaskClient, make: Make, invitation: Invitation
) -> None:
    note(desk, invitation, **VISIT)
    with transaction() as session:
        session.scalars(select(Remark)).one().withdrawn_at = make.clock.now()
    note(desk, invitation, **VISIT)
    assert kept() == ([VISIT["words"]] * 2, [VISIT["seen"]])


def test_the_same_words_on_another_day_or_from_a_colleague_are_kept(
    app: Flask, make: Make, invitation: Invitation
) -> None:
    staff, colleague = make.staff(Role.PARTICIPATION), make.staff(Role.PARTICIPATION)
    browser = signed_in(app.test_client(), make, staff)
    note(browser, invitation, **VISIT)
    note(signed_in(app.test_client(), make, colleague), invitation, **VISIT)
    make.clock.moment += timedelta(days=1)
    note(browser, invitation, **VISIT)
    assert kept() == ([VISIT["words"]] * 3, [VISIT["seen"]] * 3)


def test_whoever_rings_twice_and_finds_nobody_has_tried_twice(
    desk: FlaskClient, invitation: Invitation
) -> None:
    for _call in range(2):
        note(desk, invitation, how="call", result="not_there", words="", seen="")
    assert attempts() == 2


def test_a_paper_saved_again_from_the_page_before_is_there_once(
    desk: FlaskClient, invitation: Invitation
) -> None:
    paper = {"one_thing.words": "my brother", "seen": "a house"}
    first = type_in(desk, invitation, **paper)
    assert "Kept." in desk.get(first.location).text
    again = type_in(desk, invitation, **paper)
    assert ALREADY in desk.get(again.location).text
    assert (kept(), attempts()) == (([], ["a house"]), 1)
    type_in(desk, invitation, **paper | {"one_thing.words": "my dog"})
    type_in(desk, invitation, **paper | {"reference": "SCAN-8"})
    assert kept() == (["my dog", "my brother"], ["a house", "a house"])


@pytest.mark.parametrize("sent_before", [False, True])
def test_r4_that_a_paper_is_for_the_officer_alone_is_kept_though_its_words_were(
    desk: FlaskClient, make: Make, invitation: Invitation, sent_before: bool
) -> None:
    paper = {"one_thing.words": "my brother"}
    if sent_before:  # then it is more words of theirs, and no answer
        with transaction() as session:
            service.finish(session.get_one(Invitation, invitation.id), make.clock.now())
    for _saved in range(2):
        type_in(desk, invitation, **paper)
    for _saved in range(2):
        type_in(desk, invitation, **paper | {"one_thing.only": "yes"})
    with reading() as session:
        rows = session.scalars(select(Remark).order_by(Remark.id)).all()
    before = [Sharing.OFFICER_AND_WORKER] if sent_before else []
    assert [row.sharing for row in rows] == [*before, Sharing.ONLY_OFFICER]


def test_a_page_opened_by_itself_says_nothing_of_it(
    desk: FlaskClient, invitation: Invitation
) -> None:
    for path in (LIST, page_of(invitation)):
        page = desk.get(path).text
        assert ALREADY not in page
        assert "Kept." not in page
