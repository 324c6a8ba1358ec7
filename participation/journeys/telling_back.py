"""What happened with what a child said: released, read with the child's own key, and answered.

A released point opens to the key that was in the child's hand when they typed the words it begins
with, and to nothing else (R2, ADR 31): a key that a stranger made opens what the stranger typed.
Whatever cannot be read so is told by a person. What the child says to "Is that right?" goes to the
officer as something asked: it has a due day, and somebody takes it on by name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import own_words
from participation.care.consultations import queries as consultations
from participation.care.consultations.models import Answer, Invitation, InvitationState, Remark
from participation.care.outcomes import queries as outcomes
from participation.care.outcomes import service as outcomes_kept
from participation.care.outcomes.models import Outcome, Point, Reply
from participation.care.outcomes.queries import Told
from participation.care.outcomes.rules import READ_FOR, Verdict
from participation.care.people.models import Child
from participation.care.people.what_stops import Part, Switch, switched
from participation.care.requests.models import AskKind
from participation.care.requests.service import Asked
from participation.care.reviews.models import Review
from participation.guard import keys_of_persons as keys
from participation.guard.audit import Deed, record
from participation.journeys import asking_between_reviews as asking
from participation.journeys.holding_keys import Holder
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState
from participation.questionnaire.definition import Occasion, Sharing

NUDGE = "outcome.tell"
WAIT = timedelta(minutes=30)  # points that are released one after the other are one text
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Source:
    """The child's own words that a point begins with, as they stand now."""

    invitation: Invitation = field(repr=False)
    answer: Answer | None = field(default=None, repr=False)
    remark: Remark | None = field(default=None, repr=False)

    @property
    def page_key(self) -> str:
        row = self.answer or self.remark
        return (row.page_key if row is not None else None) or ""

    @property
    def only_officer(self) -> bool:
        row = self.answer or self.remark
        return row is not None and row.sharing is Sharing.ONLY_OFFICER

    def opens_with(self, marks: Collection[str]) -> bool:
        """Whether it was typed in one of these sittings, and sent."""
        sent = self.invitation.state is InvitationState.FINISHED
        return sent and any(self.page_key.startswith(mark) for mark in marks)


@dataclass(frozen=True, slots=True)
class ToRead:
    """One point as the child reads it."""

    point: Point = field(repr=False)
    outcome: Outcome = field(repr=False)
    source: Source = field(repr=False)
    reply: Reply | None = field(default=None, repr=False)


def sources_of(session: Session, review: Review) -> Mapping[UUID, Source]:
    """The child's own words before one review that stand now: the newest revision of each answer,
    and other words, without what a person found to be somebody else's (R3)."""
    held = consultations.round_of(session, review.id)
    invitations = consultations.invitations_of(session, held.id) if held is not None else []
    own = next((one for one in invitations if one.respondent == "child"), None)
    if own is None:
        return {}
    answers = consultations.answers_of(session, [own.id]).get(own.id, [])
    newest = {row.question_key: row for row in sorted(answers, key=lambda row: row.revision)}
    remarks = consultations.remarks_of(session, [own.id]).get(own.id, [])
    found = {row.public_id: Source(own, answer=row) for row in newest.values()}
    return found | {row.public_id: Source(own, remark=row) for row in remarks}


def promise_nudge(session: Session, review: Review, now: datetime) -> None:
    """Something is there to be read: the link opens again, and one text a day says so. Where that
    of today has been looked at already, the one of tomorrow does."""
    own = own_invitation(session, review)
    if own is not None:
        own.told_until = max(own.told_until or london_day(now), london_day(now) + READ_FOR)
    key = f"{NUDGE}:{review.public_id.hex}:{london_day(now).isoformat()}"
    due_at = now + WAIT
    known = session.scalar(select(OutboxItem.state).where(OutboxItem.unique_key == key))
    if known not in (None, OutboxState.QUEUED):
        key, due_at = f"{key}:again", now + A_DAY
    outbox.promise(session, NUDGE, review.public_id, unique_key=key, due_at=due_at, now=now)


