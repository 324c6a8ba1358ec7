"""A member of staff gives words to a translator: the link by mail, the code read out (T18, R36).

Whoever gives them sees no word of them. A task has one translator, one browser and a deadline, and
ends when it is done, withdrawn, or past its deadline by two days; then it can be given anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.interpreting import booking_queries as bookings
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting import service as kept
from participation.care.interpreting.models import (
    Direction,
    TaskState,
    TranslationTask,
    Translator,
)
from participation.care.interpreting.rules import OPEN_AFTER_DUE, Refused
from participation.care.interpreting.same_person import is_one_of
from participation.care.interpreting.service import Added
from participation.care.people.models import StaffMember
from participation.guard import ledger
from participation.guard import restricted_links as links
from participation.guard.audit import Deed, record
from participation.guard.ledger import Happened
from participation.guard.restricted_links import RestrictedLink
from participation.journeys import ending_translations
from participation.journeys import words_to_translate as waiting
from participation.journeys.reading import actor, note_refusal
from participation.journeys.services import Services
from participation.journeys.words_to_translate import Bundle
from participation.kernel.clock import system_now
from participation.outbox import service as outbox
from participation.outbox.models import OutboxState

MAIL = "translator.mail"


def add_translator(session: Session, staff: StaffMember, added: Added, now: datetime) -> Translator:
    row = kept.add_translator(session, added, by_id=staff.id, now=now)
    _note(session, staff, "translator.add", f"translator:{row.public_id.hex}", now)
    return row


def retire_translator(session: Session, staff: StaffMember, which: UUID, now: datetime) -> bool:
    """Asked no more; what they have in hand ends at once. What they wrote keeps their name."""
    row = interpreting.translator_named(session, which)
    if row is None:
        return False
    _note(session, staff, "translator.retire", f"translator:{row.public_id.hex}", now)
    ending_translations.retire(session, row, now)
    ledger.note(session, Happened.TRANSLATOR_RETIRED, row.public_id.hex)
    return True


def agree_on_a_word(
    session: Session,
    staff: StaffMember,
    language: str,
    english: str,
    theirs: str,
    why: str,
    now: datetime,
) -> None:
    row = kept.agree(session, language, english, theirs, why, by_id=staff.id, now=now)
    _note(session, staff, "glossary.agree", f"term:{row.public_id.hex}", now)


def open_bundles(
    session: Session, staff: StaffMember, invitation: UUID, now: datetime
) -> Sequence[Bundle] | None:
    """What waits of one person; the audit row first. None for a child whom they do not handle."""
    found = waiting.invitation_handled(session, staff, invitation, now)
    subject = f"invitation:{invitation.hex}"
    if found is None:
        note_refusal(session, staff, "translation.look", subject, now)
        return None
    _note(session, staff, "translation.look", subject, now, child=found.child.public_id.hex)
    return waiting.bundles_of(session, found)


def who_may_have(
    session: Session, child_id: int, language: str, not_again: Collection[int] = ()
) -> Sequence[Translator]:
    """Translators of the language, without whoever may know the family or wrote it first, and whom
    the child does not want as an interpreter."""
    off = interpreting.kept_off(session, child_id) | set(not_again)
    refused = bookings.refused_by_child(session, child_id)
    return [
        row
        for row in interpreting.translators(session, language)
        if row.id not in off and not is_one_of(row, refused)
    ]


def give(
    session: Session,
    staff: StaffMember,
    bundle: Bundle,
    translator: UUID,
    within: timedelta,
    *,
    house: Services,
    now: datetime,
) -> TranslationTask | Refused:
    """One person's words for one translator, until a moment."""
    chosen = _chosen(
        session, bundle.review.child_id, bundle.language, readers_of(bundle), translator
    )
    if isinstance(chosen, Refused):
        return chosen
    task = kept.make_task(
        session,
        bundle.review,
        [piece.as_wanted() for piece in bundle.pieces],
        about=bundle.invitation.public_id,
        role=bundle.invitation.role,
        direction=Direction.INTO_ENGLISH,
        language=bundle.language,
        second=bundle.second,
        by_id=staff.id,
        now=now,
    )
    given = _hand_over(session, staff, task, chosen, within, house, now)
    if not waiting.bundles_of(session, bundle.invitation):  # else the list would lose the others
        _is_given(session, given)
    return given


