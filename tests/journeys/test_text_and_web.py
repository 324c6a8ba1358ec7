"""One person, one set of answers: begun by text and gone on with on a page, or the other way."""

from __future__ import annotations

import pytest

from participation.care.consultations.models import (
    Answer,
    Channel,
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Remark,
    RemarkKind,
)
from tests.texting import Asked, Texting
from tests.web.respond.walking import Person


@pytest.fixture
def person(texting: Texting) -> Person:
    return Person(texting.app.test_client())


def said(texting: Texting) -> list[tuple[str, str, Channel]]:
    return [(row.question_key, row.words or "", row.channel) for row in texting.all(Answer)]


def link_of(texting: Texting, asked: Asked) -> str:
    """As on a card that somebody hands over for this invitation."""
    return texting.make.link(asked.invitation)


def test_what_was_said_by_text_is_not_asked_again_on_the_page_nor_shown_there(
    texting: Texting, person: Person
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    seen = person.begin(link_of(texting, asked))
    assert seen.question == "worries"
    assert "She sleeps well" not in seen.html


def test_what_was_said_on_the_page_is_not_asked_again_by_text(
    texting: Texting, person: Person
) -> None:
    asked = texting.asked_parent()
    assert person.begin(link_of(texting, asked)).question == "going_well"
    person.press(say={"words": "She sleeps well"})
    replies = texting.say(asked.number, "1", "School is far away", "2")
    assert replies[0].endswith("What worries you, or what should change? Put it in your own words.")
    assert replies[1].startswith("3 of 3.")
    assert said(texting)[:2] == [
        ("going_well", "She sleeps well", Channel.FORM),
        ("worries", "School is far away", Channel.SMS),
    ]
    assert texting.all(Invitation, id=asked.invitation.id)[0].state is InvitationState.FINISHED


def test_an_answer_given_both_ways_is_kept_both_times_and_the_last_one_counts(
    texting: Texting, person: Person
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    person.begin(link_of(texting, asked))
    person.press(say={"words": "Too many moves"})
    replies = texting.say(asked.number, "School is far away")
    assert replies[0].startswith("3 of 3.")
    worries = texting.all(Answer, question_key="worries")
    assert [(row.revision, row.words) for row in worries] == [
        (1, "Too many moves"),
        (2, "School is far away"),
    ]


def test_once_it_is_sent_from_the_page_a_text_adds_words_and_nothing_is_asked(
    texting: Texting, person: Person
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    person.begin(link_of(texting, asked))
    person.press(say={"words": "Too many moves"})
    person.skip_to_the_end()
    person.press()
    assert texting.all(Invitation, id=asked.invitation.id)[0].state is InvitationState.FINISHED
    replies = texting.say(asked.number, "School is far away")
    assert replies[0].startswith("Thank you for telling us.")
    assert [(row.kind, row.words) for row in texting.all(Remark)] == [
        (RemarkKind.ADDED, "School is far away")
    ]


def test_once_everything_was_said_by_text_the_page_takes_more_words_and_asks_nothing(
    texting: Texting, person: Person
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well", "School is far away", "2")
    assert texting.all(Conversation)[0].state is ConversationState.DONE
    seen = person.open(link_of(texting, asked))
    assert seen.question == ""
    assert "She sleeps well" not in seen.html


@pytest.mark.parametrize(
    ("short", "long"), [("parent_text", "parent_web"), ("pr_holder_text", "pr_holder_web")]
)
def test_the_officer_reads_either_form_in_the_same_places(
    texting: Texting, short: str, long: str
) -> None:
    forms = texting.house.library.forms
    for question in forms[short].questions:
        twin = forms[long].question(question.key)
        assert twin is not None
        assert (twin.kind, twin.topic) == (question.kind, question.topic)
        assert {one.value for one in question.choices} <= {one.value for one in twin.choices}
