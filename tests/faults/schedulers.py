"""F9: two workers keep the same timetable at the same moment, tick after tick."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from sqlalchemy import select, update

from participation.journeys.reminding import REMIND
from participation.kernel.db import reading, transaction
from participation.outbox.models import OutboxItem
from participation.worker import jobs, timetable
from tests.faults.correspondents import parent
from tests.faults.storms import MONDAY_ELEVEN, Scene, Storm

PARENTS = 5
# Five working days before the reviews of those who were asked on that Monday: reminders are due.
REMINDED_ON = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)


def schedulers(scene: Scene, ticks: int, *, seed: int = 1) -> Storm:
    """An hour a tick, through the morning on which reminders fall due."""
    chance, storm = random.Random(seed), Storm(unique=PARENTS, posted=ticks)
    people = [parent(f"+447700900{n:03d}", 1, chance) for n in range(PARENTS)]
    scene.clock.moment = MONDAY_ELEVEN
    scene.ask(people)
    scene.work()
    scene.clock.moment = REMINDED_ON - timedelta(hours=ticks // 2)
    both = Barrier(2)
    with ThreadPoolExecutor(2) as two:
        for _ in range(ticks):
            scene.clock.moment += timedelta(hours=1)
            _a_tick_is_over(scene)
            done = Counter(
                item_id
                for one in [two.submit(_one, scene, both) for _ in range(2)]
                for item_id in one.result(timeout=120)
            )
            storm.fault("done by both", [item for item, times in done.items() if times > 1])
    scene.work()
    with scene.app.app_context(), reading() as session:
        kinds = Counter(session.scalars(select(OutboxItem.kind)))
    standing = {kind: kinds[kind] for kind in timetable.STANDING if kinds[kind] != 1}
    storm.fault("standing promises that are not one", standing)
    storm.fault("reminders promised", kinds[REMIND] if kinds[REMIND] != PARENTS else None)
    got = Counter(text.to for text in scene.twilio.sent())
    wrong = [(one.number[-3:], got[one.number]) for one in people if got[one.number] != 2]
    storm.fault("not one first text and one reminder", wrong)
    storm.sent = got.total()
    return storm


def _one(scene: Scene, both: Barrier) -> list[int]:
    """What one of the two did in this tick."""
    both.wait(60)
    timetable.keep(scene.app)
    return [item_id for item_id in jobs.due(scene.app) if jobs.perform(scene.app, item_id)]


def _a_tick_is_over(scene: Scene) -> None:
    with scene.app.app_context(), transaction() as session:
        session.execute(
            update(OutboxItem)
            .where(OutboxItem.kind.in_(timetable.STANDING))
            .values(lease_until=None)
        )
