"""Queued texts handed to an instant provider by several workers on PostgreSQL.

The texts are first texts to parents, written down by the house's own journey, so every check of
the moment of sending is made for each: STOP, permission, freshness, hours, caps. The provider is a
stand-in in a process of its own that answers at once. Beside it, on the same rows, run workers
that do the same claim, read number and words, make the same call with the same client and commit,
and check nothing. Workers are processes; each takes what is due, as the real one does, until
nothing is. The database waits for the disk as a council's does.

The machine's other work is in the seconds that pass, not in the processor's seconds that the
workers themselves used: both are shown.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.care.authority.models import Setting
from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Round,
    Way,
)
from participation.care.people import queries as people
from participation.care.people.models import (
    Adult,
    Child,
    ContactKind,
    ContactPoint,
    Relationship,
    RelationshipKind,
)
from participation.care.reviews.models import Review
from participation.care.reviews.rules import ReviewType
from participation.guard.crypto import ChildKey, council_key
from participation.journeys import inviting
from participation.journeys.services import Services
from participation.kernel.clock import StandingClock, london_day, system_now
from participation.kernel.db import db, reading, transaction
from participation.kernel.ids import new_public_id
from participation.kernel.model import Base
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import jobs
from tests.benchmarks.figures import Figure
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, NOW, settings_for_tests
from tests.embedded_postgres import drop_database, empty_database

TEXTS = 20_000
RUNS = 3
AT_A_TIME = 200  # people made in one transaction
TODAY = london_day(NOW)
Perform = Callable[[Flask, int], bool]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=TEXTS)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args(arguments or [])
    name = f"bench_{os.getpid()}"
    with (
        tempfile.TemporaryDirectory(prefix="participation-bench-") as made,
        _provider(Path(made)) as twilio,
    ):
        url = empty_database(name, durable=True)
        measure(url, Path(made), twilio, asked.texts, asked.runs)
    drop_database(name, durable=True)
    return 0


def measure(url: str, folder: Path, twilio: str, texts: int, runs: int) -> None:
    settings = settings_for_tests(
        url, folder, twilio_api_base_url=twilio, provider_timeout_seconds=10, lease_seconds=60
    )
    app = create_app(settings, clock=StandingClock(NOW))
    app.extensions["participation.wake"] = None
    _write_down(app, texts)
    took: dict[str, list[Took]] = {"one": [], "two": [], "four": [], "bare": []}
    for _ in range(runs):
        took["bare"].append(_work(app, 4, _bare, texts))
        took["four"].append(_work(app, 4, jobs.perform, texts))
        took["two"].append(_work(app, 2, jobs.perform, texts))
        took["one"].append(_work(app, 1, jobs.perform, texts))
    per_second = {who: [texts / one.seconds for one in took[who]] for who in took}
    each = {who: [1000 * one.processor / texts for one in took[who]] for who in took}
    Figure(
        "texts_sent_by_4_workers", "texts/s", per_second["four"], per_second["bare"],
        "(at least 0.5 of the same without checks)",
    ).show()  # fmt: skip
    Figure(
        "texts_sent_by_2_workers", "texts/s", per_second["two"], per_second["one"],
        "(at least 1.4 times one worker)",
    ).show()  # fmt: skip
    Figure(
        "text_sent_processor", "ms each", each["four"], each["bare"], higher_is_better=False
    ).show()


# --- the workers ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds until the last worker had nothing left, and the processor's seconds of them all."""

    seconds: float
    processor: float


def _work(app: Flask, workers: int, perform: Perform, texts: int) -> Took:
    """Every text handed over once by so many processes; checked, or it would be no measurement."""
    _queue_again(app)
    forked = multiprocessing.get_context("fork")
    pipes = [forked.Pipe() for _ in range(workers)]
    processes = [
        forked.Process(target=_one_worker, args=(app, perform, theirs), daemon=True)
        for _, theirs in pipes
    ]
    for process in processes:
        process.start()
    for ours, _ in pipes:
        ours.recv()  # it has a connection to the database and to the provider
    began = time.perf_counter()
    for ours, _ in pipes:
        ours.send("go")
    told = [ours.recv() for ours, _ in pipes]
    seconds = time.perf_counter() - began
    for process in processes:
        process.join(30)
    _check(app, texts)
    return Took(seconds, sum(told))


