"""Importing on a page: hand over, look, answer, confirm, undo. Every press is a real one."""

from __future__ import annotations

import html
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.imports.models import ColumnNames, Import, ImportState
from participation.care.people.models import Adult, Child, Role
from participation.care.reviews.models import Review
from participation.guard.audit import AuditEvent
from participation.kernel.db import reading
from tests.a_workbook import workbook
from tests.factories import Make
from tests.journeys.importing.conftest import Council, by_id
from tests.web.staff.at_an_import import (
    HERE,
    answers_in,
    browser,
    council,
    count,
    hand_over,
    posted,
    press,
    text_of,
)
from tests.web.staff.signing_in import signed_in, token_in

__all__ = ["browser", "council"]


def test_a_council_is_brought_in_by_a_person_who_looks_first(
    app: Flask, browser: FlaskClient, council: Council
) -> None:
    page = hand_over(browser, council)
    shown = text_of(browser, page)
    assert "Nothing is written yet" in shown
    assert count(app, Child) == 0
    assert press(browser, page, "confirm").status_code == 303
    assert count(app, Child) == 3
    press_again = browser.post(f"{page}/confirm", data={"csrf_token": token_in(shown)})
    assert press_again.status_code == 303
    assert "Until" in text_of(browser, page)
    listed = text_of(browser, HERE)
    assert "Bo Hart, on this page" in listed
    assert "new, 0 changed" in listed
    assert press(browser, page, "undo").status_code == 303
    assert count(app, Child) == 0
    assert "Imported, then undone" in text_of(browser, page)


def test_a_workbook_is_handed_over_in_one(
    app: Flask, browser: FlaskClient, council: Council
) -> None:
    made = {
        name: [list(rows[0]), *(list(row.values()) for row in rows)]
        for name in ("staff", "children", "contacts", "reviews")
        if (rows := getattr(council, name))
    }
    page = posted(browser, {"workbook": (BytesIO(workbook(made)), "council.xlsx")})
    press(browser, page, "confirm")
    assert count(app, Review) == 3


def test_the_same_files_pressed_twice_are_one_import(
    app: Flask, browser: FlaskClient, council: Council
) -> None:
    assert hand_over(browser, council) == hand_over(browser, council)
    assert count(app, Import) == 1


def test_old_and_new_are_shown_and_a_far_move_is_a_question(
    app: Flask, browser: FlaskClient, council: Council
) -> None:
    press(browser, hand_over(browser, council), "confirm")
    council.children[0]["known_as"] = "Ash"
    council.reviews[2]["clar_cla_review_date"] = "2027-03-09"
    page = hand_over(browser, council)
    shown = text_of(browser, page)
    assert "Called: <del><bdi>empty</bdi></del>" in shown
    assert "<ins><bdi>Ash</bdi></ins>" in shown
    assert "1 question has no answer yet." in shown
    assert "Import exactly this" not in shown
    refused = press(browser, page, "confirm")
    assert refused.status_code == 422
    press(browser, page, "check", **answers_in(shown, "yes"))
    assert "Import exactly this" in text_of(browser, page)
    press(browser, page, "confirm")
    with app.app_context(), reading() as session:
        assert str(by_id(session, Review, "R3").planned_on) == "2027-03-09"


def test_columns_and_days_are_in_the_words_of_all_other_pages(
    browser: FlaskClient, council: Council
) -> None:
    press(browser, hand_over(browser, council), "confirm")
    council.children[0] |= {"spoken_language": "ti", "circumstances": "in_proceedings"}
    council.contacts[0]["relationship"] = "parental_responsibility"
    council.contacts[2] |= {"mobile": "07700 900077", "safe_to_text": "no"}
    council.reviews[0] |= {"clar_cla_review_date": "2026-12-14", "review_type": "early"}
    council.reviews[1]["clar_cla_review_cancelled"] = "yes"
    council.reviews[2]["clar_cla_review_date"] = "2027-03-09"
    shown = text_of(browser, hand_over(browser, council))
    for line in (
        "Day of the review: <del><bdi>10 December 2026</bdi></del>",
        "<ins><bdi>14 December 2026</bdi></ins>",
        "Type of review: <del><bdi>later review</bdi></del>",
        "<bdi>R3</bdi>: <bdi>9 March 2027</bdi>",
        "How it stands: <del><bdi>to come</bdi></del>",
        "Speaks: <del><bdi>English</bdi></del>",
        "<ins><bdi>Tigrinya</bdi></ins>",
        "<ins><bdi>in proceedings</bdi></ins>",
        "<ins><bdi>Holds parental responsibility</bdi></ins>",
        "Safe to text: <del><bdi>yes</bdi></del>",
    ):
        assert line in shown
    assert re.findall(r"\d{4}-\d{2}-\d{2}</", shown) == []
    assert re.findall(r"<li>[^<]*[a-z]_[a-z]", shown) == []
    council.children[0]["pers_dob"] = (
        "31/04/2018"  # named as in the file, too: it is put right there
    )
    mistake = text_of(browser, hand_over(browser, council))
    assert "row 2, Date of birth (pers_dob)" in mistake


