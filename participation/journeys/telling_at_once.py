"""Somebody presses "I do not feel safe": a red concern there and then, before anything is asked.

One press is one concern, however often it is pressed until a person has taken it on. What comes
with it, how to reach them and what stood on the page, is sealed with the concern. Nothing here
asks what happened, and nothing that is pressed later lowers or closes it (security.md 6.2, 6.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import Child
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding.models import Concern, ConcernState
from participation.care.safeguarding.route import RouteOf
from participation.care.safeguarding.rules import Level
from participation.journeys.asking_between_reviews import CHILD

BUTTON = "button"
SAME_PRESS = timedelta(hours=1)  # pressed again later, nobody having come: told anew
SAFE = ("yes", "no", "unsure")
LONGEST = 1_000  # of each thing said about being rung
MOST_KEPT = 30  # presses, and things said with them: somebody leaning on the button fills no disk
_BY, _TYPED, _TOLD, _PRESSED, _MISTAKE = "by", "typed", "told", "pressed", "mistake"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ToReach:
    """Is it safe to ring, which number, when, and who must not be talked to; all optional."""

    safe: str = ""
    number: str = ""
    when: str = ""
    not_to: str = ""

    @property
    def says_something(self) -> bool:
        return any((self.safe, self.number.strip(), self.when.strip(), self.not_to.strip()))


@dataclass(frozen=True, slots=True, repr=False)
class SaidWith:
    """What came with a press: who pressed, what stood on their page, how to reach them."""

    by: str
    typed: tuple[str, ...]
    told: tuple[ToReach, ...]
    mistake: bool


def press(session: Session, child: Child, by: str, *, typed: str = "", now: datetime) -> Concern:
    """Raise red at once; the same person pressing again within the hour, nobody
    having taken it on yet, is the same concern.

    Args:
        by: "child", or the public id of the relationship of the adult who pressed.
        typed: what stood in a box of the page and is kept nowhere else.
    """
    _one_at_a_time(session, child)
    concern = _pressed_lately(session, child, by, now)
    if concern is None:
        concern = safeguarding.raise_concern(
            session,
            child_id=child.id,
            level=Level.RED,
            cause=BUTTON,
            key=child.key,
            route=RouteOf.CHILD if by == CHILD else RouteOf.ADULT,
            now=now,
        )
    said = _said(concern)
    boxes = list(said.get(_TYPED, ()))
    if typed.strip() and typed not in boxes:
        boxes = [*boxes, typed][-MOST_KEPT:]
    presses = [*said.get(_PRESSED, ()), now.isoformat()][-MOST_KEPT:]
    concern.to_reach = {**said, _BY: by, _TYPED: boxes, _PRESSED: presses}
    return concern


def tell_how_to_reach(
    session: Session, concern_id: UUID, child: Child, by: str, told: ToReach
) -> bool:
    """Keep what was said about being rung beside what was said before; False if not theirs."""
    _one_at_a_time(session, child)
    concern = pressed_by(session, concern_id, child, by)
    if concern is None or not told.says_something:
        return False
    said = _said(concern)
    line = {
        "safe": told.safe if told.safe in SAFE else "",
        "number": told.number[:LONGEST],
        "when": told.when[:LONGEST],
        "not_to": told.not_to[:LONGEST],
    }
    concern.to_reach = {**said, _TOLD: [*said.get(_TOLD, ()), line][-MOST_KEPT:]}
    return True


def is_closed(session: Session, concern_id: UUID) -> bool:
    """Whether nobody looks at it any more: what is said to it now needs a person anew."""
    state = session.scalar(select(Concern.state).where(Concern.public_id == concern_id))
    return state is ConcernState.CLOSED


def say_it_was_a_mistake(
    session: Session, concern_id: UUID, child: Child, by: str, *, now: datetime
) -> bool:
    """Whoever looks at it sees that this was pressed, and looks all the same."""
    _one_at_a_time(session, child)
    concern = pressed_by(session, concern_id, child, by)
    if concern is None:
        return False
    concern.to_reach = {**_said(concern), _MISTAKE: now.isoformat()}
    return True


def pressed_by(session: Session, concern_id: UUID, child: Child, by: str) -> Concern | None:
    """The concern that this person raised with the button; None for any other."""
    concern = session.scalar(
        select(Concern).where(
            Concern.public_id == concern_id, Concern.child_id == child.id, Concern.cause == BUTTON
        )
    )
    return concern if concern is not None and _said(concern).get(_BY) == by else None


def said_with(concern: Concern) -> SaidWith:
    """For the staff page: everything that came with the presses, verbatim."""
    said = _said(concern)
    return SaidWith(
        by=str(said.get(_BY, "")),
        typed=tuple(said.get(_TYPED, ())),
        told=tuple(ToReach(**line) for line in said.get(_TOLD, ())),
        mistake=bool(said.get(_MISTAKE)),
    )


def _pressed_lately(session: Session, child: Child, by: str, now: datetime) -> Concern | None:
    waiting = session.scalars(
        select(Concern)
        .where(
            Concern.child_id == child.id,
            Concern.cause == BUTTON,
            Concern.state == ConcernState.RAISED,
            Concern.raised_at > now - SAME_PRESS,
        )
        .order_by(Concern.id.desc())
    )
    return next((one for one in waiting if _said(one).get(_BY) == by), None)


def _one_at_a_time(session: Session, child: Child) -> None:
    """What is said on two phones at once is kept from both: each is added to what stands there."""
    held = select(Child.id).where(Child.id == child.id)
    session.execute(held.with_for_update(key_share=True))


def _said(concern: Concern) -> Mapping[str, Any]:
    return concern.to_reach or {}
