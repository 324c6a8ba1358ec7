"""When words are read: the list, the page and the text go by the council's own days and hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.authority import service as authority
from participation.care.authority.models import Setting
from participation.care.consultations.models import Invitation, Task
from participation.care.safeguarding.models import Hearing
from participation.kernel.clock import london_day
from participation.kernel.db import transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.saying import Saying
from tests.texting import Texting

# The clock of a test stands on Tuesday 24 November, half past four.
WEDNESDAY_AT_FIVE = datetime(2026, 11, 25, 17, tzinfo=UTC)


@pytest.fixture
def say(make: Make) -> Saying:
    return Saying(make)


@pytest.fixture
def child(make: Make) -> Invitation:
    officer = make.staff()
    return make.invitation(make.review(make.child(officer=officer)), company="alone")


@pytest.fixture
def choose(make: Make) -> Callable[..., None]:
    """The council chooses; whoever kept its choices looks again."""

    def choose(**choices: object) -> None:
        with transaction() as session:
            for key, value in choices.items():
                authority.choose(session, key, value, make.clock.now())
        make.house.councils.clear()

    return choose


def read_due() -> datetime:
    with transaction() as session:
        return session.scalars(select(Hearing.read_due)).one()


def test_without_a_choice_words_are_read_by_five_on_the_next_working_day(
    say: Saying, child: Invitation
) -> None:
    say.fill_in(child, "one_thing", words="hello")
    say.send(child)
    assert read_due() == WEDNESDAY_AT_FIVE


@pytest.mark.parametrize("sent", [False, True], ids=["draft", "sent"])
def test_a_closed_day_and_an_hour_of_the_council_move_the_reading(
    say: Saying, child: Invitation, choose: Callable[..., None], sent: bool
) -> None:
    choose(closed_days=["2026-11-25"], office_closes="16:00")
    say.fill_in(child, "one_thing", words="hello")
    if sent:
        say.send(child)
    assert read_due() == datetime(2026, 11, 26, 16, tzinfo=UTC)


def test_a_later_last_call_has_a_childs_words_read_the_same_day(
    say: Saying, child: Invitation, choose: Callable[..., None]
) -> None:
    choose(last_call="16:45", office_closes="18:00")
    say.fill_in(child, "one_thing", words="hello")
    say.send(child)
    assert read_due() == datetime(2026, 11, 24, 18, tzinfo=UTC)


def test_a_proclaimed_bank_holiday_moves_the_reading_and_the_talk_alone(
    make: Make, say: Saying, child: Invitation
) -> None:
    with transaction() as session:
        authority.put_bank_holiday_right(session, date(2026, 11, 25), is_holiday=True)
    with transaction() as session:
        session.get_one(Invitation, child.id).company = "carer"
    say.fill_in(child, "one_thing", words="hello")
    say.send(child)
    assert london_day(read_due()) == date(2026, 11, 26)
    with transaction() as session:
        assert session.scalars(select(Task.due_on)).one() == date(2026, 12, 2)


def test_the_page_says_the_day_on_which_the_list_has_it(
    app: Flask, make: Make, choose: Callable[..., None], child: Invitation
) -> None:
    choose(closed_days=["2026-11-25"])
    browser = app.test_client()
    browser.post(f"/l/{make.link(child)}")
    assert "Thursday 26 November" in browser.get("/q").get_data(as_text=True)


def test_the_text_says_the_day_and_the_hour_at_which_the_list_has_it(
    texting: Texting, choose: Callable[..., None]
) -> None:
    choose(closed_days=["2026-11-25"], office_closes="16:00")
    asked = texting.asked_parent()
    replies = texting.say(asked.number, "1", "she sleeps", "nothing", "2")
    assert "Thu 4pm" in replies[-1]
    due = {row.read_due for row in texting.all(Hearing)}
    assert due == {datetime(2026, 11, 26, 16, tzinfo=UTC)}


def test_a_choice_that_cannot_be_read_never_keeps_an_answer_from_being_kept(
    make: Make, say: Saying, child: Invitation, clock: MovableClock
) -> None:
    with transaction() as session:
        for key, value in {
            "closed_days": ["soon", 4],
            "office_closes": "late",
            "last_call": "25:99",
        }.items():
            session.add(Setting(key=key, value=value, changed_at=clock.now()))
    say.fill_in(child, "one_thing", words="hello")
    say.send(child)
    assert read_due() == WEDNESDAY_AT_FIVE
