"""Runs the application under gunicorn: threads in one process, or several on PostgreSQL."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress
from http import HTTPStatus
from time import monotonic
from typing import Any

import click
from flask import Flask
from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

from participation.kernel import logs
from participation.kernel.db import db

log = logs.get_logger(__name__)

_LONGEST_REQUEST_LINE = 8190
FIRST_BYTE_SECONDS = 5.0
WHOLE_REQUEST_SECONDS = 15.0
_MADE_BEFORE_A_LOOK = 20_000  # objects; a request makes some thousands


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


class WithinTime:
    """A connection that hangs up on a request which is not all there in time (B30).

    Somebody who sends a byte now and then would otherwise hold a thread for as long as they like.
    """

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self._until = 0.0
        self.begin()

    def begin(self) -> None:
        """From now on the next request counts."""
        self._until = monotonic() + self._seconds

    def recv(self, size: int) -> bytes:
        left = self._until - monotonic()
        if left <= 0:
            raise errors.NoMoreData
        self._connection.settimeout(left)
        try:
            return self._connection.recv(size)
        except TimeoutError:
            raise errors.NoMoreData from None
        finally:
            self._connection.settimeout(None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class QuietWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Threads as in gunicorn, but for requests that are no HTTP, and for slow ones.

    Gunicorn quotes the former in its log and in its answer: a broken line may hold somebody's link.
    """

    def handle(self, conn: Any) -> Any:
        if not conn.initialized and conn.wait_for_data(FIRST_BYTE_SECONDS):
            conn.init()
            unreader = conn.parser.unreader
            unreader.sock = WithinTime(unreader.sock, WHOLE_REQUEST_SECONDS)
        elif conn.initialized:
            conn.parser.unreader.sock.begin()
        return super().handle(conn)

    def handle_error(self, request: Any, client: Any, address: Any, fault: BaseException) -> None:
        """Say how it was wrong by the status alone."""
        match fault:
            case errors.LimitRequestLine():
                status = HTTPStatus.REQUEST_URI_TOO_LONG
            case errors.LimitRequestHeaders():
                status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            case errors.InvalidResponseHeader() | errors.InvalidResponseHeaderName():
                status = HTTPStatus.INTERNAL_SERVER_ERROR
            case errors.ParseException():
                status = HTTPStatus.BAD_REQUEST
            case _:
                status = HTTPStatus.INTERNAL_SERVER_ERROR
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("a request failed in the server", exc_info=fault)
        else:
            log.warning("a request was not understood", error=type(fault).__name__)
        with suppress(OSError):  # whoever sent it is gone
            util.write_error(client, status.value, status.phrase, "")


def _let_rest_what_stays() -> None:
    """Garbage is looked for less often, and not among what was made at the start and lives as long
    as the process; processes that are forked then also share its memory."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MADE_BEFORE_A_LOOK, 20, 20)


def run(app: Flask, *, bind: str, processes: int, threads: int) -> None:
    """Serve until a signal comes.

    No access log: paths carry link tokens (T23). What a proxy in front writes is its own matter;
    docs/running.md shows how to keep the token path out of it.
    """
    if processes > 1 and app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        raise click.UsageError("SQLite is served by one process; use PostgreSQL for more.")

    _let_rest_what_stays()

    def forget_connections(_server: object, _worker: object) -> None:
        with app.app_context():
            db.engine.dispose(close=False)  # a forked process must not share sockets

    _Server(
        app,
        {
            "bind": bind,
            "workers": processes,
            "threads": threads,
            "worker_class": QuietWorker,
            "limit_request_line": _LONGEST_REQUEST_LINE,
            "limit_request_fields": 60,
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 5,
            "accesslog": None,
            "loglevel": "warning",
            "logconfig_dict": logs.server_log_config(),
            "post_fork": forget_connections,
            "proc_name": "participation",
        },
    ).run()
