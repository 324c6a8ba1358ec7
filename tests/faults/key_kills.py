"""Keys are rotated over a hundred thousand sealed values, killed again and again, and all open.

    python -m tests.faults.key_kills [--database sqlite|postgresql] [--values 100000] [--kills 20]

A new master key is put in front. Processes forked from one that has built the house rotate, each
until it is killed at a random moment, while somebody else goes on changing names. Then one rotates
to the end. Every value must open, say what it said or what was written since, and be under its
key's newest secret; with the old master key away as well. At the end one more rotation is done
without a kill, for the pace of it.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import random
import secrets
import signal
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select

from participation.care.people.models import Adult, Child, ContactKind, ContactPoint
from participation.guard import key_rotation
from participation.guard.crypto import ChildKey, KeyRing, council_key
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from participation.kernel.ids import new_public_id
from tests.factories import Make
from tests.faults.installation import Installation, free_port

CHILDREN = 20
_CHUNK = 1000


@dataclass(slots=True)
class Found:
    """What a run did, and what was left of it."""

    values: int
    kills: int
    wrong: int
    under_older: int
    unreadable: int
    writes: int
    a_second: float


@dataclass(frozen=True, slots=True)
class Plan:
    """`longest`: seconds until a kill, at most."""

    database: str
    values: int
    kills: int
    batch: int
    longest: float
    seed: int


def run(plan: Plan) -> Found:
    with tempfile.TemporaryDirectory(prefix="participation-keys-") as name:
        house = Installation.make(plan.database, Path(name), "http://127.0.0.1:9", free_port())
        try:
            return _rotated(house, plan)
        finally:
            house.remove()


def _rotated(house: Installation, plan: Plan) -> Found:
    before, chance, batch = house.app(), random.Random(plan.seed), plan.batch
    with before.app_context():
        services: Services = before.extensions["participation"]
        _fill(Make(services, services.clock), plan.values)
        _let_go()
    keys = house.environ["PARTICIPATION_ENCRYPTION_KEYS"]
    newer = f"k2:{b64encode(secrets.token_bytes(32)).decode()}"
    house.environ["PARTICIPATION_ENCRYPTION_KEYS"] = f"{newer},{keys}"
    app = house.app()
    _begin(app)
    writing = _fork(app, _write_names)
    died = 0
    gc.freeze()
    while died < plan.kills:
        if _is_over(app):  # a quick machine: once more, so that all the kills fall into rotations
            _begin(app)
        child = _fork(app, lambda each: _rotate(each, batch))
        if _is_killed(child, chance.uniform(0, plan.longest)):
            died += 1
    os.kill(writing, signal.SIGTERM)
    os.waitpid(writing, 0)
    _rotate(app, batch)
    with app.app_context(), transaction() as session:  # what was written meanwhile
        key_rotation.begin(session, system_now(), new_secrets=False)
    unreadable = _rotate(app, batch)
    writes, wrong, under_older, total = _looked_through(app)
    with app.app_context(), transaction() as session:
        key_rotation.begin(session, system_now())
    began = time.monotonic()
    _rotate(app, key_rotation.BATCH)
    pace = total / (time.monotonic() - began)
    return Found(total, died, wrong, under_older, unreadable, writes, pace)


def _fill(make: Make, values: int) -> None:
    """Half of them addresses of children, under twenty keys; half of them names of adults."""
    children = [make.child(name=f"child {number}") for number in range(CHILDREN)]
    with transaction() as session:
        rows = list(session.scalars(select(Child).order_by(Child.id)))
        council = council_key(session, make.clock.now())
        assert len(rows) == len(children)
        session.flush()
        for start in range(0, values // 2, _CHUNK):
            numbers = range(start, min(start + _CHUNK, values // 2))
            session.execute(
                insert(ContactPoint.__table__),
                [_point(rows[number % CHILDREN], number) for number in numbers],
            )
            session.execute(
                insert(Adult.__table__),
                [_adult(council, number) for number in numbers],
            )


def _point(child: Child, number: int) -> dict[str, object]:
    public_id = new_public_id()
    return {
        "public_id": public_id,
        "key_id": child.key_id,
        "child_id": child.id,
        "kind": ContactKind.EMAIL,
        "value_sealed": ContactPoint.value.seal(child.key, public_id, f"{number}@person.example"),
        "value_hash": f"hash {number}",
        "state": "usable",
        "safe_to_text": False,
        "own_and_private": False,
    }


def _adult(key: ChildKey, number: int) -> dict[str, object]:
    public_id = new_public_id()
    return {
        "public_id": public_id,
        "key_id": key.id,
        "external_id": f"A{number}",
        "full_name_sealed": Adult.full_name.seal(key, public_id, f"person {number}"),
        "spoken_language": "en",
        "reading_language": "en",
        "interpreter_needed": False,
    }


def _begin(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            key_rotation.begin(session, system_now())
        _let_go()


def _rotate(app: Flask, batch: int) -> int:
    """To the end; how many values did not open."""
    unreadable = 0
    with app.app_context():
        while True:
            with transaction() as session:
                row = key_rotation.go_on(session, system_now(), batch=batch)
                if row is not None:
                    unreadable = row.unreadable
            if row is None:
                return unreadable


def _write_names(app: Flask) -> None:
    """Somebody who goes on working, with names of adults, until told to stop."""
    chance, number = random.Random(7), 0
    with app.app_context():
        with reading() as session:
            ids = list(session.scalars(select(Adult.id)))
        while True:
            number += 1
            with contextlib.suppress(Exception), transaction() as session:
                row = session.get_one(Adult, chance.choice(ids))
                old = (row.full_name or "").partition(" now ")[0]
                row.full_name = f"{old} now {number}"
            time.sleep(0.005)


def _looked_through(app: Flask) -> tuple[int, int, int, int]:
    """Names written meanwhile, values that say something else, values under an older secret, all;
    with the newest master key alone."""
    house = app.extensions["participation"]
    newest = {"k2": house.ring.masters["k2"]}
    writes = wrong = 0
    with app.app_context():
        with reading() as session:
            session.info["key_ring"] = KeyRing(masters=newest, lookup=house.ring.lookup)
            session.info["key_ring"].council_keys.clear()
            for point in session.scalars(select(ContactPoint)).unique():
                number = point.value_hash.removeprefix("hash ")
                wrong += point.value != f"{number}@person.example"
            for adult in session.scalars(select(Adult)).unique():
                said, _, later = (adult.full_name or "").partition(" now ")
                wrong += said != f"person {adult.external_id.removeprefix('A')}"
                writes += bool(later)
        with reading() as session:
            counted = key_rotation.count(session)
        _let_go()
    return writes, wrong, counted.under_older, counted.values


def _is_over(app: Flask) -> bool:
    with app.app_context():
        with reading() as session:
            over = key_rotation.unfinished(session) is None
        _let_go()
    return over


def _let_go() -> None:
    """A forked process must not share a connection."""
    db.session.remove()
    db.engine.dispose()


def _fork(app: Flask, does: Callable[[Flask], object]) -> int:
    child = os.fork()
    if child == 0:
        with contextlib.suppress(Exception):
            does(app)
        os._exit(0)
    return child


def _is_killed(child: int, after: float) -> bool:
    """Whether it was still at work."""
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _figures(found: Found) -> Iterator[tuple[str, float, str]]:
    yield "values", found.values, "values"
    yield "kills", found.kills, "kills"
    yield "wrong", found.wrong, "values"
    yield "under_older", found.under_older, "values"
    yield "unreadable", found.unreadable, "values"
    yield "written_meanwhile", found.writes, "names"
    yield "values_a_second", round(found.a_second), "values"


def main() -> None:
    parser = argparse.ArgumentParser(description="Kills while keys are rotated")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--values", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--batch", type=int, default=key_rotation.BATCH)
    parser.add_argument("--longest", type=float, default=0.4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = run(Plan(**vars(given)))
    for what, value, unit in _figures(found):
        name = f"keys.{given.database}.{what}"
        print(json.dumps({"name": name, "value": value, "unit": unit}), flush=True)
    bad = found.wrong or found.under_older or found.unreadable or found.kills < given.kills
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
