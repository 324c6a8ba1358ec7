"""A translator at the wordings of a language, and the desk that asked them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from sqlalchemy import select

from participation.care.interpreting.checking_models import CheckedText
from participation.kernel.catalogue import CatalogueText
from participation.kernel.db import reading
from tests.web.staff.signing_in import press
from tests.web.translate.at_a_desk import AtHome, Desk

HERE = "/staff/checking/ti"
SELAM = "Selam Tesfay"


@dataclass
class Checker(AtHome):
    """A translator at the wordings, with the text that they see."""

    def shows(self, text: CatalogueText) -> str:
        page = self.client.get(f"{self.address}?at={text.key}")
        return unescape(page.get_data(as_text=True))

    def puts(self, text: CatalogueText, *words: str, go: str = "right") -> str:
        """What comes after the press."""
        boxes = {f"words-{form}": said for form, said in enumerate(words)}
        return self.sends({"text": text.key, "go": go, **boxes})


def let_in(desk: Desk, language: str = "ti", name: str = SELAM) -> Checker:
    here = f"/staff/checking/{language}"
    translator = desk.adds(name, language)
    assert press(desk.browser, here, f"{here}/give", translator=translator).status_code == 303
    desk.work_off()
    told = "\n".join(mail.get_content() for mail in desk.post.mails)
    checker = Checker(
        desk.app.test_client(), re.findall(r"http://localhost(/wordings/\S+)", told)[-1]
    )
    assert checker.types(code_of(desk, here)) == 303
    return checker


def code_of(desk: Desk, here: str = HERE) -> str:
    page = desk.browser.get(here).get_data(as_text=True)
    path = re.findall(r'action="(/staff/checking/tasks/[^"]+/code)"', page)[-1]
    made = press(desk.browser, here, path).get_data(as_text=True)
    found = re.search(r'class="bigcode"[^>]*>([0-9 ]+)<', made)
    assert found is not None
    return found[1]


def checked() -> list[CheckedText]:
    with reading() as session:
        rows = session.scalars(select(CheckedText).order_by(CheckedText.id)).all()
        return [row for row in rows if row.translator.called]
