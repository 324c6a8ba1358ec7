"""A server of one process for measuring, and who is asked through it."""

from __future__ import annotations

import http.client
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from participation.care.consultations.models import InvitationState
from participation.guard import sessions
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.server import run
from tests.factories import Make


def sittings(
    app: Flask, make: Make, number: int, *, form: str = "child_12_15"
) -> list[tuple[str, str]]:
    """Children with an open page: (cookie, token against forged posts)."""
    opened = []
    with app.app_context():
        officer = make.staff()
        for n in range(number):
            invitation = make.invitation(
                make.review(make.child(officer=officer)),
                form=form,
                state=InvitationState.OPENED,
                company="alone",
            )
            cookie, csrf = f"cookie-{n}", f"csrf-{n}"
            with transaction() as session:
                sessions.begin_sitting(
                    session,
                    cookie=cookie,
                    csrf=csrf,
                    invitation=invitation.public_id,
                    generation=invitation.link_generation,
                    now=system_now(),
                )
            opened.append((cookie, csrf))
    return opened


@contextmanager
def served(app: Flask, port: int) -> Iterator[None]:
    process = multiprocessing.get_context("fork").Process(
        target=_serve, args=(app, port), daemon=True
    )
    process.start()
    try:
        _wait(port)
        yield
    finally:
        process.terminate()
        process.join(10)


def _serve(app: Flask, port: int) -> None:
    sys.argv = ["participation"]
    run(app, bind=f"127.0.0.1:{port}", processes=1, threads=4)


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def rate(port: int, requests: int, ask: Callable[[http.client.HTTPConnection], None]) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    began = time.perf_counter()
    for _ in range(requests):
        ask(connection)
    return requests / (time.perf_counter() - began)