def _one_worker(app: Flask, perform: Perform, told: Connection) -> None:
    house: Services = app.extensions["participation"]
    house.sms.find(to="+447700900000", body="", since=system_now())
    jobs.due(app)
    told.send("ready")
    told.recv()
    before = resource.getrusage(resource.RUSAGE_SELF)
    while found := jobs.due(app):
        for item_id in found:
            perform(app, item_id)
    after = resource.getrusage(resource.RUSAGE_SELF)
    told.send(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _bare(app: Flask, item_id: int) -> bool:
    """The same claim, call and commit, and no look at whether the text may go."""
    with app.app_context():
        house: Services = app.extensions["participation"]
        lease = timedelta(seconds=house.settings.lease_seconds)
        with transaction() as session:
            work = outbox.claim(session, item_id, now=house.now(), system=system_now(), lease=lease)
        if work is None:
            return False
        with reading() as session:
            message = session.scalars(
                select(Message).where(Message.public_id == UUID(work.subject))
            ).one()
            to, body = message.number or "", message.body or ""
        callback = f"{house.settings.public_url}/hooks/twilio/status/{work.public_id.hex}"
        reference = house.sms.send(to=to, body=body, callback_url=callback, validity_seconds=3600)
        with transaction() as session:
            session.execute(
                update(Message)
                .where(Message.public_id == UUID(work.subject))
                .values(provider_id=reference, state=MessageState.SENT)
            )
            outbox.done(session, work, system=system_now(), reference=reference)
        return True


def _check(app: Flask, texts: int) -> None:
    with app.app_context(), reading() as session:
        done = Counter(session.scalars(select(OutboxItem.state)))
        sent = Counter(session.scalars(select(Message.state)))
        ids = len(set(session.scalars(select(Message.provider_id))))
    if done != {OutboxState.DONE: texts} or sent != {MessageState.SENT: texts} or ids != texts:
        raise SystemExit(f"not every text went out once: {done} {sent} {ids}")


# --- what waits to be sent -----------------------------------------------------------------------


def _write_down(app: Flask, texts: int) -> None:
    """So many mothers, each of one child whose round is open, each with her first text waiting."""
    house: Services = app.extensions["participation"]
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            session.execute(
                insert(Setting).values(key="texts_an_hour", value=2 * texts, changed_at=NOW)
            )
        for start in range(0, texts, AT_A_TIME):
            with transaction() as session:
                for number in range(start, min(start + AT_A_TIME, texts)):
                    invitation = _mother(session, house, number)
                    inviting.send_invitation(session, invitation, house=house, now=NOW)
        db.engine.dispose()


def _mother(session: Session, house: Services, number: int) -> UUID:
    public_id = new_public_id()
    key = ChildKey.issue(house.ring, public_id.hex, NOW)
    council = council_key(session, NOW)
    phone = f"+4477{number:08d}"
    child = Child(
        public_id=public_id,
        key=key,
        external_id=f"P{number:08d}",
        first_name="Aisha",
        born_on=TODAY.replace(year=TODAY.year - 9, day=1),
        looked_after_since=TODAY - timedelta(days=400),
        legal_status="C2",
    )
    adult = Adult(key=council, external_id=f"A{number:08d}", full_name="Christine Brown")
    session.add_all([child, adult])
    session.flush()
    related = Relationship(
        key=key,
        external_id=f"C{number:08d}",
        child_id=child.id,
        adult_id=adult.id,
        kind=RelationshipKind.MOTHER,
        may_be_asked=True,
        parental_responsibility=True,
    )
    contact = ContactPoint(
        key=council,
        adult_id=adult.id,
        value=phone,
        value_hash=people.number_hash(house.ring, phone),
        kind=ContactKind.MOBILE,
        safe_to_text=True,
        own_and_private=True,
        confirmed_on=TODAY - timedelta(days=30),
    )
    review = Review(
        external_id=f"R{number:08d}",
        child_id=child.id,
        kind=ReviewType.SUBSEQUENT,
        planned_on=TODAY + timedelta(days=20),
        planned_time="16:15",
    )
    session.add_all([related, contact, review])
    session.flush()
    held = Round(review_id=review.id, opened_at=NOW, closes_on=TODAY + timedelta(days=19))
    session.add(held)
    session.flush()
    form = house.library.forms["parent_text"]
    consultations.pin_form(session, form)
    invitation = Invitation(
        round_id=held.id,
        child_id=child.id,
        relationship_id=related.id,
        respondent=related.public_id.hex,
        role=related.kind.value,
        form_key=form.key,
        form_version=form.version,
        form_hash=form.source_hash,
        way=Way.TEXT,
        state=InvitationState.TO_SEND,
        asked_from=TODAY,
    )
    session.add(invitation)
    session.flush()
    return invitation.public_id


def _queue_again(app: Flask) -> None:
    """As before anything was sent, and as tidy as the database keeps itself in time."""
    with app.app_context():
        with transaction() as session:
            session.execute(
                update(Message).values(
                    state=MessageState.QUEUED,
                    states=[],
                    provider_id=None,
                    counted_at=None,
                )
            )
            session.execute(update(Invitation).values(state=InvitationState.TO_SEND, sent_at=None))
            session.execute(delete(OutboxItem).where(OutboxItem.kind != "message.send"))
            session.execute(
                update(OutboxItem).values(
                    state=OutboxState.QUEUED, lease_until=None, attempts=0, done_at=None
                )
            )
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        db.engine.dispose()


@contextmanager
def _provider(folder: Path) -> Iterator[str]:
    """The stand-in as a process of its own; its address."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "tests.standins.twilio_server",
            "--log", str(folder / "provider.log"),
            "--account-sid", ACCOUNT_SID, "--auth-token", AUTH_TOKEN,
        ],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