def give_back(
    session: Session,
    staff: StaffMember,
    which: UUID,
    translator: UUID,
    within: timedelta,
    *,
    house: Services,
    now: datetime,
) -> TranslationTask | Refused | None:
    """The same for a text that goes back to the child; None for what must not be known."""
    task = task_for(session, staff, which, "translation.give", now)
    if task is None:
        return None
    if task.state is not TaskState.WANTED:
        return Refused.NOTHING if task.translator is None else task  # pressed twice, it is theirs
    chosen = _chosen(session, task.child_id, task.language, (), translator)
    if isinstance(chosen, Refused):
        return chosen
    given = _hand_over(session, staff, task, chosen, within, house, now)
    _is_given(session, given)
    return given


def task_for(
    session: Session, staff: StaffMember, which: UUID, action: str, now: datetime
) -> TranslationTask | None:
    """A task about a child whom this member of staff handles; the audit row either way, and then
    the task as it stands once its turn has come: its translator may have sent it meanwhile."""
    task = interpreting.task_named(session, which)
    subject = f"translation:{which.hex}"
    if task is None or not waiting.handles(session, staff, task.child_id, now):
        note_refusal(session, staff, action, subject, now)
        return None
    _note(session, staff, action, subject, now, child=task.child.public_id.hex)
    return interpreting.task_named(session, which, locked=True)


def new_code(
    session: Session, staff: StaffMember, which: UUID, house: Services, now: datetime
) -> tuple[TranslationTask, str | None] | None:
    """A code to read out to the translator, shown once. Whatever browser had the words is out.

    Without a code: the task is over.
    """
    task = task_for(session, staff, which, "translation.code", now)
    if task is None:
        return None
    link = open_link(session, task, now)
    if link is None:
        return task, None
    return task, links.make_code(session, link, house.randomness.token(), system_now())


def withdraw(session: Session, staff: StaffMember, which: UUID, now: datetime) -> bool:
    """It opens nothing from now on; the words wait for somebody else."""
    task = task_for(session, staff, which, "translation.withdraw", now)
    if task is None:
        return False
    if task.state in interpreting.LIVE:
        ending_translations.end(session, task, TaskState.WITHDRAWN, now)
    return True


def open_link(session: Session, task: TranslationTask, now: datetime) -> RestrictedLink | None:
    """The link of a task, while it leads anywhere."""
    link = links.link_to(session, task.public_id)
    if link is None or task.state is not TaskState.GIVEN or link.is_over(now):
        return None
    return link


def mail_of(session: Session, task: TranslationTask) -> OutboxState | None:
    """What became of the mail with the link."""
    return outbox.state_of(session, f"{MAIL}:{task.public_id.hex}")


def mail_failed(session: Session, task: TranslationTask) -> bool:
    """Whether it is not sent again by itself, and did not arrive or nobody can say so."""
    return mail_of(session, task) in (OutboxState.FAILED, OutboxState.UNKNOWN)


def readers_of(bundle: Bundle) -> Collection[int]:
    """Whoever wrote what a second reader is to compare, or could not read it."""
    return {one.translator_id for piece in bundle.pieces for one in piece.wordings}


def _chosen(
    session: Session, child_id: int, language: str, wrote: Collection[int], which: UUID
) -> Translator | Refused:
    row = interpreting.translator_named(session, which)
    if row is None or language not in row.languages:
        return Refused.NOBODY
    if interpreting.is_kept_off(session, child_id, row.id):
        return Refused.KNOWS_FAMILY
    if is_one_of(row, bookings.refused_by_child(session, child_id)):
        return Refused.NOT_WANTED
    return Refused.SAME_READER if row.id in wrote else row


def _hand_over(
    session: Session,
    staff: StaffMember,
    task: TranslationTask,
    translator: Translator,
    within: timedelta,
    house: Services,
    now: datetime,
) -> TranslationTask:
    task.state, task.translator_id, task.given_by_id = TaskState.GIVEN, translator.id, staff.id
    task.due_at = now + within
    child = task.child.public_id
    links.make_link(
        session,
        key=task.key,
        child=child,
        opens=task.public_id,
        token=house.randomness.token(),
        over_after=task.due_at + OPEN_AFTER_DUE,
        system=system_now(),
    )
    which = task.public_id.hex
    outbox.promise(session, MAIL, task.public_id, unique_key=f"{MAIL}:{which}", due_at=now, now=now)
    _note(session, staff, "translation.given", f"translation:{which}", now, child=child.hex)
    return task


def _is_given(session: Session, task: TranslationTask) -> None:
    """Nobody has to give anything of this away any more."""
    for kind in ending_translations.TO_TRANSLATE:
        tasks.end_task(session, kind, task.about.hex)


def _note(
    session: Session,
    staff: StaffMember,
    action: str,
    subject: str,
    now: datetime,
    *,
    child: str | None = None,
) -> None:
    record(session, Deed(actor=actor(staff), action=action, subject=subject, child=child), now)
