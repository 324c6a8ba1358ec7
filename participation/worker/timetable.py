"""What is promised for as long as the house stands, and by whom it is not forgotten.

A standing promise is one row that is never done: whoever has done it once puts it back for some
minutes. So of many workers one at a time does it, and a killed one is followed by the next.
"""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from participation.journeys.services import Services
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.settings import SmsProvider
from participation.worker.collecting import COLLECT

NOBODY = UUID(int=0)  # it is about no row
STANDING = (COLLECT,)


def keep(app: Flask) -> None:
    """Make the standing promises that are not made yet: when a worker starts."""
    with app.app_context():
        house: Services = app.extensions["participation"]
        provider = house.settings.sms
        if provider is SmsProvider.SIMULATOR:
            return  # nothing is ever anywhere else
        with transaction() as session:
            outbox.promise(
                session,
                COLLECT,
                NOBODY,
                unique_key=f"{COLLECT}:{provider}",
                due_at=house.now(),
                now=house.now(),
            )
