"""Backups in tests: written, looked at and put back through the journeys that the commands use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from participation.guard.backup_files import Counted
from participation.guard.ledger import Happened, Ledger, Lines
from participation.guard.sealed_files import Opened
from participation.journeys import backing_up, restoring
from participation.journeys.backing_up import Checked
from participation.journeys.restoring import OVERLAP, Restored
from participation.journeys.services import Services
from participation.kernel import whole_tables
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from participation.kernel.model import Base

KEY = bytes(range(100, 132))
NO_LINES = Lines((), 0)


@dataclass(frozen=True, slots=True)
class Copies:
    """Backups of one application, in a folder; its ledger beside them."""

    app: Flask
    folder: Path

    @property
    def house(self) -> Services:
        house: Services = self.app.extensions["participation"]
        return house

    @property
    def keys(self) -> Path:
        return self.folder / "child-keys.sealed"

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.folder / "ledger.jsonl", self.house.ring.lookup)

    def file(self, name: str = "copy") -> Path:
        return self.folder / name

    def keep_a_ledger(self) -> None:
        """As PARTICIPATION_LEDGER does; the fixture takes it away again."""

        def append(notes: list[tuple[Happened, str]]) -> None:
            self.ledger.append(notes, system_now())

        self.app.extensions["participation.ledger"] = append

    def back_up(
        self,
        name: str = "copy",
        *,
        ago: timedelta = timedelta(0),
        tell: Callable[[str], None] = lambda _table: None,
    ) -> Counted:
        """A backup as if it had been made so long ago."""
        db.session.rollback()  # looking at what was made has begun a transaction
        with (
            self.file(name).open("wb") as data,
            self.keys.open("wb") as keys,
            reading() as session,
        ):
            system = system_now() - ago
            return backing_up.back_up(session, data, keys, key=KEY, system=system, tell=tell)

    def check(self, name: str = "copy", *, key: bytes = KEY) -> Checked:
        with ExitStack() as stack:
            data, keys = self._opened(stack, name, key)
            return backing_up.check(data, keys, self.house.ring)

    def restore(
        self,
        name: str = "copy",
        *,
        lines: Lines | None = None,
        key: bytes = KEY,
        by_itself: bool = False,
        holds_known: bool = True,
    ) -> Restored:
        """In place of whatever the database holds; by the ledger, if there is one."""
        db.session.rollback()
        with ExitStack() as stack:
            data, keys = self._opened(stack, name, key)
            if lines is None:
                kept = self.ledger.path.exists()
                lines = self.ledger.read(data.made_at - OVERLAP) if kept else NO_LINES
            session = stack.enter_context(transaction())
            return restoring.restore(
                session,
                data,
                keys,
                lines,
                now=self.house.now(),
                system=system_now(),
                keep=replace(self.house.settings.keeping, by_itself=by_itself),
                holds_known=holds_known,
            )

    def _opened(self, stack: ExitStack, name: str, key: bytes) -> tuple[Opened, Opened]:
        data = stack.enter_context(self.file(name).open("rb"))
        keys = stack.enter_context(self.keys.open("rb"))
        return Opened(data, key), Opened(keys, key)


@pytest.fixture
def copies(app: Flask, tmp_path: Path) -> Iterator[Copies]:
    """With a ledger beside them, which no later test finds."""
    found = Copies(app, tmp_path)
    found.keep_a_ledger()
    yield found
    app.extensions["participation.ledger"] = None


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the database itself has it."""
    db.session.rollback()
    with db.engine.connect().execution_options(sqlite_begin="BEGIN") as connection:
        return {
            table.name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(
                        text(f'SELECT * FROM "{table.name}"')  # noqa: S608 - our own names
                    )
                ),
                key=repr,
            )
            for table in whole_tables.tables_of(Base.metadata)
        }
