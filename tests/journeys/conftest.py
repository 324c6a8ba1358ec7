"""Stories across rooms are told with a provider that really listens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from participation.channels.mail.smtp_gateway import SmtpGateway
from tests.standins.mail_server import MailServer
from tests.texting import texting

__all__ = ["texting"]


@pytest.fixture
def post(app: Flask) -> Iterator[MailServer]:
    """A real mail server that the application hands its mail to."""
    house = app.extensions["participation"]
    with MailServer() as server:
        mail = SmtpGateway(server.url, sender="no-reply@council.example", timeout_seconds=5)
        app.extensions["participation"] = replace(house, mail=mail)
        yield server
    app.extensions["participation"] = house
