"""Whatever a translator does not do waits for somebody else, and a person hears of it: they may
know the family, are asked no more, are late, never had the mail, or could not read it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_service import Added
from participation.care.interpreting.models import KnowsFamily, Translation, Translator
from participation.care.outcomes.models import Outcome
from participation.care.people.models import Child, RelationshipKind, StaffMember
from participation.journeys import (
    booking_interpreters,
    following_interpreters,
    giving_words,
    keeping_interpreters,
)
from participation.kernel.db import reading, transaction
from participation.outbox import service as outbox
from participation.outbox.service import Claimed
from participation.worker import rounds
from tests.conftest import MovableClock
from tests.copies import Copies, copies
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.reviewed import Reviewed, words_of
from tests.web.staff.signing_in import at_work, press
from tests.web.translate.at_a_desk import AtHome, Desk, states
from tests.web.translate.conftest import WORDS, adds_words

__all__ = ["copies"]
pytestmark = on_sqlite

ENGLISH = "I want to live with my brother"
MORE = "ሓደ ነገር ጌና"


def hour(desk: Desk) -> None:
    """The look that the worker takes once an hour."""
    house = desk.make.house
    rounds.look(Claimed(0, outbox.NOBODY, "rounds.look", "", 1, house.now()), house)


def could_not_read(home: AtHome) -> str:
    """They tick that they cannot, and write nothing."""
    box = re.findall(r'name="(unreadable-[0-9a-f]+)"', home.look())[0]
    return home.sends({box: "yes", box.replace("unreadable", "words"): "", "go": "send"})


def chosen_from(desk: Desk, place: int = 0) -> str:
    """Who may be given what waits."""
    waits = re.findall(r'href="(/staff/translations/of/[^"]+)"', desk.shows())
    return str(desk.browser.get(waits[place]).get_data(as_text=True))


def test_whoever_may_know_the_family_loses_their_other_tasks_of_it_as_well(
    make: Make, desk: Desk, story: Reviewed
) -> None:
    selam = desk.adds("Selam Tesfay")
    first = desk.lets_in(selam)
    adds_words(make, story, MORE)
    desk.work_off()
    second = desk.lets_in(selam)
    assert MORE in second.look()
    first.says("knows")
    assert states() == ["knows_family", "knows_family"]
    assert MORE not in second.look()
    assert "may know the family" in desk.tasks()
    assert selam not in chosen_from(desk)


def test_neither_is_anybody_asked_who_may_know_a_brother_or_sister(
    make: Make, desk: Desk, story: Reviewed
) -> None:
    selam, rahel = desk.adds("Selam Tesfay"), desk.adds("Rahel Abraham")
    brother, stranger = make.child(), make.child()
    mother, teacher = make.adult(), make.adult()
    for child in (story.child, brother):
        make.relationship(child, mother)
    for child in (story.child, stranger):
        make.relationship(child, teacher, RelationshipKind.SCHOOL)
    desk.lets_in(selam).says("knows")
    newborn = make.child()
    make.relationship(newborn, mother)
    with reading() as session:
        for child, left in ((brother, {rahel}), (newborn, {rahel}), (stranger, {rahel, selam})):
            may = giving_words.who_may_have(session, child.id, "ti")
            assert {str(one.public_id) for one in may} == left
        rows = session.scalars(select(KnowsFamily.child_id)).all()
    assert set(rows) == {story.child.id, brother.id}, "it outlives the child it was said of"


@pytest.mark.parametrize("why", ["retired", "known"])
def test_a_task_opens_to_nobody_who_is_asked_no_more_however_that_came_about(
    desk: Desk, story: Reviewed, why: str, clock: MovableClock
) -> None:
    home = desk.lets_in(desk.adds("Selam Tesfay"))
    with transaction() as session:
        row = session.scalars(select(Translator)).one()
        if why == "retired":
            row.retired_at = clock.now()
        else:
            session.add(KnowsFamily(
                child_id=story.child.id, translator_id=row.id, at=clock.now()))  # fmt: skip
    assert WORDS not in home.look()


def test_i20_a_restored_copy_asks_neither_who_may_know_them_nor_who_was_retired(
    desk: Desk, story: Reviewed, copies: Copies
) -> None:
    selam, rahel, abel = (desk.adds(name) for name in ("Selam Fi", "Rahel Ab", "Abel Ha"))
    home = desk.lets_in(selam)
    copies.back_up(ago=timedelta(days=3))
    home.says("knows")
    press(desk.browser, "/staff/translators", f"/staff/translators/{rahel}/retire")
    for _ in range(2):  # a second time from the same backup: it is so already
        copies.restore()
        with reading() as session:
            may = giving_words.who_may_have(session, story.child.id, "ti")
            assert [str(one.public_id) for one in may] == [abel]
        assert states() == ["knows_family"]


@pytest.mark.usefixtures("story")
def test_what_a_retired_translator_had_waits_for_another(desk: Desk) -> None:
    selam = desk.adds("Selam Tesfay")
    desk.gives(selam)
    press(desk.browser, "/staff/translators", f"/staff/translators/{selam}/retire")
    assert states() == ["withdrawn"]
    assert "Give words to a translator" in desk.tasks()
    assert WORDS in desk.lets_in(desk.adds("Rahel Abraham")).look()


def test_what_is_given_away_hides_no_other_words_of_the_same_person(
    make: Make, desk: Desk, story: Reviewed
) -> None:
    desk.work_off()
    adds_words(make, story, "اريد اخي", "ar")
    desk.gives(desk.adds("Selam Tesfay"))
    assert "Arabic" in desk.shows()
    assert "Give words to a translator" in desk.tasks()
    desk.gives(desk.adds("Amal Said", "ar"), language="ar")
    assert "/of/" not in desk.shows()
    assert "Give words to a translator" not in desk.tasks()


@pytest.mark.usefixtures("story")
def test_what_is_late_makes_a_task_and_what_nobody_did_waits_anew(
    app: Flask, desk: Desk, clock: MovableClock
) -> None:
    home = desk.lets_in(desk.adds("Selam Tesfay"))
    hour(desk)
    assert "another translator" not in desk.tasks()
    clock.moment += timedelta(days=4)
    hour(desk)
    assert "this one is late" in desk.tasks()
    clock.moment += timedelta(days=2)
    hour(desk)
    assert states() == ["withdrawn"]
    assert "this one is late" not in desk.tasks()
    assert "Give words to a translator" in desk.tasks()
    assert home.client.get(home.address).data == app.test_client().get("/w/" + "x" * 22).data
    late = desk.lets_in(desk.adds("Rahel Abraham"))
    clock.moment += timedelta(days=4)
    hour(desk)
    late.writes(ENGLISH)
    assert "this one is late" not in desk.tasks(), "it came after all"


@pytest.mark.usefixtures("story")
def test_a_mail_that_never_arrives_is_said_on_the_page_and_in_a_task(desk: Desk) -> None:
    selam = desk.adds("Selam Tesfay")
    desk.post.refuse_recipients("550 no such mailbox")
    task = desk.gives(selam)
    shown = words_of(desk.browser.get(task).get_data(as_text=True))
    assert "did not arrive" in shown
    assert "about to go" not in shown
    hour(desk)
    assert "the mail to this one did not arrive" in desk.tasks()


def test_what_one_could_not_read_is_given_to_another_and_not_to_the_same(
    app: Flask, make: Make, desk: Desk, story: Reviewed
) -> None:
    selam, rahel = desk.adds("Selam Tesfay"), desk.adds("Rahel Abraham")
    assert "nothing of it is left" in could_not_read(desk.lets_in(selam))
    desk.work_off()
    choices = chosen_from(desk)
    assert rahel in choices
    assert selam not in choices
    officer = at_work(app.test_client(), make, story.officer)
    path = f"/staff/reviews/{story.review.external_id}/summary"
    read = words_of(officer.get(path).get_data(as_text=True))
    assert "Selam Tesfay, Example Words could not read this" in read
    assert "Not translated yet" in read
    waits = re.findall(r'href="(/staff/translations/of/[^"]+)"', desk.shows())[0]
    press(desk.browser, waits, waits, language="ti", second="another", translator=rahel)
    desk.work_off()
    task = re.findall(r'href="(/staff/translations/[0-9a-f-]{36})"', desk.shows())[0]
    home = AtHome(app.test_client(), desk.address())
    home.types(desk.code(task))
    home.says("begin")
    home.writes(ENGLISH)
    read = words_of(officer.get(path).get_data(as_text=True))
    assert ENGLISH in read
    assert "could not read" not in read
    assert "/of/" not in desk.shows()


def test_a_second_reader_who_can_read_nothing_takes_nothing_away(
    desk: Desk, story: Reviewed
) -> None:
    selam, rahel = desk.adds("Selam Tesfay"), desk.adds("Rahel Abraham")
    home = desk.lets_in(selam)
    home.worries_about(0)
    home.writes("he hits my brother")
    could_not_read(desk.lets_in(rahel, second=True))
    desk.work_off()
    assert "No translator of this language is left" in words_of(chosen_from(desk))
    abel = desk.adds("Abel Haile")
    third = desk.lets_in(abel, second=True)
    assert "he hits my brother" in third.look()
    third.writes("he hits my brother")
    with reading() as session:
        made = session.scalars(select(Translation).order_by(Translation.revision)).all()
        assert [bool(row.words) for row in made] == [True, False, True]
    assert "/of/" not in desk.shows()


def test_nothing_at_all_never_becomes_what_a_child_is_told(
    app: Flask, make: Make, desk: Desk, walked: Reviewed
) -> None:
    officer = at_work(app.test_client(), make, walked.officer)
    desk.work_off()
    walked.is_held()
    point = walked.point(officer, WORDS)
    walked.write(officer, point, told="Your brother comes on Saturdays.")
    press(officer, point, f"{point}/translate")
    home = desk.lets_in(desk.adds("Selam Tesfay"), back=True)
    page = home.look()
    assert "cannot read" not in page
    box = re.findall(r'name="words-([0-9a-f]+)"', page)[0]
    said = home.sends({f"unreadable-{box}": "yes", f"words-{box}": "", "go": "send"})
    assert "Text 1: write it." in said
    with reading() as session:
        assert [row.language for row in session.scalars(select(Outcome))] == ["en"]


def test_whom_the_child_refuses_as_an_interpreter_loses_the_words_they_have(
    desk: Desk, story: Reviewed, clock: MovableClock
) -> None:
    selam = desk.adds("Selam Tesfay")
    home = desk.lets_in(selam)
    with transaction() as session:
        child = session.get_one(Child, story.child.id)
        child.interpreter_needed, child.spoken_language = True, "ti"
        child.not_wanted = "Nobody from Asmara"
        session.flush()
        following_interpreters.follow(session, story.review.id, clock.now())
        booking = session.scalars(select(Booking)).one()
        added = Added(
            full_name="Selam Tesfay", agency="", email="", gender=None, languages=["ti"],
            confidential_on=None, vetted_on=None, vetted_until=None,
        )  # fmt: skip
        officer = session.get_one(StaffMember, story.officer.id)
        row = keeping_interpreters.add(session, officer, added, clock.now())
        which = (booking.public_id, row.public_id)
        assert booking_interpreters.refuse(session, officer, *which, clock.now()) is not None
    assert states() == ["withdrawn"]
    assert WORDS not in home.look()
    shown = chosen_from(desk)
    assert selam not in shown
    assert "There are people they do not want" in shown
    assert "Asmara" not in shown
    page = re.findall(r'href="(/staff/translations/of/[^"]+)"', desk.shows())[0]
    pressed = press(desk.browser, page, page, language="ti", second="", translator=selam)
    assert pressed.status_code == 422
    assert "The child does not want this person" in pressed.get_data(as_text=True)
