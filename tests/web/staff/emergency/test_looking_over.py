"""What was opened in an emergency is told to others at once, and looked over (T3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.people.models import Child, Role, StaffMember
from participation.care.reviews.models import Review
from participation.guard.glass import GlassVerdict
from participation.kernel.db import reading, transaction
from participation.outbox.models import OutboxItem, OutboxState
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.staff.emergency.at_night import (
    PAGE,
    SHARED,
    WHY,
    opened,
    somebody,
    text_of,
)
from tests.web.staff.signing_in import at_work, press


def test_officer_manager_and_data_protection_are_told_and_the_mail_says_nothing(
    browser: FlaskClient, child: Child, post: MailServer, work_off: Callable[[], int]
) -> None:
    opened(browser, child)
    work_off()
    told = ["di@council.example", "mo@council.example", "sam@council.example"]
    assert sorted(post.recipients) == told
    for mail in post.mails:
        for secret in ("Siskin", "mergency", "Kit", child.external_id):
            assert secret not in str(mail)


def test_it_is_looked_over_by_somebody_else_within_two_working_days(
    app: Flask, browser: FlaskClient, make: Make, child: Child, review: Review
) -> None:
    here = opened(browser, child)
    text_of(browser, f"{here}/reviews/{review.external_id}")
    with reading() as session:
        task = session.scalars(select(Task).where(Task.kind == TaskKind.GLASS)).one()
        assert (task.owner_role, task.child_id) == ("iro_manager", None)
        assert task.due_on == make.today + timedelta(days=2)  # a Tuesday's is the Thursday
    assert browser.get(f"{here}/review").status_code == 404, "nobody looks over their own"
    manager = somebody(app, make, "mo@council.example")
    assert f"{here}/review" in text_of(manager, "/staff/tasks")
    page = text_of(manager, f"{here}/review")
    for word in ("Kit Night", WHY, "Somebody may not be safe now", child.external_id,
                 "Read what was said before a review"):  # fmt: skip
        assert word in page
    assert "Siskin" not in page
    assert SHARED not in page
    fields = {"verdict": "right", "words": "They found her."}
    assert press(manager, f"{here}/review", f"{here}/review", **fields).status_code == 303
    assert "It was right" in text_of(manager, f"{here}/review")
    assert f"{here}/review" not in text_of(manager, "/staff/tasks")
    again = press(manager, PAGE, f"{here}/review", **fields)
    assert "settled this already" in again.get_data(as_text=True)


def test_not_right_goes_on_to_data_protection_and_ends_there(
    app: Flask,
    browser: FlaskClient,
    make: Make,
    child: Child,
    review: Review,
    post: MailServer,
    work_off: Callable[[], int],
) -> None:
    here = opened(browser, child)
    work_off()
    manager = somebody(app, make, "mo@council.example")
    wrong = {"verdict": "not_right", "words": "There was no reason."}
    path = f"{here}/review"
    assert "Say where it goes on to" in press(manager, path, path, **wrong).get_data(as_text=True)
    assert press(manager, path, path, goes_to="data_protection", **wrong).status_code == 303
    assert 'name="verdict"' not in text_of(manager, path), "it is theirs no longer"
    before = len(post.recipients)
    work_off()
    assert post.recipients[before:] == ["di@council.example"]
    lead = somebody(app, make, "di@council.example")
    assert path in text_of(lead, "/staff/tasks")
    assert press(lead, path, path, goes_to="outside", **wrong).status_code == 303
    with reading() as session:
        states = session.scalars(select(Task.state).where(Task.about != "")).all()
        assert set(states) == {TaskState.DONE}
        assert len(session.scalars(select(GlassVerdict)).all()) == 2


def test_the_childs_officer_sees_who_opened_it_and_decides_nothing(
    app: Flask, browser: FlaskClient, make: Make, child: Child, review: Review
) -> None:
    here = opened(browser, child)
    theirs = somebody(app, make, "sam@council.example")
    assert "Kit Night" in text_of(theirs, PAGE)
    page = text_of(theirs, f"{here}/review")
    assert WHY in page
    assert 'name="verdict"' not in page
    stranger = at_work(app.test_client(), make, make.staff(Role.IRO, name="Far Away"))
    assert "Kit Night" not in text_of(stranger, PAGE)
    assert stranger.get(f"{here}/review").status_code == 404


def test_whoever_is_on_the_never_list_is_not_told_and_looks_nothing_over(
    app: Flask,
    browser: FlaskClient,
    make: Make,
    child: Child,
    post: MailServer,
    work_off: Callable[[], int],
) -> None:
    with reading() as session:
        rows = session.scalars(select(StaffMember)).all()
        manager = next(one for one in rows if one.email == "mo@council.example")
        session.expunge_all()
    make.never(child, manager)
    here = opened(browser, child)
    work_off()
    assert sorted(post.recipients) == ["di@council.example", "sam@council.example"]
    theirs = at_work(app.test_client(), make, manager)
    assert theirs.get(f"{here}/review").status_code == 404
    assert "Kit Night" not in text_of(theirs, PAGE)
    with reading() as session:
        owners = session.scalars(select(Task.owner_role).where(Task.kind == TaskKind.GLASS))
        assert list(owners) == ["data_protection"]


def test_a_mail_that_finds_nobody_is_tried_again(
    browser: FlaskClient, make: Make, child: Child, work_off: Callable[[], int]
) -> None:
    opened(browser, child)
    with transaction() as session:
        gone = make.today - timedelta(days=1)
        session.execute(
            update(StaffMember).where(StaffMember.external_id != "x").values(active_until=gone)
        )
    work_off()
    with reading() as session:
        kept = session.scalars(select(OutboxItem).where(OutboxItem.kind == "glass.tell")).one()
        assert (kept.state, kept.last_error) == (OutboxState.QUEUED, "nobody_to_tell")
