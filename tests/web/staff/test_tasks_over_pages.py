"""The list of tasks goes on over pages: an old one pushes no new one out."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from participation.care.consultations.models import TaskKind
from participation.care.consultations.tasks import make_task
from participation.kernel.db import transaction
from participation.web.staff import tasks
from tests.databases import on_sqlite
from tests.factories import Make

pytestmark = on_sqlite


def test_the_newest_task_is_on_the_last_page(
    desk: FlaskClient, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "LONGEST_LIST", 2)
    names = ["Aisha", "Benedict", "Cora"]
    children = [make.child(name=name) for name in names]
    with transaction() as session:
        for child in children:
            make_task(
                session,
                TaskKind.CALL,
                about=child.public_id.hex,
                key=session.merge(child.key),
                owner_role="business_support",
                due_on=make.today,
                child_id=child.id,
                now=make.clock.now(),
            )
    seen = []
    for path in ("/staff/tasks", "/staff/tasks?page=2"):
        text = desk.get(path).get_data(as_text=True)
        seen.append([name for name in names if name in text])
    assert seen == [["Aisha", "Benedict"], ["Cora"]]
    assert "/staff/tasks?page=2" in desk.get("/staff/tasks").get_data(as_text=True)
    assert desk.get("/staff/tasks?page=x").status_code == 200
