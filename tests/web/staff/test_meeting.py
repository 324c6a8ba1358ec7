"""A review's meeting: who arranges it, who may know where it is, and its papers."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people.models import Relationship, Role
from participation.care.reviews.meeting import LedBy, Meeting, guests_of, points_of
from participation.care.reviews.models import Review
from participation.guard.audit import AuditEvent
from participation.kernel.db import reading
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.at_the_meeting import LINK, PLACE, arrange, path_of, review
from tests.web.staff.signing_in import press, signed_in

__all__ = ["review"]
pytestmark = on_sqlite


@pytest.fixture
def mother(make: Make, review: Review) -> Relationship:
    return make.relationship(review.child)


def kept() -> Meeting:
    with reading() as session:
        row = session.scalars(select(Meeting)).one()
        _ = (row.place, row.guests, row.agenda)
        return row


def test_business_support_arranges_it_and_each_is_marked_whether_they_may_know_the_place(
    desk: FlaskClient, review: Review, mother: Relationship
) -> None:
    answer = arrange(
        desk, review, place=PLACE, link=LINK, access="no steps",
        **{"comes-child": "yes", "place-child": "yes", f"comes-{mother.public_id.hex}": "yes"},
    )  # fmt: skip
    assert answer.status_code == 303
    assert "Kept." in desk.get(answer.location).text
    guests = guests_of(kept())
    assert guests["child"].may_know_place
    assert not guests[mother.public_id.hex].may_know_place


def test_an_invitation_is_a_file_and_stays_noted_when_the_page_is_saved_again(
    desk: FlaskClient, make: Make, review: Review
) -> None:
    fields = {"place": PLACE, "comes-child": "yes"}
    arrange(desk, review, **fields)
    answer = press(desk, path_of(review), f"{path_of(review)}/invite", who="child")
    assert answer.data.startswith(b"%PDF")
    arrange(desk, review, **fields)
    assert guests_of(kept())["child"].invited_on == make.today
    with reading() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert "meeting.invite" in actions


def test_whoever_does_not_come_gets_no_invitation(
    desk: FlaskClient, review: Review, mother: Relationship
) -> None:
    arrange(desk, review, **{"comes-child": "yes"})
    answer = press(desk, path_of(review), f"{path_of(review)}/invite", who=mother.public_id.hex)
    assert answer.status_code == 404


def test_only_the_officer_says_what_it_is_about_and_prints_the_childs_papers(
    browser: FlaskClient, desk: FlaskClient, review: Review
) -> None:
    lead = f"{path_of(review)}/lead"
    fields = {"led_by": "child", "agenda": "My brother\nSwimming"}
    assert press(desk, path_of(review), lead, **fields).status_code == 403
    assert press(browser, path_of(review), lead, **fields).status_code == 303
    row = kept()
    assert (row.led_by, points_of(row)) == (LedBy.CHILD, ("My brother", "Swimming"))
    assert "Swimming" in browser.get(path_of(review)).get_data(as_text=True)
    assert "Swimming" not in desk.get(path_of(review)).get_data(as_text=True)
    for which in ("agenda", "chair", "speech-referral"):
        papers = f"{path_of(review)}/papers"
        answer = press(browser, path_of(review), papers, which=which)
        assert answer.data.startswith(b"%PDF"), which
        assert press(desk, path_of(review), papers, which=which).status_code == 403


@pytest.mark.parametrize(
    ("box", "name"),
    [("place", "Place"), ("link", "Joining link"), ("access", "Way in and breaks"),
     ("why-child", "Why they may know the place all the same")],
)  # fmt: skip
def test_the_box_that_is_too_long_is_named(
    desk: FlaskClient, review: Review, box: str, name: str
) -> None:
    page = arrange(desk, review, **{box: "https://" + "x" * 500}).text
    assert f'<a href="#{box}">{name}: that is too long. At most 500 letters.</a>' in page


@pytest.mark.parametrize(
    "fields", [{"link": "http://meet.example"}, {"link": "javascript:x"}, {"place": "x" * 501}]
)
def test_b_a_link_that_is_none_and_a_place_without_end_are_not_kept(
    desk: FlaskClient, review: Review, fields: dict[str, str]
) -> None:
    assert arrange(desk, review, **fields).status_code == 422
    with reading() as session:
        assert session.scalars(select(Meeting)).first() is None


def test_whom_somebody_ticked_stays_ticked_where_the_page_comes_back_with_a_fault(
    desk: FlaskClient, review: Review, mother: Relationship
) -> None:
    arrange(desk, review, **{"comes-child": "yes"})
    who = mother.public_id.hex
    ticked = {f"comes-{who}": "yes", f"place-{who}": "yes"}
    refused = arrange(desk, review, link="http://meet.example", **ticked)
    page = refused.get_data(as_text=True)
    assert re.search(rf'name="comes-{who}" value="yes" checked', page)
    assert re.search(rf'name="place-{who}" value="yes" checked', page)
    assert not re.search(r'name="comes-child" value="yes" checked', page)
    assert re.search(r'name="who" value="child"', page), "what is printed is what was saved"
    assert not re.search(rf'name="who" value="{who}"', page)


def test_who_leads_stays_chosen_where_the_agenda_is_too_long(
    browser: FlaskClient, review: Review
) -> None:
    path, agenda = path_of(review), "x" * 2001
    refused = press(browser, path, f"{path}/lead", led_by="child", agenda=agenda)
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert agenda in page
    assert "What it is about, one thing a line: that is too long." in page
    assert "Say who leads." not in page
    assert re.search(r'value="child" checked', page)


def test_another_officers_review_is_not_there(app: Flask, make: Make, review: Review) -> None:
    other = signed_in(app.test_client(), make, make.staff(Role.IRO))
    assert other.get(path_of(review)).status_code == 404


@pytest.mark.parametrize("also", [Role.IRO_MANAGER, Role.BUSINESS_SUPPORT])
def test_an_officer_who_arranges_for_everybody_reads_no_other_officers_agenda(
    browser: FlaskClient, app: Flask, make: Make, review: Review, also: Role
) -> None:
    path, fields = path_of(review), {"led_by": "child", "agenda": "Swimming"}
    press(browser, path, f"{path}/lead", **fields)
    other = signed_in(app.test_client(), make, make.staff(Role.IRO, also))
    shown = other.get(path)
    assert shown.status_code == 200
    assert "Swimming" not in shown.get_data(as_text=True)
    for press_on, sent in (("lead", {"led_by": "officer"}), ("papers", {"which": "agenda"})):
        assert press(other, path, f"{path}/{press_on}", **sent).status_code == 404
    assert kept().led_by == LedBy.CHILD
    with reading() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(2))
        assert [(one.action, one.outcome) for one in rows] == [
            ("meeting.papers", "refused"), ("meeting.lead", "refused")]  # fmt: skip
