"""Whole processes, `participation serve` and `participation worker`, killed and started again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.installation import Installation

FIRST_GUESS_SECONDS = 3.0  # until a web process has answered for the first time
KILLED_WHILE_STARTING = 0.1
FALLS_AT_MOST = 10  # after that it is no kill run but a broken house
LIVES_SECONDS = (0.05, 0.7)  # once it works


@dataclass(slots=True)
class _Slot:
    """One place in the fleet. A worker has no port: it is ready when a web process would be."""

    role: str
    arguments: tuple[str, ...]
    port: int | None = None
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    dies_at: float | None = None


class Fleet:
    """Two web processes and two workers; each dies by SIGKILL at a random moment and comes back.

    Starting takes far longer than working, so one of a pair mostly waits to die until the other
    works: else nobody would be there to be interrupted. One in ten dies while it starts.
    """

    def __init__(self, house: Installation, *, seed: int, webs: int = 2, workers: int = 2) -> None:
        self._house = house
        self._chance = random.Random(seed)
        self._startup = FIRST_GUESS_SECONDS
        self.kills = {"web": 0, "worker": 0}
        self.fell_over = 0  # ended without being killed: never right
        self._log = (house.folder / "processes.log").open("ab")
        ports = (house.port, house.second_port)
        self._slots = [
            _Slot("web", ("serve", "--bind", f"127.0.0.1:{port}"), port) for port in ports[:webs]
        ]
        self._slots += [_Slot("worker", ("worker",)) for _ in range(workers)]

    def run(self, kills: int, told: Callable[[int], None] = lambda _killed: None) -> None:
        """Until so many processes were killed, at a random moment each."""
        while sum(self.kills.values()) < kills:
            for slot in self._slots:
                self._look_at(slot)
                if sum(self.kills.values()) >= kills:
                    break
            told(sum(self.kills.values()))
            time.sleep(0.01)

    def stand(self, seconds: float = 30.0) -> None:
        """Bring everybody up, and leave them alone."""
        for slot in self._slots:
            if slot.process is None or slot.process.poll() is not None:
                self._start(slot)
        until = time.monotonic() + seconds
        waiting = [slot for slot in self._slots if slot.port is not None]
        while time.monotonic() < until and not all(_listens(slot.port) for slot in waiting):
            time.sleep(0.05)

    def close(self) -> None:
        for slot in self._slots:
            if slot.process is not None:
                _kill(slot.process)
                slot.process = None
        self._log.close()

    def _look_at(self, slot: _Slot) -> None:
        if slot.process is None:
            self._start(slot)
        elif slot.process.poll() is not None:
            self.fell_over += 1
            if self.fell_over > FALLS_AT_MOST:
                raise RuntimeError("processes end by themselves; processes.log says why")
            self._start(slot)
        elif slot.dies_at is None and _listens(slot.port):
            lived = time.monotonic() - slot.started_at
            self._startup = 0.7 * self._startup + 0.3 * lived
            slot.dies_at = time.monotonic() + self._chance.uniform(*LIVES_SECONDS)
        elif slot.dies_at is not None and self._may_die(slot):
            _kill(slot.process)
            self.kills[slot.role] += 1
            self._start(slot)

    def _may_die(self, slot: _Slot) -> bool:
        now = time.monotonic()
        if slot.dies_at is None or now < slot.dies_at:
            return False
        if slot.dies_at - slot.started_at < self._startup:
            return True
        others = [one for one in self._slots if one.role == slot.role and one is not slot]
        return not others or any(self._works(other) for other in others)

    def _works(self, slot: _Slot) -> bool:
        if slot.port is not None:
            return _listens(slot.port)
        return time.monotonic() - slot.started_at > self._startup

    def _start(self, slot: _Slot) -> None:
        slot.process = subprocess.Popen(
            [sys.executable, "-m", "participation", *slot.arguments],
            env=self._house.environ,
            cwd=self._house.folder,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        slot.started_at = time.monotonic()
        slot.dies_at = None
        if self._chance.random() < KILLED_WHILE_STARTING:
            slot.dies_at = slot.started_at + self._chance.uniform(0, self._startup)
        elif slot.port is None:
            alive = self._startup + self._chance.uniform(*LIVES_SECONDS)
            slot.dies_at = slot.started_at + alive


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process and what it forked, at once: a power cut has no order."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _listens(port: int | None) -> bool:
    if port is None:
        return False
    with socket.socket() as knock:
        knock.settimeout(0.2)
        return knock.connect_ex(("127.0.0.1", port)) == 0
