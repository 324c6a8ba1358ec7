"""Business support books an interpreter page by page: asked, confirmed, noted; an officer sees what
is not ready; managers see numbers; no name goes into a calendar."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.interpreting.booking_models import Booking, Interpreter
from participation.care.interpreting.booking_rules import Attended, BookingState, Means, Occasion
from participation.care.interpreting.booking_service import Wanted, make_booking, move
from participation.care.people.models import Child, Role
from participation.care.reviews.models import Review
from participation.guard.audit import AuditEvent
from participation.journeys import following_interpreters
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.reviewed import words_of
from tests.web.staff.signing_in import at_work, press

LIST = "/staff/interpreters"
PEOPLE = f"{LIST}/people"
NAMES = ("Quillon", "Zebrafinch", "Kestrel", "Dunnock", "Sam Green", "Selam", "Tesfay")


class Desk:
    """Business support at a browser; a child whose review is on 11 January."""

    def __init__(self, app: Flask, make: Make) -> None:
        self.app, self.make = app, make
        self.officer = make.staff(Role.IRO, name="Sam Green")
        self.child: Child = make.child(
            officer=self.officer, name="Quillon", known_as="Zebrafinch", spoken_language="ti",
            dialect="Kestrel's own", interpreter_needed=True, not_wanted="Nobody from Asmara",
        )  # fmt: skip
        make.relationship(self.child, make.adult("Kestrel Dunnock"))
        self.review: Review = make.review(self.child, planned_on=date(2027, 1, 11))
        with transaction() as session:
            following_interpreters.follow(session, self.review.id, make.clock.now())
        self.browser = self.signs_in(Role.BUSINESS_SUPPORT)

    def signs_in(self, role: Role) -> FlaskClient:
        staff = self.officer if role is Role.IRO else self.make.staff(role, name="Bea Sort")
        return at_work(self.app.test_client(), self.make, staff)

    @property
    def page(self) -> str:
        with reading() as session:
            row = session.scalars(select(Booking).order_by(Booking.id)).first()
            assert row is not None
            return f"{LIST}/{row.public_id}"

    def looks(self, path: str = LIST, browser: FlaskClient | None = None) -> str:
        return words_of((browser or self.browser).get(path).get_data(as_text=True))

    def does(self, what: str, **fields: Any) -> tuple[int, str]:
        answer = press(self.browser, self.page, self.page, press=what, **fields)
        return answer.status_code, words_of(answer.get_data(as_text=True))

    def adds(self, name: str = "Selam Tesfay", **fields: str) -> str:
        known = {
            "full_name": name, "agency": "Example Words", "email": "desk@agency.example",
            "gender": "female", "languages": "ti", "confidential_on": "2026-01-05",
            "vetted_on": "2026-01-05", "vetted_until": "",
        }  # fmt: skip
        assert press(self.browser, PEOPLE, PEOPLE, **(known | fields)).status_code == 303
        with reading() as session:
            newest = session.scalars(select(Interpreter).order_by(Interpreter.id.desc())).first()
            assert newest is not None
            return str(newest.public_id)


@pytest.fixture
def desk(app: Flask, make: Make) -> Desk:
    return Desk(app, make)


def asked(**changes: str) -> dict[str, str]:
    plain = {
        "agency": "Example Words", "email": "desk@agency.example", "presence": "video",
        "minutes": "90", "pre_brief": "15",
    }  # fmt: skip
    return plain | changes


def test_from_the_list_to_confirmed_and_what_became_of_it(desk: Desk, clock: MovableClock) -> None:
    listed = desk.looks()
    assert "Zebrafinch : Child" in listed
    assert "nobody asked yet" in listed
    unchecked, selam = desk.adds("Rahel Abraham", vetted_on=""), desk.adds()
    assert "cannot be confirmed" in desk.looks(PEOPLE)
    assert desk.does("confirm", interpreter=selam)[0] == 422, "nobody was asked"
    assert desk.does("ask", **asked(minutes="a while"))[0] == 422
    assert desk.does("ask", **asked(email="nowhere"))[0] == 422
    assert desk.does("ask", **asked())[0] == 303
    refused = desk.does("confirm", interpreter=unchecked, no_relative="yes")
    assert refused[0] == 422
    assert "the signed confidentiality or the vetting is missing" in refused[1]
    assert "tick the box" in desk.does("confirm", interpreter=selam)[1]
    done = desk.does("confirm", interpreter=selam, no_relative="yes", agency_reference="EW-77")
    assert done[0] == 303
    shown = desk.looks(desk.page)
    for words in ("confirmed", "Selam Tesfay, Example Words", "EW-77", "by video", "16:00"):
        assert words in shown
    clock.moment = datetime(2027, 1, 11, 18, tzinfo=UTC)
    assert desk.does("after", attended="late", cost="sixty")[0] == 422
    assert desk.does("after", attended="late", cost="£65.50")[0] == 303
    assert "£65.50" in desk.looks(desk.page)
    with reading() as session:
        said = session.scalars(select(AuditEvent.action).where(
            AuditEvent.action.startswith("booking.")))  # fmt: skip
        assert {"booking.look", "booking.request", "booking.confirm", "booking.after"} <= set(said)


def test_ten_working_days_before_everybody_who_plans_sees_that_it_is_not_ready(
    desk: Desk, clock: MovableClock
) -> None:
    officer = desk.signs_in(Role.IRO)
    review = f"/staff/reviews/{desk.review.external_id}"
    clock.moment = datetime(2026, 12, 22, 12, tzinfo=UTC)
    pages = ((LIST, desk.browser), ("/staff/reviews", officer), ("/staff/reviews", desk.browser),
             (f"{review}/interpreters", officer), (f"{review}/summary", officer))  # fmt: skip
    desk.make.invitation(desk.review)
    for path, browser in pages:
        assert "ot ready:" not in desk.looks(path, browser), path
    assert "▲ not ready" not in desk.looks()
    clock.moment = datetime(2026, 12, 23, 12, tzinfo=UTC)
    assert "▲ not ready" in desk.looks()
    for path, browser in pages[1:]:
        assert "ot ready:" in desk.looks(path, browser), path


def test_a_file_for_a_calendar_names_nobody(desk: Desk) -> None:
    selam = desk.adds()
    desk.does("ask", **asked())
    desk.does("confirm", interpreter=selam, no_relative="yes")
    for path in (f"{desk.page}/calendar", f"{LIST}/calendar"):
        answer = desk.browser.get(path)
        body = answer.get_data(as_text=True)
        assert answer.mimetype == "text/calendar"
        assert body.count("BEGIN:VEVENT") == 1
        for line in ("DTSTART:20270111T160000Z", "DTEND:20270111T174500Z", "STATUS:CONFIRMED"):
            assert line in body.split("\r\n")
        assert "Tigrinya" in body
        assert [name for name in NAMES if name in body] == []
        assert max(len(line.encode()) for line in body.split("\r\n")) <= 75


def test_needs_are_noted_and_whom_they_do_not_want_is_read_by_the_officer_alone(
    desk: Desk,
) -> None:
    base = f"/staff/reviews/{desk.review.external_id}"
    path = f"{base}/needs/child"
    officer = desk.signs_in(Role.IRO)
    assert "Nobody from Asmara" in desk.looks(path, officer)
    for page in (path, f"{base}/interpreters", LIST, desk.page):
        assert "Asmara" not in unescape(desk.browser.get(page).get_data(as_text=True)), page
    assert "There are people they do not want" in desk.looks(f"{base}/interpreters")
    said = boxes(desk, path) | {"spoken": "am", "dialect": "", "reads": "audio",
                                "gender": "female", "makaton": "yes"}  # fmt: skip
    assert press(desk.browser, path, path, **(said | {"reads": "maybe"})).status_code == 422
    assert press(desk.browser, path, path, **said).status_code == 303
    shown = desk.looks(f"{base}/interpreters")
    for words in ("Amharic", "listens", "a woman", "Makaton", "said by themselves"):
        assert words in shown
    with reading() as session:
        assert session.get_one(Child, desk.child.id).not_wanted == "Nobody from Asmara"
        found = session.scalars(select(Booking).order_by(Booking.id)).all()
        assert [(row.means, row.language) for row in found] == [
            (Means.SPOKEN, "am"), (Means.MAKATON, None)]  # fmt: skip


@on_sqlite
@pytest.mark.parametrize("also", [Role.IRO_MANAGER, Role.BUSINESS_SUPPORT])
def test_an_officer_who_books_for_everybody_reads_only_whom_their_own_children_do_not_want(
    desk: Desk, also: Role
) -> None:
    staff = desk.make.staff(Role.IRO, also, name="Kim Chief")
    other = at_work(desk.app.test_client(), desk.make, staff)
    path = f"/staff/reviews/{desk.review.external_id}/needs/child"
    assert "Asmara" not in desk.looks(path, other)
    said = boxes(desk, path, other) | {"spoken": "am", "not_wanted": ""}
    assert press(other, path, path, **said).status_code == 303
    with reading() as session:
        assert session.get_one(Child, desk.child.id).not_wanted == "Nobody from Asmara"


def boxes(desk: Desk, path: str, browser: FlaskClient | None = None) -> dict[str, str]:
    """The form as it stands on the page."""
    page = (browser or desk.browser).get(path).text
    found = re.findall(r'name="was_([a-z_]+)" value="([^"]*)"', page)
    shown = {name: unescape(value) for name, value in found}
    return shown | {f"was_{name}": value for name, value in shown.items()}


def test_a_form_that_lay_open_undoes_nothing_that_the_child_said_meanwhile(desk: Desk) -> None:
    path = f"/staff/reviews/{desk.review.external_id}/needs/child"
    old = boxes(desk, path)
    with transaction() as session:
        child = session.get_one(Child, desk.child.id)
        child.spoken_language, child.dialect = "ar", None
        child.said_here = ["dialect", "spoken_language"]
    assert press(desk.browser, path, path, **(old | {"reads": "no"})).status_code == 303
    with reading() as session:
        child = session.get_one(Child, desk.child.id)
        assert (child.spoken_language, child.dialect, child.reads) == ("ar", None, "no")
    again = press(desk.browser, path, path, **(old | {"spoken": "am"}))
    assert again.status_code == 422
    said = words_of(again.text)
    assert "changed meanwhile" in said
    assert "Arabic" in said
    assert '<option value="am" selected>' in again.text, "what was typed is still there"
    shown = boxes(desk, path)
    assert press(desk.browser, path, path, **(shown | {"spoken": "am"})).status_code == 303
    with reading() as session:
        assert session.get_one(Child, desk.child.id).spoken_language == "am"


@on_sqlite
def test_managers_see_numbers_and_no_small_one(app: Flask, make: Make, clock: MovableClock) -> None:
    desk = Desk(app, make)
    added = desk.adds()
    with transaction() as session:
        interpreter = session.scalars(select(Interpreter)).one()
        assert str(interpreter.public_id) == added
        review = session.get_one(Review, desk.review.id)
        became = [Attended.CAME] * 8 + [Attended.NO_SHOW] * 4 + [Attended.LATE]
        for attended in became:
            wanted = Wanted(asked_for=None, means=Means.SPOKEN, language="ti", dialect=None,
                            gender=None)  # fmt: skip
            row = make_booking(
                session, review, wanted, occasion=Occasion.REVIEW, on_day=date(2026, 8, 5),
                at_time="10:00", now=clock.now(),
            )  # fmt: skip
            move(row, BookingState.REQUESTED, None, clock.now())
            move(row, BookingState.CONFIRMED, None, clock.now())
            row.attended, row.cost_pence = attended, 6000
    manager = desk.signs_in(Role.IRO_MANAGER)
    shown = desk.looks(f"{LIST}/figures", manager)
    table = re.sub(r"\s+", " ", shown)
    assert "July to September 2026" in table
    assert "Came 8 " in table
    assert "Came late not shown" in table
    assert "Did not come not shown" in table, "with the sum it would tell the other"
    assert "£780.00, £60.00 each" in table
    assert "Tigrinya 13" in table
    assert desk.browser.get(f"{LIST}/figures").status_code == 403


@on_sqlite
@pytest.mark.parametrize(
    "email",
    ["a<b@agency.example", "a@b@agency.example", "a@.example", f"{'x' * 60}@{'y.' * 100}example"],
)
def test_an_address_that_no_mail_of_ours_goes_to_is_refused_where_it_is_typed(
    desk: Desk, email: str
) -> None:
    fields = {"full_name": "Rahel Abraham", "languages": "ti", "email": email, "vetted": "yes"}
    for page in (PEOPLE, "/staff/translators"):
        refused = press(desk.browser, page, page, **fields)
        assert refused.status_code == 422
        assert "Write a mail address" in refused.get_data(as_text=True)
    assert desk.does("ask", **asked(email=email))[0] == 422


@on_sqlite
def test_a_second_press_puts_nobody_on_the_list_twice(desk: Desk) -> None:
    desk.adds()
    again = press(desk.browser, PEOPLE, PEOPLE, full_name="selam tesfay", languages="ti")
    assert again.status_code == 422
    assert "on the list already" in again.get_data(as_text=True)
    with reading() as session:
        assert len(session.scalars(select(Interpreter)).all()) == 1
    translators = "/staff/translators"
    fields = {"full_name": "Rahel Abraham", "email": "rahel@agency.example", "vetted": "yes"}
    for status in (303, 422):
        added = press(desk.browser, translators, translators, languages="ti", **fields)
        assert added.status_code == status
