"""A provider that sends nothing: for demonstrations on one machine.

Web and worker are different processes, so nothing is kept here. The text was committed as a
Message before `send` was called, and that is what the page of simulated phones shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from participation.channels.sms.gateway import Listed


class SmsSimulator:
    """Takes every text at once."""

    def send(self, *, to: str, body: str, callback_url: str, validity_seconds: int) -> str:
        """An id made from the callback address: the same piece of work has the same id, so
        doing it twice is doing it once."""
        return "SM" + hashlib.sha256(callback_url.encode()).hexdigest()[:32]

    def find(
        self,
        *,
        to: str,
        body: str,
        since: datetime,
        known: Collection[str] = (),
        callback_url: str = "",
    ) -> str | None:
        """None: nothing ever left, so nothing can be found, and sending again does no harm."""
        return None

    def listed(self, *, since: datetime) -> Iterator[Sequence[Listed]]:
        """Nothing: what a simulated phone says comes in at once."""
        return iter(())

    def forget(self, provider_id: str, *, pictures: bool = False) -> None:
        """There is nothing to blank."""
