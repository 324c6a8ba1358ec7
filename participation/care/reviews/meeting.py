"""The meeting of a review: where, by which link, who comes, what it is about, who leads.

The place may be where somebody lives. It is sealed under the child's key, and each person who comes
is marked as somebody who may know it, or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from participation.care.reviews.models import Review
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base

CHILD = "child"  # among those who come


class LedBy(StrEnum):
    OFFICER = "officer"
    TOGETHER = "together"
    CHILD = "child"


class Meeting(UnderKey, Base):
    """One of a review."""

    __tablename__ = "meetings"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), unique=True)
    place_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    place = Sealed.text("place_sealed")
    link_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    link = Sealed.text("link_sealed")
    access_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    access = Sealed.text("access_sealed")
    agenda_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agenda = Sealed.text("agenda_sealed")  # one point a line
    guests_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    guests = Sealed.json("guests_sealed")
    led_by: Mapped[LedBy] = mapped_column(default=LedBy.OFFICER)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    changed_at: Mapped[datetime]

    review: Mapped[Review] = relationship()


@dataclass(frozen=True, slots=True, repr=False)
class Guest:
    """Somebody who comes: the child, or an adult by the relationship's public id in hex.

    `place_why`: why the officer lets somebody know the place whom a decision leaves out.
    """

    who: str
    may_know_place: bool
    invited_on: date | None = None
    place_why: str | None = None


def meeting_of(session: Session, review_id: int) -> Meeting | None:
    return session.scalar(select(Meeting).where(Meeting.review_id == review_id))


def guests_of(meeting: Meeting | None) -> Mapping[str, Guest]:
    """Who comes, by who they are."""
    kept: Sequence[Mapping[str, Any]] = (meeting.guests or ()) if meeting else ()
    found = {}
    for one in kept:
        on = one.get("invited_on")
        found[one["who"]] = Guest(
            one["who"],
            bool(one.get("place")),
            date.fromisoformat(on) if on else None,
            one.get("why"),
        )
    return found


def keep_guests(meeting: Meeting, guests: Sequence[Guest]) -> None:
    meeting.guests = [
        {
            "who": one.who,
            "place": one.may_know_place,
            "invited_on": one.invited_on.isoformat() if one.invited_on else None,
            "why": one.place_why,
        }
        for one in guests
    ]


def points_of(meeting: Meeting | None) -> tuple[str, ...]:
    """What the meeting is about, point by point."""
    lines = ((meeting.agenda or "") if meeting else "").split("\n")
    return tuple(line.strip() for line in lines if line.strip())
