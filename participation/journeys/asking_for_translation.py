"""The officer asks for what they wrote to be put into the child's language, by a person.

It is the wording that stands; one that is written after that is another. What comes back is the
newest wording, to be released or sent like any other, and nothing is told to the child by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.interpreting import queries as interpreting
from participation.care.interpreting import service as kept
from participation.care.interpreting.models import (
    Direction,
    TaskState,
    TextKind,
    Translation,
)
from participation.care.interpreting.service import Wanted
from participation.care.outcomes import letters_kept, outcome_texts
from participation.care.outcomes import queries as outcomes
from participation.care.outcomes.models import Letter, Outcome
from participation.care.people.models import Child, StaffMember
from participation.care.reviews.models import Review
from participation.journeys import words_to_translate
from participation.journeys.following_up import allowed, language_of
from participation.journeys.names_taken_out import as_it_goes, text_of
from participation.kernel.clock import london_day
from participation.kernel.languages import ENGLISH

FOR_A_TEXT_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True, repr=False)
class Stands:
    """How far one text is on its way into the child's language.

    `made`: the translation that it is, with the English it was made from. `goes_as`: the text as a
    translator would see it, while it may be asked for.
    """

    may_ask: bool
    with_translator: bool
    asked: bool
    made: Translation | None = None
    english: str | None = None
    goes_as: str | None = None


def stands(session: Session, row: Outcome | Letter | None, language: str, now: datetime) -> Stands:
    """For the page of the text; no words are looked at but its own."""
    if row is None or language == ENGLISH.code:
        return Stands(may_ask=False, with_translator=False, asked=False)
    task = interpreting.sources_given(session, [row.public_id]).get(row.public_id)
    made = interpreting.wording_that_became(session, row.public_id)
    was = outcome_texts.written(session, made.source_id) if made is not None else None
    may_ask = task is None and row.language == ENGLISH.code
    return Stands(
        may_ask=may_ask,
        with_translator=task is not None and task.state is TaskState.GIVEN,
        asked=task is not None,
        made=made,
        english=text_of(was) if was is not None else None,
        goes_as=as_it_goes(session, row, _child_of(row), london_day(now)) if may_ask else None,
    )


def _child_of(row: Outcome | Letter) -> Child:
    return (row.point if isinstance(row, Outcome) else row).review.child


def ask_for_point(
    session: Session, staff: StaffMember, review_id: str, point: UUID, now: datetime
) -> bool | None:
    """What the child is told about one point. None for what must not be known; False where there
    is nothing in English, or it was asked for already."""
    review = allowed(session, staff, review_id, "outcomes.translate", now)
    found = outcomes.point_of_review(session, review.id, point) if review is not None else None
    row = outcomes.newest_outcome(session, found.id) if found is not None else None
    if review is None or found is None:
        return None
    return row is not None and _want(session, staff, review, row, TextKind.OUTCOME, now)


def ask_for_letter(
    session: Session, staff: StaffMember, review_id: str, now: datetime
) -> bool | None:
    review = allowed(session, staff, review_id, "letter.translate", now)
    if review is None:
        return None
    letters = letters_kept.letters_of(session, review.id)
    return bool(letters) and _want(session, staff, review, letters[0], TextKind.LETTER, now)


def _want(
    session: Session,
    staff: StaffMember,
    review: Review,
    row: Outcome | Letter,
    kind: TextKind,
    now: datetime,
) -> bool:
    language = language_of(session, review)
    if not stands(session, row, language, now).may_ask:
        return False
    kept.make_task(
        session,
        review,
        [Wanted(kind=kind, source=row.public_id)],
        about=row.public_id,
        role="child",
        direction=Direction.FROM_ENGLISH,
        language=language,
        second=False,
        by_id=staff.id,
        now=now,
    )
    words_to_translate.want(session, row.public_id, review, london_day(now) + FOR_A_TEXT_BACK, now)
    return True
