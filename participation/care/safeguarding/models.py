"""Every piece of free text that arrived, who has read it, and the concerns raised from it.

This room is below `consultations`: it must be able to look at words before anyone has decided
what they are. It knows a child (or nobody yet) and a source by kind and public id, and holds no
words itself.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.care.safeguarding.route import RouteOf, Via
from participation.care.safeguarding.rules import Level
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base, Named


class SourceKind(StrEnum):
    """What the words became; `source_id` is the public id of that row."""

    ANSWER = "answer"
    REMARK = "remark"
    MESSAGE = "message"
    ASK = "ask"  # something asked between reviews
    SEEN = "seen"  # what a member of staff noted beside them; nobody else's words


class HearingState(StrEnum):
    DRAFT = "draft"  # not sent: a person opens it only if it was flagged (R3)
    WAITING = "waiting"
    READ = "read"


class Hearing(Named, Base):
    """One piece of words that must be read by a person by `read_by`."""

    __tablename__ = "hearings"
    __table_args__ = (
        Index("ix_hearings_state_read_due", "state", "read_due"),
        Index("ix_hearings_source_id", "source_id"),
    )

    child_id: Mapped[int | None] = mapped_column(ForeignKey("children.id"), index=True)
    source_kind: Mapped[SourceKind]
    source_id: Mapped[UUID]
    heard_at: Mapped[datetime]
    screened: Mapped[Level]
    screened_language: Mapped[str | None]
    screened_version: Mapped[int | None]
    state: Mapped[HearingState]
    read_due: Mapped[datetime]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    read_at: Mapped[datetime | None]
    past_officer: Mapped[bool] = mapped_column(default=False)  # "not Sam": Sam never sees it (R26)


class ConcernState(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class ConcernOutcome(StrEnum):
    """What whoever acknowledged did; the words to it stand in their step."""

    CONTACTED_CHILD = "contacted_child"
    PASSED_ON = "passed_on"
    NO_CONCERN = "no_concern"


class Concern(UnderKey, Base):
    """A child or adult may not be safe. Owned, acknowledged and closed by people only.

    `rung` is the last rung of the route that was told, -1 before anybody is. `next_at` is when the
    next rung or the next repeat is due, and None once a person has acknowledged.
    """

    __tablename__ = "concerns"

    child_id: Mapped[int | None] = mapped_column(ForeignKey("children.id"), index=True)
    hearing_id: Mapped[int | None] = mapped_column(ForeignKey("hearings.id"), index=True)
    source_kind: Mapped[SourceKind | None]  # what raised it, where there were no words to hear
    source_id: Mapped[UUID | None] = mapped_column(index=True)
    level: Mapped[Level]
    # words | chosen_answer | worry_yes | button | not_screened | help_text | stop_text | picture
    # | sign_of_life | person_worried (somebody who read it was worried, and no machine)
    # | restored (known of by the ledger alone, since the days it was raised in are lost)
    cause: Mapped[str]
    state: Mapped[ConcernState] = mapped_column(default=ConcernState.RAISED, index=True)
    raised_at: Mapped[datetime]
    clock_from: Mapped[datetime]  # what the route's times are counted from: raised, or made graver
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    route: Mapped[RouteOf] = mapped_column(default=RouteOf.CHILD)
    rung: Mapped[int] = mapped_column(default=-1)
    again: Mapped[int] = mapped_column(default=0)  # how often anybody has been told so far
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    first_told_at: Mapped[datetime | None]  # the first alert that a provider took
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    outcome: Mapped[ConcernOutcome | None]
    about_professional: Mapped[bool] = mapped_column(default=False)  # shows the LADO line
    where_now_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    where_now = Sealed.text("where_now_sealed")  # where the child is at this moment (R23)
    authority_there_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    authority_there = Sealed.text("authority_there_sealed")  # whose area that is (R23)
    to_reach_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    to_reach = Sealed.json("to_reach_sealed")  # what the child said about being rung; all optional


class ConcernDid(StrEnum):
    """What a step is. A machine raises, tells and escalates; the rest only people do."""

    RAISED = "raised"
    OPENED = "opened"  # by this person for the first time
    TOLD = "told"
    NOT_TOLD = "not_told"
    ACKNOWLEDGED = "acknowledged"
    ESCALATED = "escalated"
    NOTE = "note"
    EXCLUDED = "excluded"
    LET_BACK = "let_back"  # the wrong person had been left out
    HANDED_OVER = "handed_over"
    CHILD_TOLD = "child_told"
    LEVEL_RAISED = "level_raised"
    CLOSED = "closed"


class ConcernStep(UnderKey, Base):
    """One thing that was done about a concern, in order. `about_id` is who was told, or left out;
    `via` is page | mail | text | voice."""

    __tablename__ = "concern_steps"

    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]  # a ConcernDid
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    via: Mapped[str | None]
    rung: Mapped[int | None]
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    note = Sealed.text("note_sealed")


class ExcludedAs(StrEnum):
    SUBJECT = "subject"  # the concern is about them
    MANAGER = "manager"  # of the subject, and marked by a person
    TEAM = "team"


class ConcernExclusion(Named, Base):
    """Somebody who leaves a concern's route and can neither open, acknowledge nor close it. It
    beats every role."""

    __tablename__ = "concern_exclusions"
    __table_args__ = (UniqueConstraint("concern_id", "staff_id"),)

    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    why: Mapped[ExcludedAs]
    since: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))


class AlertState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"  # the provider took it: nobody has read anything yet
    JOINED = "joined"  # the same line reached this person several times just now, for others
    FAILED = "failed"
    CANCELLED = "cancelled"  # acknowledged meanwhile, or this person left the route


class ConcernAlert(Named, Base):
    """One message to one person by one way that something urgent waits. It says no more."""

    __tablename__ = "concern_alerts"
    __table_args__ = (UniqueConstraint("concern_id", "again", "staff_id", "via"),)

    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    rung: Mapped[int]
    again: Mapped[int]
    via: Mapped[Via]
    informed_only: Mapped[bool] = mapped_column(default=False)  # told, but not the one to act
    state: Mapped[AlertState] = mapped_column(default=AlertState.WAITING)
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    failed_once: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None]


class DrillKind(StrEnum):
    HEARTBEAT = "heartbeat"  # every day, by itself
    TEST = "test"  # a person asked for it; whoever gets it says so on the page


class RouteDrill(Named, Base):
    """One message along the route that says it is a test, and what became of it. `answered_at` is
    when that person pressed "I got it", signed in."""

    __tablename__ = "route_drills"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    via: Mapped[Via]
    kind: Mapped[DrillKind]
    made_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    failed: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None]
