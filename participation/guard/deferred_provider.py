"""A provider that is made when the first member of staff sets out for it.

Most processes never let anybody in; without this each would keep the provider's library in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from participation.guard.proving import CouncilProvider, Proven, Refused
from participation.guard.trips import Trip


class DeferredProvider:
    """Behaves as the provider that `make` gives, which is called once, at the first use."""

    def __init__(self, make: Callable[[], CouncilProvider]) -> None:
        self._make = make

    @cached_property
    def _real(self) -> CouncilProvider:
        return self._make()

    def address_for(self, trip: Trip) -> str | Refused:
        return self._real.address_for(trip)

    def proven(self, code: str, trip: Trip, *, now: datetime) -> Proven | Refused:
        return self._real.proven(code, trip, now=now)

    def is_issuer(self, named: str) -> bool | Refused:
        return self._real.is_issuer(named)