def something_to_read(session: Session, holder: Holder, now: datetime) -> bool:
    """Whether the key opens anything that was released; nothing of an adult's ever."""
    return bool(_to_read(session, holder, now))


def is_told(session: Session, review: Review, now: datetime) -> bool:
    """Whether any point of this review is released just now, whoever may open it."""
    if not may_be_told(review.child, now):
        return False
    released = outcomes.released_to(session, review.child_id)
    return any(one.point.review_id == review.id for one in released)


def read_what_happened(session: Session, holder: Holder, now: datetime) -> Sequence[ToRead]:
    """What the key opens, the audit row first; each point with what the child said to it."""
    _note(session, "outcome.read", holder, now)
    return _to_read(session, holder, now)


def note_shown(one: ToRead, now: datetime) -> None:
    """This one stands on the page: of the others nobody may say that the child read them."""
    outcomes_kept.note_read(one.outcome, now)


def answer_back(
    session: Session,
    holder: Holder,
    outcome: UUID,
    verdict: Verdict,
    words: str,
    *,
    language: str,
    page_key: str,
    house: Services,
    now: datetime,
) -> bool:
    """Is that right? The answer and any words, once for each page.

    "No", "I want to talk about it", and any words at all are something for the officer to take on;
    the words are heard as all words are. False where that wording is not theirs to answer, or not
    any more: the words are kept all the same.
    """
    found = _to_read(session, holder, now)
    told = next((one for one in found if one.outcome.public_id == outcome), None)
    if outcomes.reply_by_page_key(session, page_key) is not None:
        return True
    _note(
        session,
        f"outcome.reply.{verdict}",
        holder,
        now,
        outcome="done" if told is not None else "refused",
    )
    ask = None
    if words.strip() or (told is not None and verdict is not Verdict.YES):
        asked = Asked(
            kind=AskKind.HAPPENED,
            words=words,
            asker=asking.CHILD,
            language=language,
            page_key=page_key,
        )
        ask = asking.take_ask(session, holder.child, asked, house=house, now=now)
    if told is None:
        return False
    outcomes_kept.keep_reply(
        session,
        told.outcome,
        verdict,
        page_key=page_key,
        ask=ask.public_id if ask is not None else None,
        now=now,
    )
    return True


def key_opens(session: Session, person: UUID, sources: Mapping[UUID, Source]) -> frozenset[UUID]:
    """Which of these words the person's key opens."""
    marks = keys.marks_of(session, person)
    return frozenset(which for which, source in sources.items() if source.opens_with(marks))


def may_be_told(child: Child, now: datetime) -> bool:
    """Whoever has left care or is missing still reads what happened; see the table (R16)."""
    return switched(child, Part.WHAT_HAPPENED, london_day(now)) is Switch.OPEN


def _to_read(session: Session, holder: Holder, now: datetime) -> Sequence[ToRead]:
    if holder.adult_id is not None or not may_be_told(holder.child, now):
        return []
    told: Sequence[Told] = outcomes.released_to(session, holder.child.id)
    if not told:
        return []
    sources = sources_of(session, told[0].point.review)
    opened = key_opens(session, holder.person, sources)
    replies = outcomes.replied_to(session, [one.outcome.id for one in told])
    return [
        ToRead(one.point, one.outcome, sources[one.point.source_id], replies.get(one.outcome.id))
        for one in told
        if one.point.source_id in opened
    ]


def own_invitation(session: Session, review: Review) -> Invitation | None:
    """The child's own invitation before a review."""
    for invitation in own_words.invitations_of(session, child_id=review.child_id):
        held = invitation.round
        if held.review_id == review.id and held.occasion is Occasion.BEFORE:
            return invitation
    return None


def review_by_id(session: Session, public_id: UUID) -> Review | None:
    return session.scalar(select(Review).where(Review.public_id == public_id))


def _note(
    session: Session, action: str, holder: Holder, now: datetime, outcome: str = "done"
) -> None:
    deed = Deed(
        actor="respondent",
        action=action,
        subject=f"person:{holder.person.hex}",
        child=holder.child.public_id.hex,
        outcome=outcome,
    )
    record(session, deed, now)
