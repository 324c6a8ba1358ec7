"""One text to a child that there is something new to read: neutral, and never the news itself.

Promised when a point is released, half an hour later, once a day; what was told is not told twice.
Looked at again when it is worded and when it goes out: the number may have changed, the child may
have read it, or the officer may have taken it back. It counts among the three texts that we begin
about one review (R18).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Message,
    MessageState,
)
from participation.care.outcomes import letters_kept
from participation.care.outcomes import queries as outcomes
from participation.care.people import queries as people
from participation.care.people.models import ContactPoint
from participation.care.people.what_stops import Course, course_of
from participation.channels.sms import wording
from participation.channels.sms.wording import Level, TextKey
from participation.journeys import reading_letters, telling_back
from participation.journeys.first_texts import first_word
from participation.journeys.planning import plan_child
from participation.journeys.reminding import link_again
from participation.journeys.services import Services
from participation.journeys.telling_back import key_opens, review_by_id, sources_of
from participation.journeys.texting import Outgoing, put_out
from participation.kernel.clock import london_day
from participation.kernel.texts import IN_ENGLISH


def nudge(session: Session, review_id: UUID, *, house: Services, now: datetime) -> None:
    """Write the text down, if there is something unread that the child's key opens, and a number
    that is the child's own; else nothing: a person tells them (R2)."""
    review = review_by_id(session, review_id)
    invitation = telling_back.own_invitation(session, review) if review is not None else None
    point = _where_to(session, invitation, now) if invitation is not None else None
    if invitation is None or point is None:
        return
    since = _last_text(session, invitation)
    if not _something_unread(session, invitation, now, since=since):
        return
    people.hold_number(session, point.value_hash)
    put_out(
        session,
        Outgoing(
            number=point.value or "",
            number_hash=point.value_hash,
            body=_worded(session, invitation, point, house, now),
            template=TextKey.SOMETHING_NEW,
            language=IN_ENGLISH.language,
            begun_by_us=True,
            to_child=True,
            invitation_id=invitation.id,
        ),
        key=invitation.child.key,
        house=house,
        now=now,
    )


def is_still_due(session: Session, message: Message, now: datetime) -> bool:
    """Whether the text that was written may still go to where it was written to."""
    invitation = (
        session.get(Invitation, message.invitation_id)
        if message.invitation_id is not None
        else None
    )
    if invitation is None or not _something_unread(session, invitation, now):
        return False
    point = _where_to(session, invitation, now)
    return point is not None and point.value_hash == message.number_hash


def _where_to(session: Session, invitation: Invitation, now: datetime) -> ContactPoint | None:
    """The child's own, private and fresh number. A child who has left care is still told (R16);
    while a child is missing no text is begun, and the page is open."""
    child, today = invitation.child, london_day(now)
    if not telling_back.may_be_told(child, now) or course_of(child, today) is Course.MISSING:
        return None
    return plan_child(session, child, invitation.form_key, today).point


def _last_text(session: Session, invitation: Invitation) -> datetime | None:
    """When a text last said that there is something new: what was released before is told."""
    return session.scalar(
        select(func.max(Message.at)).where(
            Message.invitation_id == invitation.id,
            Message.template == TextKey.SOMETHING_NEW,
            Message.state.not_in((MessageState.CANCELLED, MessageState.FAILED)),
        )
    )


def _something_unread(
    session: Session, invitation: Invitation, now: datetime, *, since: datetime | None = None
) -> bool:
    if invitation.state is not InvitationState.FINISHED:
        return False
    if _unread_letter(session, invitation, now, since=since):
        return True
    told = [
        one
        for one in outcomes.released_to(session, invitation.child_id)
        if one.outcome.read_at is None and one.point.review_id == invitation.round.review_id
        if since is None or (one.outcome.released_at or since) > since
    ]
    if not told:
        return False
    opened = key_opens(
        session, invitation.child.public_id, sources_of(session, invitation.round.review)
    )
    return any(one.point.source_id in opened for one in told)


def _unread_letter(
    session: Session, invitation: Invitation, now: datetime, *, since: datetime | None
) -> bool:
    """Only what the page would show: a letter may have closed since it was sent."""
    letter = letters_kept.newest_sent_to(session, invitation.child_id)
    if letter is None or letter.read_at is not None:
        return False
    of_this = letter.review_id == invitation.round.review_id
    new = since is None or (letter.sent_at or since) > since
    return of_this and new and reading_letters.opens(session, letter, now)


def _worded(
    session: Session,
    invitation: Invitation,
    point: ContactPoint,
    house: Services,
    now: datetime,
) -> str:
    """Neutral, save to a number that the child confirmed as their own and private (R17)."""
    council = house.council(session)
    officer = people.officer_of(session, invitation.child_id, london_day(now))
    name = first_word(officer.full_name if officer else None)
    level = Level.K if point.own_and_private and name else Level.N
    link = link_again(session, invitation, house) if level is Level.K else ""
    return wording.text(
        TextKey.SOMETHING_NEW,
        level,
        IN_ENGLISH,
        officer_first_name=name,
        check=council.check_phone,
        link=link,
    )
