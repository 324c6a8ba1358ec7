"""The application over real databases, emptied between tests.

Every test that takes `app` is there twice: on SQLite and on PostgreSQL; of those that look at pages
one in four runs on PostgreSQL, and all of them with --every-database. PostgreSQL is embedded; where
it cannot run the tests say so, and fail instead when REQUIRE_POSTGRES=1.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy import text

from participation.app import create_app
from participation.channels.mail.smtp_gateway import SmtpGateway
from participation.kernel.db import db, transaction
from participation.kernel.leftovers import keep_out_of_statistics
from participation.kernel.model import Base
from participation.settings import Mode, Settings, SmsProvider
from tests.chromium import browser
from tests.embedded_postgres import PostgresUnavailable, empty_database
from tests.factories import Make
from tests.standins.mail_server import MailServer

# A busy machine is no fault: no test fails because it took long.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # a Tuesday in term, within every hour of R18
ACCOUNT_SID = "AC" + "0" * 31 + "1"
AUTH_TOKEN = "a-token-for-tests-only"
OUR_NUMBER = "+447700900999"


# What pages say is the same on either database, and what they ask of it stands in journeys and
# rooms, whose tests run on both; the table of access asks every page of staff on both. Of the
# tests of pages one in so many is run on PostgreSQL too, always the same ones.
PAGES = ("respond", "staff", "translate", "demo")
ONE_IN = 4


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-database",
        action="store_true",
        help="run every test of pages on PostgreSQL too, not one in four",
    )


def _pages_on_one_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--every-database"):
        return
    named = {item.nodeid for item in items}
    folders = [config.rootpath / "tests" / "web" / folder for folder in PAGES]
    left = [
        item
        for item in items
        if (like := item.nodeid.replace("postgresql", "sqlite")) != item.nodeid
        and like in named  # a test of PostgreSQL alone stays
        and crc32(like.encode()) % ONE_IN
        and any(item.path.is_relative_to(folder) for folder in folders)
    ]
    gone = set(left)
    items[:] = [item for item in items if item not in gone]
    if left:
        config.hook.pytest_deselected(items=left)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes is begun first, some of it by each process: begun last, it would be
    waited for while the others have nothing left to do. Tests of one file stay together."""
    _pages_on_one_database(config, items)
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    long: dict[str, list[pytest.Item]] = {}
    short = []
    for item in items:
        if item.get_closest_marker("long"):
            long.setdefault(str(item.path), []).append(item)
        else:
            short.append(item)
    files = [long[name] for name in sorted(long)]
    share = -(-len(items) // workers)
    items.clear()
    for first in range(workers):
        mine = [item for file in files[first::workers] for item in file]
        room = len(short) if first == workers - 1 else share - len(mine)
        items += mine + short[:room]
        del short[:room]


def pytest_collection_finish() -> None:
    """Thirteen thousand tests stay to the end: the collector of garbage need not look at them."""
    gc.collect()
    gc.freeze()


@dataclass
class MovableClock:
    """A clock that a test sets."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


def settings_for_tests(database_url: str, folder: Path, **changes: object) -> Settings:
    plain: dict[str, object] = {
        "mode": Mode.DRILL,
        "database_url": database_url,
        "queue_url": f"sqlite:///{folder}/queue.db",
        "encryption_keys": (("k1", b"\x01" * 32),),
        "lookup_key": b"a lookup key for tests, long enough",
        "secret_key": "a secret key for tests, long enough",
        "public_url": "http://localhost",
        "staff_url": "http://localhost",
        "sms": SmsProvider.TWILIO,
        "twilio_account_sid": ACCOUNT_SID,
        "twilio_auth_token": AUTH_TOKEN,
        "twilio_numbers": (OUR_NUMBER,),
        "twilio_api_base_url": "http://127.0.0.1:9",  # nobody listens there
        "local_accounts": True,
        "council_name": "North Shire Council",
    }
    return Settings(**{**plain, **changes})


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """An empty database of its own for this test process."""
    return postgres_or_skip(f"tests_{os.getpid()}")


def postgres_or_skip(name: str, *, durable: bool = False) -> str:
    """An empty PostgreSQL database's address; where there is none, the test says so and ends."""
    try:
        return empty_database(name, durable=durable)
    except PostgresUnavailable as reason:
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            raise
        pytest.skip(f"PostgreSQL tests were skipped: {reason}")


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/tests.db"


@pytest.fixture(scope="session")
def clock() -> MovableClock:
    return MovableClock()


_BUILT: dict[str, Flask] = {}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def app(database_url: str, clock: MovableClock) -> Iterator[Flask]:
    """One application a database for the whole run; its tables are empty when a test begins."""
    built = _BUILT.get(database_url)
    if built is None:
        folder = Path(tempfile.mkdtemp(prefix="participation-tests-"))
        built = create_app(settings_for_tests(database_url, folder), clock=clock)
        built.extensions["participation.wake"] = None  # tests work promises off themselves
        with built.app_context():
            Base.metadata.create_all(db.engine)
            with db.engine.begin() as connection:
                keep_out_of_statistics(connection)  # as `db upgrade` does
        _BUILT[database_url] = built
    clock.moment = NOW
    assert not has_app_context(), "a test before this one left an application behind"
    _empty(built)
    house = built.extensions["participation"]
    yield built
    built.extensions["participation"] = house  # a test may have put another in its place
    with built.app_context():
        db.session.remove()


def _empty(app: Flask) -> None:
    house = app.extensions["participation"]
    house.ring.council_keys.clear()  # the rows it knows are about to go
    house.councils.clear()
    house.calendars.clear()
    house.officers.clear()
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    # Most tests fill a few of the tables: asking which costs less than emptying them all.
    held = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})"  # noqa: S608 - our own names
        for table in tables
    )
    with app.app_context(), transaction() as session:
        filled = list(session.scalars(text(held)))
        if filled and session.get_bind().dialect.name == "postgresql":
            # Every table that is referred to is emptied too: no row need be looked for in another.
            session.execute(text("SET LOCAL session_replication_role = replica"))
        for table in filled:
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names


@pytest.fixture
def make(app: Flask, clock: MovableClock) -> Iterator[Make]:
    """Makes children, reviews and invitations; each is committed at once, as in life."""
    with app.app_context():
        yield Make(app.extensions["participation"], clock)


@pytest.fixture
def post(app: Flask) -> Iterator[MailServer]:
    """A real mail server that the application hands its mail to."""
    house = app.extensions["participation"]
    with MailServer() as server:
        mail = SmtpGateway(server.url, sender="no-reply@council.example", timeout_seconds=5)
        app.extensions["participation"] = replace(house, mail=mail)
        yield server
    app.extensions["participation"] = house


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def work_off(app: Flask) -> Callable[[], int]:
    """Does all promised work that is due, as `participation worker --once` would."""
    from participation.worker import jobs  # noqa: PLC0415 - after the app is built

    return lambda: jobs.work_off(app, lambda _seconds: None)


__all__ = ["browser"]  # a fixture for the tests below this folder
