"""One call to a machine over HTTP, and what its answer means. Nothing of either is ever logged."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Final

import requests
from urllib3.exceptions import HTTPError

from participation.channels.machine.gateway import MachineRefused, MachineUnavailable
from participation.channels.sms.connecting import is_loopback

MOST_BYTES: Final = 512 * 1024  # of one answer
_PART: Final = 16 * 1024
_AGAIN = (408, 425, 429)
_THEIR_FAULT = 500

Asked = Mapping[str, str] | Sequence[Mapping[str, str]]


def answer_to(url: str, body: Asked, headers: dict[str, str], *, timeout_seconds: float) -> object:
    """What a machine answers to a POST, as JSON.

    Raises:
        MachineUnavailable, MachineRefused: see each.
    """
    try:
        with requests.Session() as session:
            if is_loopback(url):
                session.trust_env = False  # no proxy carries what stays here
            answer = session.post(
                url,
                json=body,
                headers=headers,
                timeout=timeout_seconds,
                allow_redirects=False,  # words go where the council said, and nowhere else
                stream=True,
            )
            content, status = _content(answer, timeout_seconds), answer.status_code
    except (requests.RequestException, HTTPError, OSError) as problem:
        # The library's own words may quote the address and what was sent.
        raise MachineUnavailable(type(problem).__name__) from None
    return _json(status, content)


def _content(answer: requests.Response, timeout_seconds: float) -> bytes:
    """All of it, while it is not too much and does not come too slowly."""
    content, until = b"", monotonic() + timeout_seconds
    while part := answer.raw.read1(_PART, decode_content=True):
        content += part
        if len(content) > MOST_BYTES or monotonic() > until:
            raise MachineUnavailable("the answer is too long, or comes too slowly")
    return content


def _json(status: int, content: bytes) -> object:
    if status in _AGAIN or status >= _THEIR_FAULT:
        raise MachineUnavailable(f"status {status}")
    if status != requests.codes.ok:
        raise MachineRefused(f"status {status}")
    try:
        found: object = json.loads(content)
    except ValueError:
        raise MachineUnavailable("the answer is no JSON") from None
    return found


def text_in(found: object) -> str:
    """The one text that was asked for.

    Raises:
        MachineUnavailable: there is none, or nothing is in it.
    """
    if not isinstance(found, str) or not found.strip():
        raise MachineUnavailable("the answer holds no text")
    return found
