"""In the demonstration a translator's mail is on the page of mailboxes, and its link opens."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.interpreting import service as interpreting
from participation.care.interpreting.models import Direction, TaskState
from participation.care.interpreting.service import Added
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.guard import restricted_links as links
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from tests.conftest import MovableClock
from tests.factories import Make


def test_a_translators_mail_lies_in_their_mailbox(demo: Flask, page: FlaskClient) -> None:
    house = demo.extensions["participation"]
    make = Make(house, MovableClock())
    officer = make.staff()
    review, now = make.review(make.child(officer=officer)), make.clock.now()
    added = Added(full_name="Selam Tesfay", email="selam@agency.example", phone="", agency="",
                  languages=["ti"])  # fmt: skip
    with transaction() as session:
        by = session.scalars(select(StaffMember)).one()
        row = session.get_one(Review, review.id)
        task = interpreting.make_task(
            session, row, [], about=row.public_id, role="child", language="ti", second=False,
            direction=Direction.INTO_ENGLISH, by_id=by.id, now=now,
        )  # fmt: skip
        translator = interpreting.add_translator(session, added, by_id=by.id, now=now)
        task.state, task.translator_id = TaskState.GIVEN, translator.id
        links.make_link(
            session, key=task.key, child=row.child.public_id, opens=task.public_id,
            token=house.randomness.token(), over_after=now + timedelta(days=3),
            system=system_now(),
        )  # fmt: skip
    shown = page.get("/demo/phones").get_data(as_text=True)
    assert "selam@agency.example" in shown
    found = re.search(r'href="http://localhost(/w/[^"]+)"', shown)
    assert found is not None
    assert "Six digits" in page.get(found[1]).get_data(as_text=True)
