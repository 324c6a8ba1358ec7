"""Ask one person: look once more whether they may be written to, word the text, write it down.

The job `invitation.send`. It only touches the database: the text it writes down is sent by the
job `message.send`. An adult with several children in care is asked once, in one conversation, for
all of them (R8).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import batches
from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    TaskKind,
    Way,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people import queries as people
from participation.care.people.models import ContactPoint, Relationship
from participation.guard.crypto import ChildKey, council_key
from participation.guard.links import hash_of_token
from participation.journeys.first_texts import FirstText, text_to_adult, text_to_child
from participation.journeys.not_by_text import (
    another_way,
    make_task,
    not_any_more,
    not_today,
    wait_until,
)
from participation.journeys.permission import AnotherWay, MayAsk, Over, Paused, standing
from participation.journeys.services import Services
from participation.journeys.texting import Outgoing, put_out
from participation.kernel.clock import london_day

_OPEN = (ConversationState.OPENING, ConversationState.ASKING)
_ARRIVED = frozenset({MessageState.SENT, MessageState.DELIVERED})
_MAY_ARRIVE = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN})


def send_invitation(
    session: Session, invitation_id: UUID, *, house: Services, now: datetime
) -> None:
    """Ask one invited person by text, or find out that they may not be; safe to repeat."""
    invitation = consultations.invitation_by_id(session, invitation_id)
    if invitation is None or invitation.state is not InvitationState.TO_SEND:
        return
    if batches.waits(session, invitation):
        return  # a person lets it go, and that promises it anew
    if (until := batches.not_before(session, invitation, now)) > now:
        wait_until(session, invitation, until, now)
        return
    match standing(session, invitation, now):
        case Over(reason):
            not_any_more(session, invitation, reason, now)
        case Paused(reason):
            not_today(session, invitation, reason, now)
        case AnotherWay(reason):
            another_way(session, invitation, reason, now)
        case MayAsk() as allowed:
            _ask(session, invitation, allowed, house=house, now=now)


def _ask(
    session: Session, invitation: Invitation, allowed: MayAsk, *, house: Services, now: datetime
) -> None:
    number_hash = allowed.point.value_hash
    people.hold_number(session, number_hash)
    session.refresh(invitation, ["state", "batch_id"], with_for_update={"key_share": True})
    if invitation.state is not InvitationState.TO_SEND or batches.waits(session, invitation):
        return  # a moment ago a sibling's text asked for this one too, or a person held it back
    _close_if_over(session, number_hash, now)
    held = open_conversation(session, number_hash)
    carer = invitation.asked_through is not None and invitation.way is Way.LINK
    if held is not None and (carer or _is_somebody_elses(held, invitation)):
        not_today(session, invitation, NotHeard.PHONE_TAKEN, now)
        return
    invitation.not_heard_reason = None
    if invitation.asked_through is None:
        if held is None or invitation not in held.invitations:  # else its text is on its way
            _ask_child(session, invitation, allowed.point, held, house=house, now=now)
    elif carer:
        _ask_carer(session, invitation, allowed.point, house=house, now=now)
    elif held is not None:  # this adult's own, not begun: one more child joins it
        _join(session, invitation, held, now)
    else:
        _ask_adult(session, invitation, allowed, house=house, now=now)


def make_link(invitation: Invitation, house: Services) -> str:
    """A fresh link for an invitation; every older one and its open sittings die with it (T1)."""
    token = house.randomness.token()
    if invitation.link_hash is not None:
        invitation.link_generation += 1
    invitation.link_hash = hash_of_token(token)
    return f"{house.settings.public_url}/l/{token}"


def _is_somebody_elses(held: Conversation, invitation: Invitation) -> bool:
    """Whether the phone is in a conversation that this person's invitation cannot join."""
    if invitation.asked_through is None:
        return held.child_id != invitation.child_id
    if held.adult_id != invitation.asked_through.adult_id:
        return True
    # Somebody who has begun to answer is not given further children in mid-conversation.
    begun = held.state is not ConversationState.OPENING
    return begun and invitation not in held.invitations


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
    session: Session,
    invitation: Invitation,
    point: ContactPoint,
    held: Conversation | None,
    *,
    house: Services,
    now: datetime,
) -> None:
    """`held`: the child's own conversation about another review; each review has its link."""
    if held is None:
        conversation = _begin(
            session, point.value_hash, [invitation], child_id=invitation.child_id, now=now
        )
    else:
        conversation = held
        conversation.invitations.append(invitation)
    said = text_to_child(session, invitation, make_link(invitation, house), house=house, now=now)
    if held is None:
        conversation.language = said.language
    write_first_text(
        session, point, said, conversation, invitation,
        key=invitation.child.key, house=house, now=now,
    )  # fmt: skip