def test_b87_what_somebody_else_has_answered_since_is_not_confirmed_on_an_old_page(
    app: Flask, browser: FlaskClient, council: Council, make: Make
) -> None:
    council.reviews[2]["clar_cla_review_date"] = "2027-01-16"  # a Saturday
    page = hand_over(browser, council)
    asked = text_of(browser, page)
    press(browser, page, "check", **answers_in(asked, "yes"))
    mine = text_of(browser, page)
    other = signed_in(app.test_client(), make, make.staff(Role.BUSINESS_SUPPORT))
    press(other, page, "check", **answers_in(asked, "no"))
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', mine)
    answer = browser.post(f"{page}/confirm", data={"csrf_token": token_in(mine), "seen": seen})
    assert answer.status_code == 422
    assert "Look again, then confirm." in answer.get_data(as_text=True)
    assert count(app, Review) == 0
    assert press(browser, page, "confirm").status_code == 303
    assert count(app, Review) == 2


def test_a_mistake_is_put_right_on_the_page_and_what_was_typed_is_not_lost(
    app: Flask, browser: FlaskClient, council: Council
) -> None:
    council.children[1]["pers_dob"] = "31/04/2018"
    council.children[1]["mobile"] = "07700 90012"
    page = hand_over(browser, council)
    shown = text_of(browser, page)
    assert "31/04/2018" in shown
    assert "One digit short" in shown
    fields = {"cell:children.csv:3:pers_dob": "30/04/2018", "cell:children.csv:3:mobile": "077"}
    press(browser, page, "check", **fields)
    shown = text_of(browser, page)
    assert 'value="077"' in shown
    assert "pers_dob" not in shown
    press(browser, page, "check", **{"cell:children.csv:3:mobile": ""})
    press(browser, page, "confirm")
    with app.app_context(), reading() as session:
        assert str(by_id(session, Child, "P2").born_on) == "2018-04-30"


def test_while_a_mistake_stands_no_nought_says_that_nothing_is_new(
    browser: FlaskClient, council: Council
) -> None:
    born = council.children[1]["pers_dob"]
    council.children[1]["pers_dob"] = "31/04/2018"
    page = hand_over(browser, council)
    shown = text_of(browser, page)
    assert "The rows are not compared yet" in shown
    assert ">New</th>" not in shown
    listed = text_of(browser, HERE)
    assert "not compared yet" in listed
    assert "0 new" not in listed
    press(browser, page, "check", **{"cell:children.csv:3:pers_dob": born})
    shown = text_of(browser, page)
    assert "not compared yet" not in shown
    assert 'data-label="New">3</td>' in shown
    assert "12 new, 0 changed" in text_of(browser, HERE)


def test_what_is_new_and_left_out_is_named_and_a_no_can_be_made_a_yes(
    browser: FlaskClient, council: Council
) -> None:
    council.reviews[2]["clar_cla_review_date"] = "2027-01-16"  # a Saturday
    page = hand_over(browser, council)
    asked = answers_in(text_of(browser, page), "no")
    press(browser, page, "check", **asked)
    shown = text_of(browser, page)
    new, left_out = shown.split("What is left out")
    assert "<li>Reviews: <bdi>R1</bdi>, <bdi>R2</bdi></li>" in new.split("What is new")[1]
    assert "<li>Reviews: <bdi>R3</bdi></li>" in left_out
    assert answers_in(shown, "no") == asked
    assert re.search(r'value="no" checked', shown)
    press(browser, page, "check", **answers_in(shown, "yes"))
    shown = text_of(browser, page)
    assert "<bdi>R3</bdi></li>" in shown
    assert "What is left out" not in shown


def as_a_browser_sends(page: str, name: str) -> str:
    """What a browser sends of a box that nobody has touched: one line only keeps no breaks."""
    named = re.escape(html.escape(name))
    one_line = re.search(rf'<input [^>]*name="{named}" value="([^"]*)"', page)
    if one_line is not None:
        return re.sub(r"[\r\n]", "", html.unescape(one_line[1]))
    several = re.search(rf'<textarea [^>]*name="{named}"[^>]*>\n?([^<]*)</textarea>', page)
    assert several is not None
    return re.sub(r"\r\n|\r|\n", "\r\n", html.unescape(several[1]))


def test_a_name_over_two_lines_is_not_glued_together_by_pressing_save(
    app: Flask, browser: FlaskClient, council: Council
) -> None:
    council.contacts[2]["full_name"] = "Chris\nBrown"
    page = hand_over(browser, council)
    name = "cell:contacts.csv:4:full_name"
    for _press in range(2):
        shown = browser.get(page).get_data(as_text=True)
        press(browser, page, "check", **{name: as_a_browser_sends(shown, name)})
    assert "Keep it on one line." in text_of(browser, page)
    press(browser, page, "check", **{name: "Chris Brown"})
    assert press(browser, page, "confirm").status_code == 303
    with app.app_context(), reading() as session:
        assert "Chris Brown" in {one.full_name for one in session.scalars(select(Adult))}


