"""An import at the desk: hand over, look, answer, confirm, undo, without a page around it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Invitation, InvitationState
from participation.care.imports.models import Import
from participation.care.people.models import (
    Adult,
    Child,
    ContactPoint,
    Relationship,
    StaffMember,
)
from participation.care.reviews.models import Review
from participation.journeys.importing import keeping, said, undoing
from participation.journeys.importing.keeping import Confirmed
from participation.journeys.importing.previewing import Preview
from participation.journeys.importing.problems import Asked
from participation.journeys.importing.undoing import Why
from participation.kernel.db import reading, transaction
from participation.kernel.model import Base
from tests.factories import Make
from tests.journeys.importing.conftest import HandOver as HandOver
from tests.journeys.importing.conftest import by_id


def shown(key: int) -> Preview:
    with reading() as session:
        found = keeping.preview_of(session.get_one(Import, key))
    assert found is not None
    return found


def confirm(app: Flask, key: int) -> Confirmed:
    house = app.extensions["participation"]
    with transaction() as session:
        one = session.get_one(Import, key)
        return keeping.confirm(session, one, by=None, house=house, now=house.now())


def answer(app: Flask, key: int, *, yes: bool, kind: Asked) -> Preview:
    house = app.extensions["participation"]
    with transaction() as session:
        one = session.get_one(Import, key)
        found = keeping.preview_of(one)
        assert found is not None
        given = {asked.key: yes for asked in found.questions if asked.asks is kind}
        assert given, f"nothing of this kind was asked: {found.problems}"
        said.answer(one, given, skips=False)
        return keeping.check(session, one, house, house.now())


def answer_and_confirm(app: Flask, key: int, *, yes: bool, kind: Asked) -> None:
    """What was asked was all that stood in the way."""
    answer(app, key, yes=yes, kind=kind)
    assert confirm(app, key) is Confirmed.DONE


def undo(app: Flask, key: int) -> set[Why]:
    now = app.extensions["participation"].now()
    with transaction() as session:
        found = undoing.undo(session, session.get_one(Import, key), by=None, now=now)
    return {one.why for one in found}


def rows(*kinds: type[Base]) -> dict[str, list[tuple[Any, ...]]]:
    """Every column of every row, sealed ones too."""
    with reading() as session:
        return {
            kind.__tablename__: [
                tuple(row) for row in session.execute(select(kind.__table__).order_by("id"))
            ]
            for kind in kinds
        }


def to_be_asked(make: Make) -> Invitation:
    """Somebody waits to be asked before the review R1."""
    with reading() as session:
        review = by_id(session, Review, "R1")
    return make.invitation(review, state=InvitationState.TO_SEND, sent_at=None)


def state_of(invitation: Invitation) -> InvitationState:
    with reading() as session:
        return session.get_one(Invitation, invitation.id).state


IMPORTED = (StaffMember, Child, Adult, Relationship, ContactPoint, Review)
