"""Which network a press comes from, for counting wrong tries: one household, school or office."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request


def asking_network() -> str:
    """Of this request, as the trusted proxy says."""
    return network_of(request.remote_addr)


def network_of(address: str | None) -> str:
    """An IPv4 address, or the /64 an IPv6 address lies in: whoever has one has all of them."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(ip_network((known, 64), strict=False))
    return str(known)
