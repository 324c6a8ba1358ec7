"""A look at the provider's own list, and what has been taken in from it."""

from __future__ import annotations

from participation.care.consultations.models import (
    Direction,
    Message,
)
from participation.worker import timetable
from tests.texting import Texting

STRANGER = "+447700900555"


def look(texting: Texting, *, forget: bool = False) -> None:
    """What happens every few minutes: one look, and the work that comes of it."""
    timetable.keep(texting.app)
    texting.minutes_pass()
    if not forget:
        texting.forget_at_provider(on=False)
    texting.work()
    texting.minutes_pass()  # the house's rests are over, the next look is due


def bodies(texting: Texting) -> list[str | None]:
    return [row.body for row in texting.all(Message, direction=Direction.IN)]
