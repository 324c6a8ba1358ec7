"""Breaking glass in tests: through the page, or as if it had been."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import Child, StaffMember
from participation.guard.audit import AuditEvent
from participation.guard.glass import BrokenGlass, GlassReason
from participation.kernel.clock import system_now
from participation.kernel.db import reading
from tests.factories import Make
from tests.web.staff.signing_in import at_work, press

PAGE = "/staff/break-glass"
WHY = "Her school rings: she has not come home."
KEPT, SHARED = "zebrafinch only for sam", "kestrel for everybody"


def somebody(app: Flask, make: Make, email: str) -> FlaskClient:
    """The browser of one of those who hear of it."""
    with reading() as session:
        rows = session.scalars(select(StaffMember)).all()
        staff = next(one for one in rows if one.email == email)
        session.expunge_all()
    return at_work(app.test_client(), make, staff)


def breaks(browser: FlaskClient, child: Child | str, **fields: str) -> Any:
    reference = child if isinstance(child, str) else child.external_id
    said = {"reference": reference, "reason": "not_safe", "words": WHY, **fields}
    return press(browser, PAGE, PAGE, **said)


def opened(browser: FlaskClient, child: Child) -> str:
    answer = breaks(browser, child)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def text_of(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return str(answer.get_data(as_text=True))


def audited() -> list[tuple[str, str, str | None]]:
    with reading() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(one.action, one.outcome, one.child) for one in rows]


def broken(session: Session, child_id: int, staff: StaffMember, now: datetime) -> str:
    """As if it had opened: whether the role may, and the never-list, are for the page to ask."""
    child = session.get_one(Child, child_id)
    row = BrokenGlass(
        key=child.key,
        staff=staff.public_id,
        child=child.public_id,
        reason=GlassReason.OTHER,
        words="x",
        at=now,
        ends_at=system_now() + timedelta(days=1),
    )
    session.add(row)
    session.flush()
    return str(row.public_id)
