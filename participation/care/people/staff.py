"""Members of staff from the case system, and who of them works with which child from when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from participation.care.people.bulk import BulkTable, Tally, in_chunks
from participation.care.people.covering import Cover, covering_rows
from participation.care.people.facts import StaffFacts
from participation.care.people.models import AssignedAs, Assignment, StaffMember
from participation.care.people.queries import email_hash
from participation.guard.crypto import council_key, ring_of
from participation.kernel.ids import new_public_id

_STAFF = BulkTable(
    StaffMember,
    {"full_name": StaffMember.full_name, "email": StaffMember.email, "team": StaffMember.team},
)
_ASSIGNMENTS = BulkTable(Assignment)
FROM_THE_CASE_SYSTEM = (AssignedAs.REVIEWING_OFFICER, AssignedAs.SOCIAL_WORKER)


ADDED_HERE = "local-"
"""How the id of somebody begins whom the case system has not told us of."""


def record_staff(session: Session, staff: Sequence[StaffFacts], now: datetime) -> Tally:
    """Make the stored staff say what the given rows say.

    Roles of the extract replace those of the extract before; roles given here stay. Where the
    council's provider gives roles by its groups, those stay and no other. Somebody who was added
    here is the one in the extract who has the same address.
    """
    tally = Tally()
    key = council_key(session, now)
    ring = ring_of(session)
    for chunk in in_chunks(staff):
        known = {
            row._mapping["external_id"]: row
            for row in _STAFF.known(session, "external_id", [one.external_id for one in chunk])
        }
        added = _added_here(session, [email_hash(ring, one.email) for one in chunk])
        fresh: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for one in chunk:
            address = email_hash(ring, one.email)
            words = {"full_name": one.full_name, "email": one.email, "team": one.team}
            row = known.get(one.external_id) or added.get(address)
            given_here = row._mapping["local_roles"] or () if row is not None else ()
            by_groups = row._mapping["provider_roles"] if row is not None else None
            roles = list(dict.fromkeys((*one.roles, *given_here)))
            plain = {
                "external_id": one.external_id,
                "email_hash": address,
                "roles": roles if by_groups is None else by_groups,
            }
            if row is None:
                public_id = new_public_id()
                fresh.append(
                    {
                        "public_id": public_id,
                        "key_id": key.id,
                        **plain,
                        **_STAFF.sealing(words, key, public_id),
                    }
                )
                tally.new += 1
                continue
            differs = _STAFF.differs(row, plain, words, key)
            tally.count(changed=differs)
            if differs:
                sealed = _STAFF.sealing(words, key, row._mapping["public_id"])
                changed.append({"id": row._mapping["id"], **plain, **sealed})
        _make_way(session, changed)
        _STAFF.update(session, changed)
        _STAFF.insert(session, fresh)
    return tally


def _added_here(session: Session, addresses: Sequence[str]) -> Mapping[str, Row[tuple[Any, ...]]]:
    """People added here, by their address's hash."""
    rows = _STAFF.known(session, "email_hash", addresses)
    return {
        row._mapping["email_hash"]: row
        for row in rows
        if row._mapping["external_id"].startswith(ADDED_HERE)
    }


