"""What the officer reads of earlier reviews: what was promised, what is new, faces and days."""

from __future__ import annotations

import html
import json
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Round
from participation.care.outcomes import service as outcomes
from participation.care.outcomes.models import Point, Reply
from participation.care.outcomes.rules import OutcomeKind, Verdict
from participation.care.outcomes.service import Chosen, Written
from participation.care.people.models import AssignedAs, Assignment, Child, Role
from participation.care.reviews.models import Review, ReviewState
from participation.care.summaries.models import Summary
from participation.channels.paper.faces import MOUTHS, face_svg
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.reviewed import source_of, words_of
from tests.web.staff.signing_in import press, signed_in

KEPT = "zebrafinch"


class Story:
    """A child who said things before the last review, was promised one, and is asked again."""

    def __init__(self, app: Flask, make: Make) -> None:
        self.app, self.make, self.say = app, make, Saying(make)
        self.officer = make.staff(Role.IRO)
        self.child = make.child(officer=self.officer)
        self.held = make.today - timedelta(days=170)
        self.last = make.review(self.child, planned_on=self.held, held_on=self.held,
                                state=ReviewState.HELD)  # fmt: skip
        # Its round is open, as it was when all this was said.
        held = make.round(self.last, closes_on=make.today + timedelta(days=9))
        then = make.invitation(round=held, company="alone")
        self.say.fill_in(then, "one_thing", words="i want my brother to visit")
        self.say.fill_in(then, "going_well", words="drama club 🎭")
        self.say.fill_in(then, "home", "not_good", words=KEPT, only_officer=True)
        self.say.skip_to(then, "school")
        self.say.fill_in(then, "school", "not_good")
        self.say.send(then)
        self.review = make.review(self.child)
        self.path = f"/staff/reviews/{self.review.external_id}/summary"

    def promised(self, words: str = "i want my brother to visit", **changes: Any) -> None:
        with transaction() as session:
            review = session.get_one(Review, self.last.id)
            chosen = Chosen(source=source_of(words), one_thing=True, only_officer=words == KEPT)
            now = self.make.clock.now()
            point = outcomes.choose_point(session, review, chosen, by_id=self.officer.id, now=now)
            assert point is not None
            plain: dict[str, Any] = {"kind": OutcomeKind.YES, "who": "Jo Hall", "because": "",
                                     "by_on": self.held + timedelta(days=30), "told": "Yes",
                                     "language": "en"}  # fmt: skip
            written = Written(**plain | changes)
            key = session.get_one(Child, self.child.id).key
            row = outcomes.write_outcome(session, point, written, key=key, by_id=self.officer.id,
                                         now=now)  # fmt: skip
            outcomes.note_read(row, now)
            outcomes.keep_reply(session, row, Verdict.NO, page_key="x", ask=None, now=now)

    def says_now(self) -> None:
        now = self.make.invitation(self.review, company="alone")
        self.say.fill_in(now, "one_thing", words="still waiting for my brother")
        self.say.skip_to(now, "school")
        self.say.fill_in(now, "school", "good")
        self.say.fill_in(now, "feelings", "low")
        self.say.skip_to(now, "worries")
        self.say.fill_in(now, "worries", words="the dark")
        self.say.send(now)

    def browser(self, role: Role = Role.IRO) -> FlaskClient:
        staff = self.officer
        if role is Role.SOCIAL_WORKER:
            staff = self.make.staff(role)
            with transaction() as session:
                session.add(Assignment(child_id=self.child.id, staff_id=staff.id,
                                       assigned_as=AssignedAs.SOCIAL_WORKER,
                                       from_on=date(2026, 1, 1)))  # fmt: skip
        return signed_in(self.app.test_client(), self.make, staff)

    def page(self, browser: FlaskClient) -> str:
        answer = browser.get(self.path)
        assert answer.status_code == 200
        return html.unescape(answer.get_data(as_text=True))

    def taken(self, browser: FlaskClient, shape: str, part: str = "whole") -> bytes:
        answer = press(browser, self.path, f"{self.path}/take", shape=shape, part=part)
        assert answer.status_code == 200
        return bytes(answer.get_data())


@pytest.fixture
def story(app: Flask, make: Make) -> Story:
    return Story(app, make)


def test_what_was_promised_stands_with_the_words_and_what_the_child_said_to_it(
    story: Story,
) -> None:
    story.promised()
    story.says_now()
    page = words_of(story.page(story.browser()))
    start = page.index("Since the review of")
    back = page[start : page.index("How it goes, review by review")]
    assert "i want my brother to visit" in back
    assert "Promised: yes. Jo Hall, by" in back
    assert "That day has gone by: find out whether it happened." in back
    assert "Aisha said: that is not right." in back
    assert "Now: in words of their own, below." in back
    assert "New: 1. Said then and now: 1. Not said this time: 2." in back
    assert "worried or scared" in back[back.index("New this time") :]
    assert start < page.index("still waiting for my brother", start)  # the full words follow


