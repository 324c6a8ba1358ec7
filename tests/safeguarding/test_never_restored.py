"""The tenth line of what must never happen (security.md 6.6), for a restored system: it tells
nobody anything, by any way, until a person releases it; and then it does.

The other half of the line, demo and drill, is in `test_never_lost.py`. Broken: a worker took up
work whether the copy was held or not; the gateways let things pass.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from participation.app import create_app
from participation.care.safeguarding.models import Concern
from participation.channels.held import HeldCalls, HeldMail, HeldTexts, Look
from participation.channels.mail.gateway import MailUnavailable
from participation.channels.sms.gateway import GatewayUnavailable
from participation.channels.voice.gateway import VoiceUnavailable
from participation.journeys import collecting_texts, drilling
from participation.journeys.letting_go import release
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.outbox.holding import WHILE_HELD, hold, hold_of
from participation.outbox.models import OutboxItem, OutboxState
from participation.settings import Mode
from participation.settings.route import RouteSettings, VoiceProvider
from participation.worker import jobs, timetable
from tests.conftest import OUR_NUMBER, settings_for_tests
from tests.copies import Copies
from tests.factories import Make
from tests.paging import Paging
from tests.safeguarding.worrying import childs_link
from tests.web.respond.test_not_safe import press_it
from tests.web.respond.walking import Person
from tests.web.staff.signing_in import signed_in

PACKAGE = Path(__file__).parents[2] / "participation"


@pytest.fixture
def restored(route: Paging, app: Flask, make: Make, tmp_path: Path) -> Paging:
    """A red concern nobody has acknowledged, a test of the route and texts to families that wait:
    and from all this a copy of three days ago, put back."""
    route.at("2026-11-24T10:00")
    route.raise_concern()
    with app.app_context(), transaction() as session:
        drilling.send_test(session, route.house, route.clock.now())
    timetable.keep(app)
    copies = Copies(app, tmp_path)
    with app.app_context():
        copies.back_up(ago=timedelta(days=3))
        copies.restore()
    return route


def left(route: Paging) -> tuple[int, int, int]:
    """How many texts, calls and mails have left the house."""
    return len(route.twilio.sent()), len(route.twilio.calls), len(route.post.mails)


def test_10_a_restored_system_tells_nobody_for_three_days(restored: Paging) -> None:
    before = left(restored)
    for _ in range(12):
        restored.pass_minutes(6 * 60)
        restored.rest_is_over()
    assert left(restored) == before
    with restored.app.app_context(), reading() as session:
        kinds = session.scalars(select(OutboxItem.kind).where(OutboxItem.state == "queued")).all()
    assert {"concern.step", "concerns.watch"} <= set(kinds), "and there was something to tell"


def test_10_what_happens_while_it_is_held_is_told_to_nobody_either(restored: Paging) -> None:
    before = left(restored)
    restored.raise_concern()
    restored.pass_minutes(60)
    assert left(restored) == before


def test_10_once_it_is_released_a_concern_that_waits_is_told(restored: Paging) -> None:
    before = left(restored)
    restored.pass_minutes(60)
    with restored.app.app_context(), transaction() as session:
        held = hold_of(session)
        assert held is not None
        now = restored.clock.now()
        release(session, held, stopped_at=now, now=now)
    restored.rest_is_over()
    assert left(restored) != before
    assert restored.told()


def test_10_no_kind_of_work_is_taken_up_but_the_one_that_brings_in(app: Flask, make: Make) -> None:
    """Of all the kinds there are, and of one that there is not yet."""
    assert WHILE_HELD == (collecting_texts.COLLECT,)
    now = make.clock.now()
    with app.app_context():
        with transaction() as session:
            for kind in (*jobs.KINDS, "added.later"):
                session.add(
                    OutboxItem(
                        kind=kind,
                        subject="0" * 32,
                        unique_key=kind,
                        state=OutboxState.QUEUED,
                        made_at=now,
                        due_at=now,
                    )
                )
            hold(session, since=system_now(), copy_of=system_now())
        seen = jobs.due(app, lambda found, _limit: found)
        with reading() as session:
            kinds = session.scalars(select(OutboxItem.kind).where(OutboxItem.id.in_(seen))).all()
            others = session.scalars(select(OutboxItem.id).where(OutboxItem.id.not_in(seen))).all()
        assert set(kinds) == set(WHILE_HELD)
        assert not any(jobs.perform(app, item_id) for item_id in others)


# --- the net below: a provider that is called by any other way ------------------------------------


class Provider:
    """Whatever it is asked to do, it would do."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def send(self, **_what: object) -> str:
        self.done.append("send")
        return "id"

    def ring(self, **_what: object) -> str:
        self.done.append("ring")
        return "id"

    def forget(self, _what: str, *, pictures: bool = False) -> None:
        self.done.append("forget")


