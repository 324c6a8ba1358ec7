"""A small council for the access table: one member of staff for each role, children who stand to
all of them in six ways, and one of each thing that a page is about, for every child.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Answer,
    Invitation,
    TaskKind,
)
from participation.care.outcomes import service as outcomes
from participation.care.outcomes.models import Decision, OutcomeKind, Point
from participation.care.outcomes.service import Chosen, Decided, Written
from participation.care.people import queries as people
from participation.care.people.models import (
    AssignedAs,
    Assignment,
    Child,
    Role,
    StaffMember,
)
from participation.care.requests.models import AskKind
from participation.care.requests.service import Asked
from participation.care.reviews.models import Review, ReviewState
from participation.care.safeguarding.models import Concern, Hearing
from participation.guard import keys_of_persons, sessions
from participation.guard.crypto import council_key
from participation.guard.standing import Newcomer
from participation.guard.tokens import SCOPES
from participation.journeys import following_care
from participation.journeys.admitting import issue_token
from participation.journeys.asking_between_reviews import take_ask
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.saying import Saying
from tests.web.access.copies_asked_for import asked_for_a_copy
from tests.web.access.texts_sent import sent_texts
from tests.web.access.words_given import booked, given_words
from tests.web.staff.emergency.at_night import broken


class How(StrEnum):
    """How a child stands to a member of staff."""

    OWN = "own"  # assigned to them in the way that their role can be
    COVERED = "covered"  # named cover, whatever their role
    OTHER = "other"  # somebody else's
    LEFT = "left"  # their own, and has left care
    DIED = "died"  # their own, and has died
    GLASS = "glass"  # somebody else's, whose record they opened by break-glass a minute ago
    NEVER = "never"  # all of this at once, and they are on the never-list


ASSIGNED = {
    Role.IRO: AssignedAs.REVIEWING_OFFICER,
    Role.SOCIAL_WORKER: AssignedAs.SOCIAL_WORKER,
    Role.BUSINESS_SUPPORT: AssignedAs.BUSINESS_SUPPORT,
}
NAMES = {
    How.OWN: "Kestrel",
    How.COVERED: "Linnet",
    How.OTHER: "Dunnock",
    How.LEFT: "Plover",
    How.DIED: "Redwing",
    How.GLASS: "Siskin",
    How.NEVER: "Zebrafinch",
}
ONE_MORE = "one.more@council.example"
GREEN, RED = "I would like to see my brother more", "he hits me"


@dataclass
class Case:
    """One child and the public id of everything about them, by the name of a route's argument."""

    child: Child
    ids: dict[str, str] = field(default_factory=dict)
    glass: dict[Role, str] = field(default_factory=dict)  # what each of them broke for this child


