"""What becomes of a wording that a translator sends: screened, kept, and put where it is read.

English goes through the English lists, as if it had been said so. What goes back to the child
becomes the newest wording of what they are told, for the officer to release or send.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations import queries as consultations
from participation.care.consultations import tasks
from participation.care.consultations.models import TaskKind
from participation.care.consultations.one_thought import thought_of
from participation.care.interpreting import machine, queries
from participation.care.interpreting import service as kept
from participation.care.interpreting.models import (
    Direction,
    Translation,
    TranslationTask,
    TranslationText,
)
from participation.care.outcomes import letters_kept, outcome_texts
from participation.care.outcomes import service as outcomes
from participation.care.outcomes.models import Letter, Outcome
from participation.care.outcomes.service import Written
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding import service as hearings
from participation.care.safeguarding.models import Concern, SourceKind
from participation.care.safeguarding.route import RouteOf
from participation.care.safeguarding.rules import Level, screen
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.languages import ENGLISH

A_DAY = timedelta(days=1)
_GRAVER = {Level.RED: 2, Level.AMBER: 1}


def take(
    session: Session,
    task: TranslationTask,
    text: TranslationText,
    *,
    house: Services,
    now: datetime,
) -> None:
    """What a translator made of one text is heard, kept, and stands where it is read."""
    flagged = _is_flagged(session, task, text, house, now)
    made = kept.take(
        session, task, text, translator_id=task.translator_id or 0, flagged=flagged, now=now
    )
    if (made.words or "").strip():
        machine.forget(session, text.source_id)
    _put_where_it_is_read(session, task, made, now)


def raise_about(
    session: Session,
    task: TranslationTask,
    text: TranslationText,
    level: Level,
    cause: str,
    now: datetime,
) -> Concern:
    """A concern about the words that this text is of, as those who said them are reached."""
    heard = safeguarding.hearing_of(session, text.source_id)
    concern = hearings.raise_concern(
        session,
        child_id=task.child_id,
        level=level,
        cause=cause,
        hearing_id=heard.id if heard is not None else None,
        route=RouteOf.CHILD if task.role == "child" else RouteOf.ADULT,
        key=task.key,
        now=now,
    )
    concern.source_kind, concern.source_id = SourceKind(text.kind), text.source_id
    return concern


def _telling_task(about: Outcome | Letter | None) -> str:
    """What the officer's task to tell the child is about, however often it is written anew."""
    if isinstance(about, Outcome):
        return about.point.public_id.hex
    return f"letter:{about.review.public_id.hex}" if about is not None else ""


def _is_flagged(
    session: Session, task: TranslationTask, text: TranslationText, house: Services, now: datetime
) -> bool:
    """Whether these words worried anybody, in either language, or what is one thought with them.
    An English wording that is on the list raises what the original would have raised; also where
    only all the pieces of a sentence say it."""
    if task.direction is not Direction.INTO_ENGLISH:
        return False
    pieces = _pieces(session, text)
    known = {one: _known(session, one) for one in pieces}
    found = screen(text.draft or "", ENGLISH.code, house.screening).level
    drafts = [one.draft or "" for one in queries.texts_of(session, task.id)
              if one.source_id in known]  # fmt: skip
    whole = screen("\n".join(drafts), ENGLISH.code, house.screening).level
    for level, before in ((found, known[text.source_id]), (whole, max(known.values()))):
        if _GRAVER.get(level, 0) > before:
            raise_about(session, task, text, level, "words", now)
            return True
    return max(known.values()) > 0


def _pieces(session: Session, text: TranslationText) -> Sequence[UUID]:
    """The texts that are one thought with this one, itself among them."""
    said = consultations.answer_by_id(session, text.source_id)
    row = said or consultations.remark_by_id(session, text.source_id)
    return thought_of(session, row).sources if row is not None else [text.source_id]


def _known(session: Session, source: UUID) -> int:
    before = safeguarding.concerns_about(session, source)
    return max((_GRAVER.get(one.level, 0) for one in before if _is_of_words(one)), default=0)


def _is_of_words(concern: Concern) -> bool:
    """Not merely that no list knows the language: that is so of every word of it."""
    return concern.cause != "not_screened"


def _put_where_it_is_read(
    session: Session, task: TranslationTask, made: Translation, now: datetime
) -> None:
    """What goes back to the child becomes the newest wording of what they are told, which the
    officer releases or sends; not where the officer has written something else meanwhile."""
    if task.direction is Direction.INTO_ENGLISH or not (made.words or "").strip():
        return
    was = outcome_texts.written(session, made.source_id)
    becomes: Outcome | Letter | None = None
    if isinstance(was, Outcome) and outcome_texts.is_newest(session, was):
        words = Written(
            kind=was.kind,
            who=was.who or "",
            by_on=was.by_on,
            because=was.because or "",
            told=made.words or "",
            language=made.language_to,
            safe_to_show=was.safe_to_show,
        )
        becomes = outcomes.write_outcome(
            session, was.point, words, key=made.key, by_id=was.written_by_id, now=now
        )
    elif isinstance(was, Letter) and outcome_texts.is_newest(session, was):
        becomes = letters_kept.write(
            session,
            was.review,
            made.words or "",
            language=made.language_to,
            about=was.about,
            fresh=False,
            by_id=was.written_by_id,
            now=now,
        )
    made.became = becomes.public_id if becomes is not None else None
    tasks.make_task(
        session,
        TaskKind.TOLD_TRANSLATED,
        about=_telling_task(was),
        key=made.key,
        owner_role="iro",
        child_id=made.child_id,
        due_on=london_day(now + A_DAY),
        now=now,
    )
