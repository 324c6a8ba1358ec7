"""A gateway that is made when the first text goes out.

The web process takes texts in and never sends one; without this it would keep the provider's
library in memory for nothing, some 20 MB in each process.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from participation.channels.sms.gateway import Listed, SmsGateway


class DeferredGateway:
    """Behaves as the gateway that `make` gives, which is called once, at the first use."""

    def __init__(self, make: Callable[[], SmsGateway]) -> None:
        self._make = make

    @cached_property
    def _real(self) -> SmsGateway:
        return self._make()

    def send(self, *, to: str, body: str, callback_url: str, validity_seconds: int) -> str:
        return self._real.send(
            to=to, body=body, callback_url=callback_url, validity_seconds=validity_seconds
        )

    def find(
        self,
        *,
        to: str,
        body: str,
        since: datetime,
        known: Collection[str] = (),
        callback_url: str = "",
    ) -> str | None:
        return self._real.find(
            to=to, body=body, since=since, known=known, callback_url=callback_url
        )

    def listed(self, *, since: datetime) -> Iterator[Sequence[Listed]]:
        return self._real.listed(since=since)

    def forget(self, provider_id: str, *, pictures: bool = False) -> None:
        self._real.forget(provider_id, pictures=pictures)
