"""Points a child raised, what became of each, decisions, papers given out, and the code.

A point names the child's own words and holds none: whoever reads it is shown the words as they
stand. What was written about it is sealed under the child's key, each wording a row of its own.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.outcomes.codes import Code as Code
from participation.care.outcomes.rules import OutcomeKind as OutcomeKind
from participation.care.outcomes.rules import Paper as Paper
from participation.care.outcomes.rules import ToldHow as ToldHow
from participation.care.outcomes.rules import Verdict as Verdict
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base, Named


class Point(Named, Base):
    """One thing the child said, chosen by the officer: an answer or other words, by their ids."""

    __tablename__ = "points"
    __table_args__ = (UniqueConstraint("review_id", "source_id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    source_id: Mapped[UUID]  # of the answer or remark
    one_thing: Mapped[bool] = mapped_column(default=False)
    picked: Mapped[bool] = mapped_column(default=False)  # by the child, at most three
    only_officer: Mapped[bool]  # kept for the officer, when it was chosen
    dropped_at: Mapped[datetime | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    made_at: Mapped[datetime]

    review: Mapped[Review] = relationship()


class Outcome(UnderKey, Base):
    """What became of a point, as the officer wrote it at one moment. The newest counts."""

    __tablename__ = "outcomes"
    __table_args__ = (UniqueConstraint("point_id", "revision"),)

    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    revision: Mapped[int]
    kind: Mapped[OutcomeKind]
    who_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    who = Sealed.text("who_sealed")
    by_on: Mapped[date | None]
    because_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    because = Sealed.text("because_sealed")
    told_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    told = Sealed.text("told_sealed")  # as the child reads it
    language: Mapped[str]  # of `told`
    safe_to_show: Mapped[bool] = mapped_column(default=False)  # though kept for the officer (R2)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    written_at: Mapped[datetime]
    released_at: Mapped[datetime | None]  # for reading with the child's own key
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    read_at: Mapped[datetime | None]  # when the child first opened it
    told_on: Mapped[date | None]  # a person told them
    told_how: Mapped[ToldHow | None]
    told_by_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    told_by = Sealed.text("told_by_sealed")
    told_noted_at: Mapped[datetime | None]

    point: Mapped[Point] = relationship()


class Reply(Named, Base):
    """What the child said to "Is that right?". Words with it are an ask of theirs, by public id."""

    __tablename__ = "replies"

    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcomes.id"), index=True)
    answer: Mapped[Verdict]
    page_key: Mapped[str] = mapped_column(unique=True)  # the same page pressed twice is one (I13)
    ask: Mapped[UUID | None]
    at: Mapped[datetime]


class Decision(UnderKey, Base):
    """What was decided: what should change, how, who, by when, and how we will know."""

    __tablename__ = "decisions"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    outcome_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    outcome = Sealed.text("outcome_sealed")
    how_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    how = Sealed.text("how_sealed")
    who_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    who = Sealed.text("who_sealed")
    by_on: Mapped[date]
    sign_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sign = Sealed.text("sign_sealed")  # how we will know
    written_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    written_at: Mapped[datetime]
    struck_at: Mapped[datetime | None]


class Letter(UnderKey, Base):
    """The letter to the child after a review, as the officer wrote it at one moment. What was sent
    stays as it was sent; whatever is written after that is another row."""

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("review_id", "revision"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    revision: Mapped[int]
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    words = Sealed.text("words_sealed")
    language: Mapped[str]
    about: Mapped[list[str]] = mapped_column(JSON, default=list)  # ids of the child's words, in hex
    written_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    with_key: Mapped[bool] = mapped_column(default=False)  # to be read with the child's own key
    read_at: Mapped[datetime | None]  # when the child first opened it

    review: Mapped[Review] = relationship()


class PaperDone(Base):
    """A paper of a review was finished on a day. Rows are only added; the newest counts."""

    __tablename__ = "papers_done"
    __table_args__ = (Index("ix_papers_done_review_id_paper", "review_id", "paper"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    paper: Mapped[Paper]
    done_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]


class PaperGiven(UnderKey, Base):
    """Somebody was given the decisions or the record: who, when and how."""

    __tablename__ = "papers_given"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    paper: Mapped[str]  # decisions | record | letter
    given_to_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    given_to = Sealed.text("given_to_sealed")
    given_on: Mapped[date]
    how: Mapped[str]  # a code: post | hand | mail | system
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]


class Participation(UnderKey, Base):
    """The participation code that the officer confirmed, with the facts. The newest counts."""

    __tablename__ = "participations"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # yes and no, no words
    suggested: Mapped[Code | None]
    code: Mapped[Code]
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason = Sealed.text("reason_sealed")
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    confirmed_at: Mapped[datetime]

    confirmed_by: Mapped[StaffMember] = relationship()
