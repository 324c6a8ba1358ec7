"""An invitation with its round, its child and the child's key, taken into the session together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from participation.care.consultations.models import Invitation, Round
from participation.care.people.models import Child, Relationship
from participation.guard.crypto import ChildKey, ring_of
from participation.kernel.model import Base
from participation.kernel.rows import seat

CHILD = (
    *("id", "public_id", "key_id", "circumstances", "born_on", "born_estimated", "ceased_on"),
    *("ceased_reason", "contact_stopped_on", "legal_status", "authority_to_place_on"),
    "placed_for_adoption_on",
)
RELATIONSHIP = (
    *("id", "kind", "may_be_asked", "not_asked_until", "ended_on"),
    *("asked_here", "asked_here_for"),
)
"""What decides whether somebody is put the next question (`being_asked`)."""


def seated_invitation(session: Session, of: Mapping[type[Base], Mapping[str, Any]]) -> Invitation:
    """The invitation among columns that a plain statement read, tied to what it stands on.

    Args:
        of: the columns of `Invitation`, `Round`, `Child` and `ChildKey`, `id` among each; and of
            `Relationship`, none of them set where it is the child's own.
    """
    held = seat(session, Round, of[Round])
    child = seat(session, Child, of[Child])
    key = seat(session, ChildKey, of[ChildKey])
    key.opens_with(ring_of(session))
    invitation = seat(session, Invitation, of[Invitation])
    set_committed_value(child, "key", key)
    set_committed_value(invitation, "round", held)
    set_committed_value(invitation, "child", child)
    through = of[Relationship]
    related = None if through["id"] is None else seat(session, Relationship, through)
    if related is not None:
        set_committed_value(related, "key", key)
    set_committed_value(invitation, "asked_through", related)
    return invitation
