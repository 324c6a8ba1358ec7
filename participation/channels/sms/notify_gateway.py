"""GOV.UK Notify, behind our own words. The only file that imports its client.

Notify keeps a reference of ours with every text and can be asked by it, so what became of an
attempt is certain. What it cannot do: give a text up after some hours (it tries for three days),
and blank or delete one (its own retention period does that; a council sets it to the shortest).
Reports and incoming texts come to two addresses that a person enters at Notify, not to one that
goes along with each text.

The template of the service holds `((body))` and nothing else, and the service does not put its
name in front of texts.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient
from requests.exceptions import RequestException

from participation.channels.sms.connecting import is_loopback, never_connected
from participation.channels.sms.gateway import (
    GatewayError,
    GatewayRefused,
    GatewayUnavailable,
    GatewayUnknown,
    Listed,
)
from participation.channels.sms.notify_spelling import international, moment
from participation.channels.sms.refusals import Meaning

NOTIFY = "https://api.notifications.service.gov.uk"

# The client's log line holds what the provider said, which may quote what was sent.
logging.getLogger("notifications_python_client.base").setLevel(logging.CRITICAL)

Result = TypeVar("Result")


class NotifyGateway:
    """Texts by GOV.UK Notify. Every thread of every process has a client of its own: the
    library's is not safe to share."""

    def __init__(
        self,
        api_key: str,
        template_id: str,
        *,
        timeout_seconds: float,
        base_url: str | None = None,
    ) -> None:
        """`timeout_seconds` must be shorter than the lease of the work that calls `send`."""
        self._api_key = api_key
        self._template_id = template_id
        self._timeout_seconds = timeout_seconds
        self._base_url = (base_url or NOTIFY).rstrip("/")
        self._held = threading.local()

    def __repr__(self) -> str:
        return "NotifyGateway()"

    @property
    def _client(self) -> Any:
        if getattr(self._held, "process", None) != os.getpid():
            make: Any = NotificationsAPIClient  # it has no types
            client = make(self._api_key, base_url=self._base_url, timeout=self._timeout_seconds)
            if is_loopback(self._base_url):
                client.request_session.trust_env = False  # no proxy carries what stays here
            self._held.client, self._held.process = client, os.getpid()
        return self._held.client

    def send(self, *, to: str, body: str, callback_url: str, validity_seconds: int) -> str:
        """See `SmsGateway.send`. Notify takes no time limit: `validity_seconds` is not used."""
        found, failure = _attempt(
            lambda: self._client.send_sms_notification(
                phone_number=to,
                template_id=self._template_id,
                personalisation={"body": body},
                reference=_reference(callback_url),
            )["id"]
        )
        if failure is not None:
            raise failure
        if not _is_id(found):
            raise GatewayUnknown("the provider's answer held no id")
        return str(found)

    def find(
        self,
        *,
        to: str,
        body: str,
        since: datetime,
        known: Collection[str] = (),
        callback_url: str = "",
    ) -> str | None:
        """See `SmsGateway.find`. The reference alone says which text it is."""
        if not _reference(callback_url):
            raise GatewayUnavailable("there is nothing to ask by")
        found, failure = _attempt(
            lambda: [
                one["id"]
                for one in self._client.get_all_notifications(
                    template_type="sms", reference=_reference(callback_url)
                )["notifications"]
                if one["id"] not in known
            ]
        )
        if failure is not None or found is None:
            raise GatewayUnavailable("the provider could not be asked")
        return str(found[-1]) if found else None  # newest first, as in every list of theirs

    def listed(self, *, since: datetime) -> Iterator[Sequence[Listed]]:
        """See `SmsGateway.listed`. Notify keeps what came in for seven days."""
        last: str | None = None
        while True:
            texts, failure = _attempt(partial(self._received, last))
            if failure is not None or texts is None:
                raise GatewayUnavailable("the list could not be read")
            page = [text for text in texts if text.at >= since]
            if page:
                yield page
            if len(page) < len(texts) or not texts:
                return
            last = texts[-1].provider_id

    def _received(self, after: str | None) -> list[Listed]:
        answer = self._client.get_received_texts(older_than=after)
        return [_listed(text) for text in answer["received_text_messages"]]

    def forget(self, provider_id: str, *, pictures: bool = False) -> None:
        """Notify has no way to blank or delete a text: the service's retention period does it,
        and it takes no pictures."""


def _reference(callback_url: str) -> str:
    """The signed id of our work: the last part of the address that other providers report to."""
    return callback_url.rpartition("/")[2]


def _listed(text: Mapping[str, Any]) -> Listed:
    return Listed(
        provider_id=str(UUID(text["id"])),
        from_raw=international(str(text["user_number"])),
        body=str(text["content"]),
        pictures=0,
        at=moment(str(text["created_at"])),
    )


def _is_id(found: object) -> bool:
    try:
        return isinstance(found, str) and bool(UUID(found))
    except ValueError:
        return False


def _attempt(call: Callable[[], Result]) -> tuple[Result | None, GatewayError | None]:
    """The result, or what went wrong in our own words; theirs quote the number."""
    try:
        return call(), None
    except APIError as error:
        return None, _meant(error)
    except RequestException as error:
        return None, GatewayUnknown(type(error).__name__)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        return None, GatewayUnknown(type(error).__name__)  # not the JSON that was promised


def _meant(error: APIError) -> GatewayError:
    """4xx was not accepted; anything else may have been. A refused number is named by them."""
    if error.response is None:
        cause = error.__cause__
        if isinstance(cause, RequestException) and never_connected(cause):
            return GatewayUnavailable(type(cause).__name__)
        return GatewayUnknown(type(cause).__name__)
    status = error.response.status_code
    detail = f"status {status}"
    if status == 400 and _names_the_number(error):
        return GatewayRefused(detail, provider_code=status, meaning=Meaning.BAD_NUMBER)
    if 300 <= status < 500 and status != 408:
        return GatewayUnavailable(detail, provider_code=status)
    return GatewayUnknown(detail, provider_code=status)


def _names_the_number(error: APIError) -> bool:
    said = error.message
    faults = said if isinstance(said, list) else []
    return any(
        isinstance(fault, Mapping)
        and fault.get("error") == "ValidationError"
        and str(fault.get("message", "")).startswith("phone_number")
        for fault in faults
    )
