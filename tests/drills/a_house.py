"""A house for drills: every part is the real one, but for the clock, the texts and the mails.

Both edges only keep what they were given and when. The case system is a few files, imported the
ordinary way; the worker does all that is due each time it is called.
"""

from __future__ import annotations

import csv
import itertools
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from participation.app import create_app
from participation.channels.sms.gateway import Listed
from participation.journeys.importing.problems import ImportResult
from participation.journeys.importing.reading import read
from participation.journeys.importing.writing import import_extract
from participation.journeys.opening import open_round, reviews_to_open
from participation.journeys.receiving_texts.arriving import receive
from participation.journeys.receiving_texts.scene import Incoming
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.db import db, reading, transaction
from participation.kernel.model import Base
from participation.outbox.models import OutboxItem, OutboxState
from participation.settings import Mode, SmsProvider
from participation.worker import jobs, timetable
from tests.conftest import MovableClock, settings_for_tests
from tests.embedded_postgres import drop_database, empty_database

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextTaken:
    at: datetime
    to: str
    body: str
    provider_id: str


@dataclass(frozen=True, slots=True)
class MailTaken:
    at: datetime
    to: str
    work: str  # the public id of the promise, hex


@dataclass
class Edges:
    """A provider of texts and a mail server that take everything and keep it."""

    clock: MovableClock
    texts: list[TextTaken] = field(default_factory=list)
    mails: list[MailTaken] = field(default_factory=list)

    def take_text(self, *, to: str, body: str, callback_url: str, validity_seconds: int) -> str:
        provider_id = f"SM{len(self.texts):032d}"
        self.texts.append(TextTaken(self.clock.now(), to, body, provider_id))
        return provider_id

    def take_mail(self, *, to: str, subject: str, body: str, message_id: str) -> None:
        self.mails.append(MailTaken(self.clock.now(), to, message_id))


@dataclass
class Provider:
    """`SmsGateway`, as the house knows it."""

    edges: Edges

    def send(self, *, to: str, body: str, callback_url: str, validity_seconds: int) -> str:
        return self.edges.take_text(
            to=to, body=body, callback_url=callback_url, validity_seconds=validity_seconds
        )

    def find(
        self,
        *,
        to: str,
        body: str,
        since: datetime,
        known: Collection[str] = (),
        callback_url: str = "",
    ) -> str | None:
        return None

    def listed(self, *, since: datetime) -> Iterator[Sequence[Listed]]:
        return iter(())

    def forget(self, provider_id: str, *, pictures: bool = False) -> None:
        return None


@dataclass
class MailServer:
    """`MailGateway`, as the house knows it."""

    edges: Edges

    def send(self, *, to: str, subject: str, body: str, message_id: str) -> None:
        self.edges.take_mail(to=to, subject=subject, body=body, message_id=message_id)


@dataclass
class Drill:
    """One house. Everything is called from one thread, one thing after another."""

    app: Flask
    clock: MovableClock
    edges: Edges
    folder: Path
    _texted: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def house(self) -> Services:
        house: Services = self.app.extensions["participation"]
        return house

    @property
    def today(self) -> date:
        return london_day(self.clock.now())

    def bring_in(self, **files: Iterable[Row]) -> ImportResult:
        """Import these rows as files of the case system; all of them must be right."""
        here = self.folder / "extract"
        here.mkdir(exist_ok=True)
        for old in here.iterdir():
            old.unlink()
        for name, rows in files.items():
            written = list(rows)
            columns = list(dict.fromkeys(column for row in written for column in row))
            with (here / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="")
                writer.writeheader()
                writer.writerows(written)
        extract = read([here], today=self.today, drama_allowed=True)
        with transaction() as session:
            result = import_extract(session, extract, today=self.today, now=self.clock.now())
        errors = [one for one in result.problems if one.kind.value == "error"]
        assert result.imported, errors[:5]
        return result

    def open_rounds(self) -> list[int]:
        """As `participation rounds open` does; the reviews whose rounds opened."""
        with reading() as session:
            due = reviews_to_open(session, self.today)
        opened = []
        for review_id in due:
            with transaction() as session:
                done = open_round(
                    session,
                    review_id,
                    self.today,
                    hold=timedelta(0),
                    house=self.house,
                    now=self.clock.now(),
                )
            if done is not None:
                opened.append(review_id)
        return opened

    def text(self, number: str, body: str) -> None:
        """A text from this phone comes in."""
        arriving = Incoming(
            provider="twilio", provider_id=f"IN{next(self._texted)}", from_raw=number, body=body
        )
        with transaction() as session:
            receive(session, arriving, house=self.house, now=self.clock.now())

    def work(self, *, look: bool = True) -> int:
        """Everything due; with `look` the hourly looks as well, however long ago the last was."""
        with transaction() as session:
            wanted = update(OutboxItem).where(OutboxItem.state == OutboxState.QUEUED)
            if not look:
                wanted = wanted.where(OutboxItem.kind.not_in(timetable.STANDING))
            session.execute(wanted.values(lease_until=None))
        return jobs.work_off(self.app, lambda _seconds: None)


@contextmanager
def a_house(kind: str, folder: Path, begins: datetime) -> Iterator[Drill]:
    """An empty house on a database of its own; `kind` is sqlite or postgresql."""
    name = f"drill_{os.getpid()}"
    url = f"sqlite:///{folder}/drill.db" if kind == "sqlite" else empty_database(name)
    clock = MovableClock(begins)
    edges = Edges(clock)
    settings = settings_for_tests(
        url,
        folder,
        mode=Mode.DRILL,
        sms=SmsProvider.SIMULATOR,
        gathering_seconds=0,
        forget_at_provider=False,
    )
    app = create_app(settings, clock=clock, sms=Provider(edges), mail=MailServer(edges))
    app.extensions["participation.wake"] = None
    try:
        with app.app_context():
            Base.metadata.create_all(db.engine)
            timetable.keep(app)
            yield Drill(app, clock, edges, folder)
            db.session.remove()
            db.engine.dispose()
    finally:
        if kind != "sqlite":
            drop_database(name)
