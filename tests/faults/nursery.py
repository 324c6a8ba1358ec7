"""Web servers and workers forked from one process that has built the house, and killed.

Starting Python takes a second, so hundreds of kills a minute need processes that are forked ready.
Each child is a web server on the parent's listening socket, or a worker, as the house builds
them. Before the first fork the parent holds one conversation itself, so that children need not
first load and compile for longer than they live; it then gives back every connection.

    python -m tests.faults.nursery --port 8000 --kills 800 --warm-number +447700900899

prints "ready" and waits for a line; then it forks, prints "killed web" or "killed worker" for each
kill and "done" after the last, and lets the children live until its standard input closes.

`--blind` takes away the question that is put to the provider before anything is sent again: a run
with it must find texts sent twice, or the run proves nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import random
import signal
import socket
import sys
import threading
import time
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from participation.app import create_app
from participation.journeys.services import Services
from participation.kernel.db import db
from participation.settings import Settings
from participation.worker import jobs
from tests.standins.signing import inbound, signed_post
from tests.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER

ROLES = ("web", "web", "worker", "worker")


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """No access log: paths and numbers have no place in it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--pause-ms", type=float, nargs=2, default=(10.0, 60.0))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--warm-number", required=True, help="of a parent who is asked")
    parser.add_argument("--blind", action="store_true")
    given = parser.parse_args()
    app = create_app(Settings.from_env(os.environ))
    if given.blind:
        app.extensions["participation"].sms.find = lambda **_asked: None
    _warm_up(app, given.warm_number)
    print("ready", flush=True)
    sys.stdin.readline()
    knocked_at = _listen(given.port)
    chance = random.Random(given.seed)
    children = {_fork(app, role, knocked_at): role for role in ROLES}
    shortest, longest = (ms / 1000 for ms in given.pause_ms)
    for _ in range(given.kills):
        time.sleep(chance.uniform(shortest, longest))
        victim = chance.choice(list(children))
        role = children.pop(victim)
        _kill(victim)
        print(f"killed {role}", flush=True)
        children[_fork(app, role, knocked_at)] = role
    print("done", flush=True)
    sys.stdin.read()
    for child in children:
        _kill(child)


def _listen(port: int, seconds: float = 20.0) -> socket.socket:
    """A process killed a moment ago may not have let go of the port yet."""
    until = time.monotonic() + seconds
    while True:
        try:
            return socket.create_server(("127.0.0.1", port), backlog=128)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _warm_up(app: Flask, number: str) -> None:
    """One parent's whole conversation in this process; then no connection is left open."""
    house: Services = app.extensions["participation"]
    wake, app.extensions["participation.wake"] = app.extensions["participation.wake"], None
    jobs.work_off(app, time.sleep)
    for body in ("1", "well", "nothing", "2", "one more thing"):
        fields = inbound(from_=number, to=OUR_NUMBER, body=body, account_sid=ACCOUNT_SID)
        public = house.settings.public_url
        signed_post(app.test_client(), "/hooks/twilio/sms", fields, AUTH_TOKEN, public)
        jobs.work_off(app, time.sleep)
    app.extensions["participation.wake"] = wake
    with app.app_context():
        db.engine.dispose()
    gc.collect()
    gc.freeze()


def _fork(app: Flask, role: str, knocked_at: socket.socket) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    with contextlib.suppress(BaseException):
        threading.Thread(target=_die_with_parent, args=(os.getppid(),), daemon=True).start()
        _serve(app, knocked_at) if role == "web" else _work(app)
        code = 0
    os._exit(code)


def _serve(app: Flask, knocked_at: socket.socket) -> None:
    port = knocked_at.getsockname()[1]
    make_server(
        "127.0.0.1", port, app, threaded=True, request_handler=_Quiet, fd=knocked_at.fileno()
    ).serve_forever()


def _work(app: Flask) -> None:
    app.extensions["participation.wakeups"].work(
        lambda item_id: jobs.perform(app, item_id), lambda: jobs.due(app), threads=2
    )


def _die_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
