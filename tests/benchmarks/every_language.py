"""What twenty languages cost: memory of the web process beside English alone, and a page in Arabic
beside the same page in English.

Two servers are forked from one process. Both are asked the same number of pages: one all of them in
English, the other a question in every language, drafts included, so that every catalogue is read.
Then pages are asked for in the second, in Arabic and in English in turn: a question, which is drawn
once for all who see it alike, and a page of help, which is drawn each time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
from flask import Flask
from sqlalchemy import select

from participation.app import create_app
from participation.care.consultations.models import Invitation
from participation.kernel.clock import StandingClock
from participation.kernel.db import db, transaction
from participation.kernel.model import Base
from tests.acceptance.running_house import free_port
from tests.benchmarks.figures import Figure, side_by_side
from tests.benchmarks.one_server import rate, served, sittings
from tests.benchmarks.question_page import _get
from tests.conftest import NOW, settings_for_tests
from tests.factories import Make
from tests.translations.reading import CODES, write_drafts

RUNS = 7
REQUESTS = 150  # in each run
MOST_MEGABYTES = 40
MOST_TIMES = 1.1
MEGABYTE = 2**20
TRANSLATED = [code for code in CODES if code != "en"]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="in each of the runs")
    requests = parser.parse_args(arguments or []).requests
    with tempfile.TemporaryDirectory(prefix="participation-languages-") as made:
        folder = Path(made)
        write_drafts(folder / "own", TRANSLATED)
        english, all_of_them = (
            _built(folder / "english", None),
            _built(folder / "all", folder / "own"),
        )
        with _open(english) as (alone, _, _unused):
            pass
        with _open(all_of_them, *TRANSLATED) as (together, port, cookies):
            good = _memory(together, alone)
            for path in ("/q", "/help"):
                good &= _time(port, cookies, path, requests)
    return int(not good)


def _built(folder: Path, own: Path | None) -> Flask:
    folder.mkdir()
    settings = settings_for_tests(f"sqlite:///{folder}/bench.db", folder)
    app = create_app(replace(settings, forms_dir=own), clock=StandingClock(NOW))
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


@contextmanager
def _open(app: Flask, *codes: str) -> Iterator[tuple[float, int, dict[str, str]]]:
    """A server that has drawn a question in each of these languages, or as often in English:
    its megabytes, its port, and by language the cookie of somebody who reads it."""
    port = free_port()
    app.extensions["participation"] = replace(
        app.extensions["participation"],
        settings=replace(
            app.extensions["participation"].settings, public_url=f"http://127.0.0.1:{port}"
        ),
    )
    make = Make(app.extensions["participation"], StandingClock(NOW))
    opened = sittings(app, make, len(TRANSLATED) + 1, form="child_8_11")
    spoken = ["en", *(codes or ["en"] * len(TRANSLATED))]
    with app.app_context():
        with transaction() as session:
            for code, invitation in zip(spoken, session.scalars(select(Invitation)), strict=True):
                invitation.language = code
        db.session.remove()
        db.engine.dispose()
    with served(app, port):
        for code, (cookie, _) in zip(spoken, opened, strict=True):
            for path in ("/q", "/help"):
                page = _asked(port, path, cookie)
                assert f'<html lang="{code.replace("_", "-")}"'.encode() in page, page[:300]
        cookies = {code: cookie for code, (cookie, _) in zip(spoken, opened, strict=True)}
        yield _megabytes(port), port, cookies


def _asked(port: int, path: str, cookie: str) -> bytes:
    found: list[bytes] = []
    rate(port, 1, lambda line: found.append(_get(line, path, {"Cookie": f"sitting={cookie}"})))
    return found[0]


def _megabytes(port: int) -> float:
    """Of the process that serves, the largest of those we forked."""
    found = [
        process.memory_info().rss / MEGABYTE
        for process in psutil.Process().children(recursive=True)
        if any(on.laddr.port == port for on in process.net_connections())
    ]
    assert found, port
    return max(found)


def _memory(together: float, alone: float) -> bool:
    figure = Figure(
        "every_language_memory",
        "MB",
        [together],
        [alone],
        f"(at most {MOST_MEGABYTES} MB more; it is {together - alone:.1f})",
        higher_is_better=False,
    )
    figure.show()
    return together - alone <= MOST_MEGABYTES


def _time(port: int, cookies: dict[str, str], path: str, requests: int) -> bool:
    def milliseconds(code: str) -> Callable[[], float]:
        head = {"Cookie": f"sitting={cookies[code]}", "Accept-Encoding": "gzip"}
        return lambda: 1_000 / rate(port, requests, lambda line: _get(line, path, head))

    runs, floors = side_by_side(milliseconds("ar"), milliseconds("en"), RUNS)
    name = f"every_language_arabic_{path.strip('/')}"
    figure = Figure(
        name, "ms", runs, floors, f"(at most {MOST_TIMES} times)", higher_is_better=False
    )
    figure.show()
    return figure.ratio is not None and figure.ratio <= MOST_TIMES


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
