"""What we ask of any provider of texts, and the three ways in which it can fail.

The three ways matter because a text sent twice can frighten or expose someone. *Refused*: never
try again. *Unavailable*: certainly not accepted, try later. *Unknown*: it may be on its way, so
ask the provider (`find`) before anything is sent again (security.md 3.1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from participation.channels.sms.refusals import Meaning
from participation.kernel.errors import ParticipationError


class GatewayError(ParticipationError):
    """The provider did not say that it has the text.

    `provider_code` is the provider's own number for what went wrong, if it gave one. Neither
    the detail nor the cause of one of these ever holds a phone number or a word of the text.
    """

    permanent: ClassVar[bool] = False
    may_have_been_sent: ClassVar[bool] = False

    def __init__(self, detail: str = "", *, provider_code: int | None = None) -> None:
        super().__init__(detail)
        self.provider_code = provider_code


class GatewayRefused(GatewayError):
    """It never will: this number, or this text, will be refused again."""

    code, title = "sms-refused", "This text was refused"
    permanent = True

    def __init__(self, detail: str = "", *, provider_code: int | None, meaning: Meaning) -> None:
        super().__init__(detail, provider_code=provider_code)
        self.meaning = meaning


class GatewayUnavailable(GatewayError):
    """Certainly not accepted, and may be later: no connection, too fast, a fault of settings."""

    code, title = "sms-unavailable", "The text service is not taking texts"


class GatewayUnknown(GatewayError):
    """May have been accepted: a time-out, a cut connection, an answer that made no sense."""

    code, title = "sms-unknown", "It is not known whether the text was sent"
    may_have_been_sent = True


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Listed:
    """One text that came in, as the provider's own list has it. `at` is when it came there."""

    provider_id: str
    from_raw: str
    body: str
    pictures: int
    at: datetime


class SmsGateway(Protocol):
    """A provider of texts. Safe to call from several threads."""

    def send(self, *, to: str, body: str, callback_url: str, validity_seconds: int) -> str:
        """Hand over one text; return the provider's id of it.

        Args:
            to: E.164, such as +447700900123.
            body: at most 1600 characters.
            callback_url: where the provider reports what became of it. It carries the id of our
                outbox item, so that a report can bring back an id that we died before storing.
            validity_seconds: how long the provider may keep trying; after that it is dropped,
                so that a text meant for the afternoon does not arrive at night.

        Raises:
            GatewayRefused, GatewayUnavailable, GatewayUnknown: see each.
        """
        ...

    def find(
        self,
        *,
        to: str,
        body: str,
        since: datetime,
        known: Collection[str] = (),
        callback_url: str = "",
    ) -> str | None:
        """The id of a text that the provider has already taken, or None if it has not.

        Asked before anything whose sending is unknown is sent again. The oldest text to this
        number, with exactly this body, taken at or after `since` (aware; a minute is allowed for
        clocks that differ).

        Args:
            known: ids that already belong to other messages. Many of our texts are word for
                word the same, so without this a receipt sent a moment ago is mistaken for the
                one in question, and that one is lost.
            callback_url: the address that went along with it; a provider that keeps a reference
                of ours is asked by that, and then it is certain which text it is.

        Raises:
            GatewayUnavailable: the provider could not be asked; nothing is known.
        """
        ...

    def listed(self, *, since: datetime) -> Iterator[Sequence[Listed]]:
        """Texts that came in for us at or after `since`, newest first, a page at a time.

        What webhooks missed is found here. Nothing is left out: a text may come twice where
        another one arrives while we turn the pages.

        Raises:
            GatewayUnavailable: the list could not be read to its end.
        """
        ...

    def forget(self, provider_id: str, *, pictures: bool = False) -> None:
        """Blank the words of one text at the provider, in or out (T22), and delete its pictures.

        Only after everything about it is settled here: a blanked text can no longer be found.
        One that the provider does not have is forgotten already. Pictures are deleted unseen.

        Raises:
            GatewayUnavailable: not done; ask again later.
        """
        ...
