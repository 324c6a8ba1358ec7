"""What raises a concern, how urgent it is, which way it goes (security.md 6.3, R19, R22, R25)."""

from __future__ import annotations

import pytest

from participation.care.consultations.models import Task, TaskKind
from participation.care.safeguarding.models import Concern
from participation.care.safeguarding.route import RouteOf
from participation.care.safeguarding.rules import Level
from tests.texting import Texting

Raised = list[tuple[str, Level, RouteOf]]
CHILD, ADULT = RouteOf.CHILD, RouteOf.ADULT


def raised(texting: Texting) -> Raised:
    return [(row.cause, row.level, row.route) for row in texting.all(Concern)]


def childs_phone(texting: Texting, language: str = "en") -> str:
    make = texting.make
    child = make.child(officer=make.staff(), reading_language=language)
    number = make.number()
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.work()
    return number


@pytest.mark.parametrize(
    ("body", "pictures", "expected"),
    [
        ("he hits me", 0, [("words", Level.RED, CHILD)]),
        ("im scared of him", 0, [("words", Level.AMBER, CHILD)]),
        ("HELP", 0, [("help_text", Level.AMBER, CHILD)]),
        ("", 1, [("picture", Level.AMBER, CHILD)]),
        ("እፈርህ ኣለኹ ኣብዚ", 0, [("not_screened", Level.AMBER, CHILD)]),
        ("stop it he hits me", 0, [("words", Level.RED, CHILD)]),
        ("I like the garden", 0, []),
    ],
)
def test_a_childs_text(texting: Texting, body: str, pictures: int, expected: Raised) -> None:
    number = childs_phone(texting)
    texting.text(number, body, NumMedia=str(pictures))
    assert raised(texting) == expected


def test_r19_stop_alone_is_a_task_for_the_officer_and_no_concern(texting: Texting) -> None:
    number = childs_phone(texting)
    texting.text(number, "STOP")
    assert raised(texting) == []
    assert [row.owner_role for row in texting.all(Task, kind=TaskKind.STOPPED)] == ["iro"]


@pytest.mark.parametrize("body", ["HELP", "he hits her and I cannot stop it"])
def test_r25_an_adults_words_go_an_adults_way(texting: Texting, body: str) -> None:
    asked = texting.asked_parent()
    texting.text(asked.number, body)
    assert [way for _cause, _level, way in raised(texting)] == [ADULT]


def test_r25_an_adults_words_in_a_language_nobody_screens_are_read_like_all_others(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    texting.text(asked.number, "እፈርህ ኣለኹ ኣብዚ")
    assert raised(texting) == []


def test_whoever_is_not_known_may_be_a_child(texting: Texting) -> None:
    texting.text("+447700900777", "he hits me")
    assert raised(texting) == [("words", Level.RED, CHILD)]
