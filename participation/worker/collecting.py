"""The worker's two errands at the provider of texts: collect what was missed, have words blanked.

Each asks outside any transaction. Texts are taken in one by one, each in a transaction of its own,
through the very journey that a webhook takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select

from participation.care.consultations.models import Message
from participation.channels.sms.gateway import GatewayUnavailable, Listed
from participation.guard.kept_aside import KeptAside
from participation.journeys import collecting_texts
from participation.journeys.collecting_texts import COLLECT as COLLECT
from participation.journeys.receiving_texts import keep_for_the_desk, receive
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.outbox import service as outbox
from participation.outbox.holding import hold_of
from participation.outbox.service import Claimed
from participation.settings import SmsProvider

log = structlog.get_logger()
EVERY = timedelta(minutes=3)
CAN_FORGET = (SmsProvider.TWILIO,)  # GOV.UK Notify keeps texts until its own time is up
FORGET_AT_MOST = 30  # tries, the later ones an hour apart; then the count of failed ones says so


def collect(work: Claimed, house: Services) -> None:
    """One look, and the promise of the next. Another worker may hold the work by now: then not."""
    held = _look(work, house)
    if held is None:
        return
    aside = _kept_aside(house)
    if aside is not None:
        aside.let_go(system_now())
    if house.settings.forget_at_provider and house.settings.sms in CAN_FORGET:
        _promise_forgetting(house, aside)
    with transaction() as session:
        outbox.rest(session, held, until=system_now() + EVERY)


def _promise_forgetting(house: Services, aside: KeptAside | None) -> None:
    """Words that cannot be kept aside stay with the provider, and the next look tries again."""
    provider, now = house.settings.sms, house.now()
    try:
        with transaction() as session:
            collecting_texts.promise_forgetting(
                session, provider, now, aside=aside, system=system_now()
            )
    except OSError as fault:
        log.error("words were not kept aside, nor blanked", error=type(fault).__name__)


def forget(work: Claimed, house: Services) -> None:
    """One text's words blanked at the provider, and its pictures deleted unseen (D15, T22)."""
    with reading() as session:
        held = session.execute(
            select(Message.provider, Message.provider_id, Message.pictures).where(
                Message.public_id == UUID(work.subject)
            )
        ).one_or_none()
    if held is not None and held.provider != house.settings.sms:
        with transaction() as session:  # only that one has the words, and we have left it
            outbox.failed(session, work, system=system_now(), error="another_provider")
        return
    if held is not None and held.provider_id is not None:
        try:
            house.sms.forget(held.provider_id, pictures=bool(held.pictures))
        except GatewayUnavailable as problem:
            _try_later(work, problem)
            return
    with transaction() as session:
        row = session.scalar(select(Message).where(Message.public_id == UUID(work.subject)))
        if row is not None:
            row.forgotten_at = house.now()
        outbox.done(session, work, system=system_now())


def _kept_aside(house: Services) -> KeptAside | None:
    folder = house.settings.backup.kept_aside
    return KeptAside(folder, house.ring) if folder is not None else None


def _try_later(work: Claimed, problem: GatewayUnavailable) -> None:
    system = system_now()
    with transaction() as session:
        if work.attempt >= FORGET_AT_MOST:
            outbox.failed(session, work, system=system, error=problem.code)
        else:
            until = system + outbox.backoff(work.attempt)
            outbox.rest(session, work, until=until, error=problem.code)


def _look(work: Claimed, house: Services) -> Claimed | None:
    """Read the list and take in what is missing; the work, if it is still in our hands."""
    provider, began = house.settings.sms, system_now()
    with reading() as session:
        since = collecting_texts.look_from(session, provider, began)
    missing: list[Listed] = []
    held = work
    try:
        for page in house.sms.listed(since=since):
            with reading() as session:
                missing += collecting_texts.not_here(session, page)
            still = _still_ours(held, house)
            if still is None:
                return None
            held = still
    except GatewayUnavailable as problem:
        log.warning("the provider's list could not be read", error=problem.code)
        return held
    missing = _with_their_words(missing, house)
    with reading() as session:
        is_held = hold_of(session) is not None
    everything = True
    # A person's second answer must not come before the first (I2). Newest first as they are
    # listed, so of two in the same second the one listed later is the older.
    missing.reverse()
    missing.sort(key=lambda one: one.at)
    for listed in missing:
        if is_held and collecting_texts.was_blanked(listed):
            everything = False
            continue
        everything = _take_in(listed, house) and everything
        still = _still_ours(held, house)
        if still is None:
            return None
        held = still
    if missing:
        log.warning("texts that no webhook brought", count=len(missing))
    if everything:
        with transaction() as session:
            collecting_texts.looked(session, provider, until=began, system=system_now())
    return held


def _with_their_words(missing: Sequence[Listed], house: Services) -> list[Listed]:
    """What the provider holds no more and this copy never had, as it was kept aside (I20).

    While a copy is held, a text whose words are not found waits for the next look: the folder may
    yet be put in its place. After that a person sees at least that somebody wrote.
    """
    aside = _kept_aside(house)
    if aside is None or all(one.body for one in missing):
        return list(missing)
    found = aside.find()
    if found.unreadable:
        log.error("words kept aside do not open", count=found.unreadable)
    return [replace(one, body=one.body or found.words.get(one.provider_id, "")) for one in missing]


def _still_ours(work: Claimed, house: Services) -> Claimed | None:
    """The work with time left on its lease; None when somebody else has taken it up."""
    lease = timedelta(seconds=house.settings.lease_seconds)
    if work.lease_until - system_now() > lease / 2:
        return work
    with transaction() as session:
        return outbox.renew(session, work, system=system_now(), lease=lease)


def _take_in(listed: Listed, house: Services) -> bool:
    """Whether the text is here now: placed, or at least kept for the desk (D6)."""
    incoming = collecting_texts.as_it_came(listed, house.settings.sms)
    try:
        if not collecting_texts.was_blanked(listed):
            with transaction() as session:
                receive(session, incoming, house=house, now=house.now())
            return True
    except Exception as fault:  # noqa: BLE001 - the words must survive whatever it was
        log.error("text not placed", error=type(fault).__name__)
    try:
        with transaction() as session:
            keep_for_the_desk(session, incoming, house=house, now=house.now())
        return True
    except Exception as fault:  # noqa: BLE001 - the next look finds it again
        log.error("text not kept", error=type(fault).__name__)
        return False
