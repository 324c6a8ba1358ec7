"""A telephone that is connected when somebody is rung first: Twilio's library is slow to load."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from participation.channels.voice.gateway import VoiceGateway


class DeferredCalls:
    """Stands for a gateway that is built when it is needed first."""

    def __init__(self, build: Callable[[], VoiceGateway]) -> None:
        self._build = build

    def __repr__(self) -> str:
        return "DeferredCalls()"

    @cached_property
    def _gateway(self) -> VoiceGateway:
        return self._build()

    def ring(self, *, to: str, words: str) -> str:
        """See `VoiceGateway.ring`."""
        return self._gateway.ring(to=to, words=words)

    def ready(self) -> None:
        """See `VoiceGateway.ready`."""
        self._gateway.ready()
