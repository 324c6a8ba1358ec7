"""Where errors are told besides the log; nowhere, unless a council sets it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from participation.settings.addresses import is_loopback
from participation.settings.reading import Reading

ERROR_REPORTS: Final = "PARTICIPATION_ERROR_REPORTS"
_KEY = re.compile(r"[A-Za-z0-9]{8,64}")
_PROJECT = re.compile(r"(/[A-Za-z0-9._-]+)*/[0-9]+")


def read_error_reports(read: Reading) -> str:
    """The collector's own address for senders; https, unless it is on this machine."""
    value = read.text(ERROR_REPORTS)
    if value and not _is_collector(value):
        read.fault(
            ERROR_REPORTS,
            "is not a collector's address",
            "Give the DSN it shows, such as https://KEY@errors.council.example/2",
        )
        return ""
    return value


def _is_collector(value: str) -> bool:
    try:
        parts = urlsplit(value)
        at_all = parts.hostname and parts.port != 0
    except ValueError:
        return False
    return (
        bool(at_all)
        and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(value)))
        and _KEY.fullmatch(parts.username or "") is not None
        and not (parts.password or parts.query or parts.fragment)
        and _PROJECT.fullmatch(parts.path) is not None
    )
