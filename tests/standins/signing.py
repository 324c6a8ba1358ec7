"""Webhooks as Twilio sends them: signed over the public address and the form fields."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from twilio.request_validator import RequestValidator

SIGNATURE = "X-Twilio-Signature"
_direct = build_opener(ProxyHandler({}))


class PostsForms(Protocol):
    """What we need of Flask's test client."""

    def post(self, path: str, *, data: Any, headers: Mapping[str, str]) -> Any: ...


class Answered(Protocol):
    """What Flask's test client and `Reply` have alike."""

    status_code: int
    data: bytes


class Reply:
    """A plain HTTP answer with the two attributes that tests read."""

    def __init__(self, status_code: int, data: bytes) -> None:
        self.status_code = status_code
        self.data = data


def signature(token: str, public_url: str, path: str, params: Mapping[str, str]) -> str:
    """The header's value for a POST to `path` (with query, if any) below `public_url`."""
    made: str = RequestValidator(token).compute_signature(public_url.rstrip("/") + path, params)
    return made


def signed_post(
    client_or_url: PostsForms | str,
    path: str,
    params: Mapping[str, str],
    token: str,
    public_url: str,
) -> Answered:
    """Post one signed webhook, to a Flask test client or to a server's base address.

    The signature is over `public_url`, which need not be where the server listens: behind a
    proxy it never is. A refused connection raises URLError.
    """
    headers = {SIGNATURE: signature(token, public_url, path, params)}
    if not isinstance(client_or_url, str):
        answer: Answered = client_or_url.post(path, data=dict(params), headers=headers)
        return answer
    request = Request(  # noqa: S310  # loopback addresses of our own tests
        client_or_url.rstrip("/") + path, data=urlencode(params).encode(), headers=headers
    )
    try:
        with _direct.open(request, timeout=30) as reply:
            return Reply(reply.status, reply.read())
    except HTTPError as error:
        with error:
            return Reply(error.code, error.read())


def new_sid() -> str:
    """A message id of the provider's shape."""
    return "SM" + secrets.token_hex(16)


def inbound(
    *, from_: str, to: str, body: str, account_sid: str, sid: str | None = None, **more: str
) -> dict[str, str]:
    """The fields of a text that came in, as Twilio posts them; `more` adds or replaces."""
    sid = sid or new_sid()
    return {
        "ToCountry": "GB",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": body,
        "FromCountry": "GB",
        "To": to,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": account_sid,
        "From": from_,
        "ApiVersion": "2010-04-01",
        **more,
    }


def status_report(
    *, sid: str, status: str, from_: str, to: str, account_sid: str, **more: str
) -> dict[str, str]:
    """The fields of a delivery report, as Twilio posts them to a text's StatusCallback."""
    return {
        "SmsSid": sid,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": to,
        "MessageSid": sid,
        "AccountSid": account_sid,
        "From": from_,
        "ApiVersion": "2010-04-01",
        **more,
    }
