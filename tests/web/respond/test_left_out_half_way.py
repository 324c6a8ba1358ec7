"""A parent or carer is left out while their questions are open on a page: none follows, every word
is kept, and the page says what it says to everybody whose questions are closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Answer, Invitation, Remark
from participation.care.people.models import Child, RelationshipKind
from participation.care.safeguarding.models import Concern, Hearing, HearingState
from participation.journeys import sending_for_them
from participation.kernel.db import db, reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.ways_to_be_left_out import (
    DOOR_SHUTS,
    FOR_PARENTS_ALONE,
    Way,
    leave_out,
    take_decision_back,
)
from tests.web.respond.conftest import Link
from tests.web.respond.walking import Person

FIRST, NEXT = "she likes her new bed", "I will hurt myself"
CLOSED = "The questions are closed now"
KEPT = "Your words are not lost. A person will read them."
PAGES = {"questions": "mode=questions", "chat": "mode=chat"}


def link_of(make: Make, kind: RelationshipKind, form: str) -> Link:
    child_id = make.child(officer=make.staff()).id
    related = make.relationship(db.session.get_one(Child, child_id), kind=kind)
    held = make.round(make.review(db.session.get_one(Child, child_id)))
    invitation = make.invitation(form=form, related=related, round=held)
    return Link(invitation.id, make.link(invitation))


@pytest.fixture
def mother(make: Make) -> Link:
    return link_of(make, RelationshipKind.MOTHER, "parent_web")


@pytest.fixture
def carer(make: Make) -> Link:
    return link_of(make, RelationshipKind.FOSTER_CARER, "foster_carer")


def begin(person: Person, link: Link, page: str = "questions") -> None:
    """As far as the second question, with words to the first."""
    person.open(link.token)
    for _ in range(4):
        if person.seen.kind in ("question", "chat"):
            break
        person.press(PAGES[page] if person.seen.kind == "how" else None)
    if page == "chat" and person.seen.kind != "chat":
        person.press("go=how")
        person.press("mode=chat")
    person.press(say={"words": FIRST})
    assert person.seen.question


def said_and_heard(app: Flask) -> tuple[list[str], list[str], bool]:
    """Answers, other words, and whether these were screened and wait for the officer to read."""
    with app.app_context():
        db.session.remove()
        with reading() as session:
            answers = [row.words or "" for row in session.scalars(select(Answer))]
            remarks = session.scalars(select(Remark)).all()
            heard = {row.source_id: row.state for row in session.scalars(select(Hearing))}
            found = [heard.get(row.public_id) for row in remarks]
            concerned = bool(session.scalars(select(Concern)).all())
            all_heard = concerned and set(found) == {HearingState.WAITING}
            return [one for one in answers if one], [row.words or "" for row in remarks], all_heard


def offers_no_question(person: Person) -> bool:
    return not any(form.offers("question") for form in person.seen.forms)


def write_on(person: Person) -> None:
    person.press(say={"words": NEXT})


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("way", [way for way in Way if way not in DOOR_SHUTS])
def test_r7_a_mother_left_out_half_way_is_put_no_further_question_and_is_heard(
    app: Flask, make: Make, person: Person, mother: Link, way: Way, page: str
) -> None:
    begin(person, mother, page)
    leave_out(make, mother.invitation_id, way)
    write_on(person)
    assert offers_no_question(person)
    assert KEPT in person.seen.words
    assert said_and_heard(app) == ([FIRST], [NEXT], True)
    assert CLOSED in person.look().words
    assert offers_no_question(person)


@pytest.mark.parametrize("way", [way for way in Way if way not in FOR_PARENTS_ALONE])
def test_r16_a_carer_left_out_half_way_is_put_no_further_question_and_is_heard(
    app: Flask, make: Make, person: Person, carer: Link, way: Way
) -> None:
    begin(person, carer)
    leave_out(make, carer.invitation_id, way)
    write_on(person)
    assert offers_no_question(person)
    assert KEPT in person.seen.words
    assert said_and_heard(app) == ([FIRST], [NEXT], True)


@pytest.mark.parametrize("way", FOR_PARENTS_ALONE)
def test_r13_a_carer_is_asked_on_where_only_parents_are_not(
    app: Flask, make: Make, person: Person, carer: Link, way: Way
) -> None:
    begin(person, carer)
    leave_out(make, carer.invitation_id, way)
    person.press("go=skip")
    assert person.seen.question


@pytest.mark.parametrize("way", DOOR_SHUTS)
def test_r16_a_mothers_page_opens_nothing_once_the_door_of_the_family_is_shut(
    make: Make, person: Person, mother: Link, way: Way
) -> None:
    begin(person, mother)
    leave_out(make, mother.invitation_id, way)
    write_on(person)
    assert offers_no_question(person)
    assert NEXT in person.seen.html, "given back to take along, for it is not kept"


def test_the_link_opened_anew_says_that_the_questions_are_closed_and_not_why(
    make: Make, person: Person, another: Person, mother: Link
) -> None:
    begin(person, mother)
    leave_out(make, mother.invitation_id, Way.DECISION)
    another.open(mother.token)
    assert CLOSED in another.seen.words
    decided = another.seen.words
    take_decision_back(make, mother.invitation_id)
    leave_out(make, mother.invitation_id, Way.ORDER)
    assert another.look().words == decided


def test_once_the_decision_ends_the_questions_go_on(
    make: Make, person: Person, mother: Link
) -> None:
    begin(person, mother)
    leave_out(make, mother.invitation_id, Way.DECISION)
    person.look()
    assert offers_no_question(person)
    take_decision_back(make, mother.invitation_id)
    assert person.look().question


@pytest.mark.parametrize("after_all", [False, True])
def test_what_they_saved_is_not_sent_for_them_while_they_are_left_out(
    app: Flask,
    make: Make,
    person: Person,
    carer: Link,
    clock: MovableClock,
    work_off: Callable[[], int],
    after_all: bool,
) -> None:
    begin(person, carer)
    with transaction() as session:
        row = session.get_one(Invitation, carer.invitation_id)
        sending_for_them.wish(session, row, True, house=make.house, now=clock.now())
        last = row.round.closes_on
    leave_out(make, carer.invitation_id, Way.DECISION)
    for day in (last - timedelta(days=4), last - timedelta(days=1)):
        clock.moment = clock.moment.replace(year=day.year, month=day.month, day=day.day, hour=10)
        work_off()
    if after_all:
        take_decision_back(make, carer.invitation_id)
    clock.moment += timedelta(days=1)
    work_off()
    with reading() as session:
        row = session.get_one(Invitation, carer.invitation_id)
        assert (row.finished_at is not None) is after_all
