"""Ask one person: look once more whether they may be written to, word the text, write it down.

The job `invitation.send`. It only touches the database: the text it writes down is sent by the
job `message.send`. An adult with several children in care is asked once, in one conversation, for
all of them (R8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    TaskKind,
    Way,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people import queries as people
from participation.care.people.models import ContactKind, ContactPoint, Relationship
from participation.care.people.rules import (
    NotTextable,
    Textable,
    needs_extra_care,
    textable,
)
from participation.care.reviews.models import ReviewState
from participation.channels.sms import wording
from participation.channels.sms.segments import count
from participation.channels.sms.wording import Level, TextKey
from participation.guard.crypto import ChildKey, council_key
from participation.guard.links import hash_of_token
from participation.journeys.planning import state_of, why_not_heard
from participation.journeys.services import Services
from participation.journeys.texting import Outgoing, hold_number, put_out
from participation.kernel.clock import london_day
from participation.kernel.dates import short_day
from participation.kernel.texts import IN_ENGLISH
from participation.kernel.working_days import add_working_days

_OPEN = (ConversationState.OPENING, ConversationState.ASKING)
PHONE_TAKEN = timedelta(days=1)  # somebody else answers on this phone: look again tomorrow


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The phone is in use by another conversation; nobody is named."""

    at: datetime


def send_invitation(
    session: Session, invitation_id: UUID, *, house: Services, now: datetime
) -> TryAgain | None:
    """Ask one invited person by text, or find out that they may not be; safe to repeat."""
    invitation = consultations.invitation_by_id(session, invitation_id)
    if invitation is None or invitation.state is not InvitationState.TO_SEND:
        return None
    if _no_longer_asked(invitation, now):
        invitation.state = InvitationState.CLOSED
        return None
    point = _contact(session, invitation)
    verdict = textable(
        state_of(point),
        london_day(now),
        extra_care=needs_extra_care(invitation.child.circumstances),
    )
    if isinstance(verdict, NotTextable):
        _another_way(session, invitation, why_not_heard(verdict.reason), now)
        return None
    if point is None or people.is_suppressed(session, point.value_hash):
        _another_way(session, invitation, NotHeard.STOPPED, now)
        return None
    if people.people_of_number(session, point.value_hash).ambiguous:
        _another_way(session, invitation, NotHeard.SHARED_NUMBER, now)
        return None
    hold_number(session, point.value_hash)
    session.refresh(invitation, ["state"])
    if invitation.state is not InvitationState.TO_SEND:
        return None  # a sibling's text asked for this one too, a moment ago
    _close_if_over(session, point.value_hash, now)
    if _held_by_somebody_else(session, invitation, point):
        return TryAgain(now + PHONE_TAKEN)
    if invitation.way is Way.LINK:
        _ask_child(session, invitation, point, house=house, now=now)
    else:
        _ask_adult(session, invitation, point, verdict, house=house, now=now)
    return None


def make_link(invitation: Invitation, house: Services) -> str:
    """A fresh link for an invitation; every older one and its open sittings die with it (T1)."""
    token = house.randomness.token()
    if invitation.link_hash is not None:
        invitation.link_generation += 1
    invitation.link_hash = hash_of_token(token)
    return f"{house.settings.public_url}/l/{token}"


def _no_longer_asked(invitation: Invitation, now: datetime) -> bool:
    review = invitation.round.review
    child = invitation.child
    return (
        review.state in (ReviewState.CANCELLED, ReviewState.HELD)
        or invitation.round.closed_at is not None
        or london_day(now) > invitation.round.closes_on
        or child.contact_stopped_on is not None
        or (child.ceased_on is not None and child.ceased_on <= london_day(now))
        or "missing" in child.circumstances  # R16: invitations pause, every door stays open
    )


def _contact(session: Session, invitation: Invitation) -> ContactPoint | None:
    if invitation.asked_through is None:
        return people.contact_for(session, child_id=invitation.child_id, kind=ContactKind.MOBILE)
    return people.contact_for(
        session, adult_id=invitation.asked_through.adult_id, kind=ContactKind.MOBILE
    )


def _held_by_somebody_else(session: Session, invitation: Invitation, point: ContactPoint) -> bool:
    open_one = open_conversation(session, point.value_hash)
    if open_one is None:
        return False
    if invitation.asked_through is None:
        return open_one.child_id != invitation.child_id
    same = open_one.adult_id == invitation.asked_through.adult_id
    # Somebody who has begun to answer is not given further children in mid-conversation.
    return not same or open_one.state is not ConversationState.OPENING


def _close_if_over(session: Session, number_hash: str, now: datetime) -> None:
    """A conversation of a round that has closed holds no phone: the next round begins afresh."""
    held = open_conversation(session, number_hash)
    if held is None:
        return
    today = london_day(now)
    if not any(consultations.is_open(invitation, today) for invitation in held.invitations):
        held.state = ConversationState.CLOSED
        session.flush()


def open_conversation(session: Session, number_hash: str) -> Conversation | None:
    """The one conversation that this phone is in."""
    return session.scalar(
        select(Conversation).where(
            Conversation.number_hash == number_hash, Conversation.state.in_(_OPEN)
        )
    )


