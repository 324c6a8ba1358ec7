"""A wake-up reaches a worker in another process, whatever carries it (D7)."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from participation.settings import Settings
from participation.worker import SWEEP_LIMIT, wakeups
from participation.worker.wakeups import Wakeups
from tests.acceptance.running_house import free_port
from tests.conftest import settings_for_tests
from tests.standins.redis_server import RedisUnavailable, redis_server

FOUND_WITHIN = 20.0


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own on loopback; REQUIRE_REDIS=1 turns the skip into a failure."""
    try:
        with redis_server(tmp_path_factory.mktemp("redis")) as url:
            yield url
    except RedisUnavailable as how:
        if os.environ.get("REQUIRE_REDIS") == "1":
            raise
        pytest.skip(f"Redis tests were skipped: {how}")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres), "redis"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    queue = {
        "sqlite": lambda: f"sqlite:///{tmp_path}/a-folder-to-be-made/queue.db",
        "postgresql": lambda: str(request.getfixturevalue("postgres_url")),
        "redis": lambda: str(request.getfixturevalue("redis_url")),
    }[request.param]()
    return settings_for_tests(f"sqlite:///{tmp_path}/house.db", tmp_path, queue_url=queue)


def _work(settings: Settings, told: Connection) -> None:
    Wakeups(settings).work(told.send, list, threads=1)


def test_a_wake_up_reaches_a_worker_in_another_process(settings: Settings) -> None:
    here, there = multiprocessing.Pipe(duplex=False)
    worker = multiprocessing.get_context("fork").Process(target=_work, args=(settings, there))
    worker.start()
    try:
        Wakeups(settings).wake([7])
        assert here.poll(FOUND_WITHIN), "nobody was woken"
        assert here.recv() == 7
    finally:
        worker.kill()
        worker.join(10)


def test_a_queue_that_is_away_stops_nobody(tmp_path: Path) -> None:
    """The wake-up is lost, the page that caused it is not; the next sweep finds the work."""
    nobody = settings_for_tests(
        f"sqlite:///{tmp_path}/house.db", tmp_path, queue_url=f"redis://127.0.0.1:{free_port()}/0"
    )
    began = time.monotonic()
    Wakeups(nobody).wake([1, 2, 3])
    assert time.monotonic() - began < 3


def _work_off(settings: Settings, told: Connection) -> None:
    backlog = iter([[1] * SWEEP_LIMIT, [2] * SWEEP_LIMIT, [3]])
    wakeups.SWEEP_SECONDS = 3600.0
    Wakeups(settings).work(told.send, lambda: next(backlog, []), threads=1)


def test_more_than_one_sweep_takes_up_is_gone_on_with_at_once(tmp_path: Path) -> None:
    settings = settings_for_tests(f"sqlite:///{tmp_path}/house.db", tmp_path)
    here, there = multiprocessing.Pipe(duplex=False)
    worker = multiprocessing.get_context("fork").Process(target=_work_off, args=(settings, there))
    worker.start()
    try:
        for wanted in [1] * SWEEP_LIMIT + [2] * SWEEP_LIMIT + [3]:
            assert here.poll(FOUND_WITHIN), f"what is left waits: {wanted}"
            assert here.recv() == wanted
    finally:
        worker.kill()
        worker.join(10)
