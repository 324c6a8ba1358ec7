"""The sitting at a browser and the invitation it opened: every page and press begins with this.

One statement, and only what a press needs; the rest of a row is read when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, inspect, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation, Round
from participation.care.consultations.seating import CHILD, RELATIONSHIP, seated_invitation
from participation.care.people.models import Child, Relationship
from participation.guard.crypto import ChildKey
from participation.guard.sessions import COOKIE_ON_ITS_WAY, RespondentSitting, hash_of_cookie
from participation.kernel.clock import system_now
from participation.kernel.model import Base
from participation.kernel.rows import ask, seat

_READ: Mapping[type[Base], Sequence[str]] = {
    RespondentSitting: tuple(column.key for column in inspect(RespondentSitting).column_attrs),
    Invitation: (
        "id", "public_id", "round_id", "child_id", "relationship_id", "respondent", "form_key",
        "form_hash", "language", "state", "link_generation", "company", "helped_by", "mode",
        "opened_at", "started_at", "finished_at",
    ),
    Round: ("id", "review_id", "closes_on", "closed_at"),
    Child: CHILD,
    Relationship: RELATIONSHIP,
    ChildKey: ("id", "owner", "wrapped", "wrapped_by"),
}  # fmt: skip


def sitting_with_invitation(
    session: Session, cookie: str | None, *, hold: bool = False
) -> tuple[RespondentSitting, Invitation] | None:
    """The sitting behind a cookie, however long ago it was used, with its invitation, round and
    child's key.

    Args:
        hold: until this transaction ends, no other press of the same browser gets past here, so
            that a double tap finds what its first half has kept (I13).
    """
    if not cookie:
        return None
    behind = {"cookie_hash": hash_of_cookie(cookie)}
    rows = ask(session, _wanted(hold), **behind)
    if not rows:  # its new cookie may have been lost with the signal
        since = system_now() - COOKIE_ON_ITS_WAY
        rows = ask(session, _wanted(hold, before=True), **behind, since=since)
    return _seated(session, rows[0]) if rows else None


def _seated(session: Session, row: Sequence[Any]) -> tuple[RespondentSitting, Invitation]:
    """The columns as the rows they were read from, tied to one another."""
    columns = iter(row)
    of = {kind: dict(zip(names, columns, strict=False)) for kind, names in _READ.items()}
    invitation = seated_invitation(session, of)
    return seat(session, RespondentSitting, of[RespondentSitting]), invitation


@cache
def _wanted(hold: bool, *, before: bool = False) -> Select[*tuple[Any, ...]]:
    """Built once: putting a statement together costs as much as running it."""
    wanted = (
        select(*(getattr(kind, name) for kind, names in _READ.items() for name in names))
        .select_from(RespondentSitting)
        .join(Invitation, Invitation.public_id == RespondentSitting.invitation)
        .join(Round, Invitation.round_id == Round.id)
        .join(Child, Invitation.child_id == Child.id)
        .join(ChildKey, Child.key_id == ChildKey.id)
        .outerjoin(Relationship, Invitation.relationship_id == Relationship.id)
        .where(*_behind(before))
    )
    return wanted.with_for_update(of=RespondentSitting) if hold else wanted


def _behind(before: bool) -> tuple[ColumnElement[bool], ...]:
    if not before:
        return (RespondentSitting.cookie_hash == bindparam("cookie_hash"),)
    return (
        RespondentSitting.cookie_before == bindparam("cookie_hash"),
        RespondentSitting.cookie_changed_at > bindparam("since"),
    )
