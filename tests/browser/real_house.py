"""The real service on a database of its own behind a real address, for browsers to walk through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.care.consultations.models import Answer, Invitation, Remark
from participation.guard.sessions import RespondentSitting
from participation.kernel.db import db, reading, transaction
from participation.kernel.model import Base
from tests.browser.sample_site import served
from tests.conftest import NOW, MovableClock, settings_for_tests
from tests.factories import Make


@dataclass
class RealHouse:
    """One installation: its address, what is stored in it, and people to be asked."""

    app: Flask
    url: str
    make: Make
    clock: MovableClock

    def invitation(self, form: str = "child_8_11", *, age: int = 9) -> tuple[int, str]:
        """A child's invitation and its link's token."""
        child = self.make.child(officer=self.make.staff(), age=age)
        invitation = self.make.invitation(self.make.review(child), form=form)
        return invitation.id, self.make.link(invitation)

    def read(self, look: Callable[[Session], Any]) -> Any:
        db.session.remove()
        with reading() as session:
            return look(session)

    def answers(self, invitation_id: int) -> list[tuple[str, str, tuple[str, ...], str]]:
        """Question, state, values and words of every revision, in the order they came."""
        rows = self.read(
            lambda session: [
                (row.question_key, row.state.value, tuple(row.value or ()), row.words or "")
                for row in session.scalars(
                    select(Answer).where(Answer.invitation_id == invitation_id).order_by(Answer.id)
                )
            ]
        )
        return list(rows)

    def remarks(self, invitation_id: int) -> list[str]:
        rows = self.read(
            lambda session: [
                row.words
                for row in session.scalars(
                    select(Remark).where(Remark.invitation_id == invitation_id).order_by(Remark.id)
                )
            ]
        )
        return list(rows)

    def state(self, invitation_id: int) -> str:
        return str(self.read(lambda s: s.get_one(Invitation, invitation_id).state.value))

    def age_sittings(self, by: timedelta) -> None:
        """What waiting does: every browser was last seen that much earlier."""
        with transaction() as session:
            for sitting in session.scalars(select(RespondentSitting)):
                session.execute(
                    update(RespondentSitting)
                    .where(RespondentSitting.id == sitting.id)
                    .values(last_seen=sitting.last_seen - by)
                )


def walk_to_the_check_page(house: RealHouse, page: Page, words: str) -> None:
    """Open a child's link and type the same words into every box; the rest is left out."""
    _, token = house.invitation()
    page.goto("about:blank")
    page.goto(f"{house.url}/l/{token}")
    while page.locator("body").get_attribute("data-page") != "check":
        box, skip = page.locator("main textarea:visible"), page.locator("main [value=skip]")
        if box.count():
            box.evaluate("(box, words) => { box.value = words; }", words)
        onward = skip if skip.count() and not box.count() else page.locator("main .go")
        with page.expect_navigation():
            onward.first.click()


@contextmanager
def real_house(folder: Path) -> Iterator[RealHouse]:
    """The service on SQLite, its clock at a Tuesday in term."""
    clock = MovableClock(NOW)
    settings = settings_for_tests(f"sqlite:///{folder}/house.db", folder)
    settings = replace(settings, public_url="http://127.0.0.1", staff_url="http://127.0.0.1")
    app = create_app(settings, clock=clock)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    with served(app) as address, app.app_context():
        yield RealHouse(app, address, Make(app.extensions["participation"], clock), clock)
