"""A translator's task ends before it is done: taken back, given back, its translator asked no more,
or its time over. What was in it waits for somebody else at once, and a person is told so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import TaskKind
from participation.care.interpreting import checking
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting import service as kept
from participation.care.interpreting.models import (
    Direction,
    TaskState,
    TranslationTask,
    Translator,
)
from participation.care.interpreting.same_person import is_one_of, known_by
from participation.guard import restricted_links as links
from participation.journeys import giving_checks, keeping_interpreters
from participation.journeys import words_to_translate as waiting
from participation.kernel.clock import london_day, system_now

TO_TRANSLATE = (TaskKind.TRANSLATE, TaskKind.TRANSLATOR)
KNOWS_FAMILY = "translator_knows_family"
FOR_ANOTHER = timedelta(days=1)


def end(session: Session, task: TranslationTask, state: TaskState, now: datetime) -> None:
    """It opens nothing from now on. What nobody had yet is wanted no more."""
    had_by_somebody = task.translator_id is not None
    kept.end_task(session, task, state, now)
    link = links.link_to(session, task.public_id)
    if link is not None:
        links.end(link, system_now())
    known = state is TaskState.KNOWS_FAMILY
    told = TaskKind.TRANSLATOR if known else TaskKind.TRANSLATE
    for kind in TO_TRANSLATE:
        if kind is not told or not had_by_somebody:
            tasks.end_task(session, kind, task.about.hex)
    if not had_by_somebody:
        return
    if task.direction is Direction.FROM_ENGLISH:
        kept.want_again(session, task, now)
    due_on = london_day(now + FOR_ANOTHER if known else now)
    why = KNOWS_FAMILY if known else None
    waiting.want(session, task.about, task.review, due_on, now, kind=told, reason=why)


def keep_off(
    session: Session, child_id: int, translator: Translator, now: datetime
) -> Sequence[TranslationTask]:
    """This translator is asked no more about this child, nor about any child of the same family;
    whatever they have of these now ends, and is handed back. Neither do they interpret for it."""
    family = interpreting.of_one_family(session, child_id)
    for each in family:
        kept.keep_off(session, each, translator.id, now)
    ended = [one for one in interpreting.tasks_of(session, translator.id) if one.child_id in family]
    for task in ended:
        end(session, task, TaskState.KNOWS_FAMILY, now)
    keeping_interpreters.may_know_family(session, family, known_by(translator), now)
    return ended


def take_back_from(session: Session, child_id: int, marks: Collection[str], now: datetime) -> None:
    """The child does not want this person: what they have of the child waits for somebody else."""
    for row in interpreting.translators(session):
        if is_one_of(row, marks):
            for task in interpreting.tasks_of(session, row.id):
                if task.child_id == child_id:
                    end(session, task, TaskState.WITHDRAWN, now)


def retire(session: Session, translator: Translator, now: datetime) -> None:
    """Asked no more; what they have in hand ends at once. What they wrote keeps their name."""
    translator.retired_at = now
    for task in interpreting.tasks_of(session, translator.id):
        end(session, task, TaskState.WITHDRAWN, now)
    for check in checking.given_to(session, translator.id):
        giving_checks.end(session, check, TaskState.WITHDRAWN, now)
