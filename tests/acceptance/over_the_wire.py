"""A browser over a real connection, in the shape of Flask's test client: `Person` walks with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests


@dataclass
class Answered:
    """An answer, as `Seen` reads one."""

    answer: requests.Response

    @property
    def status_code(self) -> int:
        return self.answer.status_code

    @property
    def headers(self) -> Any:
        return self.answer.headers

    def get_data(self, *, as_text: bool) -> str:
        assert as_text
        return self.answer.content.decode("utf-8", "replace")


class OverTheWire:
    """One browser with its cookies; nothing is followed by itself."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False

    def moved(self, url: str) -> None:
        """The house stands at another address now; the cookies are the same."""
        self._url = url

    def get(self, path: str) -> Answered:
        return self._asked("GET", path)

    def post(self, path: str, *, data: Any = None) -> Answered:
        return self._asked("POST", path, data)

    def _asked(self, method: str, path: str, data: Any = None) -> Answered:
        return Answered(
            self._session.request(
                method, f"{self._url}{path}", data=data, allow_redirects=False, timeout=30
            )
        )
