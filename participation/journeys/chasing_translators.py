"""What was given to a translator and does not come: a person is told, and at the end it waits anew.

Once an hour. Whoever is late, or never had the mail, is for somebody here to ring. When nothing
opens the words any more they are taken back by themselves: no child's words lie with nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import TaskKind
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting.models import TaskState, TranslationTask
from participation.guard import restricted_links as links
from participation.guard.audit import Deed, record
from participation.guard.restricted_links import RestrictedLink
from participation.journeys import ending_translations
from participation.journeys import words_to_translate as waiting
from participation.journeys.giving_words import mail_failed
from participation.kernel.clock import london_day

LATE, NO_MAIL = "translator_late", "translator_no_mail"


def stuck(session: Session, now: datetime) -> Sequence[UUID]:
    """Tasks that a translator has and that are late, or whose link is over or never arrived."""
    rows = session.execute(
        select(TranslationTask, RestrictedLink)
        .outerjoin(RestrictedLink, RestrictedLink.opens == TranslationTask.public_id)
        .where(TranslationTask.state == TaskState.GIVEN)
        .order_by(TranslationTask.id)
    ).all()
    return [
        task.public_id
        for task, link in rows
        if link is None or link.is_over(now) or _why(session, task, now) is not None
    ]


def chase(session: Session, which: UUID, now: datetime) -> None:
    """A task for business support; past its last moment the words are taken back instead."""
    task = interpreting.task_named(session, which)
    if task is None:
        return
    link = links.link_to(session, which)
    if link is not None and not link.is_over(now):
        _tell(session, task, now)
        return
    deed = Deed(
        actor="system",
        action="translation.run_out",
        subject=f"translation:{which.hex}",
        child=task.child.public_id.hex,
    )
    record(session, deed, now)
    still = interpreting.task_named(session, which, locked=True)
    if still is not None and still.state is TaskState.GIVEN:
        ending_translations.end(session, still, TaskState.WITHDRAWN, now)


def _tell(session: Session, task: TranslationTask, now: datetime) -> None:
    why = _why(session, task, now)
    if why is None or task.state is not TaskState.GIVEN:
        return
    today = london_day(now)
    waiting.want(session, task.about, task.review, today, now, kind=TaskKind.TRANSLATOR, reason=why)


def _why(session: Session, task: TranslationTask, now: datetime) -> str | None:
    if task.due_at is not None and task.due_at < now:
        return LATE
    return NO_MAIL if task.begun_at is None and mail_failed(session, task) else None
