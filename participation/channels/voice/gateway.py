"""What we ask of whatever rings a telephone, and the ways in which it can fail.

Calls go to staff only and say nothing, so where it is not known whether one was made it may be
made again: a telephone that rings twice for something urgent does no harm.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

from participation.kernel.errors import ParticipationError


class VoiceError(ParticipationError):
    """The provider did not say that it rings. Never holds a number."""

    permanent: ClassVar[bool] = False

    def __init__(self, detail: str = "", *, provider_code: int | None = None) -> None:
        super().__init__(detail)
        self.provider_code = provider_code


class VoiceRefused(VoiceError):
    """It never will: no such number, or one that this account may not ring."""

    code, title = "voice-refused", "This call was refused"
    permanent = True


class VoiceUnavailable(VoiceError):
    """Not ringing as far as we know, and may be later."""

    code, title = "voice-unavailable", "The telephone service is not taking calls"


class VoiceGateway(Protocol):
    """A provider of spoken calls. Safe to call from several threads."""

    def ring(self, *, to: str, words: str) -> str:
        """Have a telephone rung and these words spoken twice; the provider's id of the call.

        Args:
            to: E.164.
            words: plain text, spoken in English.

        Raises:
            VoiceRefused, VoiceUnavailable: see each.
        """
        ...

    def ready(self) -> None:
        """Whether calls could be made at this moment; nobody is rung.

        Raises:
            VoiceUnavailable: they could not.
        """
        ...
