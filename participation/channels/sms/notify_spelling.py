"""How GOV.UK Notify writes numbers and moments; apart from its client, which the web side does
not load."""

from __future__ import annotations

from datetime import UTC, datetime

_SHORTEST = 10  # anything shorter is a short code, not a number without its plus


def international(number: str) -> str:
    """447700900123 with its plus; 07700 900123 and names as they are."""
    written_whole = number.isascii() and number.isdigit() and len(number) >= _SHORTEST
    return f"+{number}" if written_whole and not number.startswith("0") else number


def moment(stated: str) -> datetime:
    """Its moments are UTC, with or without saying so.

    Raises:
        ValueError: this is no moment.
    """
    read = datetime.fromisoformat(stated)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
