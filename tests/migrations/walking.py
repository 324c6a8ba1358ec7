"""A council of many rows goes up to a made-up next version, back, and up again.

    python -m tests.migrations.walking [--rows 10000] [--database sqlite|postgresql]

Nothing was released yet, so there is one migration, and the next one is made up here: a column in
four tables, of which one is sealed and one the log that is only added to, rebuilt where SQLite has
to, and an index. The later program is a copy of ours with that migration beside the others.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from participation.app import MIGRATIONS, create_app
from participation.guard import append_only
from participation.guard.audit import Deed, record
from participation.kernel import whole_tables
from participation.kernel.clock import StandingClock
from participation.kernel.db import db, transaction
from participation.kernel.model import Base
from participation.kernel.revision import known
from tests.benchmarks.filled_council import fill
from tests.conftest import NOW, settings_for_tests
from tests.embedded_postgres import drop_database, empty_database
from tests.factories import Make
from tests.saying import Saying

NEXT = "9999"
_NEXT = f'''"""a made-up next version."""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{known()[-1]}"
branch_labels = None
depends_on = None
TABLES = ("children", "reviews", "answers", "audit_events")


def upgrade():
    for table in TABLES:
        with op.batch_alter_table(table, recreate="always" if _rebuilt() else "auto") as batch:
            batch.add_column(sa.Column("noted", sa.String(), nullable=False, server_default="no"))
    op.create_index("ix_reviews_noted", "reviews", ["noted"])


def downgrade():
    op.drop_index("ix_reviews_noted", "reviews")
    for table in TABLES:
        with op.batch_alter_table(table, recreate="always" if _rebuilt() else "auto") as batch:
            batch.drop_column("noted")


def _rebuilt():
    return op.get_bind().dialect.name == "sqlite"
'''
_ROWS_A_CHILD = 6
_AUDIT_ROWS = 200


@dataclass(slots=True)
class Walked:
    """What a walk found. `seconds` by step."""

    rows: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[step] = time.perf_counter() - began


def later_program(folder: Path) -> str:
    """The migrations of a program that is one version ahead of this one."""
    made = folder / "later"
    shutil.copytree(MIGRATIONS, made, ignore=shutil.ignore_patterns("__pycache__"))
    (made / "versions" / f"{NEXT}_a_made_up_next_version.py").write_text(_NEXT)
    return str(made)


def fill_tables(app: Flask, rows: int) -> None:
    """About so many rows: a council, what a child said, and the log of who looked."""
    with transaction() as session:
        fill(session, rows // _ROWS_A_CHILD)
        _count_on(session)
    make = Make(app.extensions["participation"], StandingClock(NOW))
    asked = make.invitation()
    say = Saying(make)
    say.fill_in(asked, "one_thing", words="i want to see my brother, and نعم, and 🙂")
    say.send(asked)
    for _ in range(min(_AUDIT_ROWS, rows // 10)):
        with transaction() as session:
            record(session, Deed(actor="staff:1", action="summary.read", subject="review:1"), NOW)


def _count_on(session: Session) -> None:
    """The filled rows have ids of their own choosing; PostgreSQL counts on from them."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for name in ("child_keys", "children", "reviews", "rounds"):
        last = f"(SELECT max(id) FROM {name})"  # noqa: S608 - our own names
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})"))


def walk(app: Flask, folder: Path, rows: int) -> Walked:
    """Up, filled, up to the next, back, up, back: every row as it was, byte for byte."""
    walked = Walked()
    with app.app_context():
        flask_migrate.upgrade()
        fill_tables(app, rows)
        later = later_program(folder)
        before = every_row()
        walked.rows = sum(map(len, before.values()))
        for step in ("up", "up again"):
            with walked.timed(step):
                flask_migrate.upgrade(directory=later)
            _compare(walked, before, step)
            with walked.timed(f"down after {step}"):
                flask_migrate.downgrade(directory=later, revision=known()[-1])
            _compare(walked, before, f"down after {step}")
        flask_migrate.check()
        with walked.timed("down to nothing"):
            flask_migrate.downgrade(revision="base")
        with walked.timed("up from nothing"):
            flask_migrate.upgrade()
        if any(every_row().values()):
            walked.faults.append("rows were there before anybody wrote one")
        db.session.remove()
        db.engine.dispose()
    return walked


def every_row() -> dict[str, list[bytes]]:
    """Every row of every table of ours, in the columns that this program knows."""
    with db.engine.connect() as connection:
        return {
            table.name: list(whole_tables.read_out(connection, table))
            for table in whole_tables.tables_of(Base.metadata)
        }


def _compare(walked: Walked, before: dict[str, list[bytes]], step: str) -> None:
    now = every_row()
    walked.faults += [f"{step}: {name} differs" for name in before if now[name] != before[name]]
    with db.engine.connect() as connection:
        if not append_only.are_on(connection):
            walked.faults.append(f"{step}: the log of who looked can be changed")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.migrations.walking", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    asked = parser.parse_args(arguments)
    faults = 0
    for kind in asked.database or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="participation-migrating-") as made:
            name = f"migrating_{os.getpid()}"
            on_disk = f"sqlite:///{made}/house.db"
            url = on_disk if kind == "sqlite" else empty_database(name, durable=True)
            app = create_app(settings_for_tests(url, Path(made)), clock=StandingClock(NOW))
            walked = walk(app, Path(made), asked.rows)
        if kind != "sqlite":
            drop_database(name, durable=True)
        for fault in walked.faults:
            print(f"  {fault}")
        _show(f"migrations.{kind}.rows", walked.rows, "rows")
        _show(f"migrations.{kind}.faults", len(walked.faults), "faults")
        for step, seconds in walked.seconds.items():
            _show(f"migrations.{kind}.{step.replace(' ', '_')}", round(seconds, 2), "s")
        faults += len(walked.faults)
    return int(bool(faults))


def _show(name: str, value: float, unit: str) -> None:
    print(json.dumps({"name": name, "value": value, "unit": unit}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
