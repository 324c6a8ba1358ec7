"""Twilio, behind our own words. The only file that imports twilio to send.

Twilio has no key by which sending twice could be made harmless (the idempotency header some
write of is not documented for this call), so what is unknown is asked for, never blindly repeated.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from requests.exceptions import RequestException
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from participation.channels.sms.connecting import is_loopback, never_connected
from participation.channels.sms.gateway import (
    GatewayError,
    GatewayRefused,
    GatewayUnavailable,
    GatewayUnknown,
    Listed,
)
from participation.channels.sms.refusals import PERMANENT_WHEN_SENDING

TWILIO = "https://api.twilio.com"
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
CLOCKS_MAY_DIFFER = timedelta(minutes=1)
LOOK_BACK_TEXTS = 400  # to one number; far more than the 30 a day that we ever send (R18)
PAGE = 100
LIST_PAGE = 1000  # the most that Twilio gives at once
NOT_THERE = 20404
INBOUND = "inbound"

# Twilio's own log line holds the recipient's number at INFO.
logging.getLogger("twilio.http_client").setLevel(logging.WARNING)

Result = TypeVar("Result")


class AnotherAddress(TwilioHttpClient):  # type: ignore[misc]  # twilio ships no types
    """One pooled session with a time limit, pointed at a base address of our choosing."""

    def __init__(self, base_url: str, timeout_seconds: float) -> None:
        super().__init__(timeout=timeout_seconds)
        self._base_url = base_url.rstrip("/")
        if self.session is not None and is_loopback(base_url):
            self.session.trust_env = False  # a proxy must not carry what stays on this machine

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if url.startswith(TWILIO):
            url = self._base_url + url.removeprefix(TWILIO)
        try:
            return super().request(method, url, *args, **kwargs)
        finally:
            # The library keeps the last request and answer, words and number, for its own tests.
            self._test_only_last_request = None
            self._test_only_last_response = None


class TwilioGateway:
    """Texts by Twilio's Messages API, from a messaging service or from one number.

    Every process has connections of its own. Two that shared one after a fork could read each
    other's answers, and note one text under another's id.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        timeout_seconds: float,
        messaging_service_sid: str | None = None,
        from_number: str | None = None,
        numbers: Sequence[str] = (),
        base_url: str | None = None,
    ) -> None:
        """`timeout_seconds` must be shorter than the lease of the work that calls `send`.

        Args:
            numbers: those that texts to us arrive at; none: every text to this account is ours.
        """
        if not messaging_service_sid and not from_number:
            raise ValueError("a messaging service or a number to send from is needed")
        self._account_sid = account_sid
        self._numbers = tuple(numbers)
        self._auth_token = auth_token
        self._timeout_seconds = timeout_seconds
        self._base_url = base_url or TWILIO
        self._connected: tuple[int, Client] | None = None  # with the process it belongs to
        self._sender: dict[str, str] = (
            {"messaging_service_sid": messaging_service_sid}
            if messaging_service_sid
            else {"from_": from_number or ""}
        )

    def __repr__(self) -> str:
        return "TwilioGateway()"

    @property
    def _client(self) -> Client:
        process = os.getpid()
        if self._connected is None or self._connected[0] != process:
            http = AnotherAddress(self._base_url, self._timeout_seconds)
            client = Client(self._account_sid, self._auth_token, http_client=http)
            self._connected = (process, client)
        return self._connected[1]

    def send(self, *, to: str, body: str, callback_url: str, validity_seconds: int) -> str:
        """See `SmsGateway.send`. Twilio may not alter our letters: a text must be findable."""
        found, failure = _attempt(
            lambda: (
                self._client.messages.create(
                    to=to,
                    body=body,
                    status_callback=callback_url,
                    validity_period=validity_seconds,
                    smart_encoded=False,
                    **self._sender,
                ).sid
            )
        )
        if failure is not None:
            raise failure
        if not isinstance(found, str) or not MESSAGE_SID.fullmatch(found):
            raise GatewayUnknown("the provider's answer held no id")
        return found

    def find(
        self,
        *,
        to: str,
        body: str,
        since: datetime,
        known: Collection[str] = (),
        callback_url: str = "",
    ) -> str | None:
        """See `SmsGateway.find`.

        No date is put to Twilio: its filter is by the day of *sending*, and a text that still
        waits in its queue has none. Listings come newest first.
        """
        earliest = since.replace(microsecond=0) - CLOCKS_MAY_DIFFER
        taken = frozenset(known)
        matches, failure = _attempt(lambda: self._matches(to, body, earliest, taken))
        if failure is not None or matches is None:
            code = failure.provider_code if failure else None
            raise GatewayUnavailable("the provider could not be asked", provider_code=code)
        return matches[-1] if matches else None

    def _matches(self, to: str, body: str, earliest: datetime, taken: frozenset[str]) -> list[str]:
        """Newest first."""
        found = []
        for text in self._client.messages.stream(to=to, limit=LOOK_BACK_TEXTS, page_size=PAGE):
            if text.date_created is not None and text.date_created < earliest:
                break
            if text.sid and text.sid not in taken and text.body == body:
                found.append(text.sid)
        return found

    def listed(self, *, since: datetime) -> Iterator[Sequence[Listed]]:
        """See `SmsGateway.listed`.

        Blanking words keeps a text's place in the list, which deleting it would not: nothing
        moves to an earlier page while we turn them. No date is asked for, as in `find`.
        """
        earliest = since.replace(microsecond=0) - CLOCKS_MAY_DIFFER
        for number in self._numbers or (None,):
            texts = self._stream_to(number)
            more = True
            while more:
                found, failure = _attempt(partial(_page, texts, earliest))
                if failure is not None or found is None:
                    code = failure.provider_code if failure else None
                    raise GatewayUnavailable("the list could not be read", provider_code=code)
                page, more = found
                yield page

    def _stream_to(self, number: str | None) -> Iterator[Any]:
        asked = {} if number is None else {"to": number}
        yield from self._client.messages.stream(page_size=LIST_PAGE, **asked)

    def forget(self, provider_id: str, *, pictures: bool = False) -> None:
        """See `SmsGateway.forget`. Pictures first: once the words are blank nobody comes back."""
        _, failure = _attempt(lambda: self._blank(provider_id, pictures))
        if failure is not None and failure.provider_code != NOT_THERE:
            raise GatewayUnavailable(
                "the provider did not blank the text", provider_code=failure.provider_code
            )

    def _blank(self, provider_id: str, pictures: bool) -> None:
        text = self._client.messages(provider_id)
        if pictures:
            for picture in text.media.list():  # their ids; what they show is never fetched (D15)
                picture.delete()
        text.update(body="")


