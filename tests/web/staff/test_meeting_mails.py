"""Whoever comes to a review for their work is invited by mail, and hears when it changes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from participation.care.people.models import (
    ContactPoint,
    ContactState,
    Role,
)
from participation.care.reviews.models import Review, ReviewState
from participation.guard.audit import AuditEvent
from participation.guard.links import guest_of, signed_guest
from participation.journeys import following_care
from participation.kernel.db import reading, transaction
from participation.kernel.ids import new_public_id
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.asking import left_out
from tests.web.staff.at_the_meeting import ACCESS, LINK, PLACE, SCHOOL, Table, table
from tests.web.staff.signing_in import press, signed_in

__all__ = ["table"]
FORBIDDEN = re.compile(
    r"\b(social|care|foster\w*|placement|review\w*|court|meeting|child\w*|Quillon|Rose|school)\b",
    re.IGNORECASE,
)


@on_sqlite
def test_who_comes_for_their_work_is_written_to_and_everybody_else_has_it_on_paper(
    table: Table,
) -> None:
    table.arrange(table.teacher, table.mother)
    page = table.page()
    assert "@<bdi>school.example</bdi>" in page
    assert "home.example" not in page, "family is not written to at home"
    assert "mail is for those who come for their work" in page
    assert table.send().status_code == 303
    assert "it waits to be sent" in table.page()
    table.work_off()
    assert table.told() == [SCHOOL]
    assert "the mail server has it" in table.page()
    assert table.send().status_code == 422, "nobody is invited twice by a second press"
    table.work_off()
    assert table.told() == [SCHOOL]


@on_sqlite
def test_p3_the_mail_says_nothing_and_the_page_behind_it_names_no_child(table: Table) -> None:
    table.invite(table.teacher, table.mother)
    mail = table.post.mails[0]
    said = re.sub(r"\S*/g/\S+", "", mail.get_content()) + str(mail["Subject"])
    assert FORBIDDEN.findall(said) == []
    page = table.seen()
    assert all(one in page for one in (LINK, ACCESS, "4.15pm", "Sam Green"))
    assert PLACE not in page
    assert not {"Quillon", "Quincebury", "Tess"} & set(re.findall(r"\w+", page))


@on_sqlite
def test_the_place_stands_there_for_whoever_may_know_it_and_is_gone_when_they_may_not(
    table: Table,
) -> None:
    table.invite(table.teacher, knows=table.teacher)
    link = table.link()
    assert PLACE in table.seen(link)
    table.arrange(table.teacher)
    assert PLACE not in table.seen(link)


@on_sqlite
def test_what_changes_is_told_to_those_who_were_written_to_once_and_to_nobody_else(
    table: Table,
) -> None:
    table.invite(table.teacher, knows=table.teacher)
    table.arrange(table.teacher, knows=table.teacher)
    table.work_off()
    assert table.told() == [SCHOOL], "saved as it was: nothing to tell"
    table.arrange(table.teacher, knows=table.teacher, place="Room 2")
    table.arrange(table.teacher, table.mother, knows=table.teacher, place="Room 3")
    table.work_off()
    assert table.told() == [SCHOOL, SCHOOL], "of two that wait the newer goes"
    assert "Told of a change" in table.page()
    assert "taken back before it went" in table.page()
    page = table.seen()
    assert "Room 3" in page
    assert "Something has changed" in page


@on_sqlite
def test_i17_a_review_that_moves_or_is_cancelled_takes_its_guests_along(table: Table) -> None:
    table.invite(table.teacher)
    table.change(planned_on=table.make.today + timedelta(days=12))
    table.work_off()
    assert len(table.told()) == 2
    link = table.link()
    assert "You are invited" in table.seen(link)
    table.change(state=ReviewState.CANCELLED)
    table.work_off()
    assert len(table.told()) == 3
    page = table.seen(link)
    assert "You do not have to come" in page
    assert LINK not in page
    table.change(state=ReviewState.PLANNED)
    table.work_off()
    assert len(table.told()) == 4
    assert "You are invited" in table.seen()


@on_sqlite
def test_who_was_called_off_before_the_mail_went_hears_nothing_at_all(table: Table) -> None:
    table.arrange(table.teacher)
    table.send()
    table.change(state=ReviewState.CANCELLED)
    table.work_off()
    assert table.told() == []


@on_sqlite
def test_who_does_not_come_any_more_is_told_so_and_their_link_shows_nothing_of_it(
    table: Table,
) -> None:
    table.invite(table.teacher, knows=table.teacher)
    table.arrange(table.mother)
    table.work_off()
    assert table.told() == [SCHOOL, SCHOOL]
    page = table.seen()
    assert "You do not have to come" in page
    assert not [one for one in (PLACE, LINK, ACCESS) if one in page]
    assert "Told that they do not have to come" in table.page()


@on_sqlite
def test_r16_when_a_child_has_died_nobody_is_expected_any_more(table: Table) -> None:
    table.invite(table.teacher)
    with transaction() as session:
        child = session.get_one(Review, table.review.id).child
        child.ceased_on, child.ceased_reason = table.make.today, "died"
        following_care.follow(session, [child.id], table.make.clock.now())
    table.work_off()
    assert "You do not have to come" in table.seen()


@on_sqlite
def test_r7_whom_a_decision_leaves_out_is_not_written_to(table: Table) -> None:
    left_out(table.teacher, table.review)
    table.arrange(table.teacher)
    assert "a decision leaves them out" in table.page()
    assert table.send(table.teacher.public_id.hex).status_code == 422
    table.work_off()
    assert table.told() == []


@on_sqlite
def test_r7_whoever_is_left_out_after_they_were_invited_is_called_off_at_once(table: Table) -> None:
    table.invite(table.teacher, knows=table.teacher)
    link = table.link()
    officer = signed_in(table.app.test_client(), table.make, table.officer)
    mine = f"/staff/reviews/{table.review.external_id}/asked/{table.teacher.public_id}"
    decided = press(
        officer, mine, mine, press="not_asked", basis="childs_wish", why="Not at school, please.",
        decided_by="Pat Manager", decided_on=table.make.today.isoformat(),
    )  # fmt: skip
    assert decided.status_code == 303
    table.work_off()
    assert table.told() == [SCHOOL, SCHOOL]
    page = table.seen(link)
    assert "You do not have to come" in page
    assert PLACE not in page
    assert "Not at school" not in page


@on_sqlite
def test_an_address_that_was_taken_away_before_the_mail_went_gets_none(table: Table) -> None:
    table.arrange(table.teacher)
    table.send()
    with transaction() as session:
        for point in session.scalars(select(ContactPoint)):
            point.state = ContactState.SUSPENDED
    table.work_off()
    assert table.told() == []
    assert "taken back before it went" in table.page()


@on_sqlite
def test_a_mail_that_was_refused_says_so_and_may_be_sent_again(table: Table) -> None:
    table.arrange(table.teacher)
    table.post.refuse_recipients("550 no such mailbox")
    table.send()
    table.work_off()
    assert "refused, it did not arrive" in table.page()
    table.post.refuse_recipients("")
    assert table.send(table.teacher.public_id.hex).status_code == 303
    table.work_off()
    assert table.told() == [SCHOOL]


@on_sqlite
def test_a_review_without_a_day_to_come_invites_nobody(table: Table) -> None:
    table.arrange(table.teacher)
    table.change(planned_on=table.make.today - timedelta(days=3))
    assert table.send().status_code == 422
    assert "nothing can be sent" in table.page()


@on_sqlite
def test_t9_looking_at_a_link_shows_and_changes_nothing_whatever_the_link(table: Table) -> None:
    table.invite(table.teacher)
    stranger = table.app.test_client()
    looked = stranger.get(table.link())
    assert looked.data == stranger.get("/g/anything").data
    assert "link was opened" not in table.page()
    table.seen()
    assert "The link was opened on" in table.page(), "nobody knows by whom"
    with reading() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "guest.link_opened")
        ).one()
        assert event.actor == f"link_of_guest:{table.teacher.public_id.hex}"


@on_sqlite
def test_a_link_that_is_over_forged_or_anothers_opens_nothing_and_all_look_the_same(
    table: Table, clock: MovableClock
) -> None:
    table.invite(table.teacher, table.mother)
    link = table.link()
    secret = table.make.house.settings.secret_key
    named = guest_of(secret, link.removeprefix("/g/"))
    assert named is not None
    mothers = signed_guest(secret, replace(named, who=table.mother.public_id))
    forged = signed_guest("another key, as long as it has to be", named)
    nowhere = signed_guest(secret, replace(named, meeting=new_public_id()))
    unsent = [signed_guest(secret, replace(named, number=number)) for number in (0, 2)]
    strange = [mothers, forged, nowhere, *unsent, "x", "x.y", "é"]
    stranger = table.app.test_client()
    answers = [stranger.post(f"/g/{one}") for one in strange]
    clock.moment += timedelta(days=10)
    answers.append(stranger.post(link))
    assert {one.status_code for one in answers} == {404}
    assert len({one.data for one in answers}) == 1


@on_sqlite
def test_another_officer_sends_nothing(table: Table, app: Flask, make: Make) -> None:
    table.arrange(table.teacher)
    other = signed_in(app.test_client(), make, make.staff(Role.IRO))
    assert other.get(table.path).status_code == 404
    answer = press(other, "/staff/reviews", f"{table.path}/mail", who="everybody")
    assert answer.status_code == 404
    table.work_off()
    assert table.told() == []
