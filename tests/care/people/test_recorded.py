"""What a run made is found again among what others make, not by comparing all with all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from flask import Flask
from sqlalchemy import Table, insert

from participation.care.people.models import AssignedAs, Assignment
from participation.care.people.recorded import Recording
from participation.kernel.db import transaction
from tests.factories import Make

MADE = 60


class Counted(int):
    """A key that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return int(self) == other

    __hash__ = int.__hash__


def test_rows_without_an_id_of_their_own_are_found_by_what_they_say(app: Flask, make: Make) -> None:
    staff, child = make.staff(), make.child()
    table = cast("Table", Assignment.__table__)
    rows: list[dict[str, Any]] = [
        {
            "child_id": child.id,
            "staff_id": staff.id,
            "assigned_as": AssignedAs.SOCIAL_WORKER,
            "from_on": date(2020, 1, 1) + timedelta(days=number),
            "until_on": None,
        }
        for number in range(MADE + 1)
    ]
    recording = Recording()
    with app.app_context(), transaction() as session:
        mine = [{**row, "staff_id": Counted(staff.id)} for row in rows[:MADE]]
        recording.making(session, table, mine)
        session.execute(insert(table), rows)  # the last one is somebody else's
        Counted.compared = 0
        found = recording.touched(session)
    days = [one.after["from_on"] for one in found if one.after is not None]
    assert days == [row["from_on"] for row in rows[:MADE]]
    assert Counted.compared <= 4 * MADE
