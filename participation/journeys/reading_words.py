"""The reading list: every piece of free text that was sent is read by a named person in time.

The machine closes nothing. A draft opens only if it was flagged, and wording that the person has
replaced since is never shown (R3). Words of a child are for the child's officer and, unless they
were kept for the officer alone, for the safeguarding team; words of nobody known are for that team.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation
from participation.care.corrections.rules import Corrected
from participation.care.people import queries as people
from participation.care.people.models import Child, StaffMember
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding import service as hearings
from participation.care.safeguarding import steps, who_may_open
from participation.care.safeguarding.models import Concern, Hearing, HearingState
from participation.care.safeguarding.route import RouteOf
from participation.care.safeguarding.rules import Level
from participation.care.summaries.facts import Translated
from participation.guard.audit import Deed, record
from participation.guard.crypto import council_key
from participation.journeys.only_the_officer import is_kept_from, not_kept_from
from participation.journeys.quoting import quote
from participation.journeys.reading import actor, children_seen_by, note_refusal
from participation.journeys.reading_concerns import children_named, openable, staff_named

LONGEST_LIST = 200
SHOWN_AFTER_READING = timedelta(days=7)
PERSON_WORRIED = "person_worried"


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """What waits for one reader, and what was read lately. `children` and `staff` hold the rows
    that the lists name."""

    words: Sequence[Hearing]
    read: Sequence[Hearing]
    children: Mapping[int, Child]
    staff: Mapping[int, StaffMember]


@dataclass(frozen=True, slots=True, repr=False)
class OpenedWords:
    """One piece of words. `words` is None where the person has replaced them since."""

    hearing: Hearing
    child: Child | None
    invitation: Invitation | None
    words: str | None
    language: str | None
    question: str | None
    drawing: str | None  # its strokes, where the words are those beside a drawing
    translated: Sequence[Translated]  # what people made of it in English
    corrected: Sequence[Corrected]
    concerns: Sequence[Concern]  # raised from it, as far as this reader may open them
    staff: Mapping[int, StaffMember]


def reading_list(session: Session, staff: StaffMember, *, now: datetime) -> Waiting:
    """Words waiting, as far as this reader may see them, and who read the last ones; no words."""
    children = children_seen_by(staff, now)
    never = people.children_barred_to(staff.id)
    mine = not_kept_from(staff, now)
    words = safeguarding.words_waiting(session, children, never, limit=LONGEST_LIST, only=mine)
    read = safeguarding.words_read(
        session, children, never, since=now - SHOWN_AFTER_READING, limit=LONGEST_LIST, only=mine
    )
    named = {row.child_id for row in (*words, *read)}
    readers = {row.read_by_id for row in read}
    return Waiting(words, read, children_named(session, named), staff_named(session, readers))


def open_words(
    session: Session, staff: StaffMember, hearing_public_id: UUID, *, now: datetime
) -> OpenedWords | None:
    """One piece of words, verbatim; None for what this reader may not know exists."""
    hearing = _hearing(session, staff, hearing_public_id, now)
    if hearing is None:
        note_refusal(session, staff, "words.read", f"hearing:{hearing_public_id.hex}", now)
        return None
    child = session.get(Child, hearing.child_id) if hearing.child_id else None
    record(session, _deed(staff, "words.read", hearing, child), now)
    draft = hearing.state is HearingState.DRAFT
    said = quote(session, hearing.source_kind, hearing.source_id, draft=draft)
    concerns = safeguarding.concerns_of_words(session, hearing.id, openable(staff, now))
    return OpenedWords(
        hearing=hearing,
        child=child,
        invitation=said.invitation,
        words=said.words,
        language=said.language,
        question=said.question,
        drawing=said.drawing,
        translated=said.translated,
        corrected=said.corrected,
        concerns=concerns,
        staff=staff_named(session, {hearing.read_by_id, *(one.owner_id for one in concerns)}),
    )


def mark_read(
    session: Session, staff: StaffMember, hearing_public_id: UUID, *, now: datetime
) -> bool:
    """A named person has read these words; False when they may not, or they were never sent."""
    hearing = _hearing(session, staff, hearing_public_id, now)
    if hearing is None or hearing.state is HearingState.DRAFT:
        note_refusal(session, staff, "words.mark", f"hearing:{hearing_public_id.hex}", now)
        return False
    child = session.get(Child, hearing.child_id) if hearing.child_id else None
    record(session, _deed(staff, "words.mark", hearing, child), now)
    hearings.mark_read(session, hearing, by_id=staff.id, now=now)
    return True


def worry(
    session: Session,
    staff: StaffMember,
    hearing_public_id: UUID,
    level: Level,
    note: str,
    *,
    now: datetime,
) -> Concern | None:
    """Somebody read these words and is worried: a concern, whatever the machine had made of them.

    None: these words are not theirs to open. The same reader pressing twice raises one concern,
    until it is closed; what they say the second time makes it graver or stands beside the first.
    """
    hearing = _hearing(session, staff, hearing_public_id, now)
    if hearing is None:
        note_refusal(session, staff, "words.worry", f"hearing:{hearing_public_id.hex}", now)
        return None
    child = session.get(Child, hearing.child_id) if hearing.child_id else None
    # The audit takes one writer at a time: of two presses at one moment the second finds the first.
    record(session, _deed(staff, "words.worry", hearing, child), now)
    before = safeguarding.worry_of(session, hearing.id, PERSON_WORRIED, staff.id)
    if before is not None:
        _worried_again(session, staff, before, level, note, now)
        return before
    concern = hearings.raise_concern(
        session,
        child_id=hearing.child_id,
        level=level,
        cause=PERSON_WORRIED,
        hearing_id=hearing.id,
        route=_route(session, hearing),
        key=child.key if child else council_key(session, now),
        by_id=staff.id,
        now=now,
    )
    concern.source_kind, concern.source_id = hearing.source_kind, hearing.source_id
    if note:
        steps.add_note(session, concern, by_id=staff.id, note=note, now=now)
    return concern


def _worried_again(
    session: Session, staff: StaffMember, concern: Concern, level: Level, note: str, now: datetime
) -> None:
    said = {step.note for step in who_may_open.steps_of(session, concern.id)}
    if level is Level.RED and concern.level is not Level.RED:
        steps.raise_level(session, concern, by_id=staff.id, note=note, now=now)
    elif note and note not in said:
        steps.add_note(session, concern, by_id=staff.id, note=note, now=now)


def _route(session: Session, hearing: Hearing) -> RouteOf:
    """An adult's words go the adults' way (R25); whoever we do not know may be a child."""
    said = quote(session, hearing.source_kind, hearing.source_id, draft=False)
    adults = said.invitation is not None and said.invitation.respondent != "child"
    return RouteOf.ADULT if adults else RouteOf.CHILD


def _hearing(
    session: Session, staff: StaffMember, public_id: UUID, now: datetime
) -> Hearing | None:
    """These words, if this reader may open them: a draft only if it was flagged (R3)."""
    hearing = safeguarding.hearing_seen_by(
        session, public_id, children_seen_by(staff, now), people.children_barred_to(staff.id)
    )
    if hearing is None or is_kept_from(session, staff, hearing, now):
        return None
    if hearing.state is HearingState.DRAFT and not safeguarding.is_flagged(session, hearing):
        return None
    return hearing


def _deed(staff: StaffMember, action: str, hearing: Hearing, child: Child | None) -> Deed:
    return Deed(
        actor=actor(staff),
        action=action,
        subject=f"hearing:{hearing.public_id.hex}",
        child=child.public_id.hex if child else None,
    )
