"""What is looked at after each move: nobody is asked about a review that is off, one officer each.

What ought to be comes from the drill's own plain values; what is comes from the house's tables, and
from what the provider of texts and the mail server were given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Round,
    conversation_invitations,
)
from participation.care.people import queries as people
from participation.care.people.models import AssignedAs, Assignment, Child, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.care.summaries.models import Summary
from participation.kernel.db import reading
from participation.outbox.models import OutboxItem, OutboxState
from tests.drills.a_house import Drill
from tests.drills.case_system import Truth

_HELD_OFF = (ReviewState.CANCELLED, ReviewState.HELD)


@dataclass
class Moves:
    """What was done and what was seen."""

    done: Counter[str] = field(default_factory=Counter)
    texts: int = 0
    mails: int = 0
    faults: list[str] = field(default_factory=list)


class Looking:
    """Compares the house with what is so, and writes every difference down."""

    def __init__(self, drill: Drill, truth: Truth, officers: Sequence[str]) -> None:
        self._drill, self._truth, self._officers = drill, truth, officers
        self._first_day = drill.today
        self.seen = Moves()

    def after(self, doing: str) -> None:
        with reading() as session:
            self._nothing_waits_for_a_cancelled_review(session, doing)
            self._nothing_went_for_a_cancelled_review(session, doing)
            self._each_child_has_who_is_on_duty(session, doing)
            self._mails_went_to_who_is_on_duty(session, doing)

    def _nothing_waits_for_a_cancelled_review(self, session: Session, doing: str) -> None:
        off = (
            select(Invitation.id)
            .join(Round, Invitation.round_id == Round.id)
            .join(Review, Round.review_id == Review.id)
            .where(Review.state.in_(_HELD_OFF))
        )
        promised = session.scalars(
            select(OutboxItem.unique_key).where(
                OutboxItem.kind.in_(("invitation.send", "invitation.remind")),
                OutboxItem.state == OutboxState.QUEUED,
                OutboxItem.subject.in_([i.public_id.hex for i in _those(session, off)]),
            )
        ).all()
        waiting = [one for one in _those(session, off) if one.state is InvitationState.TO_SEND]
        texts = session.scalars(
            select(Message.id).where(
                Message.invitation_id.in_(off),
                Message.begun_by_us,
                Message.state == MessageState.QUEUED,
            )
        ).all()
        for text in texts:
            if not _asks_about_another(session, text):
                self.seen.faults.append(f"after {doing}: a text waits for a review that is off")
        if promised or waiting:
            self.seen.faults.append(f"after {doing}: somebody is to be asked for one that is off")

    def _nothing_went_for_a_cancelled_review(self, session: Session, doing: str) -> None:
        fresh = self._drill.edges.texts[self.seen.texts :]
        self.seen.texts += len(fresh)
        for text in fresh:
            message = session.scalars(
                select(Message).where(Message.provider_id == text.provider_id)
            ).one()
            if not message.begun_by_us:
                continue
            links = conversation_invitations.c
            asked = select(links.invitation_id).where(
                links.conversation_id == message.conversation_id
            )
            about = _those(session, asked)
            if message.to_child:
                about = [one for one in about if one.id == message.invitation_id]
            truths = [self._truth.planned(one.round.review.external_id) for one in about]
            if not any(one is not None and not one.cancelled for one in truths):
                self.seen.faults.append(f"after {doing}: a text asked about a cancelled review")

    def _each_child_has_who_is_on_duty(self, session: Session, doing: str) -> None:
        today = self._drill.today
        for child in self._truth.officer:
            key = child_key(session, child)
            found = people.officer_of(session, key, today)
            expected = self._truth.on_duty(child, today)
            if (found.external_id if found else None) != expected:
                self.seen.faults.append(f"after {doing}: {child} has not who is on duty")
            has = key in set(session.scalars(people.children_with_officer(today)))
            if has != (expected is not None):
                self.seen.faults.append(f"after {doing}: {child} has nobody and is not shown so")
            owners = [
                one
                for one in self._officers
                if key
                in set(
                    session.scalars(
                        people.children_open_to(
                            staff_key(session, one),
                            today,
                            assigned_as=(AssignedAs.REVIEWING_OFFICER,),
                        )
                    )
                )
            ]
            if owners != [self._truth.officer[child]]:
                self.seen.faults.append(f"after {doing}: {child} is open to {len(owners)} officers")

    def _mails_went_to_who_is_on_duty(self, session: Session, doing: str) -> None:
        fresh = self._drill.edges.mails[self.seen.mails :]
        self.seen.mails += len(fresh)
        for mail in fresh:
            child = _child_told_of(session, mail.work)
            if child is None:
                continue
            expected = self._truth.on_duty(child, self._drill.today)
            if mail.to != f"{(expected or '').lower()}@council.example":
                self.seen.faults.append(f"after {doing}: a mail went to somebody not on duty")

    def every_day_had_one_officer(self) -> None:
        with reading() as session:
            for child in self._truth.officer:
                rows = session.scalars(
                    select(Assignment).where(
                        Assignment.child_id == child_key(session, child),
                        Assignment.assigned_as == AssignedAs.REVIEWING_OFFICER,
                    )
                ).all()
                day = self._first_day
                while day <= self._drill.today:
                    live = [
                        one
                        for one in rows
                        if one.from_on <= day and (one.until_on is None or one.until_on >= day)
                    ]
                    if len(live) != 1:
                        self.seen.faults.append(f"{child} had {len(live)} officers on {day}")
                    day += timedelta(days=1)


def _those(session: Session, keys: Select[int]) -> Sequence[Invitation]:
    return session.scalars(select(Invitation).where(Invitation.id.in_(keys))).all()


def _asks_about_another(session: Session, message_id: int) -> bool:
    """Whether the text asks about a review that takes place, beside the one that is off."""
    links = conversation_invitations.c
    found = (
        select(Review.id)
        .join(Round, Round.review_id == Review.id)
        .join(Invitation, Invitation.round_id == Round.id)
        .join(conversation_invitations, links.invitation_id == Invitation.id)
        .join(Message, Message.conversation_id == links.conversation_id)
        .where(Message.id == message_id, Review.state.not_in(_HELD_OFF))
    )
    return session.scalar(found.limit(1)) is not None


def _child_told_of(session: Session, work: str) -> str | None:
    """Whose review the officer was told of by this piece of work; None for other mails."""
    subject = session.scalar(
        select(OutboxItem.subject).where(
            OutboxItem.public_id == UUID(work), OutboxItem.kind == "officer.tell"
        )
    )
    if subject is None:
        return None
    return session.scalar(
        select(Child.external_id)
        .join(Review, Review.child_id == Child.id)
        .join(Summary, Summary.review_id == Review.id)
        .where(Summary.public_id == UUID(subject))
    )


def child_key(session: Session, child: str) -> int:
    return session.scalars(select(Child.id).where(Child.external_id == child)).one()


def staff_key(session: Session, staff: str) -> int:
    return session.scalars(select(StaffMember.id).where(StaffMember.external_id == staff)).one()
