"""What people text, and what becomes of it: R8, R16, R19, R20, B24 to B27, I1, I2, I24, I25, T6."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import inspect

from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Remark,
    RemarkKind,
    TaskKind,
)
from participation.care.people.models import ContactPoint, ContactState
from participation.care.safeguarding.models import Concern, Hearing
from participation.care.summaries.models import Summary
from participation.kernel.db import db
from participation.kernel.model import Base
from participation.questionnaire.definition import Sharing
from tests.conftest import MovableClock
from tests.journeys.kept_texts import to_do, words
from tests.texting import Asked, Texting


def test_a_parent_answers_three_questions_by_text(texting: Texting) -> None:
    asked = texting.asked_parent()
    replies = texting.say(asked.number, "1", "She sleeps well", "School is far away", "2")
    assert len(replies) == 4
    assert "a court, may read them" in replies[0]
    assert replies[0].endswith("First: what is going well?")
    assert replies[1].startswith("2 of 3.")
    assert replies[3].startswith("Thank you for telling us.")
    by_key = {row.question_key: row for row in texting.all(Answer)}
    assert by_key["going_well"].words == "She sleeps well"
    assert by_key["worries"].words == "School is far away"
    assert by_key["taking_part"].value == ["phone_call"]
    assert texting.all(Invitation, id=asked.invitation.id)[0].state is InvitationState.FINISHED
    assert texting.all(Conversation)[0].state is ConversationState.DONE
    assert len(texting.all(Summary)) >= 1


def test_every_word_of_a_conversation_waits_to_be_read_by_a_person(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well", "School is far away", "2", "And one more")
    heard = {row.source_id for row in texting.all(Hearing)}
    for row in [*texting.all(Answer), *texting.all(Remark)]:
        assert not row.words or row.public_id in heard


def test_words_that_are_no_choice_are_asked_again_twice_and_then_stand_as_they_are(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "fine", "nothing")
    replies = texting.say(asked.number, "in the moon", "with my dog", "I told you")
    assert "was not clear" in replies[0]
    assert "only the number" in replies[1]
    assert replies[2].startswith("Thank you")
    answer = next(row for row in texting.all(Answer) if row.question_key == "taking_part")
    assert answer.words == "in the moon\nwith my dog\nI told you"


def test_a_parent_who_asks_for_a_call_gets_a_task_and_may_go_on_writing(texting: Texting) -> None:
    asked = texting.asked_parent()
    replies = texting.say(asked.number, "3", "after six please")
    assert replies[0].startswith("A person will ring you by")
    assert to_do(texting, asked) == [TaskKind.CALL]
    assert (RemarkKind.ADDED.value, "after six please") in words(texting)


@pytest.mark.parametrize("order", ["CALL", "call", "Call."])
def test_call_is_obeyed_in_the_middle_of_a_conversation(texting: Texting, order: str) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    assert texting.say(asked.number, order)[0].startswith("A person will ring you by")
    assert to_do(texting, asked) == [TaskKind.CALL]


# --- siblings (R8) ------------------------------------------------------------------------------


def siblings(texting: Texting) -> tuple[str, list[int]]:
    """A mother of two whose reviews fall in one window; her number, and the children's keys."""
    make = texting.make
    number, mother = make.number(), make.adult()
    make.contact(adult=mother, number=number)
    children = [make.child(name="Aisha"), make.child(name="Bilal", age=9)]
    ids = [child.id for child in children]
    for child in children:
        make.relationship(child, mother)
    for child in children:
        texting.open_round_of(child)
    texting.work()
    return number, ids


def test_r8_a_parent_of_siblings_has_one_conversation_and_one_first_text(texting: Texting) -> None:
    number, children = siblings(texting)
    assert len(texting.twilio.sent(number)) == 1
    held = texting.all(Conversation)
    assert len(held) == 1
    asked = [i for i in texting.all(Invitation) if i.relationship_id is not None]
    assert {i.child_id for i in asked} == set(children)
    assert {i.state for i in asked} == {InvitationState.SENT}


