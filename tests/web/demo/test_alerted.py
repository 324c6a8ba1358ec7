"""In the demonstration a red text rings a simulated telephone, on its page and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.people.models import Role, StaffMember
from participation.channels.voice.simulator import VoiceSimulator
from participation.kernel.db import transaction
from participation.worker import jobs
from tests.factories import Make
from tests.paging import CAST, made_up_route
from tests.web.demo.test_phones import STRANGER, shown, text_as


@pytest.fixture
def routed(demo: Flask, people: Make) -> Iterator[Flask]:
    before = demo.extensions["participation"]
    demo.extensions["participation"] = replace(
        before, route=made_up_route(), voice=VoiceSimulator()
    )
    for who in CAST:
        row = people.staff(
            Role.SAFEGUARDING, email=f"{who.lower()}@council.example", name=f"{who.title()} Green"
        )
        with transaction() as session:
            session.get_one(StaffMember, row.id).external_id = who
    yield demo
    demo.extensions["participation"] = before


def test_red_words_are_seen_in_the_duty_worker_s_box(routed: Flask, page: FlaskClient) -> None:
    text_as(page, STRANGER, "I want to kill myself")
    jobs.work_off(routed, lambda _seconds: None)
    html = shown(page)
    assert "Duty Green" in html
    assert "The telephone rings" in html
    assert "something urgent is waiting for you" in html
    assert "Senior Green" not in html
