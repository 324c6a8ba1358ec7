"""A child who said things before a review, with a key of their own, and the review itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Answer, Invitation, Remark
from participation.care.outcomes.models import Point
from participation.care.people.models import Child, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.kernel.db import reading, transaction
from participation.questionnaire.definition import Kind
from tests.factories import Make
from tests.saying import Saying
from tests.web.respond.holding_cards import post
from tests.web.respond.walking import Person
from tests.web.staff.signing_in import press, text_of

CANARY = "zebrafinch"
PIN = "271828"
TOLD = "Yes! Your brother comes on Saturdays."


@dataclass
class Reviewed:
    """One review: who said what, and the way to its pages."""

    make: Make
    child: Child
    officer: StaffMember
    review: Review
    invitation: Invitation
    token: str
    person: Person

    @property
    def path(self) -> str:
        return f"/staff/reviews/{self.review.external_id}/after"

    def says(self, words: str = CANARY, *, private: bool = False) -> None:
        """Answer the first open question with these words and send, on the pages; the journey
        behind them leaves out the rest."""
        person, say = self.person, Saying(self.make)
        person.begin(self.token)
        form = self.make.house.library.forms[self.invitation.form_key or ""]
        say.skip_to(self.invitation, next(q.key for q in form.questions if q.kind is Kind.TEXT))
        person.look()
        person.press(say={"words": words, **({"only_officer": "1"} if private else {})})
        say.skip_to(self.invitation, "")  # there is none of that name: all of them
        person.look()
        assert person.press("go=send").kind == "sent"

    def makes_a_key(self, pin: str = PIN) -> None:
        self.person.look("/mine")
        post(self.person, {"kind": "pin"}, "/mine")
        post(self.person, {"kind": "pin", "go": "make", "pin": pin}, "/mine")

    def opens(self, pin: str = PIN) -> None:
        self.person.look("/mine")
        post(self.person, {"kind": "pin", "go": "open", "pin": pin}, "/mine")

    def is_held(self, *, days_ago: int = 0) -> None:
        """The day comes and the review takes place."""
        with transaction() as session:
            row = session.get_one(Review, self.review.id)
            row.held_on = self.make.today - timedelta(days=days_ago)
            row.state = ReviewState.HELD

    def source(self, words: str = CANARY) -> str:
        """The public id of what was said in these words."""
        return source_of(words).hex

    def point(self, browser: FlaskClient, words: str = CANARY) -> str:
        """Make a point of it; the address of its page."""
        assert press(browser, self.path, f"{self.path}/points",
                     source=self.source(words)).status_code == 303  # fmt: skip
        with reading() as session:
            newest = session.scalars(select(Point).order_by(Point.id.desc())).first()
            assert newest is not None
            return f"{self.path}/points/{newest.public_id}"

    def write(self, browser: FlaskClient, page: str, **fields: str) -> str:
        """What became of it; the page that comes."""
        said = {"kind": "yes", "who": "your social worker", "by_on": "2026-12-14", **fields}
        answer = press(browser, page, f"{page}/write", **said)
        if answer.status_code != 303:
            return str(answer.get_data(as_text=True))
        return str(browser.get(page).get_data(as_text=True))


def source_of(words: str) -> UUID:
    """The public id of what was said in these words, the newest first."""
    with reading() as session:
        return next(
            row.public_id
            for table in (Answer, Remark)
            for row in session.scalars(select(table).order_by(table.id.desc()))
            if row.words == words
        )


def reviewed(app: Flask, make: Make, *, age: int = 9, form: str = "child_8_11",
             in_days: int = 2, **changes: object) -> Reviewed:  # fmt: skip
    """A child who is asked; nothing is said yet."""
    officer = make.staff(name="Sam Green")
    child = make.child(officer=officer, age=age, **changes)
    review = make.review(child, in_days=in_days)
    invitation = make.invitation(review, form=form, language=child.reading_language)
    token = make.link(invitation)
    return Reviewed(make, child, officer, review, invitation, token, Person(app.test_client()))


def release(story: Reviewed, officer: FlaskClient, told: str = TOLD) -> str:
    page = story.point(officer)
    story.write(officer, page, told=told)
    assert press(officer, page, f"{page}/release").status_code == 303
    return page


def words_of(html: str) -> str:
    """A page's text on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def words_on(browser: FlaskClient, path: str) -> str:
    """The text of the page that opens there."""
    return words_of(text_of(browser, path))
