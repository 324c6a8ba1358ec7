"""Mails to staff: whom to tell is asked when the mail goes, and the call stands outside any
transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from participation.journeys import notices
from participation.journeys.notices import Notice
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox.service import Claimed


class Prepares(Protocol):
    """Whom to tell at this moment; where it is nobody, the work is settled already."""

    def __call__(
        self,
        session: Session,
        work: Claimed,
        *,
        house: Services,
        now: datetime,
        system: datetime,
    ) -> Sequence[Notice]: ...


def telling(prepare: Prepares) -> Callable[[Claimed, Services], None]:
    """The job that tells whomever `prepare` finds."""

    def tell(work: Claimed, house: Services) -> None:
        with transaction() as session:
            found = prepare(session, work, house=house, now=house.now(), system=system_now())
        if not found:
            return
        result = notices.call(found, house)
        with transaction() as session:
            notices.settle(session, work, result, system=system_now())

    return tell
