"""What goes early: drafts that were never sent, and what only carried words (R30, P8).

By dates alone, so that a restored copy forgets the same things again by itself. A little at a time:
each call is one transaction, and whoever runs it goes on until nothing is left.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Answer,
    Channel,
    Conversation,
    Direction,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Placement,
    Remark,
    RemarkKind,
    Round,
    conversation_invitations,
)
from participation.care.people import legal_holds
from participation.care.people.models import Child
from participation.care.safeguarding.models import Concern, Hearing, HearingState
from participation.care.subject_access import service as subject_access
from participation.guard import limits
from participation.guard.cards import CardSitting
from participation.guard.keys_of_persons import Reading
from participation.guard.sessions import RespondentSitting
from participation.journeys import trying_texts
from participation.kernel.clock import london_day
from participation.settings.keeping import KeepingSettings

AT_MOST = 500  # rows of a kind in one transaction
SITTINGS_KEPT = timedelta(days=1)  # P8, and no setting: they hold nothing anybody needs later
_SEALED_NOTHING = 1 + 12 + 16  # how long "" is once sealed: version, nonce, tag
# Beside the answers, on a page that nobody sent. What came when nobody was asked any more is LATE.
_TYPED = (RemarkKind.REFUSED, RemarkKind.RESCUED, RemarkKind.ADDED)
_SETTLED = (
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
    MessageState.FAILED,
    MessageState.CANCELLED,
)
_SETTLED_LATER = (MessageState.SENT, MessageState.UNKNOWN)  # no report came, nor will it
_REPORTS_COME_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Gone:
    """How many of each."""

    drafts: int = 0  # answers and remarks
    sent_texts: int = 0
    strangers: int = 0
    links: int = 0
    sittings: int = 0
    copies: int = 0  # finished files of what is held on somebody

    @property
    def anything(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))

    @property
    def from_tables(self) -> tuple[str, ...]:
        """Tables of which words went; links and sittings hold none."""
        return (
            *(("answers", "remarks") if self.drafts else ()),
            *(("messages",) if self.sent_texts or self.strangers else ()),
            *(("placements",) if self.strangers else ()),
            *(("subject_exports",) if self.copies else ()),
        )

    def __add__(self, other: Gone) -> Gone:
        return Gone(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )


def purge(session: Session, keep: KeepingSettings, *, now: datetime, system: datetime) -> Gone:
    """Some of everything that is over; `anything` is false once there is no more.

    Args:
        now: by the council's clock.
        system: the machine's time, which sittings are counted in.
    """
    gone = Gone(
        drafts=_drafts(session, keep, now),
        sent_texts=_sent_texts(session, now - timedelta(days=keep.sent_texts)),
        strangers=_strangers(session, now - timedelta(days=keep.strangers)),
        links=_links(session, keep, now),
        sittings=_sittings(session, system - SITTINGS_KEPT),
        copies=subject_access.forget_files(session, now - timedelta(days=keep.copies), now),
    )
    limits.forget_old(session, system)
    session.expire_all()
    return gone


def _drafts(session: Session, keep: KeepingSettings, now: datetime) -> int:
    """What was typed on a page and never sent; a text counts as sent. Words of which a concern was
    raised stay with it, and go when everything does."""
    over = (
        select(Invitation.id)
        .join(Round, Round.id == Invitation.round_id)
        .where(
            Round.closed_at.is_not(None),
            Round.closes_on < london_day(now) - timedelta(days=keep.drafts),
            Invitation.finished_at.is_(None),
            Invitation.state != InvitationState.FINISHED,
            Invitation.child_id.not_in(legal_holds.held_children()),
        )
    )
    gone = 0
    for kind, typed in (
        (Answer, Answer.channel != Channel.SMS),
        (Remark, and_(Remark.channel != Channel.SMS, Remark.kind.in_(_TYPED))),
    ):
        looked_at = ~exists().where(
            Hearing.source_id == kind.public_id,
            or_(
                Hearing.state == HearingState.WAITING,
                exists().where(Concern.hearing_id == Hearing.id),
            ),
        )
        wanted = select(kind.id).where(kind.invitation_id.in_(over), typed, looked_at)
        found = session.scalars(wanted.limit(AT_MOST)).all()
        if found:
            session.execute(delete(kind).where(kind.id.in_(found)))
        gone += len(found)
    return gone


def _sent_texts(session: Session, before: datetime) -> int:
    """The words of our own texts; that one went, when, of which kind and how it ended stays.

    Of a test to a colleague's own phone the number goes too: it is nobody's of whom we keep one.

    Not of one to a child whose link still opens something: a later text repeats that link, and we
    have it nowhere else. Whoever was told once where to write goes on finding the same door.
    """
    last = func.coalesce(Message.reported_at, Message.at)
    settled = or_(
        and_(Message.state.in_(_SETTLED), last < before),
        and_(Message.state.in_(_SETTLED_LATER), last < before - _REPORTS_COME_FOR),
    )
    repeated = and_(
        Message.begun_by_us,
        Message.to_child,
        exists().where(Invitation.id == Message.invitation_id, Invitation.link_hash.is_not(None)),
    )
    return _empty(
        session,
        and_(Message.direction == Direction.OUT, settled, ~repeated, _not_held()),
        number=False,
    )


def _strangers(session: Session, before: datetime) -> int:
    """Texts of which a person decided that they are nobody's of ours: words and number, the keyed
    hash it is found by, and whatever was noted at deciding."""
    decided = (
        select(func.max(Placement.at)).where(Placement.message_id == Message.id).scalar_subquery()
    )
    which = and_(
        Message.direction == Direction.IN,
        Message.state == MessageState.NOT_OURS,
        func.coalesce(decided, Message.at) < before,
        _not_held(),
    )
    return _empty(session, which, number=True)


def _empty(session: Session, which: ColumnElement[bool], *, number: bool) -> int:
    rows = session.scalars(
        select(Message)
        .where(which, func.length(Message.body_sealed) > _SEALED_NOTHING)
        .order_by(Message.id)
        .limit(AT_MOST)
    ).all()
    for row in rows:
        row.body = ""
        if number or row.template == trying_texts.TEMPLATE:
            row.number = row.number_hash = ""
    if number and rows:
        session.execute(
            update(Placement)
            .where(Placement.message_id.in_([row.id for row in rows]))
            .values(note_sealed=None)
        )
    session.flush()
    return len(rows)


def _links(session: Session, keep: KeepingSettings, now: datetime) -> int:
    """Links and codes that nobody needs any more; one that tells what happened does until then."""
    over = select(Round.id).where(Round.closed_at < now - timedelta(days=keep.links))
    rows = session.scalars(
        select(Invitation.id)
        .where(
            Invitation.round_id.in_(over),
            or_(
                Invitation.link_hash.is_not(None),
                Invitation.code_hash.is_not(None),
                Invitation.handed_code_hash.is_not(None),
            ),
            or_(Invitation.told_until.is_(None), Invitation.told_until < london_day(now)),
        )
        .limit(AT_MOST)
    ).all()
    if rows:
        session.execute(
            update(Invitation)
            .where(Invitation.id.in_(rows))
            .values(
                link_hash=None,
                code_hash=None,
                handed_code_hash=None,
                link_generation=Invitation.link_generation + 1,
            )
        )
    return len(rows)


def _sittings(session: Session, before: datetime) -> int:
    gone = 0
    for kind in (RespondentSitting, CardSitting, Reading):
        rows = session.scalars(select(kind.id).where(kind.last_seen < before).limit(AT_MOST)).all()
        if rows:
            session.execute(delete(kind).where(kind.id.in_(rows)))
        gone += len(rows)
    return gone


def _not_held() -> ColumnElement[bool]:
    """Not about a child of whom nothing may go: by their key, by who was asked, or by the
    conversation it belongs to. What is said to an adult has the council's key and no invitation."""
    held = legal_holds.held_children()
    keys = select(Child.key_id).where(Child.id.in_(held))
    asked = select(Invitation.id).where(Invitation.child_id.in_(held))
    with_others = select(conversation_invitations.c.conversation_id).where(
        conversation_invitations.c.invitation_id.in_(asked)
    )
    with_them = select(Conversation.id).where(Conversation.child_id.in_(held))
    return and_(
        Message.key_id.not_in(keys),
        or_(Message.invitation_id.is_(None), Message.invitation_id.not_in(asked)),
        or_(
            Message.conversation_id.is_(None),
            and_(
                Message.conversation_id.not_in(with_others),
                Message.conversation_id.not_in(with_them),
            ),
        ),
    )
