"""`participation demo`: a made-up council on this machine, from nothing, each time it is started.

Everything goes the ordinary way: migrations, importer, rounds, web server and worker are the same
commands that a council runs. What the demonstration adds is an environment with fresh keys, a
clock, and a few sign-ins. Texts and mails appear on /demo/phones; nothing leaves the machine.

First texts of a round go in certain hours only (practice R18). So the demonstration has a clock of
its own: it begins at four o'clock on the next afternoon on which such texts may go, runs on from
there, and stops before the evening does.
"""

from __future__ import annotations

import base64
import fcntl
import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import click
from flask import Flask
from flask.cli import ScriptInfo

from participation.app import create_app
from participation.care.authority.rules import Calendar
from participation.care.consultations.hours import next_allowed
from participation.cli import database, imports, rounds
from participation.cli.made_up_council import write_council
from participation.cli.made_up_route import write_route
from participation.journeys.services import Services
from participation.kernel.clock import LONDON, london_day, system_now
from participation.kernel.dates import long_day
from participation.kernel.db import db, reading, transaction
from participation.kernel.working_days import BankHolidays
from participation.settings import Settings
from participation.web.demo import sign_ins

FOLDER = Path("instance") / "demo"
EXTRACT, ROUTE = FOLDER / "extract", FOLDER / "route.toml"
COUNCIL_NAME = "North Shire Council"
_BEGINS_AT, _LASTS = clock_time(16), timedelta(hours=2, minutes=30)
_MOST_SECONDS_TO_SERVE = 60
_TICK_SECONDS = 1.0


def run_demo(*, port: int, children: int, seed: int) -> None:
    """Make the council, serve it on 127.0.0.1, and stay until Ctrl-C.

    Args:
        port: on which pages are served; the address is printed.
        seed: the same seed makes the same council. Keys and passwords are new at each start.

    Raises:
        click.ClickException: the port is taken, or another demonstration runs in this folder.
    """
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a script may ignore the first
        signal.signal(ending, _leave)
    folder = FOLDER.absolute()
    with _alone_in(folder):
        _free(port)
        clock = Afternoon(folder / "now")
        clock.tick()
        _make_up(clock, children=children, seed=seed)
        environ = _environment(folder, port, clock)
        os.environ.clear()
        os.environ.update(environ)
        app = create_app(Settings.from_env(environ))
        _prepare(app)
        with _running(environ, port) as processes:
            _wait_until_served(port, processes)
            _say_where(app, port, clock)
            _stay(processes, clock)


class Afternoon:
    """The demonstration's clock: a file that every process reads, moved on as time goes by."""

    def __init__(self, file: Path) -> None:
        opens = next_allowed(
            system_now(), Calendar(BankHolidays()), to_child=True, first_of_round=True
        )
        self.file = file
        self.begins = datetime.combine(opens.astimezone(LONDON).date(), _BEGINS_AT, tzinfo=LONDON)
        self._started = time.monotonic()

    def tick(self) -> None:
        """Write down what time it is now; readers see the old moment or the new, never half."""
        passed = timedelta(seconds=int(time.monotonic() - self._started))
        fresh = self.file.with_suffix(".new")
        fresh.write_text((self.begins + min(passed, _LASTS)).isoformat(), encoding="utf-8")
        fresh.replace(self.file)


def _leave(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """An empty folder that no other demonstration uses."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException("A demonstration is already running here.") from None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        yield


def _free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(
                f"Port {port} is taken. Try another: participation demo --port {port + 1},"
                f" or make demo DEMO_ARGS='--port {port + 1}'"
            ) from None


def _environment(folder: Path, port: int, clock: Afternoon) -> dict[str, str]:
    """This process's environment with the demonstration's settings in place of any others."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PARTICIPATION_", "TWILIO_", "FLASK_"))
    }
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return kept | {
        "PARTICIPATION_MODE": "demo",
        "PARTICIPATION_DATABASE_URL": f"sqlite:///{folder / 'participation.db'}",
        "PARTICIPATION_SECRET_KEY": secrets.token_urlsafe(48),
        "PARTICIPATION_ENCRYPTION_KEYS": f"demo:{key}",
        "PARTICIPATION_LOOKUP_KEY": secrets.token_urlsafe(48),
        "PARTICIPATION_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PARTICIPATION_COUNCIL_NAME": COUNCIL_NAME,
        "PARTICIPATION_ROUTE": str(ROUTE.absolute()),
        "PARTICIPATION_NOW": f"@{clock.file}",
    }


