"""An application in demo mode over a SQLite database of its own, and somebody to fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.app import create_app
from participation.kernel.db import db
from participation.kernel.model import Base
from participation.settings import Mode, SmsProvider
from participation.worker import jobs
from tests.conftest import MovableClock, settings_for_tests
from tests.factories import Make


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Flask]:
    clock = MovableClock()
    settings = settings_for_tests(
        f"sqlite:///{tmp_path}/demo.db", tmp_path, mode=Mode.DEMO, sms=SmsProvider.SIMULATOR
    )
    built = create_app(settings, clock=clock)
    built.extensions["participation.wake"] = None
    with built.app_context():
        Base.metadata.create_all(db.engine)
        yield built
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def page(demo: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A browser; it does not wait for a worker that a test has not started."""
    monkeypatch.setattr("participation.web.demo.phones.LONGEST_WAIT_SECONDS", 0.0)
    return demo.test_client()


@pytest.fixture
def people(demo: Flask) -> Make:
    house = demo.extensions["participation"]
    return Make(house, house.clock)


@pytest.fixture
def send_what_is_due(demo: Flask) -> Callable[[], int]:
    return lambda: jobs.work_off(demo, lambda _seconds: None)
