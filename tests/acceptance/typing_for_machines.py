"""Marker words in what machines send: the provider's hooks, the interface, and raw bytes."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.acceptance.marked_browsers import Doors
from tests.standins.signing import SIGNATURE, inbound, new_sid, signature, status_report
from tests.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, TwilioServer

SMS = "/hooks/twilio/sms"
PROVIDERS_WORD = "a word of the provider's, which B29 keeps as it came; nobody types it"
_PLACES = ("City", "State", "Zip", "Country")


class Provider:
    """Twilio at our hooks, with a marker in every field that leaves the signature valid."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def text(self, number: str, body: str, *, expect: int = 200, **more: str) -> None:
        self._hook(SMS, self._fields(number, body) | more, expect)

    def strange_texts(self) -> None:
        """From nobody we know, from names, twice, altered, with pictures, and badly signed."""
        word = self._doors.markers.word
        self.text("+447700900555", f"who is this {word('Body of a stranger')}")
        self.text(word("From as a name"), word("Body from a name"))
        self.text("+447700900556", word("Body with pictures"), NumMedia=word("NumMedia"),
                  MediaUrl0=f"https://media.example/{word('MediaUrl0')}")  # fmt: skip
        fields = self._fields("+447700900557", f"STOP {word('Body of STOP')}")
        self._hook(SMS, fields, 200)
        self._hook(SMS, fields, 200)
        self._hook(SMS, fields | {"Body": word("Body under a used id")}, 200)
        for name in ("MessageSid", "AccountSid", "To", "ApiVersion"):
            self.text("+447700900558", word("refused Body"), expect=403, **{name: word(name)})
        self._hook(SMS, fields, 403, signed=word("signature"))
        for content_type in ("application/json", f"text/{word('Content-Type')}"):
            self._post(SMS, word("a body that is no form"), 415, {"Content-Type": content_type})

    def strange_reports(self, twilio: TwilioServer) -> None:
        """Reports of a text we sent: of a state nobody knows, with words, under another id."""
        word, text = self._doors.markers.word, twilio.sent()[-1]
        callback = urlsplit(text.callback).path
        state = self._doors.markers.identifier("MessageStatus", PROVIDERS_WORD).lower()
        more = {"ErrorMessage": word("ErrorMessage"), "SmsStatus": word("SmsStatus").lower()}
        self._report(callback, text.sid, state, more, 200)
        self._report(callback, text.sid, "failed", more | {"ErrorCode": word("ErrorCode")}, 403)
        self._report(callback, new_sid(), "failed", more | {"ErrorCode": "30003"}, 200)
        path = f"/hooks/twilio/status/{word('a status address')}"
        self._report(path, text.sid, "sent", more, 200)

    def _report(self, path: str, sid: str, state: str, more: dict[str, str], expect: int) -> None:
        fields = status_report(
            sid=sid, status=state, from_=OUR_NUMBER, to="+447700900555", account_sid=ACCOUNT_SID
        )
        self._hook(path, fields | more, expect)

    def _fields(self, number: str, body: str) -> dict[str, str]:
        word = self._doors.markers.word
        places = {end + part: word(end + part) for end in ("From", "To") for part in _PLACES}
        more = {"ProfileName": word("ProfileName"), "Label": word("Label")}
        return inbound(
            from_=number, to=OUR_NUMBER, body=body, account_sid=ACCOUNT_SID, **places, **more
        )

    def _hook(self, path: str, fields: dict[str, str], expect: int, signed: str = "") -> None:
        sign = signed or signature(AUTH_TOKEN, self._doors.url, path, fields)
        self._post(path, fields, expect, {SIGNATURE: sign})

    def _post(self, path: str, data: Any, expect: int, headers: dict[str, str]) -> None:
        headers |= {"User-Agent": self._doors.markers.word("User-Agent of the provider")}
        answer = _request("POST", self._doors.url + path, data=data, headers=headers)
        self._doors.note(f"POST {path}", answer, for_anybody=True)
        assert answer.status_code == expect, (path, answer.status_code)


def interface(doors: Doors, token: str, review: str) -> list[str]:
    """The interface asked in every wrong way, then for the summary: its text."""
    word, mine = doors.markers.word, {"Authorization": f"Bearer {token}"}

    def ask(path: str, headers: dict[str, str], method: str = "GET", **more: Any) -> Any:
        answer = _request(method, f"{doors.url}/api/v1/{path}", headers=headers, **more)
        return doors.note(f"{method} /api/v1/{path.partition('?')[0]}", answer)

    for header in (f"Bearer {word('token')}", f"Basic {word('token')}", word("Authorization")):
        assert ask("reviews", {"Authorization": header}).status_code == 401
    for query in (f"due_from={word('due_from')}", f"page={word('page')}", f"q={word('query')}",
                  f"due_to={word('due_to')}&due_to={word('due_to')}"):  # fmt: skip
        assert ask(f"reviews?{query}", mine).status_code == 422
    ask(f"reviews/{word('review')}/summary", mine)
    ask(word("path"), mine)
    ask("reviews", mine, "POST", json={"words": word("JSON to the interface")})
    answer = ask("reviews?due_from=2026-10-01&due_to=2027-12-31", mine)
    assert answer.status_code == 200
    summary = ask(f"reviews/{review}/summary", mine)
    assert summary.status_code == 200, summary.text[:300]
    return [summary.json() and summary.content.decode()]


def raw_bytes(doors: Doors) -> None:
    """What no browser sends: broken request lines and headers, an address without an end."""
    word, place = doors.markers.word, urlsplit(doors.url)
    for sent in (
        f"{word('method')} / HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n",
        f"GET /{word('path of a broken line')} HTTP/9.9\r\n\r\n",
        f"GET /l/{word('a path without an end')}{'x' * 9000} HTTP/1.1\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {place.netloc}\r\n{word('a broken header')}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {place.netloc}\r\nX-Long: {word('header')}{'x' * 9000}\r\n\r\n",
        f"POST /q HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: {word('length')}\r\n\r\n",
        f"POST /q HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{word('chunk')}\r\n",
    ):
        with socket.create_connection((place.hostname or "", place.port or 0), 20) as connection:
            connection.sendall(sent.encode())
            connection.shutdown(socket.SHUT_WR)
            said = b"".join(iter(lambda: connection.recv(65_536), b""))
        answer = requests.Response()
        answer.status_code, answer._content = 400, said
        doors.note(f"raw {sent[:30]!r}", answer, for_anybody=True)


def pages_for_watchers(doors: Doors) -> None:
    """Health and metrics: what whoever watches the machine sees."""
    for path in ("/healthz", "/readyz", "/metrics", "/api/v1/openapi.json"):
        query = doors.markers.word(f"query of {path}")
        answer = _request("GET", f"{doors.url}{path}?q={query}")
        doors.note(f"GET {path}", answer, for_anybody=True)
        assert answer.status_code in (200, 503), path


def _request(method: str, url: str, **more: Any) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, allow_redirects=False, timeout=60, **more)
