"""What people arranged and decided about asking somebody, and saw: who is asked and why not, the
meeting, whom they were told as their officer, and who must not interpret."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from participation.care.consultations import observing
from participation.care.consultations.asking_models import AskingDecision
from participation.care.interpreting.booking_models import Interpreter, InterpreterNotWanted
from participation.care.people.models import OfficerTold, Relationship, StaffMember
from participation.care.reviews.meeting import CHILD, Guest, Meeting, guests_of
from participation.care.reviews.models import Review
from participation.care.subject_access.gather import Gather, facts
from participation.care.subject_access.lines import Line, Section
from participation.care.subject_access.own import invitations_of


def decided(g: Gather) -> Iterator[Line]:
    """Who was asked, or was not, by a decision of people here: about somebody else, or made by
    them, so somebody looks at each."""
    wanted = (
        select(AskingDecision)
        .join(Review, Review.id == AskingDecision.review_id)
        .where(Review.child_id == g.child.id)
        .options(
            joinedload(AskingDecision.review),
            joinedload(AskingDecision.agreed_by),
            joinedload(AskingDecision.related).joinedload(Relationship.adult),
        )
        .order_by(AskingDecision.id)
    )
    if g.relation is not None:
        wanted = wanted.where(AskingDecision.relationship_id == g.relation.id)
    for row in g.session.scalars(wanted):
        yield g.line(
            Section.ASKED,
            "asking_decision",
            f"asking_decision:{row.public_id.hex}",
            at=row.noted_at,
            words=row.why,
            facts=facts(
                name=row.related.adult.full_name if g.is_childs else None,
                kind=row.related.kind.value if g.is_childs else None,
                review_on=row.review.day,
                asked=row.asked,
                basis=row.basis,
                decided_by=row.decided_by,
                decided_on=row.decided_on,
                agreed_by=row.agreed_by.full_name if row.agreed_by is not None else None,
                ended_at=row.ended_at,
            ),
            beside=g.beside(row.public_id),
            about_others=True,
        )


def seen(g: Gather) -> Iterator[Line]:
    """What staff saw when they asked them in person: about them, and not for a parent to read."""
    found = observing.seen_of(g.session, [row.id for row in invitations_of(g)])
    for row in chain.from_iterable(found.values()):
        yield g.line(
            Section.ASKED,
            "observation",
            f"observation:{row.public_id.hex}",
            at=row.at,
            words=row.words,
            for_everyone=False,
        ).with_fact("name", row.by.full_name or "")


def told_the_name(g: Gather) -> Iterator[Line]:
    """When a child was told who their officer is."""
    if not g.is_childs:
        return
    rows = g.session.execute(
        select(OfficerTold, StaffMember)
        .join(StaffMember, StaffMember.id == OfficerTold.staff_id)
        .where(OfficerTold.child_id == g.child.id)
        .order_by(OfficerTold.id)
    )
    for row, officer in rows:
        yield g.line(
            Section.AROUND,
            "officer_told",
            f"officer_told:{row.id}",
            facts=facts(name=officer.full_name, told_on=row.told_on, told_how=row.how),
        )


def not_wanted(g: Gather) -> Iterator[Line]:
    """Interpreters whom they do not want, by the name under which they were shown."""
    mine = (
        InterpreterNotWanted.adult_id == g.relation.adult_id
        if g.relation is not None
        else InterpreterNotWanted.child_id == g.child.id
    )
    rows = g.session.execute(
        select(InterpreterNotWanted, Interpreter)
        .join(Interpreter, Interpreter.id == InterpreterNotWanted.interpreter_id)
        .where(mine)
        .order_by(InterpreterNotWanted.id)
    )
    for row, interpreter in rows:
        yield g.line(
            Section.ABOUT,
            "interpreter_not_wanted",
            f"interpreter_not_wanted:{row.public_id.hex}",
            at=row.at,
            facts=facts(name=interpreter.called),
            about_others=True,
            for_everyone=False,
        )


def meetings(g: Gather) -> Iterator[Line]:
    """The meeting of each review: its place is a line of its own, since it may be where somebody
    lives, and so is everybody who came. Of an adult it is that they were to come."""
    rows = g.session.scalars(
        select(Meeting)
        .join(Review, Review.id == Meeting.review_id)
        .where(Review.child_id == g.child.id)
        .options(joinedload(Meeting.review))
        .order_by(Meeting.id)
    )
    for row in rows:
        guests = guests_of(row)
        if g.relation is not None:
            mine = guests.get(g.relation.public_id.hex)
            if mine is not None:
                yield _guest(g, row, mine)
            continue
        yield from _meeting(g, row)
        for one in guests.values():
            yield _guest(g, row, one)


def _meeting(g: Gather, row: Meeting) -> Iterator[Line]:
    mark, on = row.public_id.hex, row.review.day
    yield g.line(
        Section.AFTER,
        "meeting",
        f"meeting:{mark}",
        words=row.agenda,
        facts=facts(review_on=on, led_by=row.led_by.value, access=row.access),
    )
    if row.place or row.link:
        yield g.line(
            Section.AFTER,
            "meeting_place",
            f"meeting_place:{mark}",
            facts=facts(review_on=on, place=row.place, joining_link=row.link),
            places=True,
        )


def _name_of(g: Gather, one: Guest) -> str | None:
    """Somebody around the child, a social worker, or whoever was written down by name."""
    if one.name:
        return one.name
    for related in g.child.relationships:
        if related.public_id.hex == one.who:
            return related.adult.full_name
    worker = g.session.scalar(select(StaffMember).where(StaffMember.public_id == UUID(one.who)))
    return worker.full_name if worker is not None else None


def _guest(g: Gather, row: Meeting, one: Guest) -> Line:
    """`place_why` says that a decision leaves them out, which is somebody's decision about them."""
    name = _name_of(g, one) if g.is_childs and one.who != CHILD else None
    of_others = (g.is_childs and one.who != CHILD) or one.place_why is not None
    return g.line(
        Section.AFTER,
        "meeting_guest",
        f"meeting_guest:{row.public_id.hex}:{one.who}",
        words=one.place_why,
        facts=facts(
            review_on=row.review.day,
            name=name,
            may_know_place=one.may_know_place,
            invited_on=one.invited_on,
            written_to_on="; ".join(each.on.isoformat() for each in one.mails),
            opened_on=one.opened_on,
        ),
        about_others=of_others,
    )
