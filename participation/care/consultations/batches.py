"""First texts that wait together until a person lets them go, where the council has chosen so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Batch,
    BatchState,
    Invitation,
    InvitationState,
)


def waiting(session: Session, *, locked: bool = False) -> Batch | None:
    """The one batch that waits. `locked`: whoever else wants it waits for this transaction."""
    wanted = select(Batch).where(Batch.state == BatchState.WAITING)
    return session.scalar(wanted.with_for_update(of=Batch) if locked else wanted)


def not_gone(session: Session, now: datetime) -> Sequence[Batch]:
    """Batches that were let go and can still be taken back."""
    return session.scalars(
        select(Batch)
        .where(Batch.state == BatchState.RELEASED, Batch.goes_at > now)
        .order_by(Batch.goes_at)
    ).all()


def hold(session: Session, invitations: Sequence[Invitation], now: datetime) -> Batch:
    """Put these into the batch that waits, which is made if there is none.

    It is held until the transaction ends: let go meanwhile, it would leave these behind unasked.
    Of two that make one at the same moment the second fails on the database's own rule, and its
    round is opened again by the next run.
    """
    batch = waiting(session, locked=True)
    if batch is None:
        batch = Batch(made_at=now)
        session.add(batch)
        session.flush()
    for invitation in invitations:
        invitation.batch_id = batch.id
    return batch


def invitations_held(session: Session, round_id: int) -> None:
    """Everybody asked in a round, as they are by now, until the transaction ends: a worker may be
    wording the first text to one of them. The batch first, as for whoever takes one back."""
    waiting(session, locked=True)
    session.scalars(
        select(Invitation)
        .where(Invitation.round_id == round_id)
        .order_by(Invitation.id)
        .with_for_update(of=Invitation, key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def invitations_in(session: Session, batch: Batch) -> Sequence[Invitation]:
    """Whom it asks and who has not been asked otherwise since."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.batch_id == batch.id, Invitation.state == InvitationState.TO_SEND)
        .order_by(Invitation.id)
    ).all()


def waits(session: Session, invitation: Invitation) -> bool:
    if invitation.batch_id is None:
        return False
    batch = session.get(Batch, invitation.batch_id)
    return batch is not None and batch.state is BatchState.WAITING


def not_before(session: Session, invitation: Invitation, earliest: datetime) -> datetime:
    """As early as may be, or when a batch that was let go can no longer be taken back."""
    batch = session.get(Batch, invitation.batch_id) if invitation.batch_id is not None else None
    if batch is None or batch.goes_at is None:
        return earliest
    return max(earliest, batch.goes_at)


def not_held(now: datetime) -> ColumnElement[bool]:
    """Of invitations: in no batch that waits or can still be taken back."""
    held = select(Batch.id).where(or_(Batch.state == BatchState.WAITING, Batch.goes_at > now))
    return or_(Invitation.batch_id.is_(None), Invitation.batch_id.not_in(held))


def move(session: Session, batch: Batch, into: Batch) -> None:
    """Two cannot wait: what was taken back joins the one that waits already."""
    session.execute(
        update(Invitation)
        .where(Invitation.batch_id == batch.id, Invitation.state == InvitationState.TO_SEND)
        .values(batch_id=into.id)
    )