def _ask_child(
    session: Session, invitation: Invitation, point: ContactPoint, *, house: Services, now: datetime
) -> None:
    conversation = _begin(
        session, point.value_hash, [invitation], child_id=invitation.child_id, now=now
    )
    officer = people.officer_of(session, invitation.child_id, london_day(now))
    council = authority.council(session, called=house.settings.council_name)
    fill = {
        "first_name": invitation.child.called,
        "officer_first_name": _first(officer.full_name if officer else None) or council.name,
        "council": council.name,
        "check": council.check_phone,
        "day": short_day(invitation.round.closes_on),
        "link": make_link(invitation, house),
    }
    body = wording.text(TextKey.FIRST_CHILD, Level.K, IN_ENGLISH, **fill)
    _write(
        session, point, body, TextKey.FIRST_CHILD, conversation, invitation,
        key=invitation.child.key, house=house, now=now,
    )  # fmt: skip


def _ask_adult(
    session: Session,
    invitation: Invitation,
    point: ContactPoint,
    verdict: Textable,
    *,
    house: Services,
    now: datetime,
) -> None:
    siblings = _with_siblings(session, invitation, now)
    related = invitation.asked_through
    conversation = open_conversation(session, point.value_hash)
    if conversation is not None:  # this adult's own, not begun: one more child joins it
        conversation.invitations.append(invitation)
        invitation.state = InvitationState.SENT
        invitation.sent_at = now
        return
    conversation = _begin(
        session, point.value_hash, siblings, adult_id=related.adult_id if related else None, now=now
    )
    council = authority.council(session, called=house.settings.council_name)
    officer = people.officer_of(session, invitation.child_id, london_day(now))
    fill = {
        "first_name": _first(related.adult.full_name if related else None),
        "officer": (officer.full_name if officer else "") or "",
        "council": council.name,
        "check": council.check_phone,
        "day": short_day(min(i.round.closes_on for i in siblings)),
    }
    key, body = _worded_for(point, verdict, fill)
    for sibling in siblings:
        if sibling is not invitation:  # asked by the same text
            sibling.state = InvitationState.SENT
            sibling.sent_at = now
    _write(
        session, point, body, key, conversation, invitation,
        key=council_key(session, now), house=house, now=now,
    )  # fmt: skip
    if verdict.stale:
        _task(session, invitation, TaskKind.NO_SAFE_WAY, NotHeard.NUMBER_TOO_OLD, now)


def _worded_for(
    point: ContactPoint, verdict: Textable, fill: dict[str, str]
) -> tuple[TextKey, str]:
    """The warmest wording this number may have; the neutral one where names would split it."""
    if verdict.stale:
        key = TextKey.FIRST_ADULT_UNCONFIRMED
        return key, wording.text(key, Level.N, IN_ENGLISH, **fill)
    key = TextKey.FIRST_ADULT
    if point.own_and_private and fill["first_name"] and fill["officer"]:
        body = wording.text(key, Level.K, IN_ENGLISH, **fill)
        if count(body).parts == 1:
            return key, body
    return key, wording.text(key, Level.N, IN_ENGLISH, **fill)


def _with_siblings(session: Session, invitation: Invitation, now: datetime) -> Sequence[Invitation]:
    """This adult's invitations that wait to be sent and are due, this one first."""
    related = invitation.asked_through
    if related is None:
        return [invitation]
    others = session.scalars(
        select(Invitation)
        .join(Relationship, Invitation.relationship_id == Relationship.id)
        .where(
            Relationship.adult_id == related.adult_id,
            Invitation.id != invitation.id,
            Invitation.state == InvitationState.TO_SEND,
            Invitation.way == Way.TEXT,
            Invitation.form_hash == invitation.form_hash,
            Invitation.asked_from <= london_day(now),
        )
        .order_by(Invitation.id)
    ).all()
    return [invitation, *(other for other in others if not _no_longer_asked(other, now))]


def _begin(
    session: Session,
    number_hash: str,
    invitations: Sequence[Invitation],
    *,
    now: datetime,
    adult_id: int | None = None,
    child_id: int | None = None,
) -> Conversation:
    conversation = Conversation(
        number_hash=number_hash,
        adult_id=adult_id,
        child_id=child_id,
        state=ConversationState.OPENING,
        opened_at=now,
        invitations=list(invitations),
    )
    session.add(conversation)
    session.flush()
    return conversation


def _write(
    session: Session,
    point: ContactPoint,
    body: str,
    template: TextKey,
    conversation: Conversation,
    invitation: Invitation,
    *,
    key: ChildKey,
    house: Services,
    now: datetime,
) -> None:
    put_out(
        session,
        Outgoing(
            number=point.value or "",
            number_hash=point.value_hash,
            body=body,
            template=template,
            language="en",
            begun_by_us=True,
            to_child=invitation.respondent == "child",
            conversation_id=conversation.id,
            invitation_id=invitation.id,
        ),
        key=key,
        house=house,
        now=now,
    )


def _another_way(session: Session, invitation: Invitation, reason: NotHeard, now: datetime) -> None:
    invitation.state = InvitationState.NOT_POSSIBLE
    invitation.not_heard_reason = reason
    child = invitation.respondent == "child"
    _task(session, invitation, TaskKind.CARD if child else TaskKind.NO_SAFE_WAY, reason, now)


def _task(
    session: Session, invitation: Invitation, kind: TaskKind, reason: NotHeard, now: datetime
) -> None:
    soon = add_working_days(london_day(now), 2, authority.bank_holidays(session))
    consultations.make_task(
        session,
        kind,
        about=invitation.public_id.hex,
        key=invitation.child.key,
        owner_role="business_support",
        due_on=soon,
        child_id=invitation.child_id,
        invitation_id=invitation.id,
        reason=reason,
        now=now,
    )


def _first(full_name: str | None) -> str:
    """The first word of a name: what a person is greeted by where we hold one name only."""
    return (full_name or "").split(" ")[0]
