"""Carers are asked by a link to their own phone, everybody else by a person: R7, R8, R9, R11."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from participation.care.consultations.models import (
    Conversation,
    Invitation,
    InvitationState,
    Remark,
    Task,
    TaskKind,
    Way,
)
from participation.care.consultations.rules import CARERS, PARENTS, NotHeard
from participation.care.people.models import Adult, Child, RelationshipKind, Role
from participation.channels.sms.segments import count
from participation.journeys.reminding import due_now, promise_reminder
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.texting import Texting
from tests.web.respond.walking import Person

FOSTER = RelationshipKind.FOSTER_CARER
OTHERS = sorted(set(RelationshipKind) - PARENTS - CARERS - {RelationshipKind.OTHER})


def somebody(
    texting: Texting, kind: RelationshipKind = FOSTER, *, phone: bool = True, **contact: Any
) -> tuple[str, Child]:
    """An adult around a child with a round that opens; nothing has been sent yet."""
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO, name="Sam Green"), name="Aisha")
    adult = make.adult("Hazel Field")
    make.relationship(child, adult, kind, parental_responsibility=False)
    if phone:
        make.contact(adult=adult, number=number, **contact)
    texting.open_round_of(child)
    return number, child


def asked(texting: Texting, kind: RelationshipKind = FOSTER) -> Invitation:
    (found,) = texting.all(Invitation, role=kind)
    return found


def tasks(texting: Texting, invitation: Invitation) -> list[tuple[TaskKind, str, str | None]]:
    found = texting.all(Task, invitation_id=invitation.id)
    return [(one.kind, one.owner_role, one.reason) for one in found]


def remind(texting: Texting) -> None:
    with transaction() as session:
        now = texting.house.now()
        for one in due_now(session, now):
            promise_reminder(session, one, now)
    texting.work()


def link_in(body: str) -> str:
    return body.partition("/l/")[2].split(" ")[0]


@pytest.mark.parametrize("kind", sorted(CARERS))
def test_a_carer_gets_one_text_with_a_link_to_the_questions_for_them(
    texting: Texting, kind: RelationshipKind
) -> None:
    number, _ = somebody(texting, kind)
    texting.work()
    (text,) = texting.twilio.sent(number)
    assert text.body.startswith("Hello Hazel, Sam Green here. Tell me your view by ")
    assert count(text.body).parts == 1
    for private in ("Aisha", "review", "care", "child"):
        assert private not in text.body
    one = asked(texting, kind)
    assert (one.form_key, one.way, one.state) == (kind, Way.LINK, InvitationState.SENT)
    assert tasks(texting, one) == []


def test_the_link_opens_the_questions_for_carers_and_takes_what_they_say(texting: Texting) -> None:
    number, _ = somebody(texting)
    texting.work()
    person = Person(texting.app.test_client())
    person.begin(link_in(texting.twilio.sent(number)[0].body))
    person.skip_to_the_end()
    assert person.press("go=send").kind == "sent"
    assert asked(texting).state is InvitationState.FINISHED


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        ({"phone": False}, NotHeard.NO_NUMBER),
        ({"safe_to_text": False}, NotHeard.NOT_SAFE_TO_TEXT),
        ({"own_and_private": False}, NotHeard.NOT_OWN_PHONE),
        ({"confirmed_on": None}, NotHeard.NEVER_SPOKEN_WITH),
        ({"confirmed_on": 400}, NotHeard.NUMBER_TOO_OLD),
    ],
)
def test_a_carer_whom_no_link_may_reach_is_asked_by_a_person(
    texting: Texting, contact: dict[str, Any], reason: NotHeard
) -> None:
    if contact.get("confirmed_on"):
        contact = {"confirmed_on": texting.make.today - timedelta(days=contact["confirmed_on"])}
    number, _ = somebody(texting, **contact)
    texting.work()
    assert texting.twilio.sent(number) == []
    one = asked(texting)
    assert (one.state, one.form_key) == (InvitationState.NOT_POSSIBLE, "foster_carer")
    kind = (
        TaskKind.NEVER_SPOKEN_WITH if reason is NotHeard.NEVER_SPOKEN_WITH else TaskKind.NO_SAFE_WAY
    )
    assert tasks(texting, one) == [(kind, "business_support", reason)]


def test_r8_a_carer_of_two_children_is_asked_about_each_by_a_person(texting: Texting) -> None:
    make, number = texting.make, texting.make.number()
    carer, one, other = make.adult(), make.child(), make.child()
    make.contact(adult=carer, number=number)
    for child in (one, other):
        make.relationship(child, carer, FOSTER)
    texting.open_round_of(one)
    texting.work()
    assert texting.twilio.sent(number) == []
    assert asked(texting).not_heard_reason == NotHeard.SEVERAL_CHILDREN
    assert len(tasks(texting, asked(texting))) == 1


def test_a_second_child_who_comes_before_the_text_goes_stops_it(texting: Texting) -> None:
    number, _ = somebody(texting)
    (carer,) = texting.all(Adult)
    texting.make.relationship(texting.make.child(), carer, FOSTER)
    texting.work()
    assert texting.twilio.sent(number) == []
    assert asked(texting).not_heard_reason == NotHeard.SEVERAL_CHILDREN


def test_r7_everybody_else_is_business_supports_to_ask_and_gets_no_text(texting: Texting) -> None:
    make = texting.make
    child, numbers = make.child(officer=make.staff(Role.IRO)), []
    for kind in OTHERS:
        adult = make.adult()
        numbers.append(make.number())
        make.contact(adult=adult, number=numbers[-1])
        make.relationship(child, adult, kind)
    texting.open_round_of(child)
    texting.work()
    assert [texting.twilio.sent(number) for number in numbers] == [[]] * len(OTHERS)
    for kind in OTHERS:
        one = asked(texting, kind)
        assert one.form_hash is not None
        assert tasks(texting, one) == [
            (TaskKind.NO_SAFE_WAY, "business_support", NotHeard.NO_FORM_YET)
        ]


def test_r7_who_is_not_to_be_asked_is_nobodys_task(texting: Texting) -> None:
    make = texting.make
    child = make.child(officer=make.staff(Role.IRO))
    make.relationship(child, None, FOSTER, may_be_asked=False, not_asked_reason="harm")
    texting.open_round_of(child)
    assert asked(texting).not_heard_reason == NotHeard.RECORDED_DECISION
    assert tasks(texting, asked(texting)) == []


def test_r8_a_carer_with_parental_responsibility_is_asked_once_and_as_a_parent(
    texting: Texting,
) -> None:
    make, number = texting.make, texting.make.number()
    child, grandmother = make.child(officer=make.staff(Role.IRO)), make.adult()
    make.contact(adult=grandmother, number=number)
    for kind in (RelationshipKind.CONNECTED_CARER, RelationshipKind.PARENTAL_RESPONSIBILITY):
        make.relationship(child, grandmother, kind)
    texting.open_round_of(child)
    texting.work()
    assert len(texting.twilio.sent(number)) == 1
    roles = {one.role for one in texting.all(Invitation)}
    assert roles == {"child", "parental_responsibility"}


def test_a_carer_is_reminded_once_with_the_link_they_have(
    texting: Texting, clock: MovableClock
) -> None:
    number, _ = somebody(texting)
    texting.work()
    for days in (15, 1):
        clock.moment += timedelta(days=days)
        for _ in range(2):
            remind(texting)
    first, reminder = [text.body for text in texting.twilio.sent(number)]
    assert reminder.startswith("Sam Green again. You can still tell me your view, until ")
    assert link_in(reminder) == link_in(first)


def test_a_carer_who_stopped_half_way_is_told_once_that_it_is_kept(
    texting: Texting, clock: MovableClock
) -> None:
    number, _ = somebody(texting)
    texting.work()
    person = Person(texting.app.test_client())
    person.begin(link_in(texting.twilio.sent(number)[0].body))
    person.press(say={"words": "He has made a friend"})
    clock.moment += timedelta(days=1, hours=1)
    remind(texting)
    _first, half_way = [text.body for text in texting.twilio.sent(number)]
    assert half_way.startswith("Sam Green here. What you began is kept.")


def test_a_carer_who_has_sent_it_is_not_reminded(texting: Texting, clock: MovableClock) -> None:
    number, _ = somebody(texting)
    texting.work()
    person = Person(texting.app.test_client())
    person.begin(link_in(texting.twilio.sent(number)[0].body))
    person.skip_to_the_end()
    person.press("go=send")
    clock.moment += timedelta(days=15)
    with reading() as session:
        assert due_now(session, clock.moment) == []


def test_what_a_carer_texts_back_is_kept_as_their_words(texting: Texting) -> None:
    number, _ = somebody(texting)
    texting.work()
    texting.say(number, "He sleeps through now")
    (remark,) = texting.all(Remark)
    assert remark.words == "He sleeps through now"
    assert remark.invitation_id == asked(texting).id
    assert len(texting.all(Conversation)) == 1
