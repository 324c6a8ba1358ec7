"""One reminder to somebody who was asked by text, and never a second (R18, ux.md 3.3).

Five working days before the review to whoever has not answered, or a day after somebody stopped
half-way, whichever is first, where the council has not chosen otherwise (`timing_rounds`). An
hourly look promises it; the job words it; when it goes out it is looked at once more, since an
answer may have come a moment ago.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import String, cast, func, or_, select, update
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.authority.timetable import SOONEST_REMINDER
from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Round,
    Way,
    conversation_invitations,
)
from participation.care.consultations.not_heard import NOBODY_ASKS_AGAIN
from participation.care.consultations.queries import is_before
from participation.care.people import queries as people
from participation.care.people.models import ContactPoint
from participation.care.people.what_stops import Part, Switch, switched
from participation.channels.sms import wording
from participation.channels.sms.segments import count
from participation.channels.sms.wording import REMINDERS, Level, TextKey
from participation.guard.crypto import ChildKey, council_key
from participation.guard.links import hash_of_token
from participation.journeys.first_texts import first_word
from participation.journeys.inviting import make_link
from participation.journeys.permission import MayAsk, standing
from participation.journeys.services import Services
from participation.journeys.texting import Outgoing, put_out
from participation.journeys.timing_rounds import reminded_on, timetable_of
from participation.kernel.clock import london_day
from participation.kernel.dates import short_day
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.kernel.working_days import last_day_within
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState

REMIND = "invitation.remind"
_A_DAY = timedelta(days=1)
NOT_SO_SOON = timedelta(days=3)  # after the first text, when a round was opened late
_ASKED = (InvitationState.SENT, InvitationState.OPENED, InvitationState.STARTED)
_GOING_ON = (ConversationState.OPENING, ConversationState.ASKING)


@dataclass(frozen=True, slots=True)
class Due:
    """Which reminder somebody may have now, and where."""

    key: TextKey
    point: ContactPoint = field(repr=False)
    conversation: Conversation = field(repr=False)


def due_now(session: Session, now: datetime) -> Sequence[UUID]:
    """Whom a reminder is due to and was never promised; for the hourly look.

    Only those are looked at whose review is near, or who have begun: most have weeks to answer.
    """
    today = london_day(now)
    holidays = authority.bank_holidays(session)
    near = last_day_within(today, SOONEST_REMINDER, holidays)
    links = conversation_invitations
    in_talk = (
        select(links.c.invitation_id)
        .join(Conversation, links.c.conversation_id == Conversation.id)
        .where(
            links.c.invitation_id == Invitation.id,
            Conversation.state == ConversationState.ASKING,
        )
    )
    promised = select(OutboxItem.subject).where(
        OutboxItem.kind == REMIND, OutboxItem.state != OutboxState.CANCELLED
    )
    asked = session.scalars(
        select(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .where(
            is_before(),  # how it was is asked once
            Round.closed_at.is_(None),
            Round.closes_on >= today,
            Invitation.state.in_(_ASKED),
            Invitation.way.in_((Way.TEXT, Way.LINK)),
            Invitation.sent_at <= now - _A_DAY,
            or_(
                Round.closes_on <= near,
                Invitation.started_at.is_not(None),
                in_talk.correlate(Invitation).exists(),
            ),
        )
        .order_by(Invitation.id)
    ).all()
    known = set(session.scalars(promised)) if asked else set()
    return [
        one.public_id
        for one in asked
        if one.public_id.hex not in known and reminder_due(session, one, now) is not None
    ]


def promise_reminder(session: Session, invitation: UUID, now: datetime) -> None:
    """Once for each invitation, whichever reminder it is."""
    outbox.promise(
        session, REMIND, invitation, unique_key=f"{REMIND}:{invitation.hex}", due_at=now, now=now
    )


def let_pass(session: Session, invitations: Collection[UUID], now: datetime) -> None:
    """Most likely the house that was lost reminded these people: nobody is a second time."""
    for one in invitations:
        promise_reminder(session, one, now)
    session.flush()
    session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.kind == REMIND,
            OutboxItem.subject.in_([one.hex for one in invitations]),
            OutboxItem.state == OutboxState.QUEUED,
        )
        .values(state=OutboxState.CANCELLED, done_at=now, last_error="restored")
        .execution_options(synchronize_session=False)
    )


def forget_promises(session: Session, invitations: Collection[str], now: datetime) -> None:
    """The review has moved before the reminder went: it is looked for again, at its new time.

    Args:
        invitations: public ids in hex of people to whom no reminder has gone.
    """
    session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.kind == REMIND,
            OutboxItem.subject.in_(invitations),
            OutboxItem.state.in_((OutboxState.QUEUED, OutboxState.DONE)),
        )
        .values(
            state=OutboxState.CANCELLED,
            unique_key=OutboxItem.unique_key + ":before:" + cast(OutboxItem.id, String),
            done_at=now,
        )
        .execution_options(synchronize_session=False)
    )


def remind(session: Session, invitation_id: UUID, *, house: Services, now: datetime) -> None:
    """Write the reminder down, if it is still due and nobody wrote one to this phone for it."""
    invitation = consultations.invitation_by_id(session, invitation_id)
    due = reminder_due(session, invitation, now) if invitation is not None else None
    if invitation is None or due is None:
        return
    people.hold_number(session, due.point.value_hash)
    if _reminded(session, due.conversation, invitation):
        return
    child = invitation.asked_through is None
    put_out(
        session,
        Outgoing(
            number=due.point.value or "",
            number_hash=due.point.value_hash,
            body=_worded(session, invitation, due, house, now),
            template=due.key,
            language=_language_of(due, house).language,
            begun_by_us=True,
            to_child=child,
            conversation_id=due.conversation.id,
            invitation_id=invitation.id,
        ),
        key=_key(session, invitation, now),
        house=house,
        now=now,
    )


def is_still_due(session: Session, message: Message, now: datetime) -> bool:
    """Whether a reminder that was written may still go to where it was written to."""
    key = message.invitation_id
    invitation = session.get(Invitation, key) if key is not None else None
    due = reminder_due(session, invitation, now) if invitation is not None else None
    return (
        due is not None
        and due.key == message.template
        and due.point.value_hash == message.number_hash
    )


def reminder_due(session: Session, invitation: Invitation, now: datetime) -> Due | None:
    """Which reminder is due at this moment: read afresh, as everything about sending is."""
    today = london_day(now)
    open_ = consultations.is_open(invitation, today)
    if not open_ or invitation.state not in _ASKED or invitation.sent_at is None:
        return None
    if invitation.not_heard_reason in NOBODY_ASKS_AGAIN:
        return None  # staff said that they were asked, or want nobody to ask
    if switched(invitation.child, Part.REMIND, today) is not Switch.OPEN:
        return None
    match standing(session, invitation, now):
        case MayAsk(point, stale=False):
            pass
        case _:
            return None
    conversation = _conversation(session, invitation, point.value_hash)
    child = invitation.asked_through is None
    carer = not child and invitation.way is Way.LINK
    going_on = (ConversationState.DONE,) if carer else _GOING_ON
    if conversation is None or conversation.state not in going_on:
        return None  # they finished, said no, or asked to be rung
    made = timetable_of(session, invitation.round)
    if invitation.started_at is not None or conversation.state is ConversationState.ASKING:
        hours = made.half_way_child_hours if child else made.half_way_adults_hours
        if now - _last_word(session, invitation, conversation) < timedelta(hours=hours):
            return None
        return Due(_to(child, carer, half_way=True), point, conversation)
    if conversation.last_word_at is not None or now - invitation.sent_at < NOT_SO_SOON:
        return None
    holidays = authority.bank_holidays(session)
    if today < reminded_on(invitation.round, made, holidays, child=child):
        return None
    return Due(_to(child, carer, half_way=False), point, conversation)


def _to(child: bool, carer: bool, *, half_way: bool) -> TextKey:
    if child:
        return TextKey.HALF_WAY_CHILD if half_way else TextKey.REMINDER_CHILD
    if carer:  # whose talk by text was over as it began
        return TextKey.HALF_WAY_BY_LINK if half_way else TextKey.REMINDER_BY_LINK
    return TextKey.HALF_WAY_ADULT if half_way else TextKey.REMINDER_ADULT


def _conversation(
    session: Session, invitation: Invitation, number_hash: str
) -> Conversation | None:
    """The newest that this person had about this review, over this number."""
    links = conversation_invitations
    return session.scalar(
        select(Conversation)
        .join(links, links.c.conversation_id == Conversation.id)
        .where(links.c.invitation_id == invitation.id, Conversation.number_hash == number_hash)
        .order_by(Conversation.id.desc())
        .limit(1)
    )


def _last_word(session: Session, invitation: Invitation, conversation: Conversation) -> datetime:
    answered = session.scalar(
        select(func.max(Answer.given_at)).where(Answer.invitation_id == invitation.id)
    )
    known = (invitation.sent_at, invitation.started_at, answered, conversation.last_word_at)
    return max(moment for moment in known if moment is not None)


def _reminded(session: Session, conversation: Conversation, invitation: Invitation) -> bool:
    """An adult of several children has one conversation about them all, and one reminder."""
    of_this = (
        Message.invitation_id == invitation.id
        if conversation.child_id is not None
        else Message.conversation_id == conversation.id
    )
    found = select(Message.id).where(
        of_this, Message.template.in_(REMINDERS), Message.state != MessageState.CANCELLED
    )
    return session.scalar(found.limit(1)) is not None


def _key(session: Session, invitation: Invitation, now: datetime) -> ChildKey:
    child = invitation.asked_through is None
    return invitation.child.key if child else council_key(session, now)


def _worded(
    session: Session, invitation: Invitation, due: Due, house: Services, now: datetime
) -> str:
    """Warm where the number may have it and it stays in one part; else neutral."""
    council = house.council(session)
    officer = people.officer_of(session, invitation.child_id, london_day(now))
    related = invitation.asked_through
    fill = {
        "council": council.name,
        "check": council.check_phone,
        "day": short_day(invitation.round.closes_on),
        "officer": (officer.full_name if officer else "") or "",
        "officer_first_name": first_word(officer.full_name if officer else None) or council.name,
        "first_name": first_word(related.adult.full_name if related else None),
    }
    if related is None:
        return wording.text(
            due.key, Level.K, IN_ENGLISH, **fill, link=link_again(session, invitation, house)
        )
    if due.key in (TextKey.REMINDER_BY_LINK, TextKey.HALF_WAY_BY_LINK):
        fill |= {
            "link": link_again(session, invitation, house),
            "officer": fill["officer"] or council.name,
        }
        return wording.text(due.key, Level.K, _language_of(due, house), **fill)
    warm = due.point.own_and_private and _language_of(due, house) is IN_ENGLISH
    if warm and fill["first_name"] and fill["officer"]:
        body = wording.text(due.key, Level.K, IN_ENGLISH, **fill)
        if count(body).parts == 1:
            return body
    return wording.text(due.key, Level.N, _language_of(due, house), **fill)


def _language_of(due: Due, house: Services) -> Texts:
    """The language that somebody chose when they began; nobody else is written to in another."""
    chosen = due.conversation.language
    return IN_ENGLISH if chosen == IN_ENGLISH.language else house.texts(chosen)


def link_again(session: Session, invitation: Invitation, house: Services) -> str:
    """The link that they have already, which goes on working; a new one where they have none.

    We keep only its hash, but the texts that carried it are kept, sealed, for as long as it opens
    something (`erasing.transport`), and are asked for it.
    """
    start = f"{house.settings.public_url}/l/"
    if invitation.link_hash is not None:
        for text in session.scalars(
            select(Message)
            .where(Message.invitation_id == invitation.id, Message.begun_by_us)
            .order_by(Message.id.desc())
        ):
            token = (text.body or "").partition(start)[2].split(" ")[0]
            if token and hash_of_token(token) == invitation.link_hash:
                return start + token
    return make_link(invitation, house)
