"""A way in, as a page, a card or a paper shows it, and whether it opens."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def link_on(page: str) -> str:
    """Where the page of a device that is handed over leads to."""
    found = re.search(r'href="http://[^/"]+(/c/[^"]+)"', page)
    assert found is not None
    return found[1]


def code_on(page: str) -> str:
    """A code to type, as a page or a paper shows it."""
    found = re.search(r"\b([2-9a-z]{3}-[2-9a-z]{3}-[2-9a-z]{3})\b", page)
    assert found is not None
    return found[1]


def opens(browser: FlaskClient, address: str) -> bool:
    """Looked at, every address is the same; it is the press that opens."""
    return browser.post(address).status_code == 303


def opens_by_code(client: FlaskClient, code: str) -> str | None:
    """Where whoever types it comes to."""
    answer = client.post("/code", data={"code": code})
    return answer.headers.get("Location")
