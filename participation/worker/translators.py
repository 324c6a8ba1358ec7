"""The mail that brings a translator their link; the call stands outside any transaction."""

from __future__ import annotations

from participation.journeys import mailing_translators, telling_officers
from participation.journeys.giving_words import MAIL
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox.service import Claimed

KIND = MAIL


def mail(work: Claimed, house: Services) -> None:
    with transaction() as session:
        notice = mailing_translators.prepare(
            session, work, house=house, now=house.now(), system=system_now()
        )
    if notice is None:
        return
    result = telling_officers.call(notice, house)
    with transaction() as session:
        mailing_translators.settle(session, work, result, house=house, system=system_now())
