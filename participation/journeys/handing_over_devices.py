"""A device that others use as well is handed to somebody, so that they answer on it.

The address that opens their questions stays in that browser's history, where whoever gets the
device next finds it. So its code is not the one on their card or for their own phone: it is over
with the visit, and before that once they have sent, or have left.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from participation.care.consultations.models import Invitation
from participation.guard import links
from participation.journeys.services import Services

HANDED_FOR: Final = timedelta(hours=2)  # whoever needs longer is handed the device again


def address_for(invitation: Invitation, house: Services, system: datetime) -> str:
    """A fresh address; the one before, of another device, is over."""
    code = house.randomness.code()
    invitation.handed_code_hash = links.hash_of_code(house.ring, code)
    invitation.handed_until = system + HANDED_FOR
    return f"{house.settings.public_url}/c/{code}"


def was_handed_over(invitation: Invitation) -> datetime | None:
    """When, by the machine's clock; None once that is over."""
    until = invitation.handed_until
    return until - HANDED_FOR if until is not None else None
