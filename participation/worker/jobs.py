"""Do one promised piece of work: claim it, do it, say what became of it.

Work inside the house is one transaction. Work that calls a provider is three steps, and no
transaction is open while we wait for somebody else. Every job may be repeated: it looks at how
things stand first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from random import sample
from uuid import UUID

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from participation.guard.links import signed_work
from participation.journeys import (
    asking_afterwards,
    chasing_interpreters,
    chasing_reading,
    closing,
    inviting,
    mailing_guests,
    not_by_text,
    nudging,
    reaching_guests,
    reminding,
    sending_for_them,
    sending_texts,
    settling_texts,
    telling_agencies,
    telling_back,
    telling_figures,
    telling_of_asks,
    telling_of_children,
    telling_of_cover,
    telling_of_glass,
    telling_of_new_ways,
    telling_officers,
    telling_what_is_due,
    telling_who_looked,
)
from participation.journeys.checking_texts import Limits
from participation.journeys.gathering import UNREAD
from participation.journeys.sending_texts import SendResult
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.outbox import service as outbox
from participation.outbox.service import Claimed
from participation.worker import (
    SEEN_LIMIT,
    SWEEP_LIMIT,
    alerts,
    audit,
    collecting,
    imports,
    machine,
    retention,
    rounds,
    staff,
    timetable,
    translators,
)
from participation.worker.notices import telling

log = structlog.get_logger()
REMINDERS_EVERY = FIGURES_EVERY = timedelta(hours=1)
INVITE_AT_MOST = 5  # attempts that broke off before a person asks instead
_IDLE_ROUNDS = 40  # of `work_off`: how often a short rest is waited for before giving up
_SHORT_REST = timedelta(seconds=5)


def perform(app: Flask, item_id: int) -> bool:
    """Do one piece of work; False when it was done, not due, or in other hands."""
    with app.app_context():
        house: Services = app.extensions["participation"]
        lease = timedelta(seconds=house.settings.lease_seconds)
        with transaction() as session:
            work = outbox.claim(session, item_id, now=house.now(), system=system_now(), lease=lease)
            if work is not None and work.kind in alerts.URGENT and lease > alerts.LEASE:
                work = outbox.renew(session, work, system=system_now(), lease=alerts.LEASE)
        if work is None:
            return False
        try:
            _DO[work.kind](work, house)
        except Exception as fault:  # noqa: BLE001 - one bad job must not stop the others
            log.error("work failed", kind=work.kind, error=type(fault).__name__)
            with transaction() as session:
                _after(session, work, type(fault).__name__, house)
        return True


def _after(session: Session, work: Claimed, fault: str, house: Services) -> None:
    """A job broke off: it is tried again, and somebody to be asked is not tried for ever."""
    system = system_now()
    if work.kind == "invitation.send" and work.attempt >= INVITE_AT_MOST:
        not_by_text.give_up(session, UUID(work.subject), house.now())
        outbox.failed(session, work, system=system, error=fault)
        return
    standing = work.kind in timetable.STANDING  # tried a thousand times, and no worse for it
    pause = collecting.EVERY if standing else outbox.backoff(work.attempt)
    if work.kind in alerts.URGENT:
        pause = alerts.EVERY
    outbox.rest(session, work, until=system + pause, error=fault)


def due(app: Flask, pick: Callable[[Sequence[int], int], Sequence[int]] = sample) -> Sequence[int]:
    """Some of what can be done now, from among the oldest.

    Workers that look at the same moment see the same work. Each picks here and there, so that they
    do not follow one another from row to row, each waiting to find that it was too late.
    """
    with app.app_context(), reading() as session:
        house: Services = app.extensions["participation"]
        seen = outbox.due(session, now=house.now(), system=system_now(), limit=SEEN_LIMIT)
    return seen if len(seen) <= SWEEP_LIMIT else pick(seen, SWEEP_LIMIT)


def due_in(app: Flask, kinds: Collection[str]) -> Sequence[int]:
    """The same for some kinds of work only: what may not wait behind everything else."""
    with app.app_context(), reading() as session:
        house: Services = app.extensions["participation"]
        return outbox.due(
            session, now=house.now(), system=system_now(), limit=SEEN_LIMIT, kinds=kinds
        )


def work_off(app: Flask, pause: Callable[[float], None]) -> int:
    """Do everything that is due at the clock's time, what it promises included; how many pieces.

    Work that rests for a moment only (another text to the same phone is on its way) is waited
    for; work that rests for minutes (the provider is away) is left to the next run.
    """
    finished = idle = 0
    while idle < _IDLE_ROUNDS:
        found = due(app)
        if found:
            idle = 0
            finished += sum(perform(app, item_id) for item_id in found)
            continue
        if not _resting_shortly(app):
            break
        idle += 1
        pause(0.25)
    return finished


def _resting_shortly(app: Flask) -> bool:
    with app.app_context(), reading() as session:
        house: Services = app.extensions["participation"]
        soon = system_now() + _SHORT_REST
        return bool(outbox.due(session, now=house.now(), system=soon, limit=1))


# --- what each kind of work is ------------------------------------------------------------------


def _invite(work: Claimed, house: Services) -> None:
    with transaction() as session:
        invitation, now = UUID(work.subject), house.now()
        if not asking_afterwards.ask(session, invitation, house=house, now=now):
            inviting.send_invitation(session, invitation, house=house, now=now)
        outbox.done(session, work, system=system_now())


def _remind(work: Claimed, house: Services) -> None:
    with transaction() as session:
        reminding.remind(session, UUID(work.subject), house=house, now=house.now())
        outbox.done(session, work, system=system_now())


def _look_for_reminders(work: Claimed, house: Services) -> None:
    """Whom a reminder is due to: looked for without keeping anybody else from writing."""
    with reading() as session:
        due = reminding.due_now(session, house.now())
    with transaction() as session:
        for invitation in due:
            reminding.promise_reminder(session, invitation, house.now())
        outbox.rest(session, work, until=system_now() + REMINDERS_EVERY)


def _send_text(work: Claimed, house: Services) -> None:
    callback = (
        f"{house.settings.public_url}/hooks/twilio/status/"
        f"{signed_work(house.settings.secret_key, work.public_id)}"
    )
    with transaction() as session:
        council = house.council(session)
        limits = Limits(
            an_hour=council.texts_an_hour,
            ours=house.settings.our_numbers,
            unread=UNREAD if house.settings.gathering_seconds else timedelta(0),
            calendar=house.calendar(session),
        )
        task = sending_texts.prepare(
            session,
            work,
            callback_url=callback,
            provider=house.settings.sms,
            now=house.now(),
            system=system_now(),
            limits=limits,
        )
    held = _with_time_for_a_call(work, house) if task is not None else None
    if task is None or held is None:
        return
    result: SendResult | None = sending_texts.ask(task, house)
    if result is None and task.ask_first:  # it never got there: may it still go, and now?
        with transaction() as session:
            task = sending_texts.prepare(
                session,
                held,
                callback_url=callback,
                provider=house.settings.sms,
                now=house.now(),
                system=system_now(),
                asked=True,
                limits=limits,
            )
        if task is None:
            return
    if result is None:
        held = _with_time_for_a_call(held, house)
        if held is None:
            return
        result = sending_texts.hand_over(task, house)
    with transaction() as session:
        settling_texts.settle(
            session, held, result, house=house, now=house.now(), system=system_now()
        )


def _with_time_for_a_call(work: Claimed, house: Services) -> Claimed | None:
    """The work with enough of its lease left for one call, which is connecting and waiting.

    None: we were too slow, and whoever has the work now asks the provider first.
    """
    settings = house.settings
    if work.lease_until - system_now() > timedelta(seconds=2 * settings.provider_timeout_seconds):
        return work
    with transaction() as session:
        session.connection()  # SQLite queues writers here; only then is it time to look at a clock
        return outbox.renew(
            session, work, system=system_now(), lease=timedelta(seconds=settings.lease_seconds)
        )


def _compose(work: Claimed, house: Services) -> None:
    with transaction() as session:
        closing.compose_promised(session, UUID(work.subject), house=house, now=house.now())
        outbox.done(session, work, system=system_now())


def _look_for_figures(work: Claimed, house: Services) -> None:
    with transaction() as session:
        telling_figures.promise(session, house.now())
        telling_what_is_due.promise(session, house.now())
        telling_of_children.promise(session, house.now())
        outbox.rest(session, work, until=system_now() + FIGURES_EVERY)


def _nudge(work: Claimed, house: Services) -> None:
    with transaction() as session:
        nudging.nudge(session, UUID(work.subject), house=house, now=house.now())
        outbox.done(session, work, system=system_now())


def _send_for_them(work: Claimed, house: Services) -> None:
    with transaction() as session:
        sending_for_them.send_if_forgotten(
            session, UUID(work.subject), house=house, now=house.now()
        )
        outbox.done(session, work, system=system_now())


_DO: Mapping[str, Callable[[Claimed, Services], None]] = {
    "invitation.send": _invite,
    reminding.REMIND: _remind,
    timetable.REMINDERS: _look_for_reminders,
    **alerts.DO,
    "message.send": _send_text,
    "summary.compose": _compose,
    "officer.tell": telling(telling_officers.prepare),
    telling_of_asks.KIND: telling(telling_of_asks.prepare),
    chasing_reading.KIND: telling(chasing_reading.prepare),
    chasing_interpreters.KIND: telling(chasing_interpreters.prepare),
    telling_agencies.KIND: telling(telling_agencies.prepare),
    reaching_guests.KIND: telling(mailing_guests.prepare),
    timetable.FIGURES: _look_for_figures,
    timetable.ROUNDS: rounds.look,
    timetable.IMPORTS: imports.look,
    timetable.STAFF: staff.look,
    timetable.AUDIT: audit.look,
    timetable.RETENTION: retention.look,
    telling_who_looked.KIND: telling(telling_who_looked.prepare),
    telling_figures.KIND: telling(telling_figures.prepare),
    telling_what_is_due.WEEK: telling(telling_what_is_due.prepare),
    telling_what_is_due.DAY: telling(telling_what_is_due.prepare),
    telling_of_children.KIND: telling(telling_of_children.prepare),
    translators.KIND: translators.mail,
    machine.KIND: machine.translate,
    telling_of_cover.KIND: telling(telling_of_cover.prepare),
    telling_of_glass.KIND: telling(telling_of_glass.prepare),
    telling_of_glass.KIND_GOES_ON: telling(telling_of_glass.prepare),
    telling_of_new_ways.KIND: telling(telling_of_new_ways.prepare),
    telling_of_new_ways.KIND_FIRST: telling(telling_of_new_ways.prepare),
    sending_for_them.KIND: _send_for_them,
    telling_back.NUDGE: _nudge,
    "message.forget": collecting.forget,
    collecting.COLLECT: collecting.collect,
}
KINDS = tuple(_DO)