def test_b78_the_rows_to_put_right_are_downloaded_and_no_cell_is_a_formula(
    browser: FlaskClient, council: Council
) -> None:
    council.children[1] |= {"first_name": "=HYPERLINK(1)", "pers_dob": "31/04/2018"}
    council.children[1]["mobile"] = "+447700900004"
    council.children[0]["=HYPERLINK(2)"] = ""
    page = hand_over(browser, council)
    answer = browser.get(f"{page}/to-correct/children.csv")
    assert answer.mimetype == "text/csv"
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].endswith(",'=HYPERLINK(2),problem")
    assert ",'=HYPERLINK(1)," in lines[1]
    assert ",+447700900004," in lines[1]
    assert "30 April" in lines[1] or "not a real date" in lines[1]
    assert browser.get(f"{page}/to-correct/other.csv").status_code == 404


def test_headings_of_the_councils_own_are_matched_once(
    app: Flask, browser: FlaskClient, council: Council
) -> None:
    for child in council.children:
        child["Date of Birth"] = child.pop("pers_dob")
        child["Favourite food"] = "toast"
    page = hand_over(browser, council)
    shown = text_of(browser, page)
    assert "This column is missing" in shown
    assert re.search(r'<option value="pers_dob" selected>', shown)  # a guess, to be checked
    fields = {
        "column:children.csv:date of birth": "pers_dob",
        "column:children.csv:favourite food": "-",
        "called": "Our export",
    }
    press(browser, page, "columns", **fields)
    assert "Import exactly this" in text_of(browser, page)
    assert count(app, ColumnNames) == 1
    council.children[0]["known_as"] = "Ash"
    again = hand_over(browser, council, columns="Our export")
    assert "Import exactly this" in text_of(browser, again)


def test_b77_a_column_of_places_is_refused_and_cannot_be_matched_away(
    browser: FlaskClient, council: Council
) -> None:
    council.children[0]["postcode"] = "AB1 2CD"
    page = hand_over(browser, council)
    assert "keeps no address" in text_of(browser, page)
    press(browser, page, "columns", **{"column:children.csv:postcode": "-"})
    shown = text_of(browser, page)
    assert "keeps no address" in shown
    assert "Put it right in the extract, delete these files and hand the new ones over." in shown
    for cannot_help in ("Save and look again", "or their rows left out", "Match its columns"):
        assert cannot_help not in shown


def test_a_column_that_is_missing_can_be_matched_on_the_page_and_the_page_says_so(
    browser: FlaskClient, council: Council
) -> None:
    for row in council.children:
        row["day of birth"] = row.pop("pers_dob")
    shown = text_of(browser, hand_over(browser, council))
    assert "Match its columns above; or put it right in the extract" in shown
    assert "Save and look again" not in shown


def test_a_row_with_a_mistake_can_be_left_out_and_the_page_says_so(
    browser: FlaskClient, council: Council
) -> None:
    council.reviews[0]["review_time"] = "4pm"
    shown = text_of(browser, hand_over(browser, council))
    assert "Save and look again" in shown
    assert "or their rows left out" in shown


@pytest.mark.parametrize("role", [Role.IRO, Role.SOCIAL_WORKER, Role.SAFEGUARDING])
def test_nobody_else_may_see_or_do_an_import(app: Flask, make: Make, role: Role) -> None:
    other = signed_in(app.test_client(), make, make.staff(role))
    assert other.get(HERE).status_code == 403


def test_whoever_may_not_see_one_child_sees_no_extract(
    app: Flask, make: Make, council: Council, browser: FlaskClient
) -> None:
    page = hand_over(browser, council)
    kept_away = make.staff(Role.BUSINESS_SUPPORT)
    make.never(make.child(name="Robin"), kept_away)
    other = signed_in(app.test_client(), make, kept_away)
    shown = text_of(other, page)
    assert "Aisha" not in shown
    assert "A colleague has to do this import." in shown
    press(other, page, "confirm")
    assert count(app, Child) == 1
    assert other.get(f"{page}/to-correct/children.csv").status_code == 404
    assert press(other, page, "check", skips="yes").status_code == 404
    assert press(other, page, "columns").status_code == 404


def test_importing_nothing_deletes_what_was_handed_over_and_looking_is_logged(
    app: Flask, browser: FlaskClient, council: Council
) -> None:
    page = hand_over(browser, council)
    browser.get(page)
    assert press(browser, page, "drop").status_code == 303
    with app.app_context(), reading() as session:
        one = session.scalars(select(Import)).one()
        assert (one.state, list(one.files)) == (ImportState.DROPPED, [])
        actions = set(session.scalars(select(AuditEvent.action)))
        assert "import.look" in actions
    assert "Not imported" in text_of(browser, page)


def test_an_import_that_cannot_be_undone_says_why(
    browser: FlaskClient, council: Council, make: Make, app: Flask
) -> None:
    page = hand_over(browser, council)
    press(browser, page, "confirm")
    with app.app_context(), reading() as session:
        review = by_id(session, Review, "R1")
    make.round(review)
    assert "1 review that it brought is being asked about." in text_of(browser, page)
    assert press(browser, page, "undo").status_code == 422
    assert count(app, Child) == 3
