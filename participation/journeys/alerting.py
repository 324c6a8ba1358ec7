"""From a raised concern to a person who acknowledged it: the clock of the route."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.journeys.services import Services


def step(session: Session, public_id: UUID, *, house: Services, now: datetime) -> None:
    """Look at one concern: tell whoever is due, and set the clock for the next."""
