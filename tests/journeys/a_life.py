"""A child's whole time in care in a few rows: everything sealed of it holds the same odd word."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    Message,
    MessageState,
    PrivateTalk,
    Round,
    Task,
    TaskKind,
    TaskState,
    conversation_invitations,
)
from participation.care.outcomes.models import Decision, Outcome, Point
from participation.care.outcomes.rules import OutcomeKind
from participation.care.people import queries as people
from participation.care.people.models import Adult, Child, Relationship, StaffMember
from participation.care.requests.models import Ask, AskState
from participation.care.requests.rules import AskKind
from participation.care.reviews.models import Review, ReviewState
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import (
    Concern,
    ConcernDid,
    ConcernState,
    Hearing,
    HearingState,
)
from participation.care.safeguarding.rules import Level
from participation.care.summaries import queries as summaries
from participation.care.summaries.models import Filing
from participation.guard.keys_of_persons import KeyKind, PersonKey
from participation.journeys.closing import standing_summary
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.questionnaire.definition import Occasion
from tests.factories import Make
from tests.journeys.a_life_in_papers import opened_in_an_emergency, papers_of
from tests.saying import Saying

WORD = "Quittenmarmelade"


@dataclass
class Life:
    """One child, who is around them, and what was said."""

    make: Make
    officer: StaffMember
    child: Child
    mother: Adult
    related: Relationship
    review: Review
    invitation: Invitation
    asked_mother: Invitation
    numbers: list[str] = field(default_factory=list)

    def read_everything(self) -> None:
        with transaction() as session:
            for one in session.scalars(select(Hearing)):
                one.state = HearingState.READ

    def file_summaries(self, reference: str = f"EDRMS {WORD}") -> None:
        with transaction() as session:
            child = session.get_one(Child, self.child.id)
            now = self.make.clock.now()
            standing_summary(session, self.review.id, "closed", now)
            newest = summaries.newest(session, self.review.id)
            assert newest is not None
            row = Filing(
                key=child.key,
                review_id=self.review.id,
                version=newest.version,
                reference=reference,
                by_id=self.officer.id,
                at=now,
            )
            session.add(row)

    def ends(self, on: date | None) -> None:
        with transaction() as session:
            session.get_one(Child, self.child.id).ceased_on = on


def lived(
    make: Make, *, mother: Adult | None = None, name: str = WORD, officer: StaffMember | None = None
) -> Life:
    """A child asked before one review, with all that may stand beside it."""
    officer = officer or make.staff()
    child = make.child(
        officer=officer, name=name, known_as=name, communication=[name], dialect=name
    )
    mother = mother or make.adult(name)
    related = make.relationship(child, mother, not_asked_reason=name)
    numbers = [make.number(), make.number()]
    make.contact(child=child, number=numbers[0])
    make.contact(adult=mother, number=numbers[1])
    review = make.review(child, in_days=3)
    held = make.round(review)
    invitation = make.invitation(round=held, company="alone")
    asked_mother = make.invitation(round=held, related=related, form="parent_text")
    say = Saying(make)
    say.send(invitation)
    say.add(invitation, f"{name} on the stairs")
    say.text(asked_mother, make.house.library.forms["parent_text"].questions[0].key, name)
    after = make.round(review, occasion=Occasion.AFTER)
    how_it_was = make.invitation(round=after, related=related, form="after_parent")
    say.fill_in(how_it_was, "papers", "none", words=name)
    say.send(how_it_was)
    say.add(how_it_was, name)
    life = Life(make, officer, child, mother, related, review, invitation, asked_mother, numbers)
    with transaction() as session:
        _beside(session, life, name)
    life.read_everything()
    return life


def _beside(session: Any, life: Life, word: str) -> None:
    now, make = life.make.clock.now(), life.make
    child = session.get_one(Child, life.child.id)
    officer = session.get_one(StaffMember, life.officer.id)
    review = session.get_one(Review, life.review.id)
    key = child.key
    talk = Conversation(
        number_hash=people.number_hash(make.house.ring, life.numbers[1]),
        adult_id=life.mother.id,
        state=ConversationState.DONE,
        opened_at=now,
    )
    session.add(talk)
    session.flush()
    session.execute(
        conversation_invitations.insert().values(
            conversation_id=talk.id, invitation_id=life.asked_mother.id
        )
    )
    for direction, state in (
        (Direction.IN, MessageState.PLACED),
        (Direction.OUT, MessageState.DELIVERED),
    ):
        session.add(
            Message(
                key=key,
                direction=direction,
                provider="twilio",
                provider_id=uuid4().hex,
                number=life.numbers[1],
                number_hash=talk.number_hash,
                body=word,
                state=state,
                at=now,
                conversation_id=talk.id,
                invitation_id=life.asked_mother.id,
            )
        )
    session.add(
        Task(
            key=key,
            kind=TaskKind.CALL,
            about=life.asked_mother.public_id.hex,
            child_id=child.id,
            invitation_id=life.asked_mother.id,
            owner_role="iro",
            due_on=make.today,
            state=TaskState.DONE,
            note=word,
            made_at=now,
        )
    )
    session.add(PrivateTalk(key=key, review_id=review.id, outcome="talked", note=word))
    point = Point(
        review_id=review.id,
        source_id=uuid4(),
        only_officer=False,
        made_by_id=officer.id,
        made_at=now,
    )
    session.add(point)
    session.flush()
    session.add(
        Outcome(
            key=key,
            point_id=point.id,
            revision=1,
            kind=OutcomeKind.YES,
            who=word,
            because=word,
            told=word,
            language="en",
            written_by_id=officer.id,
            written_at=now,
        )
    )
    session.add(
        Decision(
            key=key,
            review_id=review.id,
            outcome=word,
            how=word,
            who=word,
            by_on=make.today,
            sign=word,
            written_by_id=officer.id,
            written_at=now,
        )
    )
    session.add(
        Ask(
            key=key,
            child_id=child.id,
            asker="child",
            kind=AskKind.MESSAGE,
            words=word,
            answer=word,
            language="en",
            page_key=uuid4().hex,
            desk="iro",
            asked_at=now,
            due_on=make.today,
            state=AskState.DONE,
            done_at=now,
        )
    )
    concern = safeguarding.raise_concern(
        session, child_id=child.id, level=Level.AMBER, cause="words", key=key, now=now
    )
    concern.where_now = concern.to_reach = word
    steps.add_step(session, concern, ConcernDid.OPENED, by_id=officer.id, now=now, note=word)
    for one in session.scalars(select(Concern).where(Concern.child_id == child.id)):
        one.state, one.next_at = ConcernState.CLOSED, None
    papers_of(session, life, key, word)
    opened_in_an_emergency(session, life, key, word)
    session.add(
        PersonKey(person=child.public_id, kind=KeyKind.PIN, secret_hash="x", made_at=system_now())
    )
    review.state, review.held_on = ReviewState.HELD, make.today + timedelta(days=3)
    for held in session.scalars(select(Round).where(Round.review_id == review.id)):
        held.closed_at = now
