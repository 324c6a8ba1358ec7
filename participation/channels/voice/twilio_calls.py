"""Spoken calls by Twilio. The words go along with the call, so that no page of ours has to be
asked for them while somebody holds the telephone."""

from __future__ import annotations

import os
import re

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client
from twilio.twiml.voice_response import VoiceResponse

from participation.channels.sms.twilio_gateway import TWILIO, AnotherAddress
from participation.channels.voice.gateway import VoiceError, VoiceRefused, VoiceUnavailable

CALL_SID = re.compile(r"CA[0-9a-f]{32}")
RING_SECONDS = 40  # before a mailbox takes it, with most providers
# https://www.twilio.com/docs/api/errors: a number that no call will ever reach.
NEVER = frozenset({13223, 13224, 13225, 13226, 21211, 21214, 21215, 21216, 21217})


class TwilioCalls:
    """Calls by Twilio's Calls API. Every process has connections of its own."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        from_number: str,
        timeout_seconds: float,
        base_url: str | None = None,
    ) -> None:
        """`timeout_seconds` must be shorter than the lease of the work that calls `ring`."""
        if not from_number:
            raise ValueError("a number to ring from is needed")
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._from = from_number
        self._timeout_seconds = timeout_seconds
        self._base_url = base_url or TWILIO
        self._connected: tuple[int, Client] | None = None  # with the process it belongs to

    def __repr__(self) -> str:
        return "TwilioCalls()"

    def ring(self, *, to: str, words: str) -> str:
        """See `VoiceGateway.ring`."""
        found, failure = self._rung(to, words)
        if failure is not None:
            raise failure
        return found

    def ready(self) -> None:
        """See `VoiceGateway.ready`: whether the account answers and is not suspended."""
        status, failure = self._status()
        if failure is not None:
            raise failure
        if status != "active":
            raise VoiceUnavailable("the account is not active")

    def _rung(self, to: str, words: str) -> tuple[str, VoiceError | None]:
        """The failure is handed back, so that it does not carry the provider's exception, which
        quotes the number."""
        try:
            call = self._client.calls.create(
                to=to, from_=self._from, twiml=_said(words), timeout=RING_SECONDS
            )
            sid = str(call.sid)
        except (TwilioException, RequestException, ValueError, TypeError, KeyError) as error:
            return "", _failure(error)
        if not CALL_SID.fullmatch(sid):
            return "", VoiceUnavailable("the provider's answer held no id")
        return sid, None

    def _status(self) -> tuple[str, VoiceError | None]:
        try:
            return str(self._client.api.accounts(self._account_sid).fetch().status), None
        except (TwilioException, RequestException, ValueError, TypeError, KeyError) as error:
            return "", VoiceUnavailable(type(error).__name__)

    @property
    def _client(self) -> Client:
        process = os.getpid()
        if self._connected is None or self._connected[0] != process:
            http = AnotherAddress(self._base_url, self._timeout_seconds)
            client = Client(self._account_sid, self._auth_token, http_client=http)
            self._connected = (process, client)
        return self._connected[1]


def _said(words: str) -> str:
    """Twice, with a breath between: people pick up in the middle of a sentence."""
    response = VoiceResponse()
    response.say(words, language="en-GB")
    response.pause(length=1)
    response.say(words, language="en-GB")
    return str(response)


def _failure(error: Exception) -> VoiceError:
    if not isinstance(error, TwilioRestException | TwilioServiceException):
        return VoiceUnavailable(type(error).__name__)
    code = error.code if isinstance(error.code, int) else None
    kind = VoiceRefused if code in NEVER else VoiceUnavailable
    return kind(f"provider code {code}, status {error.status}", provider_code=code)
