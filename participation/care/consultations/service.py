"""Changes to one consultation: answers and remarks kept, invitations found and moved on.

Every revision of an answer is kept; the newest counts. Nothing here commits, sends or screens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations.models import (
    Answer,
    Channel,
    Invitation,
    InvitationState,
    Remark,
    RemarkKind,
    Round,
    StoredForm,
)
from participation.care.consultations.said_so_far import as_given, newest_answers
from participation.kernel.rows import jotted, write_down, write_over
from participation.questionnaire.definition import Form, Given, Sharing

OPEN_STATES = frozenset(
    {
        InvitationState.TO_SEND,
        InvitationState.SENT,
        InvitationState.OPENED,
        InvitationState.STARTED,
        InvitationState.NOT_POSSIBLE,  # whoever comes all the same, with a code, is heard
    }
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How an answer came: shared by everything kept from one page or one text."""

    channel: Channel
    language: str
    helped_by: str | None = None
    page_key: str | None = None


# --- finding ----------------------------------------------------------------------------------


def invitation_by_id(session: Session, public_id: UUID) -> Invitation | None:
    """An invitation with its round, review, child and the child's key, in one statement."""
    return session.scalar(_whole().where(Invitation.public_id == public_id))


def invitation_by_link(session: Session, link_hash: str) -> Invitation | None:
    return session.scalar(_whole().where(Invitation.link_hash == link_hash))


def invitation_by_code(session: Session, code_hash: str) -> Invitation | None:
    return session.scalar(_whole().where(Invitation.code_hash == code_hash))


def invitation_by_handed_code(
    session: Session, code_hash: str, system: datetime
) -> Invitation | None:
    """Behind the code of a device that was handed over, while it opens anything."""
    return session.scalar(
        _whole().where(Invitation.handed_code_hash == code_hash, Invitation.handed_until > system)
    )


def end_handed_code(session: Session, public_id: UUID) -> None:
    """The device is given back: what its history holds opens nothing."""
    session.execute(
        update(Invitation)
        .where(Invitation.public_id == public_id)
        .values(handed_code_hash=None, handed_until=None)
    )


def is_open(invitation: Invitation, today: date) -> bool:
    """Whether answers are still taken as answers. Later words are kept as remarks."""
    held = invitation.round
    return takes_answers(invitation.state, held.closed_at, held.closes_on, today)


def takes_answers(
    state: InvitationState, closed_at: datetime | None, closes_on: date, today: date
) -> bool:
    """The same, from an invitation's state and its round's end."""
    return state in OPEN_STATES and closed_at is None and today <= closes_on


# --- keeping ----------------------------------------------------------------------------------


def keep_answer(
    session: Session,
    invitation: Invitation,
    question_key: str,
    taken: Given,
    *,
    before: Answer | None,
    sharing: Sharing,
    how: Circumstances,
    now: datetime,
) -> Answer:
    """Store one answer as a new revision, under the child's key."""
    row = jotted(
        Answer,
        key=invitation.child.key,
        invitation_id=invitation.id,
        question_key=question_key,
        revision=before.revision + 1 if before else 1,
        state=taken.state,
        value=list(taken.values) if taken.values else None,
        words=taken.words or None,
        sharing=sharing,
        channel=how.channel,
        language=how.language,
        how_read=taken.how,
        helped_by=how.helped_by,
        page_key=how.page_key,
        given_at=now,
    )
    write_down(session, row)
    if invitation.started_at is None:
        write_over(session, invitation, started_at=now, state=InvitationState.STARTED)
    return row


def keep_remark(
    session: Session,
    invitation: Invitation,
    words: str,
    *,
    kind: RemarkKind,
    question_key: str | None,
    sharing: Sharing,
    how: Circumstances,
    now: datetime,
    placed_by_id: int | None = None,
) -> Remark:
    """Store words that are not an answer, verbatim, under the child's key."""
    row = jotted(
        Remark,
        key=invitation.child.key,
        invitation_id=invitation.id,
        kind=kind,
        question_key=question_key,
        words=words,
        sharing=sharing,
        channel=how.channel,
        language=how.language,
        page_key=how.page_key,
        received_at=now,
        placed_by_id=placed_by_id,
    )
    write_down(session, row)
    return row


def finish(invitation: Invitation, now: datetime) -> None:
    """The person has said what they want to say; more words are remarks from now on."""
    invitation.state = InvitationState.FINISHED
    invitation.finished_at = now
    invitation.handed_code_hash = invitation.handed_until = None


def pin_form(session: Session, form: Form) -> StoredForm:
    """Keep the definition an invitation begins with, so that it never changes under it (D4)."""
    row = session.get(StoredForm, form.source_hash)
    if row is None:
        row = StoredForm(
            content_hash=form.source_hash,
            key=form.key,
            version=form.version,
            definition=form.source,
        )
        session.add(row)
        session.flush()
    return row


def share_as(
    session: Session,
    invitation: Invitation,
    choices: Mapping[str, Sharing],
    *,
    now: datetime,
) -> dict[UUID, UUID]:
    """Change who sees answers: a new revision each, so that the choice and its time are kept.

    Returns:
        the public id of each new revision by that of the one it takes the place of.
    """
    newest = newest_answers(session, invitation)
    moved: dict[UUID, UUID] = {}
    for question_key, sharing in choices.items():
        row = newest.get(question_key)
        if row is None or row.sharing is sharing:
            continue
        again = keep_answer(
            session,
            invitation,
            question_key,
            as_given(row),
            before=row,
            sharing=sharing,
            how=Circumstances(row.channel, row.language, row.helped_by, row.page_key),
            now=now,
        )
        moved[row.public_id] = again.public_id
    return moved


def _whole() -> Select[Invitation]:
    return select(Invitation).options(
        joinedload(Invitation.round, innerjoin=True).joinedload(Round.review, innerjoin=True),
        joinedload(Invitation.child, innerjoin=True),
    )
