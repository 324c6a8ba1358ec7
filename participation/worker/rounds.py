"""The hourly look at rounds: care that ends today, an eighteenth birthday, a day that has passed,
people or numbers that came since, a summary that is due, or that nobody has read though the review
is near, words that a translator does not bring, an interpreter whom nobody has booked, a review of
which nobody said if it was held.

A transaction for each child and each round: what fails for one keeps nobody else's from being done,
least of all the stopping after a death. What failed is in the log and looked at again in an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from participation.care.consultations.models import Round
from participation.journeys import (
    asking_later,
    asking_who_came,
    chasing_interpreters,
    chasing_reading,
    chasing_translators,
    chasing_what_was_held,
    chasing_who_is_asked,
    closing_rounds,
    following_care,
    following_interpreters,
    noticing_numbers,
    summing_up_in_time,
)
from participation.journeys.services import Services
from participation.kernel.clock import london_day, system_now
from participation.kernel.db import reading, transaction
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

EVERY = timedelta(hours=1)
log = structlog.get_logger()
Key = TypeVar("Key")


def look(work: Claimed, house: Services) -> None:
    """What only time brings; whatever the case system says was followed when it came in."""
    now = house.now()
    with reading() as session:
        changed = following_care.changed_by_time(session, london_day(now))
        over = closing_rounds.over(session, now)
        answered = asking_later.answered_first(session, now)
        more_people = asking_who_came.rounds_with_more_people(session, now)
        reachable = noticing_numbers.reachable_by_now(session, now)
        not_summed_up = summing_up_in_time.due(session, now)
        unread = chasing_reading.unread(session, now)
        read_since = chasing_reading.read_since(session, unread)
        stuck = chasing_translators.stuck(session, now)
        nobody_looked = chasing_who_is_asked.nobody_looked(session, now)
        not_known, known_since = chasing_what_was_held.not_known(session, now)
    with reading() as session:
        to_follow = following_interpreters.to_follow(session, now)
    _each(work, to_follow, lambda session, one: following_interpreters.follow(session, one, now))
    with reading() as session:
        not_ready = chasing_interpreters.not_ready(session, now)
        ready_since = chasing_interpreters.ready_since(session, not_ready)
    _each(work, not_ready, lambda session, one: chasing_interpreters.chase(session, one, now))
    _each(work, ready_since, chasing_interpreters.settle_task)
    _each(work, changed, lambda session, child: following_care.follow(session, [child], now))
    _each(work, over, lambda session, held: closing_rounds.close(session, held, now=now))
    _each(work, answered, lambda session, one: _ask_adults(session, one, now))
    _each(
        work,
        more_people,
        lambda session, one: asking_who_came.ask(session, one, house=house, now=now),
    )
    _each(
        work,
        reachable,
        lambda session, one: noticing_numbers.look_again(session, one, house=house, now=now),
    )
    _each(work, not_summed_up, lambda session, one: summing_up_in_time.promise(session, one, now))
    _each(work, unread, lambda session, one: chasing_reading.chase(session, one, now))
    _each(work, read_since, chasing_reading.settle_task)
    _each(work, stuck, lambda session, one: chasing_translators.chase(session, one, now))
    _each(work, nobody_looked, lambda session, one: chasing_who_is_asked.chase(session, one, now))
    _each(work, not_known, lambda session, one: chasing_what_was_held.chase(session, one, now))
    _each(work, known_since, chasing_what_was_held.settle_task)
    with transaction() as session:
        outbox.rest(session, work, until=system_now() + EVERY)


def _ask_adults(session: Session, round_id: int, now: datetime) -> None:
    asking_later.follow(session, session.get_one(Round, round_id), now)


def _each(work: Claimed, keys: Iterable[Key], do: Callable[[Session, Key], object]) -> None:
    for key in keys:
        try:
            with transaction() as session:
                do(session, key)
        except Exception as fault:  # noqa: BLE001 - one that fails must not stop the others
            log.error("work failed", kind=work.kind, error=type(fault).__name__)
