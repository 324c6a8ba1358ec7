"""Gateways that give nothing away while the house is held (I20).

The outbox already takes up no work then. This is the net under it: whoever calls a provider by
another way, also one that is added later, is told that it cannot be reached. Asking is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from time import monotonic

from participation.channels.mail.gateway import MailGateway, MailUnavailable
from participation.channels.sms.gateway import GatewayUnavailable, Listed, SmsGateway
from participation.channels.voice.gateway import VoiceGateway, VoiceUnavailable

HELD = "a restored copy is held; nothing goes out until somebody releases it"
_KEPT_SECONDS = 2.0  # so that a flood of texts asks the database no more often


class Look:
    """Whether the house is held, as it was at most two seconds ago."""

    def __init__(self, ask: Callable[[], bool]) -> None:
        self._ask = ask
        self._kept: tuple[float, bool] | None = None

    def __call__(self) -> bool:
        kept = self._kept
        if kept is None or monotonic() - kept[0] > _KEPT_SECONDS:
            self._kept = kept = (monotonic(), self._ask())
        return kept[1]


class HeldTexts:
    """See `SmsGateway`; words are not blanked at the provider either, which may be all there is."""

    def __init__(self, real: SmsGateway, is_held: Callable[[], bool]) -> None:
        self._real = real
        self._is_held = is_held

    def send(self, *, to: str, body: str, callback_url: str, validity_seconds: int) -> str:
        if self._is_held():
            raise GatewayUnavailable(HELD)
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
        if self._is_held():
            raise GatewayUnavailable(HELD)
        self._real.forget(provider_id, pictures=pictures)


class HeldCalls:
    """See `VoiceGateway`."""

    def __init__(self, real: VoiceGateway, is_held: Callable[[], bool]) -> None:
        self._real = real
        self._is_held = is_held

    def ring(self, *, to: str, words: str) -> str:
        if self._is_held():
            raise VoiceUnavailable(HELD)
        return self._real.ring(to=to, words=words)

    def ready(self) -> None:
        self._real.ready()


class HeldMail:
    """See `MailGateway`."""

    def __init__(self, real: MailGateway, is_held: Callable[[], bool]) -> None:
        self._real = real
        self._is_held = is_held

    def send(self, *, to: str, subject: str, body: str, message_id: str) -> None:
        if self._is_held():
            raise MailUnavailable(HELD)
        self._real.send(to=to, subject=subject, body=body, message_id=message_id)
