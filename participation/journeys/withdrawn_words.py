"""Words that proved to be somebody else's leave the translators who have them, as everybody else.

A task with nothing left in it ends, and nobody is told to give it to another. What was made of such
words stays beside them, where nobody reads either.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations import queries as consultations
from participation.care.consultations import tasks
from participation.care.consultations.models import Invitation, TaskKind
from participation.care.interpreting import machine
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting import service as kept
from participation.care.interpreting.models import (
    Direction,
    TaskState,
    TranslationTask,
    TranslationText,
)
from participation.guard import restricted_links as links
from participation.journeys.words_to_translate import bundles_of
from participation.kernel.clock import system_now


def still_there(session: Session, task: TranslationTask) -> Sequence[TranslationText]:
    """The texts of a task, without those that were taken back since it was given."""
    texts = interpreting.texts_of(session, task.id)
    if task.direction is Direction.FROM_ENGLISH:
        return texts
    gone = consultations.withdrawn_among(session, [text.source_id for text in texts])
    return [text for text in texts if text.source_id not in gone]


def take_from_translators(
    session: Session,
    sources: Collection[UUID],
    invitations: Sequence[Invitation],
    now: datetime,
) -> None:
    """Nobody works on these any more, and no machine does.

    Whoever calls has written an audit row, so that no translator sends anything at this moment.

    Args:
        invitations: whose words they were taken to be.
    """
    for source in sources:
        machine.forget(session, source)
    in_hand = {row.id: row for row in interpreting.sources_given(session, sources).values()}
    for task in in_hand.values():
        kept.take_out(session, task, sources)
        if not interpreting.texts_of(session, task.id):
            _end(session, task, now)
    for invitation in invitations:
        if not bundles_of(session, invitation):
            tasks.end_task(session, TaskKind.TRANSLATE, invitation.public_id.hex)


def _end(session: Session, task: TranslationTask, now: datetime) -> None:
    kept.end_task(session, task, TaskState.WITHDRAWN, now)
    tasks.end_task(session, TaskKind.TRANSLATOR, task.about.hex)
    link = links.link_to(session, task.public_id)
    if link is not None:
        links.end(link, system_now())
