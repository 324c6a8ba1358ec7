"""What others wrote or did about a child: who is around them, what became of what they said,
concerns, and who looked. Of an adult none of it is theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from participation.care.consultations.models import (
    Invitation,
    PrivateTalk,
    Task,
    TaskKind,
)
from participation.care.interpreting.booking_models import Booking
from participation.care.outcomes.models import (
    Decision,
    Letter,
    Outcome,
    PaperGiven,
    Participation,
    Point,
    Reply,
)
from participation.care.people.models import Assignment, Relationship, StaffMember
from participation.care.reviews.models import Review
from participation.care.subject_access.gather import Gather, facts
from participation.care.subject_access.lines import Line, Section
from participation.care.subject_access.own import invitations_of
from participation.care.subject_access.rules import Part

OfReview = TypeVar("OfReview", Decision, Letter, PrivateTalk, PaperGiven, Participation)
_OF_THE_COPY = (TaskKind.SUBJECT_EXPORT, TaskKind.FILE_FIRST)  # of these very papers


def around(g: Gather) -> Iterator[Line]:
    """Who is known around the child, and who worked with them here."""
    if not g.is_childs:
        return
    rows = g.session.scalars(
        select(Relationship)
        .where(Relationship.child_id == g.child.id)
        .options(joinedload(Relationship.adult))
        .order_by(Relationship.id)
    )
    for row in rows:
        yield g.line(
            Section.AROUND,
            "relationship",
            f"relationship:{row.public_id.hex}",
            words=row.not_asked_reason,
            facts=facts(
                kind=row.kind.value,
                name=row.adult.full_name,
                parental_responsibility=row.parental_responsibility,
                may_be_asked=row.may_be_asked,
            ),
            beside=g.beside(row.public_id),
            about_others=True,
        )
    staff = g.session.execute(
        select(Assignment, StaffMember)
        .join(StaffMember, StaffMember.id == Assignment.staff_id)
        .where(Assignment.child_id == g.child.id)
        .order_by(Assignment.id)
    )
    for assigned, who in staff:
        yield g.line(
            Section.AROUND,
            "assignment",
            f"assignment:{assigned.id}",
            facts=facts(
                assigned_as=assigned.assigned_as.value,
                name=who.full_name,
                from_on=assigned.from_on,
                until_on=assigned.until_on,
            ),
        )


def tasks(g: Gather) -> Iterator[Line]:
    """What somebody was to do about reaching them, with what was noted."""
    ids = [row.id for row in invitations_of(g)]
    mine = Task.invitation_id.in_(ids)
    theirs = or_(mine, Task.child_id == g.child.id) if g.is_childs else mine
    kept_apart = [] if not g.is_childs else _of_others(g)
    for row in g.session.scalars(
        select(Task).where(theirs, Task.kind.not_in(_OF_THE_COPY)).order_by(Task.id)
    ):
        if row.invitation_id in kept_apart:
            continue
        yield g.line(
            Section.ASKED,
            "task",
            f"task:{row.public_id.hex}",
            at=row.made_at,
            words=row.note,
            facts=facts(
                task=row.kind.value,
                due_on=row.due_on,
                attempts="; ".join(f"{one.get('on', '')} {one.get('what', '')}"
                                   for one in row.attempts),
            ),
            for_everyone=False,
        )  # fmt: skip


def after(g: Gather) -> Iterator[Line]:
    """What became of what the child said: outcomes, decisions, letters, the talk alone."""
    if not g.is_childs:
        return
    for review in g.session.scalars(
        select(Review).where(Review.child_id == g.child.id).order_by(Review.id)
    ):
        yield from _review(g, review)


def _review(g: Gather, review: Review) -> Iterator[Line]:
    mark = review.public_id.hex
    yield g.line(
        Section.AFTER,
        "review",
        f"review:{mark}",
        facts=facts(
            review_kind=review.kind.value,
            review_on=review.day,
            held_on=review.held_on,
            late_reason=review.late_reason,
        ),
    )
    outcomes = g.session.execute(
        select(Point, Outcome)
        .join(Outcome, Outcome.point_id == Point.id)
        .where(Point.review_id == review.id)
        .order_by(Point.id, Outcome.revision)
    )
    for point, outcome in outcomes:
        yield g.line(
            Section.AFTER,
            "outcome",
            f"outcome:{outcome.public_id.hex}",
            part=Part.KEPT if point.only_officer else Part.OPEN,
            at=outcome.written_at,
            words=outcome.told,
            language=outcome.language,
            facts=facts(
                outcome=outcome.kind.value,
                who=outcome.who,
                by_on=outcome.by_on,
                because=outcome.because,
                released_at=outcome.released_at,
                told_on=outcome.told_on,
                told_by=outcome.told_by,
            ),
            beside=g.beside(outcome.public_id),
            for_everyone=False,
        )
    replies = g.session.execute(
        select(Reply, Point.only_officer)
        .join(Outcome, Outcome.id == Reply.outcome_id)
        .join(Point, Point.id == Outcome.point_id)
        .where(Point.review_id == review.id)
        .order_by(Reply.id)
    )
    for reply, only_officer in replies:
        yield g.line(
            Section.AFTER,
            "reply",
            f"reply:{reply.public_id.hex}",
            part=Part.KEPT if only_officer else Part.OPEN,
            at=reply.at,
            facts=facts(verdict=reply.answer.value),
            for_everyone=False,
        )
    for decision in _of(g, review, Decision):
        yield g.line(
            Section.AFTER,
            "decision",
            f"decision:{decision.public_id.hex}",
            at=decision.written_at,
            words=decision.outcome,
            facts=facts(
                how=decision.how,
                who=decision.who,
                by_on=decision.by_on,
                sign=decision.sign,
                struck_at=decision.struck_at,
            ),
            beside=g.beside(decision.public_id),
        )
    for letter in _of(g, review, Letter):
        yield g.line(
            Section.AFTER,
            "letter",
            f"letter:{letter.public_id.hex}",
            at=letter.sent_at or letter.written_at,
            words=letter.words,
            language=letter.language,
            facts=facts(sent_at=letter.sent_at),
            beside=g.beside(letter.public_id),
            for_everyone=False,
        )
    for talk in _of(g, review, PrivateTalk):
        yield g.line(
            Section.AFTER,
            "talk",
            f"talk:{talk.public_id.hex}",
            part=Part.KEPT,
            words=talk.note,
            facts=facts(
                talk=talk.outcome,
                on=talk.on,
                alone=talk.alone,
                how=talk.how,
                interpreter=talk.interpreter,
            ),
            for_everyone=False,
        )
    for given in _of(g, review, PaperGiven):
        yield g.line(
            Section.AFTER,
            "paper",
            f"paper:{given.public_id.hex}",
            facts=facts(paper=given.paper, given_to=given.given_to, given_on=given.given_on),
            about_others=True,
        )
    for code in _of(g, review, Participation):
        yield g.line(
            Section.AFTER,
            "participation",
            f"participation:{code.public_id.hex}",
            at=code.confirmed_at,
            words=code.reason,
            facts=facts(code=code.code.value),
            for_everyone=False,
        )


def _of(g: Gather, review: Review, table: type[OfReview]) -> Sequence[OfReview]:
    """Rows of a table that are about one review, in the order in which they were written."""
    return g.session.scalars(
        select(table).where(table.review_id == review.id).order_by(table.id)
    ).all()


def bookings(g: Gather) -> Iterator[Line]:
    """Interpreters who were booked for them; nobody who interprets is named."""
    relation = g.export.relationship_id
    whose = (
        Booking.relationship_id == relation
        if relation is not None
        else Booking.relationship_id.is_(None)
    )
    for row in g.session.scalars(
        select(Booking).where(Booking.child_id == g.child.id, whose).order_by(Booking.id)
    ):
        yield g.line(
            Section.ASKED,
            "booking",
            f"booking:{row.public_id.hex}",
            at=row.made_at,
            facts=facts(
                language=row.language,
                dialect=row.dialect,
                interpreter_gender=row.gender,
                booked_for=row.on_day,
                confirmed_at=row.confirmed_at,
                ended_at=row.ended_at,
            ),
            for_everyone=False,
        )


def _of_others(g: Gather) -> set[int]:
    """Invitations of everybody else around the child."""
    return set(
        g.session.scalars(
            select(Invitation.id).where(
                Invitation.child_id == g.child.id, Invitation.respondent != g.export.respondent
            )
        )
    )
