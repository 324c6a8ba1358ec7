"""Which addresses a mail can go to: plain ones, of which nothing breaks out of a header (B15)."""

from __future__ import annotations

import re
from typing import Final

LONGEST_ADDRESS: Final = 254
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


def is_address(text: str) -> bool:
    """Whether our own sending takes it; whether anybody is there is known once a mail was sent."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def is_outside(text: str) -> bool:
    """An address of somebody who is not at this very machine: there is a dot behind the @."""
    return is_address(text) and "." in text.rpartition("@")[2]
