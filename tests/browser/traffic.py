"""What a page costs on the wire, told by the browser's own DevTools."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playwright.sync_api import Page

REDIRECTS = (301, 302, 303, 307, 308)


@dataclass
class Traffic:
    """What one page cost on the wire, and what went wrong meanwhile."""

    bytes: int = 0  # headers included
    heads: int = 0  # of them headers, which a newer HTTP packs to almost nothing
    scripts: int = 0  # of them scripts
    requests: list[str] = field(default_factory=list)  # without what the browser still had
    complaints: list[str] = field(default_factory=list)


@contextmanager
def counted(page: Page) -> Iterator[Traffic]:
    """Count bytes and requests through DevTools while the block runs; data: addresses are free."""
    traffic = Traffic()
    console: list[str] = []
    page.on("console", lambda m: console.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: console.append(str(e)))
    devtools = page.context.new_cdp_session(page)
    asked: dict[str, Asked] = {}
    for event, note in NOTES.items():
        devtools.on(event, partial(_note, asked, note))
    devtools.send("Network.enable")
    try:
        yield traffic
        page.wait_for_load_state("load")
        page.wait_for_timeout(50)  # the last events trail the load by a moment
    finally:
        devtools.detach()
    for one in asked.values():
        one.settle()
    sent = [one for one in asked.values() if one.urls and not one.was_here]
    traffic.bytes = sum(one.bytes for one in sent)
    traffic.heads = sum(one.heads for one in sent)
    traffic.scripts = sum(one.bytes for one in sent if one.is_script)
    traffic.requests = [url for one in sent for url in one.urls]
    failed = [f"failed: {one.urls[-1]}" for one in asked.values() if one.failed and one.urls]
    traffic.complaints = console + failed


@dataclass
class Asked:
    """One request as DevTools tells of it, and where it was led on to."""

    urls: list[str] = field(default_factory=list)
    bytes: int = 0
    heads: int = 0
    was_here: bool = False
    is_script: bool = False
    failed: bool = False
    led_on: bool = False

    def settle(self) -> None:
        """A script that is led on and goes there by itself "fails", and asked for one thing only.

        Only at the end, since the browser tells of failing and of being led on in either order.
        """
        if self.failed and self.led_on:
            self.failed = False
            self.urls.pop()


def _note(
    asked: dict[str, Asked], note: Callable[[Asked, dict[str, Any]], None], event: dict[str, Any]
) -> None:
    note(asked.setdefault(event["requestId"], Asked()), event)


def _asked(one: Asked, event: dict[str, Any]) -> None:
    if not event["request"]["url"].startswith("data:"):
        one.urls.append(event["request"]["url"])


def _had_it(one: Asked, _event: dict[str, Any]) -> None:
    one.was_here = True


def _heads(one: Asked, event: dict[str, Any]) -> None:
    """A redirect is an answer too, with headers that somebody pays for."""
    one.heads += len(event.get("headersText", ""))
    if event["statusCode"] in REDIRECTS:
        one.led_on = True
        one.bytes += len(event["headersText"])


def _answered(one: Asked, event: dict[str, Any]) -> None:
    one.is_script = event["type"] == "Script"
    one.was_here |= bool(event["response"].get("fromDiskCache"))


def _arrived(one: Asked, event: dict[str, Any]) -> None:
    one.bytes += int(event["encodedDataLength"])


def _broke(one: Asked, _event: dict[str, Any]) -> None:
    one.failed = True


NOTES: dict[str, Callable[[Asked, dict[str, Any]], None]] = {
    "Network.requestWillBeSent": _asked,
    "Network.requestServedFromCache": _had_it,
    "Network.responseReceivedExtraInfo": _heads,
    "Network.responseReceived": _answered,
    "Network.loadingFinished": _arrived,
    "Network.loadingFailed": _broke,
}