def _make_way(session: Session, changed: Sequence[Mapping[str, Any]]) -> None:
    """Two people may swap addresses: no address is taken before the other has let it go."""
    _STAFF.update(session, [{"id": row["id"], "email_hash": f"·{row['id']}"} for row in changed])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who works with one child now: the reviewing officer, and the social worker if any."""

    child_id: int
    officer_id: int
    social_worker_id: int | None


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """A child who was known here has another officer; `before`: keys of those who had the child,
    covering or not."""

    child_id: int
    officer_id: int
    before: tuple[int, ...]


@dataclass(slots=True)
class Assigned:
    """Children already known of whom something changed, and of whom the officer did."""

    changed: set[int] = field(default_factory=set)
    officers: list[NewOfficer] = field(default_factory=list)


NO_COVER: Mapping[int, Sequence[Cover]] = {}


def record_assignments(
    session: Session,
    wanted: Sequence[Wanted],
    *,
    new_children: Collection[int],
    covers: Mapping[int, Sequence[Cover]] = NO_COVER,
    today: date,
) -> Assigned:
    """Begin and end assignments of at most a chunk of children, from today.

    The last day of one that ends is yesterday. Cover and business support are not the case
    system's to say and stay, but for this: where the officer is another one, cover for the officer
    before ends, and whoever covers for the new one covers. Where people here gave a child to
    another officer, that stays until the case system names somebody else than it did then.

    Args:
        covers: who covers for which officer, as it was before anything was written.
    """
    live: defaultdict[tuple[int, AssignedAs], dict[int, int]] = defaultdict(dict)
    instead_of: dict[int, int | None] = {}
    known = [one.child_id for one in wanted if one.child_id not in new_children]
    for row in _live(session, known, today):
        live[row.child_id, row.assigned_as][row.id] = row.staff_id
        instead_of[row.id] = row.instead_of_id
    done = Assigned()
    begun: list[dict[str, Any]] = []
    ended: list[int] = []
    before: dict[int, list[int]] = {}  # of children with another officer
    caught_up: list[int] = []  # the case system says so itself by now
    for one in wanted:
        for assigned_as, staff_id in (
            (AssignedAs.REVIEWING_OFFICER, one.officer_id),
            (AssignedAs.SOCIAL_WORKER, one.social_worker_id),
        ):
            held = live.get((one.child_id, assigned_as), {})
            if any(instead_of[key] == staff_id for key in held if instead_of[key] is not None):
                continue  # somebody here gave the child to another officer since
            caught_up += [key for key, who in held.items() if who == staff_id and instead_of[key]]
            over = [key for key, who in held.items() if who != staff_id]
            starts = staff_id is not None and staff_id not in held.values()
            ended += over
            if starts:
                begun.append(
                    {
                        "child_id": one.child_id,
                        "staff_id": staff_id,
                        "assigned_as": assigned_as,
                        "from_on": today,
                        "until_on": None,
                        "instead_of_id": None,
                    }
                )
            if starts and assigned_as is AssignedAs.REVIEWING_OFFICER:
                before[one.child_id] = [held[key] for key in over]
                mine = covers.get(one.officer_id, ())
                begun += covering_rows(session, one.child_id, mine) if mine else []
            if over or starts:
                done.changed.add(one.child_id)
    known_before = [child for child in before if child not in new_children]
    for row in _live(session, known_before, today, (AssignedAs.COVER,)):
        ended.append(row.id)
        before[row.child_id].append(row.staff_id)
    named = {one.child_id: one.officer_id for one in wanted}
    done.officers = [NewOfficer(one, named[one], tuple(before[one])) for one in known_before]
    yesterday = today - timedelta(days=1)
    _ASSIGNMENTS.update(session, [{"id": key, "until_on": yesterday} for key in ended])
    _ASSIGNMENTS.update(session, [{"id": key, "instead_of_id": None} for key in caught_up])
    _ASSIGNMENTS.insert(session, begun)
    done.changed -= set(new_children)
    return done


def _live(
    session: Session,
    children: Sequence[int],
    today: date,
    assigned_as: Collection[AssignedAs] = FROM_THE_CASE_SYSTEM,
) -> Sequence[Assignment]:
    if not children:
        return []
    return session.scalars(
        select(Assignment).where(
            Assignment.child_id.in_(children),
            Assignment.assigned_as.in_(assigned_as),
            or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
        )
    ).all()


def staff_ids(session: Session, external_ids: Collection[str]) -> dict[str, int]:
    """Keys of members of staff by their external ids; the unknown are left out."""
    found: dict[str, int] = {}
    for chunk in in_chunks(external_ids):
        rows = session.execute(
            select(StaffMember.external_id, StaffMember.id).where(
                StaffMember.external_id.in_(chunk)
            )
        )
        found.update({row.external_id: row.id for row in rows})
    return found
