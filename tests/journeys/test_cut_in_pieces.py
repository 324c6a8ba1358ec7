"""A sentence cut in two is heard as one, wherever in a conversation its pieces come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from participation.care.safeguarding.models import Concern, Hearing
from tests.conftest import MovableClock
from tests.journeys.kept_texts import words
from tests.texting import Texting


def before_the_start(texting: Texting) -> str:
    return texting.asked_parent().number


def after_the_end(texting: Texting) -> str:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "SKIP", "SKIP", "SKIP")
    return asked.number


def after_a_call(texting: Texting) -> str:
    asked = texting.asked_parent()
    texting.say(asked.number, "CALL")
    return asked.number


def from_a_child(texting: Texting) -> str:
    child, number = texting.make.child(), texting.make.number()
    texting.make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.work()
    return number


def from_nobody_known(texting: Texting) -> str:
    return texting.make.number()


@pytest.fixture(
    params=[before_the_start, after_the_end, after_a_call, from_a_child, from_nobody_known],
    ids=lambda made: made.__name__,
)
def number(request: pytest.FixtureRequest, texting: Texting) -> str:
    found: str = request.param(texting)
    return found


def raised(texting: Texting) -> list[tuple[str, str]]:
    return [(row.level.value, row.cause) for row in texting.all(Concern)]


def test_a_sentence_in_two_texts_is_screened_as_one(
    texting: Texting, clock: MovableClock, number: str
) -> None:
    texting.say(number, "i want to")
    assert raised(texting) == []
    clock.moment += timedelta(minutes=2)
    texting.say(number, "die")
    assert raised(texting) == [("red", "words")]
    texting.say(number, "at the bus stop")
    assert raised(texting) == [("red", "words")], "nobody is raised again by the next line"


def test_a_sentence_in_four_texts_is_screened_as_one(texting: Texting, number: str) -> None:
    texting.say(number, "hello", "i", "want to", "die")
    assert raised(texting) == [("red", "words")]


def test_what_was_texted_long_before_is_another_thought(
    texting: Texting, clock: MovableClock, number: str
) -> None:
    texting.say(number, "i want to")
    clock.moment += timedelta(minutes=6)
    texting.say(number, "die", "  ")
    assert raised(texting) == []


def test_somebody_elses_text_is_no_half_of_it(texting: Texting, number: str) -> None:
    texting.say(texting.make.number(), "i want to")
    texting.say(number, "die")
    assert raised(texting) == []


def test_what_is_kept_is_each_text_as_it_came(texting: Texting) -> None:
    number = after_the_end(texting)
    heard = len(texting.all(Hearing))
    texting.say(number, "i want to", "die")
    assert [kept for _kind, kept in words(texting)][-2:] == ["i want to", "die"]
    assert len(texting.all(Hearing)) == heard + 2
