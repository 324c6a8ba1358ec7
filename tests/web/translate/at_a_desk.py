"""A council that gives words away to translators, and translators at their own browsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.interpreting.models import TranslationTask, Translator
from participation.care.people.models import Role
from participation.kernel.db import reading
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.staff.signing_in import at_work, press, token_in

LIST, TRANSLATORS = "/staff/translations", "/staff/translators"


@dataclass
class AtHome:
    """A translator at one browser, with the address that the mail brought."""

    client: FlaskClient
    address: str

    def look(self) -> str:
        return str(self.client.get(self.address).get_data(as_text=True))

    def types(self, code: str) -> int:
        return self.client.post(self.address, data={"go": "code", "code": code}).status_code

    def says(self, go: str) -> str:
        """Press a button of the page as it stands; what comes."""
        return self.sends({"go": go})

    def writes(self, *texts: str, go: str = "send") -> str:
        """Fill in the boxes in their order, and press."""
        boxes = re.findall(r'name="(words-[0-9a-f]+)"', self.look())
        return self.sends(dict(zip(boxes, texts, strict=False)) | {"go": go})

    def sends(self, fields: dict[str, str]) -> str:
        token = token_in(self.look())
        answer = self.client.post(self.address, data={"csrf_token": token, **fields})
        where = answer.headers.get("Location")
        shown = self.client.get(where) if where else answer
        return unescape(shown.get_data(as_text=True))

    def worries_about(self, place: int, *texts: str) -> str:
        buttons = re.findall(r'value="(worry:[0-9a-f]+)"', self.look())
        return self.writes(*texts, go=buttons[place])


@dataclass
class Desk:
    """Business support, who gives words to translators."""

    app: Flask
    make: Make
    post: MailServer
    work_off: Callable[[], int]
    browser: FlaskClient

    @classmethod
    def open(cls, app: Flask, make: Make, post: MailServer, work_off: Callable[[], int]) -> Desk:
        somebody = make.staff(Role.BUSINESS_SUPPORT, name="Bea Sort")
        return cls(app, make, post, work_off, at_work(app.test_client(), make, somebody))

    def adds(self, name: str, language: str = "ti") -> str:
        """A translator; their public id."""
        self.work_off()  # whoever sent something meanwhile: somebody is told that words wait
        email = f"{name.split()[0].lower()}@agency.example"
        added = press(
            self.browser, TRANSLATORS, TRANSLATORS, full_name=name, email=email,
            agency="Example Words", phone="07700 900321", languages=language, vetted="yes",
        )  # fmt: skip
        assert added.status_code == 303
        with reading() as session:
            rows = session.scalars(select(Translator).order_by(Translator.id.desc()))
            return str(next(row.public_id for row in rows if row.full_name == name))

    def shows(self) -> str:
        return unescape(self.browser.get(LIST).get_data(as_text=True))

    def tasks(self) -> str:
        return unescape(self.browser.get("/staff/tasks").get_data(as_text=True))

    def gives(
        self, translator: str, *, second: bool = False, back: bool = False, language: str = "ti"
    ) -> str:
        """The first thing that waits, to them; the address of the task's page."""
        waits = re.findall(rf'href="({LIST}/[^"]+)"', self.shows())
        page = next(one for one in waits if ("/of/" in one) != back)
        path = f"{page}/give" if back else page
        given = press(self.browser, page, path, language=language, second="yes" if second else "",
                      translator=translator, within="3d")  # fmt: skip
        assert given.status_code == 303, given.get_data(as_text=True)
        self.work_off()
        return str(given.headers["Location"])

    def code(self, task: str) -> str:
        """Six digits, as they are read out."""
        made = press(self.browser, task, f"{task}/code").get_data(as_text=True)
        found = re.search(r'class="bigcode"[^>]*>([0-9 ]+)<', made)
        assert found is not None
        return found[1]

    def address(self) -> str:
        """Where the last mail to a translator leads."""
        told = "\n".join(mail.get_content() for mail in self.post.mails)
        return re.findall(r"http://localhost(/w/\S+)", told)[-1]

    def lets_in(self, translator: str, **how: Any) -> AtHome:
        """Give the words, ring, and see them begin."""
        task = self.gives(translator, **how)
        home = AtHome(self.app.test_client(), self.address())
        assert home.types(self.code(task)) == 303
        home.says("begin")
        return home


def states() -> list[str]:
    with reading() as session:
        rows = session.scalars(select(TranslationTask).order_by(TranslationTask.id))
        return [row.state.value for row in rows]
