"""What the provider's error codes mean to us: one table, for sending and for delivery reports.

The provider asks that its codes are not hard-wired and adds new ones, so a code that is not
here means LATER and nothing worse. The numbers are Twilio's
(https://www.twilio.com/docs/api/errors), the names GOV.UK Notify's; nothing here talks to either.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Meaning(StrEnum):
    """What a person or a program does next."""

    OPTED_OUT = "opted_out"  # stop all texts to this number everywhere, tell the worker
    BAD_NUMBER = "bad_number"  # suspend the number for every record that has it, tell the worker
    BLOCKED = "blocked"  # do not repeat this text; tell the worker
    OUR_FAULT = "our_fault"  # settings or wording: alarm; the number is not to blame
    LATER = "later"  # may work another time


PERMANENT_WHEN_SENDING: Mapping[int, Meaning] = MappingProxyType(
    {
        21211: Meaning.BAD_NUMBER,  # "To" is not a phone number
        21265: Meaning.BAD_NUMBER,  # "To" is a short code
        21408: Meaning.OUR_FAULT,  # the account may not text this country
        21610: Meaning.OPTED_OUT,  # this phone said STOP
        21614: Meaning.BAD_NUMBER,  # "To" is not a mobile
        21617: Meaning.OUR_FAULT,  # longer than 1600: the same words will never fit
        21635: Meaning.BAD_NUMBER,  # "To" is a landline, which would be read aloud
    }
)
"""Refusals at the door: the same text to the same number would be refused again."""

AFTER_SENDING: Mapping[int, Meaning] = MappingProxyType(
    {
        30003: Meaning.BAD_NUMBER,  # handset cannot be reached: it may be someone else's soon (T5)
        30004: Meaning.BLOCKED,  # blocked by the phone or its network
        30005: Meaning.BAD_NUMBER,  # no such handset: recycled or given up
        30006: Meaning.BAD_NUMBER,  # a landline, or a network that takes no texts
        30007: Meaning.OUR_FAULT,  # filtered as unwanted: our wording or our link
    }
)
"""What a delivery report may say of a text that was taken. 30008 (unknown) and 30036 (ran out of
time) are not here: they mean LATER, like every code we have not met."""


BY_NAME: Mapping[str, Meaning] = MappingProxyType(
    {
        "permanent-failure": Meaning.BAD_NUMBER,  # no such phone: recycled or given up (T5)
        "technical-failure": Meaning.OUR_FAULT,  # between the service and the networks
    }
)
"""What GOV.UK Notify calls an end. Its "temporary-failure", a phone that is off, means LATER."""


def meaning(code: int | str | None) -> Meaning:
    """What a provider's code means, whether it came as a number or as text; never raises."""
    if isinstance(code, str) and code in BY_NAME:
        return BY_NAME[code]
    if isinstance(code, str):
        code = int(code) if code.isascii() and code.isdigit() and len(code) < 10 else None
    if code is None:
        return Meaning.LATER
    return PERMANENT_WHEN_SENDING.get(code) or AFTER_SENDING.get(code) or Meaning.LATER