def _join(session: Session, invitation: Invitation, held: Conversation, now: datetime) -> None:
    """One text asks about several children: this one too, once it has gone out."""
    if invitation not in held.invitations:
        held.invitations.append(invitation)
    states = set(
        session.scalars(
            select(Message.state).where(Message.conversation_id == held.id, Message.begun_by_us)
        )
    )
    if states & _ARRIVED:
        invitation.state = InvitationState.SENT
        invitation.sent_at = now
    elif states and not states & _MAY_ARRIVE:
        held.invitations.remove(invitation)
        another_way(session, invitation, NotHeard.NOT_DELIVERED, now)


def _ask_adult(
    session: Session, invitation: Invitation, allowed: MayAsk, *, house: Services, now: datetime
) -> None:
    point, related = allowed.point, invitation.asked_through
    together = _with_siblings(session, invitation, allowed, now)
    siblings = list(together)
    stale = any(one.stale for one in together.values())
    conversation = _begin(
        session, point.value_hash, siblings, adult_id=related.adult_id if related else None, now=now
    )
    said = text_to_adult(
        session,
        invitation,
        point,
        stale=stale,
        closes_on=min(i.round.closes_on for i in siblings),
        house=house,
        now=now,
    )
    conversation.language = said.language
    write_first_text(
        session, point, said, conversation, invitation,
        key=council_key(session, now), house=house, now=now,
    )  # fmt: skip
    if stale:
        make_task(session, invitation, TaskKind.NO_SAFE_WAY, NotHeard.NUMBER_TOO_OLD, now)


def _ask_carer(
    session: Session,
    invitation: Invitation,
    point: ContactPoint,
    *,
    house: Services,
    now: datetime,
) -> None:
    """Questions for carers are on a page alone: the talk by text is over as it begins, and whatever
    comes back is kept and heard as words."""
    related = invitation.asked_through
    said = text_to_adult(
        session,
        invitation,
        point,
        stale=False,
        closes_on=invitation.round.closes_on,
        link=make_link(invitation, house),
        house=house,
        now=now,
    )
    conversation = _begin(
        session,
        point.value_hash,
        [invitation],
        adult_id=related.adult_id if related else None,
        state=ConversationState.DONE,
        now=now,
    )
    conversation.language = said.language
    write_first_text(
        session, point, said, conversation, invitation,
        key=council_key(session, now), house=house, now=now,
    )  # fmt: skip


def _with_siblings(
    session: Session, invitation: Invitation, allowed: MayAsk, now: datetime
) -> dict[Invitation, MayAsk]:
    """This adult's invitations that wait to be sent and may be asked by this number, this first."""
    together = {invitation: allowed}
    related = invitation.asked_through
    if related is None:
        return together
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
            batches.not_held(now),
        )
        .order_by(Invitation.id)
        .with_for_update(of=Invitation, key_share=True)
    ).all()
    for other in others:
        match standing(session, other, now):
            case MayAsk(point) as found if point.id == allowed.point.id:
                other.not_heard_reason = None
                together[other] = found
    return together


def _begin(
    session: Session,
    number_hash: str,
    invitations: Sequence[Invitation],
    *,
    now: datetime,
    adult_id: int | None = None,
    child_id: int | None = None,
    state: ConversationState = ConversationState.OPENING,
) -> Conversation:
    conversation = Conversation(
        number_hash=number_hash,
        adult_id=adult_id,
        child_id=child_id,
        state=state,
        opened_at=now,
        invitations=list(invitations),
    )
    session.add(conversation)
    session.flush()
    return conversation


def write_first_text(
    session: Session,
    point: ContactPoint,
    said: FirstText,
    conversation: Conversation,
    invitation: Invitation,
    *,
    key: ChildKey,
    house: Services,
    now: datetime,
) -> None:
    """The text that begins a conversation about one invitation is on its way from here on."""
    put_out(
        session,
        Outgoing(
            number=point.value or "",
            number_hash=point.value_hash,
            body=said.body,
            template=said.key,
            language=said.language,
            begun_by_us=True,
            to_child=invitation.respondent == "child",
            conversation_id=conversation.id,
            invitation_id=invitation.id,
        ),
        key=key,
        house=house,
        now=now,
    )
