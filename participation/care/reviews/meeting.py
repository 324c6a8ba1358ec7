"""The meeting of a review: where, by which link, who comes, what it is about, who leads.

The place may be where somebody lives. It is sealed under the child's key, and each person who comes
is marked as somebody who may know it, or not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from participation.care.reviews.models import Review
from participation.guard.crypto import Sealed, UnderKey
from participation.guard.wrapping import KeyRing
from participation.kernel.ids import new_public_id
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
    links_valid: Mapped[UUID] = mapped_column(default=new_public_id)
    """Stands in each link to its page; with another, no link of before opens it."""

    led_by: Mapped[LedBy] = mapped_column(default=LedBy.OFFICER)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    changed_at: Mapped[datetime]

    review: Mapped[Review] = relationship()


class MailSays(StrEnum):
    """Why somebody was written to; the mail itself says none of it."""

    INVITED = "invited"
    CHANGED = "changed"
    OFF = "off"  # they do not have to come any more


@dataclass(frozen=True, slots=True, repr=False)
class Mailed:
    """One mail to somebody who comes, by its number among theirs.

    `day`: of the meeting, as it was then. `told`: a mark of all that its page said then.
    """

    number: int
    to: str
    says: MailSays
    on: date
    day: date | None
    told: str


@dataclass(frozen=True, slots=True, repr=False)
class Guest:
    """Somebody who comes: the child; or somebody by the public id, in hex, of their relationship or
    as a member of staff; or whoever the case system does not know, by name.

    `place_why`: why the officer lets somebody know the place whom a decision leaves out. `comes`:
    not any more where it is false; they are kept for the mails that they had. `part`: what somebody
    with a name is to the child, a code of `RelationshipKind`.
    """

    who: str
    may_know_place: bool
    invited_on: date | None = None
    place_why: str | None = None
    comes: bool = True
    mails: tuple[Mailed, ...] = ()
    opened_on: date | None = None  # the page of a mail, by its newest look
    name: str | None = None
    part: str | None = None


def somebody_else(review: UUID, name: str, part: str) -> Guest:
    """Who is not in the case system. The same name twice is one person."""
    who = uuid5(review, f"{part}:{name.casefold()}").hex
    return Guest(who, may_know_place=False, name=name, part=part)


def meeting_of(session: Session, review_id: int) -> Meeting | None:
    return session.scalar(select(Meeting).where(Meeting.review_id == review_id))


def guests_of(meeting: Meeting | None) -> Mapping[str, Guest]:
    """Who comes, by who they are."""
    return {who: one for who, one in everybody_of(meeting).items() if one.comes}


def everybody_of(meeting: Meeting | None) -> Mapping[str, Guest]:
    """Who comes, and who was written to and does not come any more."""
    kept: Sequence[Mapping[str, Any]] = (meeting.guests or ()) if meeting else ()
    return {
        one["who"]: Guest(
            one["who"],
            bool(one.get("place")),
            _day(one.get("invited_on")),
            one.get("why"),
            one.get("comes", True),
            tuple(_mailed(each) for each in one.get("mails", ())),
            _day(one.get("opened_on")),
            one.get("name"),
            one.get("part"),
        )
        for one in kept
    }


def keep_guests(meeting: Meeting, guests: Iterable[Guest]) -> None:
    meeting.guests = [
        {
            "who": one.who,
            "place": one.may_know_place,
            "invited_on": _iso(one.invited_on),
            "why": one.place_why,
            "comes": one.comes,
            "mails": [
                {
                    "number": each.number,
                    "to": each.to,
                    "says": each.says.value,
                    "on": each.on.isoformat(),
                    "day": _iso(each.day),
                    "told": each.told,
                }
                for each in one.mails
            ],
            "opened_on": _iso(one.opened_on),
            "name": one.name,
            "part": one.part,
        }
        for one in guests
    ]


def _mailed(kept: Mapping[str, Any]) -> Mailed:
    return Mailed(
        kept["number"],
        kept["to"],
        MailSays(kept["says"]),
        date.fromisoformat(kept["on"]),
        _day(kept.get("day")),
        kept["told"],
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def points_of(meeting: Meeting | None) -> tuple[str, ...]:
    """What the meeting is about, point by point."""
    lines = ((meeting.agenda or "") if meeting else "").split("\n")
    return tuple(line.strip() for line in lines if line.strip())


def mark_arranged(meeting: Meeting | None, ring: KeyRing) -> str:
    """A mark of where it is and who comes, to see that it has changed; nothing where it stands
    empty."""
    if meeting is None:
        return ""
    guests = guests_of(meeting).values()
    return mark_of_place(meeting.place, meeting.link, meeting.access, guests, ring)


def mark_of_place(
    place: str | None, link: str | None, access: str | None, guests: Iterable[Guest], ring: KeyRing
) -> str:
    coming = sorted((one.who, one.may_know_place, one.place_why or "") for one in guests)
    return _mark((place or "", link or "", access or "", coming), ring)


def mark_led(meeting: Meeting | None, ring: KeyRing) -> str:
    """The same of what it is about and who leads."""
    if meeting is None or (meeting.agenda is None and meeting.led_by is LedBy.OFFICER):
        return ""
    return _mark((meeting.agenda or "", meeting.led_by.value), ring)


def _mark(said: Sequence[object], ring: KeyRing) -> str:
    """Keyed: a place could be guessed."""
    return ring.lookup_hash("meeting shown", json.dumps(said)) if any(said) else ""
