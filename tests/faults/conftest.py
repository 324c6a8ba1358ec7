"""Outages are made by a provider that really listens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from participation.channels.sms.twilio_gateway import TwilioGateway
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, MovableClock
from tests.faults.storms import Scene
from tests.texting import Texting, texting

PATIENCE = 5.0


@pytest.fixture
def scene(texting: Texting, clock: MovableClock) -> Scene:
    """The provider's answers are waited for: none of these storms is about slow ones."""
    gateway = TwilioGateway(
        ACCOUNT_SID,
        AUTH_TOKEN,
        timeout_seconds=PATIENCE,
        from_number=OUR_NUMBER,
        base_url=texting.twilio.url,
    )
    settings = replace(
        texting.house.settings,
        forget_at_provider=False,  # what the stand-in took is the witness
        provider_timeout_seconds=PATIENCE,
        lease_seconds=3 * PATIENCE,
    )
    texting.app.extensions["participation"] = replace(texting.house, settings=settings, sms=gateway)
    return Scene(texting.app, clock, texting.twilio)


__all__ = ["texting"]
