"""The night's run is in one pair of hands, however long it takes."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.journeys.erasing.nightly import TakenUp
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem
from participation.outbox.service import Claimed
from participation.settings.keeping import KeepingSettings
from participation.worker import retention, timetable
from tests.factories import Make
from tests.journeys.a_life import WORD, lived
from tests.journeys.going import over, words_left

LEASE = timedelta(seconds=0.4)


def claimed(make: Make, lease: timedelta = LEASE) -> Claimed | None:
    """As a worker does that finds the work due."""
    with transaction() as session:
        wanted = select(OutboxItem.id).where(OutboxItem.kind == timetable.RETENTION)
        item = session.scalars(wanted).one()
        system = system_now()
        return outbox.claim(session, item, now=make.clock.now(), system=system, lease=lease)


def test_a_run_that_takes_longer_than_its_lease_is_begun_by_nobody_else(
    make: Make, app: Flask
) -> None:
    timetable.keep(app)
    work = claimed(make)
    assert work is not None
    held = retention.Held(work, LEASE)
    for _step in range(3):
        time.sleep(LEASE.total_seconds() * 0.6)
        with held.step():
            pass
        assert claimed(make) is None
    time.sleep(LEASE.total_seconds())
    assert claimed(make) is not None, "whoever stands still is followed"
    with pytest.raises(TakenUp):
        held.step()


def test_a_worker_whose_run_somebody_else_has_taken_up_lets_nothing_go(
    make: Make, app: Flask
) -> None:
    over(make, lived(make))
    timetable.keep(app)
    mine = claimed(make, timedelta(0))
    theirs = claimed(make, timedelta(minutes=5))
    assert mine is not None
    assert theirs is not None
    house = app.extensions["participation"]
    settings = replace(house.settings, keeping=KeepingSettings(by_itself=True))
    db.session.rollback()
    retention.look(mine, replace(house, settings=settings))
    assert [each for each in words_left() if WORD in each and "EDRMS" not in each]
    with reading() as session:
        assert outbox.is_held(session, theirs)
