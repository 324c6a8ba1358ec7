"""What the doors hand down: settings, clock, keys, gateways, forms, word lists.

One frozen value, put together by `app.py` and passed as an argument; nothing below a door looks
anything up by itself. It lives under the doors and above everything else because web, worker and
commands all need it and never import each other (ADR 0029).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from participation.care.safeguarding.rules import ScreeningLists
from participation.channels.mail.gateway import MailGateway
from participation.channels.sms.gateway import SmsGateway
from participation.guard.crypto import KeyRing
from participation.kernel.clock import Clock
from participation.kernel.ids import Randomness
from participation.questionnaire.library import Library
from participation.settings import Settings


@dataclass(frozen=True, slots=True, repr=False)
class Services:
    """Everything a story needs from outside. `repr` stays short: settings hold secrets."""

    settings: Settings
    clock: Clock
    ring: KeyRing
    sms: SmsGateway
    mail: MailGateway
    library: Library
    screening: ScreeningLists
    randomness: Randomness

    def now(self) -> datetime:
        """The moment by the council's clock, UTC."""
        return self.clock.now()
