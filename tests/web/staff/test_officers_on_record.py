"""Changing officers leaves a trace, tells whose child it was, and is no way to a child."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people.models import Role, StaffMember
from participation.guard.audit import AuditEvent
from participation.journeys.who_looked import looked, month_of
from participation.kernel.db import reading
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.staff.giving_children import cover, end_cover, give, hand_over, page_of
from tests.web.staff.signing_in import signed_in, text_of

pytestmark = on_sqlite


@pytest.fixture
def sam(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Sam Green", email="sam@council.example")


@pytest.fixture
def alex(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Alex Hill", email="alex@council.example")


@pytest.fixture
def kim(make: Make) -> StaffMember:
    """A manager who is an officer as well."""
    email = "kim@council.example"
    return make.staff(Role.IRO, Role.IRO_MANAGER, name="Kim Chief", email=email)


@pytest.fixture
def manager(app: Flask, make: Make, kim: StaffMember) -> FlaskClient:
    return signed_in(app.test_client(), make, kim)


def changes() -> Sequence[tuple[str, str | None, str, str | None]]:
    """What the audit says of officers: the deed, the child, how it ended, and who got them."""
    with reading() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [
            (one.action.removeprefix("officer."), one.child, one.outcome, one.reason)
            for one in rows
            if one.action.startswith("officer.")
        ]


def of_children() -> Sequence[Any]:
    return [one for one in changes() if one[1] is not None]


def by(staff: StaffMember) -> str:
    return f"staff:{staff.public_id.hex}"


def test_nobody_makes_themselves_a_childs_officer_or_cover(
    manager: FlaskClient, make: Make, sam: StaffMember, kim: StaffMember
) -> None:
    child = make.child(officer=sam)
    review = make.review(child)
    make.invitation(review)
    summary = f"/staff/reviews/{review.external_id}/summary"
    for answer in (
        cover(manager, sam, kim),
        hand_over(manager, sam, kim),
        give(manager, child, kim),
    ):
        assert answer.status_code == 422, answer.request.path
        assert "Nobody gives themselves a child." in answer.get_data(as_text=True)
    assert manager.get(summary).status_code == 404
    assert [one[2] for one in changes()] == ["refused"] * 3
    assert f'value="{kim.public_id}"' not in text_of(manager, page_of(sam))


def test_the_audit_has_a_row_for_each_child_and_says_who_got_them(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    ours = sorted(make.child(officer=sam).public_id.hex for _ in range(2))
    cover(manager, sam, alex)
    end_cover(manager, sam)
    hand_over(manager, sam, alex)
    assert sorted(of_children(), key=str) == [
        (what, child, "done", by(alex))
        for what in ("cover", "cover_ended", "hand_over")
        for child in ours
    ]


def test_t3_whom_the_child_must_never_be_seen_by_is_refused_on_the_record(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    child = make.child(officer=sam)
    make.never(child, alex)
    give(manager, child, alex)
    cover(manager, sam, alex)
    hex_id = child.public_id.hex
    assert of_children() == [
        ("hand_over", hex_id, "refused", None),
        ("cover", hex_id, "refused", None),
    ]


def test_whoever_loses_gets_or_shares_children_is_told_once_and_nothing_is_said(
    app: Flask,
    manager: FlaskClient,
    make: Make,
    sam: StaffMember,
    alex: StaffMember,
    clock: MovableClock,
    post: MailServer,
    work_off: Callable[[], int],
) -> None:
    def told() -> list[str]:
        before = len(post.recipients)
        work_off()
        return sorted(post.recipients[before:])

    for name in ("Kestrel", "Linnet"):
        make.child(officer=sam, name=name)
    both = ["alex@council.example", "sam@council.example"]
    cover(manager, sam, alex)
    assert told() == both
    mine = signed_in(app.test_client(), make, sam).get("/staff/my-name").get_data(as_text=True)
    assert "Alex Hill covers from 24 November 2026 until 4 December 2026" in mine
    clock.moment += timedelta(minutes=1)
    end_cover(manager, sam)
    assert told() == both
    clock.moment += timedelta(minutes=1)
    hand_over(manager, sam, alex)
    assert told() == both
    for secret in ("Kestrel", "Sam", "Alex", "cover"):
        assert secret not in str(post.mails[-1])


def test_t3_what_ended_on_the_day_it_began_makes_no_child_theirs(
    manager: FlaskClient, app: Flask, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    """Nor does giving a child to somebody count as opening the record."""
    review = make.review(make.child(officer=sam))
    make.invitation(review)
    cover(manager, sam, alex)
    summary = f"/staff/reviews/{review.external_id}/summary"
    assert signed_in(app.test_client(), make, alex).get(summary).status_code == 200
    end_cover(manager, sam)
    with reading() as session:
        (row,) = looked(session, month_of(make.today))
        assert row.reader is not None
        assert (row.reader.id, row.theirs) == (alex.id, False)
