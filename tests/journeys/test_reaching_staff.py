"""6.6 line 10: no demo, test or drill sends a real alert, and no real one is swallowed by them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask import Flask

from participation.app import create_app
from participation.care.safeguarding.route import Via
from participation.channels.voice.silence import NoTelephone
from participation.channels.voice.simulator import VoiceSimulator
from participation.journeys.reaching_staff import (
    NOT_IN_THIS_MODE,
    NotReached,
    Outgoing,
    Reached,
    hand_over,
)
from participation.journeys.services import Services
from participation.settings import Mode, Settings, SettingsProblem, problems
from participation.settings.route import RouteSettings, VoiceProvider
from tests.conftest import settings_for_tests
from tests.paging import route_file
from tests.test_settings import demo, drill, production

DRAMA, REAL = "+447700900801", "+445000000801"  # the second range is given to nobody any more


@dataclass
class Line:
    """Takes texts and calls, and remembers to whom."""

    to: list[str] = field(default_factory=list)
    breaks: bool = False

    def send(self, *, to: str, body: str, callback_url: str, validity_seconds: int) -> str:
        return self.ring(to=to, words=body)

    def ring(self, *, to: str, words: str) -> str:
        if self.breaks:
            raise ZeroDivisionError("nobody thought of this")
        self.to.append(to)
        return "1"

    def ready(self) -> None:
        """Always."""


def outgoing(to: str, via: Via) -> Outgoing:
    return Outgoing(via=via, to=to, reference="r", callback_url="", urgent=True, test=False)


def house(app: Flask, mode: Mode, line: Line) -> Services:
    before: Services = app.extensions["participation"]
    return replace(
        before,
        settings=replace(before.settings, mode=mode),
        sms=line,
        voice=line,
    )


@pytest.mark.parametrize("via", [Via.TEXT, Via.VOICE])
@pytest.mark.parametrize(
    ("mode", "number", "goes"),
    [
        (Mode.PRODUCTION, REAL, True),
        (Mode.PRODUCTION, DRAMA, False),
        (Mode.DRILL, REAL, False),
        (Mode.DRILL, DRAMA, True),
        (Mode.DEMO, REAL, False),
        (Mode.DEMO, DRAMA, True),
    ],
)
def test_6_6_10_what_is_real_and_what_is_made_up_never_meet(
    app: Flask, via: Via, mode: Mode, number: str, goes: bool
) -> None:
    line = Line()
    result = hand_over(outgoing(number, via), house(app, mode, line))
    assert line.to == ([number] if goes else [])
    if goes:
        assert isinstance(result, Reached)
    else:
        assert result == NotReached(NOT_IN_THIS_MODE, permanent=True), "and it counts as failed"


def test_whatever_breaks_it_is_an_alert_that_did_not_arrive(app: Flask) -> None:
    result = hand_over(outgoing(DRAMA, Via.VOICE), house(app, Mode.DRILL, Line(breaks=True)))
    assert result == NotReached("ZeroDivisionError", permanent=False)


def test_6_6_10_production_takes_no_simulated_telephone_and_others_no_real_one() -> None:
    def faulty(environ: dict[str, str]) -> set[str]:
        return {problem.name for problem in problems(environ)}

    simulated = {"PARTICIPATION_VOICE": "simulator"}
    assert "PARTICIPATION_VOICE" in faulty(production(**simulated))
    assert "PARTICIPATION_VOICE" in faulty(drill(**simulated))
    assert not faulty(demo(**simulated))
    ringing = {"PARTICIPATION_VOICE": "twilio", "TWILIO_VOICE_NUMBER": REAL}
    assert not faulty(production(**ringing))
    assert not faulty(drill(**ringing))
    away = {"TWILIO_API_BASE_URL": "https://api.twilio.com"}
    assert "PARTICIPATION_VOICE" in faulty(drill(**ringing, **away))
    assert "PARTICIPATION_VOICE" in faulty(demo(**ringing))
    assert "TWILIO_VOICE_NUMBER" in faulty(production(PARTICIPATION_VOICE="twilio"))
    for others in (drill, demo):
        environ = others(PARTICIPATION_MAIL_URL="smtp://mail.council.example:25")
        assert "PARTICIPATION_MAIL_URL" in faulty(environ)
    assert "PARTICIPATION_ROUTE" in faulty(production(PARTICIPATION_ROUTE="/nowhere/route.toml"))


def built(tmp_path: Path, **changes: object) -> Services:
    settings: Settings = settings_for_tests(f"sqlite:///{tmp_path}/x.db", tmp_path, **changes)
    found: Services = create_app(settings).extensions["participation"]
    return found


def test_the_house_is_built_with_the_telephone_and_the_route_that_are_set(tmp_path: Path) -> None:
    plain = built(tmp_path)
    assert plain.route is None
    assert isinstance(plain.voice, NoTelephone), "nobody counts as rung where nobody rings"
    shown = built(
        tmp_path,
        mode=Mode.DEMO,
        route=RouteSettings(route_file(tmp_path), VoiceProvider.SIMULATOR),
    )
    assert shown.route is not None
    assert isinstance(shown.voice, VoiceSimulator)


def test_a_route_that_is_wrong_stops_the_start_and_says_all_that_is_wrong(tmp_path: Path) -> None:
    file = route_file(tmp_path)
    with pytest.raises(SettingsProblem) as stopped:
        built(tmp_path, mode=Mode.PRODUCTION, route=RouteSettings(file))
    told = str(stopped.value)
    assert told.count("reserved for drama") == 22
    assert told.startswith("PARTICIPATION_ROUTE")
    assert "+44" not in told
