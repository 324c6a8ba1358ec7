"""An administrator sees who signs in, lets newcomers in, and ends what must end, at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participation.care.consultations.models import TaskKind
from participation.care.consultations.tasks import make_task
from participation.care.people.models import Role, StaffMember
from participation.guard import sessions, standing
from participation.guard.audit import AuditEvent
from participation.guard.crypto import council_key
from participation.guard.ledger import Happened, Lines, Noted
from participation.guard.passwords import LocalAccount, current_code
from participation.guard.proving import Proven
from participation.guard.sessions import SignIn
from participation.guard.standing import Newcomer, Shut, StaffStanding, standing_of
from participation.journeys.doing_again.in_order import take_back
from participation.journeys.letting_in import let_in
from participation.journeys.managing_staff import colleagues, shut_the_unused
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem
from participation.worker import jobs, timetable
from tests.conftest import MovableClock
from tests.factories import PASSWORD, Make
from tests.web.staff.signing_in import press, signed_in, try_sign_in

PAGE = "/staff/colleagues"


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Priya Shah")


@pytest.fixture
def at_work(app: Flask, make: Make, officer: StaffMember) -> FlaskClient:
    """The officer's browser."""
    return signed_in(app.test_client(), make, officer)


@pytest.fixture
def admin(client: FlaskClient, make: Make) -> FlaskClient:
    return signed_in(client, make, make.staff(Role.ADMIN, name="Jo Hall"))


def newcomer(make: Make, name: str = "Priya S") -> Newcomer:
    with transaction() as session:
        row = Newcomer(
            key=council_key(session, make.clock.now()),
            identity_hash=f"hash of {name}",
            code="abc234xyz",
            name=name,
            email="p.shah@council.example",
            at=make.clock.now(),
        )
        session.add(row)
        session.flush()
        session.refresh(row)
        session.expunge(row)
    return row


def stands(staff: StaffMember) -> StaffStanding:
    with transaction() as session:
        row = standing_of(session, staff.public_id, system_now())
        session.flush()
        session.expunge(row)
    return row


def deeds() -> list[str]:
    with transaction() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


# --- seeing and ending ---------------------------------------------------------------------------


def test_the_page_lists_who_may_come_in_and_nothing_of_any_child(
    admin: FlaskClient, at_work: FlaskClient, make: Make, officer: StaffMember
) -> None:
    make.child(officer=officer, name="Zerezghi")
    make.staff(Role.SOCIAL_WORKER, name="Never Signsin")
    page = admin.get(PAGE).get_data(as_text=True)
    assert "Priya Shah" in page
    assert "signed in at 1 browser" in page
    assert "Never Signsin" not in page
    assert "Zerezghi" not in page


def test_a34_sessions_that_an_admin_ends_are_over_at_the_next_click(
    admin: FlaskClient, at_work: FlaskClient, officer: StaffMember
) -> None:
    assert at_work.get("/staff/reviews").status_code == 200
    answer = press(admin, PAGE, f"{PAGE}/{officer.public_id}/end-sessions")
    assert answer.status_code == 303
    assert at_work.get("/staff/reviews").headers["Location"].endswith("/staff/sign-in")
    assert deeds()[-1] == "staff.end_sessions"


def test_somebody_shut_out_does_not_come_in_until_they_are_let_in_again(
    app: Flask, admin: FlaskClient, at_work: FlaskClient, officer: StaffMember
) -> None:
    press(admin, PAGE, f"{PAGE}/{officer.public_id}/shut")
    assert at_work.get("/staff/reviews").status_code == 303
    assert "shut out by a person" in admin.get(PAGE).get_data(as_text=True)
    assert signs_in(app, officer) == 422
    press(admin, PAGE, f"{PAGE}/{officer.public_id}/let-in-again")
    assert signs_in(app, officer) == 303
    assert deeds()[-3:-1] == ["staff.shut", "staff.let_in_again"]


def signs_in(app: Flask, staff: StaffMember) -> int:
    with transaction() as session:
        account = session.scalars(
            select(LocalAccount).where(LocalAccount.staff == staff.public_id)
        ).one()
        account.last_code_step = 0
        code = current_code(account, system_now())
    answer = try_sign_in(app.test_client(), staff.email or "", PASSWORD, code)
    return int(answer.status_code)


