"""A thought in several texts is one answer; none of it lands under a question nobody has seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from participation.care.consultations.models import (
    Answer,
    Conversation,
    Direction,
    Invitation,
    Message,
    MessageState,
    Remark,
    RemarkKind,
    TaskKind,
)
from participation.care.people.models import StaffMember
from participation.care.safeguarding.models import Concern, Hearing
from participation.care.summaries import service as summaries
from participation.care.summaries.content import Content, Readers
from participation.care.summaries.models import Summary
from participation.channels.sms.wording import TextKey
from participation.journeys.gathering import UNREAD
from participation.journeys.reading_texts import take_back_from
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import holding
from participation.worker import timetable
from tests.at_the_database import statements
from tests.conftest import MovableClock
from tests.journeys.kept_texts import to_do, words
from tests.standins.twilio_api import Fault
from tests.texting import Asked, Texting

WAIT = 20


@pytest.fixture
def patient(texting: Texting) -> Texting:
    """As in real use: after words to an open question the next one waits a little."""
    house: Services = texting.app.extensions["participation"]
    settings = replace(house.settings, gathering_seconds=WAIT)
    texting.app.extensions["participation"] = replace(house, settings=settings)
    return texting


def begun(texting: Texting) -> Asked:
    """A mother who has said yes and sees the first question."""
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    return asked


def texts_in(texting: Texting, asked: Asked, *bodies: str) -> None:
    """Texts that come in while no worker looks."""
    for body in bodies:
        assert texting.text(asked.number, body).status_code == 200


def summary(texting: Texting) -> Content:
    with texting.app.app_context(), transaction() as session:
        newest = session.scalars(select(Summary).order_by(Summary.id.desc())).first()
        assert newest is not None
        return summaries.content_of(newest, Readers.OFFICER)


# --- what belongs together ----------------------------------------------------------------------


def test_a_thought_in_three_texts_is_one_answer_and_is_answered_once(texting: Texting) -> None:
    asked = begun(texting)
    before = len(texting.twilio.sent(asked.number))
    texts_in(texting, asked, "She sleeps well", "and she eats", "and she laughs again")
    texting.work()
    replies = [text.body for text in texting.twilio.sent(asked.number)[before:]]
    assert [reply[:7] for reply in replies] == ["2 of 3."]
    assert words(texting) == [
        ("going_well", "She sleeps well"),
        ("more", "and she eats"),
        ("more", "and she laughs again"),
    ]
    assert {row.question_key for row in texting.all(Remark)} == {"going_well"}


def test_the_officer_reads_the_thought_as_one_answer(texting: Texting, clock: MovableClock) -> None:
    asked = begun(texting)
    texts_in(texting, asked, "She sleeps well", "and she eats")
    texting.work()
    texting.say(asked.number, "School is far away", "2")
    voice = next(v for v in summary(texting).voices if v.role == "mother")
    said = {answer.question_key: answer for answer in voice.answers}
    assert said["going_well"].own_words == "She sleeps well\nand she eats"
    assert said["worries"].own_words == "School is far away"
    assert voice.remarks == ()
    heard = {row.source_id.hex for row in texting.all(Hearing)}
    assert set(summary(texting).sources()) >= heard  # opening it reads every piece


def test_b18_every_text_of_a_thought_is_kept_as_it_came(texting: Texting) -> None:
    asked = begun(texting)
    texts_in(texting, asked, "She sleeps", " well  ", "!")
    kept = [row.body for row in texting.all(Message, direction=Direction.IN)]
    assert kept == ["1", "She sleeps", " well  ", "!"]


def test_a_parent_of_siblings_goes_on_for_each_of_them(texting: Texting) -> None:
    make = texting.make
    number, mother = make.number(), make.adult()
    make.contact(adult=mother, number=number)
    children = [make.child(name="Aisha"), make.child(name="Bilal", age=9)]
    for child in children:
        make.relationship(child, mother)
    for child in children:
        texting.open_round_of(child)
    texting.work()
    texting.say(number, "1")
    for body in ("They laugh a lot", "and they sing"):
        assert texting.text(number, body).status_code == 200
    theirs = [i.id for i in texting.all(Invitation) if i.relationship_id is not None]
    more = [(row.invitation_id, row.kind, row.words) for row in texting.all(Remark)]
    assert more == [(one, RemarkKind.MORE, "and they sing") for one in theirs]


def test_a_choice_or_a_skip_waits_for_nothing(patient: Texting) -> None:
    asked = begun(patient)
    assert patient.say(asked.number, "skip")[0].startswith("2 of 3.")


# --- until when --------------------------------------------------------------------------------


def test_the_next_question_waits_and_waits_on_while_they_write(
    patient: Texting, clock: MovableClock
) -> None:
    asked = begun(patient)
    assert patient.say(asked.number, "She sleeps well") == []
    clock.moment += timedelta(seconds=WAIT - 1)
    assert patient.say(asked.number, "and she eats") == []
    clock.moment += timedelta(seconds=WAIT - 1)
    assert patient.say(asked.number, "and she laughs") == []
    clock.moment += timedelta(seconds=WAIT)
    patient.work()
    assert patient.twilio.sent(asked.number)[-1].body.startswith("2 of 3.")
    assert [kind for kind, _ in words(patient)] == ["going_well", "more", "more"]


def test_a_text_that_crosses_our_question_on_its_way_goes_on_the_answer_before(
    patient: Texting, clock: MovableClock
) -> None:
    asked = begun(patient)
    patient.say(asked.number, "She sleeps well")
    clock.moment += timedelta(seconds=WAIT)
    patient.work()
    clock.moment += UNREAD - timedelta(seconds=1)
    assert patient.say(asked.number, "and she eats") == []
    clock.moment += timedelta(seconds=2)
    assert patient.say(asked.number, "School is far away") == []  # the third question waits
    assert words(patient) == [
        ("going_well", "She sleeps well"),
        ("worries", "School is far away"),
        ("more", "and she eats"),
    ]


@pytest.mark.parametrize(
    ("thoughts", "said", "key"),
    [(("She sleeps well",), "SKIP", "worries"), (("She sleeps", "Buses"), "2", "taking_part")],
)
def test_whoever_answers_our_question_within_seconds_is_not_left_waiting(
    patient: Texting, clock: MovableClock, thoughts: tuple[str, ...], said: str, key: str
) -> None:
    """A choice or SKIP, once the question is out; before that, nobody can mean it."""
    asked = begun(patient)
    for thought in thoughts:
        clock.moment += timedelta(minutes=1)
        patient.say(asked.number, thought)
        clock.moment += timedelta(seconds=WAIT)
        patient.work()
    clock.moment += UNREAD - timedelta(seconds=1)
    assert len(patient.say(asked.number, said)) == 1
    assert patient.all(Remark) == []
    assert patient.all(Answer)[-1].question_key == key


def test_what_comes_while_the_provider_is_away_goes_on_the_answer_before(
    patient: Texting, clock: MovableClock
) -> None:
    asked = begun(patient)
    patient.say(asked.number, "She sleeps well")
    patient.twilio.fault(Fault.TOO_MANY)
    clock.moment += timedelta(seconds=WAIT)
    patient.work()
    assert patient.all(Message)[-1].state is MessageState.QUEUED
    clock.moment += timedelta(hours=2)
    texts_in(patient, asked, "and she eats")
    assert words(patient)[-1] == ("more", "and she eats")
    clock.moment += timedelta(seconds=WAIT)
    patient.minutes_pass()
    patient.work()
    assert patient.twilio.sent(asked.number)[-1].body.startswith("2 of 3.")
    clock.moment += timedelta(minutes=2)
    patient.say(asked.number, "School is far away")
    assert ("worries", "School is far away") in words(patient)


@pytest.mark.parametrize(
    ("order", "task"), [("CALL", TaskKind.CALL), ("WRONG", TaskKind.WRONG_NUMBER)]
)
def test_a_question_that_waits_does_not_follow_an_order(
    patient: Texting, clock: MovableClock, order: str, task: TaskKind
) -> None:
    asked = begun(patient)
    patient.say(asked.number, "She sleeps well", order)
    sent = len(patient.twilio.sent(asked.number))
    clock.moment += timedelta(minutes=1)
    patient.work()
    assert len(patient.twilio.sent(asked.number)) == sent
    assert task in to_do(patient, asked)


@pytest.mark.parametrize("said", [("1",), ("1", "skip"), ("what",), ("2",)])
@pytest.mark.parametrize("order", ["CALL", "WRONG"])
def test_nothing_that_waited_is_asked_after_an_order(
    texting: Texting, said: tuple[str, ...], order: str
) -> None:
    asked = texting.asked_parent()
    sent = len(texting.twilio.sent(asked.number))
    texts_in(texting, asked, *said, order)
    texting.work()
    replies = texting.twilio.sent(asked.number)[sent:]
    queued = [row.template for row in texting.all(Message, state=MessageState.SENT)]
    assert len(replies) == 1
    assert queued[-1] == {"CALL": TextKey.CALL_ME, "WRONG": TextKey.WRONG_NUMBER}[order]


def test_help_is_obeyed_at_once_and_the_question_still_comes(
    patient: Texting, clock: MovableClock
) -> None:
    asked = begun(patient)
    replies = patient.say(asked.number, "She sleeps well", "HELP")
    assert [reply[:20] for reply in replies] == ["A person will read y"]
    texts_in(patient, asked, "and she eats")
    clock.moment += timedelta(minutes=1)
    patient.work()
    assert patient.twilio.sent(asked.number)[-1].body.startswith("2 of 3.")
    assert ("more", "and she eats") in words(patient)


# --- who looks at it ----------------------------------------------------------------------------


def test_a_sentence_cut_in_two_is_screened_as_one(texting: Texting) -> None:
    asked = begun(texting)
    texts_in(texting, asked, "i want to", "die")
    assert [concern.cause for concern in texting.all(Concern)] == ["words"]


def test_a_sentence_cut_between_the_second_and_the_third_text_is_screened_as_one(
    texting: Texting,
) -> None:
    asked = begun(texting)
    texts_in(texting, asked, "She sleeps well", "but i want to", "die")
    assert [concern.cause for concern in texting.all(Concern)] == ["words"]


def test_what_has_raised_somebody_is_not_raised_again_by_the_next_line(texting: Texting) -> None:
    asked = begun(texting)
    texts_in(texting, asked, "I want to die", "I am at the bus stop", "he hits me")
    by_hearing = [concern.hearing_id for concern in texting.all(Concern)]
    heard = [row.id for row in texting.all(Hearing)]
    assert by_hearing == [heard[0], heard[2]]


# --- put right by a person -----------------------------------------------------------------------


def take_back(texting: Texting, body: str) -> None:
    conversation = texting.all(Conversation)[0].public_id
    text = next(row for row in texting.all(Message) if row.body == body)
    officer = texting.all(StaffMember)[0]
    with texting.app.app_context(), transaction() as session:
        staff = session.get_one(StaffMember, officer.id)
        assert take_back_from(
            session, staff, conversation, text.public_id,
            house=texting.house, now=texting.house.now(),
        )  # fmt: skip


def test_a_person_may_find_that_the_second_text_is_not_theirs(
    texting: Texting, clock: MovableClock
) -> None:
    asked = begun(texting)
    texts_in(texting, asked, "She sleeps well")
    clock.moment += timedelta(seconds=5)
    texts_in(texting, asked, "this is her brother")
    assert words(texting)[-1] == ("more", "this is her brother")
    take_back(texting, "this is her brother")
    texting.work()
    voice = next(v for v in summary(texting).voices if v.role == "mother")
    assert voice.answers[0].own_words == "She sleeps well"
    assert voice.remarks == ()
    assert texting.all(Message, state=MessageState.DESK)[0].body == "this is her brother"


def test_words_that_went_on_a_text_taken_back_stand_alone(
    texting: Texting, clock: MovableClock
) -> None:
    asked = begun(texting)
    texts_in(texting, asked, "this is her brother")
    clock.moment += timedelta(seconds=5)
    texts_in(texting, asked, "She sleeps well")
    clock.moment += timedelta(seconds=5)
    take_back(texting, "this is her brother")
    texting.work()
    voice = next(v for v in summary(texting).voices if v.role == "mother")
    assert [(one.kind, one.own_words) for one in voice.remarks] == [("more", "She sleeps well")]
    assert all(not answer.own_words for answer in voice.answers)


# --- and the door stays quick ---------------------------------------------------------------------


def test_a_text_that_answers_a_question_is_looked_up_nowhere_else_than_before(
    patient: Texting, clock: MovableClock
) -> None:
    """Only a text that comes while our question may be unread asks after that question."""
    asked = begun(patient)
    looked: list[bool] = []
    for body, pause in (("She sleeps well", 60), ("School is far away", 1), ("and noisy", 0)):
        with statements(patient.app) as seen:
            texts_in(patient, asked, body)
        looked.append(any("FROM messages" in statement for statement in seen))
        clock.moment += timedelta(seconds=pause)
        patient.work()
        clock.moment += timedelta(seconds=pause)
    assert looked == [False, False, True]
    assert {row.question_key for row in patient.all(Answer)} == {"going_well", "worries"}


# --- a copy that came back ----------------------------------------------------------------------


def test_i20_what_was_answered_in_the_lost_days_does_not_all_go_on_one_answer(
    patient: Texting,
) -> None:
    """A held copy sends no question, and theirs went out: each text answers what it answered."""
    asked = begun(patient)
    with transaction() as session:
        holding.hold(session, since=system_now(), copy_of=system_now() - timedelta(days=1))
    for hours, body in ((5, "She sleeps well"), (4, "The house is cold")):
        when = system_now() - timedelta(hours=hours)
        patient.twilio.receive(from_=asked.number, body=body, at=when)
    patient.twilio.taken.put_in_order()
    patient.forget_at_provider(on=False)
    timetable.keep(patient.app)
    patient.work()
    texts_in(patient, asked, "2")  # by the webhook, and the copy is still held
    assert patient.all(Remark) == []
    going_well, worries, taking_part = patient.all(Answer)
    assert (going_well.words, worries.words) == ("She sleeps well", "The house is cold")
    assert (taking_part.question_key, taking_part.value) == ("taking_part", ["phone_call"])
