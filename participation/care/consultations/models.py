"""A round of asking before one review: who was asked in which way, and what they said.

`Answer` keeps every revision; the newest counts. `Remark` keeps words that are not an answer.
`Message` is one text in or out, with its body, so that a retry sends the same words and the
provider can be asked whether it already has them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.consultations.states import BatchState as BatchState
from participation.care.consultations.states import Channel as Channel
from participation.care.consultations.states import ConversationState as ConversationState
from participation.care.consultations.states import Direction as Direction
from participation.care.consultations.states import InvitationState as InvitationState
from participation.care.consultations.states import MessageState as MessageState
from participation.care.consultations.states import RemarkKind as RemarkKind
from participation.care.consultations.states import TaskKind as TaskKind
from participation.care.consultations.states import TaskState as TaskState
from participation.care.consultations.states import Way as Way
from participation.care.people.models import Adult, Child, Relationship, StaffMember
from participation.care.reviews.models import Review
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base, Named
from participation.questionnaire.definition import AnswerState, How, Occasion, Sharing


class StoredForm(Base):
    """Every definition ever asked with, by content hash (D4), so that it can always be shown."""

    __tablename__ = "stored_forms"

    content_hash: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    version: Mapped[str]
    definition: Mapped[str]  # canonical JSON


class Round(Named, Base):
    """A round of asking: before a review, what people think; after it, how it was for them."""

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("review_id", "occasion"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    occasion: Mapped[Occasion] = mapped_column(default=Occasion.BEFORE)
    opened_at: Mapped[datetime]
    closes_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    timetable: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    review: Mapped[Review] = relationship()
    invitations: Mapped[list[Invitation]] = relationship(back_populates="round")


class Batch(Named, Base):
    """First texts that a person lets go together, where the council has chosen so.

    At most one waits at a time. A released one is history once its time has come.
    """

    __tablename__ = "batches"
    __table_args__ = (
        Index(
            "uq_batches_state_waiting",
            "state",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    state: Mapped[BatchState] = mapped_column(default=BatchState.WAITING)
    made_at: Mapped[datetime]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    goes_at: Mapped[datetime | None]
    releases: Mapped[int] = mapped_column(default=0)  # how often it was let go and taken back


class Invitation(Named, Base):
    """One person asked before one review: the child, or one adult through their relationship."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("round_id", "respondent"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    relationship_id: Mapped[int | None] = mapped_column(ForeignKey("relationships.id"), index=True)
    respondent: Mapped[str]  # "child", or the relationship's public id in hex
    role: Mapped[str]  # "child", or the RelationshipKind
    form_key: Mapped[str | None]
    form_version: Mapped[str | None]
    form_hash: Mapped[str | None] = mapped_column(ForeignKey("stored_forms.content_hash"))
    language: Mapped[str] = mapped_column(default="en")
    way: Mapped[Way]
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.TO_SEND, index=True)
    not_heard_reason: Mapped[str | None]  # a code of consultations/rules.NotHeard
    reason_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))  # who chose it
    reason_on: Mapped[date | None]
    tried: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)  # noted at the end (R7)
    asked_from: Mapped[date]  # the day from which this person is asked (R10)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    handed_code_hash: Mapped[str | None] = mapped_column(unique=True)  # of a device handed over
    handed_until: Mapped[datetime | None]  # by the machine's clock
    link_generation: Mapped[int] = mapped_column(default=1)  # raise it to kill every older sitting
    company: Mapped[str | None]  # alone | carer | outside: who was with the child (R24)
    helped_by: Mapped[str | None]
    mode: Mapped[str | None]  # how they chose to answer, as in a sitting; None: nobody chose yet
    sent_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    if_forgotten_from: Mapped[date | None]  # the day they said "if I forget, send what I have said"
    sent_for_them: Mapped[bool] = mapped_column(default=False)  # sent because they had asked for it
    told_until: Mapped[date | None]  # until then the link leads to what happened, behind the key

    round: Mapped[Round] = relationship(back_populates="invitations")
    child: Mapped[Child] = relationship()
    asked_through: Mapped[Relationship | None] = relationship()
    reason_by: Mapped[StaffMember | None] = relationship()


class Answer(UnderKey, Base):
    """One revision of one answer, sealed under the child's key."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("invitation_id", "question_key", "revision"),)

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id"))
    question_key: Mapped[str]
    revision: Mapped[int]
    state: Mapped[AnswerState]
    value_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    value = Sealed.json("value_sealed")
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed.text("words_sealed")
    sharing: Mapped[Sharing]
    channel: Mapped[Channel]
    language: Mapped[str]
    how_read: Mapped[How]
    helped_by: Mapped[str | None]
    page_key: Mapped[str | None]  # the same page posted twice is one answer (I13)
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # a person found that these were somebody else's words


class Remark(UnderKey, Base):
    """Words that are not an answer, verbatim, sealed under the child's key."""

    __tablename__ = "remarks"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id"), index=True)
    kind: Mapped[RemarkKind]
    question_key: Mapped[str | None]
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    words = Sealed.text("words_sealed")
    sharing: Mapped[Sharing]
    channel: Mapped[Channel]
    language: Mapped[str]
    page_key: Mapped[str | None]
    received_at: Mapped[datetime]
    placed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    withdrawn_at: Mapped[datetime | None]  # a person found that these were somebody else's words


