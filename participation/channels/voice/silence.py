"""No telephone: where a council has set none. It says so, so that nobody counts as rung."""

from __future__ import annotations

from participation.channels.voice.gateway import VoiceRefused, VoiceUnavailable


class NoTelephone:
    """Refuses every call."""

    def ring(self, *, to: str, words: str) -> str:
        """See `VoiceGateway.ring`."""
        raise VoiceRefused("no telephone is set")

    def ready(self) -> None:
        """See `VoiceGateway.ready`."""
        raise VoiceUnavailable("no telephone is set")
