"""A number takes another's place: the old phone opens nothing, the new one waits (I18, T24)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Message,
    Round,
    Task,
    TaskKind,
)
from participation.care.people.bulk import Tally
from participation.care.people.facts import PointFacts
from participation.care.people.models import ContactKind, ContactPoint, Role
from participation.care.people.points import Owner, Reachable, record_points
from participation.care.people.rules import first_day_of_use
from participation.journeys.changing_numbers import number_left
from participation.kernel.db import transaction
from tests.conftest import MovableClock
from tests.texting import Texting


def changes_to(texting: Texting, owner: Owner, person_id: int, *numbers: str) -> None:
    """The next extract has these numbers for somebody."""
    facts = [
        PointFacts(
            kind=ContactKind.MOBILE,
            value=number,
            safe_to_text=True,
            own_and_private=True,
            confirmed_on=texting.make.today,
        )
        for number in numbers
    ]
    now, tally = texting.house.now(), Tally()
    with transaction() as session:
        stored = session.query(ContactPoint).filter_by(**{owner: person_id}).first()
        assert stored is not None
        people = [Reachable(person_id, stored.key_id, stored.key, facts)]
        record_points(session, people, owner, [ContactKind.MOBILE], tally=tally, now=now)
        for left in tally.left:
            number_left(session, left, now)


def test_i18_the_old_phone_is_nobodys_and_the_officer_is_asked(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    new = texting.make.number()
    changes_to(texting, "adult_id", asked.adult_id, new)
    assert [row.state for row in texting.all(Conversation)] == [ConversationState.CLOSED]
    (task,) = texting.all(Task, kind=TaskKind.NUMBER_CHANGED)
    assert (task.invitation_id, task.owner_role) == (asked.invitation.id, "iro")
    texting.say(asked.number, "and another thing")
    assert texting.all(Message, direction="in")[-1].state == "desk"


def test_i18_nothing_is_sent_again_by_itself(texting: Texting, clock: MovableClock) -> None:
    asked = texting.asked_parent()
    new = texting.make.number()
    changes_to(texting, "adult_id", asked.adult_id, new)
    for _ in range(20):
        clock.moment += timedelta(days=1)
        texting.work()
    assert texting.twilio.sent(new) == []
    assert len(texting.twilio.sent(asked.number)) == 1


def test_t1_a_link_that_went_to_the_old_phone_is_dead(texting: Texting) -> None:
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO), age=14)
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.work()
    path = "/l/" + texting.twilio.sent(number)[0].body.partition("/l/")[2].split()[0]
    before = texting.all(Invitation, respondent="child")[0]
    changes_to(texting, "child_id", child.id, make.number())
    after = texting.all(Invitation, respondent="child")[0]
    assert after.link_hash is None
    assert after.link_generation == before.link_generation + 1
    dead = texting.app.test_client().post("/l/" + "x" * 22)
    assert texting.app.test_client().post(path).status_code == dead.status_code


@pytest.mark.parametrize("said", ["WRONG", "wrong number"])
def test_t5_a_link_that_went_to_a_stranger_is_dead_once_they_say_so(
    texting: Texting, clock: MovableClock, said: str
) -> None:
    """Of every review that was written about to that phone, those that are over included."""
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO), age=14)
    make.contact(child=child, number=number)
    for days in (20, 60):
        texting.open_round_of(child, in_days=days)
        texting.work()
    before = texting.all(Invitation, respondent="child")
    links = [text.body.partition("/l/")[2].split()[0] for text in texting.twilio.sent(number)]
    browser = texting.app.test_client()
    unknown = browser.post("/l/" + "x" * 22).status_code
    assert unknown not in [browser.post(f"/l/{link}").status_code for link in links]
    assert len(links) == len(before) == 2
    texting.change(texting.all(Round)[0], closed_at=clock.now())
    texting.say(number, said)
    after = texting.all(Invitation, respondent="child")
    assert [(one.link_hash, one.link_generation) for one in after] == [
        (None, one.link_generation + 1) for one in before
    ]
    assert {browser.post(f"/l/{link}").status_code for link in links} == {unknown}


def test_t24_a_first_text_waits_until_the_number_is_a_day_old(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday
    make, old, new = texting.make, texting.make.number(), texting.make.number()
    child, adult = make.child(officer=make.staff(Role.IRO)), make.adult()
    make.relationship(child, adult)
    make.contact(adult=adult, number=old)
    changes_to(texting, "adult_id", adult.id, new)
    texting.open_round_of(child)
    for hours in (0, 12, 24, 36):
        clock.moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC) + timedelta(hours=hours)
        texting.work()
        assert texting.twilio.sent() == []
        waits = texting.all(Invitation, role="mother")[0]
        assert (waits.state, waits.not_heard_reason) == (
            InvitationState.TO_SEND,
            "number_changed",
        )
    clock.moment = datetime(2026, 11, 25, 10, 1, tzinfo=UTC)
    texting.work()
    assert [text.to for text in texting.twilio.sent()] == [new]


def test_a_first_number_does_not_wait(texting: Texting) -> None:
    """Nobody has taken anything's place: it is the number the person gave."""
    asked = texting.asked_parent()
    assert texting.all(ContactPoint)[0].usable_from is None
    assert len(texting.twilio.sent(asked.number)) == 1


def test_a_number_that_stays_keeps_its_conversation(texting: Texting) -> None:
    asked = texting.asked_parent()
    changes_to(texting, "adult_id", asked.adult_id, asked.number, texting.make.number())
    assert len(texting.say(asked.number, "1")) == 1
    assert texting.all(Task, kind=TaskKind.NUMBER_CHANGED) == []


@pytest.mark.parametrize(
    ("changed", "first"),
    [
        ("2026-11-23T02:00", "2026-11-24"),  # by night: the whole of the next day is a day later
        ("2026-11-23T08:59", "2026-11-24"),
        ("2026-11-23T09:00", "2026-11-25"),
        ("2026-11-23T23:59", "2026-11-25"),
        ("2026-07-06T07:30", "2026-07-07"),  # half past eight in summer
        ("2026-07-06T08:30", "2026-07-08"),
    ],
)
def test_t24_from_the_first_day_whose_hours_are_all_a_day_later(changed: str, first: str) -> None:
    moment = datetime.fromisoformat(changed).replace(tzinfo=UTC)
    assert first_day_of_use(moment).isoformat() == first
