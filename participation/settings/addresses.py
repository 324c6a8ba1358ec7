"""What an address in the settings is: a web address, a database's, a place on this machine.

Pure functions of text, except that a relative SQLite path is made absolute; no name is looked up.
"""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit


def without_password(value: str) -> str:
    """An address with its password covered, for a person to read."""
    return re.sub(r"(://[^:/@\s]*):.*@", r"\1:…@", re.sub(r"(?i)(password=)[^&\s]*", r"\1…", value))


def is_loopback(address: str) -> bool:
    """Whether an address leads to this machine by its own words, no name server asked."""
    host = host_of(address)
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def same_host(one: str, other: str) -> bool:
    return host_of(one) == host_of(other)


def host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port = parts.port  # raises when it is no port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port != 0
        and not (parts.query or parts.fragment or parts.username or parts.password)
        and not re.search(r"\s", value)
    )


def absolute_sqlite(address: str) -> str:
    """`sqlite:///relative/file?options` with the path made absolute; memory stays as it is."""
    path, mark, options = address.removeprefix("sqlite:///").partition("?")
    in_memory = path in ("", ":memory:") or path.startswith(("file:", "sqlite:"))
    if in_memory:
        return address
    if dict(parse_qsl(options)).get("mode") == "memory":
        return address
    return f"sqlite:///{Path(path).absolute()}{mark}{options}"