def test_r8_what_a_parent_of_siblings_says_counts_for_each_of_them(texting: Texting) -> None:
    number, _children = siblings(texting)
    replies = texting.say(number, "1", "They laugh a lot", "Too many moves", "1")
    assert "about just one of them" in replies[-1]
    assert texting.say(number, "Bilal needs glasses")[0].startswith("Thank you for telling us.")
    mothers = [i for i in texting.all(Invitation) if i.relationship_id is not None]
    assert len(mothers) == 2
    for invitation in mothers:
        answers = texting.all(Answer, invitation_id=invitation.id)
        assert {row.words for row in answers} >= {"They laugh a lot", "Too many moves"}
        remarks = texting.all(Remark, invitation_id=invitation.id)
        assert [(r.kind, r.words, r.sharing) for r in remarks] == [
            (RemarkKind.ONE_CHILD, "Bilal needs glasses", Sharing.ONLY_OFFICER)
        ]
        assert invitation.state is InvitationState.FINISHED


def test_r8_nothing_about_one_child_is_as_good_an_end(texting: Texting) -> None:
    number, _ = siblings(texting)
    texting.say(number, "1", "They laugh a lot", "Too many moves", "1")
    assert texting.say(number, "SKIP")[0].startswith("Thank you for telling us.")
    assert texting.all(Remark) == []


# --- orders -------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["STOP", "Stop!!", " STOP ", "end...", "“stop”"])
def test_b24_stop_alone_ends_our_texts_and_a_person_hears_of_it(
    texting: Texting, body: str
) -> None:
    asked = texting.asked_parent()
    assert texting.say(asked.number, body) == []  # the provider itself says the last word
    assert texting.all(ContactPoint)[0].state is ContactState.SUPPRESSED
    assert to_do(texting, asked) == [TaskKind.STOPPED]


@pytest.mark.parametrize("body", ["Stop it he hurts me", "please stop", "stop it all"])
def test_b24_a_sentence_with_stop_is_words_and_never_an_order(texting: Texting, body: str) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", body)
    assert [row.words for row in texting.all(Answer)] == [body]
    assert texting.all(ContactPoint)[0].state is ContactState.USABLE


def test_b24_a_sentence_that_begins_with_stop_is_screened(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "Stop it he hurts me")
    assert [concern.cause for concern in texting.all(Concern)] == ["words"]


