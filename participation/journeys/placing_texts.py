"""The desk: whose words a text holds that no rule could place, decided by a person (I24, T6).

Nothing here closes anything by itself. Placed words wait to be read by the child's officer, with
the clock they came with; a text that is not for us still waits to be read where it is. The text
itself stays as it came, and who decided what is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from participation.care.consultations import desk
from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Channel,
    Invitation,
    Message,
    MessageState,
    Placement,
    RemarkKind,
)
from participation.care.consultations.service import Circumstances
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.people.queries import Holders
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding import whose
from participation.care.safeguarding.models import Hearing, HearingState, SourceKind
from participation.guard.audit import Deed, record
from participation.guard.crypto import council_key
from participation.journeys.answering import promise_summary, read_due
from participation.journeys.only_the_officer import is_kept_from
from participation.journeys.reading import actor, children_seen_by, note_refusal, sees_everybody
from participation.journeys.services import Services
from participation.questionnaire.definition import Sharing

LONGEST_LIST = 200
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True, repr=False)
class OnTheDesk:
    """One text in the list, without its words. `due`: by when somebody has read it."""

    message: Message
    hearing: Hearing | None
    due: datetime


@dataclass(frozen=True, slots=True, repr=False)
class OpenedText:
    """One text on the desk, with whoever it may be from."""

    message: Message
    hearing: Hearing | None
    holders: Holders
    may_be: Sequence[Invitation]
    decided: Sequence[Placement]


def on_the_desk(
    session: Session, staff: StaffMember, *, house: Services, now: datetime
) -> Sequence[OnTheDesk]:
    """Every unplaced text this reader may open, by when it must be read."""
    rows = desk.unplaced(
        session, children_seen_by(staff, now), people.children_barred_to(staff.id),
        limit=LONGEST_LIST,
    )  # fmt: skip
    listed: dict[UUID, OnTheDesk] = {}
    for message, hearing in rows:
        if hearing is not None and is_kept_from(session, staff, hearing, now):
            continue
        one = OnTheDesk(message, hearing, _due(session, message, hearing, house))
        # A text that was taken back was heard once for each child, and perhaps read before.
        known = listed.setdefault(message.public_id, one)
        if _waits(one) and (not _waits(known) or one.due < known.due):
            listed[message.public_id] = one
    return sorted(listed.values(), key=lambda one: one.due)


def _waits(one: OnTheDesk) -> bool:
    return one.hearing is not None and one.hearing.state is HearingState.WAITING


def open_text(
    session: Session, staff: StaffMember, text: UUID, *, case_number: str, now: datetime
) -> OpenedText | None:
    """One text and who it may be from; None for what this reader may not know exists.

    Args:
        case_number: a child's or a review's number in the case system, to look further.
    """
    held = _on_the_desk(session, staff, text, "text.read", now)
    if held is None:
        return None
    message, hearing = held
    record(session, deed_on(staff, "text.read", message, None), now)
    children, never = children_seen_by(staff, now), people.children_barred_to(staff.id)
    holders = people.people_of_number(session, message.number_hash)
    may_be = (
        desk.invitations_by_case_number(session, case_number, children, never)
        if case_number
        else desk.invitations_of_holders(session, holders, children, never)
    )
    return OpenedText(message, hearing, holders, may_be, desk.placements_of(session, message.id))


def waits_on_the_desk(session: Session, hearing: Hearing) -> UUID | None:
    """The text that these words are, while nobody has decided whose it is."""
    if hearing.source_kind is not SourceKind.MESSAGE:
        return None
    message = desk.incoming_by_id(session, hearing.source_id)
    return message.public_id if message and message.state is MessageState.DESK else None


def place(
    session: Session, staff: StaffMember, text: UUID, invitation: UUID, *, now: datetime
) -> bool:
    """These words are this person's: kept with what they said, and read by the child's officer."""
    held = _on_the_desk(session, staff, text, "text.place", now)
    theirs = desk.invitation_seen_by(
        session, invitation, children_seen_by(staff, now), people.children_barred_to(staff.id)
    )
    if held is None or theirs is None:
        if held is not None:
            note_refusal(session, staff, "text.place", f"message:{text.hex}", now)
        return False
    message, _ = held
    record(session, deed_on(staff, "text.place", message, theirs), now)
    decide(session, staff, message, desk.PLACED_BY_HAND, theirs, None, now)
    message.state, message.invitation_id = MessageState.PLACED, theirs.id
    if theirs.asked_through is None:  # a child's own words go when the child's key goes (D11)
        words, number = message.body, message.number
        message.key = theirs.child.key
        message.body, message.number = words, number
    if (message.body or "").strip():  # of a picture alone there is nothing to keep but that it came
        _keep_with(session, staff, message, theirs, now)
    return True


def not_ours(session: Session, staff: StaffMember, text: UUID, note: str, *, now: datetime) -> bool:
    """Nothing to do with any child of ours, and why. Whoever must read it must still read it."""
    held = _on_the_desk(session, staff, text, "text.not_ours", now)
    if held is None:
        return False
    message, _ = held
    record(session, deed_on(staff, "text.not_ours", message, None), now)
    decide(session, staff, message, "not_ours", None, note[:LONGEST_NOTE], now)
    message.state = MessageState.NOT_OURS
    return True


def _keep_with(
    session: Session, staff: StaffMember, message: Message, theirs: Invitation, now: datetime
) -> None:
    remark = consultations.keep_remark(
        session,
        theirs,
        message.body or "",
        kind=RemarkKind.PLACED,
        question_key=None,
        sharing=Sharing.OFFICER_AND_WORKER,
        how=Circumstances(Channel.SMS, theirs.language),
        now=message.at,  # when the words came, not when somebody found whose they are
        placed_by_id=staff.id,
    )
    whose.belongs_to(session, message.public_id, remark.public_id, theirs.child_id)
    promise_summary(session, theirs, f"remark:{remark.public_id.hex}", now)


def _on_the_desk(
    session: Session, staff: StaffMember, text: UUID, action: str, now: datetime
) -> tuple[Message, Hearing | None] | None:
    """A text that waits for a decision, if this reader may open it; a refusal is noted."""
    message = desk.incoming_by_id(session, text)
    if message is not None and message.state is MessageState.DESK:
        found = desk.hearings_of(session, message.public_id)
        children, never = children_seen_by(staff, now), people.children_barred_to(staff.id)
        if not found and sees_everybody(staff):
            return message, None
        seen = [_seen(session, staff, one, children, never, now) for one in found]
        if seen and all(seen):
            return message, found[0]
    note_refusal(session, staff, action, f"message:{text.hex}", now)
    return None


def _seen(
    session: Session,
    staff: StaffMember,
    hearing: Hearing,
    children: Select[int] | None,
    never: Select[int],
    now: datetime,
) -> bool:
    row = safeguarding.hearing_seen_by(session, hearing.public_id, children, never)
    return row is not None and not is_kept_from(session, staff, row, now)


def _due(session: Session, message: Message, hearing: Hearing | None, house: Services) -> datetime:
    if hearing is not None:
        return hearing.read_due
    return read_due(session, house, message.at, from_child=True)


def decide(
    session: Session,
    staff: StaffMember,
    message: Message,
    what: str,
    invitation: Invitation | None,
    note: str | None,
    now: datetime,
) -> None:
    key = invitation.child.key if invitation else council_key(session, now)
    session.add(
        Placement(
            key=key,
            message_id=message.id,
            what=what,
            invitation_id=invitation.id if invitation else None,
            by_id=staff.id,
            at=now,
            note=note or None,
        )
    )


def deed_on(
    staff: StaffMember, action: str, message: Message, invitation: Invitation | None
) -> Deed:
    return Deed(
        actor=actor(staff),
        action=action,
        subject=f"message:{message.public_id.hex}",
        child=invitation.child.public_id.hex if invitation else None,
    )