def test_a34_no_page_that_was_on_its_way_brings_an_ended_session_back(
    app: Flask, at_work: FlaskClient, officer: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session ends after a request has found it, and before it says "still here"."""
    found = sessions.sign_in_of

    def slow(session: Any, cookie: str | None, now: Any) -> Any:
        row = found(session, cookie, now + timedelta(minutes=2))
        if row is not None:
            session.execute(sessions.delete(SignIn).where(SignIn.id == row.id))
        return row

    with transaction() as session:
        session.scalars(select(SignIn)).one().last_seen = system_now() - timedelta(minutes=5)
    monkeypatch.setattr(sessions, "sign_in_of", slow)
    assert at_work.get("/staff/reviews").status_code == 303
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_nobody_shuts_themselves_out_or_makes_themselves_a_new_way_in(
    client: FlaskClient, make: Make
) -> None:
    me = make.staff(Role.ADMIN)
    signed_in(client, make, me)
    for deed in ("shut", "end-sessions", "enrol-anew", "let-in-again"):
        assert press(client, PAGE, f"{PAGE}/{me.public_id}/{deed}").status_code == 404
    waiting = newcomer(make)
    answer = press(client, PAGE, f"{PAGE}/waiting/{waiting.public_id}/tie", email=me.email or "")
    assert answer.status_code == 422


def test_a_session_that_ran_out_is_counted_nowhere_and_goes(
    app: Flask, admin: FlaskClient, at_work: FlaskClient, make: Make, officer: StaffMember
) -> None:
    def counted() -> int:
        return admin.get(PAGE).get_data(as_text=True).count("signed in at 1 browser")

    assert counted() == 2
    with transaction() as session:
        row = session.scalars(select(SignIn).where(SignIn.staff == officer.public_id)).one()
        row.last_seen = system_now() - timedelta(minutes=16)  # the browser was closed
    assert counted() == 1
    with transaction() as session:
        outbox.promise(
            session,
            timetable.STAFF,
            outbox.NOBODY,
            unique_key="look",
            due_at=make.clock.now(),
            now=make.clock.now(),
        )
        session.flush()
        (look_at,) = session.scalars(select(OutboxItem.id)).all()
    assert jobs.perform(app, look_at)
    with transaction() as session:
        (left,) = session.scalars(select(SignIn)).all()
        assert left.staff != officer.public_id


# --- letting in ----------------------------------------------------------------------------------


def test_a_newcomer_is_tied_to_a_member_of_staff_by_a_person(
    admin: FlaskClient, at_work: FlaskClient, make: Make, officer: StaffMember
) -> None:
    waiting = newcomer(make)
    page = admin.get(PAGE).get_data(as_text=True)
    assert "abc-234-xyz" in page
    assert "p.shah@council.example" in page
    path = f"{PAGE}/waiting/{waiting.public_id}/tie"
    assert press(admin, PAGE, path, email="nobody@council.example").status_code == 422
    assert press(admin, PAGE, path, email=officer.email or "").status_code == 303
    assert stands(officer).identity_hash == "hash of Priya S"
    assert at_work.get("/staff/reviews").status_code == 303  # another way in ends what was open
    assert "abc-234-xyz" not in admin.get(PAGE).get_data(as_text=True)
    assert "staff.tied_anew" in deeds()
    assert press(admin, PAGE, path, email=officer.email or "").status_code == 422


def test_whoever_is_let_in_by_a_tie_comes_in_also_if_they_had_not_come_for_long(
    admin: FlaskClient, make: Make, officer: StaffMember, at_work: FlaskClient, clock: MovableClock
) -> None:
    with transaction() as session:
        standing.shut_out(
            standing_of(session, officer.public_id, clock.now()), Shut.UNUSED, clock.now()
        )
    clock.moment += timedelta(days=20)
    path = f"{PAGE}/waiting/{newcomer(make).public_id}/tie"
    press(admin, PAGE, path, email=officer.email or "")
    stood = stands(officer)
    assert stood.disabled_at is None
    assert stood.since == clock.now()  # from now on unused days are counted


def test_a_newcomer_who_has_no_work_here_is_taken_off_the_list(
    admin: FlaskClient, make: Make
) -> None:
    path = f"{PAGE}/waiting/{newcomer(make).public_id}/turn-away"
    assert press(admin, PAGE, path).status_code == 303
    assert "abc-234-xyz" not in admin.get(PAGE).get_data(as_text=True)
    assert press(admin, PAGE, path).status_code == 404


def test_two_windows_of_one_newcomer_are_one_person_who_waits(
    app: Flask, make: Make, officer: StaffMember
) -> None:
    somebody = Proven("iss\0there\0s1", "Sam Green", "sam@council.example", frozenset())
    told: list[object] = []

    def knock() -> None:
        with app.app_context(), transaction() as session:
            told.append(let_in(session, somebody, house=make.house, now=make.house.now()))

    other = Thread(target=knock)
    with transaction() as session:
        told.append(let_in(session, somebody, house=make.house, now=make.house.now()))
        other.start()
        other.join(1)  # as far as anybody can come while this is not committed
    other.join()
    assert len(told) == 2
    assert told[0] == told[1]
    with transaction() as session:
        (row,) = session.scalars(select(Newcomer)).all()
        assert (row.name, row.email) == ("Sam Green", "sam@council.example")


def test_a_newcomer_whom_nobody_let_in_is_forgotten_after_thirty_days(
    make: Make, clock: MovableClock
) -> None:
    newcomer(make)
    for days, kept in ((30, 1), (1, 0)):
        clock.moment += timedelta(days=days)
        with transaction() as session:
            shut_the_unused(session, house=make.house, now=make.clock.now())
        with transaction() as session:
            assert session.scalar(select(func.count()).select_from(Newcomer)) == kept


# --- enrolment -----------------------------------------------------------------------------------


def test_whoever_lost_the_app_gets_a_new_one_and_the_old_counts_no_more(
    app: Flask, admin: FlaskClient, at_work: FlaskClient, officer: StaffMember
) -> None:
    answer = press(admin, PAGE, f"{PAGE}/{officer.public_id}/enrol-anew")
    page = answer.get_data(as_text=True)
    assert "Priya Shah" in page
    assert at_work.get("/staff/reviews").status_code == 303
    assert signs_in(app, officer) == 422  # the old password
    with transaction() as session:
        account = session.scalars(
            select(LocalAccount).where(LocalAccount.staff == officer.public_id)
        ).one()
        assert account.totp_secret in page
        assert account.must_change
    assert account.totp_secret not in admin.get(PAGE).get_data(as_text=True)


def test_a_recovery_code_counts_once_in_place_of_the_apps(
    app: Flask, at_work: FlaskClient, officer: StaffMember
) -> None:
    wrong = press(at_work, "/staff/password", "/staff/password/recovery", own_password="guess")
    assert wrong.status_code == 422
    page = press(at_work, "/staff/password", "/staff/password/recovery", own_password=PASSWORD)
    codes = [line for line in page.get_data(as_text=True).splitlines() if "<li><code>" in line]
    assert len(codes) == 10
    code = codes[3].partition("<code>")[2].partition("</code>")[0]
    email = officer.email or ""
    assert try_sign_in(app.test_client(), email, "wrong", code).status_code == 422
    assert try_sign_in(app.test_client(), email, PASSWORD, code.upper()).status_code == 303
    assert try_sign_in(app.test_client(), email, PASSWORD, code).status_code == 422
    with transaction() as session:
        account = session.scalars(select(LocalAccount)).one()
        assert account.recovery_hashes is not None
        assert len(account.recovery_hashes) == 9
        assert code.replace("-", "") not in str(account.recovery_hashes)


def test_i20_whoever_was_shut_out_after_a_copy_was_made_is_shut_out_in_it(
    app: Flask, make: Make, officer: StaffMember, at_work: FlaskClient
) -> None:
    """Nor does the copy believe whom it thought the provider to mean."""
    with transaction() as session:
        standing_of(session, officer.public_id, system_now()).identity_hash = "of before"
    noted = Noted(system_now(), Happened.ACCOUNT_CHANGED, officer.public_id.hex)
    with transaction() as session:
        lines = Lines((noted,), unreadable=0)
        take_back(session, lines, now=make.clock.now(), system=system_now())
    stood = stands(officer)
    assert (stood.disabled_why, stood.identity_hash) == (Shut.RESTORED, None)
    assert at_work.get("/staff/reviews").status_code == 303
    assert signs_in(app, officer) == 422
    admin = signed_in(app.test_client(), make, make.staff(Role.ADMIN))
    press(admin, PAGE, f"{PAGE}/{officer.public_id}/let-in-again")
    assert signs_in(app, officer) == 422  # the password of before counts no more
    assert "has no way in yet" in admin.get(PAGE).get_data(as_text=True)
    assert f"{officer.public_id}/enrol-anew" in admin.get(PAGE).get_data(as_text=True)
    press(admin, PAGE, f"{PAGE}/{officer.public_id}/enrol-anew")
    assert "has no way in yet" not in admin.get(PAGE).get_data(as_text=True)


def test_a_password_is_no_way_in_where_accounts_here_are_off(
    app: Flask, make: Make, officer: StaffMember, at_work: FlaskClient
) -> None:
    """As that of the first administrator, who was given one and comes in by the provider."""
    house = replace(make.house, settings=replace(make.house.settings, local_accounts=False))
    with transaction() as session:
        (one,) = colleagues(session, house=house, system=system_now())
        assert not one.may_come_in
        standing_of(session, officer.public_id, system_now()).identity_hash = "at the provider"
        session.flush()
        (one,) = colleagues(session, house=house, system=system_now())
        assert one.may_come_in


def test_an_administrator_sees_no_task_about_a_child(
    admin: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer, name="Zerezghi")
    with transaction() as session:
        for owner, about in (("admin", child.id), ("business_support", None)):
            make_task(
                session,
                TaskKind.CALL,
                about=f"{owner}",
                key=council_key(session, make.clock.now()),
                owner_role=owner,
                due_on=make.today,
                child_id=about,
                now=make.clock.now(),
            )
    page = admin.get("/staff/tasks").get_data(as_text=True)
    assert "Zerezghi" not in page
    assert "Nothing to do" in page