def _page(texts: Iterator[Any], earliest: datetime) -> tuple[list[Listed], bool]:
    """Up to a page of texts that came in, and whether there may be more."""
    page: list[Listed] = []
    for _ in range(LIST_PAGE):
        text = next(texts, None)
        if text is None or _is_before(earliest, text):
            return page, False
        if text.direction == INBOUND and MESSAGE_SID.fullmatch(text.sid or ""):
            page.append(_listed(text))
    return page, True


def _is_before(earliest: datetime, text: Any) -> bool:
    """By both its days: one of ours that lay in the queue for hours may stand among the newest."""
    known = [moment for moment in (text.date_created, text.date_sent) if moment is not None]
    return bool(known) and max(known) < earliest


def _listed(text: Any) -> Listed:
    count = str(text.num_media or "0")
    return Listed(
        provider_id=text.sid,
        from_raw=text.from_ or "",
        body=text.body or "",
        pictures=int(count) if count.isascii() and count.isdigit() and len(count) < 3 else 1,
        at=text.date_created or datetime.now(UTC),
    )


def _attempt(call: Callable[[], Result]) -> tuple[Result | None, GatewayError | None]:
    """The result, or what went wrong in our own words.

    The failure is handed back rather than raised here, so that it does not carry the provider's
    exception with it: that one quotes the number, and sometimes the whole request.
    """
    try:
        return call(), None
    except (TwilioRestException, TwilioServiceException) as error:
        return None, _by_status(error.status, error.code)
    except RequestException as error:
        if never_connected(error):
            return None, GatewayUnavailable(type(error).__name__)
        return None, GatewayUnknown(type(error).__name__)
    except (TwilioException, ValueError, TypeError, AttributeError, KeyError) as error:
        # An answer that is not JSON, or not the JSON that was promised.
        return None, GatewayUnknown(type(error).__name__)


def _by_status(status: object, code: object) -> GatewayError:
    """The provider answered: 5xx may have been accepted all the same, 4xx was not."""
    number = code if isinstance(code, int) else None
    detail = f"provider code {number}, status {status}"
    if number is not None and (meaning := PERMANENT_WHEN_SENDING.get(number)):
        return GatewayRefused(detail, provider_code=number, meaning=meaning)
    if isinstance(status, int) and 300 <= status < 500 and status != 408:  # 408: cut off midway
        return GatewayUnavailable(detail, provider_code=number)
    return GatewayUnknown(detail, provider_code=number)
