"""What tests of the desk and of conversations share: texts that came, and who looks at them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Conversation, Direction, Message
from participation.care.people.models import Assignment, Role, StaffMember
from participation.guard.audit import AuditEvent
from participation.kernel.db import transaction
from tests.texting import Texting
from tests.web.staff.signing_in import signed_in

STRANGER = "+447700900666"
WORDS = "he hits me at night"
DESK = "/staff/desk"


@pytest.fixture
def team(texting: Texting) -> FlaskClient:
    """Somebody of the safeguarding team, signed in."""
    make = texting.make
    return signed_in(texting.app.test_client(), make, make.staff(Role.SAFEGUARDING))


def officer_of(texting: Texting, child_id: int) -> FlaskClient:
    """The child's reviewing officer, signed in."""
    with transaction() as session:
        wanted = select(StaffMember).join(Assignment, Assignment.staff_id == StaffMember.id)
        staff = session.scalars(wanted.where(Assignment.child_id == child_id)).one()
    return signed_in(texting.app.test_client(), texting.make, staff)


def came(texting: Texting, number: str = STRANGER, body: str = WORDS, **more: str) -> Message:
    assert texting.text(number, body, **more).status_code == 200
    row: Message = texting.all(Message, direction=Direction.IN)[-1]
    return row


def page_of(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def deeds(texting: Texting, *actions: str) -> list[tuple[str, str]]:
    rows = texting.all(AuditEvent)
    return [(row.action, row.outcome) for row in rows if row.action in actions]


def conversation_path(texting: Texting) -> str:
    return f"/staff/conversations/{texting.all(Conversation)[0].public_id}"