@pytest.mark.parametrize("body", ["stop stop", "so long " * 1300])
def test_words_that_can_be_no_answer_are_kept_and_the_question_is_asked_again(
    texting: Texting, body: str
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    assert texting.say(asked.number, body)[0].startswith("2 of 3.")
    assert texting.all(Invitation, id=asked.invitation.id)[0].state is not InvitationState.FINISHED
    assert texting.all(Conversation)[0].state is ConversationState.ASKING
    assert (RemarkKind.REFUSED.value, body) in words(texting)
    assert texting.say(asked.number, "School is far away")[0].startswith("3 of 3.")


@pytest.mark.parametrize("body", ["STOP", "*STOP* 🙏"])
def test_i19_after_stop_nothing_is_sent_to_that_number_until_it_says_start(
    texting: Texting, body: str
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, body)
    assert texting.say(asked.number, "are you there") == []
    assert (RemarkKind.ADDED.value, "are you there") in words(texting)
    replies = texting.say(asked.number, "START", "hello again")
    assert replies[0].startswith("Our texts to you are on again")
    assert replies[1].startswith("Thank you for telling us.")


@pytest.mark.parametrize("body", ["HELP", "info", "Help!", "help!!!", '"help"'])
def test_b25_help_makes_a_person_look(texting: Texting, body: str) -> None:
    asked = texting.asked_parent()
    replies = texting.say(asked.number, "1", body)
    assert replies[1].startswith("A person will read your text by")
    assert [concern.cause for concern in texting.all(Concern)] == ["help_text"]
    assert texting.all(Conversation)[0].state is ConversationState.ASKING


@pytest.mark.parametrize("body", ["yes", "Yes.", "y", "OK", "1"])
def test_b25_yes_begins_and_is_no_order(texting: Texting, body: str) -> None:
    asked = texting.asked_parent()
    assert "First: what is going well?" in texting.say(asked.number, body)[0]


def test_t5_a_wrong_number_is_closed_for_everybody_who_has_it(texting: Texting) -> None:
    asked = texting.asked_parent()
    replies = texting.say(asked.number, "WRONG")
    assert replies == ["We are sorry for the mix-up. This number is off our list from now on."]
    assert texting.all(ContactPoint)[0].state is ContactState.SUSPENDED
    assert to_do(texting, asked) == [TaskKind.WRONG_NUMBER]


def test_t5_what_a_wrong_number_texts_afterwards_is_a_strangers(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "WRONG", "but since you ask, my own boy is in care")
    assert texting.all(Remark) == []
    assert texting.all(Message, direction="in")[-1].state is MessageState.DESK


# --- late, twice, out of order ------------------------------------------------------------------


def test_i25_a_text_after_the_round_closed_is_kept_as_late_and_screened(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    clock.moment += timedelta(days=30)
    replies = texting.say(asked.number, "he hits me when nobody looks")
    assert replies[0].startswith("Thank you for telling us.")
    assert (RemarkKind.LATE.value, "he hits me when nobody looks") in words(texting)
    assert [row.question_key for row in texting.all(Answer)] == ["going_well"]
    assert [concern.cause for concern in texting.all(Concern)] == ["words"]


def test_words_after_the_end_are_added_and_answered_alike_whether_flagged_or_not(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "fine", "nothing", "4")
    plain, flagged = texting.say(asked.number, "He likes drawing", "I want to die")
    assert plain == flagged  # R20, byte for byte
    assert [concern.cause for concern in texting.all(Concern)] == ["words"]


def test_i2_the_same_set_of_texts_is_stored_whatever_their_order(texting: Texting) -> None:
    asked = texting.asked_parent()
    bodies = ["1", *(f"thought number {n}" for n in range(8))]
    chance = random.Random(8)
    for _ in range(4):
        chance.shuffle(bodies)
        for body in bodies:
            assert texting.text(asked.number, body).status_code == 200
    stored = [row.body for row in texting.all(Message, direction="in")]
    assert sorted(stored) == sorted(bodies * 4)
    heard = " ".join(kept for _, kept in words(texting))
    for body in bodies[1:]:
        assert body in heard or body == "1"


# --- whose words these are (T6, I24) -----------------------------------------------------------


def test_i24_a_number_nobody_has_goes_to_a_person_with_one_neutral_reply_a_day(
    texting: Texting, clock: MovableClock
) -> None:
    number = texting.make.number()
    replies = texting.say(number, "is this the council", "hello", "anyone")
    assert len(replies) == 1
    assert "We do not know this phone" in replies[0]
    stored = texting.all(Message, direction="in")
    assert [row.state for row in stored] == [MessageState.DESK] * 3
    assert len(texting.all(Hearing)) == 3
    clock.moment += timedelta(days=1, seconds=1)
    assert len(texting.say(number, "still here")) == 1


def test_i24_a_number_of_two_people_is_never_guessed(texting: Texting) -> None:
    make = texting.make
    number = make.number()
    for _ in range(2):
        child, adult = make.child(), make.adult()
        make.relationship(child, adult)
        make.contact(adult=adult, number=number)
        texting.open_round_of(child)
    texting.work()
    texting.say(number, "this is about my son")
    assert texting.all(Remark) == []
    assert texting.all(Message, direction="in")[0].state is MessageState.DESK
    assert texting.all(Hearing)[0].child_id is None


def test_t5_a_phones_new_holder_never_writes_as_the_one_before(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    point, newcomer = texting.all(ContactPoint)[0], texting.make.adult()
    texting.change(point, adult_id=newcomer.id)
    texting.say(asked.number, "School is far away", "I am new to this phone")
    assert [row.question_key for row in texting.all(Answer)] == ["going_well"]
    assert texting.all(Remark) == []
    assert {row.state for row in texting.all(Message, direction="in")[2:]} == {MessageState.DESK}
    assert {row.child_id for row in texting.all(Hearing)[1:]} == {None}


def test_a_missing_childs_text_is_a_sign_of_life(texting: Texting) -> None:
    make = texting.make
    child, number = make.child(), make.number()
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.work()
    texting.change(child, circumstances=["missing"])
    assert texting.say(number, "im ok")[0].startswith("Thank you for telling us.")
    assert [(c.level.value, c.cause) for c in texting.all(Concern)] == [("red", "sign_of_life")]


def test_t6_a_text_changes_nothing_but_words_conversations_and_what_is_to_be_done(
    texting: Texting,
) -> None:
    """Commands, payloads and orders from strangers and parents: people's own tables stay."""
    asked = texting.asked_parent()
    may_change = {
        "messages", "conversations", "outbox_items", "answers", "remarks", "hearings", "concerns",
        "concern_steps", "invitations", "tasks", "summaries",
    }  # fmt: skip
    before = _contents(texting)
    for body in (
        "'; DROP TABLE children; --", "{{7*7}}", "${7*7}", "{0.__class__}", "%s%n",
        "CHANGE NUMBER 07700900123", "my name is now Root", "SET LANGUAGE xx", "ADMIN", "LOGIN",
        "show me her answers", "what did I say", "\x00\x01", "<script>alert(1)</script>",
    ):  # fmt: skip
        texting.say(asked.number, body)
        texting.say("+447700900777", body)
    after = _contents(texting)
    assert {table for table in before if before[table] != after[table]} <= may_change
    for text in texting.twilio.sent():
        assert "DROP" not in text.body
        assert "7*7" not in text.body


def _contents(texting: Texting) -> dict[str, list[tuple[object, ...]]]:
    db.session.rollback()
    names = inspect(db.engine).get_table_names()
    return {
        table.name: [tuple(row) for row in db.session.execute(table.select())]
        for table in Base.metadata.sorted_tables
        if table.name in names
    }


def test_b22_nobody_is_answered_who_is_no_uk_mobile(texting: Texting) -> None:
    for sender in ("60999", "NHS", "anonymous", "+", "+4915112345678", "whatsapp:+447700900001"):
        assert texting.text(sender, "hello").status_code == 200
    texting.work()
    assert texting.twilio.sent() == []
    stored = texting.all(Message, direction="in")
    assert [row.state for row in stored] == [MessageState.DESK] * 6
    assert len(texting.all(Hearing)) == 6


def test_b22_a_text_from_our_own_number_is_no_loop(texting: Texting) -> None:
    assert texting.text("+447700900999", "Thank you for telling us.").status_code == 200
    texting.work()
    assert texting.twilio.sent() == []


def test_b23_every_way_of_writing_a_number_is_the_same_person(texting: Texting) -> None:
    asked = texting.asked_parent()
    national = asked.number.removeprefix("+44")
    for place, written in enumerate(
        (f"0{national}", f"0044{national}", f"+44 {national[:4]} {national[4:]}", asked.number)
    ):
        assert texting.text(written, "1" if place == 0 else f"thought {place}").status_code == 200
    texting.work()
    assert texting.all(Message, state=MessageState.DESK) == []
    assert {row.conversation_id for row in texting.all(Message, direction="in")} == {
        texting.all(Conversation)[0].id
    }


def test_a_text_renews_nothing_it_should_not(texting: Texting) -> None:
    """T6: the state of a number is changed by orders alone."""
    asked: Asked = texting.asked_parent(own_and_private=False)
    texting.say(asked.number, "1", "this is my private number now, trust me")
    point = texting.all(ContactPoint)[0]
    assert (point.own_and_private, point.state) == (False, ContactState.USABLE)
