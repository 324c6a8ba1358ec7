"""No interpreter is booked for somebody whom people here leave out before a review (R7)."""

from __future__ import annotations

from participation.care.people.models import Adult, Relationship, RelationshipKind
from participation.kernel.db import transaction
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.factories import Make
from tests.journeys.booking_office import Office


@on_sqlite
def test_r7_whom_a_decision_made_here_leaves_out_gets_none_until_it_is_ended(
    make: Make, clock: MovableClock
) -> None:
    office = Office(make, clock)
    father = make.adult("Redwing Dunnock")
    related = make.relationship(office.child, father, RelationshipKind.FATHER)

    def roles(asked_here: bool | None) -> list[str]:
        with transaction() as session:
            row = session.get_one(Relationship, related.id)
            row.asked_here, row.asked_here_for = asked_here, office.review.public_id.hex
        office.looks()
        return [one.role for one in office.rows() if one.state == "needed"]

    with transaction() as session:
        person = session.get_one(Adult, father.id)
        person.spoken_language, person.interpreter_needed = "ar", True
    assert roles(False) == ["child"]
    assert roles(None) == ["child", "father"]
    assert roles(False) == ["child"]
