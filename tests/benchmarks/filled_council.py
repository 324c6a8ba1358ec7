"""A council of any size put straight into the tables, to measure what its size does to a page.

Core inserts; every name is sealed under a key of the child's own. The first officer has the wanted
caseload and the second a tenth of it. Everybody else's children lie between theirs, so that no page
is quick only because its rows are the only ones or stand together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, insert, text
from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation, InvitationState, Round, Way
from participation.care.people import queries as people
from participation.care.people.bulk import in_chunks
from participation.care.people.models import AssignedAs, Assignment, Child, Role, StaffMember
from participation.care.reviews.models import HeldAs, Review, ReviewState
from participation.care.reviews.rules import ReviewType
from participation.care.safeguarding.models import Hearing, HearingState, SourceKind
from participation.care.safeguarding.rules import Level
from participation.guard.crypto import ChildKey, council_key, ring_of
from participation.kernel.clock import london_day
from participation.kernel.ids import new_public_id
from participation.kernel.model import Base
from tests.conftest import NOW

CASELOAD = 70
TODAY = london_day(NOW)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caseload:
    """A member of staff and how many children are theirs."""

    staff: StaffMember
    children: int


def fill(session: Session, children: int, caseload: int = CASELOAD) -> tuple[Caseload, Caseload]:
    """Fill empty tables; the officer with the whole caseload and the one with a tenth of it."""
    few = max(1, caseload // 10)
    officers = [_officer(session, n) for n in range(2 + max(1, children // caseload))]
    session.flush()
    owner = _owners(children, caseload, few, [one.id for one in officers])
    numbers = range(1, children + 1)
    keys: dict[int, ChildKey] = {}
    _insert(session, ChildKey, (_key(session, n, keys) for n in numbers))
    _insert(session, Child, (_child(n, keys[n]) for n in numbers))
    _insert(session, Assignment, (_assignment(n, owner(n)) for n in numbers))
    _insert(session, Review, (row for n in numbers for row in _reviews(n, children)))
    asked = [n for n in numbers if n % 5 == 0 or owner(n) in (officers[0].id, officers[1].id)]
    _insert(session, Round, (_round(n) for n in asked))
    _insert(session, Invitation, (row for n in asked for row in _invitations(n)))
    _insert(session, Hearing, (_hearing(n) for n in asked[::3]))
    return Caseload(officers[0], caseload), Caseload(officers[1], few)


def analyse(session: Session) -> None:
    """What PostgreSQL's autovacuum would soon have done of itself; SQLite is left as it is."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))


def _owners(children: int, caseload: int, few: int, ids: list[int]) -> Callable[[int], int]:
    """Whose child each is: the two measured caseloads are spread over the whole table."""
    step = max(1, children // (caseload + few + 1))
    measured = [n * step + 1 for n in range(caseload + few)]
    firsts, seconds = set(measured[:caseload]), set(measured[caseload:])
    others = ids[2:]

    def owner(number: int) -> int:
        if number in firsts:
            return ids[0]
        return ids[1] if number in seconds else others[number % len(others)]

    return owner


def _insert(session: Session, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    for chunk in in_chunks(rows):
        session.connection().execute(insert(table), chunk)


def _officer(session: Session, number: int) -> StaffMember:
    email = f"officer{number}@council.example"
    row = StaffMember(
        key=council_key(session, NOW),
        external_id=f"S{number:05d}",
        full_name=f"Sam Green {number}",
        email=email,
        email_hash=people.email_hash(ring_of(session), email),
        roles=[Role.IRO.value],
    )
    session.add(row)
    return row


def _key(session: Session, number: int, keys: dict[int, ChildKey]) -> Row:
    owner = new_public_id()
    key = keys[number] = ChildKey.issue(ring_of(session), owner.hex, NOW)
    key.id = 1_000 + number  # the council's own key has a small one
    return {
        "id": key.id,
        "public_id": key.public_id,
        "owner": key.owner,
        "wrapped": key.wrapped,
        "wrapped_by": key.wrapped_by,
        "made_at": NOW,
    }


def _child(number: int, key: ChildKey) -> Row:
    public_id = new_public_id()
    return {
        "id": number,
        "public_id": public_id,
        "key_id": key.id,
        "external_id": f"P{number:08d}",
        "first_name_sealed": Child.first_name.seal(key, public_id, f"Aisha {number}"),
        "known_as_sealed": Child.known_as.seal(key, public_id, "Ash") if number % 4 == 0 else None,
        "born_on": TODAY - timedelta(days=365 * (2 + number % 15)),
        "looked_after_since": TODAY - timedelta(days=400),
        "legal_status": "C2",
    }


def _assignment(number: int, officer: int) -> Row:
    return {
        "child_id": number,
        "staff_id": officer,
        "assigned_as": AssignedAs.REVIEWING_OFFICER,
        "from_on": TODAY - timedelta(days=100),
    }


def _reviews(number: int, children: int) -> Iterable[Row]:
    """One to come within the three months that the list shows, and two that were held."""
    for back in range(3):
        day = TODAY + timedelta(days=number % 85 - 180 * back)
        yield {
            "id": number + children * back,
            "public_id": new_public_id(),
            "external_id": f"R{number:08d}-{back}",
            "child_id": number,
            "kind": ReviewType.SUBSEQUENT,
            "planned_on": day,
            "planned_time": "16:15",
            "state": ReviewState.HELD if back else ReviewState.PLANNED,
            "held_on": day if back else None,
            "held_as": HeldAs.MEETING,
        }


def _round(number: int) -> Row:
    return {
        "id": number,
        "public_id": new_public_id(),
        "review_id": number,
        "opened_at": NOW - timedelta(days=3),
        "closes_on": TODAY + timedelta(days=number % 85),
        "timetable": {},
    }


def _invitations(number: int) -> Iterable[Row]:
    for who in ("child", "mother", "father"):
        yield {
            "public_id": new_public_id(),
            "round_id": number,
            "child_id": number,
            "respondent": who,
            "role": who,
            "way": Way.LINK if who == "child" else Way.TEXT,
            "state": InvitationState.FINISHED if number % 3 == 0 else InvitationState.SENT,
            "asked_from": TODAY - timedelta(days=3),
            "sent_at": NOW - timedelta(days=3),
            "finished_at": NOW - timedelta(days=1) if number % 3 == 0 else None,
        }


def _hearing(number: int) -> Row:
    return {
        "public_id": new_public_id(),
        "child_id": number,
        "source_kind": SourceKind.ANSWER,
        "source_id": new_public_id(),
        "heard_at": NOW,
        "screened": Level.GREEN,
        "state": HearingState.WAITING,
        "read_due": NOW + timedelta(days=1),
    }
