"""The mail that brings a translator their link; the call stands outside any transaction."""

from __future__ import annotations

from participation.journeys import mailing_translators, notices
from participation.journeys.giving_words import MAIL
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox.service import Claimed

KIND = MAIL


def mail(work: Claimed, house: Services) -> None:
    with transaction() as session:
        found = mailing_translators.prepare(
            session, work, house=house, now=house.now(), system=system_now()
        )
    if not found:
        return
    result = notices.call(found, house)
    with transaction() as session:
        mailing_translators.settle(session, work, result, house=house, system=system_now())
