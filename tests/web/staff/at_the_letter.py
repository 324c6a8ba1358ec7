"""The officer of a child who said something and has a key, at the letter's page."""

from __future__ import annotations

import html
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.outcomes.models import Letter
from participation.kernel.db import reading
from participation.outbox.models import OutboxItem
from tests.factories import Make
from tests.web.staff.reviewed import Reviewed, reviewed
from tests.web.staff.signing_in import press, signed_in

WORDS = "Dear Aisha,\n\nYour brother comes on Saturdays. #x *y*\n\nSam"


class Desk:
    """The officer of a child who said something and has a key, at the letter's page."""

    def __init__(
        self, app: Flask, make: Make, *, private: bool = False, key: bool = True, **child: object
    ) -> None:
        self.story: Reviewed = reviewed(app, make, **child)
        self.story.says(private=private)
        if key:
            self.story.makes_a_key()
        self.story.is_held()
        self.browser: FlaskClient = signed_in(app.test_client(), make, self.story.officer)
        self.path = f"{self.story.path}/letter"

    def has_a_point(self, *, released: bool = True, **fields: str) -> str:
        page = self.story.point(self.browser)
        self.story.write(self.browser, page, **fields)
        if released:
            press(self.browser, page, f"{page}/release")
        return page

    def decides(self) -> None:
        path = self.story.path
        press(self.browser, path, f"{path}/decisions", outcome="Sees her brother", how="By train",
              who="Jo Hall", by_on="2026-12-14", sign="She says so")  # fmt: skip

    def look(self) -> str:
        answer = self.browser.get(self.path)
        assert answer.status_code == 200
        return html.unescape(answer.get_data(as_text=True))

    def keep(self, words: str = WORDS, **more: str) -> Any:
        return press(self.browser, self.path, self.path, words=words, **more)

    def send(self, revision: int = 1, **more: str) -> Any:
        return press(self.browser, self.path, f"{self.path}/send", revision=str(revision), **more)

    def on_paper(self, revision: int = 1) -> Any:
        return press(self.browser, self.path, f"{self.path}/print", revision=str(revision))

    def child_reads(self) -> str:
        return self.story.person.look("/mine/letter").words


def letters() -> list[tuple[int, str, str, bool, bool]]:
    with reading() as session:
        rows = session.scalars(select(Letter).order_by(Letter.revision))
        return [
            (row.revision, row.words or "", row.language, row.sent_at is not None, row.with_key)
            for row in rows
        ]


def texts_promised() -> int:
    with reading() as session:
        return len(
            session.scalars(select(OutboxItem).where(OutboxItem.kind == "outcome.tell")).all()
        )
