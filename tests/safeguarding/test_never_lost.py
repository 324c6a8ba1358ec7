"""The last five of the ten lines of what must never happen (security.md 6.6).

Nothing quietens a concern but a person, nothing that was said is lost, nobody has to say it twice,
and what is made up never meets what is real. The first five are in `test_never.py`; here too what
was broken on purpose, to see the test fail, stands beside each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.safeguarding.models import (
    Concern,
    ConcernState,
    Hearing,
    HearingState,
)
from participation.care.safeguarding.rules import Level, PhraseList
from participation.journeys import drilling
from participation.journeys.services import Services
from participation.kernel.db import reading, transaction
from participation.settings import Settings, SettingsProblem
from tests.factories import Make
from tests.paging import Paging
from tests.safeguarding.worrying import HARMLESS, WORRYING, childs_link, to_a_box
from tests.texting import Texting
from tests.web.respond.test_not_safe import press_it
from tests.web.respond.walking import Person

# 6. An alert is marked done by a machine, a time-out, or being mailed. Broken: the clock of a
# concern acknowledged it after the last rung.


def test_6_neither_time_nor_sending_nor_opening_quietens_a_concern(route: Paging) -> None:
    route.at("2026-11-29T03:00")
    route.raise_concern()
    for minutes in (15, 15, 15, 15, *[6 * 60] * 4):
        route.pass_minutes(minutes)
    row = route.concern()
    assert (row.state, row.acknowledged_by_id, row.level) == (ConcernState.RAISED, None, Level.RED)
    assert row.next_at is not None


# 7. A message is dropped because of rate limits, unknown number, closed round, opt-out, language or
# error. Broken: a text after STOP was answered and not heard.


def heard(texting: Texting) -> int:
    return len(texting.all(Hearing))


def test_7_a_text_from_nobody_known_is_heard(texting: Texting) -> None:
    texting.text("+447700900777", WORRYING)
    assert [row.level for row in texting.all(Concern)] == [Level.RED]


@pytest.mark.parametrize("words", [WORRYING, "ኣብዚ ሕጉስ ኣይኮንኩን", "x" * 1500 + " hits me"])
def test_7_after_stop_in_any_language_and_at_any_length_it_is_heard(
    texting: Texting, words: str
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "STOP")
    before = heard(texting)
    texting.say(asked.number, words)
    assert heard(texting) == before + 1


def test_7_after_the_round_has_closed_it_is_heard(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    texting.at(texting.house.now() + timedelta(days=60))
    texting.say(asked.number, WORRYING)
    assert [row.cause for row in texting.all(Concern)] == ["words"]


def test_7_the_fortieth_text_of_a_day_is_heard_like_the_first(texting: Texting) -> None:
    asked = texting.asked_parent()
    for n in range(39):
        texting.text(asked.number, f"and another thing {n}")
    texting.text(asked.number, WORRYING)
    assert [row.cause for row in texting.all(Concern)] == ["words"]


# 8. Screening failure delays saving or reading. Broken: `_screened` let the fault out.


class _Failing(dict[str, PhraseList]):
    """Lists that cannot be read."""

    def get(self, *_key: object) -> PhraseList:
        raise RuntimeError("the lists are broken")


@pytest.fixture
def broken_lists(app: Flask) -> Iterator[None]:
    before: Services = app.extensions["participation"]
    app.extensions["participation"] = replace(before, screening=_Failing())
    yield
    app.extensions["participation"] = before


def test_8_words_are_saved_and_wait_to_be_read_though_screening_fails(
    broken_lists: None, make: Make, person: Person
) -> None:
    to_a_box(person, childs_link(make))
    page = person.press(say={"words": HARMLESS})
    assert page.status == 200
    person.skip_to_the_end()
    person.press("go=send")
    with reading() as session:
        hearing = session.scalars(select(Hearing)).one()
        assert (hearing.screened, hearing.state) == (Level.NOT_SCREENED, HearingState.WAITING)
        assert session.scalars(select(Concern.cause)).all() == ["not_screened"]


# 9. The child is asked to repeat or detail it. Broken: a box "What happened?" on the page.


def test_9_after_the_button_nothing_is_asked_but_how_to_reach_them(
    make: Make, person: Person
) -> None:
    person.begin(childs_link(make))
    page = press_it(person)
    asked = {
        control.name
        for form in page.forms
        for control in form.controls
        if control.kind not in ("hidden", "submit")
    }
    assert asked == {"safe", "number", "when", "not_to"}
    assert not re.search(r"(?i)happen|who (did|hurt)|what did|tell us more|describe", page.words)


# 10. A demo, test or restored system sends a real alert, or a real one is swallowed by test mode.
# Broken: `check_route` let a drill ring Twilio itself; let production have the simulator. The part
# of a restored system is in `test_never_restored.py`.

KEYS = {
    "PARTICIPATION_SECRET_KEY": "only for looking at settings, long enough",
    "PARTICIPATION_ENCRYPTION_KEYS": "k1:BwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSY=",
    "PARTICIPATION_LOOKUP_KEY": "only for looking at settings as well",
    "PARTICIPATION_DATABASE_URL": "sqlite:////tmp/never.db",
    "PARTICIPATION_PUBLIC_URL": "https://a.example",
    "PARTICIPATION_STAFF_URL": "https://b.example",
    "PARTICIPATION_LOCAL_ACCOUNTS": "on",
    "PARTICIPATION_COUNCIL_NAME": "North Shire Council",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "t",
    "TWILIO_NUMBERS": "+447700900999",
    "TWILIO_VOICE_NUMBER": "+447700900999",
    "PARTICIPATION_SMS": "twilio",
}


def faults(**changes: str) -> str:
    try:
        Settings.from_env(KEYS | changes)
    except SettingsProblem as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize("mode", ["demo", "drill"])
def test_10_no_other_mode_than_production_reaches_anybody(mode: str) -> None:
    away = faults(
        PARTICIPATION_MODE=mode,
        PARTICIPATION_VOICE="twilio",
        PARTICIPATION_MAIL_URL="smtp://mail.council.example:25",
    )
    assert f"a {mode} rings nobody" in away
    assert f"a {mode} writes to nobody else" in away


def test_10_production_has_no_simulator() -> None:
    swallowed = faults(
        PARTICIPATION_MODE="production",
        PARTICIPATION_VOICE="simulator",
        PARTICIPATION_SMS="simulator",
    )
    assert "is the simulator, which rings nobody" in swallowed
    assert "is the simulator, which sends nothing" in swallowed


def test_10_a_test_of_the_route_says_that_it_is_one_and_quietens_nothing(route: Paging) -> None:
    route.at("2026-11-24T10:00")
    route.raise_concern()
    before = route.concern()
    told = len(route.twilio.calls)
    with route.app.app_context(), transaction() as session:
        drilling.send_test(session, route.house, route.clock.now())
    route.work()
    assert len(route.twilio.calls) > told
    assert all("test" in words.lower() for _to, words in route.twilio.calls[told:])
    assert not any("test" in words.lower() for _to, words in route.twilio.calls[:told])
    row = route.concern()
    assert (row.state, row.rung) == (before.state, before.rung)