def test_10_a_gateway_gives_nothing_away_while_the_copy_is_held() -> None:
    provider = Provider()
    texts, calls, mail = (
        HeldTexts(provider, lambda: True),
        HeldCalls(provider, lambda: True),
        HeldMail(provider, lambda: True),
    )
    tries: list[tuple[type[Exception], Callable[[], object]]] = [
        (
            GatewayUnavailable,
            lambda: texts.send(to="x", body="x", callback_url="", validity_seconds=1),
        ),
        (GatewayUnavailable, lambda: texts.forget("x")),
        (VoiceUnavailable, lambda: calls.ring(to="x", words="x")),
        (MailUnavailable, lambda: mail.send(to="x", subject="x", body="x", message_id="x")),
    ]
    for refusal, attempt in tries:
        with pytest.raises(refusal):
            attempt()
    assert provider.done == []


def test_10_a_process_that_was_running_before_sees_the_hold(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look is kept for two seconds and no longer."""
    house: Services = app.extensions["participation"]
    assert isinstance(house.sms, HeldTexts)
    look = house.sms._is_held
    assert isinstance(look, Look)
    seconds = [0.0]
    monkeypatch.setattr("participation.channels.held.monotonic", lambda: seconds[0])
    look._kept = None
    with app.app_context():
        assert not look()
        with transaction() as session:
            hold(session, since=system_now(), copy_of=system_now())
        seconds[0] += 2.1
        assert look()
    look._kept = None


def test_10_every_gateway_that_reaches_somebody_stands_behind_the_hold(tmp_path: Path) -> None:
    settings = settings_for_tests(
        f"sqlite:///{tmp_path}/x.db",
        tmp_path,
        mode=Mode.DRILL,
        mail_url="smtp://127.0.0.1:9",
        route=RouteSettings(voice=VoiceProvider.TWILIO, voice_number=OUR_NUMBER),
    )
    house: Services = create_app(settings).extensions["participation"]
    assert isinstance(house.sms, HeldTexts)
    assert isinstance(house.mail, HeldMail)
    assert isinstance(house.voice, HeldCalls)


def test_10_only_what_the_worker_does_calls_a_gateway() -> None:
    """No page, hook or command reaches a provider past the promises that a hold keeps back."""
    callers = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"send", "ring", "forget", "find", "listed"}
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in {"sms", "voice", "mail"}
    }
    assert callers == {
        "journeys/reaching_staff.py",
        "journeys/sending_texts.py",
        "journeys/notices.py",
        "worker/collecting.py",
    }


# --- and it says so -------------------------------------------------------------------------------


def test_10_a_child_is_not_told_that_somebody_is_being_told(
    restored: Paging, make: Make, person: Person
) -> None:
    restored.at("2026-11-24T10:00")
    person.begin(childs_link(make, restored.child_id))
    words = press_it(person).words
    assert "We cannot say when someone sees this." in words
    assert "Ring someone now." in words
    assert "is being told now" not in words
    with reading() as session:
        assert session.scalars(select(Concern.cause)).all() == ["button", "button"], "it is kept"


def test_10_staff_and_whoever_watches_over_the_service_see_that_it_is_held(
    restored: Paging, make: Make, app: Flask
) -> None:
    page = signed_in(app.test_client(), make, restored.staff["IRO"]).get("/staff/reviews")
    assert "it is held: no text, mail or call goes out" in page.get_data(as_text=True)
    client = app.test_client()
    restored.clock.moment += timedelta(hours=3)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["held"]) == (200, True)
    assert "participation_held 1" in client.get("/metrics").get_data(as_text=True)
    with app.app_context(), transaction() as session:
        session.delete(session.scalars(select(hold_of(session).__class__)).one())
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["held"]) == (503, False), "now waiting is late"
    assert "participation_held 0" in client.get("/metrics").get_data(as_text=True)