def test_a_promise_about_words_that_were_changed_since_is_not_forgotten(story: Story) -> None:
    story.promised()
    with transaction() as session:
        point = session.scalars(select(Point)).one()
        point.source_id = uuid4()  # the words stand in another row now
    story.says_now()
    page = words_of(story.page(story.browser()))
    assert "Words that have changed since" in page
    assert "Promised: yes. Jo Hall, by" in page


@pytest.mark.parametrize(("over", "versions"), [(True, 1), (False, 2)])
def test_what_becomes_of_an_old_promise_makes_no_version_of_a_round_that_is_over(
    story: Story, over: bool, versions: int
) -> None:
    """It may be filed by then, and nothing was said."""
    story.promised()
    story.says_now()
    browser = story.browser()
    story.page(browser)
    with transaction() as session:
        held = session.scalars(select(Round).where(Round.review_id == story.review.id)).one()
        held.closed_at = story.make.clock.now() if over else None
        session.delete(session.scalars(select(Reply)).one())
    assert ("that is not right" not in story.page(browser)) is not over
    with reading() as session:
        assert len(session.scalars(select(Summary)).all()) == versions


def test_who_said_it_in_other_words_is_not_told_of_as_silent_on_every_point(story: Story) -> None:
    now = story.make.invitation(story.review, company="alone")
    story.say.send(now)
    story.say.add(now, "i still want my brother on saturdays")
    page = words_of(story.page(story.browser()))
    assert "Not said this time: 0." in page
    assert "Not said this time. " not in page
    assert "Now: Not answered this time. They said something in other words." in page


def test_faces_stand_by_day_with_what_changed_in_words_and_a_chart_with_its_table(
    story: Story,
) -> None:
    story.says_now()
    page = story.page(story.browser())
    assert "Was “Not good” on" in page
    assert "now “Good”." in page
    assert "“Low”. There is nothing earlier to compare it with." in page
    chart = re.search(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert chart is not None
    assert 'role="img"' in chart[0]
    assert "Was “Not good” on" in chart[0]  # what it shows, and not what it is
    assert page.index("<table", chart.end()) < page.index("</section>", chart.end())


def test_where_nothing_is_there_to_compare_the_page_says_so(app: Flask, make: Make) -> None:
    officer = make.staff(Role.IRO)
    review = make.review(make.child(officer=officer))
    asked = make.invitation(review)
    Saying(make).fill_in(asked, "one_thing", words="x")
    Saying(make).send(asked)
    browser = signed_in(app.test_client(), make, officer)
    page = browser.get(f"/staff/reviews/{review.external_id}/summary").get_data(as_text=True)
    assert "There is nothing here from an earlier review to compare with." in page


def test_while_nothing_is_said_yet_what_was_promised_is_there_and_nothing_is_called_gone(
    story: Story,
) -> None:
    story.promised()
    story.make.invitation(story.review)
    page = story.page(story.browser())
    assert "That does not mean that it is settled." in page
    assert "Promised: yes." in page
    assert "Not said this time" not in page


def test_text_and_json_and_pdf_carry_it_as_well(story: Story) -> None:
    story.promised()
    story.says_now()
    browser = story.browser()
    text = story.taken(browser, "text").decode()
    assert "> i want my brother to visit" in text
    assert "Promised: yes. Jo Hall" in text
    assert re.search(r"School or work: .*: Not good; .*: Good", text)
    told = json.loads(story.taken(browser, "json"))
    promised = [one["promised"] for one in told["since_last"]["matters"] if one["promised"]]
    assert [(one["kind"], one["said_back"]) for one in promised] == [("yes", "no")]
    rows = {one["topic"]: one for one in told["over_time"]}
    assert [entry["value_label"] for entry in rows["school"]["entries"]] == ["Not good", "Good"]
    assert story.taken(browser, "pdf").startswith(b"%PDF-")


def test_t20_a_social_worker_reads_nothing_of_what_was_kept_from_them_then(story: Story) -> None:
    story.promised(KEPT, who=f"{KEPT} people")
    story.says_now()
    browser = story.browser(Role.SOCIAL_WORKER)
    shown = story.page(browser)
    assert "Since the review of" in shown
    assert KEPT not in shown
    assert "Not said this time" not in shown  # they cannot know
    for shape in ("text", "json"):
        assert KEPT.encode() not in story.taken(browser, shape)
    officers = story.browser()
    assert KEPT in story.page(officers)
    assert KEPT.encode() in story.taken(officers, "text", "kept")
    assert KEPT.encode() not in story.taken(officers, "text", "record")


def test_what_is_handed_on_looks_back_at_nothing(story: Story) -> None:
    story.promised()
    story.says_now()
    officers = story.browser()
    for readers in ("meeting", "parent"):
        path = f"/staff/reviews/{story.review.external_id}/hand-on/{readers}"
        page = officers.get(path).get_data(as_text=True)
        assert "i want my brother to visit" not in page
        assert "Promised" not in page


def test_faces_in_print_are_the_faces_of_the_pages(app: Flask) -> None:
    drawn: Any = app.jinja_env.get_template("respond/parts.html").module
    assert {name: drawn.mouths[tone] for name, tone in drawn.named.items()} == MOUTHS
    assert all(mouth in (face_svg(name) or "") for name, mouth in MOUTHS.items())
