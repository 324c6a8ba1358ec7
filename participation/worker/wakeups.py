"""Wake-ups for the worker: the only file that knows Huey (D7).

A wake-up is the numbers of some outbox rows and nothing else. Losing one costs at most a sweep,
so the queue is not asked to be durable; the truth is the row.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import structlog
from huey import PostgresHuey, RedisHuey, SqliteHuey
from huey.api import Huey
from huey.serializer import SignedSerializer

from participation.kernel.private_files import make_ours
from participation.settings import Settings
from participation.worker import SWEEP_LIMIT

log = structlog.get_logger()
Perform = Callable[[int], None]
SWEEP_SECONDS = 20.0
LANE_SECONDS = 2.0
_STARTS_AT_ONCE = 5
_TOLD_TOGETHER = 8  # more go to another thread of the worker
_BREATH = 0.1  # seconds in which more gathers: many doors at once cost few words to the queue


class Wakeups:
    """The queue of wake-ups of one installation, by its address."""

    def __init__(self, settings: Settings) -> None:
        self._huey = _huey(settings)
        self._perform: Perform | None = None
        self._to_tell: SimpleQueue[int] = SimpleQueue()
        self._teller: threading.Thread | None = None
        self._lock = threading.Lock()
        self._task = self._huey.task(name="perform")(self._run)

    def wake(self, item_ids: Sequence[int]) -> None:
        """Tell a worker about rows that are due now; nobody waits for the telling.

        A thread of its own writes to the queue, so that a person's page is not slower for it.
        What it has not written when the process dies is found by the next sweep.
        """
        for item_id in item_ids:
            self._to_tell.put(item_id)
        if self._teller is None or not self._teller.is_alive():  # also after a fork
            with self._lock:
                if self._teller is None or not self._teller.is_alive():
                    self._teller = threading.Thread(target=self._tell, daemon=True)
                    self._teller.start()

    def _tell(self) -> None:
        while True:
            item_ids = self._gathered()
            try:
                for start in range(0, len(item_ids), _TOLD_TOGETHER):
                    self._task(item_ids[start : start + _TOLD_TOGETHER])
            except Exception as fault:  # noqa: BLE001 - the sweep finds the work
                log.warning("wake-up lost", error=type(fault).__name__)
            time.sleep(_BREATH)

    def _gathered(self) -> list[int]:
        """All that waits to be told: one at least."""
        item_ids = [self._to_tell.get()]
        while True:
            try:
                item_ids.append(self._to_tell.get_nowait())
            except Empty:
                return item_ids

    def work(
        self,
        perform: Perform,
        sweep: Callable[[], Sequence[int]],
        *,
        threads: int,
        lanes: Sequence[Callable[[], Sequence[int]]] = (),
    ) -> None:
        """Do what the wake-ups say until a signal comes, and sweep for lost ones in between.

        Args:
            lanes: what may not wait behind other work: each is swept often, by a thread of its own.
        """
        self._perform = perform
        stop = threading.Event()
        for look, every in ((sweep, SWEEP_SECONDS), *((lane, LANE_SECONDS) for lane in lanes)):
            threading.Thread(target=self._sweep, args=(look, stop, every), daemon=True).start()
        try:
            self._huey.create_consumer(
                workers=threads, periodic=False, initial_delay=0.02, max_delay=0.3
            ).run()
        finally:
            stop.set()

    def _run(self, item_ids: Sequence[int]) -> None:
        if self._perform is not None:
            for item_id in item_ids:
                self._perform(item_id)

    def _sweep(
        self, sweep: Callable[[], Sequence[int]], stop: threading.Event, every: float
    ) -> None:
        while True:
            full = False
            try:
                found = sweep()
                self._run(found)
                full = len(found) >= SWEEP_LIMIT  # so there may be more that is due
            except Exception as fault:  # noqa: BLE001 - the next sweep tries again
                log.error("sweep failed", error=type(fault).__name__)
            if stop.wait(0 if full else every):
                return


def _huey(settings: Settings) -> Huey:
    url = settings.queue_url
    common = {
        "results": False,
        "serializer": SignedSerializer(secret=settings.secret_key or "no work is queued"),
    }
    if url.startswith(("redis://", "rediss://")):
        return RedisHuey("participation", url=url, **common)
    if url.startswith("postgres"):
        return _on_postgres(url.replace("+psycopg", ""), common)
    file = Path(url.removeprefix("sqlite:///"))
    file.parent.mkdir(parents=True, exist_ok=True)  # also where the database is elsewhere
    make_ours(file)
    return SqliteHuey("participation", filename=str(file), fsync=False, **common)


def _on_postgres(dsn: str, common: Mapping[str, Any]) -> Huey:
    """Huey makes its tables when it starts; two processes that start at once may collide."""
    from psycopg.errors import UniqueViolation  # noqa: PLC0415 - only where PostgreSQL is used

    for _ in range(_STARTS_AT_ONCE):
        try:
            return PostgresHuey("participation", dsn=dsn, **common)
        except UniqueViolation:
            time.sleep(0.1)
    return PostgresHuey("participation", dsn=dsn, **common)
