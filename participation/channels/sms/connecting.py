"""What the providers' adapters share: did a call reach anybody, and does an address stay here."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, RequestException
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError


def never_connected(error: RequestException) -> bool:
    """Whether it certainly did not: only then may the same text be sent without asking first."""
    if isinstance(error, ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, NoConnection) and isinstance(
        reason, (NewConnectionError, ConnectTimeoutError)
    )


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
