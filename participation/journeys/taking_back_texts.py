"""A text stands with somebody whose words it does not hold: a person takes it back.

What a rule placed is taken back from its conversation; what a person placed, here. The text stays
as it came and goes to the desk once, where it waits to be read as before; what was made of it is
withdrawn from what these people said, and who decided what is kept (T6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_
from sqlalchemy.orm import Session

from participation.care.consultations import desk, said_so_far
from participation.care.consultations import queries as said
from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Answer,
    Invitation,
    Message,
    MessageState,
    Placement,
    Remark,
    RemarkKind,
)
from participation.care.consultations.service import Circumstances
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.safeguarding import whose
from participation.care.safeguarding.models import Hearing, SourceKind
from participation.guard import ledger
from participation.guard.audit import record
from participation.guard.crypto import council_key
from participation.guard.ledger import Happened
from participation.journeys import withdrawn_words
from participation.journeys.answering import promise_summary, read_due
from participation.journeys.placing_texts import decide, deed_on
from participation.journeys.reading import children_seen_by, note_refusal
from participation.journeys.services import Services
from participation.questionnaire.definition import AnswerState, Given, How

LONGEST_LIST = 50
_NOTHING = Given(AnswerState.SKIPPED, (), "", How.BUTTON)


@dataclass(frozen=True, slots=True, repr=False)
class PlacedText:
    """A text that a person placed: the decision, whose it was said to be, and by whom."""

    message: Message
    decision: Placement
    theirs: Invitation
    by: StaffMember | None


def placed_lately(session: Session, staff: StaffMember, *, now: datetime) -> Sequence[PlacedText]:
    """What stands where a person put it, with children this reader sees; without its words."""
    rows = desk.placed_by_hand(
        session,
        children_seen_by(staff, now),
        people.children_barred_to(staff.id),
        limit=LONGEST_LIST,
    )
    return [_placed(session, *row) for row in rows]


def open_placed(
    session: Session, staff: StaffMember, text: UUID, *, now: datetime
) -> PlacedText | None:
    """One text that a person placed; None for what this reader may not know exists."""
    found = _held(session, staff, text, "text.read", now)
    if found is not None:
        record(session, deed_on(staff, "text.read", found.message, found.theirs), now)
    return found


def take_back_placed(
    session: Session, staff: StaffMember, text: UUID, *, house: Services, now: datetime
) -> bool:
    """It was put with the wrong person: it goes to the desk again."""
    found = _held(session, staff, text, "text.take_back", now)
    if found is None:
        return False
    made = _kept_of(session, found.message, found.theirs)
    take_back(session, staff, found.message, [found.theirs], made, house=house, now=now)
    return True


def placed_as(
    session: Session, staff: StaffMember, hearing: Hearing, *, now: datetime
) -> UUID | None:
    """The text that these words came in, if a person put them where they stand."""
    if hearing.source_kind is not SourceKind.REMARK:
        return None
    remark = said.remark_by_id(session, hearing.source_id)
    if remark is None or remark.kind is not RemarkKind.PLACED or remark.withdrawn_at is not None:
        return None
    rows = desk.placed_by_hand(
        session,
        children_seen_by(staff, now),
        people.children_barred_to(staff.id),
        only=and_(Message.at == remark.received_at, Message.invitation_id == remark.invitation_id),
    )
    return next((text.public_id for text, *_ in rows if _same(text, remark)), None)


def take_back(
    session: Session,
    staff: StaffMember,
    message: Message,
    invitations: Sequence[Invitation],
    made: Sequence[Answer | Remark],
    *,
    house: Services,
    now: datetime,
) -> None:
    """Not their words after all: back to the desk, and out of what these people said.

    Args:
        invitations: those that the text was placed with, by a rule or by a person.
        made: what it became there.
    """
    for invitation in invitations:
        record(session, deed_on(staff, "text.take_back", message, invitation), now)
    decide(
        session, staff, message, "taken_back", invitations[0] if invitations else None, None, now
    )
    made_ids = [row.public_id.hex for row in made]
    ledger.note(
        session, Happened.TEXT_TAKEN_BACK, message.public_id.hex, staff.public_id.hex, *made_ids
    )
    due = read_due(session, house, now, from_child=True)
    out_of_their_words(session, message, invitations, made, due=due, now=now)


def out_of_their_words(
    session: Session,
    message: Message,
    invitations: Sequence[Invitation],
    made: Sequence[Answer | Remark],
    *,
    due: datetime,
    now: datetime,
) -> None:
    """As `take_back`, whose decision it was being noted.

    Args:
        due: by when it is to be read, if everybody it was taken to be for has read it.
    """
    sources = [message.public_id]
    for row in made:
        row.withdrawn_at = now
        sources.append(row.public_id)
        if isinstance(row, Answer):
            _as_it_was_before(session, row, invitations, now)
    words, number = message.body, message.number
    message.key = council_key(session, now)  # it may be under the key of a child it is not from
    message.body, message.number = words, number
    message.state, message.conversation_id, message.invitation_id = MessageState.DESK, None, None
    if (words or "").strip():
        whose.back_to(session, sources, message.public_id, due=due)
    withdrawn_words.take_from_translators(session, sources, invitations, now)
    for invitation in invitations:
        why = f"taken_back:{message.public_id.hex}:{now.isoformat()}:{invitation.id}"
        promise_summary(session, invitation, why, now)


def made_of(
    session: Session, message: Message, invitations: Sequence[Invitation]
) -> Sequence[Answer | Remark]:
    """The answers and remarks that a text of a conversation became."""
    ids = [invitation.id for invitation in invitations]
    words = (message.body or "").strip()
    answers = desk.answers_from(session, ids, message.at)
    remarks = desk.remarks_from(session, ids, message.at)
    return [
        *(row for row in answers if not row.words or words in row.words),
        *(row for row in remarks if (row.words or "").strip() == words),
    ]


def _held(
    session: Session, staff: StaffMember, text: UUID, action: str, now: datetime
) -> PlacedText | None:
    """A text that a person placed, held, if this reader may open it; a refusal is noted."""
    rows = desk.placed_by_hand(
        session,
        children_seen_by(staff, now),
        people.children_barred_to(staff.id),
        only=Message.public_id == text,
    )
    if rows:
        return _placed(session, *rows[0])
    note_refusal(session, staff, action, f"message:{text.hex}", now)
    return None


def _placed(
    session: Session, message: Message, decision: Placement, theirs: Invitation
) -> PlacedText:
    return PlacedText(message, decision, theirs, session.get(StaffMember, decision.by_id))


def _kept_of(session: Session, message: Message, theirs: Invitation) -> Sequence[Remark]:
    """The remark that a person's placing made. Of two texts that say the same, each has its own."""
    rows = desk.remarks_from(session, [theirs.id], message.at)
    return [row for row in rows if row.kind is RemarkKind.PLACED and _same(message, row)][:1]


def _same(message: Message, remark: Remark) -> bool:
    return (remark.words or "").strip() == (message.body or "").strip()


def _as_it_was_before(
    session: Session, row: Answer, invitations: Sequence[Invitation], now: datetime
) -> None:
    """What this person said before, if anything, counts again: a revision of its own."""
    theirs = next(one for one in invitations if one.id == row.invitation_id)
    revisions = [
        one
        for one in said_so_far.revisions_to_change(session, theirs)
        if one.question_key == row.question_key
    ]
    if revisions[-1] is not row:
        return  # they have said something else since
    earlier = [one for one in revisions[:-1] if one.withdrawn_at is None]
    before = said_so_far.as_given(earlier[-1]) if earlier else _NOTHING
    consultations.keep_answer(
        session,
        theirs,
        row.question_key,
        before,
        before=row,
        sharing=row.sharing,
        how=Circumstances(row.channel, row.language),
        now=now,
    )