conversation_invitations = Table(
    "conversation_invitations",
    Base.metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("invitation_id", ForeignKey("invitations.id"), primary_key=True, index=True),
)


class Conversation(Named, Base):
    """One person answering by text on one phone; a parent of siblings has one (R8).

    The database itself holds that a phone has one open conversation: a second person on the same
    phone waits and is never named.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_number_hash_state", "number_hash", "state"),
        Index(
            "uq_conversations_number_hash_open",
            "number_hash",
            unique=True,
            sqlite_where=text("state IN ('opening', 'asking')"),
            postgresql_where=text("state IN ('opening', 'asking')"),
        ),
    )

    number_hash: Mapped[str]
    adult_id: Mapped[int | None] = mapped_column(ForeignKey("adults.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(ForeignKey("children.id"), index=True)
    state: Mapped[ConversationState]
    question_key: Mapped[str | None]
    turn: Mapped[int] = mapped_column(default=0)
    misses: Mapped[int] = mapped_column(default=0)
    gathering_until: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(default="en")
    opened_at: Mapped[datetime]
    last_word_at: Mapped[datetime | None]

    adult: Mapped[Adult | None] = relationship()
    child: Mapped[Child | None] = relationship()
    invitations: Mapped[list[Invitation]] = relationship(secondary=conversation_invitations)


class Message(UnderKey, Base):
    """One text in or out. Sealed under the child's key where one child is known, else the
    council's."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_number_hash_at", "number_hash", "at"),
        Index("ix_messages_conversation_id", "conversation_id"),
        Index(
            "ix_messages_reported_at",
            "reported_at",
            sqlite_where=text("reported_at IS NOT NULL"),
            postgresql_where=text("reported_at IS NOT NULL"),
        ),
        Index(
            "ix_messages_at_provider",
            "id",
            sqlite_where=text("forget_promised_at IS NULL"),
            postgresql_where=text("forget_promised_at IS NULL"),
        ),
        Index(
            "ix_messages_counted_at",
            "counted_at",
            sqlite_where=text("counted_at IS NOT NULL"),
            postgresql_where=text("counted_at IS NOT NULL"),
        ),
    )

    direction: Mapped[Direction]
    provider: Mapped[str]
    provider_id: Mapped[str | None] = mapped_column(unique=True)
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number = Sealed.text("number_sealed")
    number_hash: Mapped[str]
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    body = Sealed.text("body_sealed")
    template: Mapped[str | None]
    begun_by_us: Mapped[bool] = mapped_column(default=False)  # hours and caps bind these (R18)
    to_child: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None]
    state: Mapped[MessageState] = mapped_column(index=True)
    states: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # all ever seen
    pictures: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None]
    anomaly: Mapped[str | None]  # e.g. the same provider id came with another body (B27)
    at: Mapped[datetime]
    provider_at: Mapped[datetime | None]  # when the provider had it, where it says so (I2)
    reported_at: Mapped[datetime | None]  # when the provider last said what became of it
    forget_promised_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]  # when its words were blanked at the provider (T22)
    counted_at: Mapped[datetime | None]  # when it was handed over, of those the hourly cap counts
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"), index=True)


class Placement(UnderKey, Base):
    """What a person decided about one text: whose words it holds, or that it is nobody's of ours.

    Rows are only added; the newest counts, and those before it say what was thought first.
    """

    __tablename__ = "placements"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    what: Mapped[str]  # placed | not_ours | taken_back
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    note = Sealed.text("note_sealed")


class ProviderLook(Base):
    """How far we have looked at one provider for texts that no webhook brought.

    Both by the machine's own time, as the provider's listing is.
    """

    __tablename__ = "provider_looks"

    provider: Mapped[str] = mapped_column(primary_key=True)
    looked_until: Mapped[datetime]  # everything that came before is here
    looked_at: Mapped[datetime]  # when a look last came to its end


class Task(UnderKey, Base):
    """Something a person must do by a day, so that nobody is left out silently."""

    __tablename__ = "tasks"
    __table_args__ = (UniqueConstraint("kind", "about"),)

    kind: Mapped[TaskKind]
    about: Mapped[str]  # what makes it one task: e.g. the invitation's public id in hex
    child_id: Mapped[int | None] = mapped_column(ForeignKey("children.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    owner_role: Mapped[str]
    due_on: Mapped[date]
    reason: Mapped[str | None]  # a code, e.g. "no_number"
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN, index=True)
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    note = Sealed.text("note_sealed")
    attempts: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # dated, coded
    made_at: Mapped[datetime]


class PrivateTalk(UnderKey, Base):
    """The IRO's talk with the child alone before the review (R29)."""

    __tablename__ = "private_talks"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    on: Mapped[date | None]
    alone: Mapped[bool | None]
    how: Mapped[str | None]
    interpreter: Mapped[bool | None]
    outcome: Mapped[str]  # talked | refused | not_appropriate
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    note = Sealed.text("note_sealed")
