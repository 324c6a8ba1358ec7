"""The account at GOV.UK Notify: what it needs to be, and how a slip in it shows at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from participation.settings.addresses import is_loopback
from participation.settings.reading import SECRET_LENGTH, Reading

NOTIFY_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOTIFY_KEY: Final = re.compile(rf"[!-~]*{NOTIFY_ID.pattern}-{NOTIFY_ID.pattern}")


@dataclass(frozen=True, slots=True)
class NotifyAccount:
    """`bearer_tokens`: what Notify shows when it calls us; two while one replaces the other."""

    api_key: str = field(default="", repr=False)
    template_id: str = ""
    numbers: tuple[str, ...] = field(default=(), repr=False)
    bearer_tokens: tuple[str, ...] = field(default=(), repr=False)
    api_base_url: str = ""


def read_notify(read: Reading, *, production: bool) -> NotifyAccount:
    tokens = (read.text("NOTIFY_BEARER_TOKEN"), read.text("NOTIFY_BEARER_TOKEN_NEXT"))
    return NotifyAccount(
        api_key=read.text("NOTIFY_API_KEY"),
        template_id=read.text("NOTIFY_TEMPLATE_ID"),
        numbers=read.numbers("NOTIFY_NUMBERS", drama_allowed=not production),
        bearer_tokens=tuple(token for token in tokens if token),
        api_base_url=read.address("NOTIFY_API_BASE_URL", secure=production),
    )


def check_notify(account: NotifyAccount, read: Reading, *, mode: str, production: bool) -> None:
    """Every fault of an account that is to be used."""
    if not NOTIFY_KEY.fullmatch(account.api_key):
        read.fault(
            "NOTIFY_API_KEY",
            "is no API key of GOV.UK Notify" if account.api_key else "is not set",
            "Copy the whole of it when you make it at Notify; it ends in two long ids",
        )
    if not NOTIFY_ID.fullmatch(account.template_id):
        read.fault(
            "NOTIFY_TEMPLATE_ID",
            "is not the id of a template" if account.template_id else "is not set",
            "Make a text template that holds ((body)) and nothing else, and copy its id",
        )
    if not account.numbers:
        read.missing("NOTIFY_NUMBERS", "The number that Notify gave you to receive texts on")
    _check_token(read, "NOTIFY_BEARER_TOKEN", needed=True)
    _check_token(read, "NOTIFY_BEARER_TOKEN_NEXT", needed=False)
    if not production and not is_loopback(account.api_base_url):
        read.fault(
            "NOTIFY_API_BASE_URL",
            f"does not lead to this machine, and a {mode} writes to nobody else",
            "Set it to the stand-in's address, such as http://127.0.0.1:9000",
        )


def _check_token(read: Reading, name: str, *, needed: bool) -> None:
    token = read.text(name)
    if (token or needed) and len(token) < SECRET_LENGTH:
        read.fault(
            name,
            "is weak" if token else "is not set",
            f"Make {SECRET_LENGTH} random characters or more, and give them to Notify as well",
        )
