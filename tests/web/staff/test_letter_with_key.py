"""What of a letter is read with the child's own key: never more than that key opens (R2)."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.outcomes.models import Letter
from participation.kernel.db import reading
from tests.factories import Make
from tests.web.respond.told_back import end_readings
from tests.web.staff.at_the_letter import WORDS, Desk, letters, texts_promised
from tests.web.staff.reviewed import CANARY
from tests.web.staff.signing_in import press


@pytest.fixture
def desk(app: Flask, make: Make) -> Desk:
    return Desk(app, make)


def test_r2_what_was_kept_for_the_officer_is_in_no_letter_until_it_is_marked_safe(
    app: Flask, make: Make
) -> None:
    desk = Desk(app, make, private=True)
    desk.has_a_point()
    assert CANARY not in desk.look()
    page = desk.story.point(desk.browser)
    desk.story.write(desk.browser, page, safe_to_show="yes")
    press(desk.browser, page, f"{page}/release")
    assert CANARY in desk.look()


def test_r2_what_is_not_safe_any_more_closes_the_letter_that_tells_it(
    app: Flask, make: Make
) -> None:
    desk = Desk(app, make, private=True)
    page = desk.story.point(desk.browser)
    desk.story.write(desk.browser, page, safe_to_show="yes", told="Yes.")
    press(desk.browser, page, f"{page}/release")
    desk.keep()
    desk.send()
    assert "Saturdays" in desk.child_reads()
    desk.story.write(desk.browser, page, told="Yes.")
    assert "Saturdays" not in desk.child_reads()


def test_r2_what_a_letter_told_back_counts_until_it_is_begun_anew(desk: Desk) -> None:
    """The point is dropped, and the quote may still stand in the box."""
    page = desk.has_a_point()
    desk.keep()
    press(desk.browser, page, f"{page}/drop")
    desk.keep(f"{WORDS}!")
    with reading() as session:
        assert session.scalars(select(Letter).order_by(Letter.id.desc())).first().about == [
            desk.story.source()
        ]
    first = re.search(r"auto\">(Dear Aisha,.*?)</p>", desk.look(), re.DOTALL)
    assert first is not None
    desk.keep(first[1])
    with reading() as session:
        assert session.scalars(select(Letter).order_by(Letter.id.desc())).first().about == []


def test_r2_a_point_dropped_while_the_officer_writes_counts_as_told_back(desk: Desk) -> None:
    """The first wording on their page quotes it, and they send that page."""
    page = desk.has_a_point()
    seen = re.search(r'name="about" value="(\w+)"', desk.look())
    assert seen is not None
    press(desk.browser, page, f"{page}/drop")
    desk.keep(about=seen[1])
    with reading() as session:
        assert session.scalars(select(Letter)).one().about == [desk.story.source()]
    desk.keep(f"{WORDS}!", about=f"{seen[1]} {'0' * 32} nonsense")
    with reading() as session:
        newest = session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert newest.about == [desk.story.source()]  # a point of this review, and nothing else


def test_r2_a_point_that_is_not_released_is_in_no_first_wording_and_the_page_says_so(
    desk: Desk,
) -> None:
    desk.has_a_point(released=False, told="Your brother comes.")
    page = desk.look()
    assert "1 point is not in it" in page
    assert "Your brother comes." not in page
    assert CANARY not in page
    assert "Thank you for telling me" in page


def test_r2_what_no_key_opens_is_told_by_a_letter_on_paper(app: Flask, make: Make) -> None:
    desk = Desk(app, make, key=False)
    desk.has_a_point(released=False, told="Your brother comes.")
    page = desk.look()
    assert "Your brother comes." in page
    assert "not in it:" not in page


def test_r2_decisions_are_read_with_a_key_only_where_the_officer_lets_them(desk: Desk) -> None:
    """One typed answer makes a key; it must not open who decided what, and where."""
    desk.has_a_point()
    assert 'name="let"' not in desk.look()
    desk.decides()
    desk.keep()
    page = desk.look()
    assert 'name="let"' in page
    assert not re.search(r'name="let"[^>]*checked', page)
    desk.send()
    assert letters()[0][4] is False
    assert "On paper only." in desk.look()
    assert "Saturdays" not in desk.child_reads()
    desk.keep("Dear Aisha,\n\nBetter words.")
    desk.send(2, let="yes")
    assert letters()[1][4] is True
    assert "Better words." in desk.child_reads()


def test_r2_without_the_key_nothing_of_it_is_shown(desk: Desk) -> None:
    desk.has_a_point()
    desk.keep()
    desk.send()
    assert "Saturdays" in desk.child_reads()
    end_readings()
    assert "Saturdays" not in desk.child_reads()
    desk.story.opens()
    assert "Saturdays" in desk.child_reads()


def test_a_letter_of_decisions_alone_is_told_on_paper(desk: Desk) -> None:
    """The key opens what was typed with it in hand, and a letter without that opens with none."""
    desk.keep()
    assert "On paper only." in desk.look()
    desk.send()
    assert letters()[0][4] is False
    assert texts_promised() == 0
    assert "Saturdays" not in desk.child_reads()
