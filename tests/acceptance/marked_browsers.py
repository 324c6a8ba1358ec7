"""Browsers that put a marker in everything they send, and a note of everything they are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import requests

from tests.acceptance.marker_words import Markers
from tests.acceptance.over_the_wire import Answered
from tests.web.respond.walking import Seen

Fields = dict[str, str]
EVERY_FIELD_OF_THE_BODY = "*"


@dataclass(frozen=True)
class Heard:
    """One answer of the house. `given_back`: markers that this very press may have back."""

    what: str
    status: int
    said: bytes
    given_back: frozenset[str]
    for_anybody: bool

    @property
    def must_be_bare(self) -> bool:
        """Error pages, and pages that are the same for everybody."""
        return self.status >= 400 or self.for_anybody


@dataclass
class Doors:
    """The house's address, and everything that it said."""

    url: str
    markers: Markers
    heard: list[Heard] = field(default_factory=list)

    def browser(self) -> Browser:
        return Browser(self)

    def note(
        self,
        what: str,
        answer: requests.Response,
        *,
        given_back: Collection[str] = (),
        for_anybody: bool = False,
    ) -> requests.Response:
        said = str(dict(answer.headers)).encode() + b"\n" + answer.content
        back = frozenset(given_back)
        self.heard.append(Heard(what, answer.status_code, said, back, for_anybody))
        return answer


class Browser:
    """One person's browser, with a marker in every header and query that it sends."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self._session = requests.Session()
        self._session.trust_env = False
        word = doors.markers.word
        self._session.headers.update(
            {
                "User-Agent": word("User-Agent"),
                "Referer": f"https://elsewhere.example/{word('Referer')}",
                "X-Forwarded-For": word("X-Forwarded-For"),
                "X-Request-ID": word("X-Request-ID"),
                "Accept-Language": f"{word('Accept-Language')},en",
                "Connection": "close",  # a refused upload ends the connection it came on
            }
        )
        self._session.cookies.set("earlier", word("a cookie of another site"))

    def ask(
        self,
        method: str,
        path: str,
        data: Any = None,
        *,
        gives_back: Collection[str] = (),
        shows: str = "",
        for_anybody: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Seen:
        """One request; the answer as it came, not followed.

        Args:
            gives_back: names of fields whose words this page may give back to whoever sent them.
            shows: what else stands on the page, which whoever asks may read.
        """
        word = self.doors.markers.word(f"query of {path.partition('?')[0]}")
        answer = self._session.request(
            method,
            f"{self.doors.url}{path}{'&' if '?' in path else '?'}from={word}",
            data=data,
            headers=headers,
            allow_redirects=False,
            timeout=60,
        )
        back = self._back(data, gives_back) | self.doors.markers.among(shows)
        self.doors.note(f"{method} {path}", answer, given_back=back, for_anybody=for_anybody)
        return Seen.of(cast("Any", Answered(answer)))

    def go(self, method: str, path: str, data: Any = None, **more: Any) -> Seen:
        """… and follow a 303, as a browser does."""
        seen = self.ask(method, path, data, **more)
        return self.ask("GET", seen.headers["Location"]) if seen.status == 303 else seen

    def _back(self, data: Any, gives_back: Collection[str]) -> set[str]:
        if not isinstance(data, dict):
            return self.doors.markers.among(str(data)) if gives_back else set()
        names = data if EVERY_FIELD_OF_THE_BODY in gives_back else gives_back
        return {
            letters
            for name in names
            for letters in self.doors.markers.among(f"{name} {data.get(name, '')}")
        }


@contextmanager
def counted(doors: Doors, at_least: int) -> Iterator[None]:
    """A guard against a walk that quietly asks nothing."""
    before = len(doors.heard)
    yield
    assert len(doors.heard) - before >= at_least, f"only {len(doors.heard) - before} requests"
