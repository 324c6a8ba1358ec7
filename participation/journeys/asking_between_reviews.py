"""Somebody asks for something between reviews, and a person takes it on (R26, R27).

The words are kept and heard like all others, whoever they are for. What is promised is only that
a person says, by a day, who does it; more is said when a person has taken it on. What goes past
the reviewing officer is on no list of theirs, and its words open to them nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from participation.care.people import queries as people
from participation.care.people.models import Child, StaffMember
from participation.care.requests import queries as requests
from participation.care.requests import service as asks
from participation.care.requests.models import Ask
from participation.care.requests.rules import route_of, tell_by
from participation.care.requests.service import Asked
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding import service as hearings
from participation.care.safeguarding.models import SourceKind
from participation.care.safeguarding.service import Heard
from participation.guard.access import Action, may
from participation.guard.audit import Deed, record
from participation.journeys import telling_of_asks
from participation.journeys.reading import actor, note_refusal
from participation.journeys.services import Services
from participation.kernel.clock import london_day

LONGEST_LIST = 200
CHILD = "child"


@dataclass(frozen=True, slots=True, repr=False)
class ListedAsk:
    """One line of a member of staff's list; `opens` where they may read the words."""

    ask: Ask
    opens: bool


def take_ask(
    session: Session,
    child: Child,
    asked: Asked,
    *,
    not_the_officer: bool = False,
    house: Services,
    now: datetime,
) -> Ask:
    """Keep what was asked, hear its words, and put it on a list; once for each page."""
    known = asks.ask_by_page_key(session, asked.page_key)
    if known is not None:
        return known
    today = london_day(now)
    officer = people.officer_of(session, child.id, today)
    route = route_of(asked.kind, not_the_officer=not_the_officer, has_officer=officer is not None)
    council = house.council(session)
    ask = asks.keep_ask(
        session,
        child,
        asked,
        route,
        not_shown_to=officer.id if officer is not None else None,
        due_on=tell_by(route, today, council.closed_days),
        now=now,
    )
    from_child = asked.asker == CHILD
    hearings.hear(
        session,
        Heard(
            child_id=child.id,
            source_kind=SourceKind.ASK,
            source_id=ask.public_id,
            words=asked.words,
            language=asked.language,
            from_child=from_child,
            sent=True,
            read_due=council.reading_deadline(now, from_child=from_child),
            past_officer=route.past_officer,
        ),
        key=child.key,
        lists=house.screening,
        now=now,
    )
    telling_of_asks.promise(session, ask, now)
    # The day a complaint is logged under stands in the chain as well, where nobody can move it.
    _note(session, "respondent", f"ask.{asked.kind}", ask, now)
    return ask


def list_for(session: Session, staff: StaffMember, now: datetime) -> Sequence[ListedAsk]:
    """What is not done, as far as this member of staff may know of it; no words."""
    readable = _readable(staff, now)
    listed = readable
    if may(staff.roles, Action.CHASE_ASKS):
        listed = or_(readable, requests.status_seen_by(people.children_barred_to(staff.id)))
    found = requests.open_asks(session, listed, limit=LONGEST_LIST)
    if not may(staff.roles, Action.READ_ASKS):
        return [ListedAsk(ask, opens=False) for ask in found]
    own = {ask.id for ask in requests.open_asks(session, readable, limit=LONGEST_LIST)}
    return [ListedAsk(ask, opens=ask.id in own) for ask in found]


def open_ask(session: Session, staff: StaffMember, public_id: UUID, now: datetime) -> Ask | None:
    """One ask with its words, the audit row first; None for what must not be known to exist."""
    return _opened(session, staff, public_id, "ask.read", now)


def take_on(session: Session, staff: StaffMember, public_id: UUID, now: datetime) -> Ask | None:
    """A named person has it now, and has read it."""
    ask = _opened(session, staff, public_id, "ask.take", now)
    if ask is not None:
        asks.take_on(ask, by_id=staff.id, now=now)
        _has_read(session, ask, staff, now)
    return ask


def finish(
    session: Session, staff: StaffMember, public_id: UUID, answer: str, now: datetime
) -> Ask | None:
    """It is done; the line is what the person is told, with their key or by a person."""
    ask = _opened(session, staff, public_id, "ask.done", now)
    if ask is not None:
        asks.finish(ask, answer, by_id=staff.id, now=now)
        _has_read(session, ask, staff, now)
    return ask


def _readable(staff: StaffMember, now: datetime) -> ColumnElement[bool]:
    return requests.seen_by(
        staff_id=staff.id,
        roles=staff.roles,
        own=people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS),
        never=people.children_barred_to(staff.id),
    )


def _opened(
    session: Session, staff: StaffMember, public_id: UUID, action: str, now: datetime
) -> Ask | None:
    ask = requests.ask_seen(session, public_id, _readable(staff, now))
    if ask is None:
        note_refusal(session, staff, action, f"ask:{public_id.hex}", now)
        return None
    _note(session, actor(staff), action, ask, now)
    return ask


def _has_read(session: Session, ask: Ask, staff: StaffMember, now: datetime) -> None:
    for hearing in safeguarding.waiting_from(session, [ask.public_id]):
        hearings.mark_read(session, hearing, by_id=staff.id, now=now)


def _note(session: Session, who: str, action: str, ask: Ask, now: datetime) -> None:
    deed = Deed(
        actor=who,
        action=action,
        subject=f"ask:{ask.public_id.hex}",
        child=ask.child.public_id.hex,
    )
    record(session, deed, now)
