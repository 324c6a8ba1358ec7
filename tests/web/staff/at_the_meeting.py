"""A review's meeting: who arranges it, who comes for their work, and the mail that invites them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.people.models import (
    ContactKind,
    Relationship,
    RelationshipKind,
    Role,
    StaffMember,
)
from participation.care.reviews.models import Review
from participation.journeys import rescheduling
from participation.kernel.db import transaction
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.staff.signing_in import press, signed_in

PLACE, LINK, ACCESS = "12 Rose Lane", "https://meet.example/room", "No steps."
SCHOOL = "office@school.example"


@pytest.fixture
def review(make: Make, officer: StaffMember) -> Review:
    return make.review(make.child(officer=officer, name="Aisha"))


def path_of(review: Review) -> str:
    return f"/staff/reviews/{review.external_id}/meeting"


def seen_on(browser: FlaskClient, action: str, *, page: str = "") -> str:
    """The mark of what a page shows, in its form that goes there; nothing where there is none."""
    text = browser.get(page or action).get_data(as_text=True)
    form = text.partition(f'action="{action}"')[2].partition("</form>")[0]
    found = re.search(r'name="seen" value="([^"]*)"', form)
    return found[1] if found is not None else ""


def arrange(browser: FlaskClient, review: Review, **fields: str) -> Any:
    """As somebody does who has just opened the page."""
    path = path_of(review)
    return press(browser, path, path, **{"seen": seen_on(browser, path), **fields})


class Table:
    """Business support at a meeting to which a teacher, a mother and the child come."""

    def __init__(
        self, app: Flask, make: Make, post: MailServer, work_off: Callable[[], int]
    ) -> None:
        self.app, self.make, self.post, self.work_off = app, make, post, work_off
        self.officer: StaffMember = make.staff(Role.IRO, name="Sam Green")
        child = make.child(officer=self.officer, name="Quillon")
        self.review: Review = make.review(child, in_days=9, planned_time="16:15")
        self.teacher = self.guest("Tess Teacher", RelationshipKind.SCHOOL)
        make.contact(adult=self.teacher.adult, number=SCHOOL, kind=ContactKind.EMAIL)
        self.mother = self.guest("Alice Quincebury", RelationshipKind.MOTHER)
        make.contact(adult=self.mother.adult, number="alice@home.example", kind=ContactKind.EMAIL)
        self.desk = signed_in(app.test_client(), make, make.staff(Role.BUSINESS_SUPPORT))
        self.path = path_of(self.review)

    def guest(self, name: str, kind: RelationshipKind) -> Relationship:
        return self.make.relationship(self.review.child, self.make.adult(name), kind=kind)

    def arrange(
        self, *coming: Relationship, knows: Relationship | None = None, **typed: str
    ) -> Any:
        fields = {"place": PLACE, "link": LINK, "access": ACCESS, "comes-child": "yes", **typed}
        fields |= {f"comes-{one.public_id.hex}": "yes" for one in coming}
        if knows is not None:
            fields[f"place-{knows.public_id.hex}"] = "yes"
        return arrange(self.desk, self.review, **fields)

    def send(self, who: str = "everybody") -> Any:
        return press(self.desk, self.path, f"{self.path}/mail", who=who)

    def invite(self, *coming: Relationship, knows: Relationship | None = None) -> None:
        """Arrange it with them, and the mail to whoever has one has gone."""
        self.arrange(*coming, knows=knows)
        self.send()
        self.work_off()

    def told(self) -> list[str]:
        """To whom mail went, in order."""
        return [str(one["To"]) for one in self.post.mails]

    def link(self) -> str:
        """The address in the newest mail."""
        body = self.post.mails[-1].get_content()
        found = re.search(r"https?://[^/\s]+(/g/\S+)", body)
        assert found is not None
        return found[1]

    def seen(self, link: str | None = None) -> str:
        answer = self.app.test_client().post(link or self.link())
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def page(self) -> str:
        return self.desk.get(self.path).get_data(as_text=True)

    def change(self, **values: Any) -> None:
        with transaction() as session:
            row = session.get_one(Review, self.review.id)
            for name, value in values.items():
                setattr(row, name, value)
            session.flush()
            rescheduling.retime(session, row.id, self.make.clock.now())


@pytest.fixture
def table(app: Flask, make: Make, post: MailServer, work_off: Callable[[], int]) -> Table:
    return Table(app, make, post, work_off)


@pytest.fixture
def invited(table: Table) -> Table:
    """A teacher who may know the place has had her mail."""
    table.invite(table.teacher, knows=table.teacher)
    return table
