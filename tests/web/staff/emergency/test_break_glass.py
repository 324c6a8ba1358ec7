"""One child's record opened in an emergency: on the record, and for an hour (T3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from participation.care.people.models import Child, Role, StaffMember
from participation.care.reviews.models import Review
from participation.care.summaries.models import SummaryReading
from participation.guard.glass import BrokenGlass
from participation.journeys.revoking import revoke_everything
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.settings.audit import AuditSettings
from tests.at_the_database import refusing
from tests.factories import Make
from tests.web.staff.emergency.at_night import (
    KEPT,
    PAGE,
    SHARED,
    audited,
    breaks,
    opened,
    somebody,
    text_of,
)
from tests.web.staff.signing_in import at_work, press


def test_t3_what_may_be_shared_opens_at_once_and_what_was_kept_does_not(
    browser: FlaskClient, child: Child, review: Review
) -> None:
    assert browser.get(f"/staff/reviews/{review.external_id}/summary").status_code == 404
    here = opened(browser, child)
    assert "Siskin" in text_of(browser, here)
    page = text_of(browser, f"{here}/reviews/{review.external_id}")
    assert SHARED in page
    assert KEPT not in page
    assert "closes in 60 minutes" in page
    assert 'name="shape"' not in page, "nothing can be taken away"
    assert browser.get(f"/staff/reviews/{review.external_id}/summary").status_code == 404


def test_every_page_opened_is_in_the_audit_and_leaves_no_reading(
    browser: FlaskClient, child: Child, review: Review
) -> None:
    here = opened(browser, child)
    text_of(browser, here)
    text_of(browser, f"{here}/reviews/{review.external_id}")
    glass = [row for row in audited() if row[0].startswith("glass.")]
    assert glass == [
        (f"glass.{what}", "done", child.public_id.hex) for what in ("open", "list", "summary")
    ]
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(SummaryReading)) == 0


def test_t3_if_the_audit_takes_no_row_nothing_opens(
    app: Flask, browser: FlaskClient, child: Child, review: Review
) -> None:
    here = opened(browser, child)
    with refusing(app, "audit_events"):
        answer = browser.get(f"{here}/reviews/{review.external_id}")
    assert answer.status_code == 503
    assert SHARED not in answer.get_data(as_text=True)


def test_it_ends_by_itself_after_an_hour(
    browser: FlaskClient, child: Child, review: Review
) -> None:
    here = opened(browser, child)
    with reading() as session:
        ends = session.scalars(select(BrokenGlass.ends_at)).one()
    assert timedelta(minutes=59) < ends - system_now() <= timedelta(minutes=60)
    with transaction() as session:
        session.execute(update(BrokenGlass).values(ends_at=system_now() - timedelta(seconds=1)))
    for path in (here, f"{here}/reviews/{review.external_id}"):
        assert browser.get(path).status_code == 404
    assert ("glass.summary", "refused", child.public_id.hex) in audited()


def test_it_ends_by_a_button(browser: FlaskClient, child: Child, review: Review) -> None:
    here = opened(browser, child)
    assert press(browser, here, f"{here}/end").status_code == 303
    assert browser.get(f"{here}/reviews/{review.external_id}").status_code == 404
    assert "Siskin" not in text_of(browser, PAGE)


def test_it_opens_one_child_and_nobody_else(
    browser: FlaskClient, make: Make, child: Child, review: Review, officer: StaffMember
) -> None:
    another = make.review(make.child(officer=officer, name="Dunnock"))
    make.invitation(another)
    here = opened(browser, child)
    assert browser.get(f"{here}/reviews/{another.external_id}").status_code == 404
    assert breaks(browser, another.child).status_code == 422, "one at a time"
    assert "one at a time" in breaks(browser, another.child).get_data(as_text=True)


def test_nothing_can_be_written_by_it(browser: FlaskClient, child: Child, review: Review) -> None:
    here = opened(browser, child)
    base = f"/staff/reviews/{review.external_id}"
    for path in (f"{here}/reviews/{review.external_id}", f"{base}/summary/read",
                 f"{base}/summary/take", f"{base}/after/took-place"):  # fmt: skip
        for fields in ({"version": "1"}, {"shape": "text"}):
            assert press(browser, here, path, **fields).status_code in (404, 405, 422), path


def test_t3_the_never_list_beats_it_before_and_during(
    browser: FlaskClient, make: Make, child: Child, review: Review, reader: StaffMember
) -> None:
    here = opened(browser, child)
    make.never(child, reader)
    for path in (here, f"{here}/reviews/{review.external_id}"):
        assert browser.get(path).status_code == 404
    assert "Siskin" not in text_of(browser, PAGE)
    with transaction() as session:
        session.execute(update(BrokenGlass).values(ends_at=system_now()))
    refused = breaks(browser, child).get_data(as_text=True)
    unknown = breaks(browser, "P-nobody").get_data(as_text=True)
    assert refused.replace(child.external_id, "X") == unknown.replace("P-nobody", "X")
    assert ("glass.open", "refused", child.public_id.hex) in audited()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"words": "urgent"}, "Say in your own words why"),
        ({"words": "x " * 12}, "Say in your own words why"),
        ({"reason": ""}, "Choose why"),
        ({"reference": "  "}, "Fill in the child"),
    ],
)
def test_it_does_not_open_without_a_reason_in_words(
    browser: FlaskClient, child: Child, fields: dict[str, str], words: str
) -> None:
    answer = breaks(browser, child, **fields)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    with reading() as session:
        assert session.scalars(select(BrokenGlass)).all() == []


def test_trying_references_stops_after_ten(browser: FlaskClient, child: Child) -> None:
    for _ in range(10):
        assert "No record opens" in breaks(browser, uuid4().hex).get_data(as_text=True)
    assert "Too many" in breaks(browser, child).get_data(as_text=True)


def test_where_nobody_could_look_it_over_it_does_not_open(client: FlaskClient, make: Make) -> None:
    browser = at_work(client, make, make.staff(Role.IRO))
    lonely = make.child(officer=make.staff(Role.IRO))
    answer = breaks(browser, lonely)
    assert "Nobody here could look this over" in answer.get_data(as_text=True)


def test_the_officer_is_shown_the_ordinary_way(
    app: Flask, make: Make, child: Child, review: Review
) -> None:
    theirs = somebody(app, make, "sam@council.example")
    assert "This child is yours" in breaks(theirs, child).get_data(as_text=True)


def test_a_council_may_let_fewer_or_nobody(
    app: Flask, make: Make, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = make.house
    fewer = replace(house.settings, audit=AuditSettings(break_glass=("safeguarding",)))
    monkeypatch.setitem(app.extensions, "participation", replace(house, settings=fewer))
    browser = at_work(app.test_client(), make, make.staff(Role.IRO))
    assert "not switched this on" in text_of(browser, PAGE)
    assert breaks(browser, child).status_code == 403
    team = at_work(app.test_client(), make, make.staff(Role.SAFEGUARDING))
    assert breaks(team, child).status_code == 303


@pytest.mark.parametrize("how", ["the council says nobody", "their role is taken away"])
def test_what_stands_open_closes_when_they_may_no_more(
    app: Flask,
    browser: FlaskClient,
    make: Make,
    child: Child,
    review: Review,
    reader: StaffMember,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    here = opened(browser, child)
    if how == "their role is taken away":
        with transaction() as session:
            session.get_one(StaffMember, reader.id).roles = [Role.BUSINESS_SUPPORT]
    else:
        nobody = replace(make.house.settings, audit=AuditSettings(break_glass=()))
        monkeypatch.setitem(app.extensions, "participation", replace(make.house, settings=nobody))
    for path in (here, f"{here}/reviews/{review.external_id}"):
        answer = browser.get(path)
        assert answer.status_code in (403, 404)
        assert SHARED not in answer.get_data(as_text=True)
        assert "Siskin" not in answer.get_data(as_text=True)
    assert "refused" in [outcome for _action, outcome, _child in audited()]


def test_lists_and_numbers_do_not_change_by_it(
    app: Flask, browser: FlaskClient, make: Make, child: Child, review: Review
) -> None:
    support = at_work(app.test_client(), make, make.staff(Role.BUSINESS_SUPPORT))
    lists = ("/staff/reviews", "/staff/reviews/late", "/staff/tasks", "/staff/cards")
    pages = [(browser, path) for path in lists] + [(support, path) for path in lists]
    before = [text_of(one, path) for one, path in pages]
    opened(browser, child)
    assert [text_of(one, path) for one, path in pages] == before


def test_a_restored_copy_holds_no_record_open(
    make: Make, browser: FlaskClient, child: Child
) -> None:
    opened(browser, child)
    with transaction() as session:
        revoke_everything(session, system_now())
    with reading() as session:
        assert session.scalars(select(BrokenGlass.ends_at)).one() <= system_now()
