"""A translator's link goes out by mail: that there is something to do, and where; nothing else.

The same mail again, where nobody can say whether the first arrived, has the same link. What it
said is forgotten here as soon as the server has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.interpreting import checking
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting.checking_models import CheckingTask
from participation.care.interpreting.models import TaskState, TranslationTask
from participation.channels.mail.gateway import MailError
from participation.channels.mail.wording import for_translator
from participation.guard import restricted_links as links
from participation.guard.restricted_links import RestrictedLink
from participation.journeys import notices
from participation.journeys.notices import Notice
from participation.journeys.services import Services
from participation.kernel.texts import IN_ENGLISH
from participation.outbox import service as outbox
from participation.outbox.service import Claimed
from participation.settings import Mode


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The mail as it stands now; none once the task is over."""
    task = _task(session, UUID(work.subject))
    link = links.link_to(session, task.public_id) if task is not None else None
    translator = task.translator if task is not None else None
    over = link is None or link.is_over(now) or not link.token
    if task is None or link is None or over or task.state is not TaskState.GIVEN:
        outbox.cancelled(session, work, system=system, error="task_over")
        return ()
    mail = Notice(
        to=(translator.email if translator is not None else None) or "",
        mail=for_translator(IN_ENGLISH, link=address_of(link, house)),
        message_id=work.public_id.hex,
    )
    return (mail,)


def settle(
    session: Session,
    work: Claimed,
    result: MailError | None,
    *,
    house: Services,
    system: datetime,
) -> None:
    """Write down what the server said; once it has the mail, the link is known to it alone. A
    demonstration has no server, and shows its mailboxes on a page."""
    notices.settle(session, work, result, system=system)
    link = links.link_to(session, UUID(work.subject)) if result is None else None
    if link is not None and house.settings.mode is not Mode.DEMO:
        link.token = None


def address_of(link: RestrictedLink, house: Services) -> str:
    """Words of a person, or the wordings of a language, which are about nobody."""
    page = "wordings" if link.child == links.NO_CHILD else "w"
    return f"{house.settings.public_url}/{page}/{link.token}"


def _task(session: Session, which: UUID) -> TranslationTask | CheckingTask | None:
    return interpreting.task_named(session, which) or checking.task_named(session, which)
