"""What somebody needs so as to understand and be understood: said by themselves, or noted here.

Either beats the case system's extract, and the next one leaves it alone (`said_here`). What a child
or an adult says of themselves on their own page is told to their officer. Bookings of interpreters
follow in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from participation.care.authority import queries as authority
from participation.care.consultations import tasks
from participation.care.consultations.models import Invitation, TaskKind
from participation.care.interpreting.booking_rules import SIGN_LANGUAGES
from participation.care.people.models import Adult, Child, Relationship, StaffMember
from participation.care.reviews.models import Review
from participation.guard.access import Action, may
from participation.guard.audit import Deed, record
from participation.journeys import following_interpreters
from participation.journeys.following_up import may_write
from participation.journeys.reading import actor, note_refusal
from participation.journeys.words_to_translate import handles
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

CHILD = "child"
SAID_BY_THEMSELVES: Final = ("reading_language", "spoken_language", "interpreter_needed",
                             "interpreter_gender")  # fmt: skip


_SEALED: Final = ("dialect", "communication", "not_wanted")


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Declared:
    """What a member of staff typed about one person. `not_wanted`: None leaves it as it is."""

    spoken_language: str
    dialect: str
    reading_language: str
    reads: str
    interpreter_needed: bool
    interpreter_gender: str | None
    signs: frozenset[str]
    not_wanted: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Whose:
    """A person at one review, whose needs are looked at."""

    review: Review
    person: Child | Adult
    asked_for: Relationship | None
    sees_not_wanted: bool
    overtaken: bool = False  # nothing was kept: somebody else changed the same meanwhile


def said_by_themselves(
    session: Session, invitation: Invitation, said: Mapping[str, object], now: datetime
) -> bool:
    """On their own page, or by text; whether it is another thing than was known."""
    related = invitation.asked_through
    person: Child | Adult = related.adult if related is not None else invitation.child
    wanted = {name: said[name] for name in SAID_BY_THEMSELVES if name in said}
    changed = {name for name, value in wanted.items() if getattr(person, name) != value}
    if "spoken_language" in changed:  # the dialect was one of the other language
        wanted["dialect"] = None
    left = set(person.said_here or ())
    if set(wanted) <= left and not changed:
        return False
    for name, value in wanted.items():
        _write(person, name, value)
    person.said_here = sorted(left | set(wanted))
    session.flush()
    if not changed:
        return False
    who = f"invitation:{invitation.public_id.hex}"
    child = invitation.child
    deed = Deed(
        actor=who,
        action="needs.said",
        subject=who,
        child=child.public_id.hex,
        reason=",".join(sorted(changed)),
    )
    record(session, deed, now)
    children = _children_of(session, person, child)
    due_on = add_working_days(london_day(now), 1, authority.bank_holidays(session))
    for one in children:  # each of them may have another officer
        tasks.make_task(
            session,
            TaskKind.NEEDS_SAID,
            about=_about(person, one),
            key=one.key,
            owner_role="iro",
            due_on=due_on,
            child_id=one.id,
            invitation_id=invitation.id if one.id == child.id else None,
            now=now,
        )
    following_interpreters.follow_children(session, [one.id for one in children], now)
    return True


def open_needs(
    session: Session, staff: StaffMember, review_id: str, who: str, now: datetime
) -> Whose | None:
    """One person's needs on a page; the audit row first."""
    found = _whose(session, staff, review_id, who, "needs.look", now)
    if found is not None and found.sees_not_wanted:  # their officer has seen it
        about = _about(found.person, found.review.child)
        tasks.end_task(session, TaskKind.NEEDS_SAID, about)
    return found


