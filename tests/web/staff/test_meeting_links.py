"""A link to the page of a meeting can be taken back, and a copy that is put back opens none."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import ContactKind, ContactPoint, ContactState, Role
from participation.care.reviews.meeting import meeting_of
from participation.journeys.coming_to_meetings import take_hold
from participation.journeys.revoking import revoke_everything
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from tests.databases import on_postgresql, on_sqlite
from tests.journeys.test_side_by_side import with_the_chain_in_hand
from tests.web.staff.at_the_meeting import PLACE, SCHOOL, Table, invited, table
from tests.web.staff.signing_in import signed_in

__all__ = ["invited", "table"]
RIGHT = "tess@school.example"


def astray(table: Table) -> None:
    """Somebody finds out that the address is another person's."""
    with transaction() as session:
        points = select(ContactPoint).where(ContactPoint.adult_id == table.teacher.adult_id)
        for point in session.scalars(points):
            point.state = ContactState.SUSPENDED


def is_dead(table: Table, link: str) -> bool:
    return table.app.test_client().post(link).status_code == 404


@on_sqlite
def test_a_mail_that_went_astray_opens_nothing_also_when_they_are_invited_at_the_right_address(
    invited: Table,
) -> None:
    link = invited.link()
    astray(invited)
    assert is_dead(invited, link)
    invited.make.contact(adult=invited.teacher.adult, number=RIGHT, kind=ContactKind.EMAIL)
    invited.send()
    invited.work_off()
    assert invited.told() == [SCHOOL, RIGHT]
    assert PLACE in invited.seen()
    assert is_dead(invited, link)


@on_sqlite
@pytest.mark.parametrize("found_out_late", [False, True])
def test_whoever_reads_an_address_that_is_not_theirs_any_more_does_not_hear_that_it_is_off(
    invited: Table, *, found_out_late: bool
) -> None:
    if not found_out_late:
        astray(invited)
    invited.arrange(invited.mother)
    astray(invited)
    invited.work_off()
    assert invited.told() == [SCHOOL]


@on_sqlite
def test_who_is_taken_off_and_invited_anew_has_a_new_link_and_the_old_one_is_dead(
    invited: Table,
) -> None:
    """Such as one that was sent on to somebody else."""
    old = invited.link()
    invited.arrange(invited.mother)
    invited.work_off()
    assert "You do not have to come" in invited.seen(old)
    invited.arrange(invited.teacher, knows=invited.teacher)
    invited.work_off()
    assert "You are invited" in invited.seen()
    assert is_dead(invited, old)


@on_sqlite
def test_the_mail_before_a_change_goes_on_opening_the_page_as_it_is_now(invited: Table) -> None:
    first = invited.link()
    invited.arrange(invited.teacher, knows=invited.teacher, place="Room 2")
    invited.work_off()
    assert "Room 2" in invited.seen(first)


@on_postgresql
def test_who_opens_their_link_while_staff_change_the_meeting_waits_and_stops_nobody(
    invited: Table,
) -> None:
    link = invited.link()
    answered: list[int] = []

    def saves(session: Session) -> None:
        meeting = meeting_of(session, invited.review.id)
        assert meeting is not None
        take_hold(session, meeting)

    with_the_chain_in_hand(
        invited.app,
        invited.make,
        lambda: answered.append(invited.app.test_client().post(link).status_code),
        saves,
    )
    assert answered == [200]


@on_sqlite
def test_i20_no_link_of_before_opens_a_copy_that_is_put_back(invited: Table) -> None:
    """Somebody who was taken off since would see the place again."""
    link = invited.link()
    with transaction() as session:
        assert revoke_everything(session, system_now()).links == 1
    assert is_dead(invited, link)
    invited.desk = signed_in(
        invited.app.test_client(), invited.make, invited.make.staff(Role.BUSINESS_SUPPORT)
    )
    invited.arrange(invited.teacher, knows=invited.teacher, place="Room 2")
    invited.work_off()
    assert "Room 2" in invited.seen()
    assert is_dead(invited, link)
