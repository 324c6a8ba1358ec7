"""The storms at full size, each over an installation of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from participation.app import create_app
from participation.kernel.db import db
from participation.settings import Settings
from tests.conftest import ACCOUNT_SID, MovableClock
from tests.faults import storms
from tests.faults.answers import answers
from tests.faults.installation import Installation, free_port
from tests.faults.mails import mails
from tests.faults.schedulers import schedulers
from tests.faults.steps import at_each_step
from tests.faults.storms import MONDAY_ELEVEN, Scene, Storm
from tests.standins.twilio_server import TwilioServer

PATIENCE = {
    "PARTICIPATION_PROVIDER_TIMEOUT_SECONDS": "10",
    "PARTICIPATION_LEASE_SECONDS": "30",
}
HURRY = {  # four hundred answers never come, and each is waited for
    "PARTICIPATION_PROVIDER_TIMEOUT_SECONDS": "0.2",
    "PARTICIPATION_LEASE_SECONDS": "0.6",
}
STORMS: Mapping[str, Callable[[Scene, int], Storm]] = {
    "shuffled": lambda scene, seed: storms.shuffled(scene, 5_000, seed=seed),
    "day": lambda scene, seed: storms.a_day_without(
        scene, queued=500, inbound_texts=300, seed=seed
    ),
    "flood": lambda scene, seed: storms.flood(scene, 50_000, seed=seed),
    "answers": lambda scene, _: answers(scene, 200),
    "steps": lambda scene, _: at_each_step(scene, 50),
    "schedulers": lambda scene, seed: schedulers(scene, 100, seed=seed),
    "mails": lambda scene, _: mails(scene, 100),
}


def run(name: str, database: str, *, seed: int) -> Storm:
    with (
        tempfile.TemporaryDirectory(prefix="participation-storm-") as folder,
        TwilioServer(account_sid=ACCOUNT_SID) as twilio,
    ):
        house = Installation.make(database, Path(folder), twilio.url, free_port())
        try:
            patience = HURRY if name == "answers" else PATIENCE
            environ = {**house.environ, **patience, "TWILIO_ACCOUNT_SID": ACCOUNT_SID}
            clock = MovableClock(MONDAY_ELEVEN)
            app = create_app(Settings.from_env(environ), clock=clock)
            app.extensions["participation.wake"] = None
            storm = STORMS[name](Scene(app, clock, twilio), seed)
            with app.app_context():
                db.engine.dispose()
            return storm
        finally:
            house.remove()