def _make_up(clock: Afternoon, *, children: int, seed: int) -> None:
    """The council's extract, and whom it tells of a concern."""
    write_council(EXTRACT, children=children, today=london_day(clock.begins), seed=seed)
    write_route(EXTRACT / "staff.csv", ROUTE)


def _prepare(app: Flask) -> None:
    """Tables, council, rounds and sign-ins, by the commands that an operator would type."""
    _command(app, database.group, "upgrade")
    _command(app, imports.import_command, str(EXTRACT))
    _command(app, rounds.group, "open")
    with app.app_context():
        _add_sign_ins(app.extensions["participation"])
        db.engine.dispose()


def _command(app: Flask, command: click.Command, *arguments: str) -> None:
    click.echo(f"$ participation {' '.join((command.name or '', *arguments))}")
    house = ScriptInfo(create_app=lambda: app, set_debug_flag=False)
    command.main(args=list(arguments), obj=house, standalone_mode=False)


def _add_sign_ins(house: Services) -> None:
    with transaction() as session:
        sign_ins.add_all(session, secret_key=house.settings.secret_key, now=house.now())


@contextmanager
def _running(environ: Mapping[str, str], port: int) -> Iterator[Sequence[subprocess.Popen[bytes]]]:
    """Web server and worker as processes of their own, ended with this one."""
    processes = [
        _start(environ, "serve", "--bind", f"127.0.0.1:{port}"),
        _start(environ, "worker"),
    ]
    try:
        yield processes
    except KeyboardInterrupt:
        click.echo("\nStopping.")
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(environ: Mapping[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl-C reaches it once, from here.
    return subprocess.Popen(  # noqa: S603 - our own command, by the interpreter that runs us
        [sys.executable, "-m", "participation", *arguments],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait_until_served(port: int, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + _MOST_SECONDS_TO_SERVE
    while time.monotonic() < until:
        if any(process.poll() is not None for process in processes):
            raise click.ClickException("A part of the demonstration did not start; see above.")
        if _answers(port):
            return
        time.sleep(0.1)
    raise click.ClickException("The pages did not come up within a minute.")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _say_where(app: Flask, port: int, clock: Afternoon) -> None:
    house: Services = app.extensions["participation"]
    with app.app_context(), reading() as session:
        known = sign_ins.all_of(session, secret_key=house.settings.secret_key, system=system_now())
    address = f"http://127.0.0.1:{port}"
    click.echo(
        "\nReady. Everyone here is made up, and nothing leaves this machine.\n\n"
        f"  Phones and mailboxes   {address}/demo/phones\n"
        f"  Staff sign in at       {address}/staff/sign-in\n"
    )
    for one in known:
        click.echo(f"  {one.role:<18} {one.email:<34} {one.password}   code {one.code}")
    click.echo(
        "\nA code is good once and for about half a minute; fresh ones stand on the page of"
        " phones.\n"
        "First texts go at certain hours only, so the clock here began at four o'clock on\n"
        f"{long_day(clock.begins.date())}. Stop with Ctrl-C.\n"
    )


def _stay(processes: Sequence[subprocess.Popen[bytes]], clock: Afternoon) -> None:
    while all(process.poll() is None for process in processes):
        clock.tick()
        time.sleep(_TICK_SECONDS)
    raise click.ClickException("A part of the demonstration has stopped; see above.")
