"""Every way in which a parent or carer who is being asked is left out from one moment on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

from participation.care.consultations import asking_service
from participation.care.consultations.asking_rules import Basis, Decided
from participation.care.consultations.models import Invitation
from participation.care.people.models import Child, Relationship, Role, StaffMember
from participation.journeys import following_care, following_people, leaving_out, stopping_contact
from participation.kernel.db import transaction
from tests.factories import Make

Happens = Callable[[Make, int], None]


class Way(StrEnum):
    DECISION = "a decision not to ask, made here"
    EXCLUSION = "an exclusion that the case system records"
    ORDER = "a placement order"
    CONSENT = "consent to place"
    PLACED = "placed for adoption"
    STOPPED = "contact is stopped for the child"
    ADOPTED = "adopted"
    EIGHTEEN = "eighteen"
    GONE = "not around the child any more"


FOR_PARENTS_ALONE = (Way.ORDER, Way.CONSENT, Way.PLACED)
DOOR_SHUTS = (Way.ADOPTED, Way.EIGHTEEN)  # of the family: a person reads what comes


def leave_out(make: Make, invitation_id: int, way: Way) -> None:
    """It becomes so now, as the journey that writes it down does it."""
    _HAPPENS[way](make, invitation_id)


def _decision(make: Make, invitation_id: int) -> None:
    officer = make.staff(Role.IRO)
    decided = Decided(
        asked=False,
        basis=Basis.HARM,
        why="It would put somebody in danger.",
        decided_by="Pat Manager",
        decided_on=make.today,
    )
    with transaction() as session:
        row = session.get_one(Invitation, invitation_id)
        assert row.asked_through is not None
        asking_service.decide(
            *(session, row.round.review, row.asked_through, decided),
            noted_by_id=officer.id,
            agreed=True,
            now=make.clock.now(),
        )
        leaving_out.leave_out(session, row, make.clock.now())


def take_decision_back(make: Make, invitation_id: int) -> None:
    """They are asked like everybody else again."""
    officer = make.staff(Role.IRO)
    with transaction() as session:
        row, now = session.get_one(Invitation, invitation_id), make.clock.now()
        related = session.get_one(Relationship, row.relationship_id)
        asking_service.end(session, row.round.review, related, by_id=officer.id, now=now)
        leaving_out.ask_otherwise(session, row, related, make.house, now)


def _exclusion(make: Make, invitation_id: int) -> None:
    with transaction() as session:
        related = session.get_one(Invitation, invitation_id).asked_through
        assert related is not None
        related.may_be_asked, related.not_asked_reason = False, "A court order."
        session.flush()
        following_people.follow(session, [related.id], make.clock.now())


def _gone(make: Make, invitation_id: int) -> None:
    with transaction() as session:
        related = session.get_one(Invitation, invitation_id).asked_through
        assert related is not None
        related.ended_on = make.today
        session.flush()
        following_people.follow(session, [related.id], make.clock.now())


def _stopped(make: Make, invitation_id: int) -> None:
    manager = make.staff(Role.IRO_MANAGER)
    with transaction() as session:
        child = session.get_one(Invitation, invitation_id).child.public_id
        staff = session.get_one(StaffMember, manager.id)
        why = stopping_contact.StopWhy.COURT
        assert stopping_contact.stop(session, staff, child, why, make.clock.now())


def _becomes(**changes: Any) -> Happens:
    def happens(make: Make, invitation_id: int) -> None:
        with transaction() as session:
            child = session.get_one(Child, session.get_one(Invitation, invitation_id).child_id)
            for name, value in changes.items():
                setattr(child, name, make.today if value == "today" else value)
            session.flush()
            following_care.follow(session, [child.id], make.clock.now())

    return happens


_HAPPENS: dict[Way, Happens] = {
    Way.DECISION: _decision,
    Way.EXCLUSION: _exclusion,
    Way.ORDER: _becomes(legal_status="E1"),
    Way.CONSENT: _becomes(authority_to_place_on="today"),
    Way.PLACED: _becomes(placed_for_adoption_on="today"),
    Way.STOPPED: _stopped,
    Way.ADOPTED: _becomes(ceased_on="today", ceased_reason="adopted"),
    Way.EIGHTEEN: _becomes(born_on=date(2008, 11, 24)),
    Way.GONE: _gone,
}