@dataclass
class Council:
    """Everybody, and a browser for each role in which they are signed in."""

    app: Flask
    make: Make
    staff: dict[Role, StaffMember] = field(default_factory=dict)
    cases: dict[How, Case] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    browsers: dict[Role, FlaskClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @classmethod
    def founded(cls, app: Flask, make: Make) -> Council:
        """Everybody but the child on the never-list: `take_in_the_never_child` brings that one."""
        council = cls(app, make)
        somebody_else = make.staff(Role.IRO, name="Nobody Else")
        make.staff(Role.IRO, email=ONE_MORE, name="One More")  # staff are no secret, a child may be
        for role in Role:
            staff = make.staff(role, name=f"{role.value} Person")
            council.staff[role] = staff
            council.browsers[role] = council._signed_in(staff)
        council._things(somebody_else)
        for how in How:
            if how is not How.NEVER:
                council.cases[how] = council._case(how, somebody_else)
        with transaction() as session:
            for scope in SCOPES:
                council.tokens[scope] = issue_token(
                    session, f"system {scope}", [scope], house=make.house, now=make.clock.now()
                )
        return council

    def take_in_the_never_child(self) -> None:
        with reading() as session:
            somebody_else = people.staff_by_email(session, self.make.house.ring, ONE_MORE)
            assert somebody_else is not None
            session.expunge_all()
        self.cases[How.NEVER] = self._case(How.NEVER, somebody_else)

    def _signed_in(self, staff: StaffMember) -> FlaskClient:
        cookie = f"cookie of {staff.external_id}"
        with transaction() as session:
            sessions.begin_sign_in(
                session,
                cookie=cookie,
                csrf="token",
                staff=staff.public_id,
                way=sessions.BY_PROVIDER,
                now=system_now(),
            )
        browser = self.app.test_client()
        browser.set_cookie("staff", cookie)
        return browser

    def browser(self, role: Role) -> FlaskClient:
        """Signed in, also after a request that signed them out."""
        browser = self.browsers[role]
        browser.set_cookie("staff", f"cookie of {self.staff[role].external_id}")
        return browser

    def _things(self, somebody: StaffMember) -> None:
        """What is about no child."""
        with transaction() as session:
            row = Newcomer(
                key=council_key(session, self.make.clock.now()),
                identity_hash="somebody new",
                code="abc234xyz",
                name="Somebody New",
                email="new@council.example",
                at=self.make.clock.now(),
            )
            session.add(row)
            session.flush()
            self.things["newcomer"] = str(row.public_id)
        self.things["staff"] = str(somebody.public_id)
        self.things |= {"key": "child_12_15", "readers": "meeting", "who": "child"}

    def _case(self, how: How, somebody_else: StaffMember) -> Case:
        make = self.make
        gone = {"ceased_on": make.today - timedelta(days=1)}
        more = {
            How.LEFT: gone | {"ceased_reason": "left_care"},
            How.DIED: gone | {"ceased_reason": "died"},
        }.get(how, {})
        child = make.child(officer=somebody_else, name=NAMES[how], age=13)
        self._assign(child, how)
        case = Case(child)
        review = make.review(child, in_days=2, due_computed=make.today - timedelta(days=3))
        invitation = make.invitation(review, company="alone")
        say = Saying(make)
        say.fill_in(invitation, "one_thing", words=GREEN)
        say.skip_to(invitation, "going_well")
        say.fill_in(invitation, "going_well", words=RED)
        say.send(invitation)
        related = make.relationship(child)
        parents = make.invitation(round=invitation.round, related=related, form="parent_text")
        case.ids |= {"review_id": review.external_id, "review": str(review.public_id)}
        case.ids |= {"child": str(child.public_id), "related": str(related.public_id)}
        with transaction() as session:
            self._said(session, case, child.id)
            case.ids |= sent_texts(make, session, parents, related, GREEN)
            self._asks(session, case, child.id)
            self._tasks(session, case, child.id, invitation)
            self._outcomes(session, case, review.id, somebody_else)
            case.ids |= asked_for_a_copy(session, child.id, somebody_else, make.clock.now())
            case.ids |= given_words(make, session, review, invitation, somebody_else)
            case.ids["booking"] = booked(make, session, review)
            case.ids["opening"] = broken(session, child.id, somebody_else, make.clock.now())
            if how in (How.GLASS, How.NEVER):
                case.glass = {
                    role: broken(session, child.id, staff, make.clock.now())
                    for role, staff in self.staff.items()
                }
            held = session.get_one(Review, review.id)
            held.held_on, held.state = make.today, ReviewState.HELD
            if more:
                row = session.get_one(Child, child.id)
                for name, value in more.items():
                    setattr(row, name, value)
                session.flush()
                following_care.follow(session, [row.id], make.clock.now())
        return case

    def _assign(self, child: Child, how: How) -> None:
        ways: dict[Role, set[AssignedAs]] = {role: set() for role in Role}
        for role in Role:
            if how in (How.OWN, How.LEFT, How.DIED, How.NEVER) and role in ASSIGNED:
                ways[role].add(ASSIGNED[role])
            if how in (How.COVERED, How.NEVER):
                ways[role].add(AssignedAs.COVER)
        with transaction() as session:
            for role, assigned in ways.items():
                for way in assigned:
                    session.add(
                        Assignment(
                            child_id=child.id,
                            staff_id=self.staff[role].id,
                            assigned_as=way,
                            from_on=self.make.today - timedelta(days=50),
                        )
                    )
        if how is How.NEVER:
            for staff in self.staff.values():
                self.make.never(child, staff)

    def _said(self, session: Session, case: Case, child_id: int) -> None:
        red = session.scalars(select(Concern).where(Concern.child_id == child_id)).first()
        waiting = session.scalars(
            select(Hearing).where(Hearing.child_id == child_id).order_by(Hearing.id)
        ).first()
        assert red is not None
        assert waiting is not None
        case.ids |= {"concern": str(red.public_id), "hearing": str(waiting.public_id)}

    def _asks(self, session: Session, case: Case, child_id: int) -> None:
        for name, kind in (
            ("ask", AskKind.MESSAGE),
            ("past", AskKind.MESSAGE),
            ("complaint", AskKind.COMPLAINT),
        ):
            row = take_ask(
                session,
                session.get_one(Child, child_id),
                Asked(kind=kind, words=GREEN, asker="child", language="en",
                      page_key=f"mark.{name}{child_id}"),
                not_the_officer=name == "past",
                house=self.make.house,
                now=self.make.clock.now(),
            )  # fmt: skip
            case.ids[name] = str(row.public_id)

    def _tasks(self, session: Session, case: Case, child_id: int, invitation: Invitation) -> None:
        """A card to hand over, and a key that is shut."""
        now, child = self.make.clock.now(), session.get_one(Child, child_id)
        keys_of_persons.make_key(
            session, child.public_id, keys_of_persons.KeyKind.PIN, "271828", mark="m", now=now
        )
        for name, kind, about in (
            ("card", TaskKind.CARD, invitation.public_id.hex),
            ("shut", TaskKind.KEY_SHUT, child.public_id.hex),
        ):
            task = tasks.make_task(
                session, kind, about=about, key=child.key, owner_role="business_support",
                due_on=self.make.today, child_id=child.id,
                invitation_id=invitation.id if name == "card" else None, now=now,
            )  # fmt: skip
            session.flush()
            case.ids[name] = str(task.public_id)

    def _outcomes(self, session: Session, case: Case, review_id: int, by: StaffMember) -> None:
        """Two things the child said, of which one became a point; and a decision."""
        now, review = self.make.clock.now(), session.get_one(Review, review_id)
        said = session.scalars(
            select(Answer)
            .join(Invitation, Answer.invitation_id == Invitation.id)
            .where(Invitation.child_id == review.child_id, Answer.words_sealed.is_not(None))
            .order_by(Answer.id)
        ).all()
        point = outcomes.choose_point(
            session,
            review,
            Chosen(source=said[0].public_id, one_thing=True, only_officer=False),
            by_id=by.id,
            now=now,
        )
        decision = outcomes.decide(
            session,
            review,
            Decided(outcome="o", how="h", who="w", by_on=self.make.today, sign="s"),
            by_id=by.id,
            now=now,
        )
        session.flush()
        assert isinstance(point, Point)
        written = outcomes.write_outcome(
            session,
            point,
            Written(kind=OutcomeKind.YES, who="w", by_on=self.make.today, because="", told="t",
                    language="en"),
            key=review.child.key,
            by_id=by.id,
            now=now,
        )  # fmt: skip
        outcomes.release(written, by_id=by.id, now=now)
        assert isinstance(decision, Decision)
        case.ids |= {"point": str(point.public_id), "decision": str(decision.public_id)}
        case.ids["source"] = str(said[-1].public_id)