def say(
    session: Session,
    staff: StaffMember,
    review_id: str,
    who: str,
    declared: Declared,
    now: datetime,
    *,
    shown: Declared | None = None,
) -> Whose | None:
    """What a member of staff learned; only what differs is kept from the next import.

    Args:
        shown: what stood on the page that they typed into, unless it was what stands now. Where
            what they changed was changed by somebody else since, nothing is kept (`overtaken`).
    """
    found = _whose(session, staff, review_id, who, "needs.change", now)
    if found is None:
        return None
    person = found.person
    session.refresh(person, with_for_update={"key_share": True, "of": type(person)})
    stands = as_it_stands(found)
    before = shown if shown is not None else stands
    typed = {one.name for one in fields(Declared)
             if getattr(declared, one.name) != getattr(before, one.name)}  # fmt: skip
    if declared.not_wanted is None or not found.sees_not_wanted:
        typed.discard("not_wanted")
    if any(getattr(stands, name) not in _both(declared, before, name) for name in typed):
        return replace(found, overtaken=True)
    signs = set(SIGN_LANGUAGES)
    others = [one for one in person.communication or () if one not in signs]
    values: dict[str, object] = {
        "spoken_language": declared.spoken_language,
        "dialect": declared.dialect or None,
        "reading_language": declared.reading_language,
        "reads": declared.reads,
        "interpreter_needed": declared.interpreter_needed,
        "interpreter_gender": declared.interpreter_gender,
        "communication": [*others, *sorted(declared.signs)] or None,
        "not_wanted": declared.not_wanted or None,
    }
    if "spoken_language" in typed:  # the dialect on the page is one of this language
        typed.add("dialect")
    for name in typed:
        attribute = "communication" if name == "signs" else name
        _write(person, attribute, values[attribute])
    changed = {"communication" if name == "signs" else name for name in typed - {"not_wanted"}}
    if changed:
        person.said_here = sorted(set(person.said_here or ()) | changed)
    session.flush()
    children = _children_of(session, person, found.review.child)
    following_interpreters.follow_children(session, [one.id for one in children], now)
    return found


def as_it_stands(found: Whose) -> Declared:
    """What is known of this person, as a page shows it."""
    person = found.person
    return Declared(
        spoken_language=person.spoken_language,
        dialect=" ".join((person.dialect or "").split()),
        reading_language=person.reading_language,
        reads=person.reads,
        interpreter_needed=person.interpreter_needed,
        interpreter_gender=person.interpreter_gender,
        signs=frozenset(sign for sign in SIGN_LANGUAGES if sign in (person.communication or ())),
        not_wanted=(person.not_wanted or "").strip() if found.sees_not_wanted else None,
    )


def _both(declared: Declared, shown: Declared, name: str) -> tuple[object, object]:
    return getattr(declared, name), getattr(shown, name)


def _whose(
    session: Session, staff: StaffMember, review_id: str, who: str, action: str, now: datetime
) -> Whose | None:
    review = session.scalar(
        select(Review)
        .where(Review.external_id == review_id)
        .options(joinedload(Review.child, innerjoin=True))
    )
    related = _related(session, review, who) if review is not None else None
    nobody = who != CHILD and related is None
    if review is None or nobody or not handles(session, staff, review.child_id, now):
        subject = f"review:{review.public_id.hex}" if review is not None else "review:unknown"
        child = review.child.public_id.hex if review is not None else None
        note_refusal(session, staff, action, subject, now, child=child)
        return None
    deed = Deed(
        actor=actor(staff),
        action=action,
        subject=f"review:{review.public_id.hex}",
        child=review.child.public_id.hex,
        reason=CHILD if related is None else related.public_id.hex,
    )
    record(session, deed, now)
    person: Child | Adult = related.adult if related is not None else review.child
    sees = may(staff.roles, Action.SEE_NOT_WANTED) and may_write(session, staff, review, now)
    return Whose(review, person, related, sees)


def _related(session: Session, review: Review, who: str) -> Relationship | None:
    try:
        named = UUID(who[:40])
    except ValueError:
        return None
    return session.scalar(
        select(Relationship)
        .where(Relationship.public_id == named, Relationship.child_id == review.child_id)
        .options(joinedload(Relationship.adult, innerjoin=True))
    )


def _write(person: Child | Adult, name: str, value: object) -> None:
    """Also where it is what we read: an import may have written another since."""
    setattr(person, name, value)
    flag_modified(person, f"{name}_sealed" if name in _SEALED else name)


def _children_of(session: Session, person: Child | Adult, child: Child) -> Sequence[Child]:
    """The child, or every child to whom the adult is something."""
    if isinstance(person, Child):
        return [child]
    return session.scalars(
        select(Child)
        .where(
            Child.id.in_(select(Relationship.child_id).where(Relationship.adult_id == person.id)),
            Child.forgotten_on.is_(None),
        )
        .order_by(Child.id)
    ).all()


def _about(person: Child | Adult, child: Child) -> str:
    return f"needs:{person.public_id.hex}:{child.public_id.hex}"
