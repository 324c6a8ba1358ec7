"""`participation audit`: is the log whole, and who looked at what; `participation db roles`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, delete, make_url, select, text, update
from sqlalchemy.exc import ProgrammingError

from participation.app import create_app
from participation.cli import database
from participation.cli.database import bring_up_to_date
from participation.guard import append_only, audit
from participation.guard.anchors import Why
from participation.guard.audit import AuditEvent, Deed, record
from participation.journeys import watching_audit
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from participation.settings.audit import AuditSettings
from participation.settings.backup import BackupSettings
from participation.worker import jobs, timetable
from tests.conftest import MovableClock, postgres_or_skip, settings_for_tests
from tests.copies import KEY
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import at_work

Run = Callable[..., Result]


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "anchors.jsonl"


@pytest.fixture
def run(app: Flask, anchors: Path) -> Iterator[Run]:
    """Commands of a house that keeps anchors."""
    before: Services = app.extensions["participation"]
    settings = replace(before.settings, audit=AuditSettings(anchors=anchors))
    app.extensions["participation"] = replace(before, settings=settings)

    def invoke(*words: object) -> Result:
        with app.app_context():
            db.session.remove()
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    yield invoke
    app.extensions["participation"] = before


def write(make: Make, how_many: int) -> None:
    with transaction() as session:
        for number in range(how_many):
            deed = Deed(actor="staff:a", action="summary.read", subject=f"review:{number}")
            record(session, deed, make.clock.now())


def anchored(make: Make, place: Path) -> None:
    with reading() as session:
        head = audit.head_of(session)
    watching_audit.anchor(head, make.house.ring, place, Why.HOURLY, system_now())


def test_a_whole_log_is_said_to_be_whole(run: Run, make: Make, anchors: Path) -> None:
    write(make, 3)
    anchored(make, anchors)
    said = run("audit", "verify")
    assert said.exit_code == 0
    assert "3 rows" in said.output
    assert "Each follows from the one before it." in said.output


def test_the_first_row_that_does_not_fit_is_named(run: Run, make: Make) -> None:
    write(make, 3)
    with transaction() as session:
        second = session.scalars(select(AuditEvent.id).where(AuditEvent.place == 2)).one()
        session.execute(update(AuditEvent).where(AuditEvent.place == 2).values(actor="staff:b"))
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert f"BROKEN at row {second}, place 2: it was changed" in said.output


def test_each_hour_a_line_goes_outside_and_a_log_cut_short_is_found_by_it(
    run: Run, app: Flask, make: Make, anchors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(make, 4)
    timetable.keep(app)
    jobs.work_off(app, lambda _seconds: None)
    at, count, digits, why, _mark = json.loads(anchors.read_text())
    assert (count, why) == (4, "hourly")
    with reading() as session:
        assert audit.hash_at(session, 4) == digits + (audit.hash_at(session, 4) or "")[32:]
    logged = [
        json.loads(line) for line in capsys.readouterr().err.splitlines() if "anchored" in line
    ]
    assert [(one["count"], UUID(one["public_id"]).hex) for one in logged] == [(4, digits)]
    assert run("audit", "verify").exit_code == 0
    with transaction() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.place > 2))
    said = run("audit", "verify")
    assert said.exit_code == 1
    assert "there were 4 rows" in said.output
    anchors.unlink()
    said = run("audit", "verify")
    assert (said.exit_code, "NO ANCHORS" in said.output) == (1, True), "the chain alone says yes"
    told = run("audit", "verify", "--anchor", f"4:{logged[0]['public_id']}")
    assert told.exit_code == 1
    assert at.startswith(f"{system_now():%Y-%m-%d}")


@pytest.mark.parametrize(
    ("spoil", "whole"),
    [
        (lambda lines: [lines[0], "x" + lines[1][1:], lines[2]], False),
        (lambda lines: [lines[0], lines[1], lines[2][:20]], True),
        (lambda _lines: [], False),
    ],
    ids=["one in the middle", "the last one torn", "all of them"],
)
def test_anchors_that_were_spoilt_do_not_make_a_log_whole(
    run: Run,
    make: Make,
    anchors: Path,
    spoil: Callable[[list[str]], list[str]],
    whole: bool,
) -> None:
    """Whoever cuts rows off spoils the line that tells of them."""
    for _turn in range(3):
        write(make, 1)
        anchored(make, anchors)
    assert run("audit", "verify").exit_code == 0
    anchors.write_text("".join(f"{line}\n" for line in spoil(anchors.read_text().splitlines())))
    assert run("audit", "verify").exit_code == (0 if whole else 1)


def test_a_disk_that_takes_no_anchor_is_an_error_in_the_log_and_stops_nothing(
    app: Flask, make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(make, 1)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    with reading() as session:
        head = audit.head_of(session)
    place = in_the_way / "anchors.jsonl"
    watching_audit.anchor(head, make.house.ring, place, Why.HOURLY, system_now())
    assert "the audit's anchor was not kept" in capsys.readouterr().err


def test_who_looked_is_printed_with_ids_and_no_name(run: Run, make: Make) -> None:
    child, reader = make.child(name="Siskin"), make.staff(name="Kit Night")
    with transaction() as session:
        for action in ("glass.open", "glass.summary"):
            deed = Deed(actor=f"staff:{reader.public_id.hex}", action=action, subject="x",
                        child=child.public_id.hex)  # fmt: skip
            record(session, deed, make.clock.now())
    said = run("audit", "who-looked", "--month", "2026-11").output
    (line,) = [one for one in said.splitlines() if child.external_id in one]
    assert line.split()[:6] == [reader.external_id, child.external_id, "2", "2", "0", "no"]
    assert "Siskin" not in said
    assert "Kit" not in said
    assert child.external_id not in run("audit", "who-looked", "--month", "2026-10").output


@pytest.mark.parametrize("typed", [("--month", "soon"), ("--month", "2026-13")])
def test_what_is_no_month_is_said_to_be_none(run: Run, typed: tuple[str, str]) -> None:
    assert run("audit", "who-looked", *typed).exit_code == 2


def test_a_copy_comes_back_into_a_guarded_log_and_says_so_outside(
    run: Run, app: Flask, make: Make, anchors: Path, tmp_path: Path
) -> None:
    """The guard is off for the restore alone, and anchors of the lost days are no alarm."""
    house: Services = app.extensions["participation"]
    backup = BackupSettings(key=KEY, ledger=tmp_path / "ledger.jsonl")
    app.extensions["participation"] = replace(
        house, settings=replace(house.settings, backup=backup)
    )
    with db.engine.begin() as connection:
        append_only.put_on(connection)
    try:
        write(make, 2)
        assert run("backup", tmp_path / "copy").exit_code == 0
        write(make, 5)
        with reading() as session:
            head = audit.head_of(session)
        watching_audit.anchor(head, house.ring, anchors, Why.HOURLY, system_now())
        said = run("restore", tmp_path / "copy", "--replace")
        assert said.exit_code == 0, said.output
        with reading() as session:
            assert append_only.are_on(session.connection())
            assert audit.head_of(session).place == 3, "two, and that a copy came back"
        said = run("audit", "verify")
        assert said.exit_code == 0, said.output
        assert "1 are of days that a restored copy does not know" in said.output
    finally:
        db.session.remove()
        with db.engine.begin() as connection:
            append_only.take_off(connection)


# --- least rights on PostgreSQL --------------------------------------------------------------


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Flask, Make]]:
    """A house whose tables somebody else owns, serving as the role of `db roles`."""
    url, role = postgres_or_skip(f"roles_{os.getpid()}"), f"serving_{os.getpid()}"
    owner = create_app(settings_for_tests(url, tmp_path), clock=MovableClock())
    with owner.app_context():
        bring_up_to_date()
        said = owner.test_cli_runner().invoke(database.group, ["roles", role])
        assert said.exit_code == 0
        statements = [one for one in said.output.splitlines() if not one.startswith("--")]
        with db.engine.begin() as connection:
            connection.execute(text(f"DROP ROLE IF EXISTS {role}"))
            connection.execute(text(f"CREATE ROLE {role} LOGIN"))
            for statement in statements:
                connection.execute(text(statement))
        db.session.remove()
        db.engine.dispose()
    theirs = make_url(url).set(username=role).render_as_string(hide_password=False)
    app = create_app(settings_for_tests(theirs, tmp_path), clock=MovableClock())
    app.extensions["participation.wake"] = None
    with app.app_context():
        yield app, Make(app.extensions["participation"], MovableClock())
        db.session.remove()
        db.engine.dispose()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))
    engine.dispose()


@pytest.mark.postgres
def test_the_serving_role_does_all_the_work_and_cannot_touch_the_log(
    served: tuple[Flask, Make],
) -> None:
    app, make = served
    officer = make.staff()
    review = make.review(make.child(officer=officer), in_days=2)
    invitation, say = make.invitation(review, company="alone"), Saying(make)
    say.fill_in(invitation, "one_thing", words="kestrel")
    say.send(invitation)
    timetable.keep(app)
    jobs.work_off(app, lambda _seconds: None)
    browser = at_work(app.test_client(), make, officer)
    page = browser.get(f"/staff/reviews/{review.external_id}/summary")
    assert "kestrel" in page.get_data(as_text=True)
    with reading() as session:
        assert append_only.are_on(session.connection())
        assert audit.first_break(session) is None
        assert audit.head_of(session).place > 0
    for statement in (
        "UPDATE audit_events SET outcome = 'done'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
        "DROP TRIGGER audit_events_no_change ON audit_events",
        "ALTER TABLE audit_events DISABLE TRIGGER ALL",
        "DROP TABLE audit_events",
        "CREATE TABLE mine (a int)",
        "UPDATE alembic_version SET version_num = '0'",
    ):
        refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
        with refused, transaction() as session:
            session.execute(text(statement))


def test_a_role_is_a_plain_name_and_a_file_has_none(app: Flask, make: Make) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(database.group, ["roles", "serving; DROP TABLE x"]).exit_code == 2
    said = runner.invoke(database.group, ["roles", "serving"])
    assert said.exit_code == (2 if db.engine.dialect.name == "sqlite" else 0)


def test_what_is_upgraded_guards_its_log(tmp_path: Path) -> None:
    app = create_app(settings_for_tests(f"sqlite:///{tmp_path}/new.db", tmp_path))
    with app.app_context():
        bring_up_to_date()
        with db.engine.connect() as connection:
            assert append_only.are_on(connection)
        db.session.remove()
        db.engine.dispose()
