"""What is promised for as long as the house stands, and by whom it is not forgotten.

A standing promise is one row that is never done: whoever has done it once puts it back for some
minutes. So of many workers one at a time does it, and a killed one is followed by the next.
"""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from participation.journeys.services import Services
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.settings import SmsProvider
from participation.worker.alerts import WATCH
from participation.worker.collecting import COLLECT

REMINDERS = "reminders.look"
FIGURES = "figures.look"
ROUNDS = "rounds.look"
IMPORTS = "imports.look"
STAFF = "staff.look"
AUDIT = "audit.look"
RETENTION = "retention.look"
STANDING = (COLLECT, REMINDERS, FIGURES, ROUNDS, IMPORTS, STAFF, AUDIT, RETENTION, WATCH)


def keep(app: Flask) -> None:
    """Make the standing promises that are not made yet: when a worker starts."""
    with app.app_context():
        house: Services = app.extensions["participation"]
        provider, now = house.settings.sms, house.now()
        with transaction() as session:
            _promise(session, REMINDERS, REMINDERS, now)
            _promise(session, FIGURES, FIGURES, now)
            _promise(session, ROUNDS, ROUNDS, now)
            _promise(session, IMPORTS, IMPORTS, now)
            _promise(session, STAFF, STAFF, now)
            _promise(session, AUDIT, AUDIT, now)
            _promise(session, RETENTION, RETENTION, now)
            _promise(session, WATCH, WATCH, now)
            if provider is not SmsProvider.SIMULATOR:  # then nothing is ever anywhere else
                _promise(session, COLLECT, f"{COLLECT}:{provider}", now)


def _promise(session: Session, kind: str, unique_key: str, now: datetime) -> None:
    outbox.promise(session, kind, outbox.NOBODY, unique_key=unique_key, due_at=now, now=now)
