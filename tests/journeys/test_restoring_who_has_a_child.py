"""Whom a person kept from a child, and that nobody writes about them, outlives a disaster (I20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.people import queries as people
from participation.care.people.handing_over import children_of
from participation.care.people.models import Assignment, Child, Role, StaffMember
from participation.guard.ledger import Happened
from participation.journeys import changing_officers, stopping_contact
from participation.journeys.changing_officers import Refused
from participation.journeys.erasing.forgetting import forget_child
from participation.journeys.stopping_contact import StopWhy
from participation.kernel.clock import london_day
from participation.kernel.db import reading, transaction
from tests.copies import Copies, copies
from tests.factories import Make

__all__ = ["copies"]
THREE_DAYS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Team:
    """A child with an officer, two more officers, and their manager, who presses."""

    make: Make
    child: Child
    first: StaffMember
    second: StaffMember
    third: StaffMember
    manager: StaffMember

    @property
    def today(self) -> date:
        return london_day(self.make.clock.now())

    def give(self, to: StaffMember) -> None:
        with transaction() as session:
            done = changing_officers.hand_over(
                session,
                session.get_one(StaffMember, self.manager.id),
                self.child.public_id,
                to.public_id,
                self.make.clock.now(),
            )
            assert not isinstance(done, Refused)

    def cover(self, whose: StaffMember, by: StaffMember, days: int = 5) -> None:
        with transaction() as session:
            done = changing_officers.cover(
                session,
                session.get_one(StaffMember, self.manager.id),
                whose.public_id,
                by.public_id,
                self.today,
                self.today + timedelta(days=days),
                self.make.clock.now(),
            )
            assert done == 1

    def end_cover(self, whose: StaffMember) -> None:
        with transaction() as session:
            manager = session.get_one(StaffMember, self.manager.id)
            now = self.make.clock.now()
            assert changing_officers.end_cover(session, manager, whose.public_id, now) == 1

    def stop(self) -> None:
        with transaction() as session:
            manager, now = session.get_one(StaffMember, self.manager.id), self.make.clock.now()
            assert stopping_contact.stop(
                session, manager, self.child.public_id, StopWhy.NOT_SAFE, now
            )

    def go_on(self) -> None:
        with transaction() as session:
            manager, now = session.get_one(StaffMember, self.manager.id), self.make.clock.now()
            assert stopping_contact.go_on(session, manager, self.child.public_id, now)

    def who_opens(self) -> list[UUID]:
        with reading() as session:
            return [
                one.public_id
                for one in (self.first, self.second, self.third)
                if self.child.id in session.scalars(people.children_open_to(one.id, self.today))
            ]

    def who_is_officer(self) -> list[UUID]:
        with reading() as session:
            never = select(Child.id).where(Child.id < 0)
            return [
                one.public_id
                for one in (self.first, self.second, self.third)
                if self.child.id in session.scalars(children_of(one.id, never, self.today))
            ]

    def stopped_on(self) -> date | None:
        with reading() as session:
            return session.get_one(Child, self.child.id).contact_stopped_on


@pytest.fixture
def team(make: Make) -> Team:
    first, second, third = make.staff(), make.staff(), make.staff()
    manager = make.staff(Role.IRO_MANAGER)
    return Team(make, make.child(officer=first), first, second, third, manager)


# --- nobody writes --------------------------------------------------------------------------------


def test_i20_contact_that_was_stopped_since_is_stopped(copies: Copies, team: Team) -> None:
    copies.back_up(ago=THREE_DAYS)
    team.stop()
    done = copies.restore()
    assert team.stopped_on() is not None
    assert done.taken_back.done == {Happened.CONTACT_STOPPED: 1}


def test_contact_that_goes_on_since_goes_on(copies: Copies, team: Team) -> None:
    team.stop()
    copies.back_up(ago=THREE_DAYS)
    team.go_on()
    copies.restore()
    assert team.stopped_on() is None


def test_contact_that_was_stopped_once_more_stays_so(copies: Copies, team: Team) -> None:
    copies.back_up(ago=THREE_DAYS)
    team.stop()
    team.go_on()
    team.stop()
    copies.restore()
    assert team.stopped_on() is not None


# --- who has the child ----------------------------------------------------------------------------


def test_i20_whoever_had_the_child_before_opens_nothing(copies: Copies, team: Team) -> None:
    copies.back_up(ago=THREE_DAYS)
    team.give(team.second)
    copies.restore()
    assert team.who_opens() == [team.second.public_id]
    with reading() as session:
        row = session.scalars(select(Assignment).where(Assignment.until_on.is_(None))).one()
        assert row.instead_of_id == team.first.id, "an extract that names them changes nothing"


def test_a_child_who_came_back_to_their_first_officer_is_theirs(copies: Copies, team: Team) -> None:
    copies.back_up(ago=THREE_DAYS)
    team.give(team.second)
    team.give(team.first)
    copies.restore()
    assert team.who_opens() == [team.first.public_id]
    assert team.who_is_officer() == [team.first.public_id]


def test_tasks_of_the_officer_before_go_along(copies: Copies, team: Team) -> None:
    with transaction() as session:
        child = session.get_one(Child, team.child.id)
        session.add(
            Task(
                key=child.key,
                kind=TaskKind.CALL,
                about="x",
                child_id=child.id,
                owner_id=team.first.id,
                owner_role="iro",
                made_at=team.make.clock.now(),
                due_on=team.today,
            )
        )
    copies.back_up(ago=THREE_DAYS)
    team.give(team.second)
    copies.restore()
    with reading() as session:
        owners = session.scalars(select(Task.owner_id).where(Task.state == TaskState.OPEN)).all()
        assert set(owners) == {team.second.id}


def test_i20_where_the_copy_does_not_know_the_new_officer_the_old_one_still_goes(
    copies: Copies, team: Team, make: Make
) -> None:
    copies.back_up(ago=THREE_DAYS)
    team.give(make.staff())
    done = copies.restore()
    assert team.who_opens() == [], "until the import, or a person, gives the child to somebody"
    assert done.taken_back.not_here == 1


def test_i20_cover_that_was_ended_since_is_ended(copies: Copies, team: Team) -> None:
    team.cover(team.first, team.second)
    copies.back_up(ago=THREE_DAYS)
    team.end_cover(team.first)
    copies.restore()
    assert team.who_opens() == [team.first.public_id]


def test_whoever_covers_since_covers_and_whoever_did_before_does_not(
    copies: Copies, team: Team
) -> None:
    team.cover(team.first, team.second)
    copies.back_up(ago=THREE_DAYS)
    team.cover(team.first, team.third, days=9)
    copies.restore()
    assert team.who_opens() == [team.first.public_id, team.third.public_id]


def test_a_child_that_was_given_away_is_covered_for_nobody_of_before(
    copies: Copies, team: Team
) -> None:
    team.cover(team.first, team.third)
    copies.back_up(ago=THREE_DAYS)
    team.give(team.second)
    copies.restore()
    assert team.who_opens() == [team.second.public_id]


def test_a_second_restore_of_the_same_backup_is_as_the_first(copies: Copies, team: Team) -> None:
    copies.back_up(ago=THREE_DAYS)
    team.give(team.second)
    team.cover(team.second, team.third)
    team.stop()
    copies.restore()
    copies.restore()
    assert team.who_opens() == [team.second.public_id, team.third.public_id]
    assert team.stopped_on() is not None


def test_a_child_who_was_given_to_another_officer_and_then_forgotten_is_forgotten(
    copies: Copies, team: Team
) -> None:
    copies.back_up("old", ago=THREE_DAYS)
    team.give(team.second)
    team.stop()
    with transaction() as session:
        assert forget_child(session, session.get_one(Child, team.child.id), team.make.clock.now())
    copies.back_up("newest")  # and with it the newest file of keys
    done = copies.restore("old")
    assert done.forgotten == 1
    with reading() as session:
        assert session.get_one(Child, team.child.id).forgotten_on is not None


def test_the_ledger_names_nobody_and_says_no_reason(copies: Copies, team: Team) -> None:
    team.give(team.second)
    team.stop()
    lines = copies.ledger.path.read_text()
    assert team.child.public_id.hex in lines
    assert StopWhy.NOT_SAFE.value not in lines
